import type { Module } from "../../app/core/module.ts";
import { genesisFromParams, paramsFromGenesis } from "./genesis.ts";
import { ChainKeeper } from "./keeper.ts";
import { DEFAULT_PARAMS } from "./params.ts";
import { chainQueries } from "./queries.ts";

/**
 * The chain's own parameters. Comes first: the other modules read addresses with its prefix.
 *
 * @param options.nodeMinGasPrice decimal text in the fee denom; what this node asks for beyond the chain's minimum
 */
export function chainModule(options: {
  readonly nodeMinGasPrice: string;
}): Module & { readonly keeper: ChainKeeper } {
  const keeper = new ChainKeeper();
  return {
    name: "chain",
    keeper,
    schema: keeper.schema,
    queries: chainQueries(keeper, options.nodeMinGasPrice),
    defaultGenesis: () => genesisFromParams(DEFAULT_PARAMS),
    initGenesis: (ctx, state) => {
      keeper.setParams(ctx, paramsFromGenesis(state));
    },
    exportGenesis: (ctx) => genesisFromParams(keeper.params(ctx)),
  };
}
