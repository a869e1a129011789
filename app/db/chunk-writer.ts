import { Buffer } from "node:buffer";
import { MachineFault } from "../core/faults.ts";
import { CHUNK_BYTES_MAX } from "../core/store/node-id.ts";
import type { ChunkFile, Part } from "./chunk-file.ts";
import { partsOf, unitsFor, writePart } from "./chunk-form.ts";
import type { FreeUnits } from "./free-units.ts";
import { WRITE_BUFFER_BYTES } from "./limits.ts";
import { BLOCK_BYTES, sizeOf } from "./place.ts";

/** Gives chunks their places and writes them, many in a call. */
export class ChunkWriter {
  readonly #file: ChunkFile;
  readonly #free: FreeUnits;
  readonly #buffer = Buffer.allocUnsafeSlow(WRITE_BUFFER_BYTES);
  #used = 0;
  #parts: Part[] = [];
  /** Whether anything was written that is not durable. */
  #isBehind = false;
  /** After a write that failed nobody knows what is on the disk: the next start finds out. */
  #isBroken = false;

  constructor(file: ChunkFile, free: FreeUnits) {
    this.#file = file;
    this.#free = free;
  }

  /**
   * @param store tag of its name
   * @returns where it will be after {@link sync}
   */
  put(store: number, chunk: number, bytes: Buffer): number[] {
    return Array.from({ length: partsOf(bytes.length) }, (_, part) => {
      const start = part * CHUNK_BYTES_MAX;
      const piece = bytes.subarray(start, start + CHUNK_BYTES_MAX);
      const place = this.#free.allocate(unitsFor(piece.length));
      writePart(this.#take(place), { store, chunk, part }, piece);
      return place;
    });
  }

  /** Everything that was put is durable when it returns. */
  sync(): void {
    this.#write();
    if (!this.#isBehind) return;
    this.#guard(() => {
      this.#file.sync();
    });
    this.#isBehind = false;
  }

  #take(place: number): Buffer {
    if (this.#used + BLOCK_BYTES > this.#buffer.length) this.#write();
    const bytes = this.#buffer.subarray(this.#used, this.#used + sizeOf(place));
    this.#used += bytes.length;
    this.#parts.push({ place, bytes });
    return bytes;
  }

  #write(): void {
    if (this.#parts.length === 0) return;
    this.#isBehind = true;
    this.#guard(() => {
      this.#file.write(this.#parts);
    });
    this.#parts = [];
    this.#used = 0;
  }

  #guard(work: () => void): void {
    if (this.#isBroken) {
      throw new MachineFault(
        "a write to the file of chunks has failed before; start the node anew",
      );
    }
    this.#isBroken = true;
    work();
    this.#isBroken = false;
  }
}
