import { IdAllocator } from "./node-id.ts";
import type { NodeHasher } from "./node-hash.ts";
import { type Child, InnerNode, LeafNode, type Node, NodeLink } from "./node.ts";
import { type RecordLoader, RecordWriter } from "./record.ts";
import type { StoredNode } from "./tree.ts";

/** Subtrees of this height, some thousand nodes, are sealed in one step. */
const STEP_HEIGHT = 11;

/** Hashes, numbers and encodes new nodes, children before parents, and lets go of those that need not stay in memory. */
export class Sealer {
  readonly #hasher: NodeHasher;
  readonly #ids: IdAllocator;
  readonly #loader: RecordLoader | undefined;
  readonly #take: (node: StoredNode) => void;
  readonly #writer = new RecordWriter();

  constructor(
    hasher: NodeHasher,
    firstId: number,
    loader: RecordLoader | undefined,
    take: (node: StoredNode) => void,
  ) {
    this.#hasher = hasher;
    this.#ids = new IdAllocator(firstId);
    this.#loader = loader;
    this.#take = take;
  }

  /** The first id that is still free. */
  finish(): number {
    return this.#ids.finish();
  }

  *sealInSteps(node: Child): Generator<undefined> {
    if (!isNew(node)) return;
    if (node instanceof LeafNode || node.height <= STEP_HEIGHT) {
      this.#seal(node);
      yield undefined;
      return;
    }
    yield* this.sealInSteps(node.left);
    yield* this.sealInSteps(node.right);
    this.#sealInner(node);
  }

  #seal(node: Child): void {
    if (!isNew(node)) return;
    if (node instanceof LeafNode) {
      if (node.hash === "") node.hash = this.#hasher.leaf(node);
      this.#number(node);
      return;
    }
    this.#seal(node.left);
    this.#seal(node.right);
    this.#sealInner(node);
  }

  /** @param node its children are sealed */
  #sealInner(node: InnerNode): void {
    // One that was only moved keeps its hash.
    if (node.hash === "") node.hash = this.#hasher.inner(node);
    this.#number(node);
    const loader = this.#loader;
    if (!loader) return;
    node.left = released(node.left, loader);
    node.right = released(node.right, loader);
  }

  #number(node: Node): void {
    const record = this.#writer.encode(node);
    node.id = this.#ids.next(record.length);
    this.#take({ id: node.id, record });
  }
}

/** A node that has a number is the base's, and so is all below it. */
function isNew(child: Child): child is Node {
  return child.id === 0 && !(child instanceof NodeLink);
}

/** The child itself if it is to stay in memory, else a link to it. */
function released(child: Child, loader: RecordLoader): Child {
  if (child instanceof NodeLink || loader.retains(child.height)) return child;
  return new NodeLink(child.id, child.hash, child.height, child.size, loader);
}

/** Lets go of all that need not stay in memory. Recursion is as deep as the tree is high. */
export function trim(node: InnerNode, loader: RecordLoader): void {
  node.left = released(node.left, loader);
  node.right = released(node.right, loader);
  if (node.left instanceof InnerNode) trim(node.left, loader);
  if (node.right instanceof InnerNode) trim(node.right, loader);
}
