import { moduleAddress } from "../../app/core/address.ts";
import { type Coin, formatCoins, parseCoins } from "../../app/core/coins.ts";
import type { Context } from "../../app/core/context.ts";
import { CoreError } from "../../app/core/errors.ts";
import { DECIMAL_ONE, divCeil, parseDecimal } from "../../app/core/integers.ts";
import type { AnteStep } from "../../app/core/module.ts";
import type { ChainKeeper } from "./keeper.ts";

/** What the fee step needs of bank. */
export interface FeeBank {
  sendCoins(ctx: Context, from: Uint8Array, to: Uint8Array, coins: readonly Coin[]): void;
}

/**
 * Takes the fee from the payer to the fee collector. Every block enforces the chain's minimum gas price; admission to this
 * node's mempool also enforces the node's own.
 *
 * Emits `tx{fee, fee_payer}` after bank's events of the transfer.
 *
 * @param needs.feeCollector name of the module account that fees go to
 * @param needs.nodeMinGasPrice decimal text in the fee denom
 */
export function deductFee(
  keeper: ChainKeeper,
  needs: {
    readonly bank: FeeBank;
    readonly feeCollector: string;
    readonly nodeMinGasPrice: string;
  },
): AnteStep {
  const nodePrice = parseDecimal(needs.nodeMinGasPrice, "the node's minimum gas price");
  let collector: Uint8Array | undefined;
  const payFee = (ctx: Context, payer: string, fee: readonly Coin[]): void => {
    collector ??= moduleAddress(ctx.crypto, needs.feeCollector);
    needs.bank.sendCoins(ctx, ctx.addresses.parse(payer), collector, fee);
  };
  return (ctx, tx) => {
    const fee = parseCoins(tx.authInfo.fee?.amount ?? []);
    const { feeDenom, price: chainPrice } = keeper.feePrice(ctx);
    const price = ctx.mode === "check" && nodePrice > chainPrice ? nodePrice : chainPrice;
    if (ctx.mode !== "simulate") {
      assertFee(fee, feeDenom, divCeil(tx.gasLimit * price, DECIMAL_ONE));
    } else if (fee.length === 0 && price > 0n) {
      // A simulation comes before the fee is known; without paying something it would leave out the gas of paying.
      payFee(ctx, tx.feePayer, [{ denom: feeDenom, amount: 1n }]);
    }
    if (fee.length > 0) payFee(ctx, tx.feePayer, fee);
    if (ctx.events.isRecording) {
      ctx.events.emit("tx", ["fee", formatCoins(fee)], ["fee_payer", tx.feePayer]);
    }
  };
}

function assertFee(fee: readonly Coin[], denom: string, required: bigint): void {
  const offered = fee.find((coin) => coin.denom === denom)?.amount ?? 0n;
  if (offered < required) {
    throw CoreError.insufficientFee(
      `insufficient fees; got: ${formatCoins(fee)} required: ${required}${denom}`,
    );
  }
  const other = fee.find((coin) => coin.denom !== denom);
  if (other) throw CoreError.insufficientFee(`fee in ${other.denom}, expected ${denom} alone`);
}
