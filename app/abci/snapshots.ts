import {
  ResponseApplySnapshotChunk_Result,
  ResponseOfferSnapshot_Result,
  type Snapshot,
} from "../../proto/gen/tendermint/abci/types.ts";
import type { Application } from "./application.ts";

/** Snapshots that peers are told of. @source cometbft statesync/reactor.go recentSnapshots */
const LISTED_MAX = 10;

const NO_BYTES = new Uint8Array(0);

/** Where the snapshots are that peers may have. */
export interface SnapshotSource {
  /** Newest first. */
  list(): Promise<readonly Snapshot[]>;
  /** Undefined if there is no such chunk. */
  chunk(height: bigint, format: number, index: number): Promise<Uint8Array | undefined>;
}

export type OfferVerdict = "accept" | "reject" | "rejectFormat" | "abort";

export interface ChunkVerdict {
  readonly result: "accept" | "abort" | "retry" | "retrySnapshot" | "rejectSnapshot";
  /** Indexes of chunks to fetch again. */
  readonly refetch?: readonly number[];
  /** Peers to take nothing from any more. */
  readonly rejectSenders?: readonly string[];
}

/** Who makes a state out of a peer's snapshot. */
export interface SnapshotRestorer {
  /** @param appHash of the snapshot's height, by the light client: the one thing here that can be trusted */
  offer(snapshot: Snapshot, appHash: Uint8Array): Promise<OfferVerdict>;
  apply(index: number, chunk: Uint8Array, sender: string): Promise<ChunkVerdict>;
}

const OFFER_RESULTS = {
  accept: ResponseOfferSnapshot_Result.ACCEPT,
  reject: ResponseOfferSnapshot_Result.REJECT,
  rejectFormat: ResponseOfferSnapshot_Result.REJECT_FORMAT,
  abort: ResponseOfferSnapshot_Result.ABORT,
} as const;

const CHUNK_RESULTS = {
  accept: ResponseApplySnapshotChunk_Result.ACCEPT,
  abort: ResponseApplySnapshotChunk_Result.ABORT,
  retry: ResponseApplySnapshotChunk_Result.RETRY,
  retrySnapshot: ResponseApplySnapshotChunk_Result.RETRY_SNAPSHOT,
  rejectSnapshot: ResponseApplySnapshotChunk_Result.REJECT_SNAPSHOT,
} as const;

/** Answers the snapshot methods of CometBFT; translates, and holds no rules. */
export function snapshotHandlers(options: {
  readonly source: SnapshotSource;
  readonly restorer: SnapshotRestorer;
}): Pick<
  Application,
  "listSnapshots" | "offerSnapshot" | "loadSnapshotChunk" | "applySnapshotChunk"
> {
  const { source, restorer } = options;
  return {
    listSnapshots: async () => ({ snapshots: (await source.list()).slice(0, LISTED_MAX) }),
    loadSnapshotChunk: async ({ height, format, chunk }) => ({
      chunk: (await source.chunk(height, format, chunk)) ?? NO_BYTES,
    }),
    offerSnapshot: async ({ snapshot, appHash }) => ({
      result: OFFER_RESULTS[snapshot ? await restorer.offer(snapshot, appHash) : "reject"],
    }),
    async applySnapshotChunk({ index, chunk, sender }) {
      const verdict = await restorer.apply(index, chunk, sender);
      return {
        result: CHUNK_RESULTS[verdict.result],
        refetchChunks: [...(verdict.refetch ?? [])],
        rejectSenders: [...(verdict.rejectSenders ?? [])],
      };
    },
  };
}
