import { type ByteString, stringToBytes } from "../bytes.ts";
import type { Sha256String } from "../crypto.ts";
import type { CommitRecord } from "./database.ts";
import { StoreFault } from "./fault.ts";
import { appHash } from "./merkle.ts";
import { EMPTY_HASH, NodeHasher } from "./node-hash.ts";
import { InnerNode, LeafNode, type Node } from "./node.ts";
import type { VersionSink } from "./snapshot.ts";

/** Computes what a version hashes to and keeps nothing of it but one path: for checking a snapshot without restoring it. */
export class VersionHasher implements VersionSink {
  readonly #sha256: Sha256String;
  readonly #hasher: NodeHasher;
  readonly #subtrees = new Map<string, Node[]>();

  constructor(sha256: Sha256String) {
    this.#sha256 = sha256;
    this.#hasher = new NodeHasher(sha256);
  }

  leaf(store: string, key: ByteString, value: ByteString, version: number): void {
    const leaf = new LeafNode(key, value, version, "", 0);
    const hash = this.#hasher.leaf(leaf);
    this.#of(store).push(new LeafNode("", "", version, hash, 0));
  }

  inner(store: string, height: number, version: number): void {
    const subtrees = this.#of(store);
    const right = subtrees.pop();
    const left = subtrees.pop();
    if (!left || !right) throw new StoreFault(`store "${store}": a parent without two subtrees`);
    const size = left.size + right.size;
    const hash = this.#hasher.inner(new InnerNode("", left, right, height, size, version, "", 0));
    // Without its children, which would keep the whole tree.
    const none = new LeafNode("", "", version, "", 0);
    subtrees.push(new InnerNode("", none, none, height, size, version, hash, 0));
  }

  finish(
    block: Pick<CommitRecord, "chainId" | "height" | "timeNs">,
    storeNames: readonly string[],
  ): CommitRecord {
    const roots = storeNames.map((name) => {
      const [root, ...others] = this.#of(name);
      if (others.length > 0) throw new StoreFault(`store "${name}": subtrees without a parent`);
      return { name, rootHash: root?.hash ?? EMPTY_HASH };
    });
    const { chainId, height, timeNs } = block;
    return {
      chainId,
      height,
      timeNs,
      appHash: stringToBytes(appHash(roots, this.#sha256)),
      stores: storeNames.map((name) => ({ name, rootId: 0, nextId: 1 })),
    };
  }

  #of(store: string): Node[] {
    let subtrees = this.#subtrees.get(store);
    if (!subtrees) this.#subtrees.set(store, (subtrees = []));
    return subtrees;
  }
}
