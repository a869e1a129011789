/** The methods that the grammar speaks of, each as one letter. */
const LETTERS: Readonly<Record<string, string>> = {
  initChain: "I",
  offerSnapshot: "O",
  applySnapshotChunk: "A",
  prepareProposal: "P",
  processProposal: "R",
  extendVote: "E",
  verifyVoteExtension: "V",
  finalizeBlock: "F",
  commit: "C",
};

/**
 * What one run of CometBFT may call, from its start to its end or its death at any moment. Every part of a round is
 * optional, so rounds are any sequence of the four methods.
 *
 * @source cometbft spec/abci/abci++_comet_expected_behavior.md, test/e2e/pkg/grammar of v1.0.1
 */
const GRAMMAR = /^(I|(OA*)*OA+)?([PREV]*FC)*[PREV]*F?$/;

/** The calls of one run as letters; those outside the grammar (Info, CheckTx, Query, …) are left out. */
export function callsToLetters(kinds: readonly string[]): string {
  return kinds.map((kind) => LETTERS[kind] ?? "").join("");
}

/** @throws Error unless the calls are those of one run of a correct CometBFT. */
export function assertAbciGrammar(kinds: readonly string[]): void {
  const letters = callsToLetters(kinds);
  if (GRAMMAR.test(letters)) return;
  let good = letters.length;
  while (good > 0 && !GRAMMAR.test(letters.slice(0, good))) good -= 1;
  throw new Error(
    `these ABCI calls are out of order from call ${good + 1} on: ` +
      `${letters.slice(0, good)} then ${letters.slice(good)}; expected ${GRAMMAR.source}`,
  );
}
