import assert from "node:assert/strict";
import { test } from "node:test";

import type { ByteString } from "../../../../app/core/bytes.ts";
import { isMachineFault } from "../../../../app/core/faults.ts";
import { StoreFault } from "../../../../app/core/store/fault.ts";
import { ImmutableTree, MutableTree, type TreeUpdate } from "../../../../app/core/store/tree.ts";
import type { Change } from "../../../../app/core/store/types.ts";
import { MemoryNodes, sha256String } from "../../../helpers/memory-nodes.ts";

function sha256OfHex(hex: string): ByteString {
  return sha256String(Buffer.from(hex.replaceAll(" ", ""), "hex"));
}

function hexOf(bytes: ByteString): string {
  return Buffer.from(bytes, "latin1").toString("hex");
}

function write(
  base: ImmutableTree,
  version: number,
  changes: readonly Change[],
  firstId = 1,
): TreeUpdate {
  const working = new MutableTree(base, version, sha256String);
  working.apply(changes);
  return working.finish(firstId);
}

function numbered(count: number, value = "v"): Change[] {
  return Array.from({ length: count }, (_, i) => [`key ${String(i).padStart(4, "0")}`, value]);
}

/** A tree of `count` keys at version 1, on records. */
function stored(count: number, firstId = 1): { nodes: MemoryNodes; update: TreeUpdate } {
  const nodes = new MemoryNodes();
  const update = write(ImmutableTree.empty(), 1, numbered(count), firstId);
  nodes.apply(update);
  return { nodes, update };
}

test("an empty tree has the hash of nothing and no keys", () => {
  const update = write(ImmutableTree.empty(), 1, []);
  assert.equal(update.tree.rootHash(), sha256OfHex(""));
  assert.equal(update.rootId, 0);
  assert.equal(update.nextId, 256, "ids start with a chunk");
  assert.equal(update.tree.size, 0);
  assert.equal(update.tree.get("k"), undefined);
  assert.equal(update.tree.has(""), false);
  assert.deepEqual([...update.tree.range(undefined, undefined, false)], []);
  assert.equal(new MemoryNodes().load(0, 7).version, 7);
});

test("hashes of a leaf and of an inner node follow IAVL's preimage", () => {
  const { tree } = write(ImmutableTree.empty(), 5, [
    ["a", "x"],
    ["b", ""],
  ]);
  const leafA = sha256OfHex(`00 02 0a 01 61 20 ${hexOf(sha256OfHex("78"))}`);
  const leafB = sha256OfHex(`00 02 0a 01 62 20 ${hexOf(sha256OfHex(""))}`);
  assert.equal(tree.rootHash(), sha256OfHex(`02 04 0a 20 ${hexOf(leafA)} 20 ${hexOf(leafB)}`));
});

test("a version without writes keeps root, records and ids", () => {
  const { update } = stored(20);
  const next = write(update.tree, 2, [], update.nextId);
  assert.equal(next.tree.rootHash(), update.tree.rootHash());
  assert.equal(next.rootId, update.rootId);
  assert.deepEqual([next.nodes.length, next.orphans.length, next.nextId], [0, 0, update.nextId]);
  assert.equal(next.tree.version, 2);
});

test("an equal value is a change, an absent key's removal is none", () => {
  const { update } = stored(20);
  const same = write(update.tree, 2, [["key 0003", "v"]], update.nextId);
  assert.notEqual(same.tree.rootHash(), update.tree.rootHash());
  assert.equal(same.nodes.length, same.orphans.length);

  const working = new MutableTree(update.tree, 2, sha256String);
  assert.equal(working.remove("key"), false);
  assert.equal(working.remove("zebra"), false);
  const none = working.finish(update.nextId);
  assert.equal(none.tree.root, update.tree.root);
  assert.deepEqual([none.nodes.length, none.orphans.length], [0, 0]);
});

test("a node that was made and dropped in one version has no id", () => {
  const { update } = stored(20);
  const working = new MutableTree(update.tree, 2, sha256String);
  working.set("zebra", "1");
  working.set("zebra", "2");
  assert.equal(working.remove("zebra"), true);
  const { nodes, orphans, tree } = working.finish(update.nextId);
  assert.equal(tree.get("zebra"), undefined);
  assert.equal(nodes.length, orphans.length);
  assert.ok(nodes.every(({ id }, i) => id === update.nextId + i));
  assert.equal(new Set(orphans).size, orphans.length);
  assert.ok(orphans.every((id) => id >= 1 && id < update.nextId));
});

test("a working version that is dropped leaves no trace in its base", () => {
  const { nodes, update } = stored(50);
  const base = nodes.load(update.rootId, 1);
  const changes: Change[] = numbered(60, "other").map(([key], i) => [key, i % 3 ? "o" : undefined]);
  new MutableTree(base, 2, sha256String).apply(changes);
  write(base, 2, changes, update.nextId);
  assert.equal(base.rootHash(), update.tree.rootHash());
  assert.deepEqual([...base.range(undefined, undefined, false)], numbered(50));
  const again = write(base, 2, changes, update.nextId);
  assert.equal(again.tree.rootHash(), write(update.tree, 2, changes, 1).tree.rootHash());
});

test("a block's writes must be sorted and each key once", () => {
  for (const keys of [
    ["b", "a"],
    ["a", "a"],
  ]) {
    const changes = keys.map((key): Change => [key, "v"]);
    assert.throws(() => write(ImmutableTree.empty(), 1, changes), StoreFault);
  }
});

test("a working version ends with finish", () => {
  const working = new MutableTree(ImmutableTree.empty(), 1, sha256String);
  working.finish(1);
  assert.throws(() => working.set("k", "v"), StoreFault);
  assert.throws(() => working.remove("k"), StoreFault);
  assert.throws(() => working.finish(1), StoreFault);
});

test("loading reads the root alone; a look-up reads its path, once", () => {
  const { nodes, update } = stored(1000);
  const tree = nodes.load(update.rootId, 1);
  assert.equal(nodes.reads, 1);
  const height = tree.root?.height ?? 0;
  assert.equal(tree.get("key 0500"), "v");
  assert.ok(nodes.reads <= height + 1, `${nodes.reads} reads`);
  const before = nodes.reads;
  assert.equal(tree.has("key 0500"), true);
  assert.equal(nodes.reads, before);
});

test("a write reads its path and no sibling, and versions share what they read", () => {
  const { nodes, update } = stored(1000);
  const tree = nodes.load(update.rootId, 1);
  const next = write(tree, 2, [["key 0500", "new"]], update.nextId).tree;
  assert.ok(nodes.reads <= (tree.root?.height ?? 0) + 1, `${nodes.reads} reads`);
  const entries = [...next.range(undefined, undefined, false)];
  assert.equal(entries.length, 1000);
  assert.equal(nodes.reads, nodes.records.size);
  assert.deepEqual([...tree.range(undefined, undefined, false)], numbered(1000));
  assert.equal(nodes.reads, nodes.records.size);
});

test("a walk that is left early ends", () => {
  const { update } = stored(100);
  const walk = update.tree.range("key 0010", undefined, false);
  for (const [key] of walk) {
    if (key === "key 0012") break;
  }
  assert.deepEqual(walk.next(), { done: true, value: undefined });
});

test("ids, versions and sizes beyond 32 bits survive the records", () => {
  const firstId = 2 ** 40;
  const nodes = new MemoryNodes();
  const update = write(ImmutableTree.empty(), 2 ** 33 + 1, numbered(9), firstId);
  nodes.apply(update);
  assert.equal(update.nextId, firstId + 256);
  const tree = nodes.load(update.rootId, 2 ** 33 + 1);
  assert.equal(tree.rootHash(), update.tree.rootHash());
  assert.deepEqual([...tree.range(undefined, undefined, true)], numbered(9).reverse());
});

test("a record is the same whenever it is asked for", () => {
  const { update } = stored(30);
  const first = update.nodes.map(({ record }) => record.slice());
  write(update.tree, 2, numbered(30, "w"), update.nextId);
  assert.deepEqual(
    update.nodes.map(({ record }) => record.slice()),
    first,
  );
});

test("a large value and its neighbours survive the records", () => {
  const nodes = new MemoryNodes();
  const changes: Change[] = [
    ["a", "small"],
    ["b", "\xfe\x00".repeat(131_072)],
    ["c", "small"],
  ];
  const update = write(ImmutableTree.empty(), 1, changes);
  nodes.apply(update);
  const tree = nodes.load(update.rootId, 1);
  assert.deepEqual([...tree.range(undefined, undefined, false)], changes);
});

/** Reads everything; returns whether the damage showed as a fault or as another root hash. */
function isDetected(nodes: MemoryNodes, update: TreeUpdate): boolean {
  try {
    const tree = nodes.load(update.rootId, 1);
    if (tree.rootHash() !== update.tree.rootHash()) return true;
    Array.from(tree.range(undefined, undefined, false));
    return false;
  } catch (error) {
    assert.ok(error instanceof StoreFault, String(error));
    assert.ok(isMachineFault(error));
    return true;
  }
}

test("any flipped bit in any record is found", () => {
  const { nodes, update } = stored(5);
  assert.equal(isDetected(nodes, update), false);
  for (const [id, record] of [...nodes.records]) {
    for (let bit = 0; bit < 8 * record.length; bit++) {
      const damaged = record.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      nodes.records.set(id, damaged);
      assert.ok(isDetected(nodes, update), `record ${id}, bit ${bit}`);
    }
    nodes.records.set(id, record);
  }
});

test("a record that is cut, extended, missing or another node's is found", () => {
  const { nodes, update } = stored(5);
  const all = [...nodes.records];
  for (const [id, record] of all) {
    for (let length = 0; length < record.length; length++) {
      nodes.records.set(id, record.subarray(0, length));
      assert.ok(isDetected(nodes, update), `record ${id}, ${length} bytes`);
    }
    nodes.records.set(id, Buffer.concat([record, Buffer.of(0)]));
    assert.ok(isDetected(nodes, update), `record ${id}, extended`);
    for (const [other, otherRecord] of all) {
      if (other === id) continue;
      nodes.records.set(id, otherRecord);
      assert.ok(isDetected(nodes, update), `record ${id} replaced by ${other}`);
    }
    nodes.records.delete(id);
    assert.ok(isDetected(nodes, update), `record ${id}, missing`);
    nodes.records.set(id, record);
  }
});

test("a fault names store, record and what is wrong", () => {
  const { nodes, update } = stored(5);
  nodes.records.delete(256);
  assert.throws(() => nodes.load(update.rootId, 1).get("key 0000"), {
    name: "StoreFault",
    message: 'store "test": node record 256 is missing',
  });
  nodes.records.set(256, Uint8Array.of(0x20, 1, 2, 3));
  assert.throws(() => nodes.load(update.rootId, 1).get("key 0000"), {
    message: 'store "test": node record 256 has unknown format 32',
  });
  nodes.records.set(256, Uint8Array.of(0x10, ...new Array<number>(20).fill(0xff)));
  assert.throws(() => nodes.load(update.rootId, 1).get("key 0000"), {
    message: 'store "test": node record 256 has an endless number',
  });
});
