import { base64, hex } from "@scure/base";
import { askResults, parseBlockResults } from "./block-results.ts";
import type { BlockResults, ResultsBase } from "./block-results.ts";
import { NodeUnreachable, QueryFailed, RpcFailed } from "./errors.ts";
import { RPC_ANSWER_BYTES_MAX } from "./limits.ts";
import type { Header, ProofAnswer, ProofBase } from "./proven.ts";
import type { QueryAnswer, QueryBase } from "./query.ts";
import { parseTimeNs } from "./time.ts";

/** A request of JSON-RPC 2.0. */
interface RpcRequest {
  readonly jsonrpc: "2.0";
  readonly id: number | string;
  readonly method: string;
  readonly params: unknown;
}

interface RpcSuccess {
  readonly jsonrpc: "2.0";
  readonly id: number | string;
  readonly result: unknown;
}

export interface HttpRpcOptions {
  /** How long one request may take, milliseconds. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS_DEFAULT = 30_000;
const ANSWER_CHARACTERS_SHOWN_MAX = 200;

/**
 * CometBFT's RPC over HTTP. It has the shape of CosmJS's `RpcClient`, so a `Comet38Client` stands on it, and adds what
 * CosmJS's own lacks: errors with a type and a time limit. It also answers queries without loading CosmJS.
 */
export class HttpRpc implements QueryBase, ProofBase, ResultsBase {
  readonly url: string;
  readonly #timeoutMs: number;
  #lastId = 0;

  /** @param url `http://`, `https://` or, as CometBFT writes it, `tcp://` */
  constructor(url: string, options: HttpRpcOptions = {}) {
    this.url = parseUrl(url);
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS_DEFAULT;
  }

  /** @throws NodeUnreachable, RpcFailed */
  async call(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const answer = await this.execute({ jsonrpc: "2.0", id: ++this.#lastId, method, params });
    return answer.result;
  }

  /** @throws NodeUnreachable, RpcFailed */
  async execute(request: RpcRequest): Promise<RpcSuccess> {
    const answer = await this.#post(request);
    if (!isObject(answer)) throw new NodeUnreachable(this.url, "its answer is not JSON-RPC");
    const { error, result } = answer;
    if (isObject(error)) {
      const { code, message, data } = error;
      throw new RpcFailed(
        request.method,
        typeof code === "number" ? code : 0,
        typeof message === "string" ? message : "unknown error",
        typeof data === "string" ? data : "",
      );
    }
    if (result === undefined) throw new NodeUnreachable(this.url, "its answer is not JSON-RPC");
    return { jsonrpc: "2.0", id: request.id, result };
  }

  disconnect(): void {
    // Requests are independent of each other: there is no connection to close.
  }

  /** @throws QueryFailed, NodeUnreachable, RpcFailed */
  async queryAbci(path: string, request: Uint8Array, height?: number): Promise<QueryAnswer> {
    const { value, height: read } = await this.#abciQuery(path, request, height, false);
    return { value, height: read };
  }

  /** @throws QueryFailed, NodeUnreachable, RpcFailed */
  queryProof(path: string, key: Uint8Array, height?: number): Promise<ProofAnswer> {
    return this.#abciQuery(path, key, height, true);
  }

  /** @throws NodeUnreachable, RpcFailed */
  async latestHeight(): Promise<number> {
    const status = await this.call("status");
    const sync = isObject(status) ? status["sync_info"] : undefined;
    const height = isObject(sync) ? Number(sync["latest_block_height"]) : NaN;
    if (Number.isSafeInteger(height)) return height;
    throw new NodeUnreachable(this.url, "its status has no height");
  }

  /** @throws NodeUnreachable, RpcFailed if the node does not have it */
  async header(height: number): Promise<Header> {
    const result = await this.call("header", { height: String(height) });
    const header = isObject(result) ? result["header"] : undefined;
    if (!isObject(header)) throw new NodeUnreachable(this.url, `it has no header ${height}`);
    const timeNs = parseTimeNs(String(header["time"]));
    if (timeNs === undefined) throw new NodeUnreachable(this.url, "its header has no time");
    return {
      timeNs,
      height: Number(header["height"]),
      appHash: this.#decode(hex, String(header["app_hash"]).toLowerCase()),
    };
  }

  /** @throws NodeUnreachable, RpcFailed; ResultsNotKept if the node is past the height and does not have them */
  blockResults(height: number): Promise<BlockResults> {
    return askResults(
      height,
      async () => {
        const result = await this.call("block_results", { height: String(height) });
        const parsed = parseBlockResults(result);
        if (parsed !== undefined) return parsed;
        throw new NodeUnreachable(this.url, "its answer is not CometBFT's");
      },
      () => this.latestHeight(),
      (error) => error instanceof RpcFailed,
    );
  }

  async #abciQuery(
    path: string,
    request: Uint8Array,
    height: number | undefined,
    prove: boolean,
  ): Promise<ProofAnswer> {
    const result = await this.call("abci_query", {
      path,
      data: hex.encode(request),
      ...(height === undefined ? {} : { height: String(height) }),
      prove,
    });
    const response = isObject(result) ? result["response"] : undefined;
    if (!isObject(response)) throw new NodeUnreachable(this.url, "its answer is not CometBFT's");
    const { code, log, value, proofOps } = response;
    if (typeof code === "number" && code !== 0) {
      throw new QueryFailed(code, typeof log === "string" ? log : "");
    }
    const ops = isObject(proofOps) && Array.isArray(proofOps["ops"]) ? proofOps["ops"] : [];
    return {
      value: this.#bytes(value),
      height: Number(response["height"] ?? 0),
      proofOps: ops.filter(isObject).map(({ type, key, data }) => ({
        type: String(type),
        key: this.#bytes(key),
        data: this.#bytes(data),
      })),
    };
  }

  /** A field of bytes; empty if it is absent. */
  #bytes(field: unknown): Uint8Array {
    return typeof field === "string" ? this.#decode(base64, field) : new Uint8Array();
  }

  #decode(coder: typeof base64, text: string): Uint8Array {
    try {
      return coder.decode(text);
    } catch (error) {
      throw new NodeUnreachable(this.url, "its answer is not CometBFT's", { cause: error });
    }
  }

  async #post(request: RpcRequest): Promise<unknown> {
    let body = "";
    try {
      const response = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(request),
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      body = await readText(response);
    } catch (error) {
      throw new NodeUnreachable(this.url, reasonOf(error), { cause: error });
    }
    try {
      // CometBFT answers errors of JSON-RPC with the status 500 and a body that says more.
      return JSON.parse(body) as unknown;
    } catch (error) {
      const shown = body.slice(0, ANSWER_CHARACTERS_SHOWN_MAX);
      throw new NodeUnreachable(this.url, `it answered ${JSON.stringify(shown)}`, { cause: error });
    }
  }
}

/** The body as a text. @throws RangeError beyond RPC_ANSWER_BYTES_MAX, without reading on */
async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  const texts: string[] = [];
  let sizeBytes = 0;
  // Not `for await`, which browsers do not have for streams.
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
  for (;;) {
    const chunk = await reader?.read();
    if (chunk?.value === undefined) break;
    sizeBytes += chunk.value.length;
    if (sizeBytes > RPC_ANSWER_BYTES_MAX) {
      await reader?.cancel();
      throw new RangeError(`its answer has more than ${RPC_ANSWER_BYTES_MAX} bytes`);
    }
    texts.push(decoder.decode(chunk.value, { stream: true }));
  }
  return texts.join("") + decoder.decode();
}

/** @throws NodeUnreachable unless it is a URL of HTTP */
function parseUrl(text: string): string {
  const candidate = text.replace(/^tcp:\/\//, "http://");
  if (!/^https?:\/\//.test(candidate) || !URL.canParse(candidate)) {
    throw new NodeUnreachable(text, `expected an address like "http://127.0.0.1:26657"`);
  }
  return candidate;
}

/** `fetch` says "fetch failed" and hides the reason in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof AggregateError) return reasonOf(error.cause.errors[0]);
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
