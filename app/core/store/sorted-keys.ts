import type { ByteString } from "../bytes.ts";

/** Keys in one chunk; a full chunk is cut in two. Insertion costs one search and one shift within a chunk. */
const CHUNK_KEYS_MAX = 512;

/** A growing set of keys that can be walked in order while it grows. Keys are never removed. */
export class SortedKeys {
  readonly #chunks: ByteString[][] = [[]];

  /** @param key not in the set yet */
  add(key: ByteString): void {
    const at = this.#chunkOf(key);
    const chunk = this.#chunks[at] as ByteString[];
    chunk.splice(lowerBound(chunk, key), 0, key);
    if (chunk.length > CHUNK_KEYS_MAX) {
      this.#chunks.splice(at + 1, 0, chunk.splice(CHUNK_KEYS_MAX >> 1));
    }
  }

  /** The first key ≥ `key`, or > `key` if `exclusive`; the first of all if `key` is undefined. */
  ceiling(key: ByteString | undefined, exclusive: boolean): ByteString | undefined {
    if (key === undefined) return this.#chunks[0]?.[0];
    const at = this.#chunkOf(key);
    const chunk = this.#chunks[at] as ByteString[];
    let index = lowerBound(chunk, key);
    if (exclusive && chunk[index] === key) index++;
    return chunk[index] ?? this.#chunks[at + 1]?.[0];
  }

  /** The last key < `key`; the last of all if `key` is undefined. */
  below(key: ByteString | undefined): ByteString | undefined {
    if (key === undefined) return this.#chunks.at(-1)?.at(-1);
    const at = this.#chunkOf(key);
    const chunk = this.#chunks[at] as ByteString[];
    return chunk[lowerBound(chunk, key) - 1] ?? (at > 0 ? this.#chunks[at - 1]?.at(-1) : undefined);
  }

  /** All keys in order. */
  *[Symbol.iterator](): Iterator<ByteString> {
    for (const chunk of this.#chunks) yield* chunk;
  }

  /** The last chunk whose first key is ≤ `key`; the first chunk if there is none. */
  #chunkOf(key: ByteString): number {
    let low = 0;
    let high = this.#chunks.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#chunks[middle]?.[0] ?? "") <= key) low = middle;
      else high = middle;
    }
    return low;
  }
}

function lowerBound(sorted: readonly ByteString[], key: ByteString): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as ByteString) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
