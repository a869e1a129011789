import assert from "node:assert/strict";
import { test } from "node:test";

import { chunkOf } from "../../app/core/store/node-id.ts";
import { Residency } from "../../app/core/store/residency.ts";
import { ImmutableTree, MutableTree } from "../../app/core/store/tree.ts";
import type { Change } from "../../app/core/store/types.ts";
import { MemoryNodes, sha256String } from "../helpers/memory-nodes.ts";
import { Random } from "../helpers/random-blocks.ts";

const KEYS = 3_000;
const BLOCKS = 40;

/** Random writes, sorted, each key once. */
function randomChanges(random: Random, count: number): Change[] {
  const map = new Map<string, string | undefined>();
  for (let i = 0; i < count; i++) {
    const key = `key ${String(random.below(KEYS)).padStart(5, "0")}`;
    map.set(key, random.below(5) === 0 ? undefined : `value ${random.below(1_000_000)}`);
  }
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Plays the same blocks as `plain`, with nodes moved after each and little in memory. */
class Moved {
  readonly nodes = new MemoryNodes();
  readonly #residency = new Residency(200);
  tree = ImmutableTree.load({
    source: this.nodes,
    rootId: 0,
    version: 0,
    sha256: sha256String,
    residency: this.#residency,
  });
  #start = "";
  moved = 0;

  make(version: number, changes: readonly Change[], isSparse: (id: number) => boolean): void {
    const working = new MutableTree(this.tree, version, sha256String);
    working.apply(changes);
    this.#start = working.relocate({ start: this.#start, nodesMax: 500, isSparse });
    assert.throws(() => working.set("k", "v"), { message: /after it was moved/ });
    const update = working.finish(this.nodes.nextId);
    this.moved += update.nodes.length;
    this.nodes.apply(update);
    this.tree = update.tree;
  }
}

test("moving nodes and letting go of them changes no root, no value and loses no record", () => {
  for (let seed = 1; seed <= 8; seed++) {
    const random = new Random(seed);
    const moved = new Moved();
    let plain = ImmutableTree.empty();
    for (let version = 1; version <= BLOCKS; version++) {
      const changes = randomChanges(random, version === 1 ? 2 * KEYS : random.below(60));
      const working = new MutableTree(plain, version, sha256String);
      working.apply(changes);
      plain = working.finish(256).tree;
      const odd = random.below(3);
      moved.make(version, changes, (id) => chunkOf(id) % 3 === odd);
      assert.equal(moved.tree.rootHash(), plain.rootHash(), `seed ${seed}, version ${version}`);
    }
    const entries = [...plain.range(undefined, undefined, false)];
    assert.deepEqual([...moved.tree.range(undefined, undefined, false)], entries);
    assert.equal(moved.nodes.records.size, 2 * entries.length - 1, "no record is left over");
    assert.ok(moved.moved > 2 * entries.length + 1_000, "nodes were moved");
    for (const [key, value] of entries) assert.equal(moved.tree.get(key), value);
  }
});

test("a round of moving leaves no node in a chunk that was sparse", () => {
  const moved = new Moved();
  moved.make(
    1,
    Array.from({ length: KEYS }, (_, i): Change => [`key ${String(i).padStart(5, "0")}`, "v"]),
    () => false,
  );
  const first = new Set([...moved.nodes.records.keys()].map(chunkOf));
  for (let version = 2; version < 40; version++) {
    moved.make(version, [["key 00000", String(version)]], (id) => first.has(chunkOf(id)));
  }
  assert.equal([...moved.nodes.records.keys()].filter((id) => first.has(chunkOf(id))).length, 0);
});

test("what stays in memory is bounded, however many keys there are", () => {
  const nodes = new MemoryNodes();
  const residency = new Residency(200);
  let tree = ImmutableTree.load({
    ...{ source: nodes, rootId: 0, version: 0 },
    ...{ sha256: sha256String, residency },
  });
  for (let version = 1; version <= 10; version++) {
    const working = new MutableTree(tree, version, sha256String);
    for (let i = 0; i < 500; i++) working.set(`key ${version} ${i}`, "v");
    const update = working.finish(nodes.nextId);
    nodes.apply(update);
    tree = update.tree;
    assert.ok(residentNodes(tree.root) <= 400, `${residentNodes(tree.root)} at ${version}`);
    for (const [key] of tree.range(undefined, undefined, false)) assert.equal(tree.get(key), "v");
    assert.ok(residentNodes(tree.root) <= 400, `${residentNodes(tree.root)} after reading all`);
  }
});

function residentNodes(node: unknown): number {
  if (node === undefined || !(node instanceof Object) || !("version" in node)) return 0;
  if (!("left" in node) || !("right" in node)) return 1;
  return 1 + residentNodes(node.left) + residentNodes(node.right);
}
