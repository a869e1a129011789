import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Comet38Client } from "@cosmjs/tendermint-rpc";
import { bech32 } from "@scure/base";
import { createClient } from "../../../app/client/client.ts";
import { ClientError, NodeUnreachable, QueryFailed } from "../../../app/client/errors.ts";
import { ProofInvalid } from "../../../app/client/proof.ts";
import { cometProofs, type ProofBase, readProven } from "../../../app/client/proven.ts";
import { HttpRpc } from "../../../app/client/rpc.ts";
import type { QueryResponse } from "../../../app/core/query.ts";
import { setupKvExtension, setupProvenKvExtension } from "../../../modules/kv/client.ts";
import { entryStoreKey } from "../../../modules/kv/keys.ts";
import { formatTimeNs, parseTimeNs } from "../../../app/client/time.ts";
import { alice, blockTime, TestChain } from "../../helpers/executor.ts";
import { kvMessage } from "../../helpers/tx.ts";
import { abciQueryOf } from "./chain-rpc.ts";
import { type RpcHandler, type ScriptedNode, startScriptedNode } from "./scripted-node.ts";

const NAMESPACE = `${alice.address}/n`;
const OWNER = bech32.decodeToBytes(alice.address).bytes;
const KEY = entryStoreKey(OWNER, "n", new TextEncoder().encode("k"));
const HEIGHT = 3;

/** A chain of three blocks whose last writes a key, and its RPC; CometBFT's part is as little as a reader sees of it. */
class Node {
  readonly chain = TestChain.start();
  readonly appHashes: Uint8Array[] = [];
  latest = HEIGHT + 1;
  /** What goes out is what this makes of it. */
  tamper: (answer: QueryResponse) => QueryResponse = (answer) => answer;
  /** What the headers say. */
  timeOf = (height: number): bigint => blockTime(BigInt(height));

  constructor() {
    this.chain.block();
    this.chain.block([this.chain.tx(alice, [kvMessage.create(alice, "n", "k", "Ada")])]);
    const { appHash } = this.chain.executor.committed ?? assert.fail();
    // The app hash of the header that is read for its time proves nothing.
    this.appHashes[HEIGHT] = new Uint8Array(32);
    this.appHashes[HEIGHT + 1] = appHash;
  }

  readonly handlers: Readonly<Record<string, RpcHandler>> = {
    status: () => ({
      result: {
        node_info: { network: "test-1", version: "0.38.26" },
        sync_info: { latest_block_height: String(this.latest) },
      },
    }),
    abci_query: abciQueryOf(this.chain, (answer) => this.tamper(answer)),
    header: ({ height }) => {
      const appHash = this.appHashes[Number(height)];
      if (appHash === undefined) {
        return { error: { code: -32603, message: "Internal error", data: "no such header" } };
      }
      const app_hash = Buffer.from(appHash).toString("hex").toUpperCase();
      const time = formatTimeNs(this.timeOf(Number(height)));
      return { result: { header: { height: String(height), app_hash, time } } };
    },
  };
}

describe("a proven read", () => {
  const node = new Node();
  let served: ScriptedNode;
  let rpc: HttpRpc;
  before(async () => {
    served = await startScriptedNode(node.handlers);
    rpc = new HttpRpc(served.url);
  });
  after(() => served.close());

  it("answers value, height and app hash", async () => {
    const { value, height, appHash } = await readProven(rpc, "kv", KEY);
    assert.ok(value !== undefined && value.length > 0);
    assert.deepEqual([height, appHash], [HEIGHT, node.appHashes[HEIGHT + 1]]);
    const { entry } = await setupProvenKvExtension(rpc).provenKv.get(NAMESPACE, "k");
    assert.equal(Buffer.from(entry?.value ?? []).toString(), "Ada");
  });

  it("answers the time of the height that was read, not of the header that proves it", async () => {
    const { timeNs } = await readProven(rpc, "kv", KEY);
    assert.equal(timeNs, blockTime(BigInt(HEIGHT)));
  });

  it("answers as absent what is in the store after the end of its lease", async (t) => {
    const { provenKv } = setupProvenKvExtension(rpc);
    const { entry, ended } = await provenKv.get(NAMESPACE, "k");
    assert.ok(entry);
    assert.equal(ended, undefined);
    const { timeOf } = node;
    t.after(() => (node.timeOf = timeOf));
    node.timeOf = () => entry.leaseDeadlineNs - 1n;
    assert.deepEqual((await provenKv.get(NAMESPACE, "k")).entry, entry);
    node.timeOf = () => entry.leaseDeadlineNs;
    const late = await provenKv.get(NAMESPACE, "k");
    assert.deepEqual([late.entry, late.ended], [undefined, entry]);
  });

  it("proves a namespace's record, and that there is none", async (t) => {
    const { provenKv } = setupProvenKvExtension(rpc);
    const { record } = await provenKv.namespace(NAMESPACE);
    assert.deepEqual(record, await setupKvExtension(rpc).kv.namespace(NAMESPACE));
    assert.deepEqual([record?.entries, record?.owner], [1n, alice.address]);
    assert.equal((await provenKv.namespace(`${alice.address}/none`)).record, undefined);
    await assert.rejects(provenKv.namespace("n"), ClientError);
    const { timeOf } = node;
    t.after(() => (node.timeOf = timeOf));
    node.timeOf = () => (record?.nextLeaseDeadlineNs ?? 0n) + 4n;
    assert.equal((await provenKv.namespace(NAMESPACE)).record?.sweepLagNs, 5n);
  });

  it("answers undefined for a key that is proven to be absent", async () => {
    const { entry, height } = await setupProvenKvExtension(rpc).provenKv.get(NAMESPACE, "other");
    assert.deepEqual([entry, height], [undefined, HEIGHT]);
  });

  it("works over CosmJS's client, which asks for proofs in the same way", async () => {
    const comet = Comet38Client.create(rpc);
    const { value, height } = await cometProofs(comet).queryProof("/store/kv/key", KEY);
    assert.deepEqual([value.length > 0, height], [true, HEIGHT]);
    await assert.rejects(cometProofs(comet).queryProof("/store/nope/key", KEY), QueryFailed);
    const client = createClient(comet, { extensions: [setupProvenKvExtension] });
    assert.equal(typeof client.provenKv.get, "function");
    assert.equal(typeof client.proven, "function");
  });

  it("reads a header's time to the nanosecond from either client", async () => {
    const time = "2026-11-25T08:00:00.123456789Z";
    const header = {
      ...{ version: { block: "11" }, chain_id: "c", height: "3", time, proposer_address: "00" },
      last_block_id: { hash: "", parts: { total: 0, hash: "" } },
      ...{ last_commit_hash: "00", data_hash: "00", validators_hash: "00", evidence_hash: "00" },
      ...{ next_validators_hash: "00", consensus_hash: "00", last_results_hash: "00" },
      app_hash: "AB",
    };
    const block_id = { hash: "00", parts: { total: 1, hash: "00" } };
    const meta = { block_id, block_size: "1", header, num_txs: "0" };
    const both = await startScriptedNode({
      header: () => ({ result: { header } }),
      blockchain: () => ({ result: { last_height: "9", block_metas: [meta] } }),
    });
    const plain = new HttpRpc(both.url);
    const expected = { height: 3, appHash: Uint8Array.of(0xab), timeNs: parseTimeNs(time) };
    assert.deepEqual(await plain.header(3), expected);
    assert.deepEqual(await cometProofs(Comet38Client.create(plain)).header(3), expected);
    await both.close();
  });

  it("refuses a value, a proof and a height that were tampered with", async (t) => {
    t.after(() => (node.tamper = (answer) => answer));
    const flip = (bytes: Uint8Array): Uint8Array =>
      bytes.map((byte, i) => (i === 20 ? byte ^ 1 : byte));
    const lies: readonly ((answer: QueryResponse) => QueryResponse)[] = [
      (answer) => ({ ...answer, value: Uint8Array.of(...answer.value, 0) }),
      (answer) => ({ ...answer, value: new Uint8Array() }),
      (answer) => ({ ...answer, height: 0n }),
      (answer) => ({ ...answer, proofOps: undefined }),
      (answer) => {
        const ops = answer.proofOps?.ops.map((op) => ({ ...op, data: flip(op.data) })) ?? [];
        return { ...answer, proofOps: { ops } };
      },
    ];
    for (const lie of lies) {
      node.tamper = lie;
      await assert.rejects(readProven(rpc, "kv", KEY), ProofInvalid);
    }
    node.tamper = (answer) => ({ ...answer, height: BigInt(HEIGHT - 1) });
    await assert.rejects(
      readProven(rpc, "kv", KEY, { height: HEIGHT }),
      /of height 2, asked was 3/,
    );
  });

  it("refuses the header of another state", async (t) => {
    const right = node.appHashes[HEIGHT + 1] ?? assert.fail();
    t.after(() => (node.appHashes[HEIGHT + 1] = right));
    node.appHashes[HEIGHT + 1] = right.toReversed();
    await assert.rejects(readProven(rpc, "kv", KEY), /the app hash is/);
    node.appHashes[HEIGHT + 1] = new Uint8Array();
    await assert.rejects(readProven(rpc, "kv", KEY), /app hash has not 32 bytes/);
  });

  it("passes on what the node says against it", async () => {
    await assert.rejects(readProven(rpc, "kv", KEY, { height: 99 }), QueryFailed);
    await assert.rejects(readProven(rpc, "nope", KEY), /no such store: \/store\/nope\/key/);
    await assert.rejects(rpc.header(99), /no such header/);
  });

  it("asks for no namespace and key that cannot exist", async () => {
    const { provenKv } = setupProvenKvExtension(rpc);
    for (const [namespace, key] of [
      ["n", "k"],
      ["/n", "k"],
      [`${alice.address}/`, "k"],
      [`${alice.address}/N`, "k"],
      [`${alice.address}/a/b`, "k"],
      [`${alice.address.slice(0, -1)}/n`, "k"],
      [NAMESPACE, ""],
      [NAMESPACE, "k".repeat(1_025)],
    ] as const) {
      await assert.rejects(provenKv.get(namespace, key), ClientError, `${namespace} ${key}`);
    }
  });
});

describe("the wait for the header", () => {
  const node = new Node();
  /** The header is there after so many questions. */
  function lateHeader(questions: number): ProofBase & { asked: number } {
    const { value, proofOps } = node.chain.executor.query({
      ...{ path: "/store/kv/key", data: KEY, height: 0n, prove: true },
    });
    const appHash = node.appHashes[HEIGHT + 1] ?? assert.fail();
    return {
      asked: 0,
      queryProof: () => Promise.resolve({ value, height: HEIGHT, proofOps: proofOps?.ops ?? [] }),
      latestHeight() {
        return Promise.resolve(++this.asked > questions ? HEIGHT + 1 : HEIGHT);
      },
      header: (height) => Promise.resolve({ height, appHash, timeNs: 7n }),
    };
  }

  it("ends with the next block", async () => {
    const base = lateHeader(3);
    assert.equal((await readProven(base, "kv", KEY)).height, HEIGHT);
    assert.equal(base.asked, 4);
  });

  it("is bounded", async () => {
    const read = readProven(lateHeader(Infinity), "kv", KEY, { timeoutMs: 1 });
    await assert.rejects(read, /header 4, which proves the state of height 3, did not come within/);
  });

  it("ends with the caller's signal", async () => {
    const abort = new AbortController();
    const read = readProven(lateHeader(Infinity), "kv", KEY, { signal: abort.signal });
    abort.abort(new Error("enough"));
    await assert.rejects(read, /enough/);
  });

  it("takes no header of another height", async () => {
    const appHash = node.appHashes[HEIGHT + 1] ?? assert.fail();
    const header = { height: HEIGHT, appHash, timeNs: 7n };
    const base = { ...lateHeader(0), header: () => Promise.resolve(header) };
    await assert.rejects(readProven(base, "kv", KEY), /answered header 3, asked was 4/);
  });
});

describe("answers that are not CometBFT's", () => {
  for (const [name, handlers] of [
    ["a value that is no base64", { abci_query: () => ({ result: { response: { value: "!" } } }) }],
    ["no response", { abci_query: () => ({ result: {} }) }],
  ] satisfies readonly (readonly [string, Readonly<Record<string, RpcHandler>>])[]) {
    it(name, async () => {
      const served = await startScriptedNode(handlers);
      const read = readProven(new HttpRpc(served.url), "kv", KEY);
      await assert.rejects(read, NodeUnreachable).finally(() => served.close());
    });
  }
  for (const [name, handlers] of [
    ["no status", { status: () => ({ result: {} }) }],
    ["no header", { header: () => ({ result: { header: null } }) }],
    [
      "a header without a time",
      { header: () => ({ result: { header: { height: "4", app_hash: "00" } } }) },
    ],
    ["a header without an app hash", { header: () => ({ result: { header: { height: "4" } } }) }],
  ] satisfies readonly (readonly [string, Readonly<Record<string, RpcHandler>>])[]) {
    it(name, async () => {
      const served = await startScriptedNode({ ...new Node().handlers, ...handlers });
      const read = readProven(new HttpRpc(served.url), "kv", KEY);
      await assert.rejects(read, NodeUnreachable).finally(() => served.close());
    });
  }
});
