import type { BlockEvent } from "../../../app/client/block-results.ts";
import type { Event } from "../../../app/core/events.ts";
import { blockTime } from "../../helpers/executor.ts";
import type { KvHistory } from "../../helpers/kv-history.ts";
import type { RpcHandler } from "./scripted-node.ts";

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** The RPC of a node whose chain is a history, for {@link startScriptedNode}; as little of CometBFT as a reader sees. */
export function historyHandlers(chain: KvHistory): Record<string, RpcHandler> {
  return {
    status: () => ({
      result: {
        node_info: { network: "test-1", version: "0.38.26" },
        sync_info: { latest_block_height: String(chain.height + 1) },
      },
    }),
    abci_query: ({ path, data, height, prove }) => {
      const answer = chain.chain.executor.query({
        path: String(path),
        data: Buffer.from(String(data), "hex"),
        height: BigInt(typeof height === "string" ? height : 0),
        prove: prove === true,
      });
      const ops = answer.proofOps?.ops.map(({ type, key, data: op }) => ({
        ...{ type, key: base64(key), data: base64(op) },
      }));
      const { code, log, value } = answer;
      const response = { code, log, height: String(answer.height), value: base64(value) };
      return { result: { response: { ...response, ...(ops && { proofOps: { ops } }) } } };
    },
    header: ({ height }) => {
      const app_hash = Buffer.from(chain.appHash(Number(height) - 1))
        .toString("hex")
        .toUpperCase();
      const timeMs = Number(blockTime(BigInt(String(height))) / 1_000_000n);
      const time = new Date(timeMs).toISOString();
      return { result: { header: { height: String(height), app_hash, time } } };
    },
    block_results: ({ height }) => resultsOf(chain, Number(height)),
  };
}

function resultsOf(chain: KvHistory, height: number): ReturnType<RpcHandler> {
  const result = chain.blocks.get(height);
  if (!result || height < chain.pruneHeight) {
    const data = `could not find results for height #${height}`;
    return { error: { code: -32603, message: "Internal error", data } };
  }
  const txs = result.txs.map(({ code, events }) => ({ code, events: events.map(toJson) }));
  return {
    result: {
      height: String(height),
      // Go's empty list.
      txs_results: txs.length === 0 ? null : txs,
      finalize_block_events: result.events.map(toJson),
      validator_updates: null,
      app_hash: "",
    },
  };
}

function toJson({ type, attributes }: Event): BlockEvent {
  return { type, attributes: attributes.map(([key, value]) => ({ key, value })) };
}
