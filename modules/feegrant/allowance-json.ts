import {
  AllowedMsgAllowance,
  BasicAllowance,
  PeriodicAllowance,
} from "../../proto/gen/cosmos/feegrant/v1beta1/feegrant.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import { coinsToProto } from "../../app/core/coins.ts";
import { CoreError } from "../../app/core/errors.ts";
import type { JsonObject, JsonValue } from "../../app/core/json.ts";
import { encodeMessage } from "../../app/core/protobuf.ts";
import { formatTime, splitNanos } from "../../app/core/time.ts";
import {
  type Allowance,
  ALLOWED_MSG_TYPE,
  type Basic,
  BASIC_TYPE,
  PERIODIC_TYPE,
} from "./allowance.ts";

/** How deep allowances nest in genesis: one for certain messages holds one of fees. */
const DEPTH_MAX = 1;

/** An allowance in protobuf's JSON form, as genesis has it; what it holds is not checked. @throws CoreError.invalidRequest */
export function allowanceFromJson(json: JsonValue, depth = 0): Any {
  const object = json.object();
  const typeUrl = object.field("@type").text();
  switch (typeUrl) {
    case BASIC_TYPE:
      return { typeUrl, value: encodeMessage(BasicAllowance, basicFromJson(object)) };
    case PERIODIC_TYPE: {
      const message: PeriodicAllowance = {
        basic: basicFromJson(object.field("basic").object()),
        period: object.field("period").duration(),
        periodSpendLimit: object.field("period_spend_limit").coins(),
        periodCanSpend: object.field("period_can_spend").coins(),
        periodReset: object.field("period_reset").time(),
      };
      object.end();
      return { typeUrl, value: encodeMessage(PeriodicAllowance, message) };
    }
    case ALLOWED_MSG_TYPE: {
      if (depth >= DEPTH_MAX) break;
      const message: AllowedMsgAllowance = {
        allowance: allowanceFromJson(object.field("allowance"), depth + 1),
        allowedMessages: object
          .field("allowed_messages")
          .list()
          .map((entry) => entry.text()),
      };
      object.end();
      return { typeUrl, value: encodeMessage(AllowedMsgAllowance, message) };
    }
  }
  throw CoreError.invalidRequest(
    `${json.path}.@type is ${JSON.stringify(typeUrl.slice(0, 200))}, expected an allowance`,
  );
}

function basicFromJson(object: JsonObject): BasicAllowance {
  const expiration = object.optional("expiration");
  const message = {
    spendLimit: object.field("spend_limit").coins(),
    expiration: expiration === undefined || expiration.isNull ? undefined : expiration.time(),
  };
  object.end();
  return message;
}

/** The form of {@link allowanceFromJson}. */
export function allowanceToJson(allowance: Allowance): unknown {
  switch (allowance.type) {
    case "basic":
      return { "@type": BASIC_TYPE, ...basicToJson(allowance) };
    case "periodic":
      return {
        "@type": PERIODIC_TYPE,
        basic: basicToJson(allowance.basic),
        period: durationToJson(allowance.periodNs),
        period_spend_limit: coinsToProto(allowance.periodSpendLimit),
        period_can_spend: coinsToProto(allowance.periodCanSpend),
        period_reset: timeToJson(allowance.periodResetNs),
      };
    case "allowed messages":
      return {
        "@type": ALLOWED_MSG_TYPE,
        allowance: allowanceToJson(allowance.allowance),
        allowed_messages: allowance.typeUrls,
      };
  }
}

function basicToJson({ spendLimit, expiresNs }: Basic): object {
  return {
    spend_limit: coinsToProto(spendLimit),
    expiration: expiresNs === undefined ? null : timeToJson(expiresNs),
  };
}

function timeToJson(timeNs: bigint): string {
  return formatTime(timeNs, "T", "Z");
}

/** @param periodNs ≥ 0 */
function durationToJson(periodNs: bigint): string {
  const { seconds, nanos } = splitNanos(periodNs);
  const fraction = nanos === 0 ? "" : `.${nanos.toString().padStart(9, "0")}`;
  return `${seconds}${fraction}s`;
}
