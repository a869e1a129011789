import assert from "node:assert/strict";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import {
  addToDatabase,
  goVarint,
  isEmptyDatabase,
  logRecord,
} from "../../../app/node/comet-database.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const KEY = Buffer.from("offlineStateSyncHeightKey");

test("an entry of a log is what goleveldb writes", () => {
  // The whole of 000001.log after one Put in a new database. @source syndtr/goleveldb 2ae1ddf74ef7
  const written =
    "4fdf347f2b000101000000000000000100000001196f66666c696e6553746174" +
    "6553796e634865696768744b65790380890f";
  assert.equal(logRecord(1n, KEY, goVarint(123_456)).toString("hex"), written);
  for (const [key, value] of [
    [Buffer.alloc(0), KEY],
    [KEY, Buffer.alloc(128)],
  ] as const) {
    assert.throws(() => logRecord(1n, key, value), /expected 1 to 127 bytes, got (?:0|128)/);
  }
});

test("a height is written as Go writes it", () => {
  // binary.PutVarint of encoding/binary.
  for (const [height, bytes] of [
    [0, "00"],
    [1, "02"],
    [63, "7e"],
    [64, "8001"],
    [123_456, "80890f"],
    [2 ** 31, "8080808010"],
    [2 ** 52, "8080808080808010"],
  ] as const) {
    assert.equal(Buffer.from(goVarint(height)).toString("hex"), bytes, `${height}`);
  }
});

test("an entry is added in a log behind all files that are there", async (t) => {
  const folder = await temporaryFolder(t);
  let last = 0n;
  for (const [others, log] of [
    [[], "000001.log"],
    [["000001.log", "MANIFEST-000000"], "000002.log"],
    [["000009.log", "000004.ldb", "MANIFEST-000012"], "000013.log"],
    [["000009.log", "1000000.ldb", "LOG.old", "99.txt"], "1000001.log"],
  ] as const) {
    const database = join(folder, log);
    await mkdir(database);
    for (const name of others) await writeFile(join(database, name), "x");
    await addToDatabase(database, KEY, goVarint(7));
    assert.deepEqual((await readdir(database)).sort(), [...others, log].sort());
    const bytes = await readFile(join(database, log));
    // Behind every number that a database has given, also behind that of an entry added before.
    const sequence = bytes.readBigUInt64LE(7);
    assert.ok(sequence > 1n << 50n && sequence < 1n << 56n, String(sequence));
    assert.ok(sequence >= last);
    last = sequence;
    assert.deepEqual(bytes, logRecord(sequence, KEY, goVarint(7)));
  }
});

test("a database is empty that is not there, or has files without an entry", async (t) => {
  const folder = await temporaryFolder(t);
  assert.ok(await isEmptyDatabase(join(folder, "none")));
  assert.ok(await isEmptyDatabase(folder));
  for (const name of ["CURRENT", "LOCK", "LOG", "LOG.old", "MANIFEST-000000"]) {
    await writeFile(join(folder, name), "x");
  }
  await writeFile(join(folder, "000003.log"), "");
  assert.ok(await isEmptyDatabase(folder));
  for (const name of ["000004.log", "000004.ldb", "1000000.sst"]) {
    const other = join(folder, name.replace(".", "-"));
    await mkdir(other);
    await writeFile(join(other, name), "x");
    assert.ok(!(await isEmptyDatabase(other)), name);
  }
});
