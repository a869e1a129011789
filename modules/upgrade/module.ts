import { QueryDefinition } from "../../proto/gen/cosmos/upgrade/v1beta1/query.ts";
import { type Module, queryRoutes } from "../../app/core/module.ts";
import { upgradeQueries } from "./queries.ts";

/**
 * Answers the queries of the SDK's upgrade module. No upgrade can be planned: there is neither state nor a message.
 *
 * @param names of the modules that the chain has
 */
export function upgradeModule(names: readonly string[]): Module {
  return { name: "upgrade", queries: queryRoutes(QueryDefinition, upgradeQueries(names)) };
}
