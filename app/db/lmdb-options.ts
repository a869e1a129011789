/** What both environments of the state are opened with. */
export const LMDB_OPTIONS = {
  encoding: "binary",
  /** Bytes of address space that a file may grow to; pages are used as they are needed. */
  mapSize: 256 * 2 ** 30,
  noMemInit: true,
  /**
   * A transaction is on disk before the next one begins. Otherwise the package makes transactions visible first and syncs them
   * behind; after a loss of power LMDB then met a page of its own that was missing, and ended the process at every start.
   */
  overlappingSync: false,
  /**
   * Where a file is larger than memory, what the system reads ahead of random reads pushes out what is needed. The package's
   * types do not know this option, its README does.
   */
  noReadAhead: true,
} as const;

/** Tables of one environment. */
export const TABLES_MAX = 64;
