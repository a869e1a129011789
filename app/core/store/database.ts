import type { NodeSource } from "./record.ts";
import type { LatestValue, StoredNode } from "./tree.ts";
import type { Change } from "./types.ts";

/** What is known of a committed height. */
export interface CommitRecord {
  readonly chainId: string;
  readonly height: number;
  /** Block time, nanoseconds since the Unix epoch. */
  readonly timeNs: bigint;
  /** 32 bytes. */
  readonly appHash: Uint8Array;
  readonly stores: readonly StoreRecord[];
}

export interface StoreRecord {
  readonly name: string;
  /** Id of the tree's root node; 0 for an empty tree. */
  readonly rootId: number;
  /** The first id that no node of this store has had yet. */
  readonly nextId: number;
}

/** One height's changes of one store. */
export interface StoreUpdate {
  readonly name: string;
  /** By ascending id. */
  readonly nodes: readonly StoredNode[];
  /** Ids of nodes that this height no longer reaches. */
  readonly orphans: readonly number[];
  /** By ascending key. */
  readonly changes: readonly Change[];
}

/** Takes the nodes of one store by ascending id, in bounded memory. */
export interface NodeSink {
  take(node: StoredNode): void;
  /** Writes what is still held back. */
  end(): void;
}

/** Where committed versions are kept. Everything is synchronous: the state machine never waits. */
export interface Database {
  /** The newest height, or undefined before the first commit. */
  latest(): CommitRecord | undefined;
  /** A height that is still kept. */
  at(height: number): CommitRecord | undefined;
  nodes(store: string): NodeSource;
  /** Forgets every node; only before the first commit. */
  clear(): void;
  /** Writes nodes ahead of the first commit, without which nothing reaches them. */
  stage(store: string): NodeSink;
  /** All or nothing, and durable when it returns. */
  commit(record: CommitRecord, updates: readonly StoreUpdate[]): void;
  /** Which nodes lie in sparsely used chunks; undefined while the store's chunks are used well enough. */
  sparseNodes(store: string): ((id: number) => boolean) | undefined;
  /** The table of the newest values; undefined while it lags behind the newest height. */
  latestValue(store: string): LatestValue | undefined;
}
