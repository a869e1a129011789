import type { CommitmentProof } from "../../../proto/gen/cosmos/ics23/v1/proofs.ts";
import { bytesToHex, type ByteString, equalBytes, stringToBytes } from "../bytes.ts";
import type { Crypto } from "../crypto.ts";
import { MachineFault } from "../faults.ts";
import { Branch } from "./branch.ts";
import { changesBetween, type StoreLeafChange } from "./diff.ts";
import type { CommitRecord, Database, StoreRecord, StoreUpdate } from "./database.ts";
import {
  GENESIS_STEP_CHANGES,
  OPEN_VERSIONS_MAX,
  PAST_RESIDENT_NODES_MAX,
  RELOCATION_NODES,
  RELOCATION_NODES_PER_CHANGE,
  RESIDENT_NODES_MAX,
} from "./limits.ts";
import { appHash, type StoreRoot } from "./merkle.ts";
import { proveKey, proveStore } from "./proof.ts";
import { Residency } from "./residency.ts";
import { ImmutableTree, MutableTree } from "./tree.ts";

type Block = Pick<CommitRecord, "chainId" | "height" | "timeNs">;

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
  /** Where the next block goes on to free sparse chunks, by store. Lost at a restart, which costs a round at most. */
  readonly #relocated = new Map<string, ByteString>();
  #latest: Version | undefined;
  /** Genesis: the base of the first block. */
  #genesis: Version | undefined;

  /** @param names the stores, in byte order */
  constructor(options: {
    readonly crypto: Crypto;
    readonly database: Database;
    readonly names: readonly string[];
  }) {
    this.#crypto = options.crypto;
    this.#database = options.database;
    this.#names = options.names;
    this.refresh();
  }

  /** The newest committed height; undefined before the first commit. */
  get latest(): Version | undefined {
    return this.#latest;
  }

  /** What the next block builds on: the newest committed height, or genesis before the first commit. */
  get base(): Version | undefined {
    return this.#latest ?? this.#genesis;
  }

  /** Opens the newest height of the database if it is another one: for readers of what somebody else commits. */
  refresh(): void {
    const record = this.#database.latest();
    const isSame = record?.height === this.#latest?.record.height;
    // Told again even of the same height: whether the table of newest values goes with it may have changed.
    if (isSame) this.#setLatest(this.#latest);
    else this.#setLatest(record && this.#openVersion(record, RESIDENT_NODES_MAX));
  }

  /** What changed from a kept height, or from nothing, to what is the newest now. */
  changesSince(height: number | undefined): Iterable<StoreLeafChange> {
    return this.#changesBetween(height === undefined ? undefined : this.at(height), this.#latest);
  }

  *#changesBetween(
    before: Version | undefined,
    after: Version | undefined,
  ): Generator<StoreLeafChange> {
    if (!after) return;
    for (const name of this.#names) {
      const older = before ? storeTree(before.trees, name) : ImmutableTree.empty();
      for (const change of changesBetween(older, storeTree(after.trees, name))) {
        yield [name, change];
      }
    }
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
      version = this.#openVersion(record, PAST_RESIDENT_NODES_MAX);
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

  /**
   * Takes the writes of genesis as the version below the first block. Its nodes are on disk afterwards, but nothing
   * reaches them before that block commits.
   */
  setGenesis(branch: Branch, block: Block): Version {
    const steps = this.setGenesisInSteps(branch, block);
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) return step.value;
    }
  }

  /** As {@link setGenesis}, in steps of some milliseconds, between which others may run. */
  *setGenesisInSteps(branch: Branch, block: Block): Generator<undefined, Version> {
    this.#genesis = undefined;
    this.#database.clear();
    const trees = new Map<string, ImmutableTree>();
    const stores: StoreRecord[] = [];
    for (const name of this.#names) {
      const working = this.#workingTree(this.#emptyTree(name), block.height);
      let count = 0;
      for (const [key, value] of branch.walkChanges(name)) {
        if (value !== undefined) working.set(key, value);
        if (++count % GENESIS_STEP_CHANGES === 0) yield undefined;
      }
      const sink = this.#database.stage(name);
      const sealed = yield* working.finishInSteps(1, (node) => {
        sink.take(node);
      });
      sink.end();
      trees.set(name, sealed.tree);
      stores.push({ name, rootId: sealed.rootId, nextId: sealed.nextId });
    }
    this.#genesis = { record: { ...block, appHash: this.#appHash(trees), stores }, trees };
    return this.#genesis;
  }

  /**
   * The version that the branch's writes make. Nothing is kept of it until {@link commit}; the branch must be over
   * {@link base}.
   */
  prepare(branch: Branch, block: Block): Candidate {
    const { base } = this;
    const trees = new Map<string, ImmutableTree>();
    const updates: StoreUpdate[] = [];
    const stores = this.#names.map((name): StoreRecord => {
      const before = base?.record.stores.find((store) => store.name === name);
      const baseTree = base ? storeTree(base.trees, name) : this.#emptyTree(name);
      const working = this.#workingTree(baseTree, block.height);
      const changes = branch.changes(name);
      working.apply(changes);
      this.#relocate(name, working, changes.length);
      const { tree, nodes, orphans, rootId, nextId } = working.finish(before?.nextId ?? 1);
      trees.set(name, tree);
      updates.push({ name, nodes, orphans, changes });
      return { name, rootId, nextId };
    });
    return { record: { ...block, appHash: this.#appHash(trees), stores }, trees, updates };
  }

  /** Makes the candidate durable, then the newest version. */
  commit(candidate: Candidate): void {
    this.#database.commit(candidate.record, candidate.updates);
    this.#setLatest({ record: candidate.record, trees: candidate.trees });
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

  #workingTree(base: ImmutableTree, height: number): MutableTree {
    return new MutableTree(base, height, this.#crypto.sha256String);
  }

  #relocate(name: string, working: MutableTree, changes: number): void {
    if (changes === 0) return;
    const isSparse = this.#database.sparseNodes(name);
    if (!isSparse) return;
    const start = this.#relocated.get(name) ?? "";
    const nodesMax = RELOCATION_NODES + RELOCATION_NODES_PER_CHANGE * changes;
    this.#relocated.set(name, working.relocate({ start, nodesMax, isSparse }));
  }

  /** The table of newest values goes with the newest version alone. */
  #setLatest(version: Version | undefined): void {
    for (const name of this.#names) {
      const before = this.#latest?.trees.get(name);
      if (before) before.latestValue = undefined;
      const now = version?.trees.get(name);
      if (now) now.latestValue = this.#database.latestValue(name);
    }
    this.#latest = version;
  }

  #openVersion(record: CommitRecord, residentNodesMax: number): Version {
    const trees = new Map<string, ImmutableTree>();
    for (const { name, rootId } of record.stores) {
      trees.set(name, this.#load(name, rootId, record.height, residentNodesMax));
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
          `the database is damaged, restore it from a snapshot or another node`,
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
    return new Map(this.#names.map((name) => [name, this.#emptyTree(name)]));
  }

  #emptyTree(name: string): ImmutableTree {
    return this.#load(name, 0, 0, RESIDENT_NODES_MAX);
  }

  #load(name: string, rootId: number, version: number, residentNodesMax: number): ImmutableTree {
    return ImmutableTree.load({
      source: this.#database.nodes(name),
      rootId,
      version,
      sha256: this.#crypto.sha256String,
      residency: new Residency(residentNodesMax),
    });
  }
}

function storeTree(trees: ReadonlyMap<string, ImmutableTree>, name: string): ImmutableTree {
  const tree = trees.get(name);
  if (!tree) throw new MachineFault(`no store is named ${JSON.stringify(name)}`);
  return tree;
}
