import { base64, hex } from "@scure/base";
import { bytesToText } from "../../app/client/bytes.ts";
import { formatTimeNs } from "../../app/client/time.ts";
import type { Entry, KeyEntry, LeaseState } from "../../proto/gen/lazuli/kv/v1/kv.ts";

/* How keys, values, entries and leases are printed. */

/** A text that a terminal shows as it is: no control characters, nothing that changes what stands beside it. */
const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]+$/u;

/** A key on a line of its own: the text, or `0x` and hexadecimal digits where the key is no printable text. */
export function formatKey(key: Uint8Array): string {
  const text = bytesToText(key);
  return text !== null && PRINTABLE.test(text) ? text : `0x${hex.encode(key)}`;
}

const SHOWN_BYTES_MAX = 64;

/** As much of a value as a line has room for. */
export function formatValue(value: Uint8Array): string {
  if (value.length === 0) return "";
  if (value.length <= SHOWN_BYTES_MAX) return formatKey(value);
  // The cut may go through a character, so a long text that is not ASCII is shown in hexadecimal.
  return `${formatKey(value.subarray(0, SHOWN_BYTES_MAX))}… (${value.length} bytes)`;
}

export function keyToJson(key: Uint8Array) {
  return { key: bytesToText(key), key_base64: base64.encode(key) };
}

export function entryToJson(key: Uint8Array, entry: Entry) {
  return {
    ...keyToJson(key),
    value_base64: base64.encode(entry.value),
    value_utf8: bytesToText(entry.value),
    create_revision: entry.createRevision,
    mod_revision: entry.modRevision,
    ...deadlineToJson("lease_deadline", entry.leaseDeadlineNs),
    escrow: entry.escrow,
  };
}

/** A time in both forms: nanoseconds for programs, RFC 3339 for people; null stands for none. */
export function deadlineToJson(name: string, timeNs: bigint): Readonly<Record<string, unknown>> {
  return { [`${name}_ns`]: timeNs, [name]: timeNs === 0n ? null : formatTimeNs(timeNs) };
}

/** In text a time stands there once: `x_ns` goes where there is `x`. */
export function timesToText(json: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(json).filter(([name]) => !name.endsWith("_ns") || !(name.slice(0, -3) in json)),
  );
}

/** `name: value` lines. */
export function fieldLines(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${String(value)}\n`)
    .join("");
}

export function leaseToJson({ key, deadlineNs, remainingSeconds }: LeaseState) {
  return {
    ...keyToJson(key),
    ...deadlineToJson("lease_deadline", deadlineNs),
    remaining_seconds: remainingSeconds,
  };
}

export function nextKeyToJson(nextKey: Uint8Array | undefined): string | null {
  return nextKey === undefined || nextKey.length === 0 ? null : base64.encode(nextKey);
}

/** How to go on where there is more. */
export function moreRemark(nextKey: Uint8Array | undefined): string | undefined {
  const next = nextKeyToJson(nextKey);
  return next === null ? undefined : `there are more: --page-key ${next}`;
}

/** Lines, and how to go on where there is more. */
export function lines(items: readonly string[], nextKey: Uint8Array | undefined): string {
  const remark = moreRemark(nextKey);
  const more = remark === undefined ? [] : [`# ${remark}`];
  return [...items, ...more].map((line) => `${line}\n`).join("");
}

export function entryLine({ key, entry }: KeyEntry): string {
  return `${formatKey(key)}\t${formatValue(entry?.value ?? new Uint8Array())}`;
}

/** Why a count is not exact; undefined if it is. */
export function sweepRemark(sweepLagNs: bigint): string | undefined {
  if (sweepLagNs === 0n) return undefined;
  const tenths = (sweepLagNs + 99_999_999n) / 100_000_000n;
  return (
    `the sweep is ${tenths / 10n}.${tenths % 10n} s behind here: ` +
    "entries whose lease has ended by then are counted too"
  );
}
