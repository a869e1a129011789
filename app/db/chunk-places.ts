import { Buffer } from "node:buffer";
import type { Database as LmdbTable } from "lmdb";
import { checked, withChecksum } from "./checksum.ts";
import { IN_PARTS } from "./place.ts";

/** Chunks on one page of the map. */
const PAGE_CHUNKS = 256;
const PLACE_BYTES = 4;

/** By store and page, or by store and chunk. */
export type PlaceTable = LmdbTable<Buffer, [store: string, number: number]>;

/** The map from chunks to their places, of all stores. */
export interface PlaceTables {
  /** Pages of places. */
  readonly places: PlaceTable;
  /** The places of each chunk that has several. */
  readonly parts: PlaceTable;
}

/** Where the chunks of one store lie. */
export interface ChunkPlaces {
  /** @returns a place a part, in order; undefined if there is no such chunk */
  of(chunk: number): readonly number[] | undefined;
}

function pageOf(chunk: number): number {
  return Math.floor(chunk / PAGE_CHUNKS);
}

function offsetOf(chunk: number): number {
  return (chunk % PAGE_CHUNKS) * PLACE_BYTES;
}

/** As of LMDB's present snapshot: for readers. */
export class ReadPlaces implements ChunkPlaces {
  readonly #store: string;
  readonly #tables: PlaceTables;

  constructor(store: string, tables: PlaceTables) {
    this.#store = store;
    this.#tables = tables;
  }

  of(chunk: number): readonly number[] | undefined {
    const page = this.#read(this.#tables.places, pageOf(chunk), "page");
    const place = page?.readUInt32BE(offsetOf(chunk)) ?? 0;
    if (place !== IN_PARTS) return place === 0 ? undefined : [place];
    const parts = this.#read(this.#tables.parts, chunk, "parts of chunk");
    return parts && decodePlaces(parts);
  }

  #read(table: PlaceTable, number: number, what: string): Buffer | undefined {
    const bytes = table.getBinaryFast([this.#store, number]);
    if (!bytes) return undefined;
    // LMDB's buffer is longer than its length says.
    return checked(bytes.subarray(0, bytes.length), describe(this.#store, what, number));
  }
}

/** All in memory, and written with each commit: for who writes. */
export class WrittenPlaces implements ChunkPlaces {
  readonly #store: string;
  readonly #pages = new Map<number, Buffer>();
  readonly #parts = new Map<number, readonly number[]>();
  readonly #changedPages = new Set<number>();
  readonly #changedParts = new Set<number>();

  constructor(store: string) {
    this.#store = store;
  }

  loadPage(page: number, places: Buffer): void {
    this.#pages.set(page, Buffer.from(places));
  }

  loadParts(chunk: number, places: readonly number[]): void {
    this.#parts.set(chunk, places);
  }

  of(chunk: number): readonly number[] | undefined {
    const place = this.#pages.get(pageOf(chunk))?.readUInt32BE(offsetOf(chunk)) ?? 0;
    if (place === IN_PARTS) return this.#parts.get(chunk);
    return place === 0 ? undefined : [place];
  }

  set(chunk: number, places: readonly number[]): void {
    const [first = 0, second] = places;
    this.#write(chunk, second === undefined ? first : IN_PARTS);
    if (second === undefined) return;
    this.#parts.set(chunk, places);
    this.#changedParts.add(chunk);
  }

  /** @returns the places that the chunk had */
  remove(chunk: number): readonly number[] {
    const places = this.of(chunk) ?? [];
    this.#write(chunk, 0);
    if (this.#parts.delete(chunk)) this.#changedParts.add(chunk);
    return places;
  }

  /** The chunks from a number onwards, ascending. */
  *from(first: number): Generator<number> {
    const pages = [...this.#pages.keys()].filter((page) => page >= pageOf(first));
    for (const page of pages.sort((a, b) => a - b)) {
      for (let i = 0; i < PAGE_CHUNKS; i++) {
        const chunk = page * PAGE_CHUNKS + i;
        if (chunk >= first && this.of(chunk)) yield chunk;
      }
    }
  }

  /** Within a transaction. */
  save({ places, parts }: PlaceTables): void {
    for (const number of this.#changedPages) {
      const page = this.#pages.get(number);
      if (page?.some((byte) => byte !== 0) === true) {
        places.putSync([this.#store, number], withChecksum(page));
      } else {
        this.#pages.delete(number);
        places.removeSync([this.#store, number]);
      }
    }
    for (const chunk of this.#changedParts) {
      const list = this.#parts.get(chunk);
      if (list) parts.putSync([this.#store, chunk], withChecksum(encodePlaces(list)));
      else parts.removeSync([this.#store, chunk]);
    }
    this.#changedPages.clear();
    this.#changedParts.clear();
  }

  #write(chunk: number, place: number): void {
    const number = pageOf(chunk);
    let page = this.#pages.get(number);
    if (!page) {
      page = Buffer.alloc(PAGE_CHUNKS * PLACE_BYTES);
      this.#pages.set(number, page);
    }
    page.writeUInt32BE(place, offsetOf(chunk));
    this.#changedPages.add(number);
  }
}

/** Every record of the map: first the pages, then the chunks in parts. */
export function* readMap(
  tables: PlaceTables,
): Generator<
  | { readonly store: string; readonly page: number; readonly places: Buffer }
  | { readonly store: string; readonly chunk: number; readonly parts: readonly number[] }
> {
  for (const { key, value } of tables.places.getRange()) {
    const [store, page] = key;
    yield { store, page, places: checked(value, describe(store, "page", page)) };
  }
  for (const { key, value } of tables.parts.getRange()) {
    const [store, chunk] = key;
    const parts = decodePlaces(checked(value, describe(store, "parts of chunk", chunk)));
    yield { store, chunk, parts };
  }
}

/** The places on a page, without those that parts have. */
export function placesOn(page: Buffer): number[] {
  return decodePlaces(page).filter((place) => place !== 0 && place !== IN_PARTS);
}

function encodePlaces(places: readonly number[]): Buffer {
  const bytes = Buffer.alloc(places.length * PLACE_BYTES);
  for (const [i, place] of places.entries()) bytes.writeUInt32BE(place, i * PLACE_BYTES);
  return bytes;
}

function decodePlaces(bytes: Buffer): number[] {
  return Array.from({ length: Math.floor(bytes.length / PLACE_BYTES) }, (_, i) =>
    bytes.readUInt32BE(i * PLACE_BYTES),
  );
}

function describe(store: string, what: string, number: number): string {
  return `store "${store}": ${what} ${number} in the map of chunks`;
}
