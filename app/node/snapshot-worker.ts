// The thread that takes a snapshot (snapshot-taker.ts).

import { parentPort, workerData } from "node:worker_threads";
import { LmdbDatabase } from "../db/lmdb-database.ts";
import { createCrypto } from "./crypto.ts";
import { snapshotBytes } from "./snapshot-metadata.ts";
import { SnapshotStore } from "./snapshot-store.ts";
import type { SnapshotOrder, SnapshotReport } from "./snapshot-taker.ts";
import { takeSnapshot } from "./snapshot-take.ts";

const order = workerData as SnapshotOrder;
const stop = new Int32Array(order.stop);

async function run(): Promise<SnapshotReport> {
  const database = new LmdbDatabase(order.stateFolder, {
    // Nothing is pruned by a reader.
    pruning: { keepRecent: undefined, interval: 1 },
    readOnly: true,
  });
  try {
    const metadata = await takeSnapshot({
      database,
      height: order.height,
      crypto: await createCrypto(),
      store: new SnapshotStore(order.snapshotsFolder),
      isStopped: () => Atomics.load(stop, 0) !== 0,
    });
    if (!metadata) return { kind: "stopped" };
    return { kind: "taken", chunks: metadata.chunks.length, bytes: snapshotBytes(metadata) };
  } finally {
    await database.close();
  }
}

function failed(error: unknown): SnapshotReport {
  return { kind: "failed", error: error instanceof Error ? error.message : String(error) };
}

parentPort?.postMessage(await run().catch(failed));
