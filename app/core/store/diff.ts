import type { ByteString } from "../bytes.ts";
import { InnerNode, leftOf, type Node, rightOf } from "./node.ts";
import type { ImmutableTree } from "./tree.ts";
import type { Change } from "./types.ts";

/**
 * What changed from an older version of a tree to a newer one, in any order; equal values may be among it. Reads only what
 * the two do not share.
 */
export function* changesBetween(older: ImmutableTree, newer: ImmutableTree): Generator<Change> {
  const shared = new Set<ByteString>();
  // A node that is not younger than the older version is part of it, with all that is below.
  for (const node of walk(newer.root, ({ version }) => version <= older.version)) {
    if (node.version <= older.version) shared.add(node.hash);
    else if (!(node instanceof InnerNode)) yield [node.key, node.value];
  }
  for (const node of walk(older.root, ({ hash }) => shared.has(hash))) {
    if (node instanceof InnerNode || shared.has(node.hash)) continue;
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
