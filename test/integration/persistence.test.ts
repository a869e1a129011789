import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { open } from "lmdb";
import { InnerNode, leftOf, type Node, rightOf } from "../../app/core/store/node.ts";
import { chunkOf, slotOf } from "../../app/core/store/node-id.ts";
import { ImmutableTree } from "../../app/core/store/tree.ts";
import { CHUNK_FILE } from "../../app/db/chunk-file.ts";
import { HEADER_BYTES } from "../../app/db/chunk-form.ts";
import { type PlaceTable, readMap, WrittenPlaces } from "../../app/db/chunk-places.ts";
import { LmdbDatabase } from "../../app/db/lmdb-database.ts";
import { firstUnitOf, startOf, UNIT_BYTES, unitsOf } from "../../app/db/place.ts";
import { commitNext, keeping, LoopHashes } from "../helpers/commit-loop.ts";
import { TestChain } from "../helpers/executor.ts";
import { sha256String } from "../helpers/memory-nodes.ts";
import { Random } from "../helpers/random-blocks.ts";

const KILLS = 20;
/** Eight heights are kept, and what sixteen more left behind rests. */
const SIZE_TO_USED_MAX = 4;
/** Where the header of a chunk says how long it is. */
const LENGTH_AT = 16;
const PROGRAM = fileURLToPath(new URL("../helpers/commit-loop.js", import.meta.url));
const hashes = new LoopHashes();

function temporaryFolder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "lazuli-state-"));
  t.after(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString("hex");

/** Starts the loop on the folder and kills it a while after it has begun to commit. @returns the last height it said */
async function commitAndKill(path: string, random: Random): Promise<number> {
  const child = spawn(process.execPath, [PROGRAM, path, "8"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = 0;
  let lines = 0;
  const linesWanted = random.below(6);
  const delayMs = random.below(30);
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => {
    said = Number(line);
    // The moment after a few commits is as likely inside one as between two.
    if (lines++ === linesWanted) setTimeout(() => child.kill("SIGKILL"), delayMs);
  });
  await Promise.all([once(child, "exit"), once(reader, "close")]);
  assert.equal(child.signalCode, "SIGKILL", "the loop ended by itself");
  return said;
}

test(`after kill -9 the state is that of a height, at least of the last one that was committed`, async (t) => {
  const path = temporaryFolder(t);
  const seed = Date.now() % 2 ** 31;
  t.diagnostic(`seed ${seed}`);
  const random = new Random(seed);
  let before = 0;
  for (let i = 0; i < KILLS; i++) {
    const said = await commitAndKill(path, random);
    const database = new LmdbDatabase(path, keeping(8));
    const height = database.latest()?.height ?? 0;
    assert.ok(
      height >= said && height <= said + 1,
      `kill ${i}: ${height} is there, ${said} was said`,
    );
    assert.ok(height > before, "the loop went on from where it was");
    before = height;
    assert.equal(hex(database.latest()?.appHash), hashes.at(height), `kill ${i}, height ${height}`);
    // Opening compares the roots with the app hash; reading everything compares every node with its parent.
    const chain = new TestChain({ database });
    const state = chain.executor.exportState() as { kv: { entries: unknown[] } };
    assert.ok(height < 4 || state.kv.entries.length > 0);
    await database.close();
  }
  // Units of what kills left half-done were used again: more than a few times what eight heights take would be a leak.
  const { size } = statSync(join(path, CHUNK_FILE));
  const places = [...(await storedChunks(path)).values()].flatMap((chunks) => [...chunks.values()]);
  const used = places.flat().reduce((units, place) => units + unitsOf(place), 0);
  t.diagnostic(`${size} bytes of chunks, ${used * UNIT_BYTES} of them used`);
  assert.ok(size <= SIZE_TO_USED_MAX * used * UNIT_BYTES, `${size} bytes, ${used} units used`);
});

/** Numbers and places of all chunks in the map, by store. */
async function storedChunks(path: string): Promise<Map<string, Map<number, readonly number[]>>> {
  const root = open({ path, encoding: "binary", maxDbs: 8, readOnly: true });
  const table = (name: string): PlaceTable => root.openDB({ name, encoding: "binary" });
  const stored = new Map<string, WrittenPlaces>();
  for (const record of readMap({ places: table("places"), parts: table("parts") })) {
    const places = stored.get(record.store) ?? new WrittenPlaces(record.store);
    stored.set(record.store, places);
    if ("places" in record) places.loadPage(record.page, record.places);
    else places.loadParts(record.chunk, record.parts);
  }
  await root.close();
  return new Map(
    [...stored].map(([store, places]) => [
      store,
      new Map([...places.from(0)].map((chunk) => [chunk, places.of(chunk) ?? []] as const)),
    ]),
  );
}

function reach(root: Node | undefined, chunks: Set<number>): void {
  const open: Node[] = root ? [root] : [];
  for (let node = open.pop(); node; node = open.pop()) {
    chunks.add(chunkOf(node.id));
    if (node instanceof InnerNode) open.push(leftOf(node), rightOf(node));
  }
}

/** Checks that the heights `first` to `last` are there, all others not, and no chunk without a node of theirs. */
async function assertExactly(path: string, first: number, last: number): Promise<void> {
  const database = new LmdbDatabase(path, keeping(1_000));
  const reachable = new Map<string, Set<number>>();
  for (let height = 0; height <= last + 1; height++) {
    const record = database.at(height);
    assert.equal(record !== undefined, height >= first && height <= last, `height ${height}`);
    if (!record) continue;
    assert.equal(hex(record.appHash), hashes.at(height));
    for (const { name, rootId } of record.stores) {
      const chunks = reachable.get(name) ?? new Set<number>();
      reachable.set(name, chunks);
      const source = database.nodes(name);
      const tree = ImmutableTree.load({ source, rootId, version: height, sha256: sha256String });
      reach(tree.root, chunks);
    }
  }
  await database.close();
  const stored = await storedChunks(path);
  for (const [name, chunks] of reachable) {
    const expected = [...chunks].sort((a, b) => a - b);
    const found = [...(stored.get(name)?.keys() ?? [])];
    assert.deepEqual(found, expected, `chunks of store ${name} with heights ${first} to ${last}`);
  }
  assertNoUnitTwice([...stored.values()].flatMap((chunks) => [...chunks.values()].flat()));
}

/** What no map names is free: so no unit is lost as long as none belongs to two chunks. */
function assertNoUnitTwice(places: readonly number[]): void {
  const units = new Set<number>();
  for (const place of places) {
    for (let i = 0; i < unitsOf(place); i++) {
      const unit = firstUnitOf(place) + i;
      assert.ok(!units.has(unit), `unit ${unit} belongs to one chunk`);
      units.add(unit);
    }
  }
}

async function commitTo(path: string, height: number, keepHeights: number): Promise<void> {
  const database = new LmdbDatabase(path, keeping(keepHeights));
  const chain = new TestChain({ database });
  while ((chain.executor.committed?.height ?? 0) < height) commitNext(chain);
  await database.close();
}

for (const keepHeights of [1, 2, 5]) {
  test(`pruning keeps ${keepHeights} heights and no node that they do not reach`, async (t) => {
    const path = temporaryFolder(t);
    for (const height of [1, 2, 3, 12, 30]) {
      await commitTo(path, height, keepHeights);
      await assertExactly(path, Math.max(1, height - keepHeights + 1), height);
    }
  });
}

test("a shorter retention is caught up with, a bounded number of heights a commit", async (t) => {
  const path = temporaryFolder(t);
  await commitTo(path, 60, 1_000);
  await assertExactly(path, 1, 60);
  for (let height = 61; height <= 66; height++) {
    await commitTo(path, height, 3);
    // Sixteen go with each commit, one comes.
    await assertExactly(path, Math.min(16 * (height - 60) + 1, height - 2), height);
  }
});

test("a longer retention keeps what is still there", async (t) => {
  const path = temporaryFolder(t);
  await commitTo(path, 10, 2);
  await commitTo(path, 14, 10);
  await assertExactly(path, 9, 14);
});

test("a damaged root is found when the state is opened", async (t) => {
  const path = temporaryFolder(t);
  await commitTo(path, 5, 10);
  const database = new LmdbDatabase(path, keeping(10));
  const rootId = database.latest()?.stores.find(({ name }) => name === "kv")?.rootId ?? 0;
  await database.close();
  const [place = 0] = (await storedChunks(path)).get("kv")?.get(chunkOf(rootId)) ?? [];
  const file = readFileSync(join(path, CHUNK_FILE));
  const chunk = file.subarray(startOf(place));
  // The root is the last record of its chunk, before the ends of the others; its last byte is of its right child's hash.
  const end = HEADER_BYTES + chunk.readUInt32BE(LENGTH_AT) - 1 - 2 * slotOf(rootId);
  chunk.writeUInt8(chunk.readUInt8(end - 1) ^ 1, end - 1);
  writeFileSync(join(path, CHUNK_FILE), file);
  const damaged = new LmdbDatabase(path, keeping(10));
  assert.throws(() => new TestChain({ database: damaged }), /height 5|node record/);
  await damaged.close();
});
