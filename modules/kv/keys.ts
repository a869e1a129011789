import { NAMESPACE_NAME_CHARACTERS_MAX } from "./limits.ts";

/** The module's store. */
export const KV_STORE = "kv";

/** First byte of the keys of namespaces' records. */
export const NAMESPACES_PREFIX = 1;

/** First byte of the keys of entries. */
export const ENTRIES_PREFIX = 2;

const NAME = /^[a-z0-9][a-z0-9._-]*$/;

export function isNamespaceName(name: string): boolean {
  return name.length <= NAMESPACE_NAME_CHARACTERS_MAX && NAME.test(name);
}

const encoder = new TextEncoder();

/**
 * Where the store has an entry, for whoever asks for a proof of it: 0x02 ‖ length of owner ‖ owner ‖ name ‖ 0x00 ‖ key.
 *
 * @param owner 1–255 bytes
 * @param name a namespace's name; {@link isNamespaceName}
 */
export function entryStoreKey(owner: Uint8Array, name: string, key: Uint8Array): Uint8Array {
  const nameBytes = encoder.encode(`${name}\0`);
  const result = new Uint8Array(2 + owner.length + nameBytes.length + key.length);
  result.set([ENTRIES_PREFIX, owner.length]);
  result.set(owner, 2);
  result.set(nameBytes, 2 + owner.length);
  result.set(key, 2 + owner.length + nameBytes.length);
  return result;
}
