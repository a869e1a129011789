import type { ByteString } from "../bytes.ts";
import { InnerNode, leftOf, type Node, rightOf } from "./node.ts";
import type { ImmutableTree } from "./tree.ts";

/** A key whose leaf is another one, with the leaf's id; undefined if there is none any more. */
export type LeafChange = readonly [key: ByteString, id: number | undefined];

export type StoreLeafChange = readonly [store: string, change: LeafChange];

/**
 * Leaves that came, went or were moved from an older version of a tree to a newer one, in any order. Reads only what the two
 * do not share.
 */
export function* changesBetween(older: ImmutableTree, newer: ImmutableTree): Generator<LeafChange> {
  // Ids count up, and a root has the highest of its version: what has a lower one is the older version's, with all below it.
  const last = older.root?.id ?? 0;
  const shared = new Set<number>();
  for (const node of walk(newer.root, ({ id }) => id <= last)) {
    if (node.id <= last) shared.add(node.id);
    else if (!(node instanceof InnerNode)) yield [node.key, node.id];
  }
  for (const node of walk(older.root, ({ id }) => shared.has(id))) {
    if (node instanceof InnerNode || shared.has(node.id)) continue;
    if (!newer.has(node.key)) yield [node.key, undefined];
  }
}

/** Every node down to those that `isEnd` names, these included. */
function* walk(root: Node | undefined, isEnd: (node: Node) => boolean): Generator<Node> {
  const open: Node[] = root ? [root] : [];
  for (let node = open.pop(); node; node = open.pop()) {
    yield node;
    if (node instanceof InnerNode && !isEnd(node)) open.push(rightOf(node), leftOf(node));
  }
}
