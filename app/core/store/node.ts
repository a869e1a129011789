import type { ByteString } from "../bytes.ts";

/**
 * A key and its value. Fields change only while `id` is 0, that is while the node belongs to a
 * version that is being worked on; afterwards other versions share it.
 */
export class LeafNode {
  readonly key: ByteString;
  value: ByteString;
  /** Height of the block that wrote it. */
  readonly version: number;
  /** Empty until the working version is finished. */
  hash: ByteString;
  /** Number of its record, 0 until the working version is finished. */
  id: number;

  constructor(key: ByteString, value: ByteString, version: number, hash: ByteString, id: number) {
    this.key = key;
    this.value = value;
    this.version = version;
    this.hash = hash;
    this.id = id;
  }

  get height(): number {
    return 0;
  }

  get size(): number {
    return 1;
  }
}

/**
 * Two subtrees. The rule on changes is that of {@link LeafNode}, except that a link is replaced by
 * what it loads.
 */
export class InnerNode {
  /** The smallest key of the right subtree. */
  key: ByteString;
  left: Child;
  right: Child;
  /** Longest way down to a leaf. */
  height: number;
  /** Number of leaves. */
  size: number;
  /** Height of the block in which anything below it changed last. */
  readonly version: number;
  hash: ByteString;
  id: number;

  constructor(
    key: ByteString,
    left: Child,
    right: Child,
    height: number,
    size: number,
    version: number,
    hash: ByteString,
    id: number,
  ) {
    this.key = key;
    this.left = left;
    this.right = right;
    this.height = height;
    this.size = size;
    this.version = version;
    this.hash = hash;
    this.id = id;
  }
}

export type Node = LeafNode | InnerNode;

/** Reads the node that a link stands for. */
export interface NodeLoader {
  /** @throws StoreFault if the record is missing or is not the node that the link describes */
  load(link: NodeLink): Node;
  /** Whether nodes of this height stay in memory once they are read. */
  retains(height: number): boolean;
}

/**
 * A child that is not in memory. It knows what hashing and balancing its parent take, so that a sibling of the changed
 * path stays on disk.
 */
export class NodeLink {
  readonly id: number;
  readonly hash: ByteString;
  readonly height: number;
  readonly size: number;
  readonly #loader: NodeLoader;
  /** Kept, because parents in several versions share the link and should share the node too. */
  #node: Node | undefined;

  constructor(id: number, hash: ByteString, height: number, size: number, loader: NodeLoader) {
    this.id = id;
    this.hash = hash;
    this.height = height;
    this.size = size;
    this.#loader = loader;
  }

  /** Whether what it stands for stays in memory once it is read. */
  get isRetained(): boolean {
    return this.#loader.retains(this.height);
  }

  resolve(): Node {
    if (this.#node) return this.#node;
    const node = this.#loader.load(this);
    if (this.isRetained) this.#node = node;
    return node;
  }
}

export type Child = Node | NodeLink;

/** The left child, read from disk if it is not in memory. */
export function leftOf(parent: InnerNode): Node {
  const child = parent.left;
  if (!(child instanceof NodeLink)) return child;
  const node = child.resolve();
  if (child.isRetained) parent.left = node;
  return node;
}

/** The right child, read from disk if it is not in memory. */
export function rightOf(parent: InnerNode): Node {
  const child = parent.right;
  if (!(child instanceof NodeLink)) return child;
  const node = child.resolve();
  if (child.isRetained) parent.right = node;
  return node;
}

/** The leaf that holds `key` if any does. */
export function leafTowards(root: Node, key: ByteString): LeafNode {
  let node = root;
  while (node instanceof InnerNode) node = key < node.key ? leftOf(node) : rightOf(node);
  return node;
}
