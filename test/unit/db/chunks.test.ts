import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { StoreUpdate } from "../../../app/core/store/database.ts";
import { CHUNK_BYTES_MAX, chunkBytes, IdAllocator } from "../../../app/core/store/node-id.ts";
import { CHUNK_FILE } from "../../../app/db/chunk-file.ts";
import { COMMITS_OF_REST } from "../../../app/db/limits.ts";
import { LmdbDatabase } from "../../../app/db/lmdb-database.ts";
import { LMDB_FILE } from "../../../app/db/lmdb-file.ts";
import { UNIT_BYTES } from "../../../app/db/place.ts";
import { keeping } from "../../helpers/commit-loop.ts";

/** The largest value of the key-value module. */
const LARGE_BYTES = 262_144;
const KEPT = 2;

function temporaryFolder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "lazuli-chunks-"));
  t.after(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

function recordOf(height: number, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => (i * 7 + height) % 256);
}

const idAt = (height: number): number => height * 256;

/** Each height has one chunk, of one record, and leaves that of the height before behind. */
function commit(database: LmdbDatabase, height: number, bytes: number, store = "kv"): void {
  const update: StoreUpdate = {
    name: store,
    nodes: [{ id: idAt(height), record: recordOf(height, bytes) }],
    orphans: height === 1 ? [] : [idAt(height - 1)],
    changes: [],
  };
  const stores = [{ name: store, rootId: 0, nextId: idAt(height + 1) }];
  const appHash = new Uint8Array(32);
  database.commit({ chainId: "test", height, timeNs: 0n, appHash, stores }, [update]);
}

function read(database: LmdbDatabase, height: number, store = "kv"): Uint8Array | undefined {
  const record = database.nodes(store).read(idAt(height));
  return record && Uint8Array.from(record);
}

test("records of all lengths are read back, by the writer, after a start and by a reader", async (t) => {
  const path = temporaryFolder(t);
  const most = CHUNK_BYTES_MAX - chunkBytes(1, 0);
  const lengths = [1, 100, UNIT_BYTES, most - 1, most, most + 1, 2 * CHUNK_BYTES_MAX, LARGE_BYTES];
  let database = new LmdbDatabase(path, keeping(1_000));
  for (const [i, bytes] of lengths.entries()) commit(database, i + 1, bytes);
  const assertAll = (): void => {
    for (const [i, bytes] of lengths.entries()) {
      assert.deepEqual(read(database, i + 1), recordOf(i + 1, bytes), `${bytes} bytes`);
    }
  };
  assertAll();
  await database.close();
  for (const readOnly of [false, true]) {
    database = new LmdbDatabase(path, { ...keeping(1_000), readOnly });
    assertAll();
    await database.close();
  }
});

test("a full chunk fills its place, and a record more has another chunk", () => {
  const ids = new IdAllocator(256);
  const record = 1_000;
  let records = 1;
  while (chunkBytes(records + 1, (records + 1) * record) <= CHUNK_BYTES_MAX) records++;
  for (let i = 0; i < records; i++) assert.equal(ids.next(record), 256 + i);
  const rest = CHUNK_BYTES_MAX - chunkBytes(records + 1, records * record);
  assert.equal(ids.next(rest), 256 + records, "what is left is used to the byte");
  assert.equal(ids.next(1), 512);
});

test("a small chunk takes a page, and places are used again: the file stops growing", async (t) => {
  const path = temporaryFolder(t);
  const database = new LmdbDatabase(path, keeping(KEPT));
  const size = (): number => statSync(join(path, CHUNK_FILE)).size;
  for (let height = 1; height <= 60; height++)
    commit(database, height, height % 2 === 0 ? 40_000 : 50);
  const before = size();
  for (let height = 61; height <= 300; height++) {
    commit(database, height, height % 2 === 0 ? 40_000 : 50);
  }
  assert.equal(size(), before);
  // Three units of 4 KiB and a block of each long one, for those that are kept and those that rest.
  const heights = KEPT + COMMITS_OF_REST + 2;
  assert.ok(size() <= 16_384 + (heights / 2) * (3 * 16_384 + UNIT_BYTES) + 4 * 16_384, `${size()}`);
  await database.close();
});

test("what a commit wrote that did not come to its end is used again after the next start", async (t) => {
  const path = temporaryFolder(t);
  let sizeAfterFirst = 0;
  for (let start = 1; start <= 30; start++) {
    const database = new LmdbDatabase(path, keeping(1));
    if (start === 1) commit(database, 1, 20_000);
    const stores = [{ name: "kv", rootId: 0, nextId: idAt(3) }];
    const broken: StoreUpdate = {
      name: "kv",
      nodes: [{ id: idAt(2), record: recordOf(2, 100_000) }],
      // Nodes that were never written: the transaction fails after the chunks are on disk.
      orphans: [idAt(1), idAt(1) + 1],
      changes: [],
    };
    const record = { chainId: "test", height: 2, timeNs: 0n, appHash: new Uint8Array(32), stores };
    assert.throws(() => {
      database.commit(record, [broken]);
    }, /fewer nodes than are to be removed/);
    await database.close();
    const { size } = statSync(join(path, CHUNK_FILE));
    if (start === 1) sizeAfterFirst = size;
    assert.equal(size, sizeAfterFirst, `start ${start}`);
  }
  const database = new LmdbDatabase(path, keeping(1));
  assert.equal(database.latest()?.height, 1);
  assert.deepEqual(read(database, 1), recordOf(1, 20_000));
  assert.equal(read(database, 2), undefined);
  await database.close();
});

test("a reader whose place was given to another chunk hears that the height is no longer kept", async (t) => {
  const path = temporaryFolder(t);
  const writer = new LmdbDatabase(path, keeping(KEPT));
  for (let height = 1; height <= 3; height++) commit(writer, height, 3_000);
  const reader = new LmdbDatabase(path, { ...keeping(KEPT), readOnly: true });
  assert.equal(reader.latest()?.height, 3);
  let height = 3;
  // Without a turn of the event loop in between the reader stays with its snapshot.
  for (; height < 10; height++) commit(writer, height + 1, 3_000);
  assert.equal(writer.at(3), undefined);
  assert.deepEqual(reader.at(3)?.height, 3, "as of the reader's snapshot");
  assert.deepEqual(read(reader, 2), recordOf(2, 3_000), "places rest");
  for (; height < 60; height++) commit(writer, height + 1, 3_000);
  assert.throws(() => read(reader, 3), {
    name: "ChainError",
    message: /no longer kept.*invalid height/,
  });
  assert.throws(() => read(reader, 4), {
    name: "ChainError",
    message: /no longer kept.*invalid height/,
  });
  assert.deepEqual(read(reader, 60), recordOf(60, 3_000), "the newest map was taken up");
  assert.equal(reader.latest()?.height, 60);
  assert.equal(read(reader, 4), undefined, "a new query begins anew");
  await reader.close();
  await writer.close();
});

for (const readOnly of [false, true]) {
  test(`a place that holds another chunk is a fault, ${readOnly ? "for a reader" : "for the writer"}`, async (t) => {
    const path = temporaryFolder(t);
    const database = new LmdbDatabase(path, keeping(1_000));
    for (let height = 1; height <= 8; height++) commit(database, height, 16_000);
    await database.close();
    const file = join(path, CHUNK_FILE);
    const bytes = readFileSync(file);
    // The second chunk's place gets what the third has.
    bytes.copy(bytes, 2 * 16_384, 3 * 16_384, 4 * 16_384);
    writeFileSync(file, bytes);
    const damaged = new LmdbDatabase(path, { ...keeping(1_000), readOnly });
    assert.deepEqual(read(damaged, 3), recordOf(3, 16_000));
    assert.throws(() => read(damaged, 2), {
      name: "StoreFault",
      message:
        'store "kv": the file of chunks does not hold chunk 2 where it was written; ' +
        "restore the state from a snapshot or another node",
    });
    await damaged.close();
  });
}

test("a reader compares what it read with the checksum", async (t) => {
  const path = temporaryFolder(t);
  const database = new LmdbDatabase(path, keeping(1_000));
  commit(database, 1, 1_000);
  await database.close();
  const file = join(path, CHUNK_FILE);
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(16_384 + 500) ^ 1, 16_384 + 500);
  writeFileSync(file, bytes);
  const reader = new LmdbDatabase(path, { ...keeping(1_000), readOnly: true });
  assert.throws(() => read(reader, 1), { name: "StoreFault", message: /does not hold chunk 1/ });
  await reader.close();
});

test("the cache serves several stores, however small it is", async (t) => {
  const path = temporaryFolder(t);
  const database = new LmdbDatabase(path, { ...keeping(1_000), cacheBytesMax: 2 * 16_384 });
  for (let height = 1; height <= 40; height++) {
    commit(database, height, 300, `store ${height % 7}`);
  }
  for (const height of [...Array(40).keys()].reverse()) {
    const store = `store ${(height + 1) % 7}`;
    assert.deepEqual(read(database, height + 1, store), recordOf(height + 1, 300), store);
  }
  await database.close();
});

test("what was staged before the first commit is forgotten, also by another process", async (t) => {
  const path = temporaryFolder(t);
  const stage = (database: LmdbDatabase): void => {
    for (const store of ["a", "b"]) {
      const sink = database.stage(store);
      for (let height = 1; height <= 300; height++) {
        sink.take({ id: idAt(height), record: recordOf(height, 9_000) });
      }
      sink.end();
    }
  };
  let size = 0;
  for (let attempt = 1; attempt <= 4; attempt++) {
    const database = new LmdbDatabase(path, keeping(10));
    database.clear();
    assert.equal(read(database, 1, "a"), undefined);
    stage(database);
    assert.deepEqual(read(database, 300, "b"), recordOf(300, 9_000));
    size ||= statSync(join(path, CHUNK_FILE)).size;
    assert.equal(statSync(join(path, CHUNK_FILE)).size, size, `attempt ${attempt}`);
    await database.close();
  }
});

test("a file of LMDB that was not finished is made again where nothing can have been committed, else reported", async (t) => {
  const root = temporaryFolder(t);
  const whole = new LmdbDatabase(join(root, "whole"), keeping(10));
  commit(whole, 1, 100);
  await whole.close();
  const bytes = readFileSync(join(root, "whole", LMDB_FILE));
  const cut = [100, 512, 4_096, 6_656, 8_191].map((length) => bytes.subarray(0, length));
  for (const [i, left] of [...cut, Buffer.alloc(8_192), Buffer.alloc(600)].entries()) {
    const path = join(root, `crash-${i}`);
    mkdirSync(path);
    writeFileSync(join(path, LMDB_FILE), left);
    const database = new LmdbDatabase(path, keeping(10));
    commit(database, 1, 100);
    await database.close();
    writeFileSync(join(path, LMDB_FILE), left);
    assert.throws(() => new LmdbDatabase(path, keeping(10)), { name: "StoreFault" }, `${i}`);
  }
});
