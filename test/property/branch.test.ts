import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bytesToString, stringToBytes } from "../../app/core/bytes.ts";
import { Branch } from "../../app/core/store/branch.ts";
import { ImmutableTree, MutableTree } from "../../app/core/store/tree.ts";
import { sha256String } from "../helpers/memory-nodes.ts";

/** Few and alike, so that keys meet: prefixes of each other, and both ends of the order. */
const key = fc.constantFrom(
  "\0",
  "\0\0",
  "a",
  "a\0",
  "aa",
  "ab",
  "b",
  "b\xff",
  "c",
  "\xfe",
  "\xff",
);
const value = fc.constantFrom("", "1", "2", "three");
const bound = fc.option(fc.oneof(key, fc.constant("")), { nil: undefined });

const operation = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("set" as const), key, value }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("delete" as const), key }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("mark" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("revert" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("keep" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("range" as const),
      start: bound,
      end: bound,
      reverse: fc.boolean(),
      /** What is written after the first step. */
      during: fc.option(fc.tuple(key, fc.option(value, { nil: undefined })), { nil: undefined }),
    }),
  },
);

type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;
type Model = Map<string, string>;

function inRange(
  model: Model,
  { start, end, reverse }: Extract<Operation, { kind: "range" }>,
): string[] {
  const keys = [...model.keys()].filter(
    (k) => (start === undefined || k >= start) && (end === undefined || k < end),
  );
  keys.sort((a, b) => (a < b ? -1 : 1));
  return reverse ? keys.reverse() : keys;
}

/** A walk that is written to after its first step: the rest is what the model then has ahead. */
function checkRange(
  branch: Branch,
  model: Model,
  range: Extract<Operation, { kind: "range" }>,
): void {
  const bytes = (text: string | undefined) =>
    text === undefined ? undefined : stringToBytes(text);
  const store = branch.store("s");
  const seen: [string, string][] = [];
  let expected = inRange(model, range).map((k) => [k, model.get(k) as string]);
  let isFirst = true;
  const { reverse } = range;
  for (const [k, v] of store.range({ start: bytes(range.start), end: bytes(range.end), reverse })) {
    seen.push([bytesToString(k), bytesToString(v)]);
    if (!isFirst || !range.during) continue;
    isFirst = false;
    const [written, to] = range.during;
    if (to === undefined) {
      store.delete(stringToBytes(written));
      model.delete(written);
    } else {
      store.set(stringToBytes(written), stringToBytes(to));
      model.set(written, to);
    }
    const current = bytesToString(k);
    const ahead = inRange(model, range).filter((other) =>
      reverse ? other < current : other > current,
    );
    expected = [seen[0] as string[], ...ahead.map((other) => [other, model.get(other) as string])];
  }
  assert.deepEqual(seen, expected);
}

function run(base: Model, operations: readonly Operation[]): void {
  const tree = new MutableTree(ImmutableTree.empty(), 1, sha256String);
  for (const [k, v] of base) tree.set(k, v);
  const committed = tree.finish(1).tree;
  const branch = new Branch(new Map([["s", committed]]));
  const store = branch.store("s");
  let model: Model = new Map(base);
  let marks: { mark: number; model: Model }[] = [];
  for (const op of operations) {
    if (op.kind === "set") {
      store.set(stringToBytes(op.key), stringToBytes(op.value));
      model.set(op.key, op.value);
    } else if (op.kind === "delete") {
      store.delete(stringToBytes(op.key));
      model.delete(op.key);
    } else if (op.kind === "mark") {
      marks.push({ mark: branch.mark(), model: new Map(model) });
    } else if (op.kind === "revert") {
      const last = marks.pop();
      if (!last) continue;
      branch.revertTo(last.mark);
      ({ model } = last);
    } else if (op.kind === "keep") {
      branch.keep();
      marks = [];
    } else {
      checkRange(branch, model, op);
    }
  }
  const all = [...store.range()].map(([k, v]) => [bytesToString(k), bytesToString(v)]);
  assert.deepEqual(new Map(all as [string, string][]), model);
  for (const k of ["\0", "a", "ab", "\xff", "zzz"]) {
    const found = store.get(stringToBytes(k));
    assert.equal(found && bytesToString(found), model.get(k));
    assert.equal(store.has(stringToBytes(k)), model.has(k));
  }
  // What the branch says it changed turns the tree into the model, in key order, and removes nothing that is not there.
  const changes = branch.changes("s");
  const next = new MutableTree(committed, 2, sha256String);
  let last = "";
  for (const [k, v] of changes) {
    assert.ok(last < k || last === "");
    last = k;
    if (v === undefined) assert.equal(next.remove(k), true, "a removal of what is there");
    else next.set(k, v);
  }
  const result = new Map([...next.finish(1_000).tree.range(undefined, undefined, false)]);
  assert.deepEqual(result, model);
}

test("a branch over a tree is a sorted map, whatever is written, marked, reverted and walked", () => {
  const base = fc.array(fc.tuple(key, value), { maxLength: 8 }).map((entries) => new Map(entries));
  fc.assert(fc.property(base, fc.array(operation, { maxLength: 40 }), run), { numRuns: 1_000 });
});
