import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { QueryGetRequest, QueryGetResponse } from "../../../proto/gen/lazuli/kv/v1/query.ts";
import { runCli } from "../../helpers/cli.ts";
import { queryAnswer, queryError, startScriptedNode } from "../client/scripted-node.ts";
import type { ScriptedNode } from "../client/scripted-node.ts";

const NAMESPACE = "lazuli133uwzwghnzxtjgj29yann6xx8m5jr8yxvp8z9e/profile";
const VALUES = new Map<string, Uint8Array>([
  ["name", new TextEncoder().encode("Ada")],
  ["binary", Uint8Array.of(0xff, 0x00, 0x0a)],
  ["escape", new TextEncoder().encode("\u001b[2J")],
  ["empty", new Uint8Array()],
]);

describe("query kv get", () => {
  let node: ScriptedNode;
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "lazuli-cli-"));
    node = await startScriptedNode({
      abci_query: ({ data }) => {
        const { key } = QueryGetRequest.decode(Buffer.from(String(data), "hex"));
        const value = VALUES.get(Buffer.from(key).toString());
        if (value === undefined) return queryError(22, "rpc error: code = NotFound desc = no key");
        const entry = {
          value,
          createRevision: 2n ** 60n,
          modRevision: 2n ** 60n + 1n,
          leaseDeadlineNs: 1_795_595_862_290_000_000n,
          escrow: 2n ** 60n,
          rentStartNs: 0n,
        };
        return queryAnswer(QueryGetResponse.encode({ entry }).finish());
      },
    });
  });
  after(async () => {
    await node.close();
    await rm(folder, { recursive: true });
  });
  const get = (argv: readonly string[], terminal = false) =>
    runCli(["query", "kv", "get", NAMESPACE, ...argv, "--node", node.url], { folder, terminal });

  it("prints the value's bytes and nothing else", async () => {
    for (const [key, value] of VALUES) {
      const { code, output, stderr } = await get([key]);
      assert.equal(stderr, "");
      assert.equal(code, 0);
      assert.deepEqual(output, Buffer.from(value));
    }
  });

  it("takes the key in hexadecimal and base64", async () => {
    assert.equal((await get(["--key-hex", "6e616d65"])).stdout, "Ada");
    assert.equal((await get(["--key-base64", "bmFtZQ=="])).stdout, "Ada");
  });

  it("adds a newline on a terminal, and shows it nothing that could harm it", async () => {
    assert.equal((await get(["name"], true)).stdout, "Ada\n");
    for (const key of ["binary", "escape"]) {
      const { code, stdout, stderr } = await get([key], true);
      assert.equal(code, 1);
      assert.equal(stdout, "");
      assert.match(stderr, /^error: the value is \d bytes that a terminal cannot show/);
    }
  });

  it("prints JSON with base64, text or null, and 64-bit numbers as texts", async () => {
    const { stdout } = await get(["name", "-o", "json"]);
    assert.deepEqual(JSON.parse(stdout), {
      key: "name",
      key_base64: "bmFtZQ==",
      value_base64: "QWRh",
      value_utf8: "Ada",
      create_revision: "1152921504606846976",
      mod_revision: "1152921504606846977",
      lease_deadline_ns: "1795595862290000000",
      lease_deadline: "2026-11-25T08:37:42.29Z",
      escrow: "1152921504606846976",
    });
    const binary = JSON.parse((await get(["binary", "-o", "json"])).stdout) as unknown;
    assert.equal((binary as { value_utf8: unknown }).value_utf8, null);
  });

  it("fails with code 1 where the key is absent", async () => {
    const { code, stdout, stderr } = await get(["nope"]);
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.equal(stderr, `error: key not found: nope in ${NAMESPACE}\n`);
  });

  it("fails with code 1 and the address where no node answers", async () => {
    const argv = ["query", "kv", "get", NAMESPACE, "name", "--node", "http://127.0.0.1:9"];
    const { code, stderr } = await runCli(argv, { folder });
    assert.equal(code, 1);
    assert.match(stderr, /^error: no answer from the node at http:\/\/127\.0\.0\.1:9: [^\n]*\n$/);
  });
});
