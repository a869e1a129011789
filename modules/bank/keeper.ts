import { Metadata, Params } from "../../proto/gen/cosmos/bank/v1beta1/bank.ts";
import type { PageRequest } from "../../proto/gen/cosmos/base/query/v1beta1/pagination.ts";
import {
  addressKey,
  emptyValue,
  integerTextValue,
  messageValue,
  prefixedAddressKey,
  textKey,
  tupleKey,
  type ValueCodec,
} from "../../app/core/collections/codecs.ts";
import { Schema } from "../../app/core/collections/schema.ts";
import { AMOUNT_MAX, amountOf, type Coin } from "../../app/core/coins.ts";
import type { Context } from "../../app/core/context.ts";
import { CoreError } from "../../app/core/errors.ts";
import { MachineFault } from "../../app/core/faults.ts";
import { type Page, paginate } from "../../app/core/pagination.ts";
import { BankError } from "./errors.ts";
import { emitCoinReceived, emitCoinSpent, emitSender, emitTransfer } from "./events.ts";

/** What bank needs of auth. */
export interface Accounts {
  /** Gives the address an account unless it has one. */
  ensureAccount(ctx: Context, address: Uint8Array): void;
  /** Coins of the address that may not be spent now: positive amounts, each denom once. */
  lockedCoins(ctx: Context, address: Uint8Array): readonly Coin[];
}

/** One recipient of a payment to many. */
export interface Output {
  readonly address: Uint8Array;
  readonly coins: readonly Coin[];
}

export interface Holding {
  readonly address: Uint8Array;
  readonly amount: bigint;
}

/** A `google.protobuf.BoolValue`: false is no bytes at all. @source cosmos-sdk codec.BoolValue */
const boolValue: ValueCodec<boolean> = {
  encode: (value) => (value ? Uint8Array.of(0x08, 0x01) : new Uint8Array(0)),
  decode: (bytes) => bytes[1] === 1,
};

const balanceKey = tupleKey<readonly [address: Uint8Array, denom: string]>(addressKey, textKey);
const holderKey = tupleKey<readonly [denom: string, address: Uint8Array]>(
  textKey,
  prefixedAddressKey,
);

/**
 * Balances and supply. The layout is the SDK's. After genesis coins only move: the sum of all balances of a denom is its
 * supply, always.
 */
export class BankKeeper {
  readonly schema = new Schema("bank");
  readonly #accounts: Accounts;
  readonly #supply = this.schema.map(
    0x00,
    "supply",
    textKey,
    integerTextValue,
    "denom → amount, decimal text",
  );
  readonly #metadata = this.schema.map(
    0x01,
    "denom_metadata",
    textKey,
    messageValue(Metadata),
    "denom → Metadata",
  );
  readonly #balances = this.schema.map(
    0x02,
    "balances",
    balanceKey,
    integerTextValue,
    "length ‖ address ‖ denom → amount, decimal text; never zero",
  );
  readonly #holders = this.schema.map(
    0x03,
    "address_by_denom_index",
    holderKey,
    emptyValue,
    "denom ‖ 0x00 ‖ length ‖ address → nothing",
  );
  readonly #sendEnabled = this.schema.map(
    0x04,
    "send_enabled",
    textKey,
    boolValue,
    "denom → BoolValue",
  );
  readonly #params = this.schema.item(0x05, "params", messageValue(Params), "Params");

  constructor(needs: { readonly accounts: Accounts }) {
    this.#accounts = needs.accounts;
  }

  params(ctx: Context): Params {
    const params = this.#params.get(ctx);
    if (params === undefined) throw new MachineFault("the parameters of bank are not set");
    return params;
  }

  setParams(ctx: Context, params: Params): void {
    this.#params.set(ctx, params);
  }

  balance(ctx: Context, address: Uint8Array, denom: string): bigint {
    return this.#balances.get(ctx, [address, denom]) ?? 0n;
  }

  balances(ctx: Context, address: Uint8Array, request: PageRequest | undefined): Page<Coin> {
    return paginate(ctx, this.#balances, request, ([, denom], amount) => ({ denom, amount }), {
      prefix: balanceKey.encodePrefix([address]),
    });
  }

  /** What an address may spend of a denom: none if more is locked than it holds. */
  spendable(ctx: Context, address: Uint8Array, denom: string): bigint {
    const balance = this.balance(ctx, address, denom);
    const locked = amountOf(this.#accounts.lockedCoins(ctx, address), denom);
    return locked > balance ? 0n : balance - locked;
  }

  /**
   * The page of {@link balances} with what may be spent of each. Nothing is of any if of one more is locked than the address
   * holds.
   *
   * @source cosmos-sdk x/bank/keeper/view.go spendableCoins
   */
  spendables(ctx: Context, address: Uint8Array, request: PageRequest | undefined): Page<Coin> {
    const { entries, pagination } = this.balances(ctx, address, request);
    const locked = this.#accounts.lockedCoins(ctx, address);
    const lacks = locked.some(({ denom, amount }) => amount > this.balance(ctx, address, denom));
    const spendable = entries.map(({ denom, amount }) => ({
      denom,
      amount: lacks ? 0n : amount - amountOf(locked, denom),
    }));
    return { entries: spendable, pagination };
  }

  /** Who holds a denom, in the order of addresses. */
  holders(ctx: Context, denom: string, request: PageRequest | undefined): Page<Holding> {
    return paginate(
      ctx,
      this.#holders,
      request,
      ([, address]) => ({ address, amount: this.balance(ctx, address, denom) }),
      { prefix: holderKey.encodePrefix([denom]) },
    );
  }

  supply(ctx: Context, denom: string): bigint {
    return this.#supply.get(ctx, denom) ?? 0n;
  }

  supplies(ctx: Context, request: PageRequest | undefined): Page<Coin> {
    return paginate(ctx, this.#supply, request, (denom, amount) => ({ denom, amount }));
  }

  metadata(ctx: Context, denom: string): Metadata | undefined {
    return this.#metadata.get(ctx, denom);
  }

  metadatas(ctx: Context, request: PageRequest | undefined): Page<Metadata> {
    return paginate(ctx, this.#metadata, request, (_, metadata) => metadata);
  }

  /** What is set for this denom; undefined if the default of the parameters holds. */
  sendEnabled(ctx: Context, denom: string): boolean | undefined {
    return this.#sendEnabled.get(ctx, denom);
  }

  sendEnableds(
    ctx: Context,
    request: PageRequest | undefined,
  ): Page<{ denom: string; enabled: boolean }> {
    return paginate(ctx, this.#sendEnabled, request, (denom, enabled) => ({ denom, enabled }));
  }

  /** @throws BankError.sendDisabled unless each of the denoms may be sent by messages */
  assertSendEnabled(ctx: Context, coins: readonly Coin[]): void {
    const { defaultSendEnabled } = this.params(ctx);
    for (const { denom } of coins) {
      if (!(this.sendEnabled(ctx, denom) ?? defaultSendEnabled)) {
        throw BankError.sendDisabled(`${denom} transfers are currently disabled`);
      }
    }
  }

  /**
   * Moves coins, and gives the recipient an account if it has none. Asks for neither permission nor `send_enabled`: that
   * is for the messages to do.
   *
   * @param coins positive amounts, each denom once
   * @throws CoreError.insufficientFunds; what was moved before is then for the caller's branch to drop
   * @gas one read and one write a coin on either side, one read of the sender's account, one has of the recipient's
   */
  sendCoins(ctx: Context, from: Uint8Array, to: Uint8Array, coins: readonly Coin[]): void {
    const sender = ctx.addresses.format(from);
    const recipient = ctx.addresses.format(to);
    this.#spend(ctx, from, sender, coins);
    this.#receive(ctx, to, recipient, coins);
    this.#accounts.ensureAccount(ctx, to);
    emitTransfer(ctx, { recipient, sender, coins });
    emitSender(ctx, sender);
  }

  /**
   * Pays many from one.
   *
   * @param coins the sum of all outputs
   * @throws BankError.inputOutputMismatch, CoreError.insufficientFunds
   */
  inputOutputCoins(
    ctx: Context,
    from: Uint8Array,
    coins: readonly Coin[],
    outputs: readonly Output[],
  ): void {
    assertSum(coins, outputs);
    const sender = ctx.addresses.format(from);
    emitSender(ctx, sender);
    for (const output of outputs) this.#accounts.ensureAccount(ctx, output.address);
    this.#spend(ctx, from, sender, coins);
    for (const output of outputs) {
      const recipient = ctx.addresses.format(output.address);
      this.#receive(ctx, output.address, recipient, output.coins);
      emitTransfer(ctx, { recipient, sender, coins: output.coins });
    }
  }

  /** @source cosmos-sdk x/bank/keeper/send.go subUnlockedCoins */
  #spend(ctx: Context, address: Uint8Array, spender: string, coins: readonly Coin[]): void {
    const lockedCoins = this.#accounts.lockedCoins(ctx, address);
    for (const { denom, amount } of coins) {
      const balance = this.balance(ctx, address, denom);
      const locked = amountOf(lockedCoins, denom);
      if (locked > balance) {
        throw CoreError.insufficientFunds(
          `locked amount exceeds account balance funds: ${locked}${denom} > ${balance}${denom}`,
        );
      }
      if (balance - locked < amount) {
        throw CoreError.insufficientFunds(
          `spendable balance ${balance - locked}${denom} is smaller than ${amount}${denom}`,
        );
      }
      this.#setBalance(ctx, address, denom, { before: balance, after: balance - amount });
    }
    emitCoinSpent(ctx, spender, coins);
  }

  #receive(ctx: Context, address: Uint8Array, receiver: string, coins: readonly Coin[]): void {
    for (const { denom, amount } of coins) {
      const balance = this.balance(ctx, address, denom);
      this.#setBalance(ctx, address, denom, { before: balance, after: balance + amount });
    }
    emitCoinReceived(ctx, receiver, coins);
  }

  /** Keeps the index in step; a balance of zero is not stored. */
  #setBalance(
    ctx: Context,
    address: Uint8Array,
    denom: string,
    { before, after }: { readonly before: bigint; readonly after: bigint },
  ): void {
    if (after === 0n) {
      this.#balances.delete(ctx, [address, denom]);
      this.#holders.delete(ctx, [denom, address]);
      return;
    }
    this.#balances.set(ctx, [address, denom], after);
    if (before === 0n) this.#holders.set(ctx, [denom, address], true);
  }

  /**
   * Makes coins: genesis alone does.
   *
   * @param coins positive amounts, each denom once, none of which the address holds
   * @throws CoreError.invalidCoins if a supply would exceed 2^256 - 1
   */
  mintAtGenesis(ctx: Context, address: Uint8Array, coins: readonly Coin[]): void {
    for (const { denom, amount } of coins) {
      const supply = this.supply(ctx, denom) + amount;
      if (supply > AMOUNT_MAX) {
        throw CoreError.invalidCoins(`the supply of ${denom} is more than 2^256 - 1`);
      }
      this.#supply.set(ctx, denom, supply);
      this.#setBalance(ctx, address, denom, { before: 0n, after: amount });
    }
  }

  setMetadata(ctx: Context, metadata: Metadata): void {
    this.#metadata.set(ctx, metadata.base, metadata);
  }

  setSendEnabled(ctx: Context, denom: string, enabled: boolean): void {
    this.#sendEnabled.set(ctx, denom, enabled);
  }

  /** Every balance, by address and denom: for the export of genesis alone. */
  *allBalances(ctx: Context): Iterable<Coin & { readonly address: Uint8Array }> {
    for (const [[address, denom], amount] of this.#balances.walk(ctx)) {
      yield { address, denom, amount };
    }
  }

  /** For the export of genesis alone. */
  *allSupplies(ctx: Context): Iterable<Coin> {
    for (const [denom, amount] of this.#supply.walk(ctx)) yield { denom, amount };
  }

  /** For the export of genesis alone. */
  *allMetadata(ctx: Context): Iterable<Metadata> {
    for (const [, metadata] of this.#metadata.walk(ctx)) yield metadata;
  }

  /** For the export of genesis alone. */
  *allSendEnabled(ctx: Context): Iterable<{ readonly denom: string; readonly enabled: boolean }> {
    for (const [denom, enabled] of this.#sendEnabled.walk(ctx)) yield { denom, enabled };
  }
}

/** @throws BankError.inputOutputMismatch unless the outputs together are the coins */
export function assertSum(coins: readonly Coin[], outputs: readonly Output[]): void {
  const totals = new Map<string, bigint>();
  for (const output of outputs) {
    for (const { denom, amount } of output.coins) {
      totals.set(denom, (totals.get(denom) ?? 0n) + amount);
    }
  }
  if (totals.size > coins.length) {
    throw BankError.inputOutputMismatch("the outputs name a denom that the input does not");
  }
  for (const { denom, amount } of coins) {
    const total = totals.get(denom) ?? 0n;
    if (total !== amount) {
      throw BankError.inputOutputMismatch(
        `the input has ${amount}${denom}, the outputs together ${total}${denom}`,
      );
    }
  }
}
