import { divBy256 } from "../integers.ts";

/*
 * A node's id says where its record lies: chunk × 256 + slot. The nodes of a version are packed into chunks in the order in
 * which they are hashed, children before parents, so neighbours in the tree are neighbours on disk. Chunk numbers count up
 * from 1 in each store and are never used again. Ids decide about nothing but the place: no hash covers them.
 */

const SLOTS = 256;

/** Bytes of a chunk: with what the database adds, it fills four pages of 4 KiB. A longer record has its own. */
export const CHUNK_BYTES_MAX = 16_364;

/** What a chunk takes besides its records: the end of each but the last, and how many they are. */
const END_BYTES = 2;
const COUNT_BYTES = 1;

/** Bytes of a chunk with so many records of so many bytes in all. */
export function chunkBytes(records: number, recordBytes: number): number {
  return recordBytes + END_BYTES * (records - 1) + COUNT_BYTES;
}

/** Nodes of a chunk: a count fits in a byte. */
export const CHUNK_NODES_MAX = 255;

export function chunkOf(id: number): number {
  return divBy256(id);
}

/** Place of the record within its chunk, from 0. */
export function slotOf(id: number): number {
  return id % SLOTS;
}

/** Gives ids to records in the order in which they are to lie on disk. */
export class IdAllocator {
  #chunkStart: number;
  #slot = 0;
  #bytes = 0;

  /** @param firstFree ids from here on were never given; the first one given starts a chunk */
  constructor(firstFree: number) {
    const rest = slotOf(firstFree);
    this.#chunkStart = rest === 0 ? firstFree : firstFree + SLOTS - rest;
  }

  next(recordBytes: number): number {
    const isFull =
      this.#slot === CHUNK_NODES_MAX ||
      chunkBytes(this.#slot + 1, this.#bytes + recordBytes) > CHUNK_BYTES_MAX;
    if (isFull && this.#slot > 0) this.#close();
    this.#bytes += recordBytes;
    return this.#chunkStart + this.#slot++;
  }

  /** The first id that is still free: the start of a chunk. */
  finish(): number {
    if (this.#slot > 0) this.#close();
    return this.#chunkStart;
  }

  #close(): void {
    this.#chunkStart += SLOTS;
    this.#slot = 0;
    this.#bytes = 0;
  }
}
