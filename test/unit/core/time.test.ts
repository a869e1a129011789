import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { timeKey } from "../../../app/core/collections/codecs.ts";
import {
  formatTime,
  parseTime,
  sortableTime,
  TIME_SECONDS_MAX,
  TIME_SECONDS_MIN,
} from "../../../app/core/time.ts";

test("a time is written as the platform's calendar writes it", () => {
  const seconds = fc.bigInt({ min: TIME_SECONDS_MIN, max: TIME_SECONDS_MAX });
  fc.assert(
    fc.property(seconds, fc.integer({ min: 0, max: 999 }), (second, milli) => {
      const expected = new Date(Number(second) * 1000 + milli).toISOString();
      const text = formatTime(second * 1_000_000_000n + BigInt(milli) * 1_000_000n, "T", "Z");
      assert.equal(text, expected.replace(milli === 0 ? ".000Z" : /0*Z$/, "Z"));
    }),
    { numRuns: 2_000 },
  );
});

const rows: readonly [name: string, timeNs: bigint, text: string][] = [
  ["the epoch", 0n, "1970-01-01 00:00:00 +0000 UTC"],
  ["a nanosecond before it", -1n, "1969-12-31 23:59:59.999999999 +0000 UTC"],
  ["digits as many as needed", 1_500_000_000_120_000_000n, "2017-07-14 02:40:00.12 +0000 UTC"],
  ["the first", TIME_SECONDS_MIN * 1_000_000_000n, "0001-01-01 00:00:00 +0000 UTC"],
  ["a leap day", 951_782_400_000_000_001n, "2000-02-29 00:00:00.000000001 +0000 UTC"],
];

for (const [name, timeNs, text] of rows) {
  test(`a time as Go's time.Time prints it: ${name}`, () => {
    assert.equal(formatTime(timeNs, " ", " +0000 UTC"), text);
  });
}

const anyTime = fc.bigInt({
  min: TIME_SECONDS_MIN * 1_000_000_000n,
  max: TIME_SECONDS_MAX * 1_000_000_000n + 999_999_999n,
});

test("a time that is written is read as the same", () => {
  fc.assert(
    fc.property(anyTime, (timeNs) => {
      assert.equal(parseTime(formatTime(timeNs, "T", "Z")), timeNs);
      assert.equal(timeKey.decode(timeKey.encode(timeNs)), timeNs);
    }),
    { numRuns: 2_000 },
  );
});

test("the sortable form has one length, sorts as times do, and is Go's", () => {
  assert.equal(sortableTime(1_900_000_000_000_005_000n), "2030-03-17T17:46:40.000005000");
  fc.assert(
    fc.property(anyTime, anyTime, (a, b) => {
      const [first, second] = [sortableTime(a), sortableTime(b)];
      assert.equal(first.length, 29);
      assert.equal(first < second, a < b);
    }),
    { numRuns: 2_000 },
  );
});

for (const text of [
  "",
  "2021-02-29T00:00:00Z",
  "2021-13-01T00:00:00Z",
  "2021-00-01T00:00:00Z",
  "2021-01-01T24:00:00Z",
  "2021-01-01T23:60:00Z",
  "2021-01-01T23:00:60Z",
  "2021-01-01T00:00:00",
  "2021-01-01T00:00:00+01:00",
  "2021-01-01 00:00:00Z",
  "2021-01-01T00:00:00.0000000001Z",
]) {
  test(`no time: ${JSON.stringify(text)}`, () => {
    assert.equal(parseTime(text), undefined);
  });
}
