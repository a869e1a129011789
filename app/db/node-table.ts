import type { Database as LmdbTable } from "lmdb";
import type { Buffer } from "node:buffer";
import { StoreFault } from "../core/store/fault.ts";
import { CHUNK_BYTES_MAX } from "../core/store/node-id.ts";
import type { NodeSource } from "../core/store/record.ts";
import { withChecksum } from "./checksum.ts";
import type { ChunkCache } from "./chunk-cache.ts";
import { HEADER_BYTES, storeTag } from "./chunk-form.ts";
import type { PlaceTables, WrittenPlaces } from "./chunk-places.ts";
import { ChunkUsage } from "./chunk-usage.ts";
import type { ChunkWriter } from "./chunk-writer.ts";
import type { FreeUnits } from "./free-units.ts";
import type { Chunk } from "./node-chunk.ts";

export type CounterTable = LmdbTable<Buffer, [store: string, page: number]>;

/** The nodes of one store, for who writes them. */
export class NodeTable {
  readonly store: string;
  readonly usage = new ChunkUsage();
  readonly places: WrittenPlaces;
  readonly reader: NodeSource;
  readonly #index: number;
  readonly #tag: number;
  readonly #writer: ChunkWriter;
  readonly #free: FreeUnits;
  readonly #cache: ChunkCache;

  /** @param options.index of the store, for the cache */
  constructor(options: {
    readonly store: string;
    readonly index: number;
    readonly places: WrittenPlaces;
    readonly reader: NodeSource;
    readonly writer: ChunkWriter;
    readonly free: FreeUnits;
    readonly cache: ChunkCache;
  }) {
    this.store = options.store;
    this.#index = options.index;
    this.#tag = storeTag(options.store);
    this.places = options.places;
    this.reader = options.reader;
    this.#writer = options.writer;
    this.#free = options.free;
    this.#cache = options.cache;
  }

  /** Nothing reaches it before the transaction that saves the table. */
  put({ number, bytes, nodes }: Chunk): void {
    this.places.set(number, this.#writer.put(this.#tag, number, bytes));
    this.usage.add(number, nodes);
    if (bytes.length > CHUNK_BYTES_MAX) return;
    this.#cache.clearSlot(this.#index, number).set(bytes, HEADER_BYTES);
    this.#cache.keep(this.#index, number, HEADER_BYTES, HEADER_BYTES + bytes.length);
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
    for (const chunk of [...this.places.from(first)]) {
      this.usage.remove(chunk);
      this.#remove(chunk);
    }
  }

  /** Within a transaction. */
  save(tables: PlaceTables & { readonly counters: CounterTable }): void {
    this.places.save(tables);
    for (const [page, counters] of this.usage.takeChanged()) {
      if (counters) tables.counters.putSync([this.store, page], withChecksum(counters));
      else tables.counters.removeSync([this.store, page]);
    }
  }

  #remove(chunk: number): void {
    for (const place of this.places.remove(chunk)) this.#free.free(place);
    this.#cache.delete(this.#index, chunk);
  }
}
