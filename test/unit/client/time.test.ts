import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseDuration } from "../../../app/client/duration.ts";
import { ClientError } from "../../../app/client/errors.ts";
import { formatTimeNs, joinNs, parseTimeNs, splitNs } from "../../../app/client/time.ts";

describe("times in RFC 3339", () => {
  const rows: readonly (readonly [string, bigint])[] = [
    ["1970-01-01T00:00:00Z", 0n],
    ["1970-01-01T00:00:00.000000001Z", 1n],
    ["2026-11-25T08:37:42.296944157Z", 1_795_595_862_296_944_157n],
    ["2026-11-25T08:37:42.5Z", 1_795_595_862_500_000_000n],
    ["2554-07-21T23:34:33.709551615Z", 2n ** 64n - 1n],
    ["1969-12-31T23:59:59.999999999Z", -1n],
    ["0001-01-01T00:00:00Z", -62_135_596_800_000_000_000n],
    ["9999-12-31T23:59:59.5Z", 253_402_300_799_500_000_000n],
  ];
  for (const [text, timeNs] of rows) {
    it(text, () => {
      assert.equal(parseTimeNs(text), timeNs);
      assert.equal(formatTimeNs(timeNs), text);
    });
  }

  it("are nothing else", () => {
    for (const text of [
      ...["", "now", "2026-11-25", "2026-11-25T08:37:42", "2026-11-25T08:37:42+01:00"],
      ...["2026-02-29T08:37:42Z", "2026-11-31T08:37:42Z", "2026-11-25T24:00:00Z"],
      ...["2026-13-25T08:37:42Z", "2026-11-25T08:37:42.Z", "2026-11-25T08:37:42.1234567890Z"],
    ]) {
      assert.equal(parseTimeNs(text), undefined, text);
    }
  });
});

describe("times in seconds and nanoseconds", () => {
  const rows: readonly (readonly [bigint, bigint, number])[] = [
    [0n, 0n, 0],
    [1_500_000_000n, 1n, 500_000_000],
    [-1n, -1n, 999_999_999],
    [-2_000_000_000n, -2n, 0],
  ];
  for (const [totalNs, seconds, nanos] of rows) {
    it(`${totalNs} ns`, () => {
      assert.deepEqual(splitNs(totalNs), { seconds, nanos });
      assert.equal(joinNs({ seconds, nanos }), totalNs);
    });
  }
});

describe("durations", () => {
  const rows: readonly (readonly [string, readonly [bigint, bigint, bigint, bigint]])[] = [
    ["8s", [0n, 0n, 0n, 8n]],
    ["30m", [0n, 0n, 30n, 0n]],
    ["1d12h", [1n, 12n, 0n, 0n]],
    ["2h30m15s", [0n, 2n, 30n, 15n]],
    ["0d8s", [0n, 0n, 0n, 8n]],
    ["100000s", [0n, 0n, 0n, 100_000n]],
  ];
  for (const [text, [days, hours, minutes, seconds]] of rows) {
    it(text, () => assert.deepEqual(parseDuration(text), { days, hours, minutes, seconds }));
  }

  const bad: readonly (readonly [string, RegExp])[] = [
    ["0s", /^"0s": expected more than 0; leave it out/],
    ["0d0h", /more than 0/],
    ["8", /expected a unit, such as 8s/],
    ["-5s", /none is negative/],
    ["1.5h", /expected whole numbers, such as 1h30m/],
    ["", /days, hours, minutes and seconds in this order/],
    ["s", /in this order/],
    ["1s1m", /in this order/],
    ["1m1m", /in this order/],
    ["8 s", /in this order/],
    ["8S", /in this order/],
    ["1w", /in this order/],
    ["1234567890123s", /in this order/],
  ];
  for (const [text, message] of bad) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => parseDuration(text),
        (error: unknown) => error instanceof ClientError && message.test(error.message),
      );
    });
  }
});
