import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";

/**
 * A node's RPC with somebody in between, who may rewrite answers. It ends with the test.
 *
 * @param rewrite gets the node's answer, which it may change, and the text of the question
 * @returns the URL
 */
export async function startRpcProxy(
  t: TestContext,
  rpc: string,
  rewrite: (answer: unknown, question: string) => void,
): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      void fetch(rpc, { method: "POST", headers: { "Content-Type": "application/json" }, body })
        .then(async (reply) => {
          const answer = await reply.json();
          rewrite(answer, body.toString());
          response.end(JSON.stringify(answer));
        })
        .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
