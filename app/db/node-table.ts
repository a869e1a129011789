import type { Buffer } from "node:buffer";
import type { Database as LmdbTable } from "lmdb";
import { describeError } from "../core/faults.ts";
import { StoreFault } from "../core/store/fault.ts";
import { chunkOf } from "../core/store/node-id.ts";
import type { NodeSource } from "../core/store/record.ts";
import { checked, withChecksum } from "./checksum.ts";
import { type Chunk, chunkRecord } from "./node-chunk.ts";
import { ChunkCache } from "./chunk-cache.ts";
import { ChunkUsage } from "./chunk-usage.ts";

type Table = LmdbTable<Buffer, number>;

/** The nodes of one store: a table of chunks, a table of counters, and the chunks that were read last. */
export class NodeTable implements NodeSource {
  readonly store: string;
  readonly usage = new ChunkUsage();
  readonly #chunks: Table;
  readonly #counters: Table;
  readonly #cache: ChunkCache;

  /** @param tables.counters not read if this process does not write */
  constructor(
    store: string,
    tables: { readonly chunks: Table; readonly counters: Table },
    options: { readonly cacheBytesMax: number; readonly readOnly: boolean },
  ) {
    this.store = store;
    this.#chunks = tables.chunks;
    this.#counters = tables.counters;
    this.#cache = new ChunkCache(options.cacheBytesMax);
    if (options.readOnly) return;
    for (const { key, value } of this.#counters.getRange()) {
      this.usage.load(key, checked(value, `store "${store}": page ${key} of chunk counters`));
    }
  }

  read(id: number): Uint8Array | undefined {
    const chunk = this.#chunk(chunkOf(id));
    return chunk && chunkRecord(chunk, id);
  }

  /** Within a transaction. */
  put({ number, bytes, nodes }: Chunk): void {
    this.#chunks.putSync(number, bytes);
    this.usage.add(number, nodes);
    this.#cache.set(number, bytes);
  }

  /** Counts nodes that no kept height reaches any more; removes the chunk with its last one. Within a transaction. */
  release(chunk: number, nodes: number): void {
    const isFree = this.usage.release(chunk, nodes);
    if (isFree === undefined) {
      throw new StoreFault(
        `store "${this.store}": chunk ${chunk} has fewer nodes than are to be removed from it`,
      );
    }
    if (isFree) this.#remove(chunk);
  }

  /** Removes the chunks from a number onwards. Within a transaction. */
  removeFrom(first: number): void {
    for (const chunk of [...this.#chunks.getKeys({ start: first })]) {
      this.usage.remove(chunk);
      this.#remove(chunk);
    }
  }

  /** Within a transaction. */
  clear(): void {
    this.#chunks.clearSync();
    this.#counters.clearSync();
    this.usage.clear();
    this.#cache.clear();
  }

  /** Within a transaction. */
  writeCounters(): void {
    for (const [page, counters] of this.usage.takeChanged()) {
      if (counters) this.#counters.putSync(page, withChecksum(counters));
      else this.#counters.removeSync(page);
    }
  }

  #remove(chunk: number): void {
    this.#chunks.removeSync(chunk);
    this.#cache.delete(chunk);
  }

  #chunk(number: number): Buffer | undefined {
    const cached = this.#cache.get(number);
    if (cached) return cached;
    // The bytes are LMDB's until its next answer: the cache copies them, and who reads a record copies what it keeps.
    const bytes = this.#readChunk(number);
    return bytes && this.#cache.set(number, bytes.subarray(0, bytes.length));
  }

  #readChunk(number: number): Buffer | undefined {
    try {
      return this.#chunks.getBinaryFast(number);
    } catch (error) {
      throw new StoreFault(
        `store "${this.store}": chunk ${number} cannot be read: ${describeError(error)}`,
      );
    }
  }
}
