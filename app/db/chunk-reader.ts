import { Buffer } from "node:buffer";
import { CoreError } from "../core/errors.ts";
import { describeError } from "../core/faults.ts";
import { StoreFault } from "../core/store/fault.ts";
import { chunkOf } from "../core/store/node-id.ts";
import type { NodeSource } from "../core/store/record.ts";
import type { ChunkCache } from "./chunk-cache.ts";
import type { ChunkFile } from "./chunk-file.ts";
import { HEADER_BYTES, partBuffer, partLength, storeTag } from "./chunk-form.ts";
import type { ChunkPlaces } from "./chunk-places.ts";
import { chunkRecord } from "./node-chunk.ts";

/** The view that a reader has of what another thread or process writes. */
export interface ReaderView {
  /** Whether it was renewed since the query began: heights that were kept then may be gone. */
  isRenewed: boolean;
  /** Follows the newest map from now on. */
  renew(): void;
}

/** Reads the nodes of one store. */
export class ChunkReader implements NodeSource {
  readonly store: string;
  readonly #index: number;
  readonly #tag: number;
  readonly #file: ChunkFile;
  readonly #cache: ChunkCache;
  readonly #places: ChunkPlaces;
  readonly #view: ReaderView | undefined;

  /**
   * @param options.index of the store, for the cache
   * @param options.view undefined for who writes, and so needs none
   */
  constructor(options: {
    readonly store: string;
    readonly index: number;
    readonly file: ChunkFile;
    readonly cache: ChunkCache;
    readonly places: ChunkPlaces;
    readonly view: ReaderView | undefined;
  }) {
    this.store = options.store;
    this.#index = options.index;
    this.#tag = storeTag(options.store);
    this.#file = options.file;
    this.#cache = options.cache;
    this.#places = options.places;
    this.#view = options.view;
  }

  /** @throws CoreError.invalidHeight if the height that is read was pruned meanwhile */
  read(id: number): Uint8Array | undefined {
    const record = this.find(id);
    if (!record) this.#assertKept();
    return record;
  }

  /** As {@link read}, where it says nothing that there is no such node. */
  find(id: number): Uint8Array | undefined {
    const chunk = this.#chunk(chunkOf(id));
    return chunk && chunkRecord(chunk, id);
  }

  /** @returns a view that is good until the next call; undefined if there is no such chunk */
  #chunk(number: number): Buffer | undefined {
    const cached = this.#cache.get(this.#index, number);
    if (cached) return cached;
    const places = this.#places.of(number);
    return places && (this.#read(number, places) ?? this.#readAgain(number));
  }

  /** A place may have been given to another chunk since the reader's map was made. The newest one tells that from damage. */
  #readAgain(number: number): Buffer | undefined {
    if (this.#view) {
      this.#view.renew();
      this.#view.isRenewed = true;
      const places = this.#places.of(number);
      if (!places) return undefined;
      const bytes = this.#read(number, places);
      if (bytes) return bytes;
    }
    throw new StoreFault(
      `store "${this.store}": the file of chunks does not hold chunk ${number} where it was written; ` +
        `restore the state from a snapshot or another node`,
    );
  }

  /** What is missing from a view that was renewed may have been pruned; from another it is damage, which the caller says. */
  #assertKept(): void {
    if (this.#view?.isRenewed !== true) return;
    throw CoreError.invalidHeight(
      "the height is no longer kept by this node: it was pruned while it was read; ask for a newer one",
    );
  }

  /** @returns undefined if what is there is not the chunk */
  #read(number: number, places: readonly number[]): Buffer | undefined {
    try {
      const [place] = places;
      if (place === undefined || places.length > 1) return this.#readParts(number, places);
      const slot = this.#cache.clearSlot(this.#index, number);
      const length = this.#readPart(number, 0, place, slot);
      if (length === undefined) return undefined;
      return this.#cache.keep(this.#index, number, HEADER_BYTES, HEADER_BYTES + length);
    } catch (error) {
      throw new StoreFault(
        `store "${this.store}": chunk ${number} cannot be read: ${describeError(error)}`,
      );
    }
  }

  /** Not cached: it is one large record. */
  #readParts(number: number, places: readonly number[]): Buffer | undefined {
    const parts: Buffer[] = [];
    for (const [part, place] of places.entries()) {
      const bytes = partBuffer();
      const length = this.#readPart(number, part, place, bytes);
      if (length === undefined) return undefined;
      parts.push(bytes.subarray(HEADER_BYTES, HEADER_BYTES + length));
    }
    return Buffer.concat(parts);
  }

  #readPart(chunk: number, part: number, place: number, into: Buffer): number | undefined {
    const read = this.#file.read(place, into);
    return partLength(into, read, { store: this.#tag, chunk, part }, this.#view !== undefined);
  }
}
