import { constants, createServer } from "node:http2";
import type { Http2Server, Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { CallGate } from "./call-gate.ts";
import {
  API_HEADERS_MAX,
  API_HEADER_BYTES_MAX,
  API_IDLE_TIMEOUT_MS,
  GRPC_CONNECTIONS_MAX,
  GRPC_SESSION_MEMORY_MB_MAX,
  GRPC_STREAMS_MAX,
} from "./limits.ts";
import { escapeGrpcMessage } from "./grpc-message.ts";
import { rpcListener } from "./rpc-listener.ts";
import { createRpcRouter, type RpcRouterOptions } from "./rpc-router.ts";
import { RpcError } from "./rpc-status.ts";

export interface GrpcServerOptions extends Omit<RpcRouterOptions, "protocol"> {
  readonly gate: CallGate;
  /** {@link API_IDLE_TIMEOUT_MS} unless given. */
  readonly idleTimeoutMs?: number;
}

/** The gRPC server: HTTP/2 without encryption, as the SDK's. It does not listen yet. */
export function createGrpcServer(options: GrpcServerOptions): Http2Server {
  const { gate, onBug, idleTimeoutMs = API_IDLE_TIMEOUT_MS } = options;
  const listener = rpcListener(createRpcRouter({ ...options, protocol: "grpc" }), (error) => {
    onBug(error, "gRPC");
  });
  const server = createServer({
    maxSessionMemory: GRPC_SESSION_MEMORY_MB_MAX,
    maxHeaderListPairs: API_HEADERS_MAX,
    settings: { maxConcurrentStreams: GRPC_STREAMS_MAX, maxHeaderListSize: API_HEADER_BYTES_MAX },
  });
  server.maxConnections = GRPC_CONNECTIONS_MAX;
  server.setTimeout(idleTimeoutMs);
  server.on("session", (session) => {
    session.setTimeout(idleTimeoutMs, () => {
      session.destroy();
    });
    // A client that breaks the protocol ends its own connection.
    session.on("error", () => undefined);
  });
  server.on("request", (request, response) => {
    request.on("error", () => undefined);
    response.on("error", () => undefined);
    const cut = (): void => {
      response.stream.close(constants.NGHTTP2_CANCEL);
    };
    const begin = (): void => {
      if (listener(request, response)) return;
      const path = request.url.slice(0, 200);
      refuse(request, response, new RpcError("Unimplemented", `unknown method ${path}`));
    };
    if (headerBytes(request) > API_HEADER_BYTES_MAX) {
      const message = `expected at most ${API_HEADER_BYTES_MAX} bytes of metadata`;
      refuse(request, response, new RpcError("ResourceExhausted", message));
    } else if (!gate.enter(response, cut, begin)) {
      refuse(request, response, new RpcError("ResourceExhausted", "too many calls; try later"));
    }
  });
  return server;
}

/** As HTTP/2 counts them, but for what each field costs besides; the setting alone is no more than advice to the client. */
function headerBytes({ rawHeaders }: Http2ServerRequest): number {
  return rawHeaders.reduce((sum, text) => sum + text.length, 0);
}

/** An answer of headers alone, which gRPC takes for its trailers. */
function refuse(
  request: Http2ServerRequest,
  { stream }: Http2ServerResponse,
  { code, message }: RpcError,
): void {
  request.resume();
  const header = {
    ":status": 200,
    "content-type": "application/grpc",
    "grpc-status": String(code),
    "grpc-message": escapeGrpcMessage(message),
  };
  if (!stream.destroyed) stream.respond(header, { endStream: true });
}
