import { QueryDefinition } from "../../proto/gen/cosmos/authz/v1beta1/query.ts";
import { MsgDefinition } from "../../proto/gen/cosmos/authz/v1beta1/tx.ts";
import { messageRoutes, type Module, queryRoutes } from "../../app/core/module.ts";
import { defaultGenesis, exportGenesis, initGenesis } from "./genesis.ts";
import { AuthzKeeper, type AuthzNeeds } from "./keeper.ts";
import { BLOCK_PRUNE_MAX } from "./limits.ts";
import { authzMessages } from "./messages.ts";
import { authzQueries } from "./queries.ts";

/** Leave to send messages in somebody else's name. */
export function authzModule(needs: AuthzNeeds): Module {
  const keeper = new AuthzKeeper(needs);
  return {
    name: "authz",
    schema: keeper.schema,
    messages: messageRoutes(MsgDefinition, authzMessages(keeper, needs.dispatcher)),
    queries: queryRoutes(QueryDefinition, authzQueries(keeper)),
    defaultGenesis,
    initGenesis: (ctx, state) => {
      initGenesis(ctx, keeper, state);
    },
    exportGenesis: (ctx) => exportGenesis(ctx, keeper),
    beginBlock: (ctx) => {
      keeper.prune(ctx, BLOCK_PRUNE_MAX);
    },
  };
}
