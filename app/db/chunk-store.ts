import { chunkOf } from "../core/store/node-id.ts";
import type { NodeSource } from "../core/store/record.ts";
import { StoreFault } from "../core/store/fault.ts";
import { checked } from "./checksum.ts";
import { CACHED_STORES_MAX, ChunkCache } from "./chunk-cache.ts";
import { ChunkFile } from "./chunk-file.ts";
import {
  type ChunkPlaces,
  placesOn,
  type PlaceTables,
  ReadPlaces,
  readMap,
  WrittenPlaces,
} from "./chunk-places.ts";
import { ChunkReader, type ReaderView } from "./chunk-reader.ts";
import { ChunkWriter } from "./chunk-writer.ts";
import { FreeUnits } from "./free-units.ts";
import { type CounterTable, NodeTable } from "./node-table.ts";
import { firstUnitOf, unitsOf } from "./place.ts";

/** What LMDB keeps of the chunks. */
export type ChunkTables = PlaceTables & { readonly counters: CounterTable };

interface ChunkStoreOptions {
  readonly folder: string;
  readonly tables: ChunkTables;
  readonly cacheBytesMax: number;
}

/** What all stores of one database share. */
class Shared {
  readonly file: ChunkFile;
  readonly cache: ChunkCache;
  readonly #indexes = new Map<string, number>();

  constructor(options: ChunkStoreOptions, readOnly: boolean) {
    this.file = new ChunkFile(options.folder, { readOnly });
    this.cache = new ChunkCache(options.cacheBytesMax);
  }

  reader(store: string, places: ChunkPlaces, view: ReaderView | undefined): ChunkReader {
    const { file, cache } = this;
    return new ChunkReader({ store, index: this.indexOf(store), file, cache, places, view });
  }

  indexOf(store: string): number {
    const index = this.#indexes.get(store) ?? this.#indexes.size;
    if (index >= CACHED_STORES_MAX) {
      throw new StoreFault(`the state has more than ${CACHED_STORES_MAX} stores`);
    }
    this.#indexes.set(store, index);
    return index;
  }
}

/** The chunks of all stores, for readers in other threads or processes than the one that writes. */
export class ReadChunks {
  readonly #shared: Shared;
  readonly #tables: ChunkTables;
  readonly #view: ReaderView;
  readonly #readers = new Map<string, ChunkReader>();

  /** @throws StoreFault if the file is cut short */
  constructor(options: ChunkStoreOptions & { readonly view: ReaderView }) {
    this.#shared = new Shared(options, true);
    this.#tables = options.tables;
    this.#view = options.view;
    let end = 0;
    for (const record of readMap(this.#tables)) {
      const places = "places" in record ? placesOn(record.places) : record.parts;
      for (const place of places) end = Math.max(end, firstUnitOf(place) + unitsOf(place));
    }
    this.#shared.file.assertReaches(end);
  }

  nodes(store: string): ChunkReader {
    let reader = this.#readers.get(store);
    if (!reader) {
      reader = this.#shared.reader(store, new ReadPlaces(store, this.#tables), this.#view);
      this.#readers.set(store, reader);
    }
    return reader;
  }

  close(): void {
    this.#shared.file.close();
  }
}

/**
 * The chunks of all stores, for the one process that writes. New chunks are written and synced before the transaction of
 * LMDB that names their places; what that transaction no longer names may be written over some transactions later.
 */
export class WrittenChunks {
  readonly #shared: Shared;
  readonly #tables: ChunkTables;
  readonly #free = new FreeUnits();
  readonly #writer: ChunkWriter;
  readonly #stores = new Map<string, NodeTable>();

  /** @throws StoreFault if the file is cut short, or a record of the map is damaged */
  constructor(options: ChunkStoreOptions) {
    this.#shared = new Shared(options, false);
    this.#tables = options.tables;
    this.#writer = new ChunkWriter(this.#shared.file, this.#free);
    for (const record of readMap(this.#tables)) {
      const { places } = this.of(record.store);
      if ("places" in record) places.loadPage(record.page, record.places);
      else places.loadParts(record.chunk, record.parts);
      const taken = "places" in record ? placesOn(record.places) : record.parts;
      for (const place of taken) this.#free.occupy(place);
    }
    for (const { key, value } of this.#tables.counters.getRange()) {
      const [store, page] = key;
      const counters = checked(value, `store "${store}": page ${page} of chunk counters`);
      this.of(store).usage.load(page, counters);
    }
    this.#shared.file.assertReaches(this.#free.usedEnd);
    this.#shared.file.shorten(this.#free.end);
  }

  of(store: string): NodeTable {
    let table = this.#stores.get(store);
    if (!table) {
      const places = new WrittenPlaces(store);
      table = new NodeTable({
        ...{ store, index: this.#shared.indexOf(store), places },
        reader: this.#shared.reader(store, places, undefined),
        ...{ writer: this.#writer, free: this.#free, cache: this.#shared.cache },
      });
      this.#stores.set(store, table);
    }
    return table;
  }

  nodes(store: string): NodeSource {
    return this.of(store).reader;
  }

  sparseNodes(store: string): ((id: number) => boolean) | undefined {
    const { usage } = this.of(store);
    return usage.isSparse ? (id) => usage.isSparseChunk(chunkOf(id)) : undefined;
  }

  /** Makes every chunk that was put durable. Before the transaction that saves where they are. */
  sync(): void {
    this.#writer.sync();
  }

  /** Within a transaction. */
  save(): void {
    for (const table of this.#stores.values()) table.save(this.#tables);
  }

  /** After that transaction has become durable. */
  settle(): void {
    this.#free.settle();
  }

  /** Forgets every chunk of every store. Within a transaction, and only where no height was committed. */
  clear(): void {
    for (const table of this.#stores.values()) table.removeFrom(0);
    this.#free.clear();
  }

  close(): void {
    this.#shared.file.close();
  }
}
