import type { Snapshot } from "../../proto/gen/tendermint/abci/types.ts";
import type { SnapshotSource } from "../abci/snapshots.ts";
import { chunkHashes, snapshotHash } from "./snapshot-metadata.ts";
import type { SnapshotMetadata } from "./snapshot-metadata.ts";
import type { SnapshotStore } from "./snapshot-store.ts";
import { UserError } from "./user-error.ts";

/** Gives peers the snapshots of this node. */
export class StoredSnapshots implements SnapshotSource {
  readonly #store: SnapshotStore;
  /** The one whose chunks are asked for: a peer asks for all of them, one at a time. */
  #last: SnapshotMetadata | undefined;

  constructor(store: SnapshotStore) {
    this.#store = store;
  }

  async list(): Promise<readonly Snapshot[]> {
    return (await this.#store.list()).map(toSnapshot);
  }

  async chunk(height: bigint, format: number, index: number): Promise<Uint8Array | undefined> {
    const metadata = await this.#find(height, format);
    return metadata && (await this.#store.chunk(metadata, index));
  }

  async #find(height: bigint, format: number): Promise<SnapshotMetadata | undefined> {
    if (this.#last && BigInt(this.#last.height) === height && this.#last.format === format) {
      return this.#last;
    }
    if (height > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
    try {
      this.#last = await this.#store.find(Number(height), format);
      return this.#last;
    } catch (error) {
      // Damaged: it is as good as none to a peer.
      if (error instanceof UserError) return undefined;
      throw error;
    }
  }
}

/** A snapshot as peers see it. */
export function toSnapshot(metadata: SnapshotMetadata): Snapshot {
  return {
    height: BigInt(metadata.height),
    format: metadata.format,
    chunks: metadata.chunks.length,
    hash: snapshotHash(metadata),
    metadata: chunkHashes(metadata),
  };
}
