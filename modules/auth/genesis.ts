import { moduleAddress } from "../../app/core/address.ts";
import { equalBytes } from "../../app/core/bytes.ts";
import type { Context } from "../../app/core/context.ts";
import { CoreError } from "../../app/core/errors.ts";
import type { JsonObject, JsonValue } from "../../app/core/json.ts";
import { type Account, BASE_ACCOUNT_TYPE, MODULE_ACCOUNT_TYPE } from "./account.ts";
import type { AuthKeeper } from "./keeper.ts";
import { GENESIS_NUMBER_MAX, PERMISSIONS_MAX } from "./limits.ts";
import { DEFAULT_PARAMS, paramsToJson, parseParams } from "./params.ts";
import { VESTING_ACCOUNT_TYPES } from "./vesting-any.ts";
import { isVestingAccountType, parseVesting, vestingToJson } from "./vesting-json.ts";
import { publicKeyFromJson, publicKeyToJson } from "./public-key-json.ts";
import { parsePublicKey, publicKeyToAddress, publicKeyToAny } from "./public-key.ts";

/** A module that has an account of its own. */
export interface ModuleAccountName {
  readonly name: string;
  /** What the SDK lets the module do with coins: `minter`, `burner`, `staking`; most have none. */
  readonly permissions?: readonly string[];
}

export function defaultGenesis(): unknown {
  return { params: paramsToJson(DEFAULT_PARAMS), accounts: [] };
}

/**
 * Reads the SDK's `app_state.auth`. As there, an account whose number is taken gets the lowest free one, so a file in which
 * every number is "0" is valid; then the module accounts that are missing are made.
 *
 * @throws CoreError.invalidRequest with the path of what is wrong
 */
export function initGenesis(
  ctx: Context,
  keeper: AuthKeeper,
  moduleAccounts: readonly ModuleAccountName[],
  state: JsonValue,
): void {
  const object = state.object();
  keeper.setParams(ctx, parseParams(object.field("params")));
  const accounts = object
    .field("accounts")
    .list()
    .map((json) => parseAccount(ctx, json));
  object.end();
  const addresses = new Set<string>();
  for (const { address } of accounts) {
    if (addresses.has(address)) {
      throw CoreError.invalidRequest(`auth.accounts: ${address} is listed twice`);
    }
    addresses.add(address);
  }
  for (const account of withUniqueNumbers(accounts)) keeper.addAccount(ctx, account);
  for (const { name, permissions } of moduleAccounts) {
    keeper.ensureModuleAccount(ctx, name, permissions);
  }
}

export function exportGenesis(ctx: Context, keeper: AuthKeeper): unknown {
  return {
    params: paramsToJson(keeper.params(ctx)),
    accounts: [...keeper.allAccounts(ctx)].map(accountToJson),
  };
}

/**
 * By their numbers, none twice: where one is taken, the later account gets the lowest that is free.
 *
 * @source cosmos-sdk x/auth/types/genesis.go SanitizeGenesisAccounts
 */
export function withUniqueNumbers<T extends Pick<Account, "accountNumber">>(
  accounts: readonly T[],
): readonly T[] {
  const taken = new Set<bigint>();
  const unique: T[] = [];
  const repeated: T[] = [];
  for (const account of accounts) {
    (taken.has(account.accountNumber) ? repeated : unique).push(account);
    taken.add(account.accountNumber);
  }
  const byNumber = (a: T, b: T): number =>
    a.accountNumber < b.accountNumber ? -1 : a.accountNumber > b.accountNumber ? 1 : 0;
  let free = 0n;
  for (const account of repeated.sort(byNumber)) {
    while (taken.has(free)) free += 1n;
    taken.add(free);
    unique.push({ ...account, accountNumber: free });
  }
  return unique.sort(byNumber);
}

function parseAccount(ctx: Context, json: JsonValue): Account {
  const object = json.object();
  const type = object.field("@type").text();
  const account = parseAccountOf(type, ctx, object);
  if (account === undefined) {
    throw CoreError.invalidRequest(
      `${json.path}.@type is ${JSON.stringify(type)}, expected ${BASE_ACCOUNT_TYPE}, ` +
        `${MODULE_ACCOUNT_TYPE} or a vesting account such as ${VESTING_ACCOUNT_TYPES.continuous}`,
    );
  }
  object.end();
  return account;
}

/** @returns undefined for a type that no account has */
function parseAccountOf(type: string, ctx: Context, object: JsonObject): Account | undefined {
  if (type === BASE_ACCOUNT_TYPE) return parseBase(ctx, object);
  if (type === MODULE_ACCOUNT_TYPE) return parseModuleAccount(ctx, object);
  if (!isVestingAccountType(type)) return undefined;
  const inner = object.field("base_vesting_account").object();
  const base = inner.field("base_account").object();
  const account = parseBase(ctx, base);
  base.end();
  const vesting = parseVesting(type, object, inner);
  inner.end();
  return { ...account, vesting };
}

function parseBase(ctx: Context, object: JsonObject): Account {
  const address = object.field("address").text();
  const addressBytes = ctx.addresses.parse(address);
  const publicKeyJson = object.field("pub_key");
  return {
    // Bech32 may be written in capitals; what is stored is not.
    address: ctx.addresses.format(addressBytes),
    publicKey: publicKeyJson.isNull ? undefined : parseKey(ctx, publicKeyJson, addressBytes),
    accountNumber: parseNumber(object.field("account_number")),
    sequence: parseNumber(object.field("sequence")),
  };
}

function parseNumber(json: JsonValue): bigint {
  const number = json.uint64();
  if (number > GENESIS_NUMBER_MAX) {
    throw CoreError.invalidRequest(`${json.path} is ${number}, expected at most 2^63 - 1`);
  }
  return number;
}

function parseModuleAccount(ctx: Context, object: JsonObject): Account {
  const base = object.field("base_account").object();
  const account = parseBase(ctx, base);
  base.end();
  const name = object.field("name").text();
  const permissions = object.field("permissions").list();
  if (permissions.length > PERMISSIONS_MAX) {
    throw CoreError.invalidRequest(
      `${object.path}.permissions: ${permissions.length}, expected at most ${PERMISSIONS_MAX}`,
    );
  }
  const address = ctx.addresses.format(moduleAddress(ctx.crypto, name));
  if (account.address !== address || account.publicKey !== undefined) {
    throw CoreError.invalidRequest(
      `${object.path}: expected the address of module ${JSON.stringify(name)}, ${address}, and no pub_key`,
    );
  }
  return { ...account, module: { name, permissions: permissions.map((entry) => entry.text()) } };
}

function parseKey(ctx: Context, json: JsonValue, address: Uint8Array): Account["publicKey"] {
  const key = publicKeyFromJson(json);
  if (!equalBytes(publicKeyToAddress(ctx.crypto, key), address)) {
    throw CoreError.invalidRequest(`${json.path} is not the key of the account's address`);
  }
  return publicKeyToAny(key);
}

function accountToJson(account: Account): unknown {
  const base = {
    address: account.address,
    pub_key:
      account.publicKey === undefined ? null : publicKeyToJson(parsePublicKey(account.publicKey)),
    account_number: account.accountNumber.toString(),
    sequence: account.sequence.toString(),
  };
  if (account.vesting !== undefined) return vestingToJson(base, account.vesting);
  if (account.module === undefined) return { "@type": BASE_ACCOUNT_TYPE, ...base };
  const { name, permissions } = account.module;
  return { "@type": MODULE_ACCOUNT_TYPE, base_account: base, name, permissions };
}
