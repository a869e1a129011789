import type { QueryRequest, QueryResponse } from "../../core/query.ts";
import {
  encodeMessage,
  type RequestOf,
  type ResponseOf,
  type ServiceDefinition,
} from "../../core/protobuf.ts";
import { invalid, statusOf } from "./rpc-status.ts";

/** One unary call, whatever protocol it came by. */
export interface Call {
  readonly path: string;
  /** The request as protobuf. */
  readonly data: Uint8Array;
  /** The height to read, 0 for the newest. */
  readonly height: bigint;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

export interface Answer {
  /** The response as protobuf. */
  readonly value: Uint8Array;
  /** The height that was read; absent if no state was. */
  readonly height?: bigint;
}

/** @throws RpcError */
export type Handler = (call: Call) => Promise<Answer>;

/** Answers from the state, as ABCI's Query does. */
export type Ask = (request: QueryRequest) => Promise<QueryResponse>;

/** Metadata of a call, and header of its answer. @source cosmos-sdk types/grpc GRPCBlockHeightHeader */
export const HEIGHT_HEADER = "x-cosmos-block-height";

/** @param text the header; null or empty for the newest height. @throws RpcError */
export function parseHeight(text: string | null | undefined): bigint {
  if (text === null || text === undefined || text === "") return 0n;
  if (/^\d{1,18}$/.test(text)) return BigInt(text);
  throw invalid(`${HEIGHT_HEADER}: expected a height, got ${JSON.stringify(text.slice(0, 100))}`);
}

/** Lets the state machine answer a path. */
export function queryHandler(ask: Ask): Handler {
  return async ({ path, data, height }) => {
    const response = await ask({ path, data, height, prove: false });
    if (response.code !== 0) throw statusOf(response);
    return { value: response.value, height: response.height };
  };
}

/** Functions for methods of a service; what is left out is not served. */
export type ServiceHandlers<S extends ServiceDefinition> = {
  readonly [M in keyof S["methods"]]?: (
    request: RequestOf<S["methods"][M]>,
    call: Call,
  ) => Promise<ResponseOf<S["methods"][M]>> | ResponseOf<S["methods"][M]>;
};

/**
 * One handler of bytes for each function.
 *
 * @param newest the newest height: of what these services answer there is no other
 */
export function serviceHandlers<S extends ServiceDefinition>(
  service: S,
  handlers: ServiceHandlers<S>,
  newest: () => bigint,
): readonly (readonly [path: string, handler: Handler])[] {
  return Object.entries(service.methods).flatMap(([key, method]) => {
    const handle = handlers[key] as
      ((request: unknown, call: Call) => Promise<unknown>) | undefined;
    if (handle === undefined) return [];
    const handler: Handler = async (call) => {
      const response = await handle(decode(method.requestType, call.data), call);
      return { value: encodeMessage(method.responseType, response), height: newest() };
    };
    return [[`/${service.fullName}/${method.name}`, handler] as const];
  });
}

function decode(codec: { decode(bytes: Uint8Array): unknown }, data: Uint8Array): unknown {
  try {
    return codec.decode(data);
  } catch {
    throw invalid("the request cannot be decoded");
  }
}
