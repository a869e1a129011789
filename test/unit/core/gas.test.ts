import assert from "node:assert/strict";
import { test } from "node:test";
import { GAS_UNLIMITED, GasMeter } from "../../../app/core/gas.ts";

test("gas up to the limit is consumed, one more is out of gas and counts", () => {
  const meter = new GasMeter(10n);
  meter.consume(0n, "nothing");
  meter.consume(10n, "all");
  assert.equal(meter.used, 10n);
  assert.throws(
    () => {
      meter.consume(1n, "WriteFlat");
    },
    {
      codespace: "sdk",
      code: 11,
      message: "out of gas in location: WriteFlat; gasWanted: 10, gasUsed: 11: out of gas",
    },
  );
  assert.equal(meter.used, 11n);
});

test("a meter without gas has none", () => {
  assert.throws(
    () => {
      new GasMeter(0n).consume(1n, "x");
    },
    { code: 11 },
  );
});

test("an unlimited meter says the largest number", () => {
  const meter = new GasMeter();
  meter.consume(1n << 63n, "x");
  assert.equal(meter.limit, GAS_UNLIMITED);
  assert.equal(GAS_UNLIMITED, 2n ** 64n - 1n);
});
