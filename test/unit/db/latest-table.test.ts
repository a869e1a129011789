import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { open } from "lmdb";
import { Multistore } from "../../../app/core/store/multistore.ts";
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

  constructor(path: string, model = new Map<string, string>()) {
    this.database = new LmdbDatabase(path, keeping(50));
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
async function assertTable(path: string, writer: Writer): Promise<void> {
  const reader = new LmdbDatabase(path, { ...keeping(50), readOnly: true });
  const height = writer.stores.latest?.record.height;
  let read = undefined;
  for (const deadline = Date.now() + 10_000; !read; read = reader.latestValue("kv")) {
    assert.ok(Date.now() < deadline, "the table came up to the newest height");
    await pause(5);
    assert.equal(reader.latest()?.height, height);
  }
  for (let i = 0; i < KEYS; i++) {
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

test("a damaged value is reported with its store and key", async (t) => {
  const path = temporaryFolder(t);
  const writer = new Writer(path);
  writer.block(new Random(4), 300);
  await writer.catchUp();
  await assertTable(path, writer);
  await writer.database.close();
  const [key = "", value = ""] = [...writer.model][0] ?? [];
  const root = open({ path: join(path, "latest"), encoding: "binary", maxDbs: 64 });
  const table = root.openDB<Buffer, Buffer>({
    ...{ name: "values/kv", encoding: "binary", keyEncoding: "binary" },
  });
  const record = Buffer.from(table.get(Buffer.from(key)) ?? []);
  assert.equal(record.subarray(4).toString(), value);
  record.writeUInt8(record.readUInt8(6) ^ 1, 6);
  table.putSync(Buffer.from(key), record);
  await root.close();
  const reader = new LmdbDatabase(path, { ...keeping(50), readOnly: true });
  reader.latest();
  assert.throws(() => reader.latestValue("kv")?.(key), {
    name: "StoreFault",
    message: new RegExp(`store "kv": the newest value of key ${Buffer.from(key).toString("hex")}`),
  });
  await reader.close();
});
