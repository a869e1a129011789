import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What a method of JSON-RPC answers: a result, or an error. */
export type RpcAnswer =
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string; readonly data?: string } }
  /** The connection breaks. */
  | "break";

export type RpcHandler = (params: Readonly<Record<string, unknown>>) => RpcAnswer;

export interface ScriptedNode {
  readonly url: string;
  /** Method names in the order of the requests. */
  readonly calls: string[];
  close(): Promise<void>;
}

/**
 * The RPC port of a node, with scripted answers: for what a real node does too rarely, such as breaking a connection
 * between taking a transaction and saying so.
 */
export async function startScriptedNode(
  handlers: Readonly<Record<string, RpcHandler>>,
): Promise<ScriptedNode> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const { id, method, params } = JSON.parse(body) as {
        id: number;
        method: string;
        params: Record<string, unknown>;
      };
      calls.push(method);
      const answer = handlers[method]?.(params) ?? {
        error: { code: -32601, message: "Method not found", data: method },
      };
      if (answer === "break") response.destroy();
      else response.end(JSON.stringify({ jsonrpc: "2.0", id, ...answer }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The answer of `abci_query`. */
export function queryAnswer(value: Uint8Array): RpcAnswer {
  return {
    result: { response: { code: 0, value: Buffer.from(value).toString("base64"), height: "7" } },
  };
}

export function queryError(code: number, log: string): RpcAnswer {
  return { result: { response: { code, log, codespace: "sdk", height: "7" } } };
}
