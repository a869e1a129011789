import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesKey, textKey, tupleKey } from "../../../app/core/collections/codecs.ts";
import { Schema } from "../../../app/core/collections/schema.ts";
import { PAGE_BYTES_MAX, PAGE_COUNT_MAX, PAGE_LIMIT_MAX } from "../../../app/core/limits.ts";
import { paginate } from "../../../app/core/pagination.ts";
import { page } from "../../helpers/bank-chain.ts";
import { memoryContext } from "../../helpers/context.ts";

const pairKey = tupleKey<readonly [string, string]>(textKey, textKey);
const schema = new Schema("test");
const pairs = schema.map(1, "pairs", pairKey, bytesKey, "pairs");
const others = schema.map(2, "others", textKey, bytesKey, "what lies behind");
const NOTHING = new Uint8Array(0);

function filled(keys: readonly (readonly [string, string])[], value = NOTHING) {
  const ctx = memoryContext();
  for (const key of keys) pairs.set(ctx, key, value);
  others.set(ctx, "x", value);
  return ctx;
}

test("of more than a page holds comes as much as it holds, and where to go on", () => {
  const many = Array.from({ length: PAGE_LIMIT_MAX + 1 }, (_, i) => ["n", String(i)] as const);
  const request = page({ limit: 2n ** 64n - 1n });
  const found = paginate(filled(many), pairs, request, (pair) => pair);
  assert.equal(found.entries.length, PAGE_LIMIT_MAX);
  assert.ok(found.pagination.nextKey.length > 0);
});

const letters = Array.from("abcdefg");
const ctx = filled([["m", "z"], ...letters.map((letter) => ["n", letter] as const), ["o", "a"]]);
const n = { prefix: pairKey.encodePrefix(["n"]) };
const key = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

const rows: readonly {
  name: string;
  request: Parameters<typeof page>[0] | undefined;
  range?: { prefix?: Uint8Array; start?: Uint8Array; end?: Uint8Array };
  entries: string;
  next?: string;
  total?: bigint;
}[] = [
  {
    name: "no request: everything, and so the total",
    request: undefined,
    entries: "abcdefg",
    total: 7n,
  },
  { name: "the first page", request: { limit: 3n }, entries: "abc", next: "d" },
  { name: "a page by key", request: { key: key("d"), limit: 3n }, entries: "def", next: "g" },
  { name: "the last page", request: { key: key("g"), limit: 3n }, entries: "g" },
  { name: "exactly all", request: { limit: 7n }, entries: "abcdefg", total: 7n },
  {
    name: "a key between two entries",
    request: { key: key("cc"), limit: 1n },
    entries: "d",
    next: "e",
  },
  {
    name: "a total beyond the page",
    request: { limit: 2n, countTotal: true },
    entries: "ab",
    next: "c",
    total: 7n,
  },
  { name: "no total with a key", request: { key: key("f"), countTotal: true }, entries: "fg" },
  { name: "a page by offset", request: { offset: 2n, limit: 3n }, entries: "cde", next: "f" },
  { name: "the last page by offset", request: { offset: 5n, limit: 3n }, entries: "fg", total: 7n },
  {
    name: "a total beyond a page by offset",
    request: { offset: 2n, limit: 2n, countTotal: true },
    entries: "cd",
    next: "e",
    total: 7n,
  },
  { name: "an offset behind the end", request: { offset: 9n }, entries: "", total: 7n },
  {
    name: "an offset in reverse",
    request: { offset: 1n, limit: 2n, reverse: true },
    entries: "fe",
    next: "d",
  },
  { name: "in reverse", request: { reverse: true, limit: 3n }, entries: "gfe", next: "d" },
  {
    name: "in reverse by key",
    request: { reverse: true, key: key("d"), limit: 3n },
    entries: "dcb",
    next: "a",
  },
  { name: "in reverse to the end", request: { reverse: true, key: key("b") }, entries: "ba" },
  {
    name: "a key before a start",
    request: { key: key("a") },
    range: { start: pairKey.encode(["n", "e"]) },
    entries: "efg",
  },
  {
    name: "a key behind an end, in reverse",
    request: { key: key("g"), reverse: true },
    range: { end: pairKey.encode(["n", "c"]) },
    entries: "ba",
  },
];

for (const { name, request, range, entries, next = "", total = 0n } of rows) {
  test(`a page: ${name}`, () => {
    const given = request && page(request);
    const found = paginate(ctx, pairs, given, ([, letter]) => letter, { ...n, ...range });
    assert.equal(found.entries.join(""), entries);
    assert.deepEqual(found.pagination, { nextKey: key(next), total });
  });
}

test("a page ends before it holds more bytes than allowed, but never empty", () => {
  const large = filled(
    letters.map((letter) => ["n", letter] as const),
    new Uint8Array(PAGE_BYTES_MAX / 4),
  );
  const found = paginate(large, pairs, undefined, ([, letter]) => letter, n);
  assert.equal(found.entries.join(""), "abc");
  assert.deepEqual(found.pagination.nextKey, key("d"));
  const huge = filled(
    [
      ["n", "a"],
      ["n", "b"],
    ],
    new Uint8Array(PAGE_BYTES_MAX),
  );
  assert.deepEqual(paginate(huge, pairs, undefined, ([, letter]) => letter, n).entries, ["a"]);
});

test("count_total is refused beyond its bound, not cut", () => {
  const many = filled(
    Array.from({ length: PAGE_COUNT_MAX + 1 }, (_, i) => ["n", String(i)] as const),
  );
  const request = page({ limit: 1n, countTotal: true });
  assert.throws(() => paginate(many, pairs, request, () => 0, n), {
    code: 18,
    message: /more than 10000 entries; leave it unset and follow next_key/,
  });
  pairs.delete(many, ["n", "0"]);
  assert.equal(paginate(many, pairs, request, () => 0, n).pagination.total, 10_000n);
});
