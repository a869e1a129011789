import { Params } from "../../proto/gen/cosmos/auth/v1beta1/auth.ts";
import type { PageRequest } from "../../proto/gen/cosmos/base/query/v1beta1/pagination.ts";
import { moduleAddress } from "../../app/core/address.ts";
import {
  addressKey,
  bytesKey,
  messageValue,
  u64Key,
  u64Value,
} from "../../app/core/collections/codecs.ts";
import { Schema } from "../../app/core/collections/schema.ts";
import type { Coin } from "../../app/core/coins.ts";
import type { Context } from "../../app/core/context.ts";
import { CoreError } from "../../app/core/errors.ts";
import { MachineFault } from "../../app/core/faults.ts";
import { divFloor } from "../../app/core/integers.ts";
import { type Page, paginate } from "../../app/core/pagination.ts";
import { NANOS_PER_SECOND } from "../../app/core/time.ts";
import { type Account, accountValue } from "./account.ts";
import { assertVesting, lockedCoins, type Vesting } from "./vesting.ts";

/** The auth module's state: who may sign, with which key, and in which order. The layout is the SDK's. */
export class AuthKeeper {
  readonly schema = new Schema("acc");
  readonly #params = this.schema.item(0x00, "params", messageValue(Params), "Params");
  readonly #accounts = this.schema.map(
    0x01,
    "accounts",
    addressKey,
    accountValue,
    "address → Any(BaseAccount, ModuleAccount or a vesting account)",
  );
  readonly #nextNumber = this.schema.item(
    0x02,
    "account_number",
    u64Value,
    "number of the next account, 8 bytes big-endian",
  );
  readonly #byNumber = this.schema.map(
    "accountNumber",
    "account_by_number",
    u64Key,
    bytesKey,
    "account number, 8 bytes big-endian → address",
  );

  params(ctx: Context): Params {
    const params = this.#params.get(ctx);
    if (params === undefined) throw new MachineFault("the parameters of auth are not set");
    return params;
  }

  setParams(ctx: Context, params: Params): void {
    this.#params.set(ctx, params);
  }

  /** @param address 1–255 bytes */
  getAccount(ctx: Context, address: Uint8Array): Account | undefined {
    return this.#accounts.get(ctx, address);
  }

  /** Writes an account that is there already; its address and number do not change. */
  setAccount(ctx: Context, account: Account): void {
    this.#accounts.set(ctx, ctx.addresses.parse(account.address), account);
  }

  /** Gives the address an account, with the next number, unless it has one. */
  ensureAccount(ctx: Context, address: Uint8Array): void {
    if (!this.#accounts.has(ctx, address)) this.#create(ctx, address);
  }

  /**
   * Gives an address that has none an account with the next number, whose coins come free in time.
   *
   * @param vesting of its coins; the caller pays them in
   * @throws CoreError.invalidRequest if its parts do not fit together
   */
  createVestingAccount(ctx: Context, address: Uint8Array, vesting: Vesting): void {
    assertVesting(vesting);
    this.#create(ctx, address, { vesting });
  }

  /**
   * Coins of the address that may not be spent at the block's time.
   *
   * @gas one read of the account
   */
  lockedCoins(ctx: Context, address: Uint8Array): readonly Coin[] {
    const vesting = this.getAccount(ctx, address)?.vesting;
    return vesting === undefined
      ? []
      : lockedCoins(vesting, divFloor(ctx.timeNs, NANOS_PER_SECOND));
  }

  moduleAccount(ctx: Context, name: string): Account | undefined {
    const account = this.getAccount(ctx, moduleAddress(ctx.crypto, name));
    return account?.module === undefined ? undefined : account;
  }

  /**
   * The account of a module, made with the next number if it is not there.
   *
   * @throws CoreError.invalidRequest if somebody else's account is at the module's address
   */
  ensureModuleAccount(ctx: Context, name: string, permissions: readonly string[] = []): Account {
    const address = moduleAddress(ctx.crypto, name);
    const existing = this.getAccount(ctx, address);
    if (existing?.module !== undefined) return existing;
    if (existing !== undefined) {
      throw CoreError.invalidRequest(
        `account ${existing.address} is not the account of module ${name}, which has that address`,
      );
    }
    return this.#create(ctx, address, { module: { name, permissions } });
  }

  /**
   * Writes an account of genesis under the number that it brings; later accounts get higher ones.
   *
   * @param account with an address and a number that no account has
   */
  addAccount(ctx: Context, account: Account): void {
    this.#add(ctx, ctx.addresses.parse(account.address), account);
    const next = this.#nextNumber.get(ctx) ?? 0n;
    if (account.accountNumber >= next) this.#nextNumber.set(ctx, account.accountNumber + 1n);
  }

  #create(
    ctx: Context,
    address: Uint8Array,
    kind?: Required<Pick<Account, "module">> | Required<Pick<Account, "vesting">>,
  ): Account {
    const account: Account = {
      address: ctx.addresses.format(address),
      publicKey: undefined,
      accountNumber: this.#nextNumber.get(ctx) ?? 0n,
      sequence: 0n,
      ...kind,
    };
    this.#nextNumber.set(ctx, account.accountNumber + 1n);
    this.#add(ctx, address, account);
    return account;
  }

  #add(ctx: Context, address: Uint8Array, account: Account): void {
    this.#accounts.set(ctx, address, account);
    this.#byNumber.set(ctx, account.accountNumber, address);
  }

  addressByNumber(ctx: Context, accountNumber: bigint): Uint8Array | undefined {
    return this.#byNumber.get(ctx, accountNumber);
  }

  accounts(ctx: Context, request: PageRequest | undefined): Page<Account> {
    return paginate(ctx, this.#accounts, request, (_, account) => account);
  }

  /** Every account, in the order of addresses: for the export of genesis alone, which holds them all in memory. */
  *allAccounts(ctx: Context): Iterable<Account> {
    for (const [, account] of this.#accounts.walk(ctx)) yield account;
  }
}
