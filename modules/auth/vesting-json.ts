import { type Coin, coinsToProto, parseCoins } from "../../app/core/coins.ts";
import { CoreError, located } from "../../app/core/errors.ts";
import type { JsonObject, JsonValue } from "../../app/core/json.ts";
import { assertVesting, SECONDS_MAX, type Vesting } from "./vesting.ts";
import { VESTING_ACCOUNT_TYPES } from "./vesting-any.ts";

type VestingAccountType = (typeof VESTING_ACCOUNT_TYPES)[Vesting["type"]];

const TYPES: Readonly<Record<VestingAccountType, Vesting["type"]>> = {
  [VESTING_ACCOUNT_TYPES.continuous]: "continuous",
  [VESTING_ACCOUNT_TYPES.delayed]: "delayed",
  [VESTING_ACCOUNT_TYPES.periodic]: "periodic",
  [VESTING_ACCOUNT_TYPES.permanent]: "permanent",
};

export function isVestingAccountType(type: string): type is VestingAccountType {
  return Object.hasOwn(TYPES, type);
}

/**
 * What a vesting account in genesis has besides a base account, in protobuf's JSON form.
 *
 * @param account with its `@type`
 * @param base its field `base_vesting_account`
 * @throws ChainError with the path of what is wrong
 */
export function parseVesting(
  accountType: VestingAccountType,
  account: JsonObject,
  base: JsonObject,
): Vesting {
  const type = TYPES[accountType];
  const hasStart = type === "continuous" || type === "periodic";
  const vesting: Vesting = {
    type,
    original: parseCoinList(base.field("original_vesting")),
    delegatedFree: parseCoinList(base.field("delegated_free")),
    delegatedVesting: parseCoinList(base.field("delegated_vesting")),
    startSeconds: hasStart ? parseSeconds(account.field("start_time")) : 0n,
    endSeconds: parseSeconds(base.field("end_time")),
    periods: type === "periodic" ? account.field("vesting_periods").list().map(parsePeriod) : [],
  };
  located(account.path, () => {
    assertVesting(vesting);
  });
  return vesting;
}

function parsePeriod(json: JsonValue): Vesting["periods"][number] {
  const object = json.object();
  const lengthSeconds = parseSeconds(object.field("length"));
  const coins = parseCoinList(object.field("amount"));
  if (coins.length === 0) {
    throw CoreError.invalidRequest(`${object.path}: the period has invalid coins: none`);
  }
  object.end();
  return { lengthSeconds, coins };
}

function parseSeconds(json: JsonValue): bigint {
  const seconds = json.uint64();
  if (seconds <= SECONDS_MAX) return seconds;
  throw CoreError.invalidRequest(`${json.path} is ${seconds}, expected at most 2^63 - 1`);
}

function parseCoinList(json: JsonValue): readonly Coin[] {
  const coins = json.coins();
  return json.located(() => parseCoins(coins));
}

/** @param baseAccount in its JSON form */
export function vestingToJson(baseAccount: unknown, vesting: Vesting): unknown {
  const { type, startSeconds } = vesting;
  return {
    "@type": VESTING_ACCOUNT_TYPES[type],
    base_vesting_account: {
      base_account: baseAccount,
      original_vesting: coinsToProto(vesting.original),
      delegated_free: coinsToProto(vesting.delegatedFree),
      delegated_vesting: coinsToProto(vesting.delegatedVesting),
      end_time: vesting.endSeconds.toString(),
    },
    ...(type === "continuous" || type === "periodic"
      ? { start_time: startSeconds.toString() }
      : {}),
    ...(type === "periodic" && {
      vesting_periods: vesting.periods.map(({ lengthSeconds, coins }) => ({
        length: lengthSeconds.toString(),
        amount: coinsToProto(coins),
      })),
    }),
  };
}
