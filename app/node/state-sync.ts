import type { Snapshot } from "../../proto/gen/tendermint/abci/types.ts";
import type { ChunkVerdict, OfferVerdict, SnapshotRestorer } from "../abci/snapshots.ts";
import { equalBytes } from "../core/bytes.ts";
import type { CommitRecord } from "../core/store/database.ts";
import { SnapshotReader } from "../core/store/snapshot-reader.ts";
import {
  SNAPSHOT_FORMAT,
  SnapshotError,
  type VersionSink,
  showHash,
} from "../core/store/snapshot.ts";
import type { Log } from "../log.ts";
import { SNAPSHOT_CHUNKS_MAX } from "./limits.ts";
import { CHUNK_HASH_BYTES, sha256 } from "./snapshot-metadata.ts";

/** Where a state is made that is not the node's yet. */
export interface Staging {
  /** Begins anew, with nothing of an earlier attempt. */
  begin(): Promise<VersionSink>;
  /** Makes what has been finished the state of the node. */
  install(): Promise<void>;
  /** Removes what there is. */
  discard(): Promise<void>;
}

/** A state that the node has, as far as it decides whether a snapshot may take its place. */
export interface PresentState {
  readonly height: number;
  /** Whether it came by state sync and no block has followed: CometBFT may have been stopped before it noted that. */
  readonly isReplaceable: boolean;
}

export interface StateSyncOptions {
  /** Of the node's genesis file. */
  readonly chainId: () => Promise<string>;
  /** The state that the node has. */
  readonly present: () => Promise<PresentState | undefined>;
  readonly staging: Staging;
  readonly log: Log;
}

/** The snapshot that is being restored. */
interface Restoration {
  readonly chainId: string;
  readonly height: number;
  /** By the light client. */
  readonly appHash: Uint8Array;
  /** Of each chunk, in order. */
  readonly hashes: readonly Uint8Array[];
  readonly reader: SnapshotReader;
  /** Index of the next chunk. */
  next: number;
}

const ACCEPT: ChunkVerdict = { result: "accept" };

/**
 * The rules by which a new node takes its state from peers. Nothing that a peer says is believed: a chunk has to have the
 * hash that was offered, and the whole has to give the app hash that the light client vouches for. Until then it is in a
 * staging folder, so the node has the whole state or none.
 */
export class StateSync implements SnapshotRestorer {
  readonly #options: StateSyncOptions;
  #restoration: Restoration | undefined;

  constructor(options: StateSyncOptions) {
    this.#options = options;
  }

  async offer(snapshot: Snapshot, appHash: Uint8Array): Promise<OfferVerdict> {
    const { log, present, staging } = this.#options;
    const state = await present();
    if (state && !state.isReplaceable) {
      log.error(
        "state sync was asked for, but this node has a state; set statesync.enable = false in config.toml, " +
          "or remove the data of the application and of CometBFT to begin anew",
        { height: state.height },
      );
      return "abort";
    }
    if (snapshot.format !== SNAPSHOT_FORMAT) {
      log.info("refused a snapshot of another format", {
        height: snapshot.height,
        format: snapshot.format,
        expected: SNAPSHOT_FORMAT,
      });
      return "rejectFormat";
    }
    const fault = offerFault(snapshot, appHash);
    if (fault !== undefined) {
      log.warn("refused a snapshot", { height: snapshot.height, reason: fault });
      return "reject";
    }
    await this.#discard();
    this.#restoration = {
      chainId: await this.#options.chainId(),
      height: Number(snapshot.height),
      appHash: appHash.slice(),
      hashes: splitHashes(snapshot.metadata),
      reader: new SnapshotReader(await staging.begin()),
      next: 0,
    };
    log.info("restoring a snapshot", { height: snapshot.height, chunks: snapshot.chunks });
    return "accept";
  }

  async apply(index: number, chunk: Uint8Array, sender: string): Promise<ChunkVerdict> {
    const { log } = this.#options;
    const restoration = this.#restoration;
    if (!restoration) {
      log.warn("a chunk came without an accepted snapshot", { index });
      return { result: "rejectSnapshot" };
    }
    if (index !== restoration.next) {
      log.warn("a chunk came out of order", { index, expected: restoration.next });
      await this.#discard();
      return { result: "retrySnapshot" };
    }
    const expected = restoration.hashes[index];
    if (!expected || !equalBytes(sha256(chunk), expected)) {
      log.warn("refused a chunk that does not have the offered hash", { index, sender });
      return { result: "retry", refetch: [index], rejectSenders: sender === "" ? [] : [sender] };
    }
    try {
      restoration.reader.push(chunk);
      restoration.next++;
      this.#checkHeader(restoration);
      if (restoration.next === restoration.hashes.length) await this.#finish(restoration);
      return ACCEPT;
    } catch (error) {
      if (!(error instanceof SnapshotError)) throw error;
      log.warn("refused a snapshot", { height: restoration.height, reason: error.message });
      await this.#discard();
      return { result: "rejectSnapshot" };
    }
  }

  /** What can be known as soon as the first bytes are there. @throws SnapshotError */
  #checkHeader({ reader: { header }, chainId, height, appHash }: Restoration): void {
    if (!header) return;
    if (header.chainId !== chainId) {
      throw new SnapshotError(`it is of chain ${JSON.stringify(header.chainId)}, not ${chainId}`);
    }
    if (header.height !== height) {
      throw new SnapshotError(`it is of height ${header.height}, but was offered as ${height}`);
    }
    if (!equalBytes(header.appHash, appHash)) {
      throw new SnapshotError(
        `it has the app hash ${showHash(header.appHash)}, the chain has ${showHash(appHash)}`,
      );
    }
  }

  /** @throws SnapshotError if what was restored is not the chain's state */
  async #finish(restoration: Restoration): Promise<void> {
    const { staging, log } = this.#options;
    // It compares the app hash of the nodes with the header's, which is the trusted one.
    const record: CommitRecord = restoration.reader.finish();
    this.#restoration = undefined;
    await staging.install();
    log.info("restored a snapshot", {
      height: record.height,
      app_hash: Buffer.from(record.appHash).toString("hex"),
    });
  }

  async #discard(): Promise<void> {
    this.#restoration = undefined;
    await this.#options.staging.discard();
  }
}

/** @returns what is wrong with the offer, or undefined */
function offerFault(snapshot: Snapshot, appHash: Uint8Array): string | undefined {
  const { height, chunks, hash, metadata } = snapshot;
  if (height < 1n || height > BigInt(Number.MAX_SAFE_INTEGER)) return `a height of ${height}`;
  if (appHash.length !== CHUNK_HASH_BYTES) return `an app hash of ${appHash.length} bytes`;
  if (chunks < 1 || chunks > SNAPSHOT_CHUNKS_MAX) {
    return `${chunks} chunks, expected 1 to ${SNAPSHOT_CHUNKS_MAX}`;
  }
  const metadataBytes = chunks * CHUNK_HASH_BYTES;
  if (metadata.length !== metadataBytes) {
    return `${metadata.length} bytes of metadata, expected ${metadataBytes} for ${chunks} chunks`;
  }
  if (!equalBytes(hash, sha256(metadata))) return "a hash that is not that of its chunks' hashes";
  return undefined;
}

function splitHashes(metadata: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: metadata.length / CHUNK_HASH_BYTES }, (_, index) =>
    metadata.slice(index * CHUNK_HASH_BYTES, (index + 1) * CHUNK_HASH_BYTES),
  );
}
