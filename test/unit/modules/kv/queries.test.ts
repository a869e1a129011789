import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "../../../helpers/bank-chain.ts";
import { KvChain } from "../../../helpers/kv-chain.ts";
import { createSigner } from "../../../helpers/tx.ts";

const owner = createSigner("owner").address;
const bytes = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));
const text = (found: Uint8Array): string => String.fromCharCode(...found);
const KEYS = ["\0", "\0\0", "a", "a\0", "aa", "ab", "a\xff", "b", "\xff", "\xff\xff"];

const chain = new KvChain(["owner"]);
for (const namespace of [`${owner}/n`, `${owner}/nn`, `${owner}/m`]) {
  for (const key of [...KEYS].reverse()) {
    const value = bytes(`${namespace} ${key}`);
    chain.run(owner, "Create", { namespace, key: bytes(key), value });
  }
}

const ask = (method: string, request: Readonly<Record<string, unknown>>): unknown =>
  chain.query(method, { namespace: `${owner}/n`, ...request });

interface Range {
  readonly prefix?: string;
  readonly start?: string;
  readonly end?: string;
}

const range = ({ prefix = "", start = "", end = "" }: Range) => ({
  prefix: bytes(prefix),
  start: bytes(start),
  end: bytes(end),
});

interface KeysAnswer {
  readonly keys: readonly Uint8Array[];
  readonly pagination: { readonly nextKey: Uint8Array };
}

/** Every page in turn. */
function walk(given: Range, limit: bigint, reverse: boolean): string[] {
  const found: string[] = [];
  let key = new Uint8Array(0);
  for (let pages = 0; pages < 50; pages++) {
    const pagination = page({ key, limit, reverse });
    const answer = ask("Keys", { range: range(given), pagination }) as KeysAnswer;
    assert.ok(answer.keys.length <= Number(limit));
    found.push(...answer.keys.map(text));
    if (answer.pagination.nextKey.length === 0) return found;
    assert.equal(answer.keys.length, Number(limit), "a page with a next one is full");
    key = new Uint8Array(answer.pagination.nextKey);
  }
  throw new Error("the pages do not end");
}

const ranges: readonly Range[] = [
  {},
  { prefix: "a" },
  { prefix: "\xff" },
  { prefix: "\0" },
  { prefix: "none" },
  { start: "a\0" },
  { end: "aa" },
  { start: "a", end: "b" },
  { start: "b", end: "a" },
  { start: "ab", end: "ab" },
  { prefix: "a", start: "a\0", end: "ab" },
  { prefix: "a", start: "\0", end: "\xff" },
  { prefix: "a", start: "b" },
  { prefix: "b", end: "a" },
];
for (const given of ranges) {
  test(`a listing of ${JSON.stringify(given)}, by pages of every size, both ways`, () => {
    const { prefix = "", start = "", end } = given;
    const expected = KEYS.filter(
      (key) => key.startsWith(prefix) && key >= start && (end === undefined || key < end),
    );
    for (const limit of [1n, 2n, 3n, 10n, 1_000n]) {
      assert.deepEqual(walk(given, limit, false), expected, `${limit} a page`);
      assert.deepEqual(
        walk(given, limit, true),
        [...expected].reverse(),
        `${limit} a page, reversed`,
      );
    }
  });
}

test("a page's key cannot lead out of the namespace or the range", () => {
  for (const key of ["\0", "\xff\xff\xff", "zzz"]) {
    for (const reverse of [false, true]) {
      const pagination = page({ key: bytes(key), reverse });
      const { keys } = ask("Keys", {
        range: range({ prefix: "a", start: "a", end: "ab" }),
        pagination,
      }) as KeysAnswer;
      for (const found of keys) assert.ok(["a", "a\0", "a\xff", "aa"].includes(text(found)));
    }
  }
});

test("entries come with their keys", () => {
  const { entries } = ask("Entries", { range: range({ prefix: "a" }) }) as {
    entries: { key: Uint8Array; entry: { value: Uint8Array; createRevision: bigint } }[];
  };
  assert.deepEqual(
    entries.map(({ key, entry }) => text(entry.value) === `${owner}/n ${text(key)}`),
    [true, true, true, true, true],
  );
  assert.equal(entries[0]?.entry.createRevision, 8n);
});

test("get, has, count and the record", () => {
  const key = bytes("a\0");
  const { entry } = ask("Get", { key }) as { entry: { value: Uint8Array } };
  assert.equal(text(entry.value), `${owner}/n a\0`);
  assert.deepEqual(ask("Has", { key }), { has: true });
  assert.deepEqual(ask("Has", { key: bytes("none") }), { has: false });
  assert.deepEqual(ask("Count", {}), { count: 10n, sweepLagNs: 0n });
  assert.deepEqual(ask("Count", { namespace: `${owner}/none` }), { count: 0n, sweepLagNs: 0n });
  const { namespace } = ask("Namespace", {}) as {
    namespace: { entries: bigint; revision: bigint };
  };
  assert.deepEqual([namespace.entries, namespace.revision], [10n, 10n]);
  assert.deepEqual((ask("Keys", { namespace: `${owner}/none` }) as KeysAnswer).keys, []);
});

const refused: readonly (readonly [
  name: string,
  method: string,
  request: object,
  code: number,
  message: RegExp,
])[] = [
  ["get of an absent key", "Get", { key: bytes("none") }, 22, /code = NotFound desc = "none" in /],
  [
    "the record of an absent namespace",
    "Namespace",
    { namespace: `${owner}/none` },
    22,
    /code = NotFound/,
  ],
  ["get without a key", "Get", {}, 3, /key is empty/],
  ["has without a key", "Has", {}, 3, /key is empty/],
  ["get of a large key", "Get", { key: new Uint8Array(1_025) }, 4, /key is too large/],
  ["an offset", "MyKeys", { pagination: page({ offset: 1n }) }, 18, /offset is not supported/],
  ...["Get", "Has", "Keys", "Entries", "Count", "Namespace"].map(
    (method) =>
      [
        `${method} of a malformed namespace`,
        method,
        { namespace: "n", key: bytes("k") },
        2,
        /invalid namespace/,
      ] as const,
  ),
];
for (const [name, method, request, code, message] of refused) {
  test(`a query is refused: ${name}`, () => {
    assert.throws(() => ask(method, request as Record<string, unknown>), { code, message });
  });
}
