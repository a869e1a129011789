import {
  type CommitmentProof,
  type ExistenceProof,
  HashOp,
  type InnerOp,
  type LeafOp,
  LengthOp,
} from "../../../proto/gen/cosmos/ics23/v1/proofs.ts";
import { type ByteString, concatBytes, stringToBytes, utf8 } from "../bytes.ts";
import type { Sha256String } from "../crypto.ts";
import { StoreFault } from "./fault.ts";
import { appHashLeaf, simpleMerkleRoot, splitPoint, type StoreRoot } from "./merkle.ts";
import { HASH_BYTES, writeHeader } from "./node-hash.ts";
import { InnerNode, type LeafNode, leftOf, type Node, rightOf } from "./node.ts";
import type { ImmutableTree } from "./tree.ts";

const NO_BYTES = new Uint8Array(0);
const HASH_LENGTH = Uint8Array.of(HASH_BYTES);
/** Before the preimage of an inner node of the app hash's tree. */
const SIMPLE_INNER = Uint8Array.of(1);
/** Height, size and version as varints. */
const HEADER_BYTES_MAX = 24;

/** The way to the leaf that a key leads to. */
interface Path {
  /** From the root downwards. */
  readonly inners: readonly InnerNode[];
  readonly leaf: LeafNode;
}

/**
 * The ICS-23 proof (IavlSpec) of what the tree says about a key: that it holds it, or that it does not, which its
 * neighbours prove.
 *
 * Whoever checks it refuses empty values, of the key and of its neighbours alike: ICS-23 knows none.
 *
 * @throws StoreFault for an empty tree, in which nothing can be proved
 * @source github.com/cosmos/iavl v1.2.8 proof_ics23.go
 */
export function proveKey(tree: ImmutableTree, key: ByteString): CommitmentProof {
  const { root } = tree;
  if (!root) throw new StoreFault("an empty tree has no proofs");
  const path = pathTowards(root, key);
  if (path.leaf.key === key) return { proof: { $case: "exist", value: existence(path, key) } };
  // The walk ends at the last key below the one that is looked for, or at the first of all.
  const isFirst = key < path.leaf.key;
  const left = isFirst ? undefined : existence(path, key);
  const next = isFirst ? path : nextPath(root, path, key);
  const right = next && existence(next, next.leaf.key);
  return { proof: { $case: "nonexist", value: { key: stringToBytes(key), left, right } } };
}

function pathTowards(root: Node, key: ByteString): Path {
  const inners: InnerNode[] = [];
  let node = root;
  while (node instanceof InnerNode) {
    inners.push(node);
    node = key < node.key ? leftOf(node) : rightOf(node);
  }
  return { inners, leaf: node };
}

/** The way to the leaf behind the one that `key` leads to; undefined behind the last. */
function nextPath(root: Node, path: Path, key: ByteString): Path | undefined {
  // Its key separates the last subtree that the walk left to its right.
  const turn = path.inners.findLast((inner) => key < inner.key);
  return turn && pathTowards(root, turn.key);
}

/** @param towards the key that the path was walked for: it tells on which side of each node it went on */
function existence({ inners, leaf }: Path, towards: ByteString): ExistenceProof {
  return {
    key: stringToBytes(leaf.key),
    value: stringToBytes(leaf.value),
    leaf: leafOp(header(0, 1, leaf.version)),
    path: inners.map((inner) => iavlStep(inner, towards < inner.key)).reverse(),
  };
}

function leafOp(prefix: Uint8Array): LeafOp {
  return {
    hash: HashOp.SHA256,
    prehashKey: HashOp.NO_HASH,
    prehashValue: HashOp.SHA256,
    length: LengthOp.VAR_PROTO,
    prefix,
  };
}

function iavlStep(inner: InnerNode, isLeft: boolean): InnerOp {
  const start = header(inner.height, inner.size, inner.version);
  if (isLeft) {
    const sibling = concatBytes(HASH_LENGTH, stringToBytes(inner.right.hash));
    return { hash: HashOp.SHA256, prefix: concatBytes(start, HASH_LENGTH), suffix: sibling };
  }
  const sibling = stringToBytes(inner.left.hash);
  const prefix = concatBytes(start, HASH_LENGTH, sibling, HASH_LENGTH);
  return { hash: HashOp.SHA256, prefix, suffix: NO_BYTES };
}

function header(height: number, size: number, version: number): Uint8Array {
  const out = new Uint8Array(HEADER_BYTES_MAX);
  return out.slice(0, writeHeader(out, height, size, version));
}

/**
 * The ICS-23 proof (TendermintSpec) that a store's root is part of the app hash.
 *
 * @param stores all of them, sorted by name as for the app hash
 * @throws StoreFault if none has the name
 * @source cosmossdk.io/store v1.1.2 internal/proofs
 */
export function proveStore(
  stores: readonly StoreRoot[],
  name: string,
  sha256String: Sha256String,
): CommitmentProof {
  const index = stores.findIndex((store) => store.name === name);
  const store = stores[index];
  if (!store) throw new StoreFault(`no store is named ${JSON.stringify(name)}`);
  const leaves = stores.map((one) => appHashLeaf(one.name, one.rootHash, sha256String));
  const value: ExistenceProof = {
    key: utf8(name),
    value: stringToBytes(store.rootHash),
    leaf: leafOp(Uint8Array.of(0)),
    path: simpleSteps(leaves, index, sha256String),
  };
  return { proof: { $case: "exist", value } };
}

/** From the leaf upwards. */
function simpleSteps(
  leaves: readonly Uint8Array[],
  index: number,
  sha256String: Sha256String,
): InnerOp[] {
  const steps: InnerOp[] = [];
  let start = 0;
  let end = leaves.length;
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    const isLeft = index < middle;
    const others = isLeft ? leaves.slice(middle, end) : leaves.slice(start, middle);
    const sibling = stringToBytes(simpleMerkleRoot(others, sha256String));
    steps.push({
      hash: HashOp.SHA256,
      prefix: isLeft ? SIMPLE_INNER : concatBytes(SIMPLE_INNER, sibling),
      suffix: isLeft ? sibling : NO_BYTES,
    });
    if (isLeft) end = middle;
    else start = middle;
  }
  return steps.reverse();
}
