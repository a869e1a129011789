import type { Application } from "../../app/abci/application.ts";
import type { Log } from "../../app/log.ts";
import {
  ExecTxResult,
  ResponseApplySnapshotChunk_Result,
  ResponseCheckTx,
  ResponseFinalizeBlock,
  ResponseInfo,
  ResponseOfferSnapshot_Result,
  ResponseProcessProposal_ProposalStatus,
  ResponseQuery,
  ResponseVerifyVoteExtension_VerifyStatus,
} from "../../proto/gen/tendermint/abci/types.ts";

const APP_HASH = new Uint8Array(32).fill(7);

/** What a {@link createNoopApplication} has been through. */
export type NoopCounters = { checkTx: number; txs: number; height: bigint };

/** An application that accepts everything and whose state is its height. It serves one chain from its start. */
export function createNoopApplication(
  overrides: Partial<Application> = {},
): Application & { readonly counters: NoopCounters } {
  const counters: NoopCounters = { checkTx: 0, txs: 0, height: 0n };
  let pending = 0n;
  return {
    counters,
    info: () =>
      ResponseInfo.fromPartial({
        data: "noop",
        version: "1",
        appVersion: 1n,
        lastBlockHeight: counters.height,
        lastBlockAppHash: APP_HASH,
      }),
    initChain: () => ({ consensusParams: undefined, validators: [], appHash: APP_HASH }),
    query: (request) =>
      ResponseQuery.fromPartial({
        key: request.data,
        value: request.data,
        height: counters.height,
      }),
    checkTx: (request) => {
      counters.checkTx += 1;
      return ResponseCheckTx.fromPartial({ data: request.tx, gasWanted: 1n });
    },
    insertTx: () => ({ code: 0 }),
    reapTxs: () => ({ txs: [] }),
    prepareProposal: (request) => ({ txs: request.txs }),
    processProposal: () => ({ status: ResponseProcessProposal_ProposalStatus.ACCEPT }),
    extendVote: () => ({ voteExtension: new Uint8Array(0) }),
    verifyVoteExtension: () => ({ status: ResponseVerifyVoteExtension_VerifyStatus.ACCEPT }),
    finalizeBlock: (request) => {
      pending = request.height;
      counters.txs += request.txs.length;
      const txResults = request.txs.map((tx) => ExecTxResult.fromPartial({ data: tx }));
      return ResponseFinalizeBlock.fromPartial({ txResults, appHash: APP_HASH });
    },
    commit: () => {
      counters.height = pending;
      return { retainHeight: 0n };
    },
    listSnapshots: () => ({ snapshots: [] }),
    offerSnapshot: () => ({ result: ResponseOfferSnapshot_Result.REJECT }),
    loadSnapshotChunk: () => ({ chunk: new Uint8Array(0) }),
    applySnapshotChunk: () => ({
      result: ResponseApplySnapshotChunk_Result.ABORT,
      refetchChunks: [],
      rejectSenders: [],
    }),
    ...overrides,
  };
}

/** Keeps every line as `level message {fields}`. */
export function createRecordingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const write =
    (level: string) =>
    (message: string, fields?: Record<string, unknown>): void => {
      lines.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`);
    };
  return {
    lines,
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
  };
}
