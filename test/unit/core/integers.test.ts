import assert from "node:assert/strict";
import { test } from "node:test";
import {
  assertUint64,
  bytesToUint64,
  divCeil,
  parseDecimal,
  toSafeNumber,
  UINT64_MAX,
  uint64ToBytes,
} from "../../../app/core/integers.ts";

const invalid = { codespace: "sdk", code: 18 };

test("64-bit integers end at their ends", () => {
  assert.equal(assertUint64(0n, "x"), 0n);
  assert.equal(assertUint64(UINT64_MAX, "x"), UINT64_MAX);
  assert.throws(() => assertUint64(-1n, "x"), { ...invalid, message: /x is -1, expected/ });
  assert.throws(() => assertUint64(UINT64_MAX + 1n, "x"), invalid);
});

test("a number is refused where it would lose digits", () => {
  const max = BigInt(Number.MAX_SAFE_INTEGER);
  assert.equal(toSafeNumber(max, "x"), Number.MAX_SAFE_INTEGER);
  assert.equal(toSafeNumber(-max, "x"), -Number.MAX_SAFE_INTEGER);
  assert.throws(() => toSafeNumber(max + 1n, "x"), {
    ...invalid,
    message: /expected at most 2\^53/,
  });
  assert.throws(() => toSafeNumber(max + 2n, "x"), invalid);
  assert.throws(() => toSafeNumber(10n ** 400n, "x"), invalid);
});

test("division rounds up", () => {
  for (const [a, b, result] of [
    [0n, 3n, 0n],
    [1n, 3n, 1n],
    [3n, 3n, 1n],
    [4n, 3n, 2n],
    [10n ** 40n + 1n, 10n ** 20n, 10n ** 20n + 1n],
  ] as const) {
    assert.equal(divCeil(a, b), result, `${a} by ${b}`);
  }
});

for (const { text, value } of [
  { text: "0", value: 0n },
  { text: "1", value: 10n ** 18n },
  { text: "0.001", value: 10n ** 15n },
  { text: "0.000000000000000001", value: 1n },
  { text: "007.50", value: 75n * 10n ** 17n },
  { text: "12.345678901234567890", value: 12_345_678_901_234_567_890n },
]) {
  test(`a decimal: ${text}`, () => {
    assert.equal(parseDecimal(text, "price"), value);
  });
}

for (const text of [
  "",
  ".",
  ".5",
  "5.",
  "-1",
  "+1",
  "1e3",
  "1,5",
  "1.2.3",
  " 1",
  "1\n",
  "NaN",
  "Infinity",
  "0x1",
  "0.0000000000000000001",
  "1".repeat(61),
]) {
  test(`a decimal is refused: ${JSON.stringify(text)}`, () => {
    assert.throws(() => parseDecimal(text, "price"), {
      ...invalid,
      message: /price is ".*expected a decimal/s,
    });
  });
}

test("eight bytes sort as the numbers do", () => {
  const numbers = [0n, 1n, 255n, 256n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 63n, UINT64_MAX];
  const texts = numbers.map((number) => Buffer.from(uint64ToBytes(number)).toString("hex"));
  assert.deepEqual([...texts].sort(), texts);
  for (const [i, number] of numbers.entries()) {
    assert.equal(bytesToUint64(uint64ToBytes(number)), number, texts[i]);
  }
  const inside = new Uint8Array([9, ...uint64ToBytes(77n), 9]);
  assert.equal(bytesToUint64(inside.subarray(1), 0), 77n, "of a view");
  assert.equal(bytesToUint64(inside, 1), 77n, "from an offset");
});
