import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connectComet } from "../../../app/client/client.ts";
import { RpcFailed, TxFailed, TxNotCommitted } from "../../../app/client/errors.ts";
import { broadcast, txHash, waitForCommit } from "../../../app/client/transaction.ts";
import { startScriptedNode } from "./scripted-node.ts";
import type { RpcAnswer, RpcHandler } from "./scripted-node.ts";

const TX = Uint8Array.of(1, 2, 3);
const HASH = "039058C6F2C0CB492C533B0A4D14EF77CC0F78ABCCCED5287D84A1A2011CFB81";

const NOT_FOUND: RpcAnswer = {
  error: { code: -32603, message: "Internal error", data: `tx (${HASH}) not found` },
};

function checked(code: number, codespace = "", log = ""): RpcAnswer {
  return { result: { code, codespace, log, data: "", hash: HASH } };
}

function committed(code: number): RpcAnswer {
  const tx_result = {
    code,
    log: "why",
    codespace: "kv",
    gas_wanted: "9",
    gas_used: "8",
    events: [],
  };
  return { result: { hash: HASH, height: "5", index: 0, tx: "AQID", tx_result } };
}

async function withNode<T>(
  handlers: Readonly<Record<string, RpcHandler>>,
  body: (comet: ReturnType<typeof connectComet>) => Promise<T>,
): Promise<T> {
  const node = await startScriptedNode(handlers);
  try {
    return await body(connectComet(node.url));
  } finally {
    await node.close();
  }
}

describe("broadcast", () => {
  it("returns the hash", async () => {
    assert.equal(txHash(TX), HASH);
    const hash = await withNode({ broadcast_tx_sync: () => checked(0) }, (comet) =>
      broadcast(comet, TX),
    );
    assert.equal(hash, HASH);
  });

  it("throws what the node's check refused, with height 0", async () => {
    const refusal = () => checked(13, "sdk", "insufficient fee");
    await withNode({ broadcast_tx_sync: refusal }, (comet) =>
      assert.rejects(broadcast(comet, TX), (error: unknown) => {
        assert.ok(error instanceof TxFailed);
        assert.deepEqual(
          [error.code, error.codespace, error.height, error.hash],
          [13, "sdk", 0, HASH],
        );
        return true;
      }),
    );
  });

  it("takes bytes that the node has already for sent", async () => {
    const error = { code: -32603, message: "Internal error", data: "tx already exists in cache" };
    const hash = await withNode({ broadcast_tx_sync: () => ({ error }) }, (comet) =>
      broadcast(comet, TX),
    );
    assert.equal(hash, HASH);
  });

  it("says that nothing was taken if the mempool is full", async () => {
    const error = { code: -32603, message: "Internal error", data: "mempool is full" };
    await withNode({ broadcast_tx_sync: () => ({ error }) }, (comet) =>
      assert.rejects(broadcast(comet, TX), RpcFailed),
    );
  });

  it("does not know the outcome if the connection breaks", async () => {
    await withNode({ broadcast_tx_sync: () => "break" }, (comet) =>
      assert.rejects(broadcast(comet, TX), (error: unknown) => {
        assert.ok(error instanceof TxNotCommitted);
        assert.match(error.message, new RegExp(`outcome unknown.*lazuli query tx ${HASH}`));
        return true;
      }),
    );
  });
});

describe("waitForCommit", () => {
  it("asks again until a block holds it, also when the node is away for a while", async () => {
    const answers: RpcAnswer[] = [NOT_FOUND, "break", NOT_FOUND];
    const tx = () => answers.shift() ?? committed(0);
    const result = await withNode({ tx }, (comet) => waitForCommit(comet, HASH));
    assert.equal(result.height, 5);
    assert.equal(result.gasUsed, 8n);
    assert.deepEqual(answers, []);
  });

  it("throws the failure of execution with its height", async () => {
    await withNode({ tx: () => committed(7) }, (comet) =>
      assert.rejects(waitForCommit(comet, HASH), (error: unknown) => {
        assert.ok(error instanceof TxFailed);
        assert.deepEqual([error.code, error.codespace, error.height], [7, "kv", 5]);
        return true;
      }),
    );
  });

  it("names the hash when the time is over", async () => {
    await withNode({ tx: () => NOT_FOUND }, (comet) =>
      assert.rejects(waitForCommit(comet, HASH, { timeoutMs: 60 }), (error: unknown) => {
        assert.ok(error instanceof TxNotCommitted);
        assert.equal(error.hash, HASH);
        return true;
      }),
    );
  });

  it("ends when the signal aborts", async () => {
    const abort = new AbortController();
    const tx = () => {
      abort.abort();
      return NOT_FOUND;
    };
    await withNode({ tx }, (comet) =>
      assert.rejects(waitForCommit(comet, HASH, { signal: abort.signal }), TxNotCommitted),
    );
  });

  it("passes on what is no matter of waiting, such as a node without an index", async () => {
    const data = "transaction indexing is disabled";
    const tx = () => ({ error: { code: -32603, message: "Internal error", data } });
    await withNode({ tx }, (comet) => assert.rejects(waitForCommit(comet, HASH), RpcFailed));
  });
});
