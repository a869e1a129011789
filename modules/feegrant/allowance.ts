import type { Coin as ProtoCoin } from "../../proto/gen/cosmos/base/v1beta1/coin.ts";
import {
  AllowedMsgAllowance,
  BasicAllowance,
  PeriodicAllowance,
} from "../../proto/gen/cosmos/feegrant/v1beta1/feegrant.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import type { Duration } from "../../proto/gen/google/protobuf/duration.ts";
import { type Coin, coinsToProto, parseCoins } from "../../app/core/coins.ts";
import { ChainError, CoreError } from "../../app/core/errors.ts";
import { decodeStrict, encodeMessage } from "../../app/core/protobuf.ts";
import {
  NANOS_PER_SECOND,
  splitNanos,
  TIME_SECONDS_MIN,
  timestampToNs,
} from "../../app/core/time.ts";
import { FeegrantError } from "./errors.ts";
import { ALLOWED_MESSAGE_CHARACTERS_MAX, ALLOWED_MESSAGES_MAX, PERIOD_NS_MAX } from "./limits.ts";

export const BASIC_TYPE = "/cosmos.feegrant.v1beta1.BasicAllowance";
export const PERIODIC_TYPE = "/cosmos.feegrant.v1beta1.PeriodicAllowance";
export const ALLOWED_MSG_TYPE = "/cosmos.feegrant.v1beta1.AllowedMsgAllowance";

/** @source google.protobuf.Duration */
const DURATION_SECONDS_MAX = 315_576_000_000n;

/** Fees up to a sum and a time. */
export interface Basic {
  readonly type: "basic";
  /** What may still be spent; empty if there is no limit. */
  readonly spendLimit: readonly Coin[];
  /** Last time at which it may be used, nanoseconds since the Unix epoch; undefined if it is for ever. */
  readonly expiresNs: bigint | undefined;
}

/** Fees up to a sum in each period, within a basic allowance. */
export interface Periodic {
  readonly type: "periodic";
  readonly basic: Basic;
  readonly periodNs: bigint;
  readonly periodSpendLimit: readonly Coin[];
  /** What may still be spent in this period. */
  readonly periodCanSpend: readonly Coin[];
  /** When the next period starts. */
  readonly periodResetNs: bigint;
}

/** Fees of transactions with messages of certain types alone. */
export interface AllowedMessages {
  readonly type: "allowed messages";
  readonly allowance: Basic | Periodic;
  readonly typeUrls: readonly string[];
}

export type Allowance = Basic | Periodic | AllowedMessages;

/**
 * Reads an allowance of a message or of the store: one encoding, no unknown fields, and all that the SDK's `ValidateBasic`
 * asks for. Nesting ends here: an allowance for certain messages holds a basic or a periodic one.
 *
 * @throws CoreError.txDecode, invalidCoins, invalidRequest, FeegrantError.noAllowance, noMessages, invalidDuration
 */
export function parseAllowance(any: Any | undefined): Allowance {
  if (any === undefined) throw FeegrantError.noAllowance("failed to get allowance");
  if (any.typeUrl !== ALLOWED_MSG_TYPE) return parseFees(any);
  const message = decodeStrict(AllowedMsgAllowance, any.value, ALLOWED_MSG_TYPE);
  const { allowance, allowedMessages } = message;
  if (allowance === undefined) throw FeegrantError.noAllowance("allowance should not be empty");
  if (allowedMessages.length === 0) {
    throw FeegrantError.noMessages("allowed messages shouldn't be empty");
  }
  assertAllowedMessages(allowedMessages);
  if (allowance.typeUrl === ALLOWED_MSG_TYPE) {
    throw CoreError.invalidRequest(
      "an AllowedMsgAllowance in another, expected a BasicAllowance or a PeriodicAllowance",
    );
  }
  return {
    type: "allowed messages",
    allowance: parseFees(allowance),
    typeUrls: allowedMessages,
  };
}

function assertAllowedMessages(typeUrls: readonly string[]): void {
  if (typeUrls.length > ALLOWED_MESSAGES_MAX) {
    throw CoreError.invalidRequest(
      `${typeUrls.length} allowed messages, expected at most ${ALLOWED_MESSAGES_MAX}`,
    );
  }
  const long = typeUrls.find(({ length }) => length > ALLOWED_MESSAGE_CHARACTERS_MAX);
  if (long !== undefined) {
    throw CoreError.invalidRequest(
      `an allowed message of ${long.length} characters, ` +
        `expected at most ${ALLOWED_MESSAGE_CHARACTERS_MAX}`,
    );
  }
}

function parseFees({ typeUrl, value }: Any): Basic | Periodic {
  switch (typeUrl) {
    case BASIC_TYPE:
      return parseBasic(decodeStrict(BasicAllowance, value, typeUrl));
    case PERIODIC_TYPE:
      return parsePeriodic(decodeStrict(PeriodicAllowance, value, typeUrl));
    default:
      throw CoreError.txDecode(`unable to resolve type URL ${typeUrl.slice(0, 200)}`);
  }
}

function parseBasic({ spendLimit, expiration }: BasicAllowance): Basic {
  const expiresNs = expiration && timestampToNs(expiration, "expiration");
  const coins = parseAmounts(spendLimit, "send amount is invalid");
  if (expiresNs !== undefined && expiresNs < 0n) {
    throw FeegrantError.invalidDuration("expiration time cannot be negative");
  }
  return { type: "basic", spendLimit: coins, expiresNs };
}

function parsePeriodic(message: PeriodicAllowance): Periodic {
  const { periodReset } = message;
  const periodNs = durationToNs(message.period ?? { seconds: 0n, nanos: 0 });
  // What is not there is Go's zero time, the first second of the year 1.
  const start = periodReset ?? { seconds: TIME_SECONDS_MIN, nanos: 0 };
  const periodResetNs = timestampToNs(start, "period_reset");
  const basic = parseBasic(message.basic ?? { spendLimit: [], expiration: undefined });
  const periodSpendLimit = parseAmounts(message.periodSpendLimit, "spend amount is invalid");
  if (periodSpendLimit.length === 0) {
    throw CoreError.invalidCoins("spend limit must be positive");
  }
  const periodCanSpend = parseAmounts(message.periodCanSpend, "can spend amount is invalid");
  const { spendLimit } = basic;
  const isSubset = periodSpendLimit.every(({ denom }) =>
    spendLimit.some((coin) => coin.denom === denom),
  );
  if (spendLimit.length > 0 && !isSubset) {
    throw CoreError.invalidCoins(
      "period spend limit has different currency than basic spend limit",
    );
  }
  if (periodNs < 0n) throw FeegrantError.invalidDuration("negative clock step");
  return { type: "periodic", basic, periodNs, periodSpendLimit, periodCanSpend, periodResetNs };
}

function parseAmounts(coins: readonly ProtoCoin[], what: string): readonly Coin[] {
  try {
    return parseCoins(coins);
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    throw new ChainError(error.codespace, error.code, `${what}: ${error.message}`);
  }
}

/** @throws CoreError.txDecode unless it is a duration that Go holds */
function durationToNs({ seconds, nanos }: Duration): bigint {
  const part = BigInt(nanos);
  const total = seconds * NANOS_PER_SECOND + part;
  const isInRange =
    seconds >= -DURATION_SECONDS_MAX &&
    seconds <= DURATION_SECONDS_MAX &&
    part > -NANOS_PER_SECOND &&
    part < NANOS_PER_SECOND &&
    !(seconds > 0n && part < 0n) &&
    !(seconds < 0n && part > 0n) &&
    total <= PERIOD_NS_MAX &&
    total >= -PERIOD_NS_MAX;
  if (!isInRange) throw CoreError.txDecode(`period of ${seconds} s and ${nanos} ns`);
  return total;
}

/** The form on the wire and in the store: fields that Go cannot leave out are there. */
export function allowanceToAny(allowance: Allowance): Any {
  switch (allowance.type) {
    case "basic":
      return { typeUrl: BASIC_TYPE, value: encodeMessage(BasicAllowance, basicToProto(allowance)) };
    case "periodic": {
      const message: PeriodicAllowance = {
        basic: basicToProto(allowance.basic),
        period: splitNanos(allowance.periodNs),
        periodSpendLimit: coinsToProto(allowance.periodSpendLimit),
        periodCanSpend: coinsToProto(allowance.periodCanSpend),
        periodReset: splitNanos(allowance.periodResetNs),
      };
      return { typeUrl: PERIODIC_TYPE, value: encodeMessage(PeriodicAllowance, message) };
    }
    case "allowed messages": {
      const message: AllowedMsgAllowance = {
        allowance: allowanceToAny(allowance.allowance),
        allowedMessages: [...allowance.typeUrls],
      };
      return { typeUrl: ALLOWED_MSG_TYPE, value: encodeMessage(AllowedMsgAllowance, message) };
    }
  }
}

function basicToProto({ spendLimit, expiresNs }: Basic): BasicAllowance {
  return {
    spendLimit: coinsToProto(spendLimit),
    expiration: expiresNs === undefined ? undefined : splitNanos(expiresNs),
  };
}

/** Last time at which the allowance may be used; undefined if it is for ever. */
export function expiryOf(allowance: Allowance): bigint | undefined {
  switch (allowance.type) {
    case "basic":
      return allowance.expiresNs;
    case "periodic":
      return allowance.basic.expiresNs;
    case "allowed messages":
      return expiryOf(allowance.allowance);
  }
}
