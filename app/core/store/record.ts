import { type ByteString, sliceToString } from "../bytes.ts";
import type { Sha256String } from "../crypto.ts";
import { StoreFault } from "./fault.ts";
import { HASH_BYTES, NodeHasher, writeChars } from "./node-hash.ts";
import { InnerNode, LeafNode, type Node, NodeLink, type NodeLoader } from "./node.ts";
import type { Residency } from "./residency.ts";
import { writeUvarint } from "./varint.ts";

/*
 * A node on disk. The first byte is the format version in the upper four bits and the kind in the
 * lower four; numbers are unsigned varints.
 *
 *   leaf   0x10 ‖ version ‖ key length ‖ key ‖ value length ‖ value
 *   inner  0x11 ‖ height ‖ size ‖ version ‖ key length ‖ key ‖ left id ‖ right id ‖ left size
 *          ‖ lean (one byte: left height − right height + 1) ‖ check (4 bytes, big-endian)
 *          ‖ left hash ‖ right hash
 *
 * A parent carries its children's hashes, so a loaded node is checked against the hash by which it
 * was reached, and the root against the app hash. What an inner node's hash does not cover (key,
 * ids, split of size and height) is covered by the check: FNV-1a of what stands before it.
 */
const KIND_LEAF = 0x10;
const KIND_INNER = 0x11;
const CHECK_BYTES = 4;
/** Room for everything but key, value and hashes. */
const FIELDS_BYTES_MAX = 64;
/** An AVL tree as high as this has more leaves than a number can count. */
const HEIGHT_MAX = 78;

/** Records share buffers of this size: a buffer a record would cost more than writing it. */
const BUFFER_BYTES = 65_536;

/** Encodes nodes that are hashed, and whose children are numbered. */
export class RecordWriter {
  #buffer = new Uint8Array(0);
  #used = 0;

  /** @returns a view of a buffer that other records share; whoever keeps a single one should copy it */
  encode(node: Node): Uint8Array {
    return node instanceof LeafNode ? this.#leaf(node) : this.#inner(node);
  }

  #leaf(node: LeafNode): Uint8Array {
    const { key, value } = node;
    const start = this.#reserve(key.length + value.length + FIELDS_BYTES_MAX);
    const out = this.#buffer;
    let end = start;
    out[end++] = KIND_LEAF;
    end = writeUvarint(out, end, node.version);
    end = writeChars(out, writeUvarint(out, end, key.length), key);
    end = writeChars(out, writeUvarint(out, end, value.length), value);
    return this.#take(start, end);
  }

  #inner(node: InnerNode): Uint8Array {
    const { key, left, right } = node;
    const start = this.#reserve(key.length + 2 * HASH_BYTES + FIELDS_BYTES_MAX);
    const out = this.#buffer;
    let end = start;
    out[end++] = KIND_INNER;
    end = writeUvarint(out, end, node.height);
    end = writeUvarint(out, end, node.size);
    end = writeUvarint(out, end, node.version);
    end = writeChars(out, writeUvarint(out, end, key.length), key);
    end = writeUvarint(out, end, left.id);
    end = writeUvarint(out, end, right.id);
    end = writeUvarint(out, end, left.size);
    out[end++] = left.height - right.height + 1;
    end = writeCheck(out, start, end);
    return this.#take(start, writeChars(out, writeChars(out, end, left.hash), right.hash));
  }

  #reserve(length: number): number {
    if (this.#used + length > this.#buffer.length) {
      this.#buffer = new Uint8Array(Math.max(BUFFER_BYTES, length));
      this.#used = 0;
    }
    return this.#used;
  }

  #take(start: number, end: number): Uint8Array {
    this.#used = end;
    return this.#buffer.subarray(start, end);
  }
}

function fnv1a(bytes: Uint8Array, start: number, end: number): number {
  let check = 0x811c9dc5;
  for (let i = start; i < end; i++) {
    check = Math.imul(check ^ (bytes[i] as number), 0x01000193);
  }
  return check;
}

function writeCheck(out: Uint8Array, start: number, end: number): number {
  const check = fnv1a(out, start, end);
  for (let i = 0; i < CHECK_BYTES; i++) out[end + i] = check >>> (24 - 8 * i);
  return end + CHECK_BYTES;
}

/** @returns the key of a leaf's record; undefined if it is an inner node's */
export function leafKey(record: Uint8Array): ByteString | undefined {
  return record[0] === KIND_LEAF ? readLeaf(record, unreadable).key : undefined;
}

/** @returns the value if the record is of a leaf with that key, else undefined */
export function leafValue(record: Uint8Array, key: ByteString): ByteString | undefined {
  if (record[0] !== KIND_LEAF) return undefined;
  const leaf = readLeaf(record, unreadable);
  return leaf.key === key ? leaf.value : undefined;
}

function unreadable(what: string): StoreFault {
  return new StoreFault(`a node record ${what}`);
}

function readLeaf(
  record: Uint8Array,
  fault: (what: string) => StoreFault,
): Pick<LeafNode, "key" | "value" | "version"> {
  const fields = new RecordFields(record, fault);
  fields.byte();
  const version = fields.number();
  const key = fields.chars(fields.number());
  const value = fields.chars(fields.number());
  fields.end();
  return { version, key, value };
}

/** Where a store's records are. */
export interface NodeSource {
  /** The store's name, for messages. */
  readonly store?: string | undefined;
  /** @returns the record, which is not kept; undefined if there is none */
  read(id: number): Uint8Array | undefined;
}

/** Reads nodes and refuses every record that is not what was written. */
export class RecordLoader implements NodeLoader {
  readonly #source: NodeSource;
  readonly #hasher: NodeHasher;
  readonly residency: Residency;

  constructor(source: NodeSource, sha256: Sha256String, residency: Residency) {
    this.#source = source;
    this.#hasher = new NodeHasher(sha256);
    this.residency = residency;
  }

  retains(height: number): boolean {
    return height >= this.residency.heightMin;
  }

  load(link: NodeLink): Node {
    const node = this.loadRoot(link.id);
    const same = node.hash === link.hash && node.height === link.height && node.size === link.size;
    if (!same) {
      throw this.#fault(link.id, "is not the node that its parent was written with");
    }
    return node;
  }

  /** Without a parent there is no hash to check against: the caller compares the root hash. */
  loadRoot(id: number): Node {
    const record = this.#source.read(id);
    if (!record) throw this.#fault(id, "is missing");
    const fields = new RecordFields(record, (what) => this.#fault(id, what));
    const kind = fields.byte();
    if (kind === KIND_LEAF) return this.#leaf(id, record);
    if (kind === KIND_INNER) return this.#inner(id, fields, record);
    throw this.#fault(id, `has unknown format ${kind}`);
  }

  #leaf(id: number, record: Uint8Array): LeafNode {
    const { key, value, version } = readLeaf(record, (what) => this.#fault(id, what));
    const leaf = new LeafNode(key, value, version, "", id);
    leaf.hash = this.#hasher.leaf(leaf);
    return leaf;
  }

  #inner(id: number, fields: RecordFields, record: Uint8Array): InnerNode {
    const height = fields.number();
    const size = fields.number();
    const version = fields.number();
    const key = fields.chars(fields.number());
    const leftId = fields.number();
    const rightId = fields.number();
    const leftSize = fields.number();
    const lean = fields.byte() - 1;
    const check = fields.uint32();
    const leftHash = fields.chars(HASH_BYTES);
    const rightHash = fields.chars(HASH_BYTES);
    fields.end();
    if (check !== fnv1a(record, 0, record.length - 2 * HASH_BYTES - CHECK_BYTES)) {
      throw this.#fault(id, "does not match its check");
    }
    const leftHeight = lean < 0 ? height - 2 : height - 1;
    const rightHeight = lean > 0 ? height - 2 : height - 1;
    const rightSize = size - leftSize;
    // Children are written before their parent, so their ids are lower; this also rules out a cycle.
    const sound =
      lean <= 1 &&
      height <= HEIGHT_MAX &&
      isChildSound(leftId, leftHeight, leftSize, id) &&
      isChildSound(rightId, rightHeight, rightSize, id);
    if (!sound) throw this.#fault(id, "describes children that no tree has");
    const left = new NodeLink(leftId, leftHash, leftHeight, leftSize, this);
    const right = new NodeLink(rightId, rightHash, rightHeight, rightSize, this);
    const inner = new InnerNode(key, left, right, height, size, version, "", id);
    inner.hash = this.#hasher.inner(inner);
    return inner;
  }

  #fault(id: number, what: string): StoreFault {
    const store = this.#source.store === undefined ? "" : `store "${this.#source.store}": `;
    return new StoreFault(`${store}node record ${id} ${what}`);
  }
}

function isChildSound(id: number, height: number, size: number, parentId: number): boolean {
  return id >= 1 && id < parentId && (height === 0 ? size === 1 : height > 0 && size > height);
}

/** Reads a record from its start; every read is checked against its end. */
class RecordFields {
  readonly #record: Uint8Array;
  readonly #fault: (what: string) => StoreFault;
  #offset = 0;

  constructor(record: Uint8Array, fault: (what: string) => StoreFault) {
    this.#record = record;
    this.#fault = fault;
  }

  byte(): number {
    const byte = this.#record[this.#offset++];
    if (byte === undefined) throw this.#fault("ends early");
    return byte;
  }

  number(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      scale *= 128;
      if (scale > Number.MAX_SAFE_INTEGER) throw this.#fault("has an endless number");
    }
    if (!Number.isSafeInteger(value)) throw this.#fault("has a number beyond 2^53 - 1");
    return value;
  }

  uint32(): number {
    let value = 0;
    for (let i = 0; i < CHECK_BYTES; i++) value = (value << 8) | this.byte();
    return value;
  }

  chars(length: number): ByteString {
    const end = this.#offset + length;
    if (end > this.#record.length) throw this.#fault("ends early");
    const chars = sliceToString(this.#record, this.#offset, end);
    this.#offset = end;
    return chars;
  }

  end(): void {
    const rest = this.#record.length - this.#offset;
    if (rest !== 0) throw this.#fault(`has ${rest} bytes too many`);
  }
}
