import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { kvMessages } from "../../../modules/kv/client-messages.ts";
import { alice } from "../../helpers/executor.ts";
import { KvHistory, kvAny } from "../../helpers/kv-history.ts";
import { runCli } from "../../helpers/cli.ts";
import { historyHandlers } from "../client/kv-history-node.ts";
import { startScriptedNode } from "../client/scripted-node.ts";
import type { ScriptedNode } from "../client/scripted-node.ts";

const NAMESPACE = `${alice.address}/n`;
const mine = kvMessages(alice.address);

interface Json {
  readonly changes: readonly Record<string, unknown>[];
  readonly checkpoint: { revision: string; digest: string; height: number } | null;
  readonly proven: boolean;
  readonly next_since: string | null;
}

describe("query kv changes and watch", () => {
  const chain = new KvHistory();
  chain.block([alice, kvAny(mine.create("n", "name", "Ada"))]);
  chain.block([
    alice,
    kvAny(mine.create("n", Uint8Array.of(0xff, 0), "")),
    kvAny(mine.delete("n", "name")),
  ]);
  chain.block([alice, kvAny(mine.create("n", "a\n\u001b[2J", "x"))]);
  let node: ScriptedNode;
  let folder = "";
  const handlers = historyHandlers(chain);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "lazuli-cli-"));
    node = await startScriptedNode(handlers);
  });
  after(async () => {
    await node.close();
    await rm(folder, { recursive: true });
  });
  const query = (argv: readonly string[], onStart?: (interrupt: () => void) => void) =>
    runCli(["query", "kv", ...argv, "--node", node.url], {
      folder,
      ...(onStart && { onInterrupt: onStart }),
    });
  const json = async (argv: readonly string[]): Promise<Json> => {
    const { stdout, stderr } = await query([...argv, "-o", "json"]);
    assert.equal(stderr, "");
    return JSON.parse(stdout) as Json;
  };

  it("prints one line a change, and what was checked on the error stream", async () => {
    const told = await query(["changes", NAMESPACE]);
    const lines = "1\t2\tcreate\tname\n2\t3\tcreate\t0xff00\n3\t3\tdelete\tname\n";
    const escaped = "4\t4\tcreate\t0x610a1b5b324a\n";
    assert.deepEqual([told.code, told.stdout, told.stderr], [0, lines + escaped, ""]);
    const proven = await query(["changes", NAMESPACE, "--prove"]);
    assert.deepEqual([proven.code, proven.stdout], [0, lines + escaped]);
    assert.match(proven.stderr, /^verified: complete up to revision 4, digest [0-9a-f]{64}\n$/);
  });

  it("prints JSON with all fields and the checkpoint", async () => {
    const { changes, checkpoint, proven, next_since } = await json([
      "changes",
      NAMESPACE,
      "--prove",
    ]);
    const { lease_deadline_ns, lease_deadline, ...first } = changes[0] ?? {};
    assert.match(String(lease_deadline_ns), /^\d{19}$/);
    assert.match(String(lease_deadline), /^20\d\d-.*Z$/);
    assert.deepEqual(first, {
      ...{ revision: "1", kind: "create", key: "name", key_base64: "bmFtZQ==", height: 2 },
      value_sha256: createHash("sha256").update("Ada").digest("hex"),
    });
    assert.deepEqual(changes[2], {
      ...{ revision: "3", kind: "delete", key: "name", key_base64: "bmFtZQ==", height: 3 },
      ...{ value_sha256: null, lease_deadline_ns: "0", lease_deadline: null },
    });
    assert.equal(changes[1]?.["key"], null);
    assert.deepEqual(
      [proven, next_since, checkpoint?.revision, checkpoint?.height],
      [...[true, null, "4", 4]],
    );
    assert.match(checkpoint?.digest ?? "", /^[0-9a-f]{64}$/);
  });

  it("begins after a revision, shows a prefix, and says where it was cut", async () => {
    const revisions = async (...argv: string[]) => {
      const { changes, next_since } = await json(["changes", NAMESPACE, "--prove", ...argv]);
      return [changes.map(({ revision }) => revision), next_since];
    };
    assert.deepEqual(await revisions("--since", "2"), [["3", "4"], null]);
    assert.deepEqual(await revisions("--prefix", "na"), [["1", "3"], null]);
    assert.deepEqual(await revisions("--limit", "2"), [["1", "2"], "2"]);
    assert.deepEqual(await revisions("--since", "2", "--limit", "2"), [["3", "4"], null]);
    assert.deepEqual(await revisions("--height", "2"), [["1"], null]);
    const { stderr } = await query(["changes", NAMESPACE, "--limit", "1"]);
    assert.match(stderr, /^there are more: --since 1\n$/);
  });

  it("fails in one line where a limit, a revision or a node is wrong", async () => {
    for (const [argv, expected, message] of [
      [["--limit", "0"], 2, /^error: --limit 0: expected 1 to 100000\n$/],
      [["--since", "9"], 1, /^error: revision 9 is not there: [^\n]*\n$/],
    ] as const) {
      const { code, stdout, stderr } = await query(["changes", NAMESPACE, ...argv]);
      assert.deepEqual([code, stdout], [expected, ""]);
      assert.match(stderr, message);
    }
    chain.pruneHeight = 4;
    const gone = await query(["changes", NAMESPACE, "--prove"]);
    chain.pruneHeight = 0;
    assert.deepEqual([gone.code, gone.stdout], [1, ""]);
    assert.match(
      gone.stderr,
      /^error: the changes after revision 0 up to 3 cannot be had: [^\n]*\n$/,
    );
  });

  it("watches until it is interrupted, which is no failure", async () => {
    for (const [argv, expected] of [
      [[], /^3\t3\tdelete\tname\n4\t4\tcreate\t0x610a1b5b324a\n$/],
      [["-o", "json"], /^\{"revision":"3","kind":"delete",[^\n]*\}\n\{"revision":"4",[^\n]*\}\n$/],
    ] as const) {
      const proofs = node.calls.filter((call) => call === "header").length;
      const { code, stdout, stderr } = await query(
        ["watch", NAMESPACE, "--since", "2", ...argv],
        (interrupt) => {
          // Two more questions for a new height come only when all was printed.
          const timer = setInterval(() => {
            const last = node.calls.slice(-2).every((call) => call === "status");
            if (last && node.calls.filter((call) => call === "header").length > proofs) {
              clearInterval(timer);
              interrupt();
            }
          }, 5);
        },
      );
      assert.deepEqual([code, stderr], [0, ""]);
      assert.match(stdout, expected);
    }
  });

  it("says what it tries again, in one line", async () => {
    const honest = handlers["status"] ?? assert.fail();
    handlers["status"] = () => ({ error: { code: -1, message: "down\n\u001b[2J" } });
    let interrupt = (): void => undefined;
    const watching = query(["watch", NAMESPACE], (end) => (interrupt = end));
    const asked = node.calls.length;
    while (node.calls.length < asked + 2) await new Promise((resolve) => setTimeout(resolve, 5));
    interrupt();
    const { code, stderr } = await watching;
    handlers["status"] = honest;
    assert.equal(code, 0);
    assert.match(stderr, /^status: down \ufffd\[2J; trying again in 250 ms\n/);
  });

  it("takes no height to watch at", async () => {
    const { code, stderr } = await query(["watch", NAMESPACE, "--height", "3"]);
    assert.deepEqual([code, stderr.includes("Unknown argument: height")], [2, true]);
  });
});
