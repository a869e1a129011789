import type { ConsensusParams } from "../../proto/gen/tendermint/types/params.ts";
import type { App } from "./app.ts";
import type { Crypto } from "./crypto.ts";
import { CoreError } from "./errors.ts";
import type { Event } from "./events.ts";
import { type BlockInfo, type BugReport, Execution, type TxResult } from "./execution.ts";
import { MachineFault } from "./faults.ts";
import { toSafeNumber } from "./integers.ts";
import { JsonValue } from "./json.ts";
import { type Proposal, proposalSize, type ProposalVerdict } from "./proposal.ts";
import { type QueryRequest, type QueryResponse, QueryRouter } from "./query.ts";
import type { GenesisValidator } from "./module.ts";
import { Branch } from "./store/branch.ts";
import type { CommitRecord, Database } from "./store/database.ts";
import type { StoreLeafChange } from "./store/diff.ts";
import { type Candidate, Multistore, type Version } from "./store/multistore.ts";

export interface Genesis {
  readonly chainId: string;
  /** Height of the first block, ≥ 1. */
  readonly initialHeight: bigint;
  /** Nanoseconds since the Unix epoch. */
  readonly timeNs: bigint;
  /** The parsed `app_state`. */
  readonly state: unknown;
  readonly consensusParams: ConsensusParams;
  /** Who validates the first block. */
  readonly validators: readonly GenesisValidator[];
}

export interface BlockResult {
  /** One for each transaction of the block, in order. */
  readonly txs: readonly TxResult[];
  /** Events of the hooks. */
  readonly events: readonly Event[];
  /** 32 bytes. */
  readonly appHash: Uint8Array;
}

/** @source cosmos-sdk baseapp: the `mode` attribute of a block's events */
const HOOKS = { beginBlock: "BeginBlock", endBlock: "EndBlock" } as const;

/**
 * The state machine: turns blocks into state, and says what it thinks of transactions, proposals and queries. Synchronous;
 * a function of the committed state and the request alone. Only {@link commit} reaches the disk.
 */
export class Executor {
  readonly #app: App;
  readonly #crypto: Crypto;
  readonly #report: BugReport;
  readonly #execution: Execution;
  #store: Multistore;
  #queries: QueryRouter;
  #candidate: Candidate | undefined;
  /** What the mempool's transactions have written in CheckTx since the last commit. */
  #check: Branch | undefined;

  constructor(options: {
    readonly app: App;
    readonly crypto: Crypto;
    readonly database: Database;
    readonly report: BugReport;
  }) {
    const { app, crypto, database, report } = options;
    this.#app = app;
    this.#crypto = crypto;
    this.#report = report;
    this.#execution = new Execution(app, crypto, report);
    this.#store = this.#openStore(database);
    this.#queries = this.#openQueries();
    this.#readSettings();
  }

  /** Goes on with the state of another database, as after a restart: for one that was restored from a snapshot. */
  reload(database: Database): void {
    this.#store = this.#openStore(database);
    this.#queries = this.#openQueries();
    this.#candidate = undefined;
    this.#check = undefined;
    this.#readSettings();
  }

  /** The last committed height; undefined before the first commit. */
  get committed(): CommitRecord | undefined {
    return this.#store.latest?.record;
  }

  /**
   * Takes a new chain's genesis into memory; the first block commits it. May be called again before that.
   *
   * @returns the app hash of genesis, which the first header carries
   * @throws ChainError that says what is wrong with the genesis, and where
   */
  initChain(genesis: Genesis): Uint8Array {
    const { chainId, initialHeight, timeNs } = genesis;
    if (this.committed) {
      throw CoreError.invalidRequest(
        `the chain is at height ${this.committed.height}, expected no state; clear the data folder`,
      );
    }
    const block = { chainId, height: initialHeight, timeNs };
    const branch = this.#store.emptyBranch();
    const context = () => this.#execution.context(branch, block, "genesis");
    this.#app.settings.setConsensusParams(context(), genesis.consensusParams);
    const state = new JsonValue(genesis.state, "app_state").object();
    for (const { name, initGenesis, defaultGenesis } of this.#app.modules) {
      if (!initGenesis) continue;
      const part = state.optional(name) ?? new JsonValue(defaultGenesis?.(), `app_state.${name}`);
      initGenesis(context(), part, genesis.validators);
      // The module that keeps the chain's settings comes first, so that the others can read addresses.
      this.#execution.settings(branch, block);
    }
    state.end();
    const height = toSafeNumber(initialHeight, "initial height") - 1;
    this.#check = undefined;
    this.#candidate = undefined;
    return this.#store.setGenesis(branch, { chainId, height, timeNs }).record.appHash;
  }

  /** Admission to the mempool. What admitted transactions write stays visible to later ones until the next commit. */
  checkTx(bytes: Uint8Array, recheck: boolean): TxResult {
    const base = this.#baseRecord();
    const branch = (this.#check ??= this.#store.branch());
    const block = { ...this.#blockOf(base), height: BigInt(base.height) + 1n };
    const result = this.#execution.run(branch, block, recheck ? "recheck" : "check", bytes);
    branch.keep();
    return result;
  }

  /**
   * Chooses the transactions of a proposal: in the order given, without those that other nodes would refuse, within the
   * limits of bytes and gas.
   *
   * @param proposal.bytesMax CometBFT's `max_tx_bytes`
   */
  prepareProposal(proposal: Proposal & { readonly bytesMax: number }): Uint8Array[] {
    const block = this.#blockOf(proposal);
    const branch = this.#store.branch();
    const { blockGasMax } = this.#execution.settings(branch, block);
    const chosen: Uint8Array[] = [];
    let bytesSum = 0;
    let gasSum = 0n;
    for (const bytes of proposal.txs) {
      const size = proposalSize(bytes);
      if (bytesSum + size > proposal.bytesMax) continue;
      const mark = branch.mark();
      const { code, gasWanted } = this.#execution.run(branch, block, "prepare", bytes);
      if (code !== 0) continue;
      if (blockGasMax !== undefined && gasSum + gasWanted > blockGasMax) {
        branch.revertTo(mark);
        continue;
      }
      chosen.push(bytes);
      bytesSum += size;
      gasSum += gasWanted;
    }
    return chosen;
  }

  /**
   * Judges a proposal: every transaction must be well-formed and pass the ante steps on the last committed state, and all
   * together must keep to the block's gas. So nobody can fill blocks with what does not pay.
   */
  processProposal(proposal: Proposal): ProposalVerdict {
    const block = this.#blockOf(proposal);
    const branch = this.#store.branch();
    const { blockGasMax } = this.#execution.settings(branch, block);
    let gasSum = 0n;
    for (const [index, bytes] of proposal.txs.entries()) {
      const { code, log, gasWanted } = this.#execution.run(branch, block, "process", bytes);
      if (code !== 0) return { accept: false, reason: `tx ${index}: ${log}` };
      gasSum += gasWanted;
      if (blockGasMax !== undefined && gasSum > blockGasMax) {
        return { accept: false, reason: `tx ${index}: gas ${gasSum} is over ${blockGasMax}` };
      }
    }
    return { accept: true };
  }

  /** Executes a decided block. Starts from the last committed state whatever was executed before; nothing is on disk yet. */
  finalizeBlock(decided: Proposal): BlockResult {
    const block = this.#blockOf(decided);
    const branch = this.#store.branch();
    const events = this.#runHooks("beginBlock", branch, block);
    const txs = decided.txs.map((bytes) => {
      const result = this.#execution.run(branch, block, "finalize", bytes);
      branch.keep();
      return result;
    });
    events.push(...this.#runHooks("endBlock", branch, block));
    const { chainId, timeNs } = block;
    const height = toSafeNumber(block.height, "height");
    this.#candidate = this.#store.prepare(branch, { chainId, height, timeNs });
    return { txs, events, appHash: this.#candidate.record.appHash };
  }

  /** Makes the block of the last {@link finalizeBlock} durable, then visible. @throws what must stop the node */
  commit(): CommitRecord {
    const candidate = this.#candidate;
    if (!candidate) throw new MachineFault("commit without a finalized block");
    this.#store.commit(candidate);
    this.#candidate = undefined;
    this.#check = undefined;
    this.#readSettings();
    return candidate.record;
  }

  /** Answers from committed state. A bad request is answered with a code. @throws what must stop the node */
  query(request: QueryRequest): QueryResponse {
    return this.#queries.answer(request);
  }

  /** Takes up what another executor has committed to the same database. The one that commits never calls it. */
  refresh(): void {
    const before = this.committed?.height;
    this.#store.refresh();
    if (this.committed?.height !== before) this.#readSettings();
  }

  /**
   * A committed state as the `app_state` of a genesis that makes the same state.
   *
   * @param height the newest unless given
   * @throws CoreError.invalidHeight if the height is not kept
   */
  exportState(height?: number): Readonly<Record<string, unknown>> {
    const state: Record<string, unknown> = {};
    for (const [name, part] of this.exportModules(height)) state[name] = part;
    return state;
  }

  /** As {@link exportState}, a module at a time: one module's state is in memory at once. */
  *exportModules(height?: number): Generator<readonly [name: string, state: unknown]> {
    const version = this.#kept(height ?? this.#baseRecord().height);
    const ctx = this.#execution.context(
      new Branch(version.trees),
      this.#blockOf(version.record),
      "query",
    );
    for (const { name, exportGenesis } of this.#app.modules) {
      if (exportGenesis) yield [name, exportGenesis(ctx)];
    }
  }

  /** What changed from a kept height, or from nothing, to what is the newest now. */
  changesSince(height: number | undefined): Iterable<StoreLeafChange> {
    return this.#store.changesSince(height);
  }

  #kept(height: number): Version {
    const base = this.#store.base;
    const version = base?.record.height === height ? base : this.#store.at(height);
    if (version) return version;
    throw CoreError.invalidHeight(
      `height ${height} is not kept by this node, whose newest is ${this.#baseRecord().height}`,
    );
  }

  #openStore(database: Database): Multistore {
    return new Multistore({ crypto: this.#crypto, database, names: this.#app.storeNames });
  }

  #openQueries(): QueryRouter {
    return new QueryRouter({
      app: this.#app,
      execution: this.#execution,
      store: this.#store,
      report: this.#report,
    });
  }

  /** Of the newest committed height. */
  #readSettings(): void {
    const record = this.committed;
    if (record) this.#execution.settings(this.#store.branch(), this.#blockOf(record));
  }

  #runHooks(hook: keyof typeof HOOKS, branch: Branch, block: BlockInfo): Event[] {
    const mode = ["mode", HOOKS[hook]] as const;
    return this.#app.modules.flatMap((module) => {
      const ctx = this.#execution.context(branch, block, "block");
      module[hook]?.(ctx);
      branch.keep();
      return ctx.events.all.map(({ type, attributes }) => ({
        type,
        attributes: [...attributes, mode],
      }));
    });
  }

  #baseRecord(): CommitRecord {
    const record = this.#store.base?.record;
    if (!record) throw new MachineFault("a request before genesis");
    return record;
  }

  #blockOf({ height, timeNs }: { height: bigint | number; timeNs: bigint }): BlockInfo {
    return { chainId: this.#baseRecord().chainId, height: BigInt(height), timeNs };
  }
}
