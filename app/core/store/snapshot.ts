import { type ByteString, bytesToHex, utf8 } from "../bytes.ts";
import type { CommitRecord } from "./database.ts";
import type { Version } from "./multistore.ts";
import { InnerNode, LeafNode, leftOf, type Node, rightOf } from "./node.ts";
import { writeUvarint } from "./varint.ts";

/*
 * A snapshot is one committed version as a stream of bytes. Numbers are unsigned varints unless a width is given; a text is
 * its length in bytes and its bytes.
 *
 *   snapshot  magic (16 bytes) ‖ format ‖ chain id ‖ height ‖ block time (8 bytes, big-endian, nanoseconds) ‖ app hash
 *             (32 bytes) ‖ number of stores ‖ the name of each ‖ the nodes of each, in the same order
 *   nodes     every node of the tree in post-order (left subtree, right subtree, parent), then 0x00
 *   leaf      0x01 ‖ version ‖ key ‖ value
 *   inner     0x02 ‖ height ‖ version
 *
 * Whoever reads it builds the tree with a stack: a leaf is pushed, an inner node takes the two subtrees on top. Its key is
 * the smallest of its right subtree and its size the sum of theirs, so neither is sent. Versions are, because hashes cover
 * them. The stream is a function of the version alone: every node makes the same bytes of the same height.
 */

/** The form described above. Another form is another number; docs/snapshots.md lists them. */
export const SNAPSHOT_FORMAT = 1;

/** Bytes of a key: more than any module allows. */
export const SNAPSHOT_KEY_BYTES_MAX = 65_536;
/** Bytes of a value: more than any module allows. */
export const SNAPSHOT_VALUE_BYTES_MAX = 16_777_216;

/** How every snapshot begins, whatever its format. */
export const SNAPSHOT_MAGIC = "lazuli-snapshot\n";

export const TAG_END = 0;
export const TAG_LEAF = 1;
export const TAG_INNER = 2;

/** Bytes of a piece of the stream, about. */
const PIECE_BYTES = 65_536;
/** Room for a tag and two varints. */
const FIELDS_BYTES_MAX = 24;

/** A snapshot that is not one, or not a whole one. Says what was wrong and what was expected. */
export class SnapshotError extends Error {
  override readonly name = "SnapshotError";

  constructor(what: string) {
    super(`snapshot: ${what}`);
  }
}

/** What a snapshot says of itself. Nothing of it is proved before the whole is restored. */
export interface SnapshotHeader {
  readonly chainId: string;
  readonly height: number;
  /** Block time, nanoseconds since the Unix epoch. */
  readonly timeNs: bigint;
  /** 32 bytes. */
  readonly appHash: Uint8Array;
  /** In byte order. */
  readonly storeNames: readonly string[];
}

/**
 * Takes a version node by node, each store's in post-order and the stores in the order of the header; an inner node takes
 * the two subtrees that were made last.
 */
export interface VersionSink {
  leaf(store: string, key: ByteString, value: ByteString, version: number): void;
  inner(store: string, height: number, version: number): void;
  /**
   * Computes the roots and the app hash, and makes all durable.
   *
   * @param storeNames every store, also those without nodes
   */
  finish(
    block: Pick<CommitRecord, "chainId" | "height" | "timeNs">,
    storeNames: readonly string[],
  ): CommitRecord;
}

/**
 * A committed version as the bytes of a snapshot, in pieces of about 64 KiB. What the walk holds in memory is one path of a
 * tree and one piece, besides what the tree itself keeps.
 *
 * @throws SnapshotError if a key or value is longer than a reader takes
 */
export function* snapshotStream({ record, trees }: Version): Generator<Uint8Array, void> {
  const pieces = new PieceWriter();
  const storeNames = record.stores.map(({ name }) => name);
  writeHeader(pieces, { ...record, storeNames });
  for (const name of storeNames) {
    const root = trees.get(name)?.root;
    if (root) {
      for (const node of postOrder(root)) {
        writeNode(pieces, node);
        yield* pieces.full();
      }
    }
    pieces.fields(TAG_END);
  }
  yield* pieces.rest();
}

/** Every node once, children before their parent, left before right. */
function* postOrder(root: Node): Generator<Node, void> {
  /** The way down to where the walk is, and how many children of each node on it have been walked. */
  const path: Node[] = [root];
  const walked: number[] = [0];
  for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
    const depth = path.length - 1;
    const children = walked[depth] as number;
    if (node instanceof InnerNode && children < 2) {
      walked[depth] = children + 1;
      path.push(children === 0 ? leftOf(node) : rightOf(node));
      walked.push(0);
    } else {
      yield node;
      path.pop();
      walked.pop();
    }
  }
}

function writeHeader(pieces: PieceWriter, header: SnapshotHeader): void {
  pieces.chars(SNAPSHOT_MAGIC);
  pieces.fields(SNAPSHOT_FORMAT);
  pieces.text(header.chainId);
  pieces.fields(header.height);
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, header.timeNs);
  pieces.bytes(time);
  pieces.bytes(header.appHash);
  pieces.fields(header.storeNames.length);
  for (const name of header.storeNames) pieces.text(name);
}

function writeNode(pieces: PieceWriter, node: Node): void {
  if (node instanceof LeafNode) {
    const { key, value } = node;
    checkLength("key", key, SNAPSHOT_KEY_BYTES_MAX);
    checkLength("value", value, SNAPSHOT_VALUE_BYTES_MAX);
    pieces.fields(TAG_LEAF, node.version, key.length);
    pieces.chars(key);
    pieces.fields(value.length);
    pieces.chars(value);
  } else {
    pieces.fields(TAG_INNER, node.height, node.version);
  }
}

function checkLength(what: string, text: ByteString, most: number): void {
  if (text.length <= most) return;
  throw new SnapshotError(`a ${what} has ${text.length} bytes, expected at most ${most}`);
}

/** Gathers bytes into pieces of {@link PIECE_BYTES}. */
class PieceWriter {
  #full: Uint8Array[] = [];
  #piece = new Uint8Array(PIECE_BYTES);
  #used = 0;

  /** At most three numbers. */
  fields(...numbers: readonly number[]): void {
    if (this.#used + FIELDS_BYTES_MAX > PIECE_BYTES) this.#flush();
    for (const value of numbers) this.#used = writeUvarint(this.#piece, this.#used, value);
  }

  chars(text: ByteString): void {
    let start = 0;
    while (start < text.length) {
      if (this.#used === PIECE_BYTES) this.#flush();
      const end = Math.min(text.length, start + PIECE_BYTES - this.#used);
      for (; start < end; start++) this.#piece[this.#used++] = text.charCodeAt(start);
    }
  }

  bytes(bytes: Uint8Array): void {
    if (this.#used + bytes.length > PIECE_BYTES) this.#flush();
    this.#piece.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  text(text: string): void {
    const bytes = utf8(text);
    this.fields(bytes.length);
    this.bytes(bytes);
  }

  /** Takes the pieces that are full. */
  *full(): Generator<Uint8Array, void> {
    if (this.#full.length === 0) return;
    const pieces = this.#full;
    this.#full = [];
    yield* pieces;
  }

  *rest(): Generator<Uint8Array, void> {
    this.#flush();
    yield* this.full();
  }

  #flush(): void {
    if (this.#used > 0) this.#full.push(this.#piece.subarray(0, this.#used));
    this.#piece = new Uint8Array(PIECE_BYTES);
    this.#used = 0;
  }
}

/** A hash as CometBFT writes it, for messages. */
export function showHash(hash: Uint8Array): string {
  return bytesToHex(hash).toUpperCase();
}
