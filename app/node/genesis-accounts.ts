import { AddressCodec } from "../core/address.ts";
import { compareBytes } from "../core/bytes.ts";
import { AMOUNT_MAX, type Coin, coinsToProto, formatCoins, parseCoins } from "../core/coins.ts";
import { ChainError } from "../core/errors.ts";
import { JsonValue } from "../core/json.ts";
import { BASE_ACCOUNT_TYPE, MODULE_ACCOUNT_TYPE } from "../../modules/auth/account.ts";
import { withUniqueNumbers } from "../../modules/auth/genesis.ts";
import { publicKeyToJson } from "../../modules/auth/public-key-json.ts";
import type { PublicKey } from "../../modules/auth/public-key.ts";
import { GENESIS_DENOMS_MAX } from "../../modules/bank/limits.ts";
import { paramsFromGenesis } from "../../modules/chain/genesis.ts";
import { isJsonObject } from "./files.ts";
import type { JsonObject } from "./files.ts";
import type { Genesis } from "./genesis.ts";
import { UserError } from "./user-error.ts";

/** Coins of an account that it may not spend before a time. */
export interface VestingPlan {
  /** Sorted by denom; a part of the account's coins. */
  readonly coins: readonly Coin[];
  /** Seconds since the Unix epoch. Coins become free from here on; all at the end if absent. */
  readonly startTime?: bigint;
  readonly endTime: bigint;
}

/** An account that a chain is to start with. */
export interface NewAccount {
  /** Bech32 with the chain's prefix. */
  readonly address: string;
  /** Sorted by denom. */
  readonly coins: readonly Coin[];
  readonly vesting?: VestingPlan;
  /** Of the module whose account it is. */
  readonly moduleName?: string;
}

/** @source cosmos-sdk x/genutil AddGenesisAccount: what a module's account may do */
const MODULE_PERMISSIONS = ["burner", "minter"];
/** A vesting account holds a base vesting account, which holds the base account. */
const ACCOUNT_DEPTH_MAX = 3;
const FOUND_CHARACTERS_MAX = 80;
const TIME_MAX = 2n ** 63n - 1n;

/** The chain's addresses, by the prefix that its genesis says. @throws UserError */
export function genesisAddresses(genesis: Genesis): AddressCodec {
  const { bech32Prefix } = readPart(genesis, "chain", paramsFromGenesis);
  return new AddressCodec(bech32Prefix);
}

/** Reads a module's part of the state. @throws UserError with the path of what is wrong */
export function readPart<T>(genesis: Genesis, name: string, read: (json: JsonValue) => T): T {
  try {
    return read(new JsonValue(genesis.app_state[name], `app_state.${name}`));
  } catch (error) {
    throw error instanceof ChainError ? new UserError(error.message, { cause: error }) : error;
  }
}

/** What each address has. */
export type Balances = ReadonlyMap<string, readonly Coin[]>;

/** @throws UserError with the path of what is wrong */
export function genesisBalances(genesis: Genesis): Balances {
  const addresses = genesisAddresses(genesis);
  return readPart(genesis, "bank", (bank) => {
    const balances = new Map<string, readonly Coin[]>();
    for (const json of bank.object().field("balances").list()) {
      const entry = json.object();
      const coins = entry.field("coins");
      const list = coins.list().map((coin) => {
        const fields = coin.object();
        return { denom: fields.field("denom").text(), amount: fields.field("amount").text() };
      });
      const holder = entry.field("address");
      const address = holder.located(() => addresses.format(addresses.parse(holder.text())));
      const held = coins.located(() => parseCoins(list, GENESIS_DENOMS_MAX));
      balances.set(address, addCoins(balances.get(address) ?? [], held));
    }
    return balances;
  });
}

/**
 * A genesis with these accounts besides, their balances and the new supply.
 *
 * @param options.append whether an account that is there gets the coins, instead of being an error
 * @throws UserError; the genesis given stays as it is
 */
export function addAccounts(
  genesis: Genesis,
  added: readonly NewAccount[],
  options: { readonly append: boolean },
): Genesis {
  const addresses = genesisAddresses(genesis);
  const accounts = accountsOf(genesis);
  const known = new Set(accounts.map(({ address }) => address));
  const balances = new Map(genesisBalances(genesis));
  for (const account of added) {
    const address = parseAddress(addresses, account.address);
    if (!known.has(address)) {
      accounts.push({ address, accountNumber: 0n, json: accountToJson(address, account) });
      known.add(address);
    } else if (!options.append) {
      throw new UserError(`account ${address} is there already; --append adds coins to it`);
    } else if (account.vesting ?? account.moduleName) {
      throw new UserError(`account ${address} is there already: coins alone can be added to it`);
    }
    balances.set(address, addCoins(balances.get(address) ?? [], account.coins));
  }
  return withAccounts(genesis, accounts, balances, addresses);
}

/**
 * A genesis whose accounts have signed the transactions that it was made of, as if they had been executed: their keys are
 * known, and no such transaction passes for another one later.
 *
 * @param signers by bech32 address
 * @throws UserError
 * @source cosmos-sdk x/genutil DeliverGenTxs
 */
export function withSigners(genesis: Genesis, signers: ReadonlyMap<string, PublicKey>): Genesis {
  const state = genesis.app_state;
  const accounts = accountsOf(genesis).map(({ address, json }) => {
    const key = signers.get(address);
    if (key === undefined) return json;
    return withBase(json, { pub_key: publicKeyToJson(key), sequence: "1" });
  });
  const auth = { ...objectAt(state, "auth"), accounts };
  return { ...genesis, app_state: { ...state, auth } };
}

interface KnownAccount {
  readonly address: string;
  readonly accountNumber: bigint;
  readonly json: JsonObject;
}

function accountsOf(genesis: Genesis): KnownAccount[] {
  const addresses = genesisAddresses(genesis);
  return readPart(genesis, "auth", (auth) =>
    auth
      .object()
      .field("accounts")
      .list()
      .map((account, index) => {
        const list = objectAt(genesis.app_state, "auth")["accounts"] as readonly unknown[];
        const json = list[index] as JsonObject;
        const base = new JsonValue(baseOf(json), account.path).object();
        const text = base.field("address");
        const address = text.located(() => addresses.format(addresses.parse(text.text())));
        return { address, accountNumber: base.field("account_number").uint64(), json };
      }),
  );
}

const INNER_ACCOUNTS = ["base_account", "base_vesting_account"];

/** The base account in an account of any type. */
function baseOf(account: unknown): unknown {
  let inner = account;
  for (let depth = 0; depth < ACCOUNT_DEPTH_MAX && isJsonObject(inner); depth++) {
    const outer: JsonObject = inner;
    const name = INNER_ACCOUNTS.find((one) => one in outer);
    if (name === undefined) return inner;
    inner = outer[name];
  }
  return inner;
}

/** The account with other fields in its base account. */
function withBase(account: JsonObject, fields: JsonObject): JsonObject {
  const name = INNER_ACCOUNTS.find((one) => one in account);
  if (name === undefined) return { ...account, ...fields };
  return { ...account, [name]: withBase(objectAt(account, name), fields) };
}

function withAccounts(
  genesis: Genesis,
  accounts: readonly KnownAccount[],
  balances: Balances,
  addresses: AddressCodec,
): Genesis {
  const state = genesis.app_state;
  const entries = [...balances].map(([address, coins]) => ({
    address,
    bytes: addresses.parse(address),
    coins,
  }));
  // As an export has them: in the order of the store's keys, which begin with the length.
  entries.sort((a, b) => a.bytes.length - b.bytes.length || compareBytes(a.bytes, b.bytes));
  const supply = entries.reduce<readonly Coin[]>((sum, { coins }) => addCoins(sum, coins), []);
  return {
    ...genesis,
    app_state: {
      ...state,
      auth: {
        ...objectAt(state, "auth"),
        accounts: withUniqueNumbers(accounts).map(({ json, accountNumber }) =>
          withBase(json, { account_number: accountNumber.toString() }),
        ),
      },
      bank: {
        ...objectAt(state, "bank"),
        balances: entries.map(({ address, coins }) => ({ address, coins: coinsToProto(coins) })),
        supply: coinsToProto(supply),
      },
    },
  };
}

/** @throws UserError if there is no such object */
export function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  if (isJsonObject(value)) return value;
  const found = value === undefined ? "nothing" : JSON.stringify(value);
  throw new UserError(`${key}: expected an object, got ${found.slice(0, FOUND_CHARACTERS_MAX)}`);
}

function parseAddress(addresses: AddressCodec, text: string): string {
  try {
    return addresses.format(addresses.parse(text));
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    throw new UserError(`account ${text}: ${error.message}`, { cause: error });
  }
}

/** @source cosmos-sdk x/auth, x/auth/vesting: the JSON of accounts */
function accountToJson(address: string, account: NewAccount): JsonObject {
  const { vesting, moduleName } = account;
  const base = { address, pub_key: null, account_number: "0", sequence: "0" };
  if (vesting !== undefined && moduleName !== undefined) {
    throw new UserError(`account ${address}: a module's account cannot vest`);
  }
  if (moduleName !== undefined) {
    return {
      "@type": MODULE_ACCOUNT_TYPE,
      ...{ base_account: base, name: moduleName, permissions: MODULE_PERMISSIONS },
    };
  }
  if (vesting === undefined) return { "@type": BASE_ACCOUNT_TYPE, ...base };
  assertPlan(address, account.coins, vesting);
  const { coins, startTime, endTime } = vesting;
  const inner = {
    base_account: base,
    original_vesting: coinsToProto(coins),
    delegated_free: [],
    delegated_vesting: [],
    end_time: endTime.toString(),
  };
  return startTime === undefined
    ? { "@type": "/cosmos.vesting.v1beta1.DelayedVestingAccount", base_vesting_account: inner }
    : {
        "@type": "/cosmos.vesting.v1beta1.ContinuousVestingAccount",
        base_vesting_account: inner,
        start_time: startTime.toString(),
      };
}

function assertPlan(address: string, coins: readonly Coin[], plan: VestingPlan): void {
  const over = plan.coins.find(({ denom, amount }) => amount > amountOf(coins, denom));
  if (over !== undefined) {
    throw new UserError(
      `account ${address}: vesting ${formatCoins(plan.coins)} is more than its ${formatCoins(coins)}`,
    );
  }
  const { startTime = 0n, endTime } = plan;
  if (startTime >= 0n && endTime > startTime && endTime <= TIME_MAX) return;
  throw new UserError(
    `account ${address}: expected vesting to end after its start, got ${startTime} to ${endTime}`,
  );
}

export function amountOf(coins: readonly Coin[], denom: string): bigint {
  return coins.find((coin) => coin.denom === denom)?.amount ?? 0n;
}

function addCoins(a: readonly Coin[], b: readonly Coin[]): readonly Coin[] {
  const sums = new Map(a.map(({ denom, amount }) => [denom, amount]));
  for (const { denom, amount } of b) sums.set(denom, (sums.get(denom) ?? 0n) + amount);
  const coins = [...sums].map(([denom, amount]) => ({ denom, amount }));
  const large = coins.find(({ amount }) => amount > AMOUNT_MAX);
  if (large !== undefined) throw new UserError(`more than 2^256 - 1 of ${large.denom} in all`);
  return coins.sort((one, other) => (one.denom < other.denom ? -1 : 1));
}
