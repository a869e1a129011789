import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { findCometbft } from "../../app/node/comet-binary.ts";
import { BOOTSTRAP_FOLDER } from "../../app/node/comet-paths.ts";
import { findProcesses } from "../../localnet/processes.ts";
import { until } from "../helpers/abci-client.ts";
import { endWithTest } from "../helpers/child-process.ts";
import { runCli } from "../helpers/cli.ts";
import { MAIN } from "../helpers/localnet.ts";
import { type NodeHome, stoppedNode } from "../helpers/node-home.ts";

const found = await findCometbft();
assert.ok(found !== undefined, "no CometBFT: run this through npm test, which gets one");
const variables = { COMETBFT: found.path };

/** A node with a state and no blocks that trusts what a server says. */
async function restoredNode(t: TestContext, rpc: string): Promise<NodeHome> {
  const node = await stoppedNode(t, 3);
  for (const [key, value] of [
    ["rpc_servers", `${rpc},${rpc}`],
    ["trust_height", "1"],
    ["trust_hash", "AB".repeat(32)],
  ] as const) {
    await runCli(["config", "set", "config", `statesync.${key}`, value], node);
  }
  return node;
}

/** An RPC server that never answers. @returns its address */
async function silentServer(t: TestContext, onRequest: () => void): Promise<string> {
  const server = createServer(onRequest).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Every file of a home, as name and content, but for what a killed command may leave. */
async function filesOf({ home }: NodeHome): Promise<readonly string[]> {
  const entries = await readdir(home.root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !path.includes(BOOTSTRAP_FOLDER) && path !== home.nodeLock)
    // Who reads a database of LMDB enters itself here.
    .filter((path) => !path.endsWith("lock.mdb"))
    .sort();
  return Promise.all(files.map(async (path) => `${path}: ${await readFile(path, "hex")}`));
}

/** The CometBFTs that work on its staging folder. */
async function cometsOf({ home }: NodeHome): Promise<number> {
  const folder = join(home.dataFolder, BOOTSTRAP_FOLDER);
  const homes = ["giving", "taking", "proving"].map((name) => join(folder, name));
  return (await findProcesses(homes)).length;
}

test("Ctrl-C ends comet bootstrap-state, and nothing has changed", async (t) => {
  let interrupt: () => void = () => assert.fail("a request before the command listens");
  let comets: Promise<number> | undefined;
  const rpc = await silentServer(t, () => {
    comets ??= cometsOf(node);
    void comets.then(interrupt);
  });
  const node = await restoredNode(t, rpc);
  const before = await filesOf(node);
  const { code, stderr, stdout } = await runCli(["comet", "bootstrap-state"], {
    ...{ folder: node.folder, variables },
    onInterrupt: (listener) => (interrupt = listener),
  });
  assert.equal(await comets, 2);
  assert.match(stderr, /^CometBFT takes the state of height 3 .*\nerror: interrupted; nothing/);
  assert.deepEqual([code, stdout], [130, ""]);
  assert.deepEqual(await filesOf(node), before);
  assert.ok(!(await readdir(node.home.dataFolder)).includes(BOOTSTRAP_FOLDER));
  assert.equal(await cometsOf(node), 0);
});

test("a kill of comet bootstrap-state leaves no process, and nothing that the next one minds", async (t) => {
  const rpc = await silentServer(t, () => child.kill("SIGKILL"));
  const node = await restoredNode(t, rpc);
  const before = await filesOf(node);
  const args = [MAIN, "comet", "bootstrap-state", "--home", node.home.root];
  const env = { ...process.env, ...variables };
  const child = spawn(process.execPath, args, { env, stdio: "ignore" });
  endWithTest(t, child);
  assert.deepEqual(await once(child, "close"), [null, "SIGKILL"]);
  await until("the end of its processes", async () => (await cometsOf(node)) === 0);
  assert.deepEqual(await filesOf(node), before);
  assert.ok((await readdir(node.home.dataFolder)).includes(BOOTSTRAP_FOLDER));

  // Nobody listens on port 1.
  const servers = "http://127.0.0.1:1,http://127.0.0.1:1";
  await runCli(["config", "set", "config", "statesync.rpc_servers", servers], node);
  const command = ["comet", "bootstrap-state"];
  const { code, stderr } = await runCli(command, { folder: node.folder, variables });
  assert.equal(code, 1);
  assert.match(stderr, /error: CometBFT's state sync failed: .*light client.*connection refused/);
  assert.ok(!(await readdir(node.home.dataFolder)).includes(BOOTSTRAP_FOLDER));
});
