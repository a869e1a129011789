/** Chunks of all stores that stay in memory, in bytes. A bound on memory, not a rule of the chain. */
export const CHUNK_CACHE_BYTES_MAX = 33_554_432;

/** Bytes of chunks that are gathered for one write to their file. */
export const WRITE_BUFFER_BYTES = 1_048_576;

/** Transactions for which a place in the file of chunks rests before another chunk may have it. */
export const COMMITS_OF_REST = 16;

/**
 * Heights whose changes wait to be written to the table of newest values, at most; beyond it the table is brought up by what
 * differs, and readers do without it meanwhile.
 */
export const LATEST_WAITING_HEIGHTS_MAX = 64;

/** Heights that one commit, or one step of `lazuli prune`, removes. More than one, so that a shorter retention is caught up with. */
export const PRUNED_HEIGHTS_PER_STEP = 16;

/** Chunks whose counts one commit, or one step of `lazuli prune`, changes for heights that are gone. */
export const PRUNED_CHUNKS_PER_STEP = 32_768;
