import { QueryDefinition } from "../../proto/gen/cosmos/staking/v1beta1/query.ts";
import { type Module, queryRoutes } from "../../app/core/module.ts";
import { defaultGenesis, exportGenesis, initGenesis } from "./genesis.ts";
import { StakingKeeper } from "./keeper.ts";
import { stakingQueries } from "./queries.ts";

/**
 * Who validates, as the SDK's staking module shows it. Nobody can stake: the validators are those of genesis.
 *
 * @param options.bondDenom of a new chain's parameters
 */
export function stakingModule(options: { readonly bondDenom: string }): Module {
  const keeper = new StakingKeeper();
  return {
    name: "staking",
    schema: keeper.schema,
    queries: queryRoutes(QueryDefinition, stakingQueries(keeper)),
    defaultGenesis: () => defaultGenesis(options.bondDenom),
    initGenesis: (ctx, state, validators) => {
      initGenesis(ctx, keeper, state, validators);
    },
    exportGenesis: (ctx) => exportGenesis(ctx, keeper),
  };
}
