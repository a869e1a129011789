import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { equalBytes } from "../core/bytes.ts";
import type { Sha256String } from "../core/crypto.ts";
import { SnapshotReader } from "../core/store/snapshot-reader.ts";
import { SnapshotError } from "../core/store/snapshot.ts";
import { VersionHasher } from "../core/store/version-hasher.ts";
import { MODE_PUBLIC, errorCode, removeFile } from "./files.ts";
import { SNAPSHOT_METADATA_BYTES_MAX } from "./limits.ts";
import { assertDescribed, decodeMetadata, encodeMetadata, sha256 } from "./snapshot-metadata.ts";
import type { SnapshotMetadata } from "./snapshot-metadata.ts";
import { type SnapshotStore, writeChunk } from "./snapshot-store.ts";
import { UserError } from "./user-error.ts";

/*
 * A snapshot as one file:
 *
 *   magic (8 bytes) ‖ length of the metadata (4 bytes, big-endian) ‖ metadata.json ‖ every chunk, in order
 */
const MAGIC = Buffer.from("LAZSNAP1");
const HEAD_BYTES = MAGIC.length + 4;

/** @throws UserError if the file exists, or a chunk is damaged; no file is left then */
export async function exportArchive(
  store: SnapshotStore,
  metadata: SnapshotMetadata,
  path: string,
): Promise<void> {
  const file = await create(path);
  try {
    const json = Buffer.from(encodeMetadata(metadata));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(json.length);
    await file.writeFile(Buffer.concat([MAGIC, length, json]));
    for (const index of metadata.chunks.keys()) {
      const chunk = await store.chunk(metadata, index);
      if (!chunk) {
        throw new UserError(
          `chunk ${index} of the snapshot of height ${metadata.height} is missing or damaged; ` +
            `delete the snapshot and take another`,
        );
      }
      await file.writeFile(chunk);
    }
    await file.sync();
  } catch (error) {
    await removeFile(path);
    throw error;
  } finally {
    await file.close();
  }
}

async function create(path: string): Promise<FileHandle> {
  try {
    return await open(path, "wx", MODE_PUBLIC);
  } catch (error) {
    if (errorCode(error) === "EEXIST") throw new UserError(`${path} exists; it is not overwritten`);
    throw error;
  }
}

/**
 * Takes the snapshot in the file into the store. Every hash is checked, and that its nodes give the app hash that it says;
 * whether that app hash is the chain's, nobody can see in the file.
 *
 * @throws UserError if the file is not a whole and sound archive, or there is a snapshot of its height; the store is as it
 *   was then
 */
export async function loadArchive(
  store: SnapshotStore,
  path: string,
  sha256String: Sha256String,
): Promise<SnapshotMetadata> {
  const file = await openExisting(path);
  try {
    const input = new ArchiveInput(path, file);
    const metadata = await readHead(path, input);
    const check = new SnapshotReader(new VersionHasher(sha256String));
    return await store.create(metadata, async (folder) => {
      for (const [index, known] of metadata.chunks.entries()) {
        const chunk = await input.read(known.bytes, `chunk ${index}`);
        if (!equalBytes(sha256(chunk), known.sha256)) {
          throw new UserError(`${path}: chunk ${index} does not have the hash of its metadata`);
        }
        check.push(chunk);
        assertDescribed(check.header, metadata);
        await writeChunk(folder, index, chunk);
      }
      await input.end();
      assertDescribed(check.finish(), metadata);
      return metadata.chunks;
    });
  } catch (error) {
    if (error instanceof SnapshotError) throw new UserError(`${path}: ${error.message}`);
    throw error;
  } finally {
    await file.close();
  }
}

async function openExisting(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (error) {
    if (errorCode(error) === "ENOENT") throw new UserError(`${path}: there is no such file`);
    throw error;
  }
}

async function readHead(path: string, input: ArchiveInput): Promise<SnapshotMetadata> {
  const head = Buffer.from(await input.read(HEAD_BYTES, "head"));
  if (!head.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new UserError(`${path}: expected a file that "lazuli snapshots export" made`);
  }
  const length = head.readUInt32BE(MAGIC.length);
  if (length > SNAPSHOT_METADATA_BYTES_MAX) {
    throw new UserError(
      `${path}: its metadata has ${length} bytes, expected at most ${SNAPSHOT_METADATA_BYTES_MAX}`,
    );
  }
  const json = await input.read(length, "metadata");
  return decodeMetadata(path, Buffer.from(json).toString());
}

/** Reads a file from its start. */
class ArchiveInput {
  readonly #path: string;
  readonly #file: FileHandle;

  constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  async read(length: number, what: string): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    for (let start = 0; start < length;) {
      const { bytesRead } = await this.#file.read(bytes, start, length - start);
      if (bytesRead === 0) throw new UserError(`${this.#path}: it ends within its ${what}`);
      start += bytesRead;
    }
    return bytes;
  }

  async end(): Promise<void> {
    const { bytesRead } = await this.#file.read(new Uint8Array(1), 0, 1);
    if (bytesRead > 0) throw new UserError(`${this.#path}: it goes on after its last chunk`);
  }
}
