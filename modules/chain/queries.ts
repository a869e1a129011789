import { QueryDefinition as ConsensusQueryDefinition } from "../../proto/gen/cosmos/consensus/v1/query.ts";
import { ServiceDefinition as NodeServiceDefinition } from "../../proto/gen/cosmos/base/node/v1beta1/query.ts";
import { QueryDefinition } from "../../proto/gen/lazuli/chain/v1/query.ts";
import { parseDecimal } from "../../app/core/integers.ts";
import { type QueryRoute, queryRoutes } from "../../app/core/module.ts";
import type { ChainKeeper } from "./keeper.ts";
import type { ChainOptions } from "./module.ts";

/** Of the SDK's node service only `Config` is answered from state; `Status` needs the consensus engine. */
const NodeConfigDefinition = {
  fullName: NodeServiceDefinition.fullName,
  methods: { config: NodeServiceDefinition.methods.config },
} as const;

export function chainQueries(
  keeper: ChainKeeper,
  { nodeMinGasPrice, nodePruning }: ChainOptions,
): readonly QueryRoute[] {
  const nodePrice = parseDecimal(nodeMinGasPrice, "the node's minimum gas price");
  return [
    ...queryRoutes(QueryDefinition, { params: (ctx) => ({ params: keeper.params(ctx) }) }),
    ...queryRoutes(ConsensusQueryDefinition, {
      params: (ctx) => ({ params: keeper.consensusParams(ctx) }),
    }),
    ...queryRoutes(NodeConfigDefinition, {
      config(ctx) {
        const { feeDenom, minGasPrice } = keeper.params(ctx);
        const lower = nodePrice < parseDecimal(minGasPrice, "min_gas_price");
        return {
          minimumGasPrice: `${lower ? minGasPrice : nodeMinGasPrice}${feeDenom}`,
          pruningKeepRecent: nodePruning === undefined ? "" : String(nodePruning.keepRecent ?? 0),
          pruningInterval: nodePruning === undefined ? "" : String(nodePruning.interval),
          haltHeight: 0n,
        };
      },
    }),
  ];
}
