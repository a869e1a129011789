import { type ServiceDefinition } from "../../../../proto/gen/cosmos/base/node/v1beta1/query.ts";
import type { ServiceHandlers } from "../calls.ts";
import type { CometRpc } from "../comet-rpc.ts";

/** The SDK's service of a node, without what the chain module answers from state. */
export function nodeService(comet: CometRpc): ServiceHandlers<typeof ServiceDefinition> {
  return {
    status: async (_request, { signal }) => {
      const { sync, header } = await newest(comet, signal);
      return {
        // As in the SDK, which does not say it either.
        earliestStoreHeight: 0n,
        height: sync.at("latest_block_height").integer,
        timestamp: sync.at("latest_block_time").time,
        appHash: sync.at("latest_app_hash").hex,
        validatorHash: header.at("next_validators_hash").hex,
      };
    },
  };
}

async function newest(comet: CometRpc, signal: AbortSignal) {
  const status = await comet.call("status", {}, signal);
  const sync = status.at("sync_info");
  const height = sync.at("latest_block_height").text;
  const json = await comet.call("header", { height }, signal);
  return { sync, header: json.at("header") };
}
