import { type ByteString, stringToBytes } from "../bytes.ts";
import type { Sha256String } from "../crypto.ts";
import type { CommitRecord, Database, NodeSink, StoreRecord } from "./database.ts";
import { StoreFault } from "./fault.ts";
import { appHash } from "./merkle.ts";
import { EMPTY_HASH, NodeHasher } from "./node-hash.ts";
import { IdAllocator } from "./node-id.ts";
import { InnerNode, LeafNode, NodeLink, type NodeLoader } from "./node.ts";
import { RecordWriter } from "./record.ts";
import type { VersionSink } from "./snapshot.ts";

/** A subtree that is written and waits for its parent. */
interface Subtree {
  readonly link: NodeLink;
  readonly firstKey: ByteString;
}

/** Nobody goes down from a subtree that was just written. */
const NO_LOADER: NodeLoader = {
  load: () => {
    throw new StoreFault("an imported node is not read back");
  },
  retains: () => false,
};

/**
 * Writes a version into an empty database node by node, in post-order, and commits it. What it holds in memory is one path
 * of a tree. Until {@link finish} nothing reaches what was written.
 */
export class VersionImport implements VersionSink {
  readonly #database: Database;
  readonly #sha256: Sha256String;
  readonly #hasher: NodeHasher;
  readonly #done = new Map<string, StoreRecord & { readonly rootHash: ByteString }>();
  #store: StoreImport | undefined;

  /** @param options.database empty, or left over from an attempt that did not finish */
  constructor(options: { readonly database: Database; readonly sha256: Sha256String }) {
    this.#database = options.database;
    this.#sha256 = options.sha256;
    this.#hasher = new NodeHasher(options.sha256);
    this.#database.clear();
  }

  leaf(store: string, key: ByteString, value: ByteString, version: number): void {
    this.#of(store).leaf(key, value, version);
  }

  inner(store: string, height: number, version: number): void {
    this.#of(store).inner(height, version);
  }

  /** @param storeNames every store, also those without nodes, in byte order */
  finish(
    block: Pick<CommitRecord, "chainId" | "height" | "timeNs">,
    storeNames: readonly string[],
  ): CommitRecord {
    this.#endStore();
    const stores = storeNames.map(
      (name) => this.#done.get(name) ?? { name, rootId: 0, nextId: 1, rootHash: EMPTY_HASH },
    );
    const { chainId, height, timeNs } = block;
    const record: CommitRecord = {
      chainId,
      height,
      timeNs,
      appHash: stringToBytes(appHash(stores, this.#sha256)),
      stores: stores.map(({ name, rootId, nextId }) => ({ name, rootId, nextId })),
    };
    this.#database.commit(
      record,
      storeNames.map((name) => ({ name, nodes: [], orphans: [], changes: [] })),
    );
    return record;
  }

  #of(name: string): StoreImport {
    if (this.#store?.name === name) return this.#store;
    this.#endStore();
    if (this.#done.has(name)) throw new StoreFault(`store "${name}" comes twice`);
    this.#store = new StoreImport(name, this.#hasher, this.#database.stage(name));
    return this.#store;
  }

  #endStore(): void {
    if (this.#store) this.#done.set(this.#store.name, this.#store.end());
    this.#store = undefined;
  }
}

class StoreImport {
  readonly name: string;
  readonly #hasher: NodeHasher;
  readonly #sink: NodeSink;
  readonly #ids = new IdAllocator(1);
  readonly #writer = new RecordWriter();
  /** As many as a tree is high. */
  readonly #subtrees: Subtree[] = [];

  constructor(name: string, hasher: NodeHasher, sink: NodeSink) {
    this.name = name;
    this.#hasher = hasher;
    this.#sink = sink;
  }

  leaf(key: ByteString, value: ByteString, version: number): void {
    const leaf = new LeafNode(key, value, version, "", 0);
    leaf.hash = this.#hasher.leaf(leaf);
    this.#push(leaf, key);
  }

  /** Joins the two subtrees that came last. */
  inner(height: number, version: number): void {
    const right = this.#subtrees.pop();
    const left = this.#subtrees.pop();
    if (!left || !right) throw this.#fault("has a parent without two subtrees");
    const longest = Math.max(left.link.height, right.link.height);
    if (height !== longest + 1 || Math.abs(left.link.height - right.link.height) > 1) {
      throw this.#fault(`has a node of height ${height} above subtrees that do not fit`);
    }
    const size = left.link.size + right.link.size;
    const key = right.firstKey;
    const node = new InnerNode(key, left.link, right.link, height, size, version, "", 0);
    node.hash = this.#hasher.inner(node);
    this.#push(node, left.firstKey);
  }

  end(): StoreRecord & { readonly rootHash: ByteString } {
    const [root, ...others] = this.#subtrees;
    if (!root || others.length > 0) throw this.#fault("does not end in one root");
    this.#sink.end();
    const { id: rootId, hash: rootHash } = root.link;
    return { name: this.name, rootId, nextId: this.#ids.finish(), rootHash };
  }

  #push(node: LeafNode | InnerNode, firstKey: ByteString): void {
    const record = this.#writer.encode(node);
    const id = this.#ids.next(record.length);
    this.#sink.take({ id, record });
    const link = new NodeLink(id, node.hash, node.height, node.size, NO_LOADER);
    this.#subtrees.push({ link, firstKey });
  }

  #fault(what: string): StoreFault {
    return new StoreFault(`import: store "${this.name}" ${what}`);
  }
}
