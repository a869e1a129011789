import { bytesToString, type ByteString } from "../bytes.ts";
import { SnapshotError } from "./snapshot.ts";

const FIRST_BYTES = 65_536;
/** Bytes of the longest varint: seven bits each, 53 in all. */
const NUMBER_BYTES_MAX = 8;

/** A run of bytes of the input. */
export interface Span {
  readonly start: number;
  readonly length: number;
}

/**
 * The bytes of a snapshot that have come and are not read yet. An item is read field by field and then kept or, if its end
 * has not come yet, read again from its start later: reading past what there is gives zeros and makes {@link isShort} true.
 */
export class SnapshotInput {
  #bytes = new Uint8Array(FIRST_BYTES);
  /** Where the item that is read begins. */
  #start = 0;
  #offset = 0;
  #end = 0;
  #isShort = false;
  readonly #place: () => string;

  /** @param place what is read, for messages */
  constructor(place: () => string) {
    this.#place = place;
  }

  /** Whether the item goes on behind what has come. What was read of it means nothing then. */
  isShort(): boolean {
    return this.#isShort;
  }

  /** Bytes that are not part of an item that was kept. */
  get unread(): number {
    return this.#end - this.#start;
  }

  append(piece: Uint8Array): void {
    const length = this.unread;
    if (this.#end + piece.length > this.#bytes.length) {
      const target =
        length + piece.length <= this.#bytes.length
          ? this.#bytes
          : new Uint8Array(2 * (length + piece.length));
      target.set(this.#bytes.subarray(this.#start, this.#end));
      this.#bytes = target;
      this.#start = 0;
      this.#end = length;
    }
    this.#bytes.set(piece, this.#end);
    this.#end += piece.length;
    this.again();
  }

  /** Goes back to the start of the item. */
  again(): void {
    this.#offset = this.#start;
    this.#isShort = false;
  }

  /** The item is done; the next one begins here. */
  keep(): void {
    this.#start = this.#offset;
  }

  byte(): number {
    // Behind a run that has not come whole, what there is of it is not the next field.
    if (!this.#isShort && this.#offset < this.#end) return this.#bytes[this.#offset++] as number;
    this.#isShort = true;
    return 0;
  }

  /** @throws SnapshotError if it is more than `most` */
  number(what: string, most: number): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; ; count++) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      if (count === NUMBER_BYTES_MAX - 1) throw this.#fault(`${what} does not end`);
      scale *= 128;
    }
    if (value <= most || this.#isShort) return value;
    throw this.#fault(`${what} is ${value}, expected at most ${most}`);
  }

  /** A length and so many bytes. @throws SnapshotError if there are more than `most` */
  span(what: string, most: number): Span {
    return this.fixed(this.number(`the length of ${what}`, most));
  }

  /** So many bytes. */
  fixed(length: number): Span {
    const start = this.#offset;
    if (length > this.#end - start) this.#isShort = true;
    else this.#offset += length;
    return { start, length };
  }

  chars({ start, length }: Span): ByteString {
    return bytesToString(this.#bytes.subarray(start, start + length));
  }

  /** A copy. */
  bytes({ start, length }: Span): Uint8Array {
    return this.#bytes.slice(start, start + length);
  }

  #fault(what: string): SnapshotError {
    return new SnapshotError(`${this.#place()}: ${what}`);
  }
}
