import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { CallGate } from "./call-gate.ts";
import { type Answer, HEIGHT_HEADER, type Handler, parseHeight } from "./calls.ts";
import { pathOf } from "./descriptors.ts";
import { escapeGrpcMessage } from "./grpc-message.ts";
import {
  API_CALL_TIMEOUT_MS,
  API_HEADERS_MAX,
  API_HEADER_BYTES_MAX,
  API_IDLE_TIMEOUT_MS,
  REST_BODY_BYTES_MAX,
  REST_CONNECTIONS_MAX,
  REST_HEADERS_TIMEOUT_MS,
} from "./limits.ts";
import { messageToJson } from "./proto-json.ts";
import { requestFromHttp } from "./rest-request.ts";
import { RouteTable, routesOf } from "./routes.ts";
import type { Route, RouteMatch } from "./routes.ts";
import { rpcListener } from "./rpc-listener.ts";
import { createRpcRouter } from "./rpc-router.ts";
import { RpcError, toRpcError } from "./rpc-status.ts";
import { SWAGGER_POLICY, swaggerPage } from "./swagger.ts";

export interface RestServerOptions {
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly gate: CallGate;
  /** Whether gRPC-web is answered on the same port. */
  readonly grpcWeb: boolean;
  /** Whether `/swagger` is there. */
  readonly swagger: boolean;
  readonly onBug: (error: unknown, where: string) => void;
  /** {@link REST_HEADERS_TIMEOUT_MS} unless given. */
  readonly headersTimeoutMs?: number;
  /** {@link API_IDLE_TIMEOUT_MS} unless given. */
  readonly idleTimeoutMs?: number;
}

const METADATA_PREFIX = "Grpc-Metadata-";

/** Another path means the same. */
const MOVED = 301;
/** The body of a request is too long, or its header fields are too many: statuses that gRPC has no number for. */
const TOO_LONG = 413;
const TOO_MANY_HEADERS = 431;

/** The REST server, with gRPC-web beside it. It does not listen yet. */
export function createRestServer(options: RestServerOptions): Server {
  const { headersTimeoutMs = REST_HEADERS_TIMEOUT_MS, idleTimeoutMs = API_IDLE_TIMEOUT_MS } =
    options;
  const server = createServer({
    maxHeaderSize: API_HEADER_BYTES_MAX,
    headersTimeout: headersTimeoutMs,
    requestTimeout: API_CALL_TIMEOUT_MS,
    keepAliveTimeout: idleTimeoutMs,
    connectionsCheckingInterval: headersTimeoutMs,
  });
  server.maxConnections = REST_CONNECTIONS_MAX;
  // Fields beyond this are dropped without a word, the height among them, so one more tells that there were too many.
  server.maxHeadersCount = API_HEADERS_MAX + 1;
  const answer = restListener(options);
  server.on("request", (request, response) => {
    request.on("error", () => undefined);
    response.on("error", () => undefined);
    answer(request, response);
  });
  return server;
}

function restListener(
  options: RestServerOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { handlers, gate, onBug } = options;
  const table = new RouteTable(routesOf([...handlers.keys()]));
  const web = options.grpcWeb
    ? rpcListener(createRpcRouter({ handlers, protocol: "grpc-web", onBug }), (error) => {
        onBug(error, "gRPC-web");
      })
    : undefined;
  return (request, response) => {
    allowAllOrigins(response);
    if (request.method === "OPTIONS") {
      preflight(request, response);
      return;
    }
    if (request.rawHeaders.length > 2 * API_HEADERS_MAX) {
      const message = `expected at most ${API_HEADERS_MAX} header fields`;
      fail(response, new RpcError("ResourceExhausted", message), TOO_MANY_HEADERS);
      return;
    }
    const cut = (): void => {
      response.destroy();
    };
    const begin = (): void => {
      const isWeb = request.headers["content-type"]?.startsWith("application/grpc-web") === true;
      if (isWeb && web !== undefined) {
        if (!web(request, response)) failWeb(request, response);
        return;
      }
      answerRest(request, response, table, options).catch((error: unknown) => {
        if (!(error instanceof RpcError)) onBug(error, `${request.method} ${request.url}`);
        fail(response, toRpcError(error));
      });
    };
    if (!gate.enter(response, cut, begin)) {
      fail(response, new RpcError("ResourceExhausted", "too many calls; try later"));
    }
  };
}

async function answerRest(
  request: IncomingMessage,
  response: ServerResponse,
  table: RouteTable,
  { handlers, swagger }: RestServerOptions,
): Promise<void> {
  const { method = "", url = "" } = request;
  const [path = "", ...rest] = url.split("?");
  const clean = cleanPath(path);
  if (clean !== path) {
    response.writeHead(MOVED, { Location: [clean, ...rest].join("?"), "Content-Length": 0 }).end();
    return;
  }
  const page = swagger && method === "GET" ? await swaggerPage(path) : undefined;
  if (page !== undefined) {
    response.setHeader("Content-Security-Policy", SWAGGER_POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.writeHead(200, { "Content-Type": page.contentType }).end(page.body);
    return;
  }
  const matches = table.find(method, path);
  const [first] = matches;
  if (first === undefined) {
    const isOther = table.verbs(path).length > 0;
    throw new RpcError("Unimplemented", isOther ? "Method Not Allowed" : "Not Implemented");
  }
  const height = parseHeight(heightHeader(request));
  const body = first.route.body === "" ? NO_BYTES : await readBody(request, response);
  if (body === undefined) return;
  const parameters = new URLSearchParams(rest.join("?"));
  const signal = closedSignal(response);
  const { route, answer } = await callOf(matches, async (match) => {
    const at = pathOf(match.route.method);
    const handler = handlers.get(at);
    if (handler === undefined) throw new TypeError(`${at} has no handler`);
    return handler({ path: at, data: requestFromHttp(match, parameters, body), height, signal });
  });
  if (answer.height !== undefined) {
    const text = answer.height.toString();
    response.setHeader(HEIGHT_HEADER, text);
    response.setHeader(`${METADATA_PREFIX}${HEIGHT_HEADER}`, text);
  }
  sendJson(response, 200, messageToJson(route.method.output, answer.value));
}

/**
 * A path without empty segments and dots. Clients whose base URL ends in a slash ask for others, and are told the right one, as
 * by the SDK's server.
 *
 * @source gorilla/mux v1.8 cleanPath
 */
function cleanPath(path: string): string {
  if (!/\/(?:\.{0,2}\/|\.{1,2}$)/.test(path)) return path;
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  const end = path.endsWith("/") && segments.length > 0 ? "/" : "";
  return `/${segments.join("/")}${end}`;
}

/**
 * Asks the methods of one path, the last first, until one does not find the request malformed: of two that differ in what a
 * variable is, the chain knows best which is meant.
 *
 * @throws RpcError of the first method, which is the gateway's only one
 */
async function callOf(
  matches: readonly RouteMatch[],
  call: (match: RouteMatch) => Promise<Answer>,
): Promise<{ readonly route: Route; readonly answer: Answer }> {
  for (const match of matches.slice(1).toReversed()) {
    try {
      return { route: match.route, answer: await call(match) };
    } catch (error) {
      if (!(error instanceof RpcError) || error.status !== "InvalidArgument") throw error;
    }
  }
  const [first] = matches;
  if (first === undefined) throw new TypeError("a path without a route");
  return { route: first.route, answer: await call(first) };
}

const NO_BYTES = new Uint8Array(0);

function heightHeader({ headers }: IncomingMessage): string | undefined {
  const header =
    headers[HEIGHT_HEADER] ?? headers[`${METADATA_PREFIX}${HEIGHT_HEADER}`.toLowerCase()];
  return Array.isArray(header) ? header[0] : header;
}

/** @returns undefined if it is too long, which has been answered then */
async function readBody(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Uint8Array | undefined> {
  const body = await collect(request);
  if (body !== undefined) return body;
  // What is still to come is dropped, and the connection ends with the answer.
  request.resume();
  response.setHeader("Connection", "close");
  const message = `the body is longer than ${REST_BODY_BYTES_MAX} bytes`;
  fail(response, new RpcError("ResourceExhausted", message), TOO_LONG);
  return undefined;
}

/** @returns undefined if it is longer than {@link REST_BODY_BYTES_MAX} */
function collect(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > REST_BODY_BYTES_MAX) {
    return Promise.resolve(undefined);
  }
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    request.on("data", (chunk: Uint8Array) => {
      length += chunk.length;
      if (length <= REST_BODY_BYTES_MAX) chunks.push(chunk);
      else resolve(undefined);
    });
    request.once("end", () => {
      resolve(Buffer.concat(chunks));
    });
    // Nobody is left who would read an answer.
    request.once("close", () => {
      resolve(NO_BYTES);
    });
  });
}

/** Aborted when the client is gone or has its answer. */
function closedSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once("close", () => {
    controller.abort();
  });
  return controller.signal;
}

function fail(response: ServerResponse, error: RpcError, status = error.httpStatus): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  sendJson(response, status, { code: error.code, message: error.message, details: [] });
}

/** gRPC-web says in header fields what ends a call before it has begun. */
function failWeb(request: IncomingMessage, response: ServerResponse): void {
  const path = (request.url ?? "").slice(0, 200);
  const { code, message } = new RpcError("Unimplemented", `unknown method ${path}`);
  response.writeHead(200, {
    "Content-Type": request.headers["content-type"] ?? "application/grpc-web+proto",
    "grpc-status": code,
    "grpc-message": escapeGrpcMessage(message),
    "Content-Length": 0,
  });
  request.resume();
  response.end();
}

function sendJson(response: ServerResponse, status: number, json: unknown): void {
  const body = Buffer.from(JSON.stringify(json));
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": body.length,
  });
  response.end(body);
}

/** There are no cookies and no secrets that a page of another origin could use. */
function allowAllOrigins(response: ServerResponse): void {
  response.setHeader("Access-Control-Allow-Origin", "*");
  response.setHeader(
    "Access-Control-Expose-Headers",
    `${HEIGHT_HEADER}, ${METADATA_PREFIX}${HEIGHT_HEADER}, grpc-status, grpc-message`,
  );
}

function preflight(request: IncomingMessage, response: ServerResponse): void {
  const asked = request.headers["access-control-request-headers"] ?? "";
  const headers = /^[A-Za-z0-9, _-]{1,1000}$/.test(asked) ? asked : "content-type";
  response.writeHead(204, {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": headers,
    "Access-Control-Max-Age": "86400",
  });
  response.end();
}
