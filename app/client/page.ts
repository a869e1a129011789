/** Which page of a list. */
export interface Paging {
  /** The node decides unless given. */
  readonly limit?: bigint | undefined;
  /** `nextKey` of the page before. */
  readonly pageKey?: Uint8Array | undefined;
  /** Entries to pass over, instead of a key; a node passes over 10,000 at most. */
  readonly offset?: bigint | undefined;
  readonly reverse?: boolean | undefined;
}

/** Which page, and of which state. Pages of one list have to be asked at one height to be of one state. */
export interface ListOptions extends Paging {
  /** The latest unless given. */
  readonly height?: number;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Undefined on the last page. */
  readonly nextKey: Uint8Array | undefined;
}

/** The page as a request has it. */
export function pageRequest({ limit, pageKey, offset, reverse }: Paging) {
  return {
    key: pageKey ?? new Uint8Array(),
    offset: offset ?? 0n,
    limit: limit ?? 0n,
    countTotal: false,
    reverse: reverse ?? false,
  };
}

/** The page as an answer has it. @param pagination of the answer */
export function pageOf<Item>(
  items: readonly Item[],
  pagination: { readonly nextKey: Uint8Array } | undefined,
): Page<Item> {
  const next = pagination?.nextKey;
  return { items, nextKey: next === undefined || next.length === 0 ? undefined : next };
}
