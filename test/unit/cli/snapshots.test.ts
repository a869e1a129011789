import assert from "node:assert/strict";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { LmdbDatabase } from "../../../app/db/lmdb-database.ts";
import type { Home } from "../../../app/node/home.ts";
import { lockHome } from "../../../app/node/process-lock.ts";
import { runCli } from "../../helpers/cli.ts";
import { LoopHashes, keeping } from "../../helpers/commit-loop.ts";
import { stoppedNode } from "../../helpers/node-home.ts";

const hashes = new LoopHashes();

async function run(folder: string, ...argv: string[]) {
  return runCli(["snapshots", ...argv], { folder });
}

/** @returns what was printed as JSON. @throws if it failed */
async function ok(folder: string, ...argv: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await run(folder, ...argv, "-o", "json");
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
}

async function fails(folder: string, message: RegExp, ...argv: string[]): Promise<void> {
  const { code, stderr } = await run(folder, ...argv);
  assert.match(stderr, message);
  assert.notEqual(code, 0);
}

async function heightsOf(folder: string): Promise<unknown[]> {
  const { snapshots } = await ok(folder, "list");
  return (snapshots as { height: number }[]).map(({ height }) => height);
}

async function stateOf(home: Home): Promise<readonly [number | undefined, string]> {
  const database = new LmdbDatabase(home.stateFolder, keeping(100));
  const record = database.latest();
  await database.close();
  return [record?.height, Buffer.from(record?.appHash ?? []).toString("hex")];
}

test("a snapshot of a stopped node goes to a file and becomes the state of another", async (t) => {
  const { folder, home } = await stoppedNode(t, 6);
  assert.deepEqual(await heightsOf(folder), []);
  assert.equal((await run(folder, "list")).stdout, "no snapshots\n");
  const taken = await ok(folder, "export", "--height", "4", "--output-file", "a.snapshot");
  assert.equal(taken["height"], 4);
  assert.equal(taken["app_hash"], hashes.at(4).toUpperCase());
  assert.equal(taken["written"], join(folder, "a.snapshot"));
  assert.equal((await ok(folder, "export"))["height"], 6);
  assert.deepEqual(await heightsOf(folder), [6, 4]);

  const other = await stoppedNode(t, 0);
  const loaded = await ok(other.folder, "load", join(folder, "a.snapshot"));
  assert.deepEqual({ ...loaded, written: taken["written"] }, taken);
  assert.equal((await ok(other.folder, "restore", "4"))["height"], 4);
  assert.deepEqual(await stateOf(other.home), [4, hashes.at(4)]);
  assert.deepEqual(await ok(other.folder, "delete", "4"), { deleted: 4 });
  assert.deepEqual(await heightsOf(other.folder), []);
  assert.deepEqual(await stateOf(home), [6, hashes.at(6)]);
});

test("one that exists is written to a file also while the node runs", async (t) => {
  const { folder, home } = await stoppedNode(t, 3);
  await ok(folder, "export", "--height", "2");
  const unlock = await lockHome(home, "lazuli start");
  await ok(folder, "export", "--height", "2", "--output-file", "b.snapshot");
  await fails(
    folder,
    /b\.snapshot exists; it is not overwritten/,
    ...["export", "--height", "2"],
    ...["--output-file", "b.snapshot"],
  );
  // The lock of this very process counts as taken.
  await fails(folder, /is in use by "lazuli start", process \d+; stop it first/, "export");
  await fails(folder, /is in use by "lazuli start"/, "restore", "2", "--replace");
  await fails(folder, /is in use by "lazuli start"/, "load", "b.snapshot");
  await unlock();
});

test("a state is replaced only on request, and stays if the snapshot is damaged", async (t) => {
  const { folder, home } = await stoppedNode(t, 5);
  await ok(folder, "export", "--height", "3");
  await fails(
    folder,
    /has a state, of height 5; --replace puts the snapshot of height 3/,
    "restore",
    "3",
  );
  const chunk = join(home.snapshotsFolder, "3-1", "0.chunk");
  await ok(folder, "restore", "3", "--replace");
  assert.deepEqual(await stateOf(home), [3, hashes.at(3)]);

  await writeFile(chunk, "damaged");
  await fails(
    folder,
    /chunk 0 of the snapshot of height 3 is missing or damaged/,
    "restore",
    "3",
    "--replace",
  );
  assert.deepEqual(await stateOf(home), [3, hashes.at(3)]);
  await rm(home.stateFolder, { recursive: true });
  await fails(folder, /missing or damaged/, "restore", "3");
  const left = (await readdir(home.dataFolder)).filter((name) => name.startsWith("state"));
  assert.deepEqual(left, []);
});

test("what a crash has left of a restoration goes with the next", async (t) => {
  const { folder, home } = await stoppedNode(t, 4);
  await ok(folder, "export", "--height", "2");
  await mkdir(home.stagingFolder);
  await writeFile(join(home.stagingFolder, "data.mdb"), "half");
  await ok(folder, "restore", "2", "--replace");
  assert.deepEqual(await stateOf(home), [2, hashes.at(2)]);
});

test("what is not there is said", async (t) => {
  const { folder } = await stoppedNode(t, 2);
  await fails(folder, /has no snapshot of height 9; "lazuli snapshots list" shows/, "restore", "9");
  await fails(folder, /has no snapshot of height 9/, "delete", "9");
  await fails(folder, /height 9 is not kept by this node/, "export", "--height", "9");
  await fails(folder, /HEIGHT "x": expected a whole number from 1 on/, "delete", "x");
  await fails(folder, /nowhere: there is no such file/, "load", "nowhere");
  const empty = await stoppedNode(t, 0);
  await fails(empty.folder, /has no block yet/, "export");
});

test("a snapshot of another chain is not restored", async (t) => {
  const { folder, home } = await stoppedNode(t, 2);
  await ok(folder, "export");
  const genesis = await readFile(home.genesis, "utf8");
  await writeFile(home.genesis, genesis.replace("lazuli-test-1", "lazuli-other-1"));
  await fails(
    folder,
    /the snapshot is of chain lazuli-test-1, expected lazuli-other-1, the chain of .*genesis\.json/,
    ...["restore", "2", "--replace"],
  );
});
