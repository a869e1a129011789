import { type ByteString, equalBytes, utf8ToText } from "../bytes.ts";
import type { CommitRecord } from "./database.ts";
import { SnapshotInput, type Span } from "./snapshot-input.ts";
import {
  showHash,
  SNAPSHOT_FORMAT,
  SNAPSHOT_KEY_BYTES_MAX,
  SNAPSHOT_MAGIC,
  SNAPSHOT_VALUE_BYTES_MAX,
  SnapshotError,
  type SnapshotHeader,
  TAG_END,
  TAG_INNER,
  TAG_LEAF,
  type VersionSink,
} from "./snapshot.ts";

/** Stores of a chain. */
export const SNAPSHOT_STORES_MAX = 64;
const CHAIN_ID_BYTES_MAX = 50;
const STORE_NAME_BYTES_MAX = 64;
const HASH_BYTES = 32;
const TIME_BYTES = 8;
/** An AVL tree as high as this has more leaves than a number can count. */
const TREE_HEIGHT_MAX = 78;
/** Bytes that are looked at in one go, so that what is buffered does not grow with the caller's pieces. */
const STEP_BYTES = 65_536;

/** A finished subtree that no inner node has taken yet. */
interface Subtree {
  readonly height: number;
  readonly version: number;
}

/**
 * Reads the bytes of a snapshot as they come and hands the version on node by node. Holds one item of the stream and a path
 * of the tree in memory. That nodes form a tree in order is checked here; what they contain is proved by the app hash, when
 * all is there.
 */
export class SnapshotReader {
  readonly #input = new SnapshotInput(() => this.#place());
  readonly #sink: VersionSink;
  #header: SnapshotHeader | undefined;
  /** Index of the store whose nodes come now. */
  #store = 0;
  #nodes = 0;
  #lastKey: ByteString | undefined;
  readonly #subtrees: Subtree[] = [];

  constructor(sink: VersionSink) {
    this.#sink = sink;
  }

  /** What the snapshot says of itself; undefined until that has come. */
  get header(): SnapshotHeader | undefined {
    return this.#header;
  }

  /** @throws SnapshotError if the bytes are not what follows; the reader is of no use then */
  push(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; start += STEP_BYTES) {
      this.#input.append(bytes.subarray(start, start + STEP_BYTES));
      while (this.#item()) this.#input.keep();
      this.#input.again();
    }
  }

  /**
   * Ends the snapshot: everything has to have come, and to give the app hash that it says.
   *
   * @throws SnapshotError otherwise
   */
  finish(): CommitRecord {
    const header = this.#header;
    if (!header) throw new SnapshotError("it ends within its header");
    const name = header.storeNames[this.#store];
    if (name !== undefined) {
      throw new SnapshotError(`it ends within store "${name}", after ${this.#nodes} nodes of it`);
    }
    const record = this.#sink.finish(header, header.storeNames);
    if (!equalBytes(record.appHash, header.appHash)) {
      throw new SnapshotError(
        `its nodes give the app hash ${showHash(record.appHash)}, ` +
          `expected ${showHash(header.appHash)}, as its header says`,
      );
    }
    return record;
  }

  /** @returns whether a whole item was read */
  #item(): boolean {
    const header = this.#header;
    if (!header) return this.#readHeader();
    const store = header.storeNames[this.#store];
    if (store === undefined) {
      if (this.#input.unread === 0) return false;
      throw new SnapshotError(`it goes on after its last store, expected its end`);
    }
    const tag = this.#input.byte();
    if (this.#input.isShort()) return false;
    if (tag === TAG_LEAF) return this.#readLeaf(store, header.height);
    if (tag === TAG_INNER) return this.#readInner(store, header.height);
    if (tag === TAG_END) return this.#endStore();
    throw this.#fault(`has the kind ${tag}, expected ${TAG_LEAF}, ${TAG_INNER} or ${TAG_END}`);
  }

  #readHeader(): boolean {
    const input = this.#input;
    const magic = input.fixed(SNAPSHOT_MAGIC.length);
    if (input.isShort()) return false;
    if (input.chars(magic) !== SNAPSHOT_MAGIC) {
      throw new SnapshotError("it does not begin as a snapshot of this program does");
    }
    const format = input.number("the format", Number.MAX_SAFE_INTEGER);
    if (!input.isShort() && format !== SNAPSHOT_FORMAT) {
      throw new SnapshotError(
        `it is of format ${format}, expected ${SNAPSHOT_FORMAT}; use the version that wrote it`,
      );
    }
    const chainId = input.span("the chain id", CHAIN_ID_BYTES_MAX);
    const height = input.number("the height", Number.MAX_SAFE_INTEGER);
    const time = input.fixed(TIME_BYTES);
    const appHash = input.fixed(HASH_BYTES);
    const count = input.number("the number of stores", SNAPSHOT_STORES_MAX);
    if (input.isShort()) return false;
    const names: Span[] = [];
    for (let i = 0; i < count; i++) names.push(input.span("a store's name", STORE_NAME_BYTES_MAX));
    if (input.isShort()) return false;
    this.#header = {
      chainId: this.#text("the chain id", chainId),
      height,
      timeNs: new DataView(input.bytes(time).buffer).getBigUint64(0),
      appHash: input.bytes(appHash),
      storeNames: this.#storeNames(names),
    };
    return true;
  }

  #storeNames(spans: readonly Span[]): readonly string[] {
    const names = spans.map((span) => this.#text("a store's name", span));
    for (const [i, name] of names.entries()) {
      const before = names[i - 1];
      if (before === undefined || before < name) continue;
      throw new SnapshotError(`store "${name}" comes after "${before}", expected them by name`);
    }
    return names;
  }

  #text(what: string, span: Span): string {
    const text = utf8ToText(this.#input.bytes(span));
    if (text === undefined) throw new SnapshotError(`${what} is not UTF-8`);
    return text;
  }

  #readLeaf(store: string, heightMax: number): boolean {
    const input = this.#input;
    const version = input.number("the version", heightMax);
    const keySpan = input.span("the key", SNAPSHOT_KEY_BYTES_MAX);
    const valueSpan = input.span("the value", SNAPSHOT_VALUE_BYTES_MAX);
    if (input.isShort()) return false;
    const key = input.chars(keySpan);
    if (this.#lastKey !== undefined && key <= this.#lastKey) {
      throw this.#fault("has a key that is not above the one before");
    }
    if (this.#subtrees.length > TREE_HEIGHT_MAX) {
      throw this.#fault(`leaves more than ${TREE_HEIGHT_MAX} subtrees without a parent`);
    }
    this.#lastKey = key;
    this.#nodes++;
    this.#subtrees.push({ height: 0, version });
    this.#sink.leaf(store, key, input.chars(valueSpan), version);
    return true;
  }

  #readInner(store: string, heightMax: number): boolean {
    const height = this.#input.number("the height", TREE_HEIGHT_MAX);
    const version = this.#input.number("the version", heightMax);
    if (this.#input.isShort()) return false;
    const right = this.#subtrees.pop();
    const left = this.#subtrees.pop();
    if (!left || !right) throw this.#fault("is a parent without two subtrees before it");
    const lean = left.height - right.height;
    if (height !== Math.max(left.height, right.height) + 1 || lean < -1 || lean > 1) {
      throw this.#fault(
        `is ${height} high over subtrees of ${left.height} and ${right.height}, as no balanced tree is`,
      );
    }
    if (version < Math.max(left.version, right.version)) {
      throw this.#fault("is older than what is below it");
    }
    this.#nodes++;
    this.#subtrees.push({ height, version });
    this.#sink.inner(store, height, version);
    return true;
  }

  #endStore(): boolean {
    const { length } = this.#subtrees;
    if (length > 1) throw this.#fault(`is its end, with ${length} subtrees that have no parent`);
    this.#subtrees.length = 0;
    this.#lastKey = undefined;
    this.#nodes = 0;
    this.#store++;
    return true;
  }

  #fault(what: string): SnapshotError {
    return new SnapshotError(`${this.#place()}: it ${what}`);
  }

  /** What is read; nodes are counted from 1. */
  #place(): string {
    if (!this.#header) return "header";
    return `node ${this.#nodes + 1} of store "${this.#header.storeNames[this.#store] ?? ""}"`;
  }
}
