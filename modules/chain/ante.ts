import type { Coin as ProtoCoin } from "../../proto/gen/cosmos/base/v1beta1/coin.ts";
import { moduleAddress, usualSpelling } from "../../app/core/address.ts";
import { type Coin, formatCoins, parseCoins } from "../../app/core/coins.ts";
import type { Context } from "../../app/core/context.ts";
import { ChainError, CoreError } from "../../app/core/errors.ts";
import { DECIMAL_ONE, divCeil, parseDecimal } from "../../app/core/integers.ts";
import type { AnteStep } from "../../app/core/module.ts";
import type { Tx, TxMessage } from "../../app/core/tx/tx.ts";
import type { ChainKeeper } from "./keeper.ts";

/** What the fee step needs of bank. */
export interface FeeBank {
  sendCoins(ctx: Context, from: Uint8Array, to: Uint8Array, coins: readonly Coin[]): void;
}

/** What the fee step needs of auth. */
export interface FeeAccounts {
  /** @returns undefined if nobody has the address */
  getAccount(ctx: Context, address: Uint8Array): object | undefined;
}

/** What the fee step needs of feegrant: allowances to pay fees with somebody else's coins. */
export interface FeeGrants {
  /**
   * Takes a fee off the allowance.
   *
   * @param messages of the transaction: an allowance may be for some types only
   * @throws ChainError if there is no allowance for it
   */
  useGrant(
    ctx: Context,
    granter: Uint8Array,
    grantee: Uint8Array,
    fee: readonly Coin[],
    messages: readonly TxMessage[],
  ): void;
}

/**
 * Takes the fee from the payer, or from who granted it, to the fee collector. Every block enforces the chain's minimum
 * gas price; admission to this node's mempool also enforces the node's own.
 *
 * Emits `tx{fee, fee_payer}` after bank's events of the transfer.
 *
 * @param needs.feeCollector name of the module account that fees go to
 * @param needs.nodeMinGasPrice decimal text in the fee denom
 * @param needs.feeGrants absent if the chain has none: a transaction that names a granter is then refused
 * @throws CoreError.insufficientFee, insufficientFunds, unknownAddress, invalidRequest, what the grants throw
 */
export function deductFee(
  keeper: ChainKeeper,
  needs: {
    readonly bank: FeeBank;
    readonly accounts: FeeAccounts;
    readonly feeCollector: string;
    readonly nodeMinGasPrice: string;
    readonly feeGrants?: FeeGrants;
  },
): AnteStep {
  const nodePrice = parseDecimal(needs.nodeMinGasPrice, "the node's minimum gas price");
  let collector: Uint8Array | undefined;
  const send = (ctx: Context, payer: Uint8Array, fee: readonly Coin[]): void => {
    collector ??= moduleAddress(ctx.crypto, needs.feeCollector);
    needs.bank.sendCoins(ctx, payer, collector, fee);
  };
  /** For a simulation where nothing has to be paid: somebody may have nothing. */
  const payIfAble = (ctx: Context, payer: string, fee: readonly Coin[]): void => {
    try {
      send(ctx, ctx.addresses.parse(payer), fee);
    } catch (error) {
      if (!isInsufficientFunds(error)) throw error;
    }
  };
  const payFee = (ctx: Context, payer: string, fee: readonly Coin[]): void => {
    const payerBytes = ctx.addresses.parse(payer);
    try {
      send(ctx, payerBytes, fee);
    } catch (error) {
      // Looked for only now: bank has read the account, and to read it again costs gas.
      if (!isInsufficientFunds(error) || needs.accounts.getAccount(ctx, payerBytes)) throw error;
      throw CoreError.unknownAddress(`fee payer address: ${payer} does not exist`);
    }
  };
  return (ctx, tx) => {
    const fee = parseFee(tx.authInfo.fee?.amount ?? []);
    const { feeDenom, price: chainPrice } = keeper.feePrice(ctx);
    const price = ctx.mode === "check" && nodePrice > chainPrice ? nodePrice : chainPrice;
    if (ctx.mode !== "simulate") {
      assertFee(fee, feeDenom, divCeil(tx.gasLimit * price, DECIMAL_ONE));
    }
    // A simulation comes before the fee is known; without paying something it would leave out the gas of paying.
    const isUnknown = ctx.mode === "simulate" && fee.length === 0;
    const paid = isUnknown ? [{ denom: feeDenom, amount: 1n }] : fee;
    const granter = usualSpelling(tx.authInfo.fee?.granter ?? "");
    const payer = granter === "" ? tx.feePayer : granter;
    const isFree = isUnknown && price === 0n;
    const granted = isFree ? fee : paid;
    if (granter !== "") useGrant(ctx, tx, { grants: needs.feeGrants, granter, fee: granted });
    if (isFree) payIfAble(ctx, payer, paid);
    else if (paid.length > 0) payFee(ctx, payer, paid);
    if (ctx.events.isRecording) {
      ctx.events.emit("tx", ["fee", formatCoins(fee)], ["fee_payer", payer]);
    }
  };
}

/**
 * Coins of nothing are no fee: Go's clients simulate with a fee of `0ulaz`.
 *
 * @throws CoreError.insufficientFee
 * @source cosmos-sdk x/auth/ante DeductFees
 */
function parseFee(amounts: readonly ProtoCoin[]): readonly Coin[] {
  if (amounts.every(({ amount }) => amount === "0")) return [];
  try {
    return parseCoins(amounts);
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    throw CoreError.insufficientFee(`invalid fee amount: ${error.message}`);
  }
}

/** @source cosmos-sdk x/auth/ante DeductFeeDecorator */
function useGrant(
  ctx: Context,
  { feePayer, messages }: Tx,
  use: {
    readonly grants: FeeGrants | undefined;
    readonly granter: string;
    readonly fee: readonly Coin[];
  },
): void {
  const { grants, granter, fee } = use;
  if (grants === undefined) throw CoreError.invalidRequest("fee grants are not enabled");
  if (granter === feePayer) return;
  const { addresses } = ctx;
  try {
    grants.useGrant(ctx, addresses.parse(granter), addresses.parse(feePayer), fee, messages);
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    const text = `${granter} does not allow to pay fees for ${feePayer}: ${error.message}`;
    throw new ChainError(error.codespace, error.code, text);
  }
}

function isInsufficientFunds(error: unknown): boolean {
  const { codespace, code } = CoreError.insufficientFunds.definition;
  return error instanceof ChainError && error.codespace === codespace && error.code === code;
}

function assertFee(fee: readonly Coin[], denom: string, required: bigint): void {
  const offered = fee.find((coin) => coin.denom === denom)?.amount ?? 0n;
  if (offered < required) {
    throw CoreError.insufficientFee(
      `insufficient fees; got: ${formatCoins(fee)} required: ${required}${denom}`,
    );
  }
  // Where nothing has to be paid, whatever somebody gives is welcome, as in the SDK.
  if (required === 0n) return;
  const other = fee.find((coin) => coin.denom !== denom);
  if (other) throw CoreError.insufficientFee(`fee in ${other.denom}, expected ${denom} alone`);
}
