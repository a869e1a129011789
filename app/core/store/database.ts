import type { NodeSource } from "./record.ts";
import type { StoredNode } from "./tree.ts";

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
  readonly nodes: readonly StoredNode[];
  /** Ids of nodes that this height no longer reaches. */
  readonly orphans: readonly number[];
}

/** Where committed versions are kept. Everything is synchronous: the state machine never waits. */
export interface Database {
  /** The newest height, or undefined before the first commit. */
  latest(): CommitRecord | undefined;
  /** A height that is still kept. */
  at(height: number): CommitRecord | undefined;
  nodes(store: string): NodeSource;
  /** All or nothing, and durable when it returns. */
  commit(record: CommitRecord, updates: readonly StoreUpdate[]): void;
}
