import assert from "node:assert/strict";
import { test } from "node:test";
import type { Application } from "../../../app/abci/application.ts";
import {
  givingApplication,
  provingApplication,
  takingApplication,
} from "../../../app/node/comet-handover.ts";
import { parseEntry } from "../../../app/node/comet-loopback.ts";
import {
  RequestFinalizeBlock,
  RequestInfo,
  RequestInitChain,
  ResponseApplySnapshotChunk_Result,
  ResponseOfferSnapshot_Result,
  type Snapshot,
} from "../../../proto/gen/tendermint/abci/types.ts";

const STATE = { height: 1_000, appHash: new Uint8Array(32).fill(7) };
const OTHER_HASH = new Uint8Array(32).fill(8);
const { ACCEPT, REJECT, ABORT } = ResponseOfferSnapshot_Result;

async function givenSnapshot(): Promise<Snapshot> {
  const { snapshots } = await givingApplication(STATE).listSnapshots({});
  assert.equal(snapshots.length, 1);
  return snapshots[0] ?? assert.fail();
}

/** An application that takes the state, and the other app hashes that it was told of. */
function takes(): { readonly application: Application; readonly others: Uint8Array[] } {
  const others: Uint8Array[] = [];
  return { application: takingApplication(STATE, (appHash) => others.push(appHash)), others };
}

test("a state is handed over by a snapshot without content", async () => {
  const snapshot = await givenSnapshot();
  const { application, others } = takes();
  const offer = await application.offerSnapshot({ snapshot, appHash: STATE.appHash });
  assert.equal(offer.result, ACCEPT);
  const wanted = { height: snapshot.height, format: snapshot.format, chunk: 0 };
  const { chunk } = await givingApplication(STATE).loadSnapshotChunk(wanted);
  assert.ok(chunk.length > 0, "CometBFT takes none for a chunk that is missing");
  const applied = await application.applySnapshotChunk({ index: 0, chunk, sender: "" });
  assert.equal(applied.result, ResponseApplySnapshotChunk_Result.ACCEPT);
  for (const one of [application, provingApplication(STATE)]) {
    const info = await one.info(RequestInfo.fromPartial({}));
    assert.equal(info.lastBlockHeight, 1_000n);
    assert.deepEqual(info.lastBlockAppHash, STATE.appHash);
  }
  assert.deepEqual(others, []);
});

test("no other snapshot is accepted, and none under another app hash", async () => {
  const snapshot = await givenSnapshot();
  const { application, others } = takes();
  for (const change of [
    { height: 999n },
    { format: 2 },
    { chunks: 2 },
    { hash: OTHER_HASH },
  ] satisfies Partial<Snapshot>[]) {
    const other = { ...snapshot, ...change };
    const { result } = await application.offerSnapshot({
      snapshot: other,
      appHash: STATE.appHash,
    });
    assert.equal(result, REJECT);
  }
  assert.deepEqual(others, []);
  const { result } = await application.offerSnapshot({ snapshot, appHash: OTHER_HASH });
  assert.equal(result, ABORT);
  assert.deepEqual(others, [OTHER_HASH]);
});

test("whoever gives it has a chain without blocks, and nobody executes one", async () => {
  const giving = givingApplication(STATE);
  const info = await giving.info(RequestInfo.fromPartial({}));
  assert.deepEqual([info.lastBlockHeight, info.lastBlockAppHash.length], [0n, 0]);
  const { validators } = await giving.initChain(RequestInitChain.fromPartial({}));
  assert.deepEqual(validators, []);
  const snapshot = await givenSnapshot();
  const offer = await giving.offerSnapshot({ snapshot, appHash: STATE.appHash });
  assert.equal(offer.result, ABORT);
  const { application } = takes();
  for (const one of [giving, application, provingApplication(STATE)]) {
    assert.throws(() => one.finalizeBlock(RequestFinalizeBlock.fromPartial({})), /asked for more/);
    assert.throws(() => one.commit({}), /asked for more/);
  }
  for (const one of [application, provingApplication(STATE)]) {
    assert.throws(() => one.initChain(RequestInitChain.fromPartial({})), /asked for more/);
  }
});

test("lines of CometBFT's log are told from what else it prints", () => {
  const line = '{"_msg":"State sync failed","err":"why","level":"error"}';
  const fields = { err: "why", level: "error" };
  assert.deepEqual(parseEntry(line), { message: "State sync failed", fields });
  for (const other of [
    "",
    "panic: {}",
    "{}",
    '{"_msg":1}',
    '{"_msg":"cut',
    "goroutine 1 [running]:",
  ]) {
    assert.equal(parseEntry(other), undefined, other);
  }
});
