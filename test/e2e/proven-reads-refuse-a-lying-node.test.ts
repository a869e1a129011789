import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { createClient } from "../../app/client/client.ts";
import { setupProvenKvExtension } from "../../modules/kv/client.ts";
import { appHashAt, lazuli, lazuliOk, startTestLocalnet } from "../helpers/localnet.ts";
import { startRpcProxy } from "../helpers/rpc-proxy.ts";

/** The answer of `abci_query`, as far as a liar touches it; bytes are base64. */
interface Response {
  value: string | null;
  height: string;
  proofOps?: { ops: { type: string; key: string; data: string }[] };
}

type Lie = (response: Response) => void;

/** A node's RPC with a liar in between. */
async function startLiar(t: TestContext, rpc: string) {
  const liar: { url: string; lie: Lie } = { url: "", lie: () => undefined };
  liar.url = await startRpcProxy(t, rpc, (answer, question) => {
    const { result } = answer as { result?: { response?: Response } };
    // Not when the command asks for the prefix of addresses.
    const isRead = question.includes("/store/kv/key");
    if (isRead && result?.response) liar.lie(result.response);
  });
  return liar;
}

function flipByte(base64: string, at: number): string {
  const bytes = Buffer.from(base64, "base64");
  bytes[at] = (bytes.at(at) ?? 0) ^ 1;
  return bytes.toString("base64");
}

function flipProof(response: Response, index: number): void {
  const op = response.proofOps?.ops[index] ?? assert.fail("no such step in the proof");
  op.data = flipByte(op.data, 60);
}

test("B-13: proven reads are checked, and refused if the node lies", async (t) => {
  const localnet = await startTestLocalnet(t, { validators: 1 });
  const node = localnet.node("node0");
  const { dir } = localnet.network;
  const where = { cwd: dir, home: join(dir, "client") };
  const rpc = ["--node", node.rpc];
  const put = ["tx", "kv", "create", "profile", "name", "Ada", "--from", "alice", "-y"];
  await lazuliOk([...put, ...rpc], where);

  const get = ["query", "kv", "get", "alice/profile", "name", "--prove"];
  const told = await lazuli([...get, ...rpc], where);
  assert.deepEqual([told.code, told.stdout], [0, "Ada"], told.stderr);
  const said = /^verified against app hash ([0-9A-F]{64}) of height (\d+)\n$/.exec(told.stderr);
  assert.ok(said, told.stderr);
  const [, appHash, height] = said;
  assert.equal(await appHashAt(node, Number(height) + 1), appHash);

  const json = await lazuli([...get, ...rpc, "-o", "json", "--height", String(height)], where);
  const { value_utf8, verified } = JSON.parse(json.stdout) as Record<string, unknown>;
  assert.deepEqual([value_utf8, json.stderr], ["Ada", ""]);
  const { time, ...state } = verified as Record<string, unknown>;
  assert.deepEqual(state, { height: Number(height), app_hash: appHash });
  assert.match(String(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);

  const absent = await lazuli(
    ["query", "kv", "get", "alice/profile", "nobody", "--prove", ...rpc],
    where,
  );
  assert.deepEqual([absent.code, absent.stdout], [1, ""]);
  assert.match(
    absent.stderr,
    /^error: key not found: nobody in \S+; its absence is verified against app hash [0-9A-F]{64} of height \d+\n$/,
  );
  const has = await lazuli(["query", "kv", "has", "alice/profile", "x", "--prove", ...rpc], where);
  assert.deepEqual([has.code, has.stdout], [0, "false\n"]);
  assert.match(has.stderr, /^verified against app hash/);

  const client = createClient(node.rpc, { extensions: [setupProvenKvExtension] });
  const owner = (await localnet.accounts()).find(({ name }) => name === "alice") ?? assert.fail();
  const { entry } = await client.provenKv.get(`${owner.address}/profile`, "name");
  assert.equal(Buffer.from(entry?.value ?? []).toString(), "Ada");

  const liar = await startLiar(t, node.rpc);
  const honest = await lazuli([...get, "--node", liar.url], where);
  assert.deepEqual([honest.code, honest.stdout], [0, "Ada"], honest.stderr);
  const lies: readonly (readonly [string, Lie])[] = [
    ["a byte of the value", (response) => (response.value = flipByte(response.value ?? "", 3))],
    ["a byte of the key's proof", (response) => flipProof(response, 0)],
    ["a byte of the store's proof", (response) => flipProof(response, 1)],
    ["that the key is absent", (response) => (response.value = null)],
    ["no proof", (response) => delete response.proofOps],
  ];
  for (const [what, lie] of lies) {
    liar.lie = lie;
    const { code, stdout, stderr } = await lazuli([...get, "--node", liar.url], where);
    assert.deepEqual([code, stdout], [1, ""], what);
    assert.match(stderr, /^error: the proof does not hold: [^\n]+; ask another node\n$/, what);
  }
});
