import type { Params } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import { ChainError } from "../../app/core/errors.ts";
import { DECIMAL_ONE, parseDecimal } from "../../app/core/integers.ts";
import type { JsonValue } from "../../app/core/json.ts";
import { KvError } from "./errors.ts";
import {
  BULK_ENTRIES_MAX,
  KEY_BYTES_MAX,
  LEASE_SECONDS_MAX,
  OPERATIONS_MAX,
  RENT_PRICE_MAX,
  SWEEP_ENTRIES_MAX,
  VALUE_BYTES_MAX,
} from "./limits.ts";

const DAY_SECONDS = 86_400n;

/** What a new chain starts with: leases of ten days unless asked for, up to ten years. */
export const DEFAULT_PARAMS: Params = {
  keyBytesMax: KEY_BYTES_MAX,
  valueBytesMax: VALUE_BYTES_MAX,
  operationsMax: OPERATIONS_MAX,
  bulkEntriesMax: BULK_ENTRIES_MAX,
  leaseSecondsDefault: 10n * DAY_SECONDS,
  leaseSecondsMax: 3_650n * DAY_SECONDS,
  rentPrice: "0.0000001",
  sweepEntriesMax: 1_000,
};

/** @throws KvError.invalidParams */
export function validateParams(params: Params): void {
  checkRange("key_bytes_max", params.keyBytesMax, 1, KEY_BYTES_MAX);
  checkRange("value_bytes_max", params.valueBytesMax, 0, VALUE_BYTES_MAX);
  checkRange("operations_max", params.operationsMax, 1, OPERATIONS_MAX);
  checkRange("bulk_entries_max", params.bulkEntriesMax, 1, BULK_ENTRIES_MAX);
  checkRange("lease_seconds_max", params.leaseSecondsMax, 1n, LEASE_SECONDS_MAX);
  checkRange("lease_seconds_default", params.leaseSecondsDefault, 1n, params.leaseSecondsMax);
  checkRange("sweep_entries_max", params.sweepEntriesMax, 1, SWEEP_ENTRIES_MAX);
  parseRentPrice(params.rentPrice);
}

function checkRange<T extends number | bigint>(name: string, value: T, min: T, max: T): void {
  if (value < min || value > max) {
    throw KvError.invalidParams(`${name} is ${value}, expected ${min} to ${max}`);
  }
}

/** @returns the price in units of 10⁻¹⁸. @throws KvError.invalidParams */
export function parseRentPrice(text: string): bigint {
  let price: bigint;
  try {
    price = parseDecimal(text, "rent_price");
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    throw KvError.invalidParams(error.message);
  }
  if (price > RENT_PRICE_MAX * DECIMAL_ONE) {
    throw KvError.invalidParams(`rent_price is ${text}, expected at most ${RENT_PRICE_MAX}`);
  }
  return price;
}

/** Protobuf's JSON form. */
export function paramsToJson(params: Params) {
  return {
    key_bytes_max: params.keyBytesMax,
    value_bytes_max: params.valueBytesMax,
    operations_max: params.operationsMax,
    bulk_entries_max: params.bulkEntriesMax,
    lease_seconds_default: params.leaseSecondsDefault.toString(),
    lease_seconds_max: params.leaseSecondsMax.toString(),
    rent_price: params.rentPrice,
    sweep_entries_max: params.sweepEntriesMax,
  };
}

/** @throws CoreError.invalidRequest, KvError.invalidParams with the path of what is wrong */
export function paramsFromJson(item: JsonValue): Params {
  const fields = item.object();
  const params: Params = {
    keyBytesMax: fields.field("key_bytes_max").integer(),
    valueBytesMax: fields.field("value_bytes_max").integer(),
    operationsMax: fields.field("operations_max").integer(),
    bulkEntriesMax: fields.field("bulk_entries_max").integer(),
    leaseSecondsDefault: fields.field("lease_seconds_default").uint64(),
    leaseSecondsMax: fields.field("lease_seconds_max").uint64(),
    rentPrice: fields.field("rent_price").text(),
    sweepEntriesMax: fields.field("sweep_entries_max").integer(),
  };
  fields.end();
  item.located(() => {
    validateParams(params);
  });
  return params;
}
