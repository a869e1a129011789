import type { SnapshotRestorer, SnapshotSource } from "../abci/snapshots.ts";
import type { Sha256String } from "../core/crypto.ts";
import type { Log } from "../log.ts";
import type { AppConfig } from "./config.ts";
import { readGenesis } from "./genesis.ts";
import type { Home } from "./home.ts";
import { StoredSnapshots } from "./snapshot-source.ts";
import { SnapshotStore } from "./snapshot-store.ts";
import { SnapshotTaker } from "./snapshot-taker.ts";
import type { StateHolder } from "./state-holder.ts";
import { StateStaging, syncedHeight } from "./state-staging.ts";
import { type PresentState, StateSync } from "./state-sync.ts";

/** What a running node does with snapshots: takes them, gives them to peers, and starts from one. */
export interface NodeSnapshots {
  readonly source: SnapshotSource;
  readonly restorer: SnapshotRestorer;
  readonly taker: SnapshotTaker;
}

/** @param options.onReplace called while the node has no state, between the old one and the restored one */
export async function openSnapshots(options: {
  readonly home: Home;
  readonly config: AppConfig;
  readonly state: StateHolder;
  readonly sha256: Sha256String;
  readonly onReplace: () => Promise<void>;
  readonly log: Log;
}): Promise<NodeSnapshots> {
  const { home, config, state, sha256, log } = options;
  const store = new SnapshotStore(home.snapshotsFolder);
  await store.removeLeftovers();
  const present = async (): Promise<PresentState | undefined> => {
    const height = state.executor.committed?.height;
    if (height === undefined) return undefined;
    return { height, isReplaceable: height === (await syncedHeight(home)) };
  };
  const staging = new StateStaging({
    home,
    sha256,
    isSynced: true,
    swap: (install) =>
      state.replace(async () => {
        await options.onReplace();
        await install();
      }),
  });
  return {
    source: new StoredSnapshots(store),
    restorer: new StateSync({
      chainId: async () => (await readGenesis(home.genesis)).chain_id,
      present,
      staging,
      log,
    }),
    taker: new SnapshotTaker({
      interval: config.snapshotInterval,
      keepRecent: config.snapshotKeepRecent,
      stateFolder: home.stateFolder,
      snapshotsFolder: home.snapshotsFolder,
      store,
      pin: (height) => state.pin(height),
      log,
    }),
  };
}
