import { CometJson } from "./comet-json.ts";
import { COMET_ANSWER_BYTES_MAX, COMET_TIMEOUT_MS } from "./limits.ts";
import { RpcError } from "./rpc-status.ts";

/** CometBFT answered with an error of JSON-RPC. */
export class CometRefused extends Error {
  override readonly name = "CometRefused";
}

/** CometBFT's RPC, as far as the node's own services need it. */
export interface CometRpc {
  /**
   * @throws CometRefused
   * @throws RpcError Unavailable if there is no answer, or none that is CometBFT's
   */
  call(
    method: string,
    params: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<CometJson>;
}

/**
 * @param url `http://host:port`
 * @param timeoutMs how long one request may take
 */
export function createCometRpc(url: string, timeoutMs: number = COMET_TIMEOUT_MS): CometRpc {
  return {
    async call(method, params, signal) {
      const until = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      const answer = await post(url, { jsonrpc: "2.0", id: 1, method, params }, until);
      const error = answer.at("error");
      if (error.isPresent) {
        throw new CometRefused(error.at("data").text || error.at("message").text);
      }
      const result = answer.at("result");
      if (!result.isPresent) throw unavailable("its answer is not JSON-RPC");
      return result;
    },
  };
}

async function post(url: string, request: unknown, signal: AbortSignal): Promise<CometJson> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(request),
      signal,
    });
    const chunks: Uint8Array[] = [];
    let length = 0;
    const body = response.body as AsyncIterable<Uint8Array> | null;
    for await (const chunk of body ?? []) {
      length += chunk.length;
      if (length > COMET_ANSWER_BYTES_MAX) throw new RangeError("its answer is too long");
      chunks.push(chunk);
    }
    return new CometJson(JSON.parse(Buffer.concat(chunks).toString("utf8")));
  } catch (error) {
    throw unavailable(reasonOf(error));
  }
}

function unavailable(reason: string): RpcError {
  return new RpcError("Unavailable", `CometBFT does not answer: ${reason}`);
}

/** `fetch` says "fetch failed" and hides the reason in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? reasonOf(cause) : error.message;
}
