import assert from "node:assert/strict";
import { test } from "node:test";
import { offlineHeightMissing } from "../../../app/node/comet-offline-height.ts";

test("CometBFT's panic over a state without blocks is known, and no other line", () => {
  const panic = (state: string, store: string): string =>
    `panic: state (${state}) and store (${store}) height mismatch, stores were left in an inconsistent state`;
  assert.equal(offlineHeightMissing(panic("57", "0")), 57);
  for (const line of [
    // Blocks are missing, which is no matter of a note.
    panic("57", "56"),
    panic("x", "0"),
    `I[2026] ${panic("57", "0")}`,
    `${panic("57", "0")} `,
    "",
  ]) {
    assert.equal(offlineHeightMissing(line), undefined, line);
  }
});
