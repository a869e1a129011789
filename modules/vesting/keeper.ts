import { moduleAddress } from "../../app/core/address.ts";
import { equalBytes } from "../../app/core/bytes.ts";
import type { Coin } from "../../app/core/coins.ts";
import type { Context } from "../../app/core/context.ts";
import { CoreError } from "../../app/core/errors.ts";

/** How the coins of an account come free, as auth keeps it. Times are Unix seconds. */
export interface Schedule {
  readonly type: "continuous" | "delayed" | "periodic" | "permanent";
  readonly original: readonly Coin[];
  readonly delegatedFree: readonly Coin[];
  readonly delegatedVesting: readonly Coin[];
  readonly startSeconds: bigint;
  readonly endSeconds: bigint;
  readonly periods: readonly Period[];
}

export interface Period {
  readonly lengthSeconds: bigint;
  readonly coins: readonly Coin[];
}

/** What vesting needs of auth. */
export interface Accounts {
  /** @returns undefined if nobody has the address */
  getAccount(ctx: Context, address: Uint8Array): object | undefined;
  /** @throws ChainError if the parts of the schedule do not fit together */
  createVestingAccount(ctx: Context, address: Uint8Array, schedule: Schedule): void;
}

/** What vesting needs of bank. */
export interface Bank {
  assertSendEnabled(ctx: Context, coins: readonly Coin[]): void;
  sendCoins(ctx: Context, from: Uint8Array, to: Uint8Array, coins: readonly Coin[]): void;
}

export interface VestingNeeds {
  readonly accounts: Accounts;
  readonly bank: Bank;
  /** Names of modules whose accounts nobody may make. */
  readonly blocked: readonly string[];
}

/** Who pays, and for whom. */
export interface Parties {
  readonly from: Uint8Array;
  readonly to: Uint8Array;
}

/** Makes accounts whose coins come free in time. It has no state: the accounts are auth's, the coins bank's. */
export class VestingKeeper {
  readonly #needs: VestingNeeds;

  constructor(needs: VestingNeeds) {
    this.#needs = needs;
  }

  /** @throws ChainError if one of the denoms may not be sent by messages */
  assertSendEnabled(ctx: Context, coins: readonly Coin[]): void {
    this.#needs.bank.assertSendEnabled(ctx, coins);
  }

  /**
   * @throws CoreError.unauthorized if the address is that of a blocked module, invalidRequest if it has an account
   * @gas one read of the account
   */
  assertMayBeMade(ctx: Context, address: Uint8Array): void {
    const { accounts, blocked } = this.#needs;
    if (blocked.some((name) => equalBytes(moduleAddress(ctx.crypto, name), address))) {
      throw CoreError.unauthorized(
        `${ctx.addresses.format(address)} is not allowed to receive funds`,
      );
    }
    if (accounts.getAccount(ctx, address) !== undefined) {
      throw CoreError.invalidRequest(`account ${ctx.addresses.format(address)} already exists`);
    }
  }

  /**
   * Makes the account and pays its coins in.
   *
   * @throws ChainError if the schedule does not fit together; CoreError.insufficientFunds
   */
  create(
    ctx: Context,
    { from, to }: Parties,
    schedule: Omit<Schedule, "delegatedFree" | "delegatedVesting">,
  ): void {
    const { accounts, bank } = this.#needs;
    accounts.createVestingAccount(ctx, to, {
      ...schedule,
      delegatedFree: [],
      delegatedVesting: [],
    });
    bank.sendCoins(ctx, from, to, schedule.original);
  }
}
