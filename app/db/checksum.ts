import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";
import { StoreFault } from "../core/store/fault.ts";

/*
 * Records that no hash covers carry a CRC-32 of what follows it, so that a damaged file is noticed instead of believed.
 * Nodes of trees need none: each is checked against the hash by which it was reached.
 */

const CHECK_BYTES = 4;

export function withChecksum(payload: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(CHECK_BYTES + payload.length);
  bytes.writeUInt32BE(crc32(payload));
  bytes.set(payload, CHECK_BYTES);
  return bytes;
}

/**
 * The payload, as a view.
 *
 * @param what names the record in the fault
 * @throws StoreFault if it is not what was written
 */
export function checked(bytes: Buffer, what: string): Buffer {
  const payload = bytes.subarray(CHECK_BYTES);
  if (bytes.length < CHECK_BYTES || bytes.readUInt32BE() !== crc32(payload)) {
    throw new StoreFault(
      `${what} is damaged: its checksum does not fit; restore the state from a snapshot or another node`,
    );
  }
  return payload;
}
