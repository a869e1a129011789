import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAbciGrammar, callsToLetters } from "../../helpers/abci-grammar.ts";

const NAMES: Readonly<Record<string, string>> = {
  I: "initChain",
  O: "offerSnapshot",
  A: "applySnapshotChunk",
  P: "prepareProposal",
  R: "processProposal",
  E: "extendVote",
  V: "verifyVoteExtension",
  F: "finalizeBlock",
  C: "commit",
};

const kinds = (letters: string): string[] =>
  Array.from(letters, (letter) => NAMES[letter] ?? letter);

for (const letters of [
  "",
  "I",
  "IPRFC",
  "IPRFCRFC",
  "OAAAFC",
  "OOAFC",
  "OAOAAFC",
  "FC",
  "IF",
  "IRREVVF",
  "PRFCP",
]) {
  test(`${letters || "no call"} is a run`, () => {
    assertAbciGrammar(kinds(letters));
  });
}

for (const [letters, place] of [
  ["C", 1],
  ["IC", 2],
  ["FF", 2],
  ["IFFC", 3],
  ["FPC", 2],
  ["FCC", 3],
  ["II", 2],
  ["PI", 2],
  ["AFC", 1],
  ["OFC", 1],
  ["FCI", 3],
] as const) {
  test(`${letters} is not a run`, () => {
    assert.throws(
      () => {
        assertAbciGrammar(kinds(letters));
      },
      new RegExp(`from call ${place} on`),
    );
  });
}

test("calls outside the grammar do not count", () => {
  const calls = ["info", "initChain", "query", "checkTx", "finalizeBlock", "checkTx", "commit"];
  assert.equal(callsToLetters(calls), "IFC");
  assertAbciGrammar(calls);
});
