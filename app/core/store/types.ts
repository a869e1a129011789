import type { ByteString } from "../bytes.ts";

/** Which part of a store to walk, and in which direction. */
export interface RangeOptions {
  /** First key, included; the first of the store if absent. */
  readonly start?: Uint8Array | undefined;
  /** End, excluded; after the last of the store if absent. */
  readonly end?: Uint8Array | undefined;
  /** From the end to the start. */
  readonly reverse?: boolean | undefined;
  /** Hears of each key that the walk passes over because the block has removed it: work that no step shows. */
  readonly onPassed?: (() => void) | undefined;
}

/** A module's keys and values: sorted by unsigned byte order, synchronous, metered where a context hands it out. */
export interface Store {
  get(key: Uint8Array): Uint8Array | undefined;
  has(key: Uint8Array): boolean;
  /** @throws CoreError.invalidRequest for an empty key */
  set(key: Uint8Array, value: Uint8Array): void;
  delete(key: Uint8Array): void;
  /**
   * Walks the range lazily. A step gives the next key after the last one in the state at the time of that step, so writes
   * during the walk are seen if they lie ahead and never break it.
   */
  range(options?: RangeOptions): Iterable<readonly [key: Uint8Array, value: Uint8Array]>;
}

/** One committed version of one store, in byte strings. Never changes. */
export interface ReadonlyTree {
  get(key: ByteString): ByteString | undefined;
  has(key: ByteString): boolean;
  /** From `start` (included) to `end` (excluded), or from below `end` down to `start` when reversed. */
  range(
    start: ByteString | undefined,
    end: ByteString | undefined,
    reverse: boolean,
  ): Iterator<readonly [key: ByteString, value: ByteString]>;
}

/** A block's last word on a key: the new value, or undefined for a removal. */
export type Change = readonly [key: ByteString, value: ByteString | undefined];
