import type { Entry } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import { moduleAddress } from "../../app/core/address.ts";
import { equalBytes } from "../../app/core/bytes.ts";
import type { Coin } from "../../app/core/coins.ts";
import type { Context } from "../../app/core/context.ts";
import { DECIMAL_ONE, divCeil } from "../../app/core/integers.ts";
import { NANOS_PER_SECOND } from "../../app/core/time.ts";

/** What rent needs of bank. */
export interface RentBank {
  sendCoins(ctx: Context, from: Uint8Array, to: Uint8Array, coins: readonly Coin[]): void;
  balance(ctx: Context, address: Uint8Array, denom: string): bigint;
}

/** What rent needs of the chain: the denom in which it is paid. */
export interface RentDenom {
  feePrice(ctx: Context): { readonly feeDenom: string };
}

export interface RentNeeds {
  readonly bank: RentBank;
  readonly chain: RentDenom;
  /** Name of the module account that used rent goes to. */
  readonly feeCollector: string;
}

/** What is paid for: the bytes of key and value. */
export function entryBytes(key: Uint8Array, value: Uint8Array): bigint {
  return BigInt(key.length + value.length);
}

/** ⌈bytes × seconds × price⌉ in the smallest unit of the fee denom. @param price of a byte for a second, in units of 10⁻¹⁸ */
export function rentOf(price: bigint, bytes: bigint, durationNs: bigint): bigint {
  return durationNs <= 0n
    ? 0n
    : divCeil(bytes * durationNs * price, NANOS_PER_SECOND * DECIMAL_ONE);
}

/** The part of an entry's escrow that is used up at a time. */
export function usedRent(price: bigint, key: Uint8Array, entry: Entry, timeNs: bigint): bigint {
  const used = rentOf(price, entryBytes(key, entry.value), timeNs - entry.rentStartNs);
  return used < entry.escrow ? used : entry.escrow;
}

/** What a message, or a block's sweep, owes to whom: added up, and paid once. */
export class RentFlows {
  #charge = 0n;
  #refund = 0n;
  #used = 0n;

  /** Of an entry whose rent is settled: what was used, and what is held for it beside what shall be held. */
  add(used: bigint, held: bigint, required: bigint): void {
    this.#used += used;
    if (required > held) this.#charge += required - held;
    else this.#refund += held - required;
  }

  /** What the writer pays. */
  get charge(): bigint {
    return this.#charge;
  }

  /** What the owner gets back. */
  get refund(): bigint {
    return this.#refund;
  }

  /**
   * Moves the coins: what the writer pays comes into the module's account, what is not needed goes to the owner, what was
   * used to the fee collector.
   *
   * @param parties absent for the sweep, which charges nobody and refunds nothing
   * @throws CoreError.insufficientFunds if the writer cannot pay
   */
  pay(
    ctx: Context,
    { bank, chain, feeCollector }: RentNeeds,
    parties?: { readonly payer: Uint8Array; readonly owner: Uint8Array },
  ): void {
    const denom = chain.feePrice(ctx).feeDenom;
    const escrow = escrowAddress(ctx);
    const move = (from: Uint8Array, to: Uint8Array, amount: bigint): void => {
      if (amount > 0n) bank.sendCoins(ctx, from, to, [{ denom, amount }]);
    };
    if (parties) {
      const { payer, owner } = parties;
      const both = equalBytes(payer, owner) ? lesser(this.#charge, this.#refund) : 0n;
      move(payer, escrow, this.#charge - both);
      move(escrow, owner, this.#refund - both);
    }
    if (this.#used > 0n) move(escrow, moduleAddress(ctx.crypto, feeCollector), this.#used);
  }
}

/** The account that holds the rent of all entries, and nothing else. */
export function escrowAddress(ctx: Context): Uint8Array {
  return moduleAddress(ctx.crypto, "kv");
}

function lesser(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
