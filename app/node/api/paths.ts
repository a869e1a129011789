import { ServiceDefinition as CometServiceDefinition } from "../../../proto/gen/cosmos/base/tendermint/v1beta1/query.ts";
import { ServiceDefinition as NodeServiceDefinition } from "../../../proto/gen/cosmos/base/node/v1beta1/query.ts";
import { ServiceDefinition as TxServiceDefinition } from "../../../proto/gen/cosmos/tx/v1beta1/service.ts";
import type { App } from "../../core/app.ts";

export const SIMULATE_PATH = `/${TxServiceDefinition.fullName}/Simulate`;

/** What the state machine answers: the queries of its modules, and simulations. */
export function queryPaths(app: App): readonly string[] {
  const paths = app.modules.flatMap(({ queries = [] }) => queries.map(({ path }) => path));
  return [...paths, SIMULATE_PATH];
}

/** What a node answers for itself, with the help of CometBFT. */
const NODE_METHODS = {
  [TxServiceDefinition.fullName]: [
    ...["GetTx", "BroadcastTx", "GetTxsEvent", "GetBlockWithTxs", "TxDecode", "TxEncode"],
  ],
  [NodeServiceDefinition.fullName]: ["Status"],
  [CometServiceDefinition.fullName]: Object.values(CometServiceDefinition.methods).map(
    ({ name }) => name,
  ),
};

export const NODE_PATHS: readonly string[] = Object.entries(NODE_METHODS).flatMap(
  ([service, names]) => names.map((name) => `/${service}/${name}`),
);

/** As {@link NODE_PATHS}, but without what would send to the chain or ask for a query within a query. */
export const NODE_PATHS_OVER_ABCI: ReadonlySet<string> = new Set(
  NODE_PATHS.filter((path) => !/\/(?:BroadcastTx|ABCIQuery)$/.test(path)),
);

/** All that gRPC and REST answer. */
export function servedPaths(queries: readonly string[]): readonly string[] {
  return [...new Set([...queries, ...NODE_PATHS])];
}
