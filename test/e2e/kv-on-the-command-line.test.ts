import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { formatTimeNs, parseTimeNs } from "../../app/client/time.ts";
import { until } from "../helpers/abci-client.ts";
import { runCli } from "../helpers/cli.ts";
import { lazuliOk, startTestLocalnet } from "../helpers/localnet.ts";

type Json = Readonly<Record<string, unknown>>;

test("leases, counters, batches, grants, owners and costs on the command line", async (t) => {
  const localnet = await startTestLocalnet(t, { validators: 1 });
  const node = localnet.node("node0");
  const { dir } = localnet.network;
  const home = join(dir, "client");
  // In this process: to start one takes longer than most commands do.
  const run = (...argv: string[]) =>
    runCli([...argv, "--node", node.rpc], { folder: dir, variables: { LAZULI_HOME: home } });
  const json = async (...argv: string[]): Promise<Json> => {
    const { code, stdout, stderr } = await run(...argv, "-o", "json");
    assert.equal(code, 0, `${argv.join(" ")}: ${stderr}`);
    return JSON.parse(stdout) as Json;
  };
  const tx = (from: string, ...argv: string[]) => json("tx", "kv", ...argv, "--from", from, "-y");
  const query = (...argv: string[]) => json("query", "kv", ...argv);

  // A lease of eight seconds, and meanwhile the rest.
  const create = ["tx", "kv", "create", "s", "short", "Ada", "--lease", "8s", "--from", "alice"];
  await lazuliOk([...create, "-y", "--node", node.rpc], { cwd: dir, home });
  const created = await query("get", "alice/s", "short", "--prove");
  assert.equal(created["value_utf8"], "Ada");
  const deadline = String(created["lease_deadline"]);

  await t.test("increment and rename", async () => {
    const { value } = await tx("alice", "increment", "s", "n", "--by", "-5");
    assert.equal(value, "-5");
    await tx("alice", "rename", "s", "n", "m");
    const { keys } = await query("keys", "alice/s", "--prefix", "m");
    assert.deepEqual(keys, [{ key: "m", key_base64: "bQ==" }]);
  });

  await t.test("a batch whose condition fails leaves nothing", async () => {
    const operations = [
      { create: { key: "new", value: "1" } },
      { upsert: { key: "m", value: "2" }, condition: { mod_revision: 1 } },
    ];
    await writeFile(join(dir, "ops.json"), JSON.stringify({ namespace: "s", operations }));
    const batch = ["tx", "kv", "batch", "--file", "ops.json", "--from", "alice", "-y"];
    const simulated = await run(...batch);
    assert.equal(simulated.code, 1);
    assert.match(simulated.stderr, /condition does not hold \(nothing was sent\)/);
    // With gas and fee given nothing is simulated: the block itself refuses it.
    const sent = await run(...batch, "--gas", "300000", "--fees", "300ulaz");
    assert.equal(sent.code, 1);
    assert.match(sent.stderr, /failed at height \d+ with code 10 \(kv\)/);
    assert.equal((await query("has", "alice/s", "new"))["has"], false);
  });

  await t.test("a grant, what it does not cover, and its end", async () => {
    const permissions = ["--permissions", "create", "--prefix", "b/", "--expires", "30d"];
    await tx("alice", "grant", "s", "bob", ...permissions);
    await tx("bob", "create", "alice/s", "b/x", "1");
    const update = ["tx", "kv", "update", "alice/s", "b/x", "2", "--from", "bob", "-y"];
    const refused = await run(...update);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /lacks the permission "update" for "b\/x"/);
    await tx("alice", "revoke", "s", "bob", "--prefix", "b/");
    const after = await run("tx", "kv", "create", "alice/s", "b/y", "1", "--from", "bob", "-y");
    assert.match(after.stderr, /lacks the permission "create"/);
  });

  await t.test("delete-all, bounded, in two transactions", async () => {
    const first = await tx("alice", "delete-all", "s", "--limit", "1", "--start", "b/");
    assert.deepEqual([first["deleted"], first["next_key"]], ["1", "bQ=="]);
    const { deleted, next_key } = await tx("alice", "delete-all", "s", "--end", "n", "--all");
    assert.deepEqual([deleted, next_key], ["1", null]);
  });

  await t.test("what a write will cost is what it costs", async () => {
    const write = ["s", "k", "v".repeat(100), "--lease", "365d"];
    const cost = await query("cost", ...write, "--from", "alice");
    assert.deepEqual([cost["escrow"], cost["charge"], cost["denom"]], ["319", "319", "ulaz"]);
    const { fee, gas_wanted } = await tx("alice", "upsert", ...write);
    assert.deepEqual([fee, gas_wanted], [cost["fee"], cost["gas_wanted"]]);
    assert.equal((await query("get", "alice/s", "k"))["escrow"], "319");
  });

  await t.test("from the deadline in block time on it is gone, and that is proved", async () => {
    const deadlineNs = parseTimeNs(deadline) ?? assert.fail(deadline);
    const isPast = async (): Promise<boolean> => {
      const block = (await json("query", "block")) as { header: { time: string } };
      return (parseTimeNs(block.header.time) ?? 0n) >= deadlineNs;
    };
    await until(`block time ${formatTimeNs(deadlineNs)}`, isPast);
    const gone = await run("query", "kv", "get", "alice/s", "short", "--prove");
    assert.deepEqual([gone.code, gone.stdout], [1, ""]);
    assert.match(gone.stderr, /^error: key not found: short in .*its absence is verified against/);
    await tx("alice", "create", "s", "short", "again");
  });

  await t.test("an owner offers a namespace and another accepts it", async () => {
    await tx("alice", "offer", "s", "bob");
    await tx("bob", "accept", "alice/s");
    const { owner, verified } = await query("namespace", "alice/s", "--prove");
    const bob = (await localnet.accounts()).find(({ name }) => name === "bob");
    assert.equal(owner, bob?.address);
    assert.match(String((verified as Json)["app_hash"]), /^[0-9A-F]{64}$/);
    const { code, stderr } = await run("tx", "kv", "put", "s", "x", "1", "--from", "alice", "-y");
    assert.deepEqual([code, stderr.includes('lacks the permission "create"')], [1, true]);
  });
});
