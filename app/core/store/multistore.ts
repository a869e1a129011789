import type { CommitmentProof } from "../../../proto/gen/cosmos/ics23/v1/proofs.ts";
import { bytesToHex, type ByteString, equalBytes, stringToBytes } from "../bytes.ts";
import type { Crypto } from "../crypto.ts";
import { MachineFault } from "../faults.ts";
import { Branch } from "./branch.ts";
import type { CommitRecord, Database, StoreUpdate } from "./database.ts";
import { appHash, type StoreRoot } from "./merkle.ts";
import { proveKey, proveStore } from "./proof.ts";
import { ImmutableTree, MutableTree } from "./tree.ts";

/** Past heights whose trees stay opened for queries; older ones are opened again when asked for. */
const OPEN_VERSIONS_MAX = 8;

/** A committed height: never changes, safe to read while later heights are made. */
export interface Version {
  readonly record: CommitRecord;
  readonly trees: ReadonlyMap<string, ImmutableTree>;
}

/** A block's outcome that is not committed yet. */
export interface Candidate extends Version {
  readonly updates: readonly StoreUpdate[];
}

/** The state of a chain: one tree a store, versioned by height, in a database. */
export class Multistore {
  readonly #crypto: Crypto;
  readonly #database: Database;
  readonly #names: readonly string[];
  readonly #open = new Map<number, Version>();
  #latest: Version | undefined;
  /** Genesis: the base of the first block, which commits it along with itself. */
  #genesis: Candidate | undefined;

  /** @param names the stores, in byte order */
  constructor(options: {
    readonly crypto: Crypto;
    readonly database: Database;
    readonly names: readonly string[];
  }) {
    this.#crypto = options.crypto;
    this.#database = options.database;
    this.#names = options.names;
    const record = this.#database.latest();
    this.#latest = record && this.#openVersion(record);
  }

  /** The newest committed height; undefined before the first commit. */
  get latest(): Version | undefined {
    return this.#latest;
  }

  /** What the next block builds on: the newest committed height, or genesis before the first commit. */
  get base(): Version | undefined {
    return this.#latest ?? this.#genesis;
  }

  /** A committed height; undefined if it is in the future or no longer kept. */
  at(height: number): Version | undefined {
    if (height === this.#latest?.record.height) return this.#latest;
    // Asked first: of a height that is no longer kept, what an opened tree has not read yet is gone.
    const record = this.#database.at(height);
    if (!record) {
      this.#open.delete(height);
      return undefined;
    }
    let version = this.#open.get(height);
    if (!version) {
      version = this.#openVersion(record);
      if (this.#open.size >= OPEN_VERSIONS_MAX) this.#open.clear();
      this.#open.set(height, version);
    }
    return version;
  }

  /** A fresh branch over {@link base}; over empty stores if there is none. */
  branch(): Branch {
    return new Branch(this.base?.trees ?? this.#emptyTrees());
  }

  /** A branch over empty stores, whatever genesis there was before: for genesis. */
  emptyBranch(): Branch {
    return new Branch(this.#emptyTrees());
  }

  /** Takes the writes of genesis as the version below the first block. Nothing is on disk until that block commits. */
  setGenesis(
    branch: Branch,
    block: Pick<CommitRecord, "chainId" | "height" | "timeNs">,
  ): Candidate {
    this.#genesis = undefined;
    this.#genesis = this.prepare(branch, block);
    return this.#genesis;
  }

  /**
   * The version that the branch's writes make. Nothing is kept of it until {@link commit}; the branch must be over
   * {@link base}.
   */
  prepare(branch: Branch, block: Pick<CommitRecord, "chainId" | "height" | "timeNs">): Candidate {
    const base = this.base;
    const baseTrees = base?.trees ?? this.#emptyTrees();
    const trees = new Map<string, ImmutableTree>();
    const updates: StoreUpdate[] = [];
    const stores = this.#names.map((name) => {
      const before = base?.record.stores.find((store) => store.name === name);
      const working = new MutableTree(
        storeTree(baseTrees, name),
        block.height,
        this.#crypto.sha256String,
      );
      working.apply(branch.changes(name));
      const { tree, nodes, orphans, rootId, nextId } = working.finish(before?.nextId ?? 1);
      trees.set(name, tree);
      updates.push({ name, nodes, orphans });
      return { name, rootId, nextId };
    });
    return { record: { ...block, appHash: this.#appHash(trees), stores }, trees, updates };
  }

  /** Makes the candidate durable, then the newest version. */
  commit(candidate: Candidate): void {
    const genesis = this.#latest ? undefined : this.#genesis;
    const updates = genesis ? mergeUpdates(genesis.updates, candidate.updates) : candidate.updates;
    this.#database.commit(candidate.record, updates);
    this.#latest = { record: candidate.record, trees: candidate.trees };
    this.#genesis = undefined;
  }

  /**
   * The proof of a key, present or absent, against the store's root, and that of the root against the version's app hash.
   *
   * @throws MachineFault if there is no such store or it is empty
   */
  prove(version: Version, name: string, key: ByteString): [CommitmentProof, CommitmentProof] {
    const roots = this.#roots(version.trees);
    const tree = storeTree(version.trees, name);
    return [proveKey(tree, key), proveStore(roots, name, this.#crypto.sha256String)];
  }

  #openVersion(record: CommitRecord): Version {
    const trees = new Map<string, ImmutableTree>();
    for (const { name, rootId } of record.stores) {
      trees.set(name, this.#load(name, rootId, record.height));
    }
    for (const name of this.#names) {
      if (!trees.has(name)) {
        throw new MachineFault(`height ${record.height} has no store ${JSON.stringify(name)}`);
      }
    }
    // Every node below a root is checked against its parent as it is read; this checks the roots.
    if (!equalBytes(this.#appHash(trees), record.appHash)) {
      throw new MachineFault(
        `the roots of height ${record.height} do not give its app hash ${bytesToHex(record.appHash)}; ` +
          `the database is damaged: restore it or start the node from empty data`,
      );
    }
    return { record, trees };
  }

  #appHash(trees: ReadonlyMap<string, ImmutableTree>): Uint8Array {
    return stringToBytes(appHash(this.#roots(trees), this.#crypto.sha256String));
  }

  #roots(trees: ReadonlyMap<string, ImmutableTree>): StoreRoot[] {
    return this.#names.map((name) => ({ name, rootHash: storeTree(trees, name).rootHash() }));
  }

  #emptyTrees(): ReadonlyMap<string, ImmutableTree> {
    return new Map(this.#names.map((name) => [name, this.#load(name, 0, 0)]));
  }

  #load(name: string, rootId: number, version: number): ImmutableTree {
    const source = this.#database.nodes(name);
    return ImmutableTree.load({ source, rootId, version, sha256: this.#crypto.sha256String });
  }
}

/**
 * Genesis and the first block as one: genesis alone is never on disk, so what the first block leaves behind of it is not
 * written either.
 */
function mergeUpdates(
  genesis: readonly StoreUpdate[],
  first: readonly StoreUpdate[],
): readonly StoreUpdate[] {
  return first.map(({ name, nodes, orphans }) => {
    const gone = new Set(orphans);
    const before = genesis.find((update) => update.name === name)?.nodes ?? [];
    return { name, nodes: [...before.filter(({ id }) => !gone.has(id)), ...nodes], orphans: [] };
  });
}

function storeTree(trees: ReadonlyMap<string, ImmutableTree>, name: string): ImmutableTree {
  const tree = trees.get(name);
  if (!tree) throw new MachineFault(`no store is named ${JSON.stringify(name)}`);
  return tree;
}
