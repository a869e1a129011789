import { type Coin, coinsToProto, formatCoins, parseCoins } from "../../app/core/coins.ts";
import type { Context } from "../../app/core/context.ts";
import { ChainError, CoreError } from "../../app/core/errors.ts";
import type { JsonValue } from "../../app/core/json.ts";
import type { BankKeeper } from "./keeper.ts";
import { GENESIS_DENOMS_MAX } from "./limits.ts";
import { metadataToJson, parseDenom, parseMetadata } from "./metadata.ts";
import { DEFAULT_PARAMS, paramsToJson, parseParams } from "./params.ts";

export function defaultGenesis(): unknown {
  return {
    params: paramsToJson(DEFAULT_PARAMS),
    balances: [],
    supply: [],
    denom_metadata: [],
    send_enabled: [],
  };
}

/**
 * Reads the SDK's `app_state.bank`. The supply is the sum of the balances; a list that says otherwise is refused, an empty
 * one says nothing.
 *
 * @throws CoreError with the path of what is wrong
 */
export function initGenesis(ctx: Context, keeper: BankKeeper, state: JsonValue): void {
  const object = state.object();
  keeper.setParams(ctx, parseParams(object.field("params")));
  initBalances(ctx, keeper, object.field("balances"));
  assertSupply(ctx, keeper, object.field("supply"));
  const denoms = new Set<string>();
  for (const json of object.field("denom_metadata").list()) {
    const metadata = parseMetadata(json);
    assertNew(denoms, metadata.base, json.path);
    keeper.setMetadata(ctx, metadata);
  }
  const switched = new Set<string>();
  for (const json of object.field("send_enabled").list()) {
    const entry = json.object();
    const denom = parseDenom(entry.field("denom"));
    assertNew(switched, denom, json.path);
    keeper.setSendEnabled(ctx, denom, entry.field("enabled").boolean());
    entry.end();
  }
  object.end();
}

export function exportGenesis(ctx: Context, keeper: BankKeeper): unknown {
  return {
    params: paramsToJson(keeper.params(ctx)),
    balances: exportBalances(ctx, keeper),
    supply: coinsToProto([...keeper.allSupplies(ctx)]),
    denom_metadata: [...keeper.allMetadata(ctx)].map(metadataToJson),
    send_enabled: [...keeper.allSendEnabled(ctx)].map(({ denom, enabled }) => ({ denom, enabled })),
  };
}

function initBalances(ctx: Context, keeper: BankKeeper, json: JsonValue): void {
  const seen = new Set<string>();
  for (const entry of json.list()) {
    const object = entry.object();
    const address = ctx.addresses.parse(object.field("address").text());
    assertNew(seen, ctx.addresses.format(address), entry.path);
    keeper.mintAtGenesis(ctx, address, parseGenesisCoins(object.field("coins")));
    object.end();
  }
}

function assertSupply(ctx: Context, keeper: BankKeeper, json: JsonValue): void {
  const stated = formatCoins(parseGenesisCoins(json));
  const sum = formatCoins([...keeper.allSupplies(ctx)]);
  if (stated !== "" && stated !== sum) {
    throw CoreError.invalidRequest(
      `${json.path}: genesis supply is incorrect, expected ${sum}, got ${stated}`,
    );
  }
}

/** Coins as the SDK lists them: sorted by denom, positive, none twice. */
function parseGenesisCoins(json: JsonValue): readonly Coin[] {
  const coins = json.coins();
  try {
    return parseCoins(coins, GENESIS_DENOMS_MAX);
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    throw new ChainError(error.codespace, error.code, `${json.path}: ${error.message}`);
  }
}

function assertNew(seen: Set<string>, key: string, path: string): void {
  if (seen.has(key)) throw CoreError.invalidRequest(`${path}: ${key} is listed twice`);
  seen.add(key);
}

/** Balances of one address lie next to each other. */
function exportBalances(ctx: Context, keeper: BankKeeper): unknown[] {
  const balances: { address: string; coins: { denom: string; amount: string }[] }[] = [];
  for (const { address, denom, amount } of keeper.allBalances(ctx)) {
    const text = ctx.addresses.format(address);
    let last = balances.at(-1);
    if (last?.address !== text) {
      last = { address: text, coins: [] };
      balances.push(last);
    }
    last.coins.push({ denom, amount: amount.toString() });
  }
  return balances;
}
