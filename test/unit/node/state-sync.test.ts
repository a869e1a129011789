import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { Snapshot } from "../../../proto/gen/tendermint/abci/types.ts";
import { equalBytes } from "../../../app/core/bytes.ts";
import { Multistore } from "../../../app/core/store/multistore.ts";
import type { Version } from "../../../app/core/store/multistore.ts";
import { LmdbDatabase } from "../../../app/db/lmdb-database.ts";
import { homeAt } from "../../../app/node/home.ts";
import type { Home } from "../../../app/node/home.ts";
import { createLog } from "../../../app/node/log.ts";
import { sha256 } from "../../../app/node/snapshot-metadata.ts";
import { tidyStateFolders } from "../../../app/node/state-folder.ts";
import { StateStaging, syncedHeight } from "../../../app/node/state-staging.ts";
import { type PresentState, StateSync } from "../../../app/node/state-sync.ts";
import { crypto } from "../../helpers/context.ts";
import {
  bytesOf,
  entriesOf,
  manyChanges,
  SNAPSHOT_CHAIN_ID,
  STORE_NAMES,
  versionAfter,
} from "../../helpers/snapshots.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const PRUNING = { keepRecent: undefined, interval: 1 };

/** What an honest peer offers, in chunks of so many bytes. */
function offerOf(version: Version, chunkBytes = 1_000) {
  const bytes = bytesOf(version);
  const chunks: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    chunks.push(bytes.subarray(start, start + chunkBytes));
  }
  return { chunks, snapshot: snapshotOf(version.record.height, chunks) };
}

function snapshotOf(height: number, chunks: readonly Uint8Array[]): Snapshot {
  const metadata = new Uint8Array(Buffer.concat(chunks.map(sha256)));
  return {
    height: BigInt(height),
    format: 1,
    chunks: chunks.length,
    hash: sha256(metadata),
    metadata,
  };
}

interface Joining {
  readonly home: Home;
  readonly sync: StateSync;
  readonly lines: string[];
}

/** A node that joins; a second one on the same folder is the first after a crash. */
async function joining(
  folder: string,
  options: { readonly chainId?: string; readonly present?: PresentState } = {},
): Promise<Joining> {
  const home = homeAt(folder);
  await mkdir(home.dataFolder, { recursive: true });
  await tidyStateFolders(home);
  const lines: string[] = [];
  const log = createLog({ level: "debug", format: "plain", write: (line) => lines.push(line) });
  const sync = new StateSync({
    chainId: () => Promise.resolve(options.chainId ?? SNAPSHOT_CHAIN_ID),
    present: () => Promise.resolve(options.present),
    staging: new StateStaging({
      home,
      sha256: crypto.sha256String,
      isSynced: true,
      swap: (install) => install(),
    }),
    log,
  });
  return { home, sync, lines };
}

/** Restores all chunks. @returns the result of the last */
async function applyAll(sync: StateSync, chunks: readonly Uint8Array[]): Promise<string> {
  let last = "";
  for (const [index, chunk] of chunks.entries()) {
    ({ result: last } = await sync.apply(index, chunk, "peer"));
    if (last !== "accept") break;
  }
  return last;
}

function assertRestored(t: TestContext, home: Home, version: Version): void {
  const database = new LmdbDatabase(home.stateFolder, { pruning: PRUNING });
  t.after(() => database.close());
  const names = STORE_NAMES;
  const { latest } = new Multistore({ crypto, database, names });
  assert.ok(latest);
  assert.deepEqual(latest.record.appHash, version.record.appHash);
  assert.equal(latest.record.timeNs, version.record.timeNs);
  assert.deepEqual(entriesOf(latest), entriesOf(version));
  // It goes on as the one that it was taken of does.
  const more = manyChanges(3, 20);
  const other = versionAfter([...HISTORY, ...more]);
  assert.deepEqual(versionAfter(more, database).record.appHash, other.record.appHash);
}

const HISTORY = manyChanges(6, 60);
const VERSION = versionAfter(HISTORY);
const APP_HASH = VERSION.record.appHash;

async function dataOf({ home }: Joining): Promise<string[]> {
  return (await readdir(home.dataFolder)).sort();
}

test("a node takes its state from chunks, and goes on from it", async (t) => {
  const node = await joining(await temporaryFolder(t));
  const { chunks, snapshot } = offerOf(VERSION);
  assert.ok(chunks.length > 5);
  assert.equal(await node.sync.offer(snapshot, APP_HASH), "accept");
  assert.equal(await applyAll(node.sync, chunks), "accept");
  assert.deepEqual(await dataOf(node), ["state"]);
  assert.equal(await syncedHeight(node.home), 6);
  assertRestored(t, node.home, VERSION);
});

test("a corrupted chunk is fetched again from somebody else", async (t) => {
  const node = await joining(await temporaryFolder(t));
  const { chunks, snapshot } = offerOf(VERSION);
  await node.sync.offer(snapshot, APP_HASH);
  await node.sync.apply(0, chunks[0] ?? assert.fail(), "a");
  const corrupted = Uint8Array.from(chunks[1] ?? assert.fail());
  corrupted[500] = (corrupted[500] ?? 0) ^ 1;
  for (const bad of [corrupted, new Uint8Array(0), new Uint8Array(20_000_000)]) {
    assert.deepEqual(await node.sync.apply(1, bad, "liar"), {
      result: "retry",
      refetch: [1],
      rejectSenders: ["liar"],
    });
  }
  assert.deepEqual((await node.sync.apply(1, corrupted, "")).rejectSenders, []);
  for (const [index, chunk] of chunks.entries()) {
    if (index > 0) assert.equal((await node.sync.apply(index, chunk, "b")).result, "accept");
  }
  assertRestored(t, node.home, VERSION);
});

test("offers that cannot be are refused before anything is fetched", async (t) => {
  const node = await joining(await temporaryFolder(t));
  const { snapshot } = offerOf(VERSION);
  const offers: readonly (readonly [string, Partial<Snapshot>, string])[] = [
    ["another format", { format: 2 }, "rejectFormat"],
    ["no height", { height: 0n }, "reject"],
    ["a height beyond numbers", { height: 2n ** 60n }, "reject"],
    ["no chunks", { chunks: 0, metadata: new Uint8Array(0) }, "reject"],
    ["chunks without end", { chunks: 32_769, metadata: new Uint8Array(32_769 * 32) }, "reject"],
    ["more chunks than hashes", { chunks: snapshot.chunks + 1 }, "reject"],
    ["a hash of nothing", { hash: new Uint8Array(32) }, "reject"],
  ];
  for (const [what, changes, expected] of offers) {
    assert.equal(await node.sync.offer({ ...snapshot, ...changes }, APP_HASH), expected, what);
  }
  assert.equal(await node.sync.offer(snapshot, new Uint8Array(20)), "reject");
  assert.deepEqual(await dataOf(node), []);
  assert.equal((await node.sync.apply(0, new Uint8Array(1), "p")).result, "rejectSnapshot");
});

test("a snapshot that is not the chain's state leaves nothing behind", async (t) => {
  const lie = versionAfter([...HISTORY.slice(0, 5), { kv: [["mine", "1000000"]] }]);
  const other = versionAfter(HISTORY.slice(0, 5));
  const honest = offerOf(VERSION);
  const whole = bytesOf(VERSION);
  const lies: readonly (readonly [string, readonly Uint8Array[], number, RegExp])[] = [
    ["another state", offerOf(lie).chunks, 6, /it has the app hash [0-9A-F]+, the chain has/],
    ["another height", offerOf(other).chunks, 6, /it is of height 5, but was offered as 6/],
    ["other bytes", [new Uint8Array(3_000)], 6, /does not begin as a snapshot/],
    ["half of it", honest.chunks.slice(0, 3), 6, /it ends within store/],
    ["more than it", [whole, new Uint8Array(1)], 6, /it goes on after its last store/],
    ["a header that lies", [lieInHeader(lie, VERSION)], 6, /its nodes give the app hash/],
  ];
  for (const [what, chunks, height, reason] of lies) {
    const node = await joining(await temporaryFolder(t));
    assert.equal(await node.sync.offer(snapshotOf(height, chunks), APP_HASH), "accept", what);
    assert.equal(await applyAll(node.sync, chunks), "rejectSnapshot", what);
    assert.match(node.lines.join(""), reason, what);
    assert.deepEqual(await dataOf(node), [], what);
    // The next offer is taken as if nothing had been.
    assert.equal(await node.sync.offer(honest.snapshot, APP_HASH), "accept");
    assert.equal(await applyAll(node.sync, honest.chunks), "accept");
    assert.deepEqual(await dataOf(node), ["state"]);
  }
});

/** The nodes of one version under the app hash of another. */
function lieInHeader(nodes: Version, claimed: Version): Uint8Array {
  const bytes = Buffer.from(bytesOf(nodes));
  const at = bytes.indexOf(nodes.record.appHash);
  bytes.set(claimed.record.appHash, at);
  return new Uint8Array(bytes);
}

test("a snapshot of another chain is refused at its first chunk", async (t) => {
  const node = await joining(await temporaryFolder(t), { chainId: "lazuli-other-1" });
  const { chunks, snapshot } = offerOf(VERSION);
  await node.sync.offer(snapshot, APP_HASH);
  assert.equal(await applyAll(node.sync, chunks.slice(0, 1)), "rejectSnapshot");
  assert.match(node.lines.join(""), /it is of chain \\?"lazuli-snapshot-1\\?", not lazuli-other-1/);
});

test("chunks out of order begin the snapshot anew", async (t) => {
  const node = await joining(await temporaryFolder(t));
  const { chunks, snapshot } = offerOf(VERSION);
  await node.sync.offer(snapshot, APP_HASH);
  assert.equal(await applyAll(node.sync, chunks.slice(0, 2)), "accept");
  assert.equal((await node.sync.apply(4, chunks[4] ?? assert.fail(), "p")).result, "retrySnapshot");
  assert.deepEqual(await dataOf(node), []);
  assert.equal(await node.sync.offer(snapshot, APP_HASH), "accept");
  assert.equal(await applyAll(node.sync, chunks), "accept");
});

test("a crash in the middle leaves nothing, and the next attempt begins anew", async (t) => {
  const folder = await temporaryFolder(t);
  const { chunks, snapshot } = offerOf(VERSION);
  const first = await joining(folder);
  await first.sync.offer(snapshot, APP_HASH);
  assert.equal(await applyAll(first.sync, chunks.slice(0, 4)), "accept");
  assert.deepEqual(await dataOf(first), ["state-restoring"]);

  const second = await joining(folder);
  assert.deepEqual(await dataOf(second), []);
  assert.equal(await second.sync.offer(snapshot, APP_HASH), "accept");
  assert.equal(await applyAll(second.sync, chunks), "accept");
  assertRestored(t, second.home, VERSION);
});

test("a crash between the two renames brings the old state back", async (t) => {
  const home = homeAt(await temporaryFolder(t));
  for (const folder of [home.replacedFolder, home.stagingFolder]) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "which"), folder);
  }
  await tidyStateFolders(home);
  assert.deepEqual(await readdir(home.dataFolder), ["state"]);
  assert.deepEqual(await readdir(home.stateFolder), ["which"]);

  await mkdir(home.replacedFolder);
  await tidyStateFolders(home);
  assert.deepEqual(await readdir(home.dataFolder), ["state"]);
});

test("a node with a state is not synced, unless the state came so and no block has followed", async (t) => {
  const { chunks, snapshot } = offerOf(VERSION);
  const used = await joining(await temporaryFolder(t), {
    present: { height: 3, isReplaceable: false },
  });
  assert.equal(await used.sync.offer(snapshot, APP_HASH), "abort");
  assert.match(used.lines.join(""), / error .*this node has a state.* height=3/);
  assert.deepEqual(await dataOf(used), []);

  const folder = await temporaryFolder(t);
  const first = await joining(folder);
  await first.sync.offer(snapshot, APP_HASH);
  await applyAll(first.sync, chunks);
  // CometBFT was stopped before it noted the new state, and asks again.
  const again = await joining(folder, { present: { height: 6, isReplaceable: true } });
  assert.equal(await again.sync.offer(snapshot, APP_HASH), "accept");
  assert.equal(await applyAll(again.sync, chunks), "accept");
  assert.deepEqual(await dataOf(again), ["state"]);
  assertRestored(t, again.home, VERSION);
});

test("the bytes of an offer are copied: the connection reuses their memory", async (t) => {
  const node = await joining(await temporaryFolder(t));
  const { chunks, snapshot } = offerOf(VERSION);
  const appHash = APP_HASH.slice();
  const metadata = snapshot.metadata.slice();
  await node.sync.offer({ ...snapshot, metadata }, appHash);
  appHash.fill(0);
  metadata.fill(0);
  assert.ok(!equalBytes(appHash, APP_HASH));
  assert.equal(await applyAll(node.sync, chunks), "accept");
});
