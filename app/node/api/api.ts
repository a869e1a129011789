import { buildApp } from "../../app.ts";
import type { Executor } from "../../core/executor.ts";
import type { QueryRequest, QueryResponse } from "../../core/query.ts";
import type { Log } from "../../log.ts";
import { type HostPort, parseHostPort } from "../address.ts";
import { RPC_ADDRESS_DEFAULT, parseCometAddresses } from "../comet-config.ts";
import type { AppConfig } from "../config.ts";
import { readTextFile } from "../files.ts";
import type { Home } from "../home.ts";
import type { ApiWorkerData } from "./api-messages.ts";
import { ApiThread } from "./api-thread.ts";
import { NODE_PATHS_OVER_ABCI, queryPaths } from "./paths.ts";

type Query = (request: QueryRequest) => QueryResponse | Promise<QueryResponse>;

export interface Api {
  /** Answers ABCI's Query: from the state, or, with a server running, with what the node says for itself. */
  readonly query: Query;
  onCommit(height: number): void;
  close(): Promise<void>;
}

/**
 * Starts the servers that the settings ask for, in a thread of their own.
 *
 * @param options.query answers from the state
 * @param options.onFault hears of what must stop the node
 * @throws UserError if an address is taken
 */
export async function startApi(options: {
  readonly home: Home;
  readonly config: AppConfig;
  readonly executor: Executor;
  readonly query: Query;
  readonly onFault: (error: Error) => void;
  readonly log: Log;
}): Promise<Api> {
  const { config, executor, query, log } = options;
  if (!config.apiEnable && !config.grpcEnable) {
    return { query, onCommit: () => undefined, close: () => Promise.resolve() };
  }
  const height = executor.committed?.height ?? 0;
  const data = { ...(await workerData(options.home, config)), height };
  const [thread, { grpc, rest }] = await ApiThread.start({ ...options, data });
  log.info("serving queries and transactions", {
    ...(grpc && { grpc: describe(grpc) }),
    ...(rest && { rest: `http://${describe(rest)}` }),
  });
  return {
    query: (request) =>
      NODE_PATHS_OVER_ABCI.has(request.path)
        ? thread.answer(request, BigInt(executor.committed?.height ?? 0))
        : query(request),
    onCommit: (committed) => {
      thread.onCommit(committed);
    },
    close: () => thread.close(),
  };
}

async function workerData(home: Home, config: AppConfig): Promise<Omit<ApiWorkerData, "height">> {
  const text = await readTextFile(home.cometToml);
  const rpc = text === undefined ? RPC_ADDRESS_DEFAULT : parseCometAddresses(text).rpc;
  const grpc = config.grpcEnable ? parseHostPort(config.grpcAddress) : undefined;
  const rest = config.apiEnable ? parseHostPort(config.apiAddress) : undefined;
  return {
    cometUrl: cometUrl(rpc),
    queryPaths: queryPaths(buildApp({ nodeMinGasPrice: config.minimumGasPrice })),
    ...(grpc && { grpc }),
    ...(rest && {
      rest: { ...rest, grpcWeb: config.grpcWebEnable, swagger: config.apiSwagger },
    }),
  };
}

/** @param laddr where CometBFT listens; what stands for every address of the machine is reached at its own */
function cometUrl(laddr: string): string {
  const { host, port } = parseHostPort(laddr) ?? { host: "127.0.0.1", port: 26_657 };
  const own = new Map([
    ["0.0.0.0", "127.0.0.1"],
    ["::", "::1"],
  ]).get(host);
  return `http://${describe({ host: own ?? host, port })}`;
}

function describe({ host, port }: HostPort): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
