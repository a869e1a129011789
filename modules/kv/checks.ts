import { KvError } from "./errors.ts";
import { KEY_BYTES_MAX, VALUE_BYTES_MAX } from "./limits.ts";

/** @throws KvError.emptyKey, KvError.keyTooLarge */
export function checkKey(key: Uint8Array, max: number = KEY_BYTES_MAX): void {
  if (key.length === 0) throw KvError.emptyKey(`expected 1 to ${max} bytes`);
  if (key.length > max) {
    throw KvError.keyTooLarge(`${key.length} bytes, expected at most ${max}`);
  }
}

/** @throws KvError.valueTooLarge */
export function checkValue(value: Uint8Array, max: number = VALUE_BYTES_MAX): void {
  if (value.length > max) {
    throw KvError.valueTooLarge(`${value.length} bytes, expected at most ${max}`);
  }
}
