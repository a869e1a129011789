// Run as a thread by api-thread.ts: answers gRPC, gRPC-web and REST, so that their work delays no block.

import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { ServiceDefinition as CometServiceDefinition } from "../../../proto/gen/cosmos/base/tendermint/v1beta1/query.ts";
import { ServiceDefinition as NodeServiceDefinition } from "../../../proto/gen/cosmos/base/node/v1beta1/query.ts";
import { ServiceDefinition as TxServiceDefinition } from "../../../proto/gen/cosmos/tx/v1beta1/service.ts";
import type { QueryRequest, QueryResponse } from "../../core/query.ts";
import type { ApiWorkerData, CallOutcome, FromApiWorker, ToApiWorker } from "./api-messages.ts";
import type { HostPort } from "../address.ts";
import { CallGate } from "./call-gate.ts";
import { type Ask, type Handler, queryHandler, serviceHandlers } from "./calls.ts";
import { createCometRpc } from "./comet-rpc.ts";
import { createGrpcServer } from "./grpc-server.ts";
import { createRestServer } from "./rest-server.ts";
import { RpcError, toRpcError } from "./rpc-status.ts";
import { cometService } from "./services/comet.ts";
import { nodeService } from "./services/node.ts";
import { txService } from "./services/tx.ts";

type Send = (message: FromApiWorker, transfer?: readonly ArrayBuffer[]) => void;
type OnBug = (error: unknown, where: string) => void;

/** What asks the state machine, which the thread that runs it answers. */
class Questions {
  readonly #send: Send;
  readonly #waiting = new Map<number, (response: QueryResponse | undefined) => void>();
  #lastId = 0;

  constructor(send: Send) {
    this.#send = send;
  }

  readonly ask = async (request: QueryRequest): Promise<QueryResponse> => {
    const id = ++this.#lastId;
    // A copy: the bytes may be a view of a much longer request.
    this.#send({ kind: "query", id, request: { ...request, data: new Uint8Array(request.data) } });
    const response = await new Promise<QueryResponse | undefined>((resolve) => {
      this.#waiting.set(id, resolve);
    });
    if (response === undefined) throw new RpcError("Unavailable", "the node is stopping");
    return response;
  };

  answer(id: number, response: QueryResponse | undefined): void {
    this.#waiting.get(id)?.(response);
    this.#waiting.delete(id);
  }
}

/** The state machine, seen from here. */
export interface StateReader {
  readonly ask: Ask;
  /** The newest height. */
  readonly newest: () => bigint;
}

/** What answers each path: the node's own services where the state machine has nothing to say. */
export function createHandlers(
  { cometUrl, queryPaths }: Pick<ApiWorkerData, "cometUrl" | "queryPaths">,
  { ask, newest }: StateReader,
): ReadonlyMap<string, Handler> {
  const comet = createCometRpc(cometUrl);
  const query = queryHandler(ask);
  return new Map([
    ...serviceHandlers(TxServiceDefinition, txService(comet), newest),
    ...serviceHandlers(NodeServiceDefinition, nodeService(comet), newest),
    ...serviceHandlers(CometServiceDefinition, cometService({ comet, ask }), newest),
    ...queryPaths.map((path) => [path, query] as const),
  ]);
}

async function main(port: MessagePort, data: ApiWorkerData): Promise<void> {
  const send: Send = (message, transfer = []) => {
    port.postMessage(message, [...transfer]);
  };
  const onBug: OnBug = (error, where) => {
    send({ kind: "report", where: where.slice(0, 200), error: describe(error) });
  };
  const questions = new Questions(send);
  let height = data.height;
  const newest = (): bigint => BigInt(height);
  const handlers = createHandlers(data, { ask: questions.ask, newest });
  const servers = createServers(data, handlers, onBug);
  port.on("message", (message: ToApiWorker) => {
    switch (message.kind) {
      case "answer":
        questions.answer(message.id, message.response);
        break;
      case "committed":
        height = message.height;
        break;
      case "call":
        void answerCall(handlers, message, onBug).then((outcome) => {
          send({ kind: "called", id: message.id, outcome });
        });
        break;
    }
  });
  try {
    const listening = await Promise.all(servers.map(listen));
    send({ kind: "listening", ...Object.fromEntries(listening) });
  } catch (error) {
    send({ kind: "refused", reason: error instanceof Error ? error.message : String(error) });
  }
}

interface NamedServer {
  readonly name: "grpc" | "rest";
  readonly server: Server;
  readonly address: HostPort;
}

function createServers(
  { grpc, rest }: ApiWorkerData,
  handlers: ReadonlyMap<string, Handler>,
  onBug: OnBug,
): readonly NamedServer[] {
  const gate = new CallGate();
  const servers: NamedServer[] = [];
  if (grpc !== undefined) {
    const server = createGrpcServer({ handlers, gate, onBug });
    servers.push({ name: "grpc", server, address: grpc });
  }
  if (rest !== undefined) {
    const server = createRestServer({ ...rest, handlers, gate, onBug });
    servers.push({ name: "rest", server, address: rest });
  }
  return servers;
}

const SETTINGS = { grpc: "grpc.address", rest: "api.address" } as const;

/** @throws Error that names the setting of the address that cannot be had */
async function listen({ name, server, address }: NamedServer): Promise<[string, HostPort]> {
  const { host, port } = address;
  server.listen({ host, port });
  try {
    await once(server, "listening");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const why = REASONS.get(code) ?? (error instanceof Error ? error.message : String(error));
    const switchOff = `${name === "grpc" ? "grpc" : "api"}.enable = false`;
    throw new Error(
      `${SETTINGS[name]} ${host}:${port}: ${why}; choose another address in app.toml or by ` +
        `--${SETTINGS[name]}, or do without it by ${switchOff}`,
    );
  }
  return [name, { host, port: (server.address() as AddressInfo).port }];
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["EADDRINUSE", "the port is taken by another program"],
  ["EACCES", "this user may not listen on the port"],
  ["EADDRNOTAVAIL", "the address is not one of this machine's"],
]);

async function answerCall(
  handlers: ReadonlyMap<string, Handler>,
  { path, data, height }: { path: string; data: Uint8Array; height: bigint },
  onBug: OnBug,
): Promise<CallOutcome> {
  try {
    const handler = handlers.get(path);
    if (handler === undefined) throw new RpcError("Unimplemented", `unknown method ${path}`);
    const { signal } = new AbortController();
    const { value } = await handler({ path, data, height, signal });
    return { value };
  } catch (error) {
    if (!(error instanceof RpcError)) onBug(error, path);
    const { status, message } = toRpcError(error);
    return { status, message };
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

if (parentPort) await main(parentPort, workerData as ApiWorkerData);
