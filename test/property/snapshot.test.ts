import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SnapshotReader } from "../../app/core/store/snapshot-reader.ts";
import { SnapshotError } from "../../app/core/store/snapshot.ts";
import { VersionHasher } from "../../app/core/store/version-hasher.ts";
import type { Change } from "../../app/core/store/types.ts";
import { crypto } from "../helpers/context.ts";
import { bytesOf, entriesOf, RecordingSink, versionAfter } from "../helpers/snapshots.ts";

const key = fc
  .array(fc.constantFrom("\x00", "\x01", "a", "\xff"), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join(""));
const value = fc.option(fc.constantFrom("", "v", "\x00\xff", "x".repeat(200)), {
  nil: undefined,
  freq: 3,
});
const changes = fc
  .uniqueArray(fc.tuple(key, value), { selector: ([first]) => first, maxLength: 60 })
  .map((list): Change[] => list);
const versions = fc
  .array(fc.record({ acc: changes, kv: changes }), { minLength: 1, maxLength: 6 })
  .map((blocks) => versionAfter(blocks));
/** Lengths of the pieces that the bytes are cut into, over and over. */
const cuts = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 });

function pushInPieces(reader: SnapshotReader, bytes: Uint8Array, lengths: readonly number[]): void {
  for (let start = 0, i = 0; start < bytes.length; i++) {
    const length = lengths[i % lengths.length] ?? 1;
    reader.push(bytes.subarray(start, start + length));
    start += length;
  }
}

test("any version is read back from pieces of any size, with its app hash", () => {
  fc.assert(
    fc.property(versions, cuts, (version, lengths) => {
      const sink = new RecordingSink();
      const reader = new SnapshotReader(sink);
      pushInPieces(reader, bytesOf(version), lengths);
      const record = reader.finish();
      assert.deepEqual(record.appHash, version.record.appHash);
      assert.equal(record.height, version.record.height);
      assert.equal(record.timeNs, version.record.timeNs);
      assert.deepEqual(sink.entries, entriesOf(version));
    }),
  );
});

test("a snapshot that was cut short or changed anywhere is refused with a clear error", () => {
  const damage = fc.oneof(
    fc.record({ kind: fc.constant("cut" as const), at: fc.nat() }),
    fc.record({
      kind: fc.constant("flip" as const),
      at: fc.nat(),
      bit: fc.integer({ max: 7, min: 0 }),
    }),
    fc.record({
      kind: fc.constant("insert" as const),
      at: fc.nat(),
      byte: fc.integer({ max: 255, min: 0 }),
    }),
    fc.record({ kind: fc.constant("drop" as const), at: fc.nat() }),
  );
  fc.assert(
    fc.property(versions, damage, (version, how) => {
      const bytes = bytesOf(version);
      const at = how.at % bytes.length;
      const parts = {
        cut: () => [bytes.subarray(0, at)],
        flip: () => {
          const copy = bytes.slice();
          copy[at] = (copy[at] ?? 0) ^ (how.kind === "flip" ? 1 << how.bit : 0);
          return [copy];
        },
        insert: () => [
          bytes.subarray(0, at),
          Uint8Array.of(how.kind === "insert" ? how.byte : 0),
          bytes.subarray(at),
        ],
        drop: () => [bytes.subarray(0, at), bytes.subarray(at + 1)],
      }[how.kind]();
      const reader = new SnapshotReader(new VersionHasher(crypto.sha256String));
      try {
        for (const part of parts) reader.push(part);
        const record = reader.finish();
        // What no app hash covers: the chain's name and the block's time. The node checks the name by itself.
        assert.deepEqual(record.appHash, version.record.appHash);
        const { header } = reader;
        const isSame =
          header?.chainId === version.record.chainId &&
          header.timeNs === version.record.timeNs &&
          header.height === version.record.height;
        assert.ok(how.kind === "flip" || how.kind === "insert" || how.kind === "drop");
        assert.ok(!isSame || Buffer.compare(Buffer.concat(parts), bytes) === 0);
      } catch (error) {
        if (error instanceof SnapshotError) return;
        throw error;
      }
    }),
    { numRuns: 300 },
  );
});

test("no bytes make the reader do anything but refuse them", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), cuts, (bytes, lengths) => {
      const reader = new SnapshotReader(new VersionHasher(crypto.sha256String));
      assert.throws(() => {
        pushInPieces(reader, bytes, lengths);
        reader.finish();
      }, SnapshotError);
    }),
  );
});
