import assert from "node:assert/strict";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { RequestKind } from "../../app/abci/application.ts";
import { AbciServer } from "../../app/abci/server.ts";
import { createNoopApplication, createRecordingLog } from "../helpers/abci-application.ts";
import { until } from "../helpers/abci-client.ts";
import { COMETBFT_VERSION, CometNode, findCachedComet, findComet } from "../helpers/abci-comet.ts";
import { assertAbciGrammar, callsToLetters } from "../helpers/abci-grammar.ts";
import { temporaryFolder } from "../helpers/abci-server.ts";

const TXS = 5;

/** Runs a chain, kills CometBFT with -9 and lets it go on with the same server. */
async function runChain(t: TestContext, binary: string, transport: "unix" | "tcp"): Promise<void> {
  const folder = temporaryFolder(t);
  const application = createNoopApplication();
  const log = createRecordingLog();
  const faults: Error[] = [];
  let kinds: RequestKind[] = [];
  const server = new AbciServer({
    application,
    address: transport === "unix" ? `unix://${join(folder, "abci.sock")}` : "tcp://127.0.0.1:0",
    log,
    frameBytesMax: 64 << 20,
    onFault: (error) => faults.push(error),
    onRequest: (kind) => kinds.push(kind),
  });
  const proxyApp = await server.listen();
  t.after(() => server.close());
  const node = await CometNode.create(t, { binary, home: join(folder, "comet"), proxyApp });

  node.start();
  await node.reach(1);
  for (let i = 0; i < TXS; i++) assert.equal(await node.broadcast(Uint8Array.of(1, i)), 0);
  await until("the transactions in blocks", () => application.counters.txs === TXS);
  await node.reach(3);
  // A block counts as CometBFT's height before the application has executed it.
  await until("three commits", () => application.counters.height >= 3n);
  assert.deepEqual([...(await node.query(Buffer.from("hello")))], [...Buffer.from("hello")]);
  assert.ok(application.counters.checkTx >= TXS);
  await node.kill();
  assertAbciGrammar(kinds);
  assert.match(callsToLetters(kinds), /^I.*FC.*FC.*FC/);
  await until("the connections to close", () => openConnections(log.lines) === 0);

  const killedAt = Number(application.counters.height);
  kinds = [];
  node.start();
  await node.reach(killedAt + 2);
  assert.equal(await node.broadcast(Uint8Array.of(2)), 0);
  await until("one more transaction", () => application.counters.txs === TXS + 1);
  await node.kill();
  assert.equal(kinds[0], "info");
  assert.equal(kinds.includes("initChain"), false);
  assertAbciGrammar(kinds);
  assert.deepEqual(faults, []);
  const problems = log.lines.filter((line) => /^(warn|error)/.test(line));
  assert.deepEqual(problems, []);
}

function openConnections(lines: readonly string[]): number {
  const count = (text: string): number => lines.filter((line) => line.includes(text)).length;
  return count("a connection opened") - count("a connection closed");
}

for (const transport of ["unix", "tcp"] as const) {
  test(`CometBFT ${COMETBFT_VERSION} makes blocks over ${transport} and goes on after kill -9`, async (t) => {
    await runChain(t, findComet(), transport);
  });
}

test("an application that fails tells CometBFT why, and CometBFT ends itself", async (t) => {
  const folder = temporaryFolder(t);
  const faults: Error[] = [];
  const server = new AbciServer({
    application: createNoopApplication({
      finalizeBlock: () => Promise.reject(new Error("the disk is full")),
    }),
    address: `unix://${join(folder, "abci.sock")}`,
    log: createRecordingLog(),
    frameBytesMax: 64 << 20,
    onFault: (error) => faults.push(error),
  });
  const proxyApp = await server.listen();
  t.after(() => server.close());
  const home = join(folder, "comet");
  const node = await CometNode.create(t, { binary: findComet(), home, proxyApp });
  node.start();
  assert.match(await node.ended(), /finalizeBlock: the disk is full/);
  assert.deepEqual(
    faults.map(({ message }) => message),
    ["the disk is full"],
  );
});

for (const version of ["v0.39.4", "v0.40.0"]) {
  const binary = findCachedComet(version);
  const skip = binary === undefined ? `CometBFT ${version} is not in the cache folder` : false;
  test(`CometBFT ${version} makes blocks and goes on after kill -9`, { skip }, async (t) => {
    assert.ok(binary !== undefined);
    await runChain(t, binary, "unix");
  });
}
