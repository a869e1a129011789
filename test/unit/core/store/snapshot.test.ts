import assert from "node:assert/strict";
import { test } from "node:test";
import { concatBytes, stringToBytes, utf8 } from "../../../../app/core/bytes.ts";
import { SnapshotReader } from "../../../../app/core/store/snapshot-reader.ts";
import { SNAPSHOT_MAGIC } from "../../../../app/core/store/snapshot.ts";
import { VersionHasher } from "../../../../app/core/store/version-hasher.ts";
import { crypto } from "../../../helpers/context.ts";
import {
  bytesOf,
  entriesOf,
  manyChanges,
  RecordingSink,
  versionAfter,
} from "../../../helpers/snapshots.ts";

const APP_HASH = new Uint8Array(32).fill(7);

/** A header of two stores, with one thing changed. */
function header(changes: {
  readonly magic?: string;
  readonly format?: readonly number[];
  readonly chainId?: readonly number[];
  readonly appHash?: Uint8Array;
  readonly count?: readonly number[];
  readonly names?: readonly string[];
}): Uint8Array {
  const text = (value: string): Uint8Array => concatBytes(Uint8Array.of(value.length), utf8(value));
  const names = changes.names ?? ["a", "b"];
  return concatBytes(
    stringToBytes(changes.magic ?? SNAPSHOT_MAGIC),
    Uint8Array.from(changes.format ?? [1]),
    changes.chainId ? Uint8Array.from(changes.chainId) : text("chain-1"),
    Uint8Array.of(9),
    new Uint8Array(8),
    changes.appHash ?? APP_HASH,
    Uint8Array.from(changes.count ?? [names.length]),
    ...names.map(text),
  );
}

/** version, key, value; lengths are those of the texts unless given. */
function leaf(version: number, key: string, value: string): Uint8Array {
  return concatBytes(
    Uint8Array.of(1, version, key.length),
    utf8(key),
    Uint8Array.of(value.length),
    utf8(value),
  );
}

const inner = (height: number, version: number): Uint8Array => Uint8Array.of(2, height, version);
const END = Uint8Array.of(0);

function read(...parts: readonly Uint8Array[]): void {
  const reader = new SnapshotReader(new VersionHasher(crypto.sha256String));
  for (const part of parts) reader.push(part);
  reader.finish();
}

/** 0x80 …: a number that goes on. */
const ENDLESS = new Array<number>(9).fill(0x80);
/** 2⁴² */
const HUGE = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01];

const MALFORMED: readonly (readonly [string, readonly Uint8Array[], RegExp])[] = [
  ["nothing", [], /^snapshot: it ends within its header$/],
  ["other bytes", [new Uint8Array(100)], /does not begin as a snapshot of this program does$/],
  [
    "another format",
    [header({ format: [2] })],
    /it is of format 2, expected 1; use the version that wrote it/,
  ],
  [
    "an endless number",
    [header({ format: ENDLESS })],
    /^snapshot: header: the format does not end/,
  ],
  [
    "a long chain id",
    [header({ chainId: [51, ...new Array<number>(51).fill(65)] })],
    /header: the length of the chain id is 51, expected at most 50/,
  ],
  ["a chain id that is no text", [header({ chainId: [1, 0xff] })], /the chain id is not UTF-8/],
  ["many stores", [header({ count: [65] })], /the number of stores is 65, expected at most 64/],
  ["stores out of order", [header({ names: ["b", "a"] })], /store "a" comes after "b", expected/],
  ["a store twice", [header({ names: ["a", "a"] })], /store "a" comes after "a"/],
  ["no nodes", [header({})], /it ends within store "a", after 0 nodes of it/],
  [
    "half a store",
    [header({}), leaf(1, "k", "v")],
    /it ends within store "a", after 1 nodes of it/,
  ],
  ["one store of two", [header({}), END], /it ends within store "b"/],
  ["bytes at the end", [header({}), END, END, END], /it goes on after its last store/],
  [
    "an unknown kind",
    [header({}), Uint8Array.of(3)],
    /node 1 of store "a": it has the kind 3, expected 1, 2 or 0/,
  ],
  [
    "a leaf of the future",
    [header({}), leaf(10, "k", "v")],
    /the version is 10, expected at most 9/,
  ],
  ["a long key", [header({}), Uint8Array.of(1, 1, ...HUGE)], /length of the key is 4398046511104/],
  [
    "a long value",
    [header({}), Uint8Array.of(1, 1, 1, 65, ...HUGE)],
    /length of the value is 4398046511104, expected at most 16777216/,
  ],
  [
    "keys out of order",
    [header({}), leaf(1, "b", ""), leaf(1, "a", "")],
    /node 2 of store "a": it has a key that is not above the one before/,
  ],
  ["a key twice", [header({}), leaf(1, "a", ""), leaf(1, "a", "")], /not above the one before/],
  ["a parent of nothing", [header({}), inner(1, 1)], /a parent without two subtrees before it/],
  ["a parent of one", [header({}), leaf(1, "a", ""), inner(1, 1)], /without two subtrees/],
  [
    "a wrong height",
    [header({}), leaf(1, "a", ""), leaf(1, "b", ""), inner(2, 1)],
    /it is 2 high over subtrees of 0 and 0, as no balanced tree is/,
  ],
  [
    "a leaning tree",
    [
      header({}),
      ...["a", "b", "c", "d"].map((key) => leaf(1, key, "")),
      inner(1, 1),
      inner(2, 1),
      inner(3, 1),
    ],
    /it is 3 high over subtrees of 0 and 2/,
  ],
  [
    "a parent that is too old",
    [header({}), leaf(2, "a", ""), leaf(1, "b", ""), inner(1, 1)],
    /it is older than what is below it/,
  ],
  [
    "two roots",
    [header({}), leaf(1, "a", ""), leaf(1, "b", ""), END],
    /it is its end, with 2 subtrees that have no parent/,
  ],
  [
    "leaves without end",
    [header({}), ...Array.from({ length: 80 }, (_, i) => leaf(1, `k${String(100 + i)}`, ""))],
    /leaves more than 78 subtrees without a parent/,
  ],
  [
    "another state than it says",
    [header({}), END, END],
    /its nodes give the app hash [0-9A-F]{64}, expected 0707070707/,
  ],
];

for (const [what, parts, expected] of MALFORMED) {
  test(`a snapshot with ${what} is refused`, () => {
    assert.throws(() => read(...parts), { name: "SnapshotError", message: expected });
  });
}

test("a version that was written is read back, with its head", () => {
  const version = versionAfter(manyChanges(6, 50));
  const sink = new RecordingSink();
  const reader = new SnapshotReader(sink);
  reader.push(bytesOf(version));
  const record = reader.finish();
  assert.deepEqual(record.appHash, version.record.appHash);
  assert.deepEqual(sink.entries, entriesOf(version));
  const { chainId, height, timeNs } = version.record;
  assert.deepEqual(
    { ...reader.header },
    {
      chainId,
      height,
      timeNs,
      appHash: version.record.appHash,
      storeNames: ["acc", "empty", "kv"],
    },
  );
});

test("a header may be cut anywhere: half of its hash is not read as what follows it", () => {
  const appHash = new Uint8Array(32).fill(0xff);
  const bytes = header({ appHash });
  for (let cut = 1; cut < bytes.length; cut++) {
    const reader = new SnapshotReader(new RecordingSink());
    reader.push(bytes.subarray(0, cut));
    const early: unknown = reader.header;
    assert.equal(early, undefined, `cut at ${cut}`);
    reader.push(bytes.subarray(cut));
    assert.deepEqual(reader.header?.appHash, appHash);
  }
});

test("a snapshot follows from the version alone", () => {
  const changes = manyChanges(5, 40);
  assert.deepEqual(bytesOf(versionAfter(changes)), bytesOf(versionAfter(changes)));
});

test("values longer than a piece go through", () => {
  const value = "v".repeat(300_000);
  const version = versionAfter([
    {
      kv: [
        ["a", value],
        ["b", ""],
        ["c", value],
      ],
    },
  ]);
  const sink = new RecordingSink();
  const reader = new SnapshotReader(sink);
  const bytes = bytesOf(version);
  // Uneven pieces, so that every item is cut somewhere.
  for (let start = 0; start < bytes.length; start += 999) {
    reader.push(bytes.subarray(start, start + 999));
  }
  assert.deepEqual(reader.finish().appHash, version.record.appHash);
  assert.equal(sink.entries.length, 3);
});

test("a value that no reader would take is not written", () => {
  const version = versionAfter([{ kv: [["a", "v".repeat(16_777_217)]] }]);
  assert.throws(() => bytesOf(version), /a value has 16777217 bytes, expected at most 16777216/);
});
