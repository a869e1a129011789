import { FRAME_BYTES_CEILING, FRAME_LENGTH_BYTES_MAX } from "./limits.ts";

/** The peer sent bytes that are not frames of the ABCI socket protocol. Only its connection suffers. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

const NOTHING = new Uint8Array(0);

/**
 * Cuts a stream of bytes into frames: an unsigned varint (LEB128, at most five bytes) that holds the length, 1 ≤ length
 * ≤ `frameBytesMax`, then that many bytes. Chunks may end anywhere.
 *
 * Every frame is copied once into memory of its own, allocated at its full size when the length is known. So a frame
 * of tens of MB costs one pass, and neither a frame nor a field decoded from it keeps a socket's read buffer (64 KiB)
 * alive. After a FrameError the rest of the stream has no meaning and the reader must not be used again.
 *
 * @source cometbft v0.38.26 libs/protoio, abci/types/messages.go
 */
export class FrameReader {
  readonly #frameBytesMax: number;
  #chunk: Uint8Array = NOTHING;
  #offset = 0;
  #length = 0;
  #lengthBytes = 0;
  #frame: Uint8Array<ArrayBuffer> | undefined;
  #filled = 0;

  /** @param frameBytesMax 1 ≤ frameBytesMax ≤ 2³¹ − 1 */
  constructor(frameBytesMax: number) {
    if (
      !Number.isInteger(frameBytesMax) ||
      frameBytesMax < 1 ||
      frameBytesMax > FRAME_BYTES_CEILING
    ) {
      throw new RangeError(
        `frameBytesMax is ${frameBytesMax}: expected a whole number from 1 to ${FRAME_BYTES_CEILING}`,
      );
    }
    this.#frameBytesMax = frameBytesMax;
  }

  /** True if the stream would end inside a frame if it ended here. */
  get isInsideFrame(): boolean {
    return this.#lengthBytes > 0 || this.#frame !== undefined || this.#offset < this.#chunk.length;
  }

  /** Adds the next bytes of the stream. They are kept only until `next` has used them up. */
  push(chunk: Uint8Array): void {
    const rest = this.#chunk.subarray(this.#offset);
    this.#chunk = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    this.#offset = 0;
  }

  /**
   * The next whole frame, or undefined if more bytes are needed.
   *
   * @throws FrameError if a length is 0, too large or not a varint; before anything of that frame is buffered
   */
  next(): Uint8Array<ArrayBuffer> | undefined {
    const frame = this.#frame ?? this.#readLength();
    if (frame === undefined) return undefined;
    const chunk = this.#chunk;
    const taken = Math.min(frame.length - this.#filled, chunk.length - this.#offset);
    frame.set(chunk.subarray(this.#offset, this.#offset + taken), this.#filled);
    this.#filled += taken;
    this.#offset += taken;
    if (this.#offset === chunk.length) this.#release();
    if (this.#filled < frame.length) {
      this.#frame = frame;
      return undefined;
    }
    this.#frame = undefined;
    this.#filled = 0;
    return frame;
  }

  /** Reads the length prefix as far as it has come; once it is whole, the memory for its frame. */
  #readLength(): Uint8Array<ArrayBuffer> | undefined {
    const chunk = this.#chunk;
    while (this.#offset < chunk.length) {
      const byte = chunk[this.#offset++] as number;
      this.#length += (byte & 0x7f) * 2 ** (7 * this.#lengthBytes);
      this.#lengthBytes += 1;
      if (byte < 0x80) {
        const frame = new Uint8Array(this.#checkedLength());
        this.#length = 0;
        this.#lengthBytes = 0;
        return frame;
      }
      if (this.#lengthBytes === FRAME_LENGTH_BYTES_MAX) {
        throw new FrameError(
          `the length of a frame does not end within ${FRAME_LENGTH_BYTES_MAX} bytes: ` +
            "expected an unsigned varint; does the peer speak the ABCI socket protocol of CometBFT ≥ 0.37?",
        );
      }
    }
    this.#release();
    return undefined;
  }

  #checkedLength(): number {
    if (this.#length === 0) {
      throw new FrameError("a frame of 0 bytes: expected a request, which is never empty");
    }
    if (this.#length > this.#frameBytesMax) {
      throw new FrameError(
        `a frame of ${this.#length} bytes: expected at most ${this.#frameBytesMax}; ` +
          "raise the limit of the ABCI server if blocks or the genesis are that large",
      );
    }
    return this.#length;
  }

  #release(): void {
    this.#chunk = NOTHING;
    this.#offset = 0;
  }
}
