import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NodeUnreachable, QueryFailed, RpcFailed, isNotFound } from "../../../app/client/errors.ts";
import { HttpRpc } from "../../../app/client/rpc.ts";
import { queryAnswer, queryError, startScriptedNode } from "./scripted-node.ts";

describe("HttpRpc", () => {
  it("answers a query with its value and height", async (t) => {
    const node = await startScriptedNode({ abci_query: () => queryAnswer(Uint8Array.of(1, 2)) });
    t.after(() => node.close());
    const answer = await new HttpRpc(node.url.replace("http:", "tcp:")).queryAbci(
      "/a",
      Uint8Array.of(),
    );
    assert.deepEqual(answer, { value: Uint8Array.of(1, 2), height: 7 });
  });

  it("sends path, data in hexadecimal and height", async (t) => {
    let seen: unknown;
    const node = await startScriptedNode({
      abci_query: (params) => {
        seen = params;
        return queryAnswer(Uint8Array.of());
      },
    });
    t.after(() => node.close());
    await new HttpRpc(node.url).queryAbci("/a/B", Uint8Array.of(255, 1), 12);
    assert.deepEqual(seen, { path: "/a/B", data: "ff01", height: "12", prove: false });
  });

  it("tells the chain's errors, the node's errors and silence apart", async (t) => {
    const node = await startScriptedNode({
      abci_query: () => queryError(22, "rpc error: code = NotFound desc = x"),
      broken: () => "break",
    });
    t.after(() => node.close());
    const rpc = new HttpRpc(node.url);
    await assert.rejects(rpc.queryAbci("/a", Uint8Array.of()), (error: unknown) => {
      assert.ok(error instanceof QueryFailed);
      assert.equal(error.code, 22);
      return isNotFound(error);
    });
    await assert.rejects(rpc.call("nonsense"), (error: unknown) => {
      assert.ok(error instanceof RpcFailed);
      assert.equal(error.code, -32601);
      assert.equal(error.data, "nonsense");
      return true;
    });
    await assert.rejects(rpc.call("broken"), NodeUnreachable);
    await node.close();
    await assert.rejects(rpc.call("status"), (error: unknown) => {
      assert.ok(error instanceof NodeUnreachable);
      assert.equal(error.url, node.url);
      assert.match(error.message, /ECONNREFUSED/);
      return true;
    });
  });

  it("gives up after its time", async () => {
    const { createServer } = await import("node:net");
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    assert.ok(typeof address === "object" && address !== null);
    const rpc = new HttpRpc(`http://127.0.0.1:${address.port}`, { timeoutMs: 50 });
    await assert.rejects(rpc.call("status"), NodeUnreachable);
    silent.close();
  });

  for (const url of ["", "localhost:26657", "ftp://x", "http://", "ws://127.0.0.1"]) {
    it(`refuses the address ${JSON.stringify(url)}`, () => {
      assert.throws(() => new HttpRpc(url), NodeUnreachable);
    });
  }
});
