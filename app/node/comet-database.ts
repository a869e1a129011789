import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { writeUvarint } from "../core/store/varint.ts";
import { MODE_SECRET, errorCode, writeFileAtomic } from "./files.ts";

/*
 * CometBFT keeps its data in LevelDB. Of that only what its log files are is known here: whether a database has any entry,
 * and how one more is written behind those that it has. Of a folder that nobody has open.
 *
 * @source github.com/google/leveldb doc/log_format.md; syndtr/goleveldb leveldb/batch.go, db.go recoverJournal
 */

/** A file of LevelDB has a number, and of two logs the one with the higher number is the later. */
const NUMBERED = /^(?:MANIFEST-(?<manifest>\d{1,15})|(?<number>\d{1,15})\.(?<kind>log|ldb|sst))$/;

/**
 * Number of an entry among all that were ever written to the database, up to 2^56. LevelDB passes over one that is not higher
 * than those before, and counts the next ones on from it: with the time in it, it is higher than the one of the last time and
 * what came since.
 */
function nextSequence(): bigint {
  return BigInt(Date.now()) << 12n;
}

const FULL_RECORD = 1;
const PUT = 1;
const HEADER_BYTES = 7;
const BATCH_HEADER_BYTES = 12;
/** Bytes of key and value: their lengths take one byte each, and the record fits into a block. */
const TEXT_BYTES_MAX = 127;

/** @returns whether there is no such database, or none of its files has an entry */
export async function isEmptyDatabase(folder: string): Promise<boolean> {
  for (const name of await namesIn(folder)) {
    const kind = NUMBERED.exec(name)?.groups?.["kind"];
    if (kind === undefined) continue;
    // Tables are written when there is something to put into them, logs before.
    if (kind !== "log" || (await stat(join(folder, name))).size > 0) return false;
  }
  return true;
}

/**
 * Writes an entry as a log of its own, which LevelDB reads when it opens the database the next time.
 *
 * @param key 1 to 127 bytes
 * @param value 1 to 127 bytes
 */
export async function addToDatabase(
  folder: string,
  key: Uint8Array,
  value: Uint8Array,
): Promise<void> {
  const numbers = (await namesIn(folder)).map((name) => {
    const { manifest, number } = NUMBERED.exec(name)?.groups ?? {};
    return Number(manifest ?? number ?? 0);
  });
  const next = Math.max(0, ...numbers) + 1;
  const path = join(folder, `${String(next).padStart(6, "0")}.log`);
  await writeFileAtomic(path, logRecord(nextSequence(), key, value), {
    mode: MODE_SECRET,
    overwrite: false,
  });
}

/** A whole number as Go's encoding/binary writes an int64: zigzag, then a varint. @param value 0 to 2^52 */
export function goVarint(value: number): Uint8Array {
  const out = new Uint8Array(10);
  return out.slice(0, writeUvarint(out, 0, value * 2));
}

/** A file of one record, which is a batch of one put. @param sequence see {@link nextSequence} */
export function logRecord(sequence: bigint, key: Uint8Array, value: Uint8Array): Buffer {
  for (const { length } of [key, value]) {
    if (length === 0 || length > TEXT_BYTES_MAX) {
      throw new RangeError(`expected 1 to ${TEXT_BYTES_MAX} bytes, got ${length}`);
    }
  }
  const head = Buffer.alloc(BATCH_HEADER_BYTES);
  head.writeBigUInt64LE(sequence, 0);
  head.writeUInt32LE(1, 8);
  const put = [Buffer.of(PUT, key.length), key, Buffer.of(value.length), value];
  const batch = Buffer.concat([head, ...put]);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16LE(batch.length, 4);
  header.writeUInt8(FULL_RECORD, 6);
  header.writeUInt32LE(masked(crc32c(Buffer.concat([header.subarray(6), batch]))), 0);
  return Buffer.concat([header, batch]);
}

/** So that a checksum of bytes that hold checksums is none of their own. */
function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** CRC-32 of Castagnoli; Node.js has only the other one. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return ~crc >>> 0;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}
