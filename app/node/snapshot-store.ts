import { createHash, randomBytes } from "node:crypto";
import type { Hash } from "node:crypto";
import { mkdir, open, readFile, readdir, rename, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { equalBytes } from "../core/bytes.ts";
import {
  MODE_PUBLIC,
  errorCode,
  makeFolder,
  readTextFile,
  syncFolder,
  writeFileAtomic,
} from "./files.ts";
import { SNAPSHOT_CHUNKS_MAX, SNAPSHOT_CHUNK_BYTES_MAX } from "./limits.ts";
import { decodeMetadata, encodeMetadata, sha256 } from "./snapshot-metadata.ts";
import type { ChunkInfo, SnapshotMetadata } from "./snapshot-metadata.ts";
import { isThere } from "./state-folder.ts";
import { UserError } from "./user-error.ts";

const METADATA_FILE = "metadata.json";
/** Ends the name of a folder that is being written or removed. */
const TEMPORARY = ".tmp";
const NAME = /^([1-9]\d{0,15})-(\d{1,9})$/;

/**
 * The snapshots of a node: a folder each, named by height and format, with its chunks and metadata.json. A folder gets its
 * name when all in it is on disk, so what can be listed is whole.
 */
export class SnapshotStore {
  readonly #folder: string;

  /** @param folder made when it is needed */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Removes what writes and removals that were broken off have left. Only while nobody writes. */
  async removeLeftovers(): Promise<void> {
    for (const name of await this.#names()) {
      if (name.endsWith(TEMPORARY)) await this.#remove(name);
    }
  }

  /** Newest first. One whose metadata cannot be read is left out. */
  async list(): Promise<readonly SnapshotMetadata[]> {
    const found: SnapshotMetadata[] = [];
    for (const name of await this.#names()) {
      const match = NAME.exec(name);
      if (!match) continue;
      try {
        const metadata = await this.find(Number(match[1]), Number(match[2]));
        if (metadata) found.push(metadata);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
      }
    }
    return found.sort((a, b) => b.height - a.height);
  }

  /**
   * @returns undefined if there is none
   * @throws UserError if its metadata is damaged
   */
  async find(height: number, format: number): Promise<SnapshotMetadata | undefined> {
    const path = join(this.#path(height, format), METADATA_FILE);
    const text = await readTextFile(path);
    if (text === undefined) return undefined;
    const metadata = decodeMetadata(path, text);
    if (metadata.height === height) return metadata;
    throw new UserError(`${path}: height: expected ${height}, got ${metadata.height}`);
  }

  /** @returns the bytes of a chunk; undefined if there is none, or it is not what was written */
  async chunk(metadata: SnapshotMetadata, index: number): Promise<Uint8Array | undefined> {
    const known = metadata.chunks[index];
    if (!known) return undefined;
    try {
      const bytes = await readFile(
        join(this.#path(metadata.height, metadata.format), chunkFile(index)),
      );
      return equalBytes(sha256(bytes), known.sha256) ? bytes : undefined;
    } catch (error) {
      if (errorCode(error) === "ENOENT") return undefined;
      throw error;
    }
  }

  /**
   * Writes a snapshot. It is listed when all of it is on disk; nothing is left of one that is broken off.
   *
   * @throws UserError if there is one of this height and format
   */
  async write(
    about: Omit<SnapshotMetadata, "chunks">,
    pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<SnapshotMetadata> {
    return this.create(about, async (folder) => {
      const writer = new ChunkWriter(folder);
      try {
        for await (const piece of pieces) await writer.write(piece);
        return await writer.end();
      } finally {
        await writer.close();
      }
    });
  }

  /**
   * As {@link write}, from whole chunks.
   *
   * @param fill writes the chunks into the folder, as {@link writeChunk} does
   */
  async create(
    about: Omit<SnapshotMetadata, "chunks">,
    fill: (folder: string) => Promise<readonly ChunkInfo[]>,
  ): Promise<SnapshotMetadata> {
    const target = this.#path(about.height, about.format);
    if (await isThere(target)) {
      throw new UserError(
        `there is a snapshot of height ${about.height} already; ` +
          `"lazuli snapshots delete ${about.height}" removes it`,
      );
    }
    await makeFolder(this.#folder);
    const temporary = `${target}.${randomBytes(6).toString("hex")}${TEMPORARY}`;
    await mkdir(temporary);
    try {
      const metadata = { ...about, chunks: await fill(temporary) };
      const options = { mode: MODE_PUBLIC, overwrite: false };
      // It makes the folder's other names durable too.
      await writeFileAtomic(join(temporary, METADATA_FILE), encodeMetadata(metadata), options);
      await rename(temporary, target);
      await syncFolder(this.#folder);
      return metadata;
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
  }

  /** @returns false if there is none. Works on a damaged one too */
  async delete(height: number, format: number): Promise<boolean> {
    const path = this.#path(height, format);
    if (!(await isThere(path))) return false;
    await this.#remove(`${height}-${format}`);
    return true;
  }

  /** Deletes all but so many of the newest. @returns the heights that went */
  async retain(count: number): Promise<readonly number[]> {
    const old = (await this.list()).slice(count);
    for (const { height, format } of old) await this.delete(height, format);
    return old.map(({ height }) => height);
  }

  #path(height: number, format: number): string {
    return join(this.#folder, `${height}-${format}`);
  }

  async #names(): Promise<readonly string[]> {
    try {
      return await readdir(this.#folder);
    } catch (error) {
      if (errorCode(error) === "ENOENT") return [];
      throw error;
    }
  }

  /** Under another name first, so that what is half removed is not listed. */
  async #remove(name: string): Promise<void> {
    const path = join(this.#folder, name);
    const temporary = `${path}.${randomBytes(6).toString("hex")}${TEMPORARY}`;
    await rename(path, temporary);
    await rm(temporary, { recursive: true, force: true });
    await syncFolder(this.#folder);
  }
}

/** Writes a whole chunk where {@link SnapshotStore.chunk} reads it, durably. */
export async function writeChunk(folder: string, index: number, bytes: Uint8Array): Promise<void> {
  const file = await openChunk(folder, index);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Cuts a stream into chunks, files of {@link SNAPSHOT_CHUNK_BYTES_MAX} but for the last. */
class ChunkWriter {
  readonly #folder: string;
  readonly #chunks: ChunkInfo[] = [];
  #file: FileHandle | undefined;
  #hash: Hash = createHash("sha256");
  #bytes = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async write(piece: Uint8Array): Promise<void> {
    for (let start = 0; start < piece.length;) {
      if (this.#bytes === SNAPSHOT_CHUNK_BYTES_MAX) await this.#finishChunk();
      const part = piece.subarray(start, start + SNAPSHOT_CHUNK_BYTES_MAX - this.#bytes);
      this.#file ??= await this.#nextFile();
      await this.#file.writeFile(part);
      this.#hash.update(part);
      this.#bytes += part.length;
      start += part.length;
    }
  }

  async end(): Promise<readonly ChunkInfo[]> {
    if (this.#bytes > 0) await this.#finishChunk();
    return this.#chunks;
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  #nextFile(): Promise<FileHandle> {
    if (this.#chunks.length === SNAPSHOT_CHUNKS_MAX) {
      throw new UserError(
        `the state is larger than a snapshot may be: ${SNAPSHOT_CHUNKS_MAX} chunks of ${SNAPSHOT_CHUNK_BYTES_MAX} bytes`,
      );
    }
    return openChunk(this.#folder, this.#chunks.length);
  }

  async #finishChunk(): Promise<void> {
    await this.#file?.sync();
    await this.close();
    this.#chunks.push({ sha256: new Uint8Array(this.#hash.digest()), bytes: this.#bytes });
    this.#hash = createHash("sha256");
    this.#bytes = 0;
  }
}

function openChunk(folder: string, index: number): Promise<FileHandle> {
  return open(join(folder, chunkFile(index)), "wx", MODE_PUBLIC);
}

function chunkFile(index: number): string {
  return `${index}.chunk`;
}
