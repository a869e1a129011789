import assert from "node:assert/strict";
import { test } from "node:test";
import { SortedKeys } from "../../../../app/core/store/sorted-keys.ts";

/** A fixed shuffle: the order of insertion must not matter. */
function shuffled(count: number): string[] {
  const keys = Array.from({ length: count }, (_, i) => String(i * 2).padStart(6, "0"));
  let seed = 12_345;
  for (let i = keys.length - 1; i > 0; i--) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    const j = seed % (i + 1);
    [keys[i], keys[j]] = [keys[j] as string, keys[i] as string];
  }
  return keys;
}

test("an empty set has nothing", () => {
  const keys = new SortedKeys();
  assert.deepEqual([...keys], []);
  for (const key of [undefined, "", "a"]) {
    assert.equal(keys.ceiling(key, false), undefined);
    assert.equal(keys.ceiling(key, true), undefined);
    assert.equal(keys.below(key), undefined);
  }
});

for (const count of [1, 2, 512, 513, 514, 5_000]) {
  test(`${count} keys are found in order, across chunks`, () => {
    const keys = new SortedKeys();
    for (const key of shuffled(count)) keys.add(key);
    const sorted = shuffled(count).sort();
    assert.deepEqual([...keys], sorted);
    assert.equal(keys.ceiling(undefined, false), sorted[0]);
    assert.equal(keys.below(undefined), sorted.at(-1));
    for (const [i, key] of sorted.entries()) {
      assert.equal(keys.ceiling(key, false), key);
      assert.equal(keys.ceiling(key, true), sorted[i + 1]);
      assert.equal(keys.below(key), sorted[i - 1]);
      assert.equal(keys.ceiling(`${key}!`, false), sorted[i + 1], "between two keys");
      assert.equal(keys.below(`${key}!`), key, "between two keys");
    }
    assert.equal(keys.ceiling("", false), sorted[0]);
    assert.equal(keys.below(""), undefined);
    assert.equal(keys.ceiling("\xff", false), undefined);
    assert.equal(keys.below("\xff"), sorted.at(-1));
  });
}

test("the empty key is a key", () => {
  const keys = new SortedKeys();
  keys.add("b");
  keys.add("");
  assert.deepEqual([...keys], ["", "b"]);
  assert.equal(keys.ceiling("", true), "b");
  assert.equal(keys.below("b"), "");
});
