import type { ByteString } from "../bytes.ts";
import { type Child, InnerNode, LeafNode, type Node, NodeLink } from "./node.ts";
import type { Relocation } from "./tree.ts";

/**
 * Walks part of a working version and replaces nodes that lie in sparse chunks, and those above them, by copies that the
 * version will write anew. Copies keep version and hash: nothing but their place on disk changes.
 */
export class Relocator {
  readonly orphans: number[] = [];
  readonly #start: ByteString;
  readonly #isSparse: (id: number) => boolean;
  #nodesLeft: number;
  #next: ByteString = "";

  constructor({ start, nodesMax, isSparse }: Relocation) {
    this.#start = start;
    this.#isSparse = isSparse;
    this.#nodesLeft = nodesMax;
  }

  /** Where the part of the tree begins that was not looked at; empty at the end. */
  get next(): ByteString {
    return this.#next;
  }

  /**
   * Recursion is as deep as the tree is high.
   *
   * @param low no key of the subtree is below it
   * @returns the child, or what takes its place
   */
  visit(child: Child, low: ByteString): Child {
    if (this.#nodesLeft === 0) {
      if (this.#next === "") this.#next = low;
      return child;
    }
    this.#nodesLeft--;
    const node = child instanceof NodeLink ? child.resolve() : child;
    if (node instanceof LeafNode) return this.#isToMove(node) ? this.#copyLeaf(node) : child;
    const left = node.key > this.#start ? this.visit(node.left, low) : node.left;
    const right = this.visit(node.right, node.key);
    if (node.id === 0) {
      node.left = left;
      node.right = right;
      return node;
    }
    if (left === node.left && right === node.right && !this.#isToMove(node)) return child;
    this.orphans.push(node.id);
    const { key, height, size, version, hash } = node;
    return new InnerNode(key, left, right, height, size, version, hash, 0);
  }

  #isToMove({ id }: Node): boolean {
    return id !== 0 && this.#isSparse(id);
  }

  #copyLeaf({ id, key, value, version, hash }: LeafNode): LeafNode {
    this.orphans.push(id);
    return new LeafNode(key, value, version, hash, 0);
  }
}
