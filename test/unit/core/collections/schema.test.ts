import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesKey, textKey, u64Key, u64Value } from "../../../../app/core/collections/codecs.ts";
import { Schema } from "../../../../app/core/collections/schema.ts";
import { memoryContext } from "../../../helpers/context.ts";

const declare = (schema: Schema, prefix: number | string, name: string): unknown =>
  schema.map(prefix, name, bytesKey, u64Value, "");

for (const { name, first, second } of [
  { name: "the same byte", first: 1, second: 1 },
  { name: "the same text", first: "accounts", second: "accounts" },
  { name: "the beginning of another", first: "account", second: "accountNumber" },
  { name: "the beginning of another, declared later", first: "accountNumber", second: "account" },
  { name: "a byte that begins a text", first: "abc", second: 0x61 },
]) {
  test(`prefixes are refused: ${name}`, () => {
    const schema = new Schema("test");
    declare(schema, first, "one");
    assert.throws(() => declare(schema, second, "two"), {
      name: "MachineFault",
      message: "test: two and one share a prefix",
    });
    assert.equal(schema.collections.length, 1);
  });
}

test("names are refused twice; prefixes that differ are not", () => {
  const schema = new Schema("test");
  declare(schema, 1, "one");
  declare(schema, 2, "two");
  declare(schema, "accountNumber", "three");
  schema.item(0, "params", u64Value, "");
  assert.throws(() => declare(schema, 9, "two"), { message: "test: two is declared twice" });
  assert.deepEqual(
    schema.collections.map(({ name, kind }) => `${kind} ${name}`),
    ["map one", "map two", "map three", "item params"],
  );
});

test("a map and an item read, write, remove and stay in their part of the store", () => {
  const schema = new Schema("test");
  const low = schema.map(1, "low", textKey, u64Value, "");
  const numbers = schema.map(2, "numbers", u64Key, u64Value, "");
  const high = schema.map(0xff, "high", textKey, u64Value, "");
  const item = schema.item(0, "item", u64Value, "");
  const ctx = memoryContext();
  assert.equal(item.get(ctx), undefined);
  item.set(ctx, 7n);
  assert.equal(item.get(ctx), 7n);
  for (const map of [low, high]) {
    map.set(ctx, "", 1n);
    map.set(ctx, "\u00ff", 2n);
  }
  for (const number of [300n, 2n, 2n ** 64n - 1n]) numbers.set(ctx, number, number);
  assert.equal(numbers.has(ctx, 2n), true);
  numbers.delete(ctx, 2n);
  assert.equal(numbers.has(ctx, 2n), false);
  assert.equal(numbers.get(ctx, 2n), undefined);
  assert.deepEqual(
    [...numbers.walk(ctx)],
    [
      [300n, 300n],
      [2n ** 64n - 1n, 2n ** 64n - 1n],
    ],
  );
  assert.deepEqual(
    [...numbers.walk(ctx, { reverse: true })].map(([key]) => key),
    [2n ** 64n - 1n, 300n],
  );
  assert.deepEqual(
    [...low.walk(ctx)],
    [
      ["", 1n],
      ["\u00ff", 2n],
    ],
  );
  assert.deepEqual(
    [...high.walk(ctx)],
    [
      ["", 1n],
      ["\u00ff", 2n],
    ],
    "the last prefix ends too",
  );
  assert.deepEqual([...low.walkEncoded(ctx)][1], {
    encodedKey: Uint8Array.of(0xc3, 0xbf),
    sizeBytes: 3 + 8,
    key: "\u00ff",
    value: 2n,
  });
});

test("a range cannot leave its collection or its prefix", () => {
  const schema = new Schema("test");
  const map = schema.map(5, "map", textKey, u64Value, "");
  const other = schema.map(6, "other", textKey, u64Value, "");
  const ctx = memoryContext();
  for (const [i, key] of ["a", "aa", "ab", "b"].entries()) map.set(ctx, key, BigInt(i));
  other.set(ctx, "a", 9n);
  const walk = (options: { prefix?: string; start?: string; end?: string; reverse?: boolean }) => {
    const bytes = (text?: string) =>
      text === undefined ? undefined : new TextEncoder().encode(text);
    const { prefix, start, end, reverse } = options;
    const found = map.walk(ctx, {
      prefix: bytes(prefix),
      start: bytes(start),
      end: bytes(end),
      reverse,
    });
    return [...found].map(([key]) => key).join(" ");
  };
  assert.equal(walk({ prefix: "a" }), "a aa ab");
  assert.equal(walk({ prefix: "a", start: "" }), "a aa ab");
  assert.equal(walk({ prefix: "a", start: "aa", end: "z" }), "aa ab");
  assert.equal(walk({ prefix: "a", end: "ab", reverse: true }), "aa a");
  assert.equal(walk({ prefix: "a", start: "b" }), "");
  assert.equal(walk({ prefix: "a", end: "" }), "");
  assert.equal(walk({ prefix: "c" }), "");
});
