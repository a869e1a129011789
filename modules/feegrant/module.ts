import { QueryDefinition } from "../../proto/gen/cosmos/feegrant/v1beta1/query.ts";
import { MsgDefinition } from "../../proto/gen/cosmos/feegrant/v1beta1/tx.ts";
import { messageRoutes, type Module, queryRoutes } from "../../app/core/module.ts";
import type { ReceiverNeeds } from "../../app/core/receiver.ts";
import { defaultGenesis, exportGenesis, initGenesis } from "./genesis.ts";
import { FeegrantKeeper } from "./keeper.ts";
import { BLOCK_PRUNE_MAX } from "./limits.ts";
import { feegrantMessages } from "./messages.ts";
import { feegrantQueries } from "./queries.ts";

export interface FeegrantModule extends Module {
  readonly keeper: FeegrantKeeper;
}

/** Allowances to pay fees with somebody else's coins. */
export function feegrantModule(needs: ReceiverNeeds): FeegrantModule {
  const keeper = new FeegrantKeeper(needs);
  return {
    name: "feegrant",
    schema: keeper.schema,
    keeper,
    messages: messageRoutes(MsgDefinition, feegrantMessages(keeper)),
    queries: queryRoutes(QueryDefinition, feegrantQueries(keeper)),
    defaultGenesis,
    initGenesis: (ctx, state) => {
      initGenesis(ctx, keeper, needs.accounts, state);
    },
    exportGenesis: (ctx) => exportGenesis(ctx, keeper),
    endBlock: (ctx) => {
      keeper.prune(ctx, BLOCK_PRUNE_MAX);
    },
  };
}
