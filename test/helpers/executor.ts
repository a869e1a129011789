import { ConsensusParams } from "../../proto/gen/tendermint/types/params.ts";
import { QueryDefinition as AuthQuery } from "../../proto/gen/cosmos/auth/v1beta1/query.ts";
import { BaseAccount } from "../../proto/gen/cosmos/auth/v1beta1/auth.ts";
import { QueryDefinition as BankQuery } from "../../proto/gen/cosmos/bank/v1beta1/query.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import { buildApp } from "../../app/app.ts";
import { type App, defaultState } from "../../app/core/app.ts";
import type { Crypto } from "../../app/core/crypto.ts";
import { ChainError } from "../../app/core/errors.ts";
import { type BlockResult, Executor, type Genesis } from "../../app/core/executor.ts";
import { MachineFault } from "../../app/core/faults.ts";
import type { GenesisValidator } from "../../app/core/module.ts";
import type {
  MethodDefinition,
  RequestOf,
  ResponseOf,
  ServiceDefinition,
} from "../../app/core/protobuf.ts";
import type {
  CommitRecord,
  Database,
  NodeSink,
  StoreUpdate,
} from "../../app/core/store/database.ts";
import type { NodeSource } from "../../app/core/store/record.ts";
import { crypto } from "./context.ts";
import { CHAIN_ID, createSigner, type Signer, signTx, type TxOptions } from "./tx.ts";

/** A database in memory by the rules of the real one: what no kept height reaches is gone. */
export class MemoryDatabase implements Database {
  readonly #keepHeights: number;
  readonly #records = new Map<number, CommitRecord>();
  readonly #orphans = new Map<number, readonly StoreUpdate[]>();
  readonly #nodes = new Map<string, Map<number, Uint8Array>>();
  #latest: CommitRecord | undefined;

  constructor(keepHeights = 100) {
    this.#keepHeights = keepHeights;
  }

  latest(): CommitRecord | undefined {
    return this.#latest;
  }

  at(height: number): CommitRecord | undefined {
    return this.#records.get(height);
  }

  nodes(store: string): NodeSource {
    return { store, read: (id) => this.#table(store).get(id) };
  }

  clear(): void {
    this.#nodes.clear();
  }

  stage(store: string): NodeSink {
    const table = this.#table(store);
    return {
      take: ({ id, record }) => table.set(id, record.slice()),
      end: () => undefined,
    };
  }

  sparseNodes(): undefined {
    return undefined;
  }

  latestValue(): undefined {
    return undefined;
  }

  commit(record: CommitRecord, updates: readonly StoreUpdate[]): void {
    if (this.#latest && record.height !== this.#latest.height + 1) {
      throw new MachineFault(`commit of height ${record.height} on ${this.#latest.height}`);
    }
    for (const { name, nodes } of updates) {
      for (const node of nodes) this.#table(name).set(node.id, node.record.slice());
    }
    this.#orphans.set(record.height, updates);
    this.#records.set(record.height, record);
    this.#latest = record;
    const pruned = record.height - this.#keepHeights;
    if (!this.#records.delete(pruned)) return;
    for (const { name, orphans } of this.#orphans.get(pruned + 1) ?? []) {
      for (const id of orphans) this.#table(name).delete(id);
    }
  }

  #table(store: string): Map<number, Uint8Array> {
    let table = this.#nodes.get(store);
    if (!table) this.#nodes.set(store, (table = new Map<number, Uint8Array>()));
    return table;
  }
}

export const alice = createSigner("alice");
export const bob = createSigner("bob");
export const carol = createSigner("carol");
/** In genesis, in this order, so that an account's number is its place. */
export const PEOPLE: readonly Signer[] = [alice, bob, carol];
export const FUNDS = 1_000_000_000n;

export const VALIDATORS: readonly GenesisValidator[] = [1, 2].map((one) => ({
  publicKey: new Uint8Array(32).fill(one),
  power: BigInt(10 * one),
}));

const START_NS = 1_700_000_000_000_000_000n;

export function blockTime(height: bigint): bigint {
  return START_NS + height * 1_000_000_000n;
}

/** The genesis state of a chain on which everybody has funds. */
export function genesisState(
  app: App,
  overrides: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const state = JSON.parse(JSON.stringify(defaultState(app))) as Record<string, object>;
  return {
    ...state,
    auth: {
      ...state["auth"],
      accounts: PEOPLE.map(({ address }, i) => ({
        "@type": "/cosmos.auth.v1beta1.BaseAccount",
        address,
        pub_key: null,
        account_number: String(i),
        sequence: "0",
      })),
    },
    bank: {
      ...state["bank"],
      balances: PEOPLE.map(({ address }) => ({
        address,
        coins: [{ denom: "ulaz", amount: FUNDS.toString() }],
      })),
    },
    ...overrides,
  };
}

export interface ChainOptions {
  readonly app?: App;
  readonly crypto?: Crypto;
  readonly database?: Database;
  readonly nodeMinGasPrice?: string;
  /** CometBFT's `block.max_gas`; unlimited if absent. */
  readonly blockGasMax?: bigint;
  readonly state?: Readonly<Record<string, unknown>>;
}

/** A query that was answered with a code. */
export class QueryError extends ChainError {}

/** An executor with what a test needs around it: blocks one after the other, signed transactions, typed queries. */
export class TestChain {
  readonly app: App;
  readonly executor: Executor;
  /** What was reported as a bug. */
  readonly reports: { readonly error: unknown; readonly where: string }[] = [];
  readonly #sequences = new Map<string, bigint>();

  constructor(options: ChainOptions = {}) {
    this.app = options.app ?? buildApp({ nodeMinGasPrice: options.nodeMinGasPrice ?? "0" });
    this.executor = new Executor({
      app: this.app,
      crypto: options.crypto ?? crypto,
      database: options.database ?? new MemoryDatabase(),
      report: (error, where) => this.reports.push({ error, where }),
    });
  }

  /** A chain that has its genesis and its first block. */
  static start(options: ChainOptions = {}): TestChain {
    const chain = new TestChain(options);
    chain.executor.initChain(chain.genesis(options));
    chain.block();
    return chain;
  }

  genesis(options: Pick<ChainOptions, "state" | "blockGasMax"> = {}): Genesis {
    const maxGas = options.blockGasMax ?? -1n;
    return {
      chainId: CHAIN_ID,
      initialHeight: 1n,
      timeNs: START_NS,
      state: options.state ?? genesisState(this.app),
      consensusParams: ConsensusParams.fromPartial({ block: { maxBytes: 1_048_576n, maxGas } }),
      validators: VALIDATORS,
    };
  }

  /** The height of the next block. */
  get next(): bigint {
    return BigInt(this.executor.committed?.height ?? 0) + 1n;
  }

  proposal(txs: readonly Uint8Array[] = []) {
    return { height: this.next, timeNs: blockTime(this.next), txs };
  }

  /** Finalizes and commits the next block. */
  block(txs: readonly Uint8Array[] = []): BlockResult {
    const result = this.executor.finalizeBlock(this.proposal(txs));
    this.executor.commit();
    return result;
  }

  /** A transaction with the signer's number, and the sequence after the last one that was made here. */
  tx(signer: Signer, messages: readonly Any[], options: Partial<TxOptions> = {}): Uint8Array {
    const sequence = options.sequence ?? this.#sequences.get(signer.address) ?? 0n;
    if (options.sequence === undefined) this.#sequences.set(signer.address, sequence + 1n);
    const accountNumber = BigInt(PEOPLE.findIndex(({ address }) => address === signer.address));
    return signTx(signer, messages, { accountNumber, ...options, sequence });
  }

  /** @throws QueryError if it is answered with a code */
  ask<M extends MethodDefinition>(
    service: ServiceDefinition,
    method: M,
    request: RequestOf<M>,
    height = 0n,
  ): ResponseOf<M> {
    const answer = this.executor.query({
      path: `/${service.fullName}/${method.name}`,
      data: method.requestType.encode(request).finish(),
      height,
      prove: false,
    });
    if (answer.code !== 0) throw new QueryError(answer.codespace, answer.code, answer.log);
    return method.responseType.decode(answer.value) as ResponseOf<M>;
  }

  balance(signer: Signer): bigint {
    const request = { address: signer.address, denom: "ulaz" };
    const { balance } = this.ask(BankQuery, BankQuery.methods.balance, request);
    return BigInt(balance?.amount ?? 0);
  }

  sequence(signer: Signer): bigint {
    const { address } = signer;
    const { account } = this.ask(AuthQuery, AuthQuery.methods.account, { address });
    return BaseAccount.decode(account?.value ?? new Uint8Array(0)).sequence;
  }
}
