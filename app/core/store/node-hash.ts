import type { ByteString } from "../bytes.ts";
import type { Sha256String } from "../crypto.ts";
import { type InnerNode, type LeafNode } from "./node.ts";
import { writeUvarint } from "./varint.ts";

/** SHA-256 of nothing: the root hash of an empty tree and of an empty list of stores. */
export const EMPTY_HASH: ByteString =
  "\xe3\xb0\xc4\x42\x98\xfc\x1c\x14\x9a\xfb\xf4\xc8\x99\x6f\xb9\x24" +
  "\x27\xae\x41\xe4\x64\x9b\x93\x4c\xa4\x95\x99\x1b\x78\x52\xb8\x55";

export const HASH_BYTES = 32;

/** What a node's preimage takes besides key, value and hashes: three varints and lengths. */
const HEADER_BYTES_MAX = 64;
/** Views of the scratch up to this length are kept; it covers every inner node. */
const KEPT_VIEW_BYTES_MAX = 256;

/**
 * Hashes nodes as IAVL v1 does: SHA-256 of height, size and version as zigzag varints, followed in
 * a leaf by its key with length and the hash of its value, in an inner node by the hashes of its
 * children. An inner node's key is not hashed.
 *
 * @source github.com/cosmos/iavl v1.2.8 node.go writeHashBytes
 */
export class NodeHasher {
  readonly #sha256: Sha256String;
  #scratch = new Uint8Array(1024);
  #views: (Uint8Array | undefined)[] = [];

  constructor(sha256: Sha256String) {
    this.#sha256 = sha256;
  }

  leaf(node: LeafNode): ByteString {
    const { key, value } = node;
    this.#reserve(Math.max(key.length, value.length) + HEADER_BYTES_MAX);
    const valueHash = this.#digest(writeChars(this.#scratch, 0, value));
    const out = this.#scratch;
    let end = writeHeader(out, 0, 1, node.version);
    end = writeChars(out, writeUvarint(out, end, key.length), key);
    return this.#digest(writeHash(out, end, valueHash));
  }

  /** @param node its children's hashes must be known */
  inner(node: InnerNode): ByteString {
    const out = this.#scratch;
    let end = writeHeader(out, node.height, node.size, node.version);
    end = writeHash(out, end, node.left.hash);
    return this.#digest(writeHash(out, end, node.right.hash));
  }

  #digest(length: number): ByteString {
    if (length > KEPT_VIEW_BYTES_MAX) return this.#sha256(this.#scratch.subarray(0, length));
    // A view costs as much as the hash itself, and nearly all inner nodes have one of five lengths.
    this.#views[length] ??= this.#scratch.subarray(0, length);
    return this.#sha256(this.#views[length]);
  }

  #reserve(length: number): void {
    if (length <= this.#scratch.length) return;
    this.#scratch = new Uint8Array(length + (length >> 1));
    this.#views = [];
  }
}

/** Height, size and version as zigzag varints: how the preimage of every node begins. @returns the end */
export function writeHeader(
  out: Uint8Array,
  height: number,
  size: number,
  version: number,
): number {
  // Zigzag of a number that is not negative is its double.
  const end = writeUvarint(out, 0, 2 * height);
  return writeUvarint(out, writeUvarint(out, end, 2 * size), 2 * version);
}

function writeHash(out: Uint8Array, offset: number, hash: ByteString): number {
  out[offset] = HASH_BYTES;
  return writeChars(out, offset + 1, hash);
}

/** Copies a byte string to `offset`; returns the offset after it. */
export function writeChars(out: Uint8Array, offset: number, text: ByteString): number {
  const length = text.length;
  for (let i = 0; i < length; i++) out[offset + i] = text.charCodeAt(i);
  return offset + length;
}
