import type {
  PageRequest,
  PageResponse,
} from "../../proto/gen/cosmos/base/query/v1beta1/pagination.ts";
import { compareBytes, concatBytes } from "./bytes.ts";
import type { CollectionMap, WalkOptions } from "./collections/schema.ts";
import type { Context } from "./context.ts";
import {
  PAGE_BYTES_MAX,
  PAGE_COUNT_MAX,
  PAGE_LIMIT_DEFAULT,
  PAGE_LIMIT_MAX,
  PAGE_OFFSET_MAX,
  PAGE_SCAN_MAX,
} from "./limits.ts";
import { toSafeNumber } from "./integers.ts";
import { invalidArgument } from "./query-error.ts";

/** A part of a list, and where the next part starts. */
export interface Page<T> {
  readonly entries: T[];
  readonly pagination: PageResponse;
}

/** The part of a collection that is listed. */
export interface Listing<K, V> extends Pick<WalkOptions, "prefix" | "start" | "end"> {
  /** Whether an entry of the range is to be shown; all are unless given. */
  readonly isListed?: (key: K, value: V) => boolean;
}

const NUL = Uint8Array.of(0);

/**
 * One page of a collection. `next_key` is the encoded key of the first entry that did not fit, below `range.prefix`; the
 * next request gives it back as `key`, in either direction. A page ends after `limit` entries, `PAGE_BYTES_MAX` or a walk
 * past `PAGE_SCAN_MAX`, whichever comes first; it holds at least one entry if the walk meets one.
 *
 * Where the SDK would walk without a bound this does not: `offset` passes over at most `PAGE_OFFSET_MAX` entries, and
 * `count_total` counts at most `PAGE_COUNT_MAX`. `total` is also given when the first page holds everything, as clients of
 * the SDK expect.
 *
 * @param listing the part of the collection to list; a client's `key` never leads out of it
 * @throws CoreError.invalidRequest for an offset beyond PAGE_OFFSET_MAX or beside a key, or a total beyond PAGE_COUNT_MAX
 */
export function paginate<K, V, T>(
  ctx: Context,
  map: CollectionMap<K, V>,
  request: PageRequest | undefined,
  toEntry: (key: K, value: V) => T,
  listing: Listing<K, V> = {},
): Page<T> {
  const limit = pageLimit(request);
  const offset = pageOffset(request);
  const fromKey = request !== undefined && request.key.length > 0;
  const countTotal = request?.countTotal === true && !fromKey;
  const prefixBytes = listing.prefix?.length ?? 0;
  const entries: T[] = [];
  let nextKey: Uint8Array = new Uint8Array(0);
  let sizeBytes = 0;
  let total = 0;
  let walked = 0;
  for (const entry of map.walkEncoded(ctx, pageRange(request, listing))) {
    const isHidden = listing.isListed?.(entry.key, entry.value) === false;
    if (!isHidden && total < offset) {
      total += 1;
      continue;
    }
    walked += 1;
    if (isHidden) sizeBytes += entry.sizeBytes;
    if (isHidden && walked <= PAGE_SCAN_MAX && sizeBytes <= PAGE_BYTES_MAX) continue;
    const isOnPage =
      !isHidden &&
      nextKey.length === 0 &&
      entries.length < limit &&
      walked <= PAGE_SCAN_MAX &&
      (entries.length === 0 || sizeBytes + entry.sizeBytes <= PAGE_BYTES_MAX);
    if (isOnPage) {
      sizeBytes += entry.sizeBytes;
      entries.push(toEntry(entry.key, entry.value));
    } else if (nextKey.length === 0) {
      nextKey = entry.encodedKey.slice(prefixBytes);
      if (!countTotal) return { entries, pagination: { nextKey, total: 0n } };
    }
    total += 1;
    if (total > PAGE_COUNT_MAX) {
      throw invalidArgument(
        `count_total: there are more than ${PAGE_COUNT_MAX} entries; leave it unset and follow next_key`,
      );
    }
  }
  return { entries, pagination: { nextKey, total: fromKey ? 0n : BigInt(total) } };
}

/** Entries of the page that is asked for: of more than PAGE_LIMIT_MAX so many, and `next_key` says that there are others. */
export function pageLimit(request: PageRequest | undefined): number {
  if (request === undefined || request.limit === 0n) return PAGE_LIMIT_DEFAULT;
  if (request.limit > BigInt(PAGE_LIMIT_MAX)) return PAGE_LIMIT_MAX;
  return toSafeNumber(request.limit, "limit");
}

/** How many entries the request passes over. @throws CoreError.invalidRequest */
function pageOffset(request: PageRequest | undefined): number {
  if (request === undefined || request.offset === 0n) return 0;
  if (request.key.length > 0) {
    throw invalidArgument("invalid request, either offset or key is expected, got both");
  }
  if (request.offset > BigInt(PAGE_OFFSET_MAX)) {
    throw invalidArgument(
      `offset is ${request.offset}, expected at most ${PAGE_OFFSET_MAX}; give the last next_key as key`,
    );
  }
  return toSafeNumber(request.offset, "offset");
}

/** The range from the request's key on. The key is included in both directions. */
function pageRange(
  request: PageRequest | undefined,
  { prefix, start, end }: Pick<WalkOptions, "prefix" | "start" | "end">,
): WalkOptions {
  const reverse = request?.reverse === true;
  if (request === undefined || request.key.length === 0) return { prefix, start, end, reverse };
  const key = prefix ? concatBytes(prefix, request.key) : request.key;
  if (!reverse) {
    return { prefix, start: start && compareBytes(start, key) > 0 ? start : key, end, reverse };
  }
  const after = concatBytes(key, NUL);
  return { prefix, start, end: end && compareBytes(end, after) < 0 ? end : after, reverse };
}
