import { QueryDefinition } from "../../proto/gen/cosmos/upgrade/v1beta1/query.ts";
import { type Module, queryRoutes } from "../../app/core/module.ts";
import { upgradeQueries } from "./queries.ts";

/**
 * Answers the queries of the SDK's upgrade module. No upgrade can be planned: there is neither state nor a message.
 *
 * @param others names of the chain's other modules
 */
export function upgradeModule(others: readonly string[]): Module {
  const name = "upgrade";
  return { name, queries: queryRoutes(QueryDefinition, upgradeQueries([...others, name])) };
}
