import { Buffer } from "node:buffer";
import { CHUNK_BYTES_MAX, chunkBytes, chunkOf, slotOf } from "../core/store/node-id.ts";
import type { StoredNode } from "../core/store/tree.ts";

/*
 * A chunk on disk: records ‖ end of each record but the last (2 bytes each, big-endian) ‖ number of records − 1 (1 byte).
 * A record that is longer than a chunk should be is alone in its own, so that ends fit in two bytes.
 */

export interface Chunk {
  readonly number: number;
  /** Good until the packer comes to its next chunk. */
  readonly bytes: Buffer;
  /** Records in it, 1 to 255. */
  readonly nodes: number;
}

/** Puts nodes that come by ascending id into their chunks. */
export class ChunkPacker {
  readonly #take: (chunk: Chunk) => void;
  readonly #scratch = Buffer.allocUnsafeSlow(CHUNK_BYTES_MAX);
  #number = 0;
  #records: Uint8Array[] = [];

  constructor(take: (chunk: Chunk) => void) {
    this.#take = take;
  }

  add({ id, record }: StoredNode): void {
    const number = chunkOf(id);
    if (number !== this.#number) this.end();
    this.#number = number;
    this.#records.push(record);
  }

  /** Closes the chunk that is being filled. */
  end(): void {
    const records = this.#records;
    if (records.length === 0) return;
    this.#take({ number: this.#number, bytes: this.#encode(records), nodes: records.length });
    this.#records = [];
  }

  #encode(records: readonly Uint8Array[]): Buffer {
    const recordBytes = records.reduce((sum, { length }) => sum + length, 0);
    const size = chunkBytes(records.length, recordBytes);
    const bytes =
      size <= CHUNK_BYTES_MAX ? this.#scratch.subarray(0, size) : Buffer.allocUnsafeSlow(size);
    let end = 0;
    let at = recordBytes;
    for (const [i, record] of records.entries()) {
      bytes.set(record, end);
      end += record.length;
      if (i < records.length - 1) at = bytes.writeUInt16BE(end, at);
    }
    bytes[at] = records.length - 1;
    return bytes;
  }
}

/** The record of a node in its chunk, as a view; undefined if the chunk has no such slot. */
export function chunkRecord(bytes: Buffer, id: number): Buffer | undefined {
  const slot = slotOf(id);
  const last = bytes.at(-1) ?? -1;
  const table = bytes.length - 1 - 2 * last;
  if (last < 0 || table <= 0 || slot > last) return undefined;
  const start = slot === 0 ? 0 : bytes.readUInt16BE(table + 2 * (slot - 1));
  const end = slot === last ? table : bytes.readUInt16BE(table + 2 * slot);
  return bytes.subarray(start, end);
}
