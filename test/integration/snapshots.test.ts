import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { test, type TestContext } from "node:test";
import {
  ResponseApplySnapshotChunk_Result,
  ResponseOfferSnapshot_Result,
} from "../../proto/gen/tendermint/abci/types.ts";
import { snapshotHandlers } from "../../app/abci/snapshots.ts";
import { buildApp } from "../../app/app.ts";
import { Executor } from "../../app/core/executor.ts";
import { LmdbDatabase } from "../../app/db/lmdb-database.ts";
import { APP_SETTINGS } from "../../app/node/config.ts";
import { createLog } from "../../app/node/log.ts";
import { StoredSnapshots } from "../../app/node/snapshot-source.ts";
import { SnapshotStore } from "../../app/node/snapshot-store.ts";
import { SnapshotTaker } from "../../app/node/snapshot-taker.ts";
import { openSnapshots } from "../../app/node/snapshots.ts";
import { StateHolder } from "../../app/node/state-holder.ts";
import { loopBlock } from "../helpers/commit-loop.ts";
import { crypto } from "../helpers/context.ts";
import { TestChain } from "../helpers/executor.ts";
import { stoppedNode } from "../helpers/node-home.ts";

/** So few that a height that is not pinned is gone before its snapshot is read. */
const PRUNING = { keepRecent: 2, interval: 1 };
const INTERVAL = 5;

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString("hex");

/** A chain that commits to disk, and what takes its snapshots. */
async function taking(t: TestContext, options: { readonly interval?: number } = {}) {
  const { home } = await stoppedNode(t, 0);
  const database = new LmdbDatabase(home.stateFolder, { pruning: PRUNING });
  const store = new SnapshotStore(home.snapshotsFolder);
  const lines: string[] = [];
  const pinned: number[] = [];
  const taker = new SnapshotTaker({
    interval: options.interval ?? INTERVAL,
    keepRecent: 2,
    stateFolder: home.stateFolder,
    snapshotsFolder: home.snapshotsFolder,
    store,
    pin: (height) => {
      pinned.push(height);
      return database.pin(height);
    },
    log: createLog({ level: "info", format: "plain", write: (line) => lines.push(line) }),
  });
  t.after(async () => {
    await taker.close();
    await database.close();
  });
  const chain = new TestChain({ database });
  const hashes = new Map<number, string>();
  const blocks = new Map<number, ReturnType<TestChain["proposal"]>>();
  chain.executor.initChain(chain.genesis());
  const commit = (): void => {
    const block = chain.proposal(loopBlock(chain));
    chain.executor.finalizeBlock(block);
    const { height, appHash } = chain.executor.commit();
    blocks.set(height, block);
    hashes.set(height, hex(appHash));
    taker.onCommit(height);
  };
  return { home, database, store, taker, lines, pinned, hashes, blocks, commit };
}

test("snapshots are taken at the interval, of pinned heights, while blocks go on", async (t) => {
  const { database, store, taker, pinned, hashes, commit, lines } = await taking(t);
  for (let height = 1; height <= 4 * INTERVAL; height++) {
    commit();
    if (height % INTERVAL !== 0) continue;
    // Far beyond what is kept; the thread has hardly started meanwhile.
    for (let more = 1; more < INTERVAL; more++, height++) commit();
    assert.ok(database.at(height - INTERVAL + 1), "the pinned height is still there");
    await taker.idle();
  }
  assert.deepEqual(pinned, [5, 10, 15, 20]);
  assert.ok(!lines.some((line) => line.includes(" error ")), lines.join(""));
  const snapshots = await store.list();
  assert.deepEqual(
    snapshots.map(({ height, appHash }) => [height, hex(appHash)]),
    [20, 15].map((height) => [height, hashes.get(height)]),
  );
  commit();
  commit();
  assert.equal(database.at(20), undefined, "and gone when it is no longer pinned");
});

test("a height that comes while a snapshot is taken has none, and blocks do not wait", async (t) => {
  const { taker, store, commit, lines } = await taking(t, { interval: 1 });
  for (let height = 1; height <= 4; height++) commit();
  await taker.idle();
  assert.deepEqual(
    (await store.list()).map(({ height }) => height),
    [1],
  );
  assert.equal(lines.filter((line) => line.includes("no snapshot of this height")).length, 3);
});

test("a node that stops breaks a snapshot off and leaves nothing of it", async (t) => {
  const { home, taker, store, commit } = await taking(t, { interval: 1 });
  commit();
  await taker.close();
  assert.deepEqual(await store.list(), []);
  assert.deepEqual(await readdir(home.snapshotsFolder).catch(() => []), []);
  commit();
  await taker.idle();
  assert.deepEqual(await store.list(), []);
});

test("a snapshot that fails is logged, and the node goes on", async (t) => {
  const { home, taker, lines, commit, pinned } = await taking(t, { interval: 1 });
  await writeFile(home.snapshotsFolder, "not a folder");
  commit();
  await taker.idle();
  assert.ok(
    lines.some((line) => line.includes(" error a snapshot failed height=1 ")),
    lines.join(""),
  );
  commit();
  await taker.idle();
  assert.deepEqual(pinned, [1, 2]);
});

test("a node offers its snapshots by ABCI, and another starts from one and goes on", async (t) => {
  const giver = await taking(t);
  for (let height = 1; height <= INTERVAL + 2; height++) giver.commit();
  await giver.taker.idle();
  const given = new StoredSnapshots(giver.store);
  const { home } = await stoppedNode(t, 0);
  const taken = await openNode(t, home);
  assert.equal(hex(taken.executor.committed?.appHash), "");

  const [snapshot] = await given.list();
  assert.ok(snapshot);
  assert.equal(snapshot.height, BigInt(INTERVAL));
  const appHash = Buffer.from(giver.hashes.get(INTERVAL) ?? "", "hex");
  const { result } = await taken.offerSnapshot({ snapshot, appHash });
  assert.equal(result, ResponseOfferSnapshot_Result.ACCEPT);
  const { height, format } = snapshot;
  for (let index = 0; index < snapshot.chunks; index++) {
    const chunk = (await given.chunk(height, format, index)) ?? assert.fail();
    const applied = await taken.applySnapshotChunk({ index, chunk, sender: "giver" });
    assert.equal(applied.result, ResponseApplySnapshotChunk_Result.ACCEPT);
  }
  assert.equal(hex(taken.executor.committed?.appHash), giver.hashes.get(INTERVAL));
  assert.deepEqual(
    (await readdir(home.dataFolder)).filter((name) => name.startsWith("state")),
    ["state"],
  );

  // The same blocks give the same state as on the node that executed all of them.
  for (const next of [INTERVAL + 1, INTERVAL + 2]) {
    taken.executor.finalizeBlock(giver.blocks.get(next) ?? assert.fail());
    assert.equal(hex(taken.executor.commit().appHash), giver.hashes.get(next));
  }
  const again = await taken.offerSnapshot({ snapshot, appHash });
  assert.equal(again.result, ResponseOfferSnapshot_Result.ABORT);
  const none = await taken.loadSnapshotChunk({ height: 1n, format: 1, chunk: 0 });
  assert.equal(none.chunk.length, 0);
  assert.deepEqual(await taken.listSnapshots({}), { snapshots: [] });
});

/** What a node answers CometBFT's snapshot methods with, over what is in its home. */
async function openNode(t: TestContext, home: Awaited<ReturnType<typeof stoppedNode>>["home"]) {
  const state = new StateHolder({
    open: () => new LmdbDatabase(home.stateFolder, { pruning: PRUNING }),
    onWarning: (error) => assert.fail(String(error)),
    createExecutor: (database) =>
      new Executor({
        app: buildApp({ nodeMinGasPrice: "0" }),
        crypto,
        database,
        report: (error) => assert.fail(String(error)),
      }),
  });
  t.after(() => state.close());
  const snapshots = await openSnapshots({
    home,
    config: APP_SETTINGS.initial,
    state,
    sha256: crypto.sha256String,
    onReplace: () => Promise.resolve(),
    log: createLog({ level: "none", format: "plain" }),
  });
  return { executor: state.executor, ...snapshotHandlers(snapshots) };
}
