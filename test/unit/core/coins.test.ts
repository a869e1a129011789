import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AMOUNT_MAX,
  COINS_MAX,
  coinsToProto,
  formatCoins,
  isDenom,
  parseAmount,
  parseCoins,
} from "../../../app/core/coins.ts";

for (const { name, denom, valid } of [
  { name: "ours", denom: "ulaz", valid: true },
  { name: "three characters", denom: "abc", valid: true },
  { name: "two characters", denom: "ab", valid: false },
  { name: "128 characters", denom: "a".repeat(128), valid: true },
  { name: "129 characters", denom: "a".repeat(129), valid: false },
  { name: "an IBC denom", denom: "ibc/27394FB092D2ECCD56123C74F36E4C1F", valid: true },
  { name: "all that is allowed", denom: "A/b:c._-9", valid: true },
  { name: "a digit first", denom: "1abc", valid: false },
  { name: "a space", denom: "ul az", valid: false },
  { name: "a newline behind", denom: "ulaz\n", valid: false },
  { name: "NUL", denom: "ulaz\0", valid: false },
  { name: "nothing", denom: "", valid: false },
  { name: "an umlaut", denom: "uläz", valid: false },
]) {
  test(`a denom: ${name}`, () => {
    assert.equal(isDenom(denom), valid);
  });
}

for (const { text, value } of [
  { text: "0", value: 0n },
  { text: "1", value: 1n },
  { text: AMOUNT_MAX.toString(), value: AMOUNT_MAX },
]) {
  test(`an amount: ${text}`, () => {
    assert.equal(parseAmount(text), value);
  });
}

for (const text of [
  "",
  "-1",
  "+1",
  "01",
  "00",
  "1.0",
  "1e3",
  "0x1",
  " 1",
  "1\n",
  "١",
  (AMOUNT_MAX + 1n).toString(),
  "9".repeat(79),
]) {
  test(`an amount is refused: ${JSON.stringify(text)}`, () => {
    assert.throws(() => parseAmount(text), { codespace: "sdk", code: 10 });
  });
}

const coin = (denom: string, amount = "1") => ({ denom, amount });
const many = (count: number) =>
  Array.from({ length: count }, (_, i) => coin(`denom${String(i).padStart(3, "0")}`));

for (const { name, coins, message } of [
  { name: "a zero amount", coins: [coin("ulaz", "0")], message: /amount of ulaz is zero/ },
  { name: "a malformed denom", coins: [coin("u")], message: /denom "u" is malformed/ },
  {
    name: "not sorted",
    coins: [coin("ustake"), coin("ulaz")],
    message: /expected sorted and unique/,
  },
  { name: "twice", coins: [coin("ulaz"), coin("ulaz")], message: /expected sorted and unique/ },
  { name: "too many", coins: many(COINS_MAX + 1), message: /65 denoms, expected at most 64/ },
]) {
  test(`coins are refused: ${name}`, () => {
    assert.throws(() => parseCoins(coins), { codespace: "sdk", code: 10, message });
  });
}

test("coins are read and written", () => {
  assert.deepEqual(parseCoins([]), []);
  const coins = parseCoins([coin("ulaz", "12"), coin("ustake", "3")]);
  assert.equal(formatCoins(coins), "12ulaz,3ustake");
  assert.deepEqual(coinsToProto(coins), [coin("ulaz", "12"), coin("ustake", "3")]);
  assert.equal(parseCoins(many(COINS_MAX)).length, COINS_MAX);
});
