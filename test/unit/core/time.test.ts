import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatTime, TIME_SECONDS_MAX, TIME_SECONDS_MIN } from "../../../app/core/time.ts";

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
