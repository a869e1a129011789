import type { Module } from "../../app/core/module.ts";
import { genesisFromParams, paramsFromGenesis } from "./genesis.ts";
import { ChainKeeper } from "./keeper.ts";
import { DEFAULT_PARAMS } from "./params.ts";
import { chainQueries } from "./queries.ts";

/** How this node is set up, as far as its queries tell. */
export interface ChainOptions {
  /** Decimal text in the fee denom; what this node asks for beyond the chain's minimum. */
  readonly nodeMinGasPrice: string;
  /** Which heights this node keeps, all if `keepRecent` is undefined; not told unless given. */
  readonly nodePruning?: { readonly keepRecent: number | undefined; readonly interval: number };
}

/** The chain's own parameters. Comes first: the other modules read addresses with its prefix. */
export function chainModule(options: ChainOptions): Module & { readonly keeper: ChainKeeper } {
  const keeper = new ChainKeeper();
  return {
    name: "chain",
    keeper,
    schema: keeper.schema,
    queries: chainQueries(keeper, options),
    defaultGenesis: () => genesisFromParams(DEFAULT_PARAMS),
    initGenesis: (ctx, state) => {
      keeper.setParams(ctx, paramsFromGenesis(state));
    },
    exportGenesis: (ctx) => genesisFromParams(keeper.params(ctx)),
  };
}
