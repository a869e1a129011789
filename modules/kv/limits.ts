/** Bytes of a key. The parameter `key_bytes_max` may ask for less. */
export const KEY_BYTES_MAX = 1_024;

/** Bytes of a value. The parameter `value_bytes_max` may ask for less. */
export const VALUE_BYTES_MAX = 262_144;

/** Characters of a namespace's name, which are bytes too. */
export const NAMESPACE_NAME_CHARACTERS_MAX = 64;

/** Operations of a batch, and entries of a multi-update. The parameter `operations_max` may ask for less. */
export const OPERATIONS_MAX = 1_000;

/** Entries that one delete-all or renew-lease-all changes. The parameter `bulk_entries_max` may ask for less. */
export const BULK_ENTRIES_MAX = 1_000;

/** Bytes of keys and values after which a delete-all or renew-lease-all ends early and says where to go on. */
export const BULK_BYTES_MAX = 4_194_304;

/** Longest lease in seconds: 100 years of 365 days. The parameter `lease_seconds_max` may ask for less. */
export const LEASE_SECONDS_MAX = 3_153_600_000n;

/** Highest rent price, of a byte for a second: so the rent of the largest entry for the longest lease stays below 2⁶³. */
export const RENT_PRICE_MAX = 1_000n;

/** Highest value of the parameter `sweep_entries_max`: entries with an ended lease that one block frees. */
export const SWEEP_ENTRIES_MAX = 100_000;

/** Bytes of keys and values after which a block's sweep ends early; the next block goes on. */
export const SWEEP_BYTES_MAX = 8_388_608;

/** Grants that one grantee may have in one namespace. */
export const GRANTS_PER_GRANTEE_MAX = 16;

/** Namespaces that one page of an owner's keys looks into. */
export const MY_KEYS_NAMESPACES_MAX = 1_000;

/** Blocks that a reader of changes walks back through at once. A client's own bound, no rule of the chain. */
export const CHANGES_BLOCKS_MAX = 100_000;

/** Encoded mutations that such a reader holds, in bytes; beyond it blocks are asked for again. A client's own bound. */
export const CHANGES_HELD_BYTES_MAX = 33_554_432;

/** Encoded mutations of one namespace in one block, in bytes, that such a reader takes. A client's own bound. */
export const CHANGES_BLOCK_BYTES_MAX = 67_108_864;

/** Changes that `lazuli query kv changes` prints at most. A client's own bound. */
export const CHANGES_SHOWN_MAX = 100_000;
