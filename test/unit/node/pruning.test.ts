import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePruning } from "../../../app/db/pruning.ts";
import { APP_SETTINGS, pruningSetting } from "../../../app/node/config.ts";

const NUMBERS = { keepRecent: 7, interval: 3 };
const settings = (text: string) => pruningSetting(APP_SETTINGS.parse(text));

test("each strategy says how many heights are kept", () => {
  assert.deepEqual(parsePruning("default", NUMBERS), { keepRecent: 1_000, interval: 10 });
  assert.deepEqual(parsePruning("nothing", NUMBERS), { keepRecent: undefined, interval: 10 });
  assert.deepEqual(parsePruning("everything", NUMBERS), { keepRecent: 2, interval: 10 });
  assert.deepEqual(parsePruning("custom", NUMBERS), NUMBERS);
});

test("custom takes no number that leaves nothing to go back to", () => {
  for (const keepRecent of [1, 0, -1, 2.5, NaN, 1e10]) {
    assert.throws(() => parsePruning("custom", { ...NUMBERS, keepRecent }), {
      name: "RangeError",
      message: /^pruning: keepRecent: expected 2 to 1000000000, got/,
    });
  }
  for (const interval of [0, -1, 1.5, 1e10]) {
    assert.throws(() => parsePruning("custom", { ...NUMBERS, interval }), /pruning: interval/);
  }
});

test("app.toml names them as the Cosmos SDK does", () => {
  assert.deepEqual(settings(""), parsePruning("default", NUMBERS));
  assert.deepEqual(settings('pruning = "nothing"'), parsePruning("nothing", NUMBERS));
  const custom = 'pruning = "custom"\npruning-keep-recent = 7\npruning-interval = 3\n';
  assert.deepEqual(settings(custom), NUMBERS);
  // As in the SDK, the numbers are there and not looked at.
  const other = 'pruning = "everything"\npruning-keep-recent = 7\npruning-interval = 3\n';
  assert.deepEqual(settings(other), parsePruning("everything", NUMBERS));
});
