import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { CommitRecord } from "../../../app/core/store/database.ts";
import { decodeCommit, encodeCommit } from "../../../app/db/commit-record.ts";
import { LmdbDatabase } from "../../../app/db/lmdb-database.ts";

const record = (height: number): CommitRecord => ({
  chainId: "lazuli-test-1",
  height,
  timeNs: 2n ** 62n + 1n,
  appHash: new Uint8Array(32).fill(0xab),
  stores: [{ name: "kv", rootId: 0, nextId: 2 ** 40 }],
});

/** LMDB's view is longer than its `length` says, so it is cut before it is looked at. */
function nodeOf(database: LmdbDatabase, id: number): number[] {
  const view = database.nodes("kv").read(id);
  return view ? [...view.subarray(0, view.length)] : [];
}

test("a record is written and read back, to the nanosecond", () => {
  assert.deepEqual(decodeCommit(encodeCommit(record(7))), record(7));
});

test("a record of another form says which version to use", () => {
  const other = Buffer.from(encodeCommit(record(7)).toString().replace('"form":2', '"form":3'));
  assert.throws(() => decodeCommit(other), {
    name: "MachineFault",
    message: /records of form 3, expected 2; use the version that wrote it/,
  });
});

test("the database: empty, then one height after the other, and nothing twice", async (t) => {
  const path = mkdtempSync(join(tmpdir(), "lazuli-db-"));
  t.after(() => {
    rmSync(path, { recursive: true, force: true });
  });
  const update = (height: number) => [
    {
      name: "kv",
      nodes: [{ id: height * 256, record: Uint8Array.of(height) }],
      orphans: height === 5 ? [] : [(height - 1) * 256],
      changes: [],
    },
  ];
  let database = new LmdbDatabase(path, {
    pruning: { keepRecent: 2, interval: 1 },
  });
  assert.equal(database.latest(), undefined);
  assert.equal(database.at(5), undefined);
  assert.equal(database.nodes("kv").read(5 * 256), undefined);
  database.commit(record(5), update(5));
  for (const height of [4, 5, 7]) {
    assert.throws(
      () => {
        database.commit(record(height), []);
      },
      { name: "MachineFault", message: new RegExp(`commit of height ${height} on top of 5`) },
    );
  }
  assert.equal(database.at(4), undefined);
  assert.equal(database.at(7), undefined);
  database.commit(record(6), update(6));
  await database.close();
  database = new LmdbDatabase(path, {
    pruning: { keepRecent: 2, interval: 1 },
  });
  assert.deepEqual(database.latest(), record(6));
  assert.deepEqual(database.at(5), record(5));
  assert.deepEqual(nodeOf(database, 5 * 256), [5]);
  database.commit(record(7), update(7));
  assert.equal(database.at(5), undefined, "the third to last is gone");
  assert.equal(database.nodes("kv").read(5 * 256), undefined, "and what it alone reached");
  assert.deepEqual(nodeOf(database, 6 * 256), [6]);
  await database.close();
});
