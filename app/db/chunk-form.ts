import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";
import { CHUNK_BYTES_MAX } from "../core/store/node-id.ts";
import { BLOCK_BYTES, UNIT_BYTES } from "./place.ts";

/*
 * A part of a chunk in its place: CRC-32 of what follows (4 bytes) ‖ CRC-32 of the store's name (4) ‖ chunk (6) ‖ part (2) ‖
 * length (4) ‖ bytes ‖ zeros up to the end of the place. Numbers are big-endian. So whoever reads a place that was given to
 * another chunk sees it.
 */

export const HEADER_BYTES = 20;

const AT = { check: 0, store: 4, chunk: 8, part: 14, length: 16 } as const;

/** What a place holds, or is to hold. */
export interface PartName {
  /** See {@link storeTag}. */
  readonly store: number;
  readonly chunk: number;
  /** From 0. */
  readonly part: number;
}

export function storeTag(name: string): number {
  return crc32(name);
}

/** Parts that so many bytes take. All but the last are full. */
export function partsOf(bytes: number): number {
  return Math.ceil(bytes / CHUNK_BYTES_MAX);
}

/** Units that a part of so many bytes takes. */
export function unitsFor(bytes: number): number {
  return Math.ceil((HEADER_BYTES + bytes) / UNIT_BYTES);
}

/** @param out as long as the place */
export function writePart(out: Buffer, name: PartName, bytes: Uint8Array): void {
  const end = HEADER_BYTES + bytes.length;
  out.writeUInt32BE(name.store, AT.store);
  out.writeUIntBE(name.chunk, AT.chunk, 6);
  out.writeUInt16BE(name.part, AT.part);
  out.writeUInt32BE(bytes.length, AT.length);
  out.set(bytes, HEADER_BYTES);
  out.fill(0, end);
  out.writeUInt32BE(crc32(out.subarray(AT.store, end)), AT.check);
}

/**
 * The length of the part's bytes, which begin at {@link HEADER_BYTES}.
 *
 * @param read bytes that the place gave
 * @param isChecked whether the bytes are compared with their checksum: for who reads while another writes. Else it is left
 *   to the nodes, each of which is checked against a hash
 * @returns undefined if the place does not hold the part
 */
export function partLength(
  out: Buffer,
  read: number,
  name: PartName,
  isChecked: boolean,
): number | undefined {
  if (read < HEADER_BYTES) return undefined;
  const length = out.readUInt32BE(AT.length);
  const isIt =
    out.readUInt32BE(AT.store) === name.store &&
    out.readUIntBE(AT.chunk, 6) === name.chunk &&
    out.readUInt16BE(AT.part) === name.part &&
    HEADER_BYTES + length <= read;
  if (!isIt) return undefined;
  if (isChecked && crc32(out.subarray(AT.store, HEADER_BYTES + length)) !== out.readUInt32BE()) {
    return undefined;
  }
  return length;
}

/** A buffer that any part fits in. */
export function partBuffer(): Buffer {
  return Buffer.allocUnsafeSlow(BLOCK_BYTES);
}
