/** What both environments of the state are opened with. */
export const LMDB_OPTIONS = {
  encoding: "binary",
  /** Bytes of address space that a file may grow to; pages are used as they are needed. */
  mapSize: 256 * 2 ** 30,
  noMemInit: true,
  /**
   * Where a file is larger than memory, what the system reads ahead of random reads pushes out what is needed. The package's
   * types do not know this option, its README does.
   */
  noReadAhead: true,
} as const;
