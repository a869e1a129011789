import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { ClientError } from "../../app/client/errors.ts";
import { HttpRpc } from "../../app/client/rpc.ts";
import type { Change } from "../../modules/kv/client-changes.ts";
import { changes } from "../../modules/kv/client-changes.ts";
import { kvMessages } from "../../modules/kv/client-messages.ts";
import { ChangesInvalid } from "../../modules/kv/client-mutations.ts";
import { watch } from "../../modules/kv/client-watch.ts";
import { until } from "../helpers/abci-client.ts";
import { MAIN, clientOf, lazuli, lazuliOk, startTestLocalnet } from "../helpers/localnet.ts";
import { startRpcProxy } from "../helpers/rpc-proxy.ts";

/** An event of `block_results` with changes; the text is base64. */
interface ChangesEvent {
  readonly attributes: { readonly key: string; value: string }[];
}

type Lie = (events: ChangesEvent[]) => ChangesEvent[];

/** The answer of `block_results`, as far as a liar touches it. */
interface Answer {
  result?: { txs_results?: { events: (ChangesEvent & { type: string })[] }[] | null };
}

/** A node's RPC with a liar in between, who tells other changes. */
async function startLiar(t: TestContext, rpc: string) {
  const liar: { url: string; lie: Lie; lies: number } = { url: "", lie: (all) => all, lies: 0 };
  liar.url = await startRpcProxy(t, rpc, (answer) => {
    const { result } = answer as Answer;
    for (const tx of result?.txs_results ?? []) {
      const own = tx.events.filter(({ type }) => type === "kv");
      if (own.length === 0) continue;
      liar.lies += 1;
      tx.events = liar.lie(own).map((event) => ({ ...event, type: "kv" }));
    }
  });
  return liar;
}

function flipByte({ attributes }: ChangesEvent, at: number): ChangesEvent {
  return {
    attributes: attributes.map(({ key, value }) => {
      if (key !== "changes") return { key, value };
      const bytes = Buffer.from(value, "base64");
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return { key, value: bytes.toString("base64") };
    }),
  };
}

const LIES: readonly (readonly [string, Lie])[] = [
  ["leaves an event out", (events) => events.slice(1)],
  ["tells an event twice", (events) => [...events, ...events]],
  ["alters the kind", (events) => events.map((event) => flipByte(event, 8))],
  ["alters a key", (events) => events.map((event) => flipByte(event, 11))],
  ["alters a hash", (events) => events.map((event) => flipByte(event, 30))],
];

/** A line of text as the command prints it. */
function toLine({ revision, height, kind, key }: Change): string {
  return `${revision}\t${height}\t${kind}\t${Buffer.from(key).toString()}\n`;
}

test("a watcher sees every change once over a node that is killed, and a lying one is found out", async (t) => {
  const localnet = await startTestLocalnet(t, { validators: 1 });
  const node = localnet.node("node0");
  const where = { cwd: localnet.dir, home: join(localnet.dir, "client") };
  const alice = await clientOf(localnet, "alice");
  const kv = kvMessages(alice.address);
  const namespace = `${alice.address}/feed`;
  const rpc = new HttpRpc(node.rpc);

  const stop = new AbortController();
  const seen: Change[] = [];
  let retries = 0;
  const watched = watch(rpc, namespace, {
    ...{ since: 0n, signal: stop.signal, withValues: true, pollIntervalMs: 50 },
    onRetry: () => (retries += 1),
  });
  const watching = (async () => {
    for await (const change of watched) seen.push(change);
  })();
  const cli = spawn(
    process.execPath,
    [
      "--enable-source-maps",
      MAIN,
      "query",
      "kv",
      "watch",
      namespace,
      "--since",
      "0",
      "--node",
      node.rpc,
    ],
    {
      cwd: where.cwd,
      env: { ...process.env, LAZULI_HOME: where.home },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  t.after(() => cli.kill("SIGKILL"));
  let printed = "";
  cli.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const cliEnded = once(cli, "exit");

  let written = 0;
  const write = async (): Promise<void> => {
    written += 1;
    const shared = [kv.upsert("feed", `k${written % 3}`, `${written}`)];
    // A lease that ends while the test runs, so that sweeps take part.
    const passing = kv.upsert("feed", `passing/${written}`, "", { lease: { seconds: 1 } });
    await alice.send(written % 4 === 0 ? [...shared, passing] : shared);
  };
  for (let i = 0; i < 8; i++) await write();
  await until("the watcher to see the first writes", () => seen.length >= 9);
  await localnet.kill("node0");
  await until("the watcher to notice that the node is gone", () => retries > 0);
  await localnet.start("node0");
  await until("the node to answer", async () => {
    try {
      return (await rpc.latestHeight()) > 1;
    } catch (error) {
      if (error instanceof ClientError) return false;
      throw error;
    }
  });
  for (let i = 0; i < 8; i++) await write();
  await until(
    "all leases of passing keys to be swept",
    () => seen.filter(({ kind }) => kind === "expire").length === 4,
  );

  const list = await changes(rpc, namespace, { prove: true });
  const all: Change[] = [];
  for await (const change of list) all.push(change);
  await until("the watchers to have all", () => {
    return seen.length >= all.length && printed.split("\n").length > all.length;
  });
  stop.abort();
  await watching;
  assert.deepEqual(seen.map(toLine), all.map(toLine));
  assert.deepEqual(
    all.map(({ revision }) => revision),
    all.map((_, index) => BigInt(index) + 1n),
  );
  const values = seen.filter(({ value }) => value !== undefined && value.length > 0);
  assert.deepEqual(
    values.map(({ value }) => Buffer.from(value ?? []).toString()),
    Array.from({ length: written }, (_, index) => `${index + 1}`),
  );
  assert.equal(printed, all.map(toLine).join(""));
  cli.kill("SIGINT");
  assert.deepEqual(await cliEnded, [0, null]);

  const query = ["query", "kv", "changes", "alice/feed", "--prove"];
  const told = await lazuli([...query, "--node", node.rpc], where);
  assert.deepEqual([told.code, told.stdout], [0, all.map(toLine).join("")], told.stderr);
  assert.match(told.stderr, /^verified: complete up to revision \d+, digest [0-9a-f]{64}\n$/);
  const json = JSON.parse(
    await lazuliOk([...query, "--since", "5", "-o", "json", "--node", node.rpc], where),
  ) as { changes: unknown[]; checkpoint: { revision: string }; proven: boolean };
  assert.deepEqual([json.changes.length, json.proven], [all.length - 5, true]);
  assert.equal(json.checkpoint.revision, String(all.length));

  const liar = await startLiar(t, node.rpc);
  const honest = await lazuli([...query, "--node", liar.url], where);
  assert.deepEqual([honest.code, honest.stdout], [0, told.stdout], honest.stderr);
  for (const [what, lie] of LIES) {
    liar.lie = lie;
    liar.lies = 0;
    const { code, stdout, stderr } = await lazuli([...query, "--node", liar.url], where);
    assert.deepEqual([code, stdout], [1, ""], what);
    assert.match(stderr, /^error: the changes do not hold: [^\n]+; ask another node\n$/, what);
    assert.ok(liar.lies > 0, what);
    const since = watched.checkpoint ?? assert.fail("the watcher has no checkpoint");
    await write();
    const misled = watch(new HttpRpc(liar.url), namespace, { since, pollIntervalMs: 50 });
    await assert.rejects(
      async () => {
        for await (const { revision } of misled) assert.fail(`${what}: revision ${revision}`);
      },
      ChangesInvalid,
      what,
    );
  }
});
