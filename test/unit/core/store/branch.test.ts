import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToString, stringToBytes } from "../../../../app/core/bytes.ts";
import { Branch } from "../../../../app/core/store/branch.ts";
import type { RangeOptions, Store } from "../../../../app/core/store/types.ts";
import { ImmutableTree, MutableTree } from "../../../../app/core/store/tree.ts";
import { sha256String } from "../../../helpers/memory-nodes.ts";

const b = (text: string): Uint8Array => stringToBytes(text);

function branchOver(entries: Readonly<Record<string, string>>): { branch: Branch; store: Store } {
  const tree = new MutableTree(ImmutableTree.empty(), 1, sha256String);
  for (const [key, value] of Object.entries(entries)) tree.set(key, value);
  const branch = new Branch(
    new Map([
      ["s", tree.finish(1).tree],
      ["other", ImmutableTree.empty()],
    ]),
  );
  return { branch, store: branch.store("s") };
}

function get(store: Store, key: string): string | undefined {
  const value = store.get(b(key));
  return value && bytesToString(value);
}

function list(store: Store, options?: RangeOptions): string {
  return [...store.range(options)]
    .map(([k, v]) => `${bytesToString(k)}${bytesToString(v)}`)
    .join(" ");
}

test("reads see the tree, then what was written over it", () => {
  const { branch, store } = branchOver({ a: "1", c: "3" });
  assert.equal(get(store, "a"), "1");
  store.set(b("a"), b("9"));
  store.set(b("b"), b(""));
  store.delete(b("c"));
  assert.equal(get(store, "a"), "9");
  assert.equal(get(store, "b"), "", "an empty value is a value");
  assert.equal(store.has(b("b")), true);
  assert.equal(get(store, "c"), undefined);
  assert.equal(store.has(b("c")), false);
  assert.equal(list(store), "a9 b");
  assert.deepEqual(branch.changes("s"), [
    ["a", "9"],
    ["b", ""],
    ["c", undefined],
  ]);
  assert.deepEqual(branch.changes("other"), []);
});

test("a key that was created and removed is no change, and one that was never there neither", () => {
  const { branch, store } = branchOver({ a: "1" });
  store.set(b("b"), b("2"));
  store.delete(b("b"));
  store.delete(b("z"));
  assert.deepEqual(branch.changes("s"), []);
});

test("a key that was removed and created again is a change", () => {
  const { branch, store } = branchOver({ a: "1" });
  store.delete(b("a"));
  store.set(b("a"), b("1"));
  assert.deepEqual(branch.changes("s"), [["a", "1"]]);
});

test("an empty key is refused, read it is absent", () => {
  const { store } = branchOver({});
  for (const act of [
    () => {
      store.set(b(""), b("1"));
    },
    () => {
      store.delete(b(""));
    },
  ]) {
    assert.throws(act, { codespace: "sdk", code: 18, message: /store key is empty/ });
  }
  assert.equal(store.get(b("")), undefined);
});

test("a store that is not there is a fault of the machine", () => {
  assert.throws(() => branchOver({}).branch.store("nope"), { name: "MachineFault" });
});

test("the branch keeps copies: neither what was given nor what is got aliases", () => {
  const { branch, store } = branchOver({ a: "1" });
  for (const [name, value] of [
    ["array", Uint8Array.of(1, 2)],
    // The slice of a Buffer is a view; a socket's memory must not become state.
    ["buffer", Buffer.of(1, 2)],
  ] as const) {
    const key = b(name);
    store.set(key, value);
    value.fill(9);
    key.fill(9);
    assert.deepEqual(store.get(b(name)), Uint8Array.of(1, 2), name);
    store.get(b(name))?.fill(7);
    for (const [, found] of store.range({ start: b(name) })) found.fill(8);
    assert.deepEqual(store.get(b(name)), Uint8Array.of(1, 2), name);
  }
  store.get(b("a"))?.fill(7);
  assert.equal(get(store, "a"), "1");
  assert.deepEqual(branch.changes("s"), [
    ["array", "\x01\x02"],
    ["buffer", "\x01\x02"],
  ]);
});

test("marks nest: what is inside can be taken back alone, then what is around it", () => {
  const { branch, store } = branchOver({ a: "1", b: "2" });
  const outer = branch.mark();
  store.set(b("a"), b("outer"));
  store.delete(b("b"));
  store.set(b("new"), b("x"));
  const inner = branch.mark();
  store.set(b("a"), b("inner"));
  store.set(b("b"), b("back"));
  store.delete(b("new"));
  store.set(b("newer"), b("y"));
  branch.revertTo(inner);
  assert.equal(list(store), "aouter newx");
  branch.revertTo(inner);
  assert.equal(list(store), "aouter newx", "again changes nothing");
  branch.revertTo(outer);
  assert.equal(list(store), "a1 b2");
  assert.deepEqual(branch.changes("s"), []);
});

test("what was kept cannot be taken back", () => {
  const { branch, store } = branchOver({});
  store.set(b("a"), b("1"));
  branch.keep();
  const mark = branch.mark();
  store.set(b("a"), b("2"));
  store.set(b("b"), b("2"));
  branch.revertTo(mark);
  assert.equal(list(store), "a1");
});

test("a mark covers every store of the branch", () => {
  const { branch, store } = branchOver({ a: "1" });
  const mark = branch.mark();
  store.set(b("a"), b("2"));
  branch.store("other").set(b("x"), b("y"));
  store.set(b("a"), b("3"));
  branch.revertTo(mark);
  assert.equal(list(store), "a1");
  assert.equal(list(branch.store("other")), "");
});

const ranges: readonly [options: RangeOptions, expected: string][] = [
  [{}, "a b c d e"],
  [{ start: b("b") }, "b c d e"],
  [{ start: b("bb") }, "c d e"],
  [{ end: b("d") }, "a b c"],
  [{ start: b("b"), end: b("d") }, "b c"],
  [{ start: b("d"), end: b("b") }, ""],
  [{ start: b("c"), end: b("c") }, ""],
  [{ end: b("") }, ""],
  [{ start: b("") }, "a b c d e"],
  [{ start: b("f") }, ""],
];
for (const [options, expected] of ranges) {
  const show = (bytes?: Uint8Array): string => (bytes ? JSON.stringify(bytesToString(bytes)) : "");
  test(`a range from ${show(options.start)} to ${show(options.end)}, both ways`, () => {
    // b and d are written, a, c and e come from the tree; x is in both and removed.
    const { store } = branchOver({ a: "", c: "", e: "", x: "" });
    store.set(b("d"), b(""));
    store.set(b("b"), b(""));
    store.delete(b("x"));
    assert.equal(list(store, options), expected);
    const reversed = expected.split(" ").reverse().join(" ");
    assert.equal(list(store, { ...options, reverse: true }), reversed);
  });
}

for (const reverse of [false, true]) {
  const name = reverse ? "backwards" : "forwards";
  test(`a walk ${name} sees what is written ahead of it, and not what is written behind`, () => {
    const { store } = branchOver({ b: "1", d: "1", f: "1" });
    const seen: string[] = [];
    for (const [key, value] of store.range({ reverse })) {
      seen.push(bytesToString(key) + bytesToString(value));
      if (bytesToString(key) === "d") {
        store.set(b("a"), b("2"));
        store.set(b("c"), b("2"));
        store.set(b("e"), b("2"));
        store.set(b(reverse ? "b" : "f"), b("2"));
        store.set(b(reverse ? "f" : "b"), b("2"));
        store.delete(b("d"));
      }
    }
    assert.deepEqual(seen, reverse ? ["f1", "d1", "c2", "b2", "a2"] : ["b1", "d1", "e2", "f2"]);
  });

  test(`a walk ${name} that removes all it finds leaves nothing`, () => {
    const { branch, store } = branchOver({ a: "", b: "", c: "" });
    store.set(b("bb"), b(""));
    let count = 0;
    for (const [key] of store.range({ reverse })) {
      store.delete(key);
      count += 1;
    }
    assert.equal(count, 4);
    assert.equal(list(store), "");
    assert.deepEqual(
      branch.changes("s").map(([key]) => key),
      ["a", "b", "c"],
    );
  });

  test(`a walk ${name} passes over what is removed ahead of it`, () => {
    const { store } = branchOver({ a: "", b: "", c: "" });
    const seen: string[] = [];
    for (const [key] of store.range({ reverse })) {
      seen.push(bytesToString(key));
      store.delete(b("b"));
    }
    assert.deepEqual(seen, reverse ? ["c", "a"] : ["a", "c"]);
  });
}
