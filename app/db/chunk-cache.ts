import { Buffer } from "node:buffer";

/** Longer chunks, which hold one large record, are not kept. */
const SLOT_BYTES = 16_384;

/**
 * Chunks that were read or written last. Each number has one slot that it shares with others, and a slot's memory is used
 * again and again, so a miss costs a copy and no garbage.
 */
export class ChunkCache {
  readonly #slots: number;
  readonly #numbers: Float64Array;
  readonly #lengths: Uint16Array;
  readonly #buffers: (Buffer | undefined)[];

  /** @param bytesMax memory that it may take; rounded to whole slots, at least one */
  constructor(bytesMax: number) {
    this.#slots = Math.max(1, Math.floor(bytesMax / SLOT_BYTES));
    this.#numbers = new Float64Array(this.#slots).fill(-1);
    this.#lengths = new Uint16Array(this.#slots);
    this.#buffers = new Array<Buffer | undefined>(this.#slots);
  }

  /** @returns a view that is good until the next {@link set} */
  get(number: number): Buffer | undefined {
    const slot = number % this.#slots;
    if (this.#numbers[slot] !== number) return undefined;
    return this.#buffers[slot]?.subarray(0, this.#lengths[slot]);
  }

  /** @returns what the cache keeps, or the bytes themselves if they are too long for it */
  set(number: number, bytes: Buffer): Buffer {
    if (bytes.length > SLOT_BYTES) return bytes;
    const slot = number % this.#slots;
    const buffer = (this.#buffers[slot] ??= Buffer.allocUnsafeSlow(SLOT_BYTES));
    buffer.set(bytes);
    this.#numbers[slot] = number;
    this.#lengths[slot] = bytes.length;
    return buffer.subarray(0, bytes.length);
  }

  delete(number: number): void {
    const slot = number % this.#slots;
    if (this.#numbers[slot] === number) this.#numbers[slot] = -1;
  }

  clear(): void {
    this.#numbers.fill(-1);
  }
}
