import { CoreError } from "./errors.ts";

export const UINT64_MAX = 0xffff_ffff_ffff_ffffn;

/** @throws CoreError.invalidRequest outside 0 … 2⁶⁴ − 1 */
export function assertUint64(value: bigint, what: string): bigint {
  if (value < 0n || value > UINT64_MAX) {
    throw CoreError.invalidRequest(`${what} is ${value}, expected 0 to 2^64 - 1`);
  }
  return value;
}

/** The only way from a bigint to a number. @throws CoreError.invalidRequest beyond ±(2⁵³ − 1) */
export function toSafeNumber(value: bigint, what: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw CoreError.invalidRequest(`${what} is ${value}, expected at most 2^53 - 1`);
  }
  return number;
}

/** ⌊a ÷ b⌋ for b > 0. */
export function divFloor(a: bigint, b: bigint): bigint {
  return a >= 0n ? a / b : -((b - 1n - a) / b);
}

/** ⌈a ÷ b⌉ for a ≥ 0 and b > 0. */
export function divCeil(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}

/** Digits after the point of a {@link parseDecimal} value. @source cosmos-sdk math LegacyPrecision */
export const DECIMAL_PLACES = 18;
export const DECIMAL_ONE = 10n ** 18n;

/**
 * A non-negative decimal as an integer of 10⁻¹⁸, e.g. "0.001" as 10¹⁵.
 *
 * @throws CoreError.invalidRequest for anything but digits with at most 18 after one point
 */
export function parseDecimal(text: string, what: string): bigint {
  const match = /^([0-9]{1,60})(?:\.([0-9]{1,18}))?$/.exec(text);
  if (!match) {
    throw CoreError.invalidRequest(
      `${what} is ${JSON.stringify(text.slice(0, 100))}, expected a decimal like "0.001"`,
    );
  }
  const [, whole = "0", fraction = ""] = match;
  return BigInt(whole) * DECIMAL_ONE + BigInt(fraction.padEnd(DECIMAL_PLACES, "0"));
}

/** The text of a {@link parseDecimal} value, with all 18 places. */
export function formatDecimal(value: bigint): string {
  const digits = value.toString().padStart(DECIMAL_PLACES + 1, "0");
  return `${digits.slice(0, -DECIMAL_PLACES)}.${digits.slice(-DECIMAL_PLACES)}`;
}

/** ⌊value ÷ 256⌋ of a safe integer that is not negative. Exact: a power of two moves the exponent alone. */
export function divBy256(value: number): number {
  return Math.floor(value / 256);
}

/** 8 bytes, big-endian: sorts as the number does. */
export function uint64ToBytes(value: bigint): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

/** @param bytes at least 8 from `offset` on */
export function bytesToUint64(bytes: Uint8Array, offset = 0): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(offset);
}
