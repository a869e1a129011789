import type { Sha256String } from "../core/crypto.ts";
import type { CommitRecord } from "../core/store/database.ts";
import { SnapshotReader } from "../core/store/snapshot-reader.ts";
import { SnapshotError } from "../core/store/snapshot.ts";
import { LmdbDatabase } from "../db/lmdb-database.ts";
import { readGenesis } from "./genesis.ts";
import type { Home } from "./home.ts";
import { assertDescribed } from "./snapshot-metadata.ts";
import type { SnapshotMetadata } from "./snapshot-metadata.ts";
import type { SnapshotStore } from "./snapshot-store.ts";
import { isThere, tidyStateFolders } from "./state-folder.ts";
import { StateStaging } from "./state-staging.ts";
import { UserError } from "./user-error.ts";

/**
 * Makes a snapshot of the store the state of a node that does not run. The present state stays until the new one is
 * complete.
 *
 * @param options.replace whether a state that is there may go
 * @throws UserError if there is a state that may not go, or the snapshot is damaged or of another chain; the state is as it
 *   was then
 */
export async function restoreSnapshot(options: {
  readonly home: Home;
  readonly store: SnapshotStore;
  readonly metadata: SnapshotMetadata;
  readonly sha256: Sha256String;
  readonly replace: boolean;
}): Promise<CommitRecord> {
  const { home, metadata, sha256, replace } = options;
  await tidyStateFolders(home);
  const present = await presentHeight(home);
  if (present !== undefined && !replace) {
    throw new UserError(
      `the node in ${home.root} has a state, of height ${present}; ` +
        `--replace puts the snapshot of height ${metadata.height} in its place`,
    );
  }
  const { chain_id: chainId } = await readGenesis(home.genesis);
  if (metadata.chainId !== chainId) {
    throw new UserError(
      `the snapshot is of chain ${metadata.chainId}, expected ${chainId}, the chain of ${home.genesis}`,
    );
  }
  const swap = (install: () => Promise<void>): Promise<void> => install();
  const staging = new StateStaging({ home, sha256, isSynced: false, swap });
  try {
    const record = await readInto(staging, options);
    await staging.install();
    return record;
  } catch (error) {
    await staging.discard();
    if (error instanceof SnapshotError) throw new UserError(error.message);
    throw error;
  }
}

async function readInto(
  staging: StateStaging,
  options: { readonly store: SnapshotStore; readonly metadata: SnapshotMetadata },
): Promise<CommitRecord> {
  const { store, metadata } = options;
  const reader = new SnapshotReader(await staging.begin());
  for (const index of metadata.chunks.keys()) {
    const chunk = await store.chunk(metadata, index);
    if (!chunk) {
      throw new UserError(
        `chunk ${index} of the snapshot of height ${metadata.height} is missing or damaged; ` +
          `delete it with "lazuli snapshots delete ${metadata.height}" and load or export it again`,
      );
    }
    reader.push(chunk);
    assertDescribed(reader.header, metadata);
  }
  const record = reader.finish();
  assertDescribed(record, metadata);
  return record;
}

/** @returns the newest height of the node's state; undefined if it has none */
async function presentHeight(home: Home): Promise<number | undefined> {
  if (!(await isThere(home.stateFolder))) return undefined;
  const pruning = { keepRecent: undefined, interval: 1 };
  const database = new LmdbDatabase(home.stateFolder, { pruning });
  try {
    return database.latest()?.height;
  } finally {
    await database.close();
  }
}
