import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bytesToHex, compareBytes } from "../../app/core/bytes.ts";
import {
  addressKey,
  bytesKey,
  textKey,
  tupleKey,
  u64Key,
  u64Value,
} from "../../app/core/collections/codecs.ts";
import { Schema } from "../../app/core/collections/schema.ts";
import { memoryContext } from "../helpers/context.ts";

const someBytes = (minLength: number, maxLength: number) =>
  fc
    .array(fc.oneof(fc.constantFrom(0, 1, 0x61, 0xfe, 0xff), fc.nat(255)), { minLength, maxLength })
    .map((values) => Uint8Array.from(values));
const address = someBytes(1, 4);
/** Text without NUL, as names are; among it what needs one to four bytes of UTF-8. */
const text = fc
  .array(fc.constantFrom("a", "b", "ab", "\u0001", "é", "€", "😀", "\uffff"), { maxLength: 4 })
  .map((parts) => parts.join(""));
const number = fc.oneof(fc.bigInt(0n, 300n), fc.bigInt(0n, 2n ** 64n - 1n));

type Entry = readonly [Uint8Array, string, Uint8Array];
const entryKey = tupleKey<Entry>(addressKey, textKey, bytesKey);
const entry = fc.tuple(address, text, someBytes(0, 4));
type Ranked = readonly [string, bigint, string];
const rankedKey = tupleKey<Ranked>(textKey, u64Key, textKey);
const ranked = fc.tuple(text, number, text);

const encoder = new TextEncoder();
const compareText = (a: string, b: string): number =>
  compareBytes(encoder.encode(a), encoder.encode(b));
const compareAddress = (a: Uint8Array, b: Uint8Array): number =>
  a.length - b.length || compareBytes(a, b);
const sign = (...differences: number[]): number => Math.sign(differences.find((d) => d !== 0) ?? 0);

test("composite keys: read back as written, distinct for distinct tuples, in the order of the parts", () => {
  fc.assert(
    fc.property(entry, entry, (a, b) => {
      assert.deepEqual(entryKey.decode(entryKey.encode(a)), a);
      const order = Math.sign(compareBytes(entryKey.encode(a), entryKey.encode(b)));
      assert.equal(
        order,
        sign(compareAddress(a[0], b[0]), compareText(a[1], b[1]), compareBytes(a[2], b[2])),
      );
    }),
    { numRuns: 5_000 },
  );
  fc.assert(
    fc.property(ranked, ranked, (a, b) => {
      assert.deepEqual(rankedKey.decode(rankedKey.encode(a)), a);
      const order = Math.sign(compareBytes(rankedKey.encode(a), rankedKey.encode(b)));
      const numbers = a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0;
      assert.equal(order, sign(compareText(a[0], b[0]), numbers, compareText(a[2], b[2])));
    }),
    { numRuns: 5_000 },
  );
});

test("listing a prefix gives exactly what begins with these parts", () => {
  const schema = new Schema("test");
  const before = schema.map(1, "before", bytesKey, u64Value, "");
  const map = schema.map(2, "map", entryKey, u64Value, "");
  const after = schema.map(3, "after", bytesKey, u64Value, "");
  fc.assert(
    fc.property(
      fc.uniqueArray(entry, { maxLength: 25, selector: (e) => bytesToHex(entryKey.encode(e)) }),
      entry,
      (entries, other) => {
        const ctx = memoryContext();
        before.set(ctx, Uint8Array.of(0xff, 0xff), 0n);
        after.set(ctx, Uint8Array.of(0), 0n);
        for (const [i, e] of entries.entries()) map.set(ctx, e, BigInt(i));
        const [owner, name] = entries[0] ?? other;
        const list = (...parts: readonly unknown[]): Entry[] =>
          [...map.walk(ctx, { prefix: entryKey.encodePrefix(parts) })].map(([e]) => e);
        const sorted = [...entries].sort((a, b) =>
          compareBytes(entryKey.encode(a), entryKey.encode(b)),
        );
        const owned = sorted.filter((e) => compareAddress(e[0], owner) === 0);
        assert.deepEqual(list(owner), owned);
        assert.deepEqual(
          list(owner, name),
          owned.filter((e) => e[1] === name),
        );
        assert.deepEqual(
          [...map.walk(ctx)].map(([e]) => e),
          sorted,
        );
      },
    ),
    { numRuns: 500 },
  );
});
