/** Bytes of a key. */
export const KEY_BYTES_MAX = 1_024;

/** Bytes of a value. */
export const VALUE_BYTES_MAX = 262_144;

/** Characters of a namespace's name, which are bytes too. */
export const NAMESPACE_NAME_CHARACTERS_MAX = 64;
