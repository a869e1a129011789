import { Buffer } from "node:buffer";
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  statSync,
  writeSync,
  writevSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describeError, MachineFault } from "../core/faults.ts";
import { StoreFault } from "../core/store/fault.ts";
import { sizeOf, startOf, UNIT_BYTES } from "./place.ts";

/** Name of the file in the folder of the state. */
export const CHUNK_FILE = "chunks";

/** What the file begins with; another number is another form. */
const MARK = Buffer.from("lazuli chunks 1\n");

/** Whether a folder has such a file that was finished: before that nothing can have been committed. */
export function hasChunkFile(folder: string): boolean {
  const path = join(folder, CHUNK_FILE);
  return existsSync(path) && statSync(path).size > 0;
}

/** Bytes that are to be written, and where. */
export interface Part {
  readonly place: number;
  /** As long as the place. */
  readonly bytes: Buffer;
}

/**
 * The file of chunks: read and written by calls instead of being mapped, so that what was read does not count as this
 * process's memory and damage cannot end it.
 */
export class ChunkFile {
  readonly #path: string;
  readonly #file: number;

  /** @throws StoreFault if it is not such a file, or it is to be read only and is not there */
  constructor(folder: string, options: { readonly readOnly: boolean }) {
    this.#path = join(folder, CHUNK_FILE);
    const isThere = existsSync(this.#path);
    if (options.readOnly && !isThere) throw this.#fault("is missing");
    this.#file = openSync(this.#path, options.readOnly ? "r" : isThere ? "r+" : "w+");
    try {
      const { size } = fstatSync(this.#file);
      const mark = Buffer.alloc(MARK.length);
      readSync(this.#file, mark, 0, mark.length, 0);
      // A file without its mark and anything else was just being made when the process or the machine ended.
      if (!options.readOnly && size <= MARK.length && !mark.equals(MARK)) {
        this.#begin(folder);
        return;
      }
      if (!mark.equals(MARK)) throw this.#fault("is not a file of chunks, or its start is damaged");
    } catch (error) {
      closeSync(this.#file);
      throw error;
    }
  }

  /**
   * Compares the length with what the map needs.
   *
   * @throws StoreFault that says what is missing
   */
  assertReaches(units: number): void {
    const { size } = fstatSync(this.#file);
    const needed = units * UNIT_BYTES;
    if (size < needed) {
      throw this.#fault(`has ${size} bytes, expected at least ${needed}: it was cut short`);
    }
  }

  /** Cuts off what lies behind so many units. */
  shorten(units: number): void {
    if (fstatSync(this.#file).size > units * UNIT_BYTES) {
      ftruncateSync(this.#file, units * UNIT_BYTES);
    }
  }

  /** @returns bytes read, fewer than the place has where the file ends */
  read(place: number, into: Buffer): number {
    return readSync(this.#file, into, 0, sizeOf(place), startOf(place));
  }

  /** Neighbours go in one call. They are durable after {@link sync}. */
  write(parts: readonly Part[]): void {
    const sorted = [...parts].sort((a, b) => a.place - b.place);
    try {
      for (let i = 0; i < sorted.length;) {
        const start = startOf((sorted[i] as Part).place);
        const run: Buffer[] = [];
        let end = start;
        for (let part = sorted[i]; part && startOf(part.place) === end; part = sorted[++i]) {
          run.push(part.bytes);
          end += part.bytes.length;
        }
        this.#writeRun(run, start, end - start);
      }
    } catch (error) {
      throw new MachineFault(`${this.#path} cannot be written: ${describeError(error)}`);
    }
  }

  /** Everything that was written is on the disk when it returns. */
  sync(): void {
    try {
      fdatasyncSync(this.#file);
    } catch (error) {
      throw new MachineFault(`${this.#path} cannot be made durable: ${describeError(error)}`);
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  #begin(folder: string): void {
    writeSync(this.#file, MARK, 0, MARK.length, 0);
    fsyncSync(this.#file);
    // The names too: of the files in the folder, and of the folder.
    for (const path of [folder, dirname(folder)]) syncFolder(path);
  }

  #writeRun(run: readonly Buffer[], start: number, size: number): void {
    let written = writevSync(this.#file, run, start);
    if (written === size) return;
    const bytes = Buffer.concat(run);
    while (written < size) {
      written += writeSync(this.#file, bytes, written, size - written, start + written);
    }
  }

  #fault(what: string): StoreFault {
    return new StoreFault(
      `${CHUNK_FILE} ${what}; restore the state from a snapshot or another node`,
    );
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Makes durable what an earlier process may have left in the system's memory alone. */
export function syncFile(path: string): void {
  const file = openSync(path, "r");
  try {
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
}
