import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Server } from "node:net";
import type { TestContext } from "node:test";
import { CallGate } from "../../app/node/api/call-gate.ts";
import type { Handler } from "../../app/node/api/calls.ts";
import { createHandlers, type StateReader } from "../../app/node/api/api-worker.ts";
import { createGrpcServer } from "../../app/node/api/grpc-server.ts";
import { queryPaths } from "../../app/node/api/paths.ts";
import { createRestServer } from "../../app/node/api/rest-server.ts";
import { TestChain } from "./executor.ts";

/** What CometBFT's RPC answers to a method. */
export type CometAnswers = Readonly<
  Record<string, (params: Readonly<Record<string, unknown>>) => unknown>
>;

/** A server that answers JSON-RPC as it is told; an error that is thrown becomes one of JSON-RPC. Ends with the test. */
export async function scriptedComet(t: TestContext, answers: CometAnswers): Promise<string> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const { method, params } = JSON.parse(body) as {
        readonly method: string;
        readonly params: Readonly<Record<string, unknown>>;
      };
      response.end(JSON.stringify(answerOf(answers, method, params)));
    });
  });
  return `http://127.0.0.1:${await listen(t, server)}`;
}

function answerOf(
  answers: CometAnswers,
  method: string,
  params: Readonly<Record<string, unknown>>,
): unknown {
  try {
    const answer = answers[method];
    if (answer === undefined) throw new Error(`no answer to ${method}`);
    return { jsonrpc: "2.0", id: 1, result: answer(params) };
  } catch (error) {
    const data = error instanceof Error ? error.message : String(error);
    return { jsonrpc: "2.0", id: 1, error: { code: -32603, message: "Internal error", data } };
  }
}

export interface ApiServers {
  readonly rest: string;
  readonly grpc: string;
  readonly restPort: number;
  readonly grpcPort: number;
  /** What was reported as a bug. */
  readonly bugs: unknown[];
}

export interface ApiServersOptions {
  readonly chain?: TestChain;
  readonly comet?: CometAnswers;
  readonly gate?: CallGate;
  /** In the place of the chain's. */
  readonly handlers?: ReadonlyMap<string, Handler>;
  readonly swagger?: boolean;
  readonly grpcWeb?: boolean;
  readonly headersTimeoutMs?: number;
  readonly idleTimeoutMs?: number;
}

/** Both servers in this thread, on a chain in memory. They end with the test. */
export async function startApiServers(
  t: TestContext,
  options: ApiServersOptions = {},
): Promise<ApiServers> {
  const { gate = new CallGate(), swagger = true, grpcWeb = true } = options;
  const bugs: unknown[] = [];
  const onBug = (error: unknown): void => void bugs.push(error);
  const handlers = options.handlers ?? (await chainHandlers(t, options));
  const { headersTimeoutMs, idleTimeoutMs } = options;
  const idle = idleTimeoutMs === undefined ? {} : { idleTimeoutMs };
  const headers = headersTimeoutMs === undefined ? {} : { headersTimeoutMs };
  const rest = createRestServer({ handlers, gate, grpcWeb, swagger, onBug, ...idle, ...headers });
  const grpc = createGrpcServer({ handlers, gate, onBug, ...idle });
  const restPort = await listen(t, rest);
  const grpcPort = await listen(t, grpc);
  return {
    ...{ restPort, grpcPort, bugs },
    rest: `http://127.0.0.1:${restPort}`,
    grpc: `127.0.0.1:${grpcPort}`,
  };
}

async function chainHandlers(
  t: TestContext,
  options: ApiServersOptions,
): Promise<ReadonlyMap<string, Handler>> {
  const chain = options.chain ?? TestChain.start();
  const cometUrl = await scriptedComet(t, options.comet ?? {});
  return createHandlers({ cometUrl, queryPaths: queryPaths(chain.app) }, stateOf(chain));
}

/** The chain as handlers see it. */
export function stateOf({ executor }: TestChain): StateReader {
  return {
    ask: (request) => Promise.resolve(executor.query(request)),
    newest: () => BigInt(executor.committed?.height ?? 0),
  };
}

/** @returns the port */
async function listen(t: TestContext, server: Server): Promise<number> {
  const sockets = new Set<{ destroy(): unknown }>();
  server.on("connection", (socket) => {
    sockets.add(socket);
  });
  server.listen({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
}

/** Asks for a path; with a body it is a POST. */
export async function askRest(
  base: string,
  path: string,
  options: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<RestAnswer> {
  const { body, headers = {} } = options;
  const response = await fetch(`${base}${path}`, {
    headers,
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, json: await response.json() };
}
