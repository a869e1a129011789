import type { ByteString } from "../bytes.ts";
import { InnerNode, leftOf, type Node, rightOf } from "./node.ts";

type Entry = readonly [key: ByteString, value: ByteString];

/**
 * Walks the leaves of a committed version between two keys, reading nodes as it gets to them. The
 * stack holds the inner nodes whose far side is still ahead: as many as the tree is high.
 */
export class TreeRange implements IterableIterator<Entry> {
  readonly #start: ByteString | undefined;
  readonly #end: ByteString | undefined;
  readonly #reverse: boolean;
  readonly #pending: InnerNode[] = [];
  /** The root before the first step. */
  #root: Node | undefined;

  /** @param start included; @param end excluded, in both directions */
  constructor(
    root: Node | undefined,
    start: ByteString | undefined,
    end: ByteString | undefined,
    reverse: boolean,
  ) {
    this.#root = root;
    this.#start = start;
    this.#end = end;
    this.#reverse = reverse;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<Entry, undefined> {
    return this.#reverse ? this.#previous() : this.#following();
  }

  /** Ends the walk early, as `break` in a loop does. */
  return(): IteratorResult<Entry, undefined> {
    return this.#finish();
  }

  #following(): IteratorResult<Entry, undefined> {
    let node = this.#advance();
    while (node) {
      while (node instanceof InnerNode) {
        // Everything on the left is below the node's key.
        const skipsLeft: boolean = this.#start !== undefined && this.#start >= node.key;
        if (!skipsLeft) this.#pending.push(node);
        node = skipsLeft ? rightOf(node) : leftOf(node);
      }
      if (this.#end !== undefined && node.key >= this.#end) break;
      if (this.#start === undefined || node.key >= this.#start) {
        return { done: false, value: [node.key, node.value] };
      }
      node = this.#advance();
    }
    return this.#finish();
  }

  #previous(): IteratorResult<Entry, undefined> {
    let node = this.#advance();
    while (node) {
      while (node instanceof InnerNode) {
        // Everything on the right is at or above the node's key.
        const skipsRight: boolean = this.#end !== undefined && this.#end <= node.key;
        if (!skipsRight) this.#pending.push(node);
        node = skipsRight ? leftOf(node) : rightOf(node);
      }
      if (this.#start !== undefined && node.key < this.#start) break;
      if (this.#end === undefined || node.key < this.#end) {
        return { done: false, value: [node.key, node.value] };
      }
      node = this.#advance();
    }
    return this.#finish();
  }

  /** The next subtree to go down into. */
  #advance(): Node | undefined {
    const root = this.#root;
    if (root) {
      this.#root = undefined;
      return root;
    }
    const parent = this.#pending.pop();
    if (!parent) return undefined;
    return this.#reverse ? leftOf(parent) : rightOf(parent);
  }

  #finish(): IteratorResult<Entry, undefined> {
    this.#root = undefined;
    this.#pending.length = 0;
    return { done: true, value: undefined };
  }
}
