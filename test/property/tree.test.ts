import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { InnerNode, leftOf, type Node, rightOf } from "../../app/core/store/node.ts";
import { ImmutableTree, MutableTree } from "../../app/core/store/tree.ts";
import type { Change } from "../../app/core/store/types.ts";
import { MemoryNodes, sha256String } from "../helpers/memory-nodes.ts";

type Model = readonly (readonly [key: string, value: string])[];

/** Few and short, with zeros, ones and prefixes of each other, so that writes meet. */
const key = fc
  .array(fc.constantFrom("\x00", "\x01", "a", "\xff"), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join(""));
const value = fc.option(fc.constantFrom("", "v", "\x00\xff", "another"), {
  nil: undefined,
  freq: 2,
});
/** A block's writes, sorted, each key once. */
const changes = fc
  .uniqueArray(fc.tuple(key, value), { selector: ([first]) => first, maxLength: 40 })
  .map((list): Change[] => list.sort(([a], [b]) => (a < b ? -1 : 1)));
const block = fc.record({
  changes,
  /** Writes of an attempt that is given up before the block is made. */
  dropped: fc.option(changes, { nil: undefined }),
  /** Whether the attempt was finished before it was given up. */
  isDroppedFinished: fc.boolean(),
  /** Whether the process restarts after the block. */
  restarts: fc.boolean(),
});
const blocks = fc.array(block, { minLength: 1, maxLength: 12 });
type Block = typeof block extends fc.Arbitrary<infer T> ? T : never;

function applyToModel(model: Model, writes: readonly Change[]): Model {
  const map = new Map(model);
  for (const [name, content] of writes) {
    if (content === undefined) map.delete(name);
    else map.set(name, content);
  }
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Plays blocks on one chain of versions and keeps every version beside what it must hold. */
class Chain {
  /** Every record ever written: old versions stay readable whatever is in memory. */
  readonly archive = new MemoryNodes();
  /** Records without orphans. */
  readonly latest = new MemoryNodes();
  readonly versions: { tree: ImmutableTree; model: Model; rootId: number }[] = [];
  #tree = ImmutableTree.empty();
  #model: Model = [];

  make(made: Block): void {
    const version = this.versions.length + 1;
    if (made.dropped) {
      const dropped = new MutableTree(this.#tree, version, sha256String);
      dropped.apply(made.dropped);
      if (made.isDroppedFinished) dropped.finish(this.latest.nextId);
    }
    const working = new MutableTree(this.#tree, version, sha256String);
    working.apply(made.changes);
    const update = working.finish(this.latest.nextId);
    this.latest.apply(update);
    this.archive.apply({ ...update, orphans: [] });
    this.#model = applyToModel(this.#model, made.changes);
    this.#tree = made.restarts ? this.archive.load(update.rootId, version) : update.tree;
    assert.equal(this.#tree.rootHash(), update.tree.rootHash());
    this.versions.push({ tree: this.#tree, model: this.#model, rootId: update.rootId });
  }
}

function play(list: readonly Block[]): Chain {
  const chain = new Chain();
  for (const made of list) chain.make(made);
  return chain;
}

test("every version reads as a sorted map does, whatever was made or given up after it", () => {
  const bound = fc.option(key, { nil: undefined });
  const property = fc.property(blocks, key, bound, bound, (list, wanted, start, end) => {
    for (const { tree, model } of play(list).versions) {
      const map = new Map(model);
      assert.equal(tree.size, model.length);
      assert.equal(tree.get(wanted), map.get(wanted));
      assert.equal(tree.has(wanted), map.has(wanted));
      for (const [name, content] of model) assert.equal(tree.get(name), content);
      const between = model.filter(
        ([name]) => (start === undefined || name >= start) && (end === undefined || name < end),
      );
      assert.deepEqual([...tree.range(start, end, false)], between);
      assert.deepEqual([...tree.range(start, end, true)], between.reverse());
    }
  });
  fc.assert(property, { numRuns: 300 });
});

test("every version can be loaded from the records and has its root hash", () => {
  const property = fc.property(blocks, (list) => {
    const chain = play(list);
    chain.versions.forEach(({ tree, model, rootId }, i) => {
      const loaded = chain.archive.load(rootId, i + 1);
      assert.equal(loaded.rootHash(), tree.rootHash());
      assert.deepEqual([...loaded.range(undefined, undefined, false)], model);
    });
  });
  fc.assert(property, { numRuns: 100 });
});

test("records without orphans are exactly the nodes of the newest version", () => {
  const property = fc.property(blocks, (list) => {
    const { latest, versions } = play(list);
    const { rootId, model } = versions[versions.length - 1] as (typeof versions)[number];
    latest.reads = 0;
    const tree = latest.load(rootId, versions.length);
    assert.deepEqual([...tree.range(undefined, undefined, false)], model);
    assert.equal(latest.reads, latest.records.size);
    assert.equal(latest.records.size, Math.max(0, 2 * model.length - 1));
  });
  fc.assert(property, { numRuns: 300 });
});

test("the root depends on the writes alone, not on restarts or on attempts given up", () => {
  const property = fc.property(blocks, (list) => {
    const plain = list.map((made) => ({ ...made, dropped: undefined, restarts: false }));
    assert.deepEqual(
      play(list).versions.map(({ tree }) => tree.rootHash()),
      play(plain).versions.map(({ tree }) => tree.rootHash()),
    );
  });
  fc.assert(property, { numRuns: 100 });
});

/** Checks heights, sizes, balance and separators; returns the smallest key. */
function assertSound(node: Node): string {
  if (!(node instanceof InnerNode)) return node.key;
  const left = leftOf(node);
  const right = rightOf(node);
  assert.equal(node.height, Math.max(left.height, right.height) + 1);
  assert.equal(node.size, left.size + right.size);
  assert.ok(Math.abs(left.height - right.height) <= 1);
  assert.ok(node.version >= left.version && node.version >= right.version);
  const smallest = assertSound(left);
  assert.equal(assertSound(right), node.key);
  return smallest;
}

test("the tree stays balanced, and an inner node's key is the smallest on its right", () => {
  const property = fc.property(blocks, (list) => {
    for (const { tree } of play(list).versions) {
      if (tree.root) assertSound(tree.root);
    }
  });
  fc.assert(property, { numRuns: 100 });
});
