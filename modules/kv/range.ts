import type { KeyRange } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import { compareBytes, prefixEnd } from "../../app/core/bytes.ts";

/** From the first key that a range may hold to the end of it, excluded; undefined is unbounded. */
export interface KeyBounds {
  readonly start?: Uint8Array;
  readonly end?: Uint8Array;
}

const NO_BYTES = new Uint8Array(0);

export function keyBounds(range: KeyRange | undefined): KeyBounds {
  const { prefix = NO_BYTES, start = NO_BYTES, end = NO_BYTES } = range ?? {};
  const first = compareBytes(start, prefix) > 0 ? start : prefix;
  const prefixLast = prefixEnd(prefix);
  const isEndFirst = end.length > 0 && (!prefixLast || compareBytes(end, prefixLast) < 0);
  const last = isEndFirst ? end : prefixLast;
  return { ...(first.length > 0 && { start: first }), ...(last && { end: last }) };
}
