import { CommitmentProof } from "../../proto/gen/cosmos/ics23/v1/proofs.ts";
import type { Claim, ProofOp } from "../../app/client/proof.ts";
import { verifyAbsence, verifyMembership } from "../../app/client/proof.ts";
import { type ByteString, stringToBytes, utf8 } from "../../app/core/bytes.ts";
import { appHash } from "../../app/core/store/merkle.ts";
import { proveKey, proveStore } from "../../app/core/store/proof.ts";
import { ImmutableTree, MutableTree } from "../../app/core/store/tree.ts";
import type { Change } from "../../app/core/store/types.ts";
import { sha256String } from "./memory-nodes.ts";

/** What a node answers to a query with a proof, and the state that it was asked of. */
export interface Proven {
  readonly claim: Claim;
  /** Undefined if the key is absent. */
  readonly value: Uint8Array | undefined;
  readonly ops: readonly ProofOp[];
}

/** A tree of as many versions as there are blocks, each a sorted list of writes. */
export function growTree(blocks: readonly (readonly Change[])[]): ImmutableTree {
  return blocks.reduce((tree, changes, i) => {
    const working = new MutableTree(tree, i + 1, sha256String);
    working.apply(changes);
    return working.finish(1).tree;
  }, ImmutableTree.empty());
}

/** As a node proves it. The other stores of the app hash are made up. */
export function prove(tree: ImmutableTree, key: ByteString, store = "kv"): Proven {
  const others = ["acc", "bank", "zone"].map((name) => ({ name, rootHash: name.padEnd(32, ".") }));
  const stores = [...others, { name: store, rootHash: tree.rootHash() }];
  stores.sort((a, b) => (a.name < b.name ? -1 : 1));
  const value = tree.get(key);
  return {
    claim: {
      appHash: stringToBytes(appHash(stores, sha256String)),
      store,
      key: stringToBytes(key),
    },
    value: value === undefined ? undefined : stringToBytes(value),
    ops: [
      { type: "ics23:iavl", key: stringToBytes(key), data: encodeProof(proveKey(tree, key)) },
      {
        type: "ics23:simple",
        key: utf8(store),
        data: encodeProof(proveStore(stores, store, sha256String)),
      },
    ],
  };
}

export function encodeProof(proof: CommitmentProof): Uint8Array {
  return CommitmentProof.encode(proof).finish();
}

/** @param bit from 0, below 8 times the length */
export function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice();
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

/** As a reader checks it. @throws ProofInvalid */
export function verify({ claim, value, ops }: Proven): void {
  if (value === undefined) verifyAbsence(claim, ops);
  else verifyMembership(claim, value, ops);
}
