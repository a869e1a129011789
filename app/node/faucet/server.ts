import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { bech32 } from "@scure/base";
import { CreditLimiter } from "./limiter.ts";
import type { FaucetLimits } from "./limiter.ts";
import {
  FAUCET_BODY_BYTES_MAX,
  FAUCET_CONNECTIONS_MAX,
  FAUCET_REQUEST_TIMEOUT_MS,
} from "./limits.ts";

export interface FaucetOptions extends FaucetLimits {
  /** Of the addresses that it gives to. */
  readonly prefix: string;
  /** How much a credit is, by denomination. */
  readonly credits: ReadonlyMap<string, bigint>;
  /**
   * Sends a credit and waits for its block.
   *
   * @throws NothingSent if it surely was not sent; the receiver may ask again at once
   */
  readonly send: (address: string, denom: string, amount: bigint) => Promise<void>;
  /** What `/status` says beside what is given. */
  readonly status: () => Promise<object>;
  readonly onError: (error: unknown) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

/** A credit was refused before anything was sent. */
export class NothingSent extends Error {
  override readonly name = "NothingSent";
}

/** What is answered instead of a credit. */
class Refused extends Error {
  override readonly name = "Refused";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** HTTP as CosmJS's faucet speaks it, which clients such as `@cosmjs/faucet-client` know. It does not listen yet. */
export function createFaucetServer(options: FaucetOptions): Server {
  const limiter = new CreditLimiter(options, options.now ?? (() => performance.now()));
  const server = createServer({
    headersTimeout: FAUCET_REQUEST_TIMEOUT_MS,
    requestTimeout: FAUCET_REQUEST_TIMEOUT_MS,
  });
  server.maxConnections = FAUCET_CONNECTIONS_MAX;
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    request.on("error", () => undefined);
    response.on("error", () => undefined);
    // Pages of any origin may ask, as they may ask a node.
    response.setHeader("Access-Control-Allow-Origin", "*");
    answer(request, response, limiter, options).catch((error: unknown) => {
      if (!(error instanceof Refused)) options.onError(error);
      fail(response, error instanceof Refused ? error : new Refused(500, "the credit failed"));
    });
  });
  return server;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  limiter: CreditLimiter,
  options: FaucetOptions,
): Promise<void> {
  const { method = "", url = "" } = request;
  const [path = ""] = url.split("?");
  const allowed = PATHS.get(path);
  if (allowed === undefined) throw new Refused(404, "there are /, /healthz, /status and /credit");
  if (method === "OPTIONS") {
    response.setHeader("Access-Control-Allow-Methods", allowed);
    response.setHeader("Access-Control-Allow-Headers", "Content-Type");
    response.writeHead(204).end();
    return;
  }
  if (method !== allowed) {
    throw new Refused(405, `this path is for ${allowed}`, { Allow: `${allowed}, OPTIONS` });
  }
  if (path === "/status") {
    const status = { status: "ok", ...(await options.status()) };
    const availableTokens = [...options.credits.keys()];
    const body = JSON.stringify({ ...status, availableTokens });
    response.writeHead(200, { "Content-Type": "application/json" }).end(body);
    return;
  }
  const text = { "/": "POST {address, denom} to /credit\n", "/healthz": "ok" }[path];
  if (text === undefined) await credit(await readCredit(request), limiter, options);
  response.writeHead(200, { "Content-Type": "text/plain" }).end(text ?? "ok");
}

const PATHS: ReadonlyMap<string, "GET" | "POST"> = new Map([
  ["/", "GET"],
  ["/healthz", "GET"],
  ["/status", "GET"],
  ["/credit", "POST"],
]);

interface CreditRequest {
  readonly address: string;
  readonly denom: string;
}

async function credit(
  { address, denom }: CreditRequest,
  limiter: CreditLimiter,
  { credits, prefix, send }: FaucetOptions,
): Promise<void> {
  if (!isAddressOf(address, prefix)) {
    throw new Refused(400, `address: expected one that begins with ${prefix}1`);
  }
  const amount = credits.get(denom);
  if (amount === undefined) {
    throw new Refused(422, `denom: there are ${[...credits.keys()].join(", ")}`);
  }
  const permit = limiter.take(address.toLowerCase(), denom);
  if (!permit.isGranted) {
    const seconds = Math.max(1, Math.ceil(permit.waitMs / 1_000));
    const message = `${permit.reason}; try again in ${seconds} seconds`;
    throw new Refused(429, message, { "Retry-After": seconds.toString() });
  }
  try {
    await send(address, denom, amount);
  } catch (error) {
    if (error instanceof NothingSent) permit.undo();
    throw error;
  }
}

/** Bytes of an account's address: of a key's hash, or of a module's or a contract's. */
const ADDRESS_BYTES = [20, 32];
const ADDRESS_CHARACTERS_MAX = 128;

function isAddressOf(text: string, prefix: string): boolean {
  if (text.length > ADDRESS_CHARACTERS_MAX || !text.includes("1")) return false;
  const decoded = bech32.decodeUnsafe(text, ADDRESS_CHARACTERS_MAX);
  const bytes = decoded && bech32.fromWordsUnsafe(decoded.words);
  return decoded?.prefix === prefix && bytes instanceof Uint8Array && isAccount(bytes);
}

function isAccount(bytes: Uint8Array): boolean {
  return ADDRESS_BYTES.includes(bytes.length);
}

/** Of any content type: the clients in use name several, or none. */
async function readCredit(request: IncomingMessage): Promise<CreditRequest> {
  const body = await readBody(request);
  let json: unknown;
  try {
    json = JSON.parse(body.toString());
  } catch {
    throw new Refused(400, "the request is not JSON");
  }
  const { address, denom } = typeof json === "object" && json !== null ? (json as Fields) : {};
  if (typeof address === "string" && typeof denom === "string") return { address, denom };
  throw new Refused(400, "expected an object with the texts address and denom");
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    request.on("data", (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes <= FAUCET_BODY_BYTES_MAX) chunks.push(chunk);
      else reject(new Refused(413, "the request is too long"));
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", reject);
  });
}

interface Fields {
  readonly address?: unknown;
  readonly denom?: unknown;
}

function fail(response: ServerResponse, { status, message, headers }: Refused): void {
  if (response.headersSent || response.destroyed) return;
  // What is left of a request that was not read is not waited for.
  const all = { ...headers, "Content-Type": "text/plain", Connection: "close" };
  response.writeHead(status, all).end(message);
}
