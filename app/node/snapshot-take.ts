import type { Crypto } from "../core/crypto.ts";
import type { Database } from "../core/store/database.ts";
import { Multistore } from "../core/store/multistore.ts";
import { SNAPSHOT_FORMAT, snapshotStream } from "../core/store/snapshot.ts";
import type { SnapshotMetadata } from "./snapshot-metadata.ts";
import type { SnapshotStore } from "./snapshot-store.ts";
import { UserError } from "./user-error.ts";

/** Ends a snapshot that is no longer wanted. */
class Stopped extends Error {}

/**
 * Writes a kept height into the store.
 *
 * @param options.height has to stay kept until the end
 * @param options.isStopped asked at every piece; once it is true, nothing is left behind
 * @returns undefined if it was stopped
 * @throws UserError if the height is not kept, or there is a snapshot of it
 */
export async function takeSnapshot(options: {
  readonly database: Database;
  readonly height: number;
  readonly crypto: Crypto;
  readonly store: SnapshotStore;
  readonly isStopped?: () => boolean;
}): Promise<SnapshotMetadata | undefined> {
  const { database, height, crypto, store, isStopped = () => false } = options;
  const record = database.at(height);
  if (!record) throw new UserError(`height ${height} is not kept by this node`);
  const names = record.stores.map(({ name }) => name);
  const version = new Multistore({ crypto, database, names }).at(height);
  if (!version) throw new UserError(`height ${height} is not kept by this node`);
  const { chainId, appHash } = record;
  const pieces = untilStopped(snapshotStream(version), isStopped);
  try {
    return await store.write({ chainId, height, format: SNAPSHOT_FORMAT, appHash }, pieces);
  } catch (error) {
    if (error instanceof Stopped) return undefined;
    throw error;
  }
}

function* untilStopped(
  pieces: Iterable<Uint8Array>,
  isStopped: () => boolean,
): Generator<Uint8Array, void> {
  for (const piece of pieces) {
    if (isStopped()) throw new Stopped();
    yield piece;
  }
}
