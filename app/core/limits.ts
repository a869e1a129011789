/** Largest transaction in bytes; CometBFT's `max_tx_bytes` is set to the same. */
export const TX_BYTES_MAX = 1_048_576;

/** Messages in one transaction. */
export const TX_MESSAGES_MAX = 1_000;

/** Signers of one transaction. */
export const TX_SIGNERS_MAX = 16;

/** Characters of a memo. @source cosmos-sdk x/auth DefaultMaxMemoCharacters */
export const MEMO_CHARACTERS_MAX = 256;

/** How deep `ModeInfo.Multi` may nest. It is the one recursive type that a transaction's decoder enters. */
export const MODE_INFO_DEPTH_MAX = 4;

/** Largest `gas_limit`: half of the range, so that sums of a block stay far from 2⁶⁴. @source cosmos-sdk ante MaxGasWanted */
export const GAS_LIMIT_MAX = (1n << 63n) - 1n;

/** Entries of a page when a query names no limit. @source cosmos-sdk types/query DefaultLimit */
export const PAGE_LIMIT_DEFAULT = 100;

/** Entries of one page; of a larger limit so many, with `next_key` for the others. */
export const PAGE_LIMIT_MAX = 1_000;

/** Entries that `offset` passes over at most; who goes on from a page's `next_key` passes over none. */
export const PAGE_OFFSET_MAX = 10_000;

/** Entries that `count_total` counts at most; beyond it the query is refused. */
export const PAGE_COUNT_MAX = 10_000;

/** Entries that a page looks at, listed or not: entries whose lease has ended are passed over. The answer then has a `next_key`. */
export const PAGE_SCAN_MAX = 10_000;

/** Bytes of keys and values after which a page ends early; the answer then has a `next_key`. */
export const PAGE_BYTES_MAX = 4_194_304;

/** Bytes of a simulation's request: a transaction of any valid size in its envelope. */
export const SIMULATE_BYTES_MAX = 1_048_640;

/** Bytes of any other query's request. */
export const QUERY_BYTES_MAX = 65_536;

/** Periods of one periodic vesting account: each transfer out of it reads them all. */
export const VESTING_PERIODS_MAX = 1_000;
