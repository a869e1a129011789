import { NAMESPACE_NAME_CHARACTERS_MAX } from "./limits.ts";

/** The module's store. */
export const KV_STORE = "kv";

/** First byte of the keys of each kind of record. */
export const PREFIXES = {
  params: 0,
  namespaces: 1,
  entries: 2,
  leases: 3,
  grants: 4,
  sweepQueue: 5,
  owners: 6,
} as const;

const NAME = /^[a-z0-9][a-z0-9._-]*$/;

export function isNamespaceName(name: string): boolean {
  return name.length <= NAMESPACE_NAME_CHARACTERS_MAX && NAME.test(name);
}

const encoder = new TextEncoder();

/**
 * Where the store has a namespace's record, for whoever asks for a proof of it: 0x01 ‖ length of owner ‖ owner ‖ name.
 *
 * @param owner 1–255 bytes
 * @param name a namespace's name; {@link isNamespaceName}
 */
export function namespaceStoreKey(owner: Uint8Array, name: string): Uint8Array {
  return join(PREFIXES.namespaces, owner, encoder.encode(name));
}

/**
 * Where the store has an entry, for whoever asks for a proof of it: 0x02 ‖ length of owner ‖ owner ‖ name ‖ 0x00 ‖ key.
 *
 * @param owner 1–255 bytes
 * @param name a namespace's name; {@link isNamespaceName}
 */
export function entryStoreKey(owner: Uint8Array, name: string, key: Uint8Array): Uint8Array {
  return join(PREFIXES.entries, owner, encoder.encode(`${name}\0`), key);
}

function join(prefix: number, owner: Uint8Array, ...rest: readonly Uint8Array[]): Uint8Array {
  const parts = [Uint8Array.of(prefix, owner.length), owner, ...rest];
  const result = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}
