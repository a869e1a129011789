import type { ByteString } from "../bytes.ts";
import type { Sha256String } from "../crypto.ts";
import { StoreFault } from "./fault.ts";
import { EMPTY_HASH, NodeHasher } from "./node-hash.ts";
import {
  type Child,
  InnerNode,
  LeafNode,
  leafTowards,
  leftOf,
  type Node,
  NodeLink,
  rightOf,
} from "./node.ts";
import { TreeRange } from "./range.ts";
import { type NodeSource, RecordLoader } from "./record.ts";
import { Relocator } from "./relocator.ts";
import { Residency } from "./residency.ts";
import { Sealer, trim } from "./sealer.ts";
import type { Change, ReadonlyTree } from "./types.ts";

/** A node as it is kept on disk; record.ts defines the form. */
export interface StoredNode {
  readonly id: number;
  /** A view of a buffer that other records share. */
  readonly record: Uint8Array;
}

/** Which nodes to write anew although they did not change, so that sparsely used chunks become free. */
export interface Relocation {
  /** Where in the key space to begin. */
  readonly start: ByteString;
  /** Nodes to look at, at most. */
  readonly nodesMax: number;
  readonly isSparse: (id: number) => boolean;
}

/** What a working version came to. */
export interface TreeUpdate {
  readonly tree: ImmutableTree;
  /** Id of the root node; 0 for an empty tree. */
  readonly rootId: number;
  /** What to add to the records, by ascending id. */
  readonly nodes: readonly StoredNode[];
  /** Ids of nodes that the base reaches and the new version does not. */
  readonly orphans: readonly number[];
  /** The first id that is still free; the start of a chunk. */
  readonly nextId: number;
}

/** The newest value of a key, in one look-up; undefined if the table has none, which proves nothing. */
export type LatestValue = (key: ByteString) => ByteString | undefined;

/**
 * One committed version of an IAVL tree. Never changes; nodes are read from disk when they are needed. Those near the root
 * are kept ({@link Residency}), and versions share them.
 */
export class ImmutableTree implements ReadonlyTree {
  /** For this folder: working versions and proofs start from here. */
  readonly root: Node | undefined;
  readonly version: number;
  /** Reads what is not in memory; undefined if everything is. */
  readonly loader: RecordLoader | undefined;
  /** A short cut for {@link get}; set while this is the newest version. */
  latestValue: LatestValue | undefined;

  /** @param root hashed and numbered; undefined for an empty tree */
  constructor(root: Node | undefined, version: number, loader?: RecordLoader) {
    this.root = root;
    this.version = version;
    this.loader = loader;
  }

  static empty(version = 0): ImmutableTree {
    return new ImmutableTree(undefined, version);
  }

  /**
   * Opens a version. Only its root is read now; nothing vouches for it, so compare {@link
   * rootHash}. Everything below is checked against the root hash as it is read, and a walk may
   * throw a StoreFault until all is in memory.
   *
   * @throws StoreFault if the root's record is missing or corrupt
   */
  static load(options: {
    readonly source: NodeSource;
    /** 0 for an empty tree. */
    readonly rootId: number;
    readonly version: number;
    readonly sha256: Sha256String;
    /** Shared by the versions that follow from this one. */
    readonly residency?: Residency;
  }): ImmutableTree {
    const { source, rootId, version, sha256, residency = new Residency(Infinity) } = options;
    const loader = new RecordLoader(source, sha256, residency);
    const root = rootId === 0 ? undefined : loader.loadRoot(rootId);
    residency.fit(root?.size ?? 0);
    return new ImmutableTree(root, version, loader);
  }

  /** Number of keys. */
  get size(): number {
    return this.root?.size ?? 0;
  }

  /** 32 bytes; SHA-256 of nothing for an empty tree. */
  rootHash(): ByteString {
    return this.root?.hash ?? EMPTY_HASH;
  }

  get(key: ByteString): ByteString | undefined {
    let node: Child | undefined = this.root;
    while (node instanceof InnerNode) node = key < node.key ? node.left : node.right;
    if (node instanceof NodeLink) {
      const latest = this.latestValue?.(key);
      if (latest !== undefined) return latest;
      node = leafTowards(node.resolve(), key);
    }
    return node?.key === key ? node.value : undefined;
  }

  has(key: ByteString): boolean {
    return this.root !== undefined && leafTowards(this.root, key).key === key;
  }

  range(start: ByteString | undefined, end: ByteString | undefined, reverse: boolean): TreeRange {
    return new TreeRange(this.root, start, end, reverse);
  }
}

/**
 * The version that one block makes. Nodes of the base are copied before they change, once; nodes
 * that this version made (their id is 0) change in place. Dropping the object leaves no trace in
 * the base.
 *
 * Rotations and removals are those of Go's iavl to the step, because the root depends on them;
 * recursion is as deep as the tree is high.
 *
 * @source github.com/cosmos/iavl v1.2.8 mutable_tree.go
 */
export class MutableTree {
  readonly #version: number;
  readonly #hasher: NodeHasher;
  readonly #loader: RecordLoader | undefined;
  #root: Child | undefined;
  #orphans: number[] = [];
  #stage: "open" | "moved" | "finished" = "open";
  // Second results of the recursive steps; returning them as objects would cost an allocation a
  // level.
  /** Whether the last set added a key, so that heights and sizes above change. */
  #grew = false;
  /** Whether the last removal found its key. */
  #removed = false;
  /**
   * The new smallest key of the subtree that the last removal was in, on its way up to the node
   * that it separates.
   */
  #separator: ByteString | undefined;

  /** @param version height of the block; what it writes is stamped and hashed with it */
  constructor(base: ImmutableTree, version: number, sha256: Sha256String) {
    this.#root = base.root;
    this.#loader = base.loader;
    this.#version = version;
    this.#hasher = new NodeHasher(sha256);
  }

  /**
   * Makes a block's writes. The root depends on their order, so that they come sorted is a rule of
   * consensus.
   *
   * @throws StoreFault unless each key is above the one before
   */
  apply(changes: readonly Change[]): void {
    let last: ByteString | undefined;
    for (const [key, value] of changes) {
      if (last !== undefined && key <= last) {
        throw new StoreFault("a block's writes must be sorted by key, each key once");
      }
      last = key;
      if (value === undefined) this.remove(key);
      else this.set(key, value);
    }
  }

  /** Writes a value. An equal one counts as a change too: IAVL stamps and hashes the path anew. */
  set(key: ByteString, value: ByteString): void {
    this.#assertStage("open");
    this.#grew = false;
    const root = this.#root;
    this.#root = root
      ? this.#setIn(resolve(root), key, value)
      : new LeafNode(key, value, this.#version, "", 0);
  }

  /** @returns whether the key was there; if not, nothing changes */
  remove(key: ByteString): boolean {
    this.#assertStage("open");
    this.#removed = false;
    this.#separator = undefined;
    if (this.#root) this.#root = this.#removeFrom(resolve(this.#root), key);
    return this.#removed;
  }

  /**
   * Writes nodes anew that did not change but lie in sparsely used chunks, from a key onwards. Changes no hash. No write
   * may follow.
   *
   * @returns where to go on next time; the empty string if the end was reached
   */
  relocate(relocation: Relocation): ByteString {
    this.#assertStage("open");
    this.#stage = "moved";
    if (!this.#root) return "";
    const relocator = new Relocator(relocation);
    this.#root = relocator.visit(this.#root, "");
    for (const id of relocator.orphans) this.#orphans.push(id);
    return relocator.next;
  }

  /**
   * Hashes and numbers what is new and ends the working version. A node that was made and dropped
   * within it gets no number.
   *
   * @param firstId the first id that no node of this store has had yet, ≥ 1
   */
  finish(firstId: number): TreeUpdate {
    const nodes: StoredNode[] = [];
    const steps = this.finishInSteps(firstId, (node) => nodes.push(node));
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) return { ...step.value, nodes };
    }
  }

  /**
   * As {@link finish}, in steps of some thousand nodes, so that a large genesis need not stop everything else.
   *
   * @param take gets the nodes by ascending id
   */
  *finishInSteps(
    firstId: number,
    take: (node: StoredNode) => void,
  ): Generator<undefined, Omit<TreeUpdate, "nodes">> {
    this.#assertStage("open", "moved");
    this.#stage = "finished";
    const loader = this.#loader;
    const root = this.#root && resolve(this.#root);
    const trims = loader?.residency.fit(root?.size ?? 0) === true;
    const sealer = new Sealer(this.#hasher, firstId, loader, take);
    if (root) yield* sealer.sealInSteps(root);
    if (trims && root instanceof InnerNode) trim(root, loader);
    return {
      tree: new ImmutableTree(root, this.#version, loader),
      rootId: root?.id ?? 0,
      orphans: this.#orphans,
      nextId: sealer.finish(),
    };
  }

  #assertStage(...stages: readonly string[]): void {
    if (stages.includes(this.#stage)) return;
    throw new StoreFault(`a working version was used after it was ${this.#stage}`);
  }

  #setIn(node: Node, key: ByteString, value: ByteString): Node {
    if (node instanceof LeafNode) return this.#setAt(node, key, value);
    const inner = this.#own(node);
    if (key < inner.key) inner.left = this.#setIn(leftOf(inner), key, value);
    else inner.right = this.#setIn(rightOf(inner), key, value);
    return this.#grew ? this.#balance(inner) : inner;
  }

  #setAt(leaf: LeafNode, key: ByteString, value: ByteString): Node {
    const version = this.#version;
    if (key === leaf.key) {
      if (leaf.id === 0) {
        leaf.value = value;
        return leaf;
      }
      this.#drop(leaf);
      // The old key is kept: the inner node that it separates shares the string.
      return new LeafNode(leaf.key, value, version, "", 0);
    }
    this.#grew = true;
    const added = new LeafNode(key, value, version, "", 0);
    return key < leaf.key
      ? new InnerNode(leaf.key, added, leaf, 1, 2, version, "", 0)
      : new InnerNode(key, leaf, added, 1, 2, version, "", 0);
  }

  /** @returns what takes the node's place; undefined if it was the leaf that went */
  #removeFrom(node: Node, key: ByteString): Child | undefined {
    if (node instanceof LeafNode) {
      if (node.key !== key) return node;
      this.#removed = true;
      this.#drop(node);
      return undefined;
    }
    const isLeft = key < node.key;
    const rest = this.#removeFrom(isLeft ? leftOf(node) : rightOf(node), key);
    if (!this.#removed) return node;
    if (!rest) {
      this.#drop(node);
      if (!isLeft) return node.left;
      this.#separator = node.key;
      return node.right;
    }
    const inner = this.#own(node);
    if (isLeft) {
      inner.left = rest;
    } else {
      inner.right = rest;
      if (this.#separator !== undefined) inner.key = this.#separator;
      this.#separator = undefined;
    }
    return this.#balance(inner);
  }

  /** The node itself if this version made it, else a copy that takes its place. */
  #own(node: InnerNode): InnerNode {
    if (node.id === 0) return node;
    this.#orphans.push(node.id);
    const { key, left, right, height, size } = node;
    return new InnerNode(key, left, right, height, size, this.#version, "", 0);
  }

  #drop(node: Node): void {
    if (node.id !== 0) this.#orphans.push(node.id);
  }

  /** @param node made by this version; a child's height has changed by at most one */
  #balance(node: InnerNode): InnerNode {
    const lean = node.left.height - node.right.height;
    if (lean > 1) {
      const left = leftOf(node) as InnerNode;
      if (left.left.height < left.right.height) node.left = this.#rotateLeft(this.#own(left));
      return this.#rotateRight(node);
    }
    if (lean < -1) {
      const right = rightOf(node) as InnerNode;
      if (right.left.height > right.right.height) node.right = this.#rotateRight(this.#own(right));
      return this.#rotateLeft(node);
    }
    measure(node);
    return node;
  }

  #rotateRight(node: InnerNode): InnerNode {
    const pivot = this.#own(leftOf(node) as InnerNode);
    node.left = pivot.right;
    pivot.right = node;
    measure(node);
    measure(pivot);
    return pivot;
  }

  #rotateLeft(node: InnerNode): InnerNode {
    const pivot = this.#own(rightOf(node) as InnerNode);
    node.right = pivot.left;
    pivot.left = node;
    measure(node);
    measure(pivot);
    return pivot;
  }
}

function resolve(child: Child): Node {
  return child instanceof NodeLink ? child.resolve() : child;
}

function measure(node: InnerNode): void {
  node.height = Math.max(node.left.height, node.right.height) + 1;
  node.size = node.left.size + node.right.size;
}
