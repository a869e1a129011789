import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TestContext } from "node:test";
import { Comet38Client } from "@cosmjs/tendermint-rpc";
import {
  type BlockResults,
  cometResults,
  type ResultsBase,
  ResultsNotKept,
} from "../../../app/client/block-results.ts";
import { createClient } from "../../../app/client/client.ts";
import { NodeUnreachable, RpcFailed } from "../../../app/client/errors.ts";
import { RPC_ANSWER_BYTES_MAX } from "../../../app/client/limits.ts";
import { HttpRpc } from "../../../app/client/rpc.ts";
import { type RpcAnswer, type RpcHandler, startScriptedNode } from "./scripted-node.ts";

const EVENT = { type: "kv", attributes: [{ key: "namespace", value: "a/n", index: true }] };
const RESULTS = {
  height: "7",
  txs_results: [
    { code: 0, events: [{ type: "tx", attributes: [{ key: "fee", value: null }] }] },
    { code: 5, events: null },
    { code: 0, events: [EVENT] },
  ],
  finalize_block_events: [{ type: "sweep", attributes: null }],
  validator_updates: null,
  consensus_param_updates: null,
  app_hash: "",
};
const PARSED: BlockResults = {
  height: 7,
  events: [
    { type: "sweep", attributes: [] },
    { type: "tx", attributes: [{ key: "fee", value: "" }] },
    { type: "kv", attributes: [{ key: "namespace", value: "a/n" }] },
  ],
};
const REFUSED: RpcAnswer = {
  error: { code: -32603, message: "Internal error", data: "no results" },
};

/** What CosmJS wants of a status. */
const STATUS = {
  node_info: {
    ...{ protocol_version: { p2p: "8", block: "11", app: "1" }, id: "00", channels: "40" },
    ...{ listen_addr: "tcp://127.0.0.1:26656", network: "n", version: "0.38.26", moniker: "m" },
    other: {},
  },
  sync_info: {
    ...{ latest_block_hash: "00", latest_app_hash: "00", latest_block_height: "9" },
    ...{ latest_block_time: "2026-01-01T00:00:00Z", catching_up: false },
  },
  validator_info: {
    ...{ address: "00", pub_key: { type: "tendermint/PubKeyEd25519", value: "AA==" } },
    voting_power: "0",
  },
};

async function node(t: TestContext, handlers: Readonly<Record<string, RpcHandler>>) {
  const served = await startScriptedNode({ status: () => ({ result: STATUS }), ...handlers });
  t.after(() => served.close());
  return served;
}

/** The least that an extension does. */
function setupAsk(base: ResultsBase) {
  return { ask: () => base.blockResults(7) };
}

describe("block results", () => {
  it("are the events of the block and then of its transactions", async (t) => {
    let asked: unknown;
    const { url } = await node(t, {
      block_results: (params) => {
        asked = params;
        return { result: RESULTS };
      },
    });
    assert.deepEqual(await new HttpRpc(url).blockResults(7), PARSED);
    assert.deepEqual(asked, { height: "7" });
  });

  it("may be without any event", async (t) => {
    const { url } = await node(t, {
      block_results: () => ({ result: { height: "7", txs_results: null } }),
    });
    assert.deepEqual(await new HttpRpc(url).blockResults(7), { height: 7, events: [] });
  });

  it("come through CosmJS's client as well", async (t) => {
    const { url } = await node(t, { block_results: () => ({ result: RESULTS }) });
    const comet = Comet38Client.create(new HttpRpc(url));
    assert.deepEqual(await cometResults(comet).blockResults(7), PARSED);
    const client = createClient(comet, {
      extensions: [setupAsk],
    });
    assert.deepEqual(await client.ask(), PARSED);
  });

  for (const [name, result] of [
    ["a text", "x"],
    ["no height", { ...RESULTS, height: undefined }],
    ["events that are no list", { ...RESULTS, finalize_block_events: {} }],
    ["transactions that are no list", { ...RESULTS, txs_results: 3 }],
    ["a transaction that is none", { ...RESULTS, txs_results: [null] }],
    ["an event that is none", { ...RESULTS, finalize_block_events: [1] }],
    ["an event without a type", { ...RESULTS, finalize_block_events: [{ attributes: [] }] }],
    [
      "attributes that are none",
      { ...RESULTS, finalize_block_events: [{ type: "a", attributes: [1] }] },
    ],
    [
      "a key that is no text",
      { ...RESULTS, finalize_block_events: [{ type: "a", attributes: [{ key: 1 }] }] },
    ],
    [
      "a value that is no text",
      { ...RESULTS, finalize_block_events: [{ type: "a", attributes: [{ key: "k", value: 1 }] }] },
    ],
  ] as const) {
    it(`are refused with ${name}`, async (t) => {
      const { url } = await node(t, { block_results: () => ({ result }) });
      await assert.rejects(new HttpRpc(url).blockResults(7), NodeUnreachable);
    });
  }

  it("tell a node that is behind from one that does not keep them", async (t) => {
    const { url } = await node(t, { block_results: () => REFUSED });
    for (const base of [new HttpRpc(url), cometResults(Comet38Client.create(new HttpRpc(url)))]) {
      await assert.rejects(base.blockResults(10), RpcFailed);
      await assert.rejects(base.blockResults(9), (error: unknown) => {
        assert.ok(error instanceof ResultsNotKept);
        assert.equal(error.height, 9);
        assert.match(error.message, /does not keep the results of block 9 \(.*no results\)/);
        return true;
      });
    }
  });

  it("are asked for again where the node caught up meanwhile", async (t) => {
    let asked = 0;
    const { url } = await node(t, {
      block_results: () => (asked++ === 0 ? REFUSED : { result: RESULTS }),
    });
    assert.deepEqual(await new HttpRpc(url).blockResults(7), PARSED);
  });

  it("are not read beyond a bound", async (t) => {
    const { createServer } = await import("node:http");
    let sent = 0;
    const chunk = Buffer.alloc(1_048_576, "[");
    const server = createServer((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(chunk)) sent += chunk.length;
        sent += chunk.length;
        response.once("drain", more);
      };
      more();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as { port: number };
    const rpc = new HttpRpc(`http://127.0.0.1:${port}`);
    await assert.rejects(rpc.blockResults(1), (error: unknown) => {
      assert.ok(error instanceof NodeUnreachable);
      assert.match(error.message, /its answer has more than 134217728 bytes/);
      return true;
    });
    assert.ok(sent < 2 * RPC_ANSWER_BYTES_MAX);
  });
});
