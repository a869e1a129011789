import assert from "node:assert/strict";
import type { EncodeObject } from "@cosmjs/proto-signing";
import type { BlockEvent, BlockResults } from "../../app/client/block-results.ts";
import { ResultsNotKept } from "../../app/client/block-results.ts";
import { NodeUnreachable, QueryFailed } from "../../app/client/errors.ts";
import type { Header, ProofAnswer } from "../../app/client/proven.ts";
import type { QueryAnswer } from "../../app/client/query.ts";
import type { BlockResult } from "../../app/core/executor.ts";
import type { Event } from "../../app/core/events.ts";
import type { MsgBatch } from "../../proto/gen/lazuli/kv/v1/tx.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import type { Change } from "../../modules/kv/client-changes.ts";
import { kvTypes } from "../../modules/kv/client-messages.ts";
import type { ChangesBase, Checkpoint } from "../../modules/kv/client-source.ts";
import { decodeMutations } from "../../modules/kv/client-mutations.ts";
import { blockTime, genesisState, MemoryDatabase, TestChain } from "./executor.ts";
import type { Signer } from "./tx.ts";

/** A message of {@link kvMessages} for a transaction of the state machine. */
export function kvAny({ typeUrl, value }: EncodeObject): Any {
  const codec = new Map(kvTypes).get(typeUrl) as typeof MsgBatch | undefined;
  assert.ok(codec, typeUrl);
  return { typeUrl, value: codec.encode(codec.fromPartial(value as object)).finish() };
}

export interface HistoryOptions {
  /** Entries with an ended lease that a block frees: few, so that the sweep lags. */
  readonly sweepEntriesMax?: number;
  /** Heights whose state is kept. */
  readonly keepHeights?: number;
}

/**
 * The real state machine, and its blocks as a node's RPC would tell of them. As a {@link ChangesBase} it is honest; a
 * test makes a liar or a bad line of it by replacing a method.
 */
export class KvHistory implements ChangesBase {
  readonly chain: TestChain;
  readonly blocks = new Map<number, BlockResult>();
  readonly #appHashes = new Map<number, Uint8Array>();
  /** Blocks below it have no results any more. */
  pruneHeight = 0;
  /** Names of the requests in their order. */
  readonly calls: string[] = [];

  constructor({ sweepEntriesMax = 2, keepHeights = 1_000 }: HistoryOptions = {}) {
    const chain = new TestChain({ database: new MemoryDatabase(keepHeights) });
    this.chain = chain;
    const state = genesisState(chain.app);
    const kv = state["kv"] as { readonly params: object };
    const params = { ...kv.params, sweep_entries_max: sweepEntriesMax };
    chain.executor.initChain(chain.genesis({ state: { ...state, kv: { ...kv, params } } }));
    this.block();
  }

  /** Of the newest state. */
  get height(): number {
    return Number(this.chain.next) - 1;
  }

  /** A block of transactions, each of one signer; a transaction may fail. */
  block(...txs: readonly (readonly [signer: Signer, ...messages: Any[]])[]): BlockResult {
    const height = Number(this.chain.next);
    const signed = txs.map(([signer, ...messages]) =>
      this.chain.tx(signer, messages, { gasLimit: 5_000_000n }),
    );
    const result = this.chain.block(signed);
    this.blocks.set(height, result);
    this.#appHashes.set(height, result.appHash);
    return result;
  }

  /** What a watcher of the honest chain is to see, taken from the machine's events in their order. */
  truth(namespace: string, after = 0n): Omit<Change, "value" | "isValueGone">[] {
    const found = [...this.blocks].flatMap(([height, result]) =>
      eventsOf(result)
        .filter(({ type, attributes }) => type === "kv" && attributes[0]?.value === namespace)
        .flatMap((event) => [...decodeMutations(changesIn(event))])
        .map(({ encoded: _, ...mutation }) => ({ ...mutation, height })),
    );
    return found.filter(({ revision }) => revision > after);
  }

  /** Of the state after a block. */
  appHash(height: number): Uint8Array {
    return this.#appHashes.get(height) ?? new Uint8Array(32);
  }

  queryAbci(path: string, request: Uint8Array, height = 0): Promise<QueryAnswer> {
    return this.queryAny(path, request, height, false);
  }

  queryProof(path: string, key: Uint8Array, height = 0): Promise<ProofAnswer> {
    return this.queryAny(path, key, height, true);
  }

  protected queryAny(path: string, data: Uint8Array, height: number, prove: boolean) {
    this.calls.push(prove ? "proof" : "query");
    const answer = this.chain.executor.query({ path, data, height: BigInt(height), prove });
    if (answer.code !== 0) return Promise.reject(new QueryFailed(answer.code, answer.log));
    const { value, proofOps } = answer;
    return Promise.resolve({ value, height: Number(answer.height), proofOps: proofOps?.ops ?? [] });
  }

  /** There is a header of the block that is not executed yet; it has the app hash of the newest state. */
  latestHeight(): Promise<number> {
    this.calls.push("status");
    return Promise.resolve(this.height + 1);
  }

  header(height: number): Promise<Header> {
    this.calls.push("header");
    const appHash = this.appHash(height - 1);
    return Promise.resolve({ height, appHash, timeNs: blockTime(BigInt(height)) } as Header);
  }

  blockResults(height: number): Promise<BlockResults> {
    this.calls.push("results");
    const result = this.blocks.get(height);
    if (height > this.height) return Promise.reject(new NodeUnreachable("test", "it is behind"));
    if (!result || height < this.pruneHeight) {
      return Promise.reject(new ResultsNotKept(height, new Error("pruned")));
    }
    return Promise.resolve({ height, events: eventsOf(result) });
  }
}

/** As `block_results` has them. */
function eventsOf({ events, txs }: BlockResult): BlockEvent[] {
  return [...events, ...txs.flatMap((result) => result.events)].map(toAbci);
}

function toAbci({ type, attributes }: Event): BlockEvent {
  return { type, attributes: attributes.map(([key, value]) => ({ key, value })) };
}

export function changesIn({ attributes }: BlockEvent): Uint8Array {
  const changes = attributes.find(({ key }) => key === "changes")?.value ?? assert.fail();
  return Uint8Array.from(Buffer.from(changes, "base64"));
}

/** The event with one attribute replaced. */
export function withAttribute(event: BlockEvent, name: string, value: string): BlockEvent {
  const attributes = event.attributes.map((one) => (one.key === name ? { ...one, value } : one));
  return { ...event, attributes };
}

/** A base that answers as another does, but for what is replaced. */
export function altered(base: ChangesBase, changed: Partial<ChangesBase>): ChangesBase {
  return {
    queryAbci: (path, request, height) => base.queryAbci(path, request, height),
    queryProof: (path, key, height) => base.queryProof(path, key, height),
    latestHeight: () => base.latestHeight(),
    header: (height) => base.header(height),
    blockResults: (height) => base.blockResults(height),
    ...changed,
  };
}

/** A base whose block results go through a liar. */
export function lying(
  base: ChangesBase,
  lie: (results: BlockResults) => BlockResults,
): ChangesBase {
  return altered(base, {
    blockResults: async (height) => lie(await base.blockResults(height)),
  });
}

/** A change without what a caller may ask for besides. */
export function plain({ value: _, isValueGone: __, ...change }: Change) {
  return change;
}

export function sameCheckpoint(a: Checkpoint | undefined, b: Checkpoint | undefined): void {
  assert.deepEqual([a?.revision, a?.digest], [b?.revision, b?.digest]);
}
