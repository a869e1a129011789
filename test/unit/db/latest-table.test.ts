import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { open } from "lmdb";
import type { Branch } from "../../../app/core/store/branch.ts";
import { Multistore } from "../../../app/core/store/multistore.ts";
import { LATEST_WAITING_HEIGHTS_MAX } from "../../../app/db/limits.ts";
import { LmdbDatabase } from "../../../app/db/lmdb-database.ts";
import { keeping } from "../../helpers/commit-loop.ts";
import { crypto } from "../../helpers/context.ts";
import { Random } from "../../helpers/random-blocks.ts";

const KEYS = 400;
const names = ["kv"];

/** A writer with its trees, over a model of what it wrote. */
class Writer {
  readonly database: LmdbDatabase;
  readonly stores: Multistore;
  readonly model: Map<string, string>;

  constructor(path: string, model = new Map<string, string>(), keepHeights = 50) {
    this.database = new LmdbDatabase(path, keeping(keepHeights));
    this.stores = new Multistore({ crypto, database: this.database, names });
    this.model = model;
  }

  catchUp(): Promise<void> {
    return this.database.catchUpLatest((height) => this.stores.changesSince(height));
  }

  block(random: Random, writes = 30): void {
    const branch = this.stores.branch();
    for (let i = 0; i < writes; i++) {
      const key = `key ${random.below(KEYS)}`;
      if (random.below(4) === 0) {
        branch.store("kv").delete(Buffer.from(key));
        this.model.delete(key);
      } else {
        const value = `value ${random.below(1_000_000)}`;
        branch.store("kv").set(Buffer.from(key), Buffer.from(value));
        this.model.set(key, value);
      }
    }
    this.commit(branch);
  }

  commit(branch: Branch): void {
    const height = (this.stores.latest?.record.height ?? 0) + 1;
    this.stores.commit(this.stores.prepare(branch, { chainId: "test", height, timeNs: 0n }));
  }
}

function temporaryFolder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "lazuli-latest-"));
  t.after(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

/** Waits until a reader has the table for the newest height, and compares it with the model. */
async function assertTable(path: string, writer: Writer, keys = KEYS): Promise<void> {
  const reader = new LmdbDatabase(path, { ...keeping(50), readOnly: true });
  const height = writer.stores.latest?.record.height;
  let read = undefined;
  for (const deadline = Date.now() + 10_000; !read; read = reader.latestValue("kv")) {
    assert.ok(Date.now() < deadline, "the table came up to the newest height");
    await pause(5);
    assert.equal(reader.latest()?.height, height);
  }
  for (let i = 0; i < keys; i++) {
    const key = `key ${i}`;
    assert.equal(read(key), writer.model.get(key), `${key} at ${height}`);
  }
  await reader.close();
}

test("readers find the newest values in the table, and the state machine does not use it", async (t) => {
  const path = temporaryFolder(t);
  const random = new Random(1);
  const writer = new Writer(path);
  await writer.catchUp();
  // The first height is caught up with, since genesis is not among its changes; later ones are followed.
  writer.block(random, 300);
  for (let i = 0; i < 20; i++) writer.block(random);
  await assertTable(path, writer);
  assert.equal(writer.database.latestValue("kv"), undefined);
  await writer.database.close();
});

test("a table that was left behind is brought up while blocks commit", async (t) => {
  const path = temporaryFolder(t);
  const random = new Random(2);
  let writer = new Writer(path);
  writer.block(random, 300);
  await writer.catchUp();
  await assertTable(path, writer);
  await writer.database.close();
  // As after a crash: heights that the table never heard of.
  writer = new Writer(path, writer.model);
  for (let i = 0; i < 10; i++) writer.block(random);
  await writer.database.close();
  writer = new Writer(path, writer.model);
  const caughtUp = writer.catchUp();
  for (let i = 0; i < 5; i++) {
    writer.block(random);
    await pause(1);
  }
  await caughtUp;
  await assertTable(path, writer);
  await writer.database.close();
});

test("a rolled back height leaves nothing in the table", async (t) => {
  const path = temporaryFolder(t);
  const random = new Random(3);
  let writer = new Writer(path);
  writer.block(random, 300);
  await writer.catchUp();
  const before = new Map(writer.model);
  writer.block(random);
  writer.database.rollback();
  await writer.database.close();
  writer = new Writer(path, before);
  await writer.catchUp();
  await assertTable(path, writer);
  await writer.database.close();
});

test("a table that cannot keep up is brought up again by itself", async (t) => {
  const path = temporaryFolder(t);
  const random = new Random(5);
  const writer = new Writer(path);
  writer.block(random, 300);
  await writer.catchUp();
  // Without a turn of the event loop in between no batch can end.
  for (let i = 0; i < 3 * LATEST_WAITING_HEIGHTS_MAX; i++) writer.block(random, 3);
  await assertTable(path, writer);
  // The same while it is being brought up.
  const caughtUp = writer.catchUp();
  for (let i = 0; i < 2 * LATEST_WAITING_HEIGHTS_MAX; i++) writer.block(random, 3);
  await caughtUp;
  await assertTable(path, writer);
  writer.block(random);
  await assertTable(path, writer);
  await writer.database.close();
});

test("a database whose table nobody asked for writes none", async (t) => {
  const path = temporaryFolder(t);
  const writer = new Writer(path);
  for (let i = 0; i < 3; i++) writer.block(new Random(6));
  await pause(20);
  const reader = new LmdbDatabase(path, { ...keeping(50), readOnly: true });
  assert.equal(reader.latest()?.height, 3);
  assert.equal(reader.latestValue("kv"), undefined);
  await reader.close();
  await writer.database.close();
});

test("leaves that are moved out of sparse chunks are found where they went", async (t) => {
  const path = temporaryFolder(t);
  const random = new Random(7);
  const writer = new Writer(path, new Map(), 2);
  const fill = writer.stores.branch();
  for (let i = 0; i < 6_000; i++) {
    fill.store("kv").set(Buffer.from(`key ${i}`), Buffer.from(`value ${i}`.repeat(5)));
    writer.model.set(`key ${i}`, `value ${i}`.repeat(5));
  }
  writer.commit(fill);
  await writer.catchUp();
  let moved = 0;
  for (let i = 0; i < 120; i++) {
    if (writer.database.sparseNodes("kv")) moved++;
    writer.block(random, 60);
    await pause(0);
  }
  assert.ok(moved > 20, `${moved} blocks moved nodes`);
  await assertTable(path, writer, 6_000);
  await writer.database.close();
});

for (const [name, damage] of [
  ["a flipped bit", (entry: Buffer) => entry.writeUInt8(entry.readUInt8(6) ^ 1, 6)],
  ["another length", (entry: Buffer) => entry.subarray(1)],
  ["the entry of another key", (_entry: Buffer, other: Buffer) => other],
] as const) {
  test(`an entry that is damaged proves nothing, and the tree answers: ${name}`, async (t) => {
    const path = temporaryFolder(t);
    const writer = new Writer(path);
    writer.block(new Random(4), 300);
    await writer.catchUp();
    await assertTable(path, writer);
    await writer.database.close();
    const entries = [...writer.model];
    const [key, value] = entries[0] ?? ["", ""];
    const [other] = entries[1] ?? [""];
    const root = open({ path: join(path, "latest"), encoding: "binary", maxDbs: 64 });
    const table = root.openDB<Buffer, Buffer>({
      ...{ name: "leaves/kv", encoding: "binary", keyEncoding: "binary" },
    });
    const entry = Buffer.from(table.get(Buffer.from(key)) ?? []);
    const damaged = damage(entry, Buffer.from(table.get(Buffer.from(other)) ?? []));
    table.putSync(Buffer.from(key), typeof damaged === "number" ? entry : damaged);
    await root.close();
    const database = new LmdbDatabase(path, { ...keeping(50), readOnly: true });
    const stores = new Multistore({ crypto, database, names });
    assert.equal(database.latestValue("kv")?.(key), undefined);
    assert.ok(database.latestValue("kv")?.(other) !== undefined, "the others are used");
    const read = stores.branch().store("kv").get(Buffer.from(key));
    assert.equal(Buffer.from(read ?? []).toString(), value);
    await database.close();
  });
}

test("a table whose file was not finished when the power went, or was cut short, is made again", async (t) => {
  const path = temporaryFolder(t);
  const random = new Random(8);
  let writer = new Writer(path);
  writer.block(random, 300);
  await writer.catchUp();
  await writer.database.close();
  const file = join(path, "latest", "data.mdb");
  const whole = readFileSync(file);
  const cut = [0, 100, 4_096, 6_656, 8_191, 20_000].map((length) => whole.subarray(0, length));
  const empty = [100, 8_192, 20_000].map((length) => Buffer.alloc(length));
  for (const bytes of [...cut, ...empty]) {
    writeFileSync(file, bytes);
    writer = new Writer(path, writer.model);
    await writer.catchUp();
    await assertTable(path, writer);
    await writer.database.close();
  }
});
