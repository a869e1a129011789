import { Buffer } from "node:buffer";
import { BLOCK_BYTES } from "./place.ts";

/** Stores of one database, at most: a chunk's key is its number × this + the store's index. */
export const CACHED_STORES_MAX = 128;

/** Spreads equal numbers of several stores. */
const STORE_STEP = 7_919;

/**
 * Chunks that were read or written last, of all stores of a database. Each has one slot that it shares with others, and a
 * slot's memory is used again and again, so a miss costs one read and no garbage. Pages of a slot that was never used take
 * no memory.
 */
export class ChunkCache {
  readonly #slots: number;
  readonly #keys: Float64Array;
  /** Where a chunk begins and ends in its slot. */
  readonly #bounds: Uint16Array;
  readonly #memory: Buffer;

  /** @param bytesMax memory that it may take; rounded to whole slots, at least one */
  constructor(bytesMax: number) {
    this.#slots = Math.max(1, Math.floor(bytesMax / BLOCK_BYTES));
    this.#keys = new Float64Array(this.#slots).fill(-1);
    this.#bounds = new Uint16Array(2 * this.#slots);
    this.#memory = Buffer.allocUnsafeSlow(this.#slots * BLOCK_BYTES);
  }

  /** @returns a view that is good until the next {@link clearSlot} */
  get(store: number, chunk: number): Buffer | undefined {
    const slot = this.#slotOf(store, chunk);
    return this.#keys[slot] === keyOf(store, chunk) ? this.#view(slot) : undefined;
  }

  /** The memory of a chunk's slot, which holds nothing from now on: to be filled, and named by {@link keep}. */
  clearSlot(store: number, chunk: number): Buffer {
    const slot = this.#slotOf(store, chunk);
    this.#keys[slot] = -1;
    return this.#memory.subarray(slot * BLOCK_BYTES, (slot + 1) * BLOCK_BYTES);
  }

  /** Says that the slot holds the chunk, from `start` to `end`. @returns a view, as of {@link get} */
  keep(store: number, chunk: number, start: number, end: number): Buffer {
    const slot = this.#slotOf(store, chunk);
    this.#keys[slot] = keyOf(store, chunk);
    this.#bounds[2 * slot] = start;
    this.#bounds[2 * slot + 1] = end;
    return this.#view(slot);
  }

  delete(store: number, chunk: number): void {
    const slot = this.#slotOf(store, chunk);
    if (this.#keys[slot] === keyOf(store, chunk)) this.#keys[slot] = -1;
  }

  clear(): void {
    this.#keys.fill(-1);
  }

  #slotOf(store: number, chunk: number): number {
    return (chunk + store * STORE_STEP) % this.#slots;
  }

  #view(slot: number): Buffer {
    const base = slot * BLOCK_BYTES;
    const start = this.#bounds[2 * slot] as number;
    const end = this.#bounds[2 * slot + 1] as number;
    return this.#memory.subarray(base + start, base + end);
  }
}

function keyOf(store: number, chunk: number): number {
  return chunk * CACHED_STORES_MAX + store;
}
