import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { exportArchive, loadArchive } from "../../../app/node/snapshot-archive.ts";
import { SNAPSHOT_CHUNK_BYTES_MAX } from "../../../app/node/limits.ts";
import {
  chunkHashes,
  decodeMetadata,
  encodeMetadata,
  sha256,
  snapshotHash,
} from "../../../app/node/snapshot-metadata.ts";
import type { SnapshotMetadata } from "../../../app/node/snapshot-metadata.ts";
import { StoredSnapshots } from "../../../app/node/snapshot-source.ts";
import { SnapshotStore } from "../../../app/node/snapshot-store.ts";
import { snapshotStream } from "../../../app/core/store/snapshot.ts";
import { crypto } from "../../helpers/context.ts";
import { bytesOf, manyChanges, versionAfter } from "../../helpers/snapshots.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const APP_HASH = new Uint8Array(32).fill(5);
const about = (height: number): Omit<SnapshotMetadata, "chunks"> => ({
  chainId: "lazuli-snapshot-1",
  height,
  format: 1,
  appHash: APP_HASH,
});

async function* broken(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new Uint8Array(10));
  throw new Error("broken off");
}

test("a stream is cut into chunks, whose hashes name the snapshot", async (t) => {
  const folder = await temporaryFolder(t);
  const store = new SnapshotStore(folder);
  const bytes = Buffer.alloc(2 * SNAPSHOT_CHUNK_BYTES_MAX + 5, "0123456789");
  const pieces = [
    bytes.subarray(0, 100),
    bytes.subarray(100, 9_000_000),
    bytes.subarray(9_000_000),
  ];
  const written = await store.write(about(10), pieces);
  assert.deepEqual(
    written.chunks.map((chunk) => chunk.bytes),
    [SNAPSHOT_CHUNK_BYTES_MAX, SNAPSHOT_CHUNK_BYTES_MAX, 5],
  );
  const found = await store.find(10, 1);
  assert.deepEqual(found, written);
  const chunks = await Promise.all([0, 1, 2].map((index) => store.chunk(written, index)));
  assert.ok(Buffer.concat(chunks.map((chunk) => chunk ?? new Uint8Array(0))).equals(bytes));
  assert.equal(await store.chunk(written, 3), undefined);
  assert.deepEqual(snapshotHash(written), sha256(chunkHashes(written)));

  const source = new StoredSnapshots(store);
  const [offered] = await source.list();
  assert.deepEqual(offered, {
    height: 10n,
    format: 1,
    chunks: 3,
    hash: snapshotHash(written),
    metadata: chunkHashes(written),
  });
  assert.deepEqual(await source.chunk(10n, 1, 2), chunks[2]);
  assert.equal(await source.chunk(11n, 1, 0), undefined);
  assert.equal(await source.chunk(2n ** 60n, 1, 0), undefined);
});

test("what was broken off is not listed, and its leftovers go", async (t) => {
  const folder = await temporaryFolder(t);
  const store = new SnapshotStore(folder);
  await assert.rejects(store.write(about(10), broken()), /broken off/);
  assert.deepEqual(await readdir(folder), []);

  await mkdir(join(folder, "20-1.abc.tmp"));
  await writeFile(join(folder, "20-1.abc.tmp", "0.chunk"), "half");
  await writeFile(join(folder, "notes.txt"), "not a snapshot");
  assert.deepEqual(await store.list(), []);
  await store.removeLeftovers();
  assert.deepEqual(await readdir(folder), ["notes.txt"]);
});

test("a snapshot is taken once; the newest stay", async (t) => {
  const folder = await temporaryFolder(t);
  const store = new SnapshotStore(folder);
  for (const height of [5, 100, 20]) await store.write(about(height), [new Uint8Array(3)]);
  const heights = async () => (await store.list()).map(({ height }) => height);
  assert.deepEqual(await heights(), [100, 20, 5]);
  await assert.rejects(store.write(about(20), [new Uint8Array(3)]), {
    name: "UserError",
    message: /there is a snapshot of height 20 already; "lazuli snapshots delete 20" removes it/,
  });
  assert.deepEqual(await store.retain(2), [5]);
  assert.deepEqual(await heights(), [100, 20]);
  assert.equal(await store.delete(20, 1), true);
  assert.equal(await store.delete(20, 1), false);
  assert.deepEqual(await readdir(folder), ["100-1"]);
});

test("a damaged chunk is given to nobody, damaged metadata are named", async (t) => {
  const folder = await temporaryFolder(t);
  const store = new SnapshotStore(folder);
  const metadata = await store.write(about(7), [Buffer.from("chunk")]);
  await writeFile(join(folder, "7-1", "0.chunk"), "chunj");
  assert.equal(await store.chunk(metadata, 0), undefined);
  await writeFile(join(folder, "7-1", "metadata.json"), "{");
  assert.deepEqual(await store.list(), []);
  await assert.rejects(store.find(7, 1), {
    name: "UserError",
    message: /metadata\.json: expected JSON/,
  });
  assert.equal(await store.delete(7, 1), true);
});

test("metadata that do not fit together are refused", () => {
  const metadata = { ...about(7), chunks: [{ sha256: sha256(APP_HASH), bytes: 10 }] };
  const text = encodeMetadata(metadata);
  assert.deepEqual(decodeMetadata("m", text), metadata);
  const json = JSON.parse(text) as Record<string, unknown>;
  const bad: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{ format: 2 }, /^m: format: expected 1, the only format that this version knows, got 2$/],
    [{ height: 0 }, /height: expected a height, got 0/],
    [{ chain_id: 5 }, /chain_id: expected a chain id, got 5/],
    [{ app_hash: "00" }, /app_hash: expected 64 hexadecimal digits/],
    [{ chunks: [] }, /chunks: expected 1 to 32768 chunks/],
    [{ chunks: [{ sha256: "0".repeat(64), bytes: SNAPSHOT_CHUNK_BYTES_MAX + 1 }] }, /chunks: exp/],
    [{ chunks: [{ sha256: "0".repeat(64), bytes: 10 }] }, /hash: expected [0-9a-f]{64}, the hash/],
  ];
  for (const [changes, message] of bad) {
    const changed = JSON.stringify({ ...json, ...changes });
    assert.throws(() => decodeMetadata("m", changed), { name: "UserError", message });
  }
});

test("an archive carries a snapshot to another store; every byte of it is checked", async (t) => {
  const folder = await temporaryFolder(t);
  const store = new SnapshotStore(join(folder, "a"));
  const version = versionAfter(manyChanges(4, 60));
  const { chainId, height, appHash } = version.record;
  const metadata = await store.write(
    { chainId, height, format: 1, appHash },
    snapshotStream(version),
  );
  const path = join(folder, "archive");
  await exportArchive(store, metadata, path);
  await assert.rejects(exportArchive(store, metadata, path), /exists; it is not overwritten/);

  const other = new SnapshotStore(join(folder, "b"));
  assert.deepEqual(await loadArchive(other, path, crypto.sha256String), metadata);
  assert.deepEqual(await other.list(), [metadata]);
  assert.deepEqual(await other.chunk(metadata, 0), Buffer.from(bytesOf(version)));
  await assert.rejects(
    loadArchive(other, path, crypto.sha256String),
    /snapshot of height 4 already/,
  );

  const whole = await readFile(path);
  const third = new SnapshotStore(join(folder, "c"));
  const refuse = async (bytes: Uint8Array, message: RegExp): Promise<void> => {
    await writeFile(path, bytes);
    await assert.rejects(loadArchive(third, path, crypto.sha256String), {
      name: "UserError",
      message,
    });
  };
  await refuse(new Uint8Array(0), /it ends within its head/);
  await refuse(Buffer.from("PK archive of another kind"), /expected a file that "lazuli snapshots/);
  await refuse(whole.subarray(0, 40), /it ends within its metadata/);
  await refuse(whole.subarray(0, -1), /it ends within its chunk 0/);
  await refuse(Buffer.concat([whole, new Uint8Array(1)]), /it goes on after its last chunk/);
  const flipped = Buffer.from(whole);
  flipped[flipped.length - 20] = (flipped.at(-20) ?? 0) ^ 1;
  await refuse(flipped, /chunk 0 does not have the hash of its metadata/);
  assert.deepEqual(await third.list(), []);
  assert.deepEqual(await readdir(join(folder, "c")), []);
});

test("an archive whose hashes fit but whose content is another state is refused", async (t) => {
  const folder = await temporaryFolder(t);
  const store = new SnapshotStore(join(folder, "a"));
  const version = versionAfter(manyChanges(2, 10));
  const { chainId, height } = version.record;
  const lie = await store.write(
    { chainId, height, format: 1, appHash: APP_HASH },
    snapshotStream(version),
  );
  const path = join(folder, "archive");
  await exportArchive(store, lie, path);
  const other = new SnapshotStore(join(folder, "b"));
  await assert.rejects(loadArchive(other, path, crypto.sha256String), {
    name: "UserError",
    message: /the content of the snapshot is height 2 of .*, its metadata say height 2 of .* 0505/,
  });
  assert.deepEqual(await other.list(), []);
});
