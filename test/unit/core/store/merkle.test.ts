import assert from "node:assert/strict";
import { test } from "node:test";

import { StoreFault } from "../../../../app/core/store/fault.ts";
import { appHash, simpleMerkleRoot, splitPoint } from "../../../../app/core/store/merkle.ts";
import { sha256String } from "../../../helpers/memory-nodes.ts";

function sha(text: string): string {
  return sha256String(Buffer.from(text, "latin1"));
}

test("a list splits at the largest power of two below its length", () => {
  const cases = { 2: 1, 3: 2, 4: 2, 5: 4, 8: 4, 9: 8, 1024: 512, 1025: 1024 };
  for (const [count, expected] of Object.entries(cases)) {
    assert.equal(splitPoint(Number(count)), expected, `of ${count}`);
  }
});

test("the simple Merkle root follows RFC 6962", () => {
  const leaves = ["", "a", "bc"].map((text) => Buffer.from(text));
  const [first, second, third] = leaves.map((leaf) => sha(`\x00${leaf.toString("latin1")}`));
  assert.equal(simpleMerkleRoot([], sha256String), sha(""));
  assert.equal(simpleMerkleRoot(leaves.slice(0, 1), sha256String), first);
  assert.equal(
    simpleMerkleRoot(leaves, sha256String),
    sha(`\x01${sha(`\x01${first}${second}`)}${third}`),
  );
});

test("stores that are not sorted, or named twice, have no app hash", () => {
  for (const names of [
    ["b", "a"],
    ["a", "a"],
  ]) {
    const stores = names.map((name) => ({ name, rootHash: sha("") }));
    assert.throws(() => appHash(stores, sha256String), StoreFault);
  }
});
