import { hash } from "node:crypto";
import { equalBytes } from "../core/bytes.ts";
import { SNAPSHOT_FORMAT, type SnapshotHeader, showHash } from "../core/store/snapshot.ts";
import { formatJson, isJsonObject, parseJsonObject } from "./files.ts";
import { SNAPSHOT_CHUNKS_MAX, SNAPSHOT_CHUNK_BYTES_MAX } from "./limits.ts";
import { UserError } from "./user-error.ts";

export const CHUNK_HASH_BYTES = 32;

export interface ChunkInfo {
  /** 32 bytes. */
  readonly sha256: Uint8Array;
  readonly bytes: number;
}

/** What is known of a snapshot beside its chunks. */
export interface SnapshotMetadata {
  readonly chainId: string;
  readonly height: number;
  readonly format: number;
  /** 32 bytes. */
  readonly appHash: Uint8Array;
  readonly chunks: readonly ChunkInfo[];
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(hash("sha256", bytes, "buffer"));
}

/** The hashes of the chunks one after the other: what peers are told of a snapshot. */
export function chunkHashes({ chunks }: Pick<SnapshotMetadata, "chunks">): Uint8Array {
  return Buffer.concat(chunks.map((chunk) => chunk.sha256));
}

/** What names a snapshot: SHA-256 of the hashes of its chunks. */
export function snapshotHash(metadata: Pick<SnapshotMetadata, "chunks">): Uint8Array {
  return sha256(chunkHashes(metadata));
}

export function snapshotBytes({ chunks }: Pick<SnapshotMetadata, "chunks">): number {
  return chunks.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The content of metadata.json. */
export function encodeMetadata(metadata: SnapshotMetadata): string {
  return formatJson({
    chain_id: metadata.chainId,
    height: metadata.height,
    format: metadata.format,
    app_hash: toHex(metadata.appHash),
    hash: toHex(snapshotHash(metadata)),
    chunks: metadata.chunks.map((chunk) => ({ sha256: toHex(chunk.sha256), bytes: chunk.bytes })),
  });
}

/**
 * @param source what the text is, for the error
 * @throws UserError if it is not what {@link encodeMetadata} writes
 */
export function decodeMetadata(source: string, text: string): SnapshotMetadata {
  const json = parseJsonObject(source, text);
  const expect = <T>(key: string, value: T | undefined, expected: string): T => {
    if (value !== undefined) return value;
    const found = json[key] === undefined ? "nothing" : JSON.stringify(json[key]).slice(0, 100);
    throw new UserError(`${source}: ${key}: expected ${expected}, got ${found}`);
  };
  const { chain_id: chainId, format, chunks } = json;
  expect(
    "format",
    format === SNAPSHOT_FORMAT ? format : undefined,
    `${SNAPSHOT_FORMAT}, the only format that this version knows`,
  );
  const metadata = {
    chainId: expect("chain_id", typeof chainId === "string" ? chainId : undefined, "a chain id"),
    height: expect("height", integer(json["height"], 1, Number.MAX_SAFE_INTEGER), "a height"),
    format: SNAPSHOT_FORMAT,
    appHash: expect("app_hash", fromHex(json["app_hash"]), "64 hexadecimal digits"),
    chunks: expect(
      "chunks",
      readChunks(chunks),
      `1 to ${SNAPSHOT_CHUNKS_MAX} chunks with sha256, and bytes up to ${SNAPSHOT_CHUNK_BYTES_MAX}`,
    ),
  };
  const hash = toHex(snapshotHash(metadata));
  expect("hash", json["hash"] === hash ? hash : undefined, `${hash}, the hash of its chunks'`);
  return metadata;
}

function readChunks(value: unknown): readonly ChunkInfo[] | undefined {
  if (!Array.isArray(value) || value.length === 0 || value.length > SNAPSHOT_CHUNKS_MAX) {
    return undefined;
  }
  const chunks: ChunkInfo[] = [];
  for (const item of value as readonly unknown[]) {
    if (!isJsonObject(item)) return undefined;
    const sha256 = fromHex(item["sha256"]);
    const bytes = integer(item["bytes"], 1, SNAPSHOT_CHUNK_BYTES_MAX);
    if (sha256 === undefined || bytes === undefined) return undefined;
    chunks.push({ sha256, bytes });
  }
  return chunks;
}

function integer(value: unknown, least: number, most: number): number | undefined {
  const good = Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
  return good ? (value as number) : undefined;
}

/** @throws UserError if the content of a snapshot is not what its metadata say */
export function assertDescribed(
  content: Pick<SnapshotHeader, "chainId" | "height" | "appHash"> | undefined,
  metadata: SnapshotMetadata,
): void {
  if (!content) return;
  const { chainId, height, appHash } = content;
  const isSame = chainId === metadata.chainId && height === metadata.height;
  if (isSame && equalBytes(appHash, metadata.appHash)) return;
  const show = (what: Omit<SnapshotMetadata, "format" | "chunks">): string =>
    `height ${what.height} of ${what.chainId} with the app hash ${showHash(what.appHash)}`;
  throw new UserError(
    `the content of the snapshot is ${show(content)}, its metadata say ${show(metadata)}; ` +
      `delete it and get another`,
  );
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

function fromHex(value: unknown): Uint8Array | undefined {
  if (typeof value !== "string" || !/^[0-9a-f]{64}$/.test(value)) return undefined;
  return new Uint8Array(Buffer.from(value, "hex"));
}
