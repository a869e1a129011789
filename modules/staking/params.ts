import type { Params } from "../../proto/gen/cosmos/staking/v1beta1/staking.ts";
import { isDenom } from "../../app/core/coins.ts";
import { CoreError } from "../../app/core/errors.ts";
import { DECIMAL_ONE, formatDecimal, parseDecimal } from "../../app/core/integers.ts";
import type { JsonValue } from "../../app/core/json.ts";
import { VALIDATORS_MAX } from "./limits.ts";

const UINT32_MAX = 0xffff_ffff;

/** 21 days, which light clients and IBC take their trusting period from. */
const UNBONDING_SECONDS = 1_814_400n;

/** How many validators a chain has at most unless its genesis says otherwise. @source cosmos-sdk DefaultMaxValidators */
const VALIDATORS_DEFAULT = 100;

/**
 * The parameters of a new chain.
 *
 * @param bondDenom what validators are to put at stake
 * @param validators how many it starts with
 */
export function defaultParams(bondDenom: string, validators = 0): Params {
  return {
    unbondingTime: { seconds: UNBONDING_SECONDS, nanos: 0 },
    maxValidators: Math.max(VALIDATORS_DEFAULT, validators),
    maxEntries: 7,
    // No block's header is kept in the state.
    historicalEntries: 0,
    bondDenom,
    minCommissionRate: "0",
  };
}

/** @throws ChainError with the path of what is wrong */
export function paramsFromJson(json: JsonValue): Params {
  const object = json.object();
  const uint32 = (name: string, max = UINT32_MAX): number => {
    const field = object.field(name);
    const value = field.integer();
    if (value >= 0 && value <= max) return value;
    throw CoreError.invalidRequest(`${field.path}: expected 0 to ${max}, got ${value}`);
  };
  const bondDenom = object.field("bond_denom");
  const rate = object.field("min_commission_rate");
  const params = {
    unbondingTime: object.field("unbonding_time").duration(),
    maxValidators: uint32("max_validators", VALIDATORS_MAX),
    maxEntries: uint32("max_entries"),
    historicalEntries: uint32("historical_entries"),
    bondDenom: bondDenom.text(),
    minCommissionRate: rateFromJson(rate),
  };
  object.end();
  if (!isDenom(params.bondDenom)) {
    throw CoreError.invalidRequest(`${bondDenom.path}: expected a denom such as "ulaz"`);
  }
  return params;
}

export function paramsToJson(params: Params): unknown {
  return {
    unbonding_time: `${params.unbondingTime?.seconds ?? 0n}s`,
    max_validators: params.maxValidators,
    max_entries: params.maxEntries,
    historical_entries: params.historicalEntries,
    bond_denom: params.bondDenom,
    min_commission_rate: rateToJson(params.minCommissionRate),
  };
}

/** @returns an integer of 10⁻¹⁸ as text, which is how protobuf has a decimal */
export function rateFromJson(json: JsonValue): string {
  const rate = json.located(() => parseDecimal(json.text(), "the rate"));
  if (rate > DECIMAL_ONE) throw CoreError.invalidRequest(`${json.path}: expected at most 1`);
  return rate.toString();
}

/** @param rate an integer of 10⁻¹⁸ as text */
export function rateToJson(rate: string): string {
  return formatDecimal(BigInt(rate));
}
