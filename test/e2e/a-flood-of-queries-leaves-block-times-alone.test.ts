import assert from "node:assert/strict";
import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { NetworkNode } from "../../localnet/network.ts";
import { findProcesses } from "../../localnet/processes.ts";
import { until } from "../helpers/abci-client.ts";
import { askRest } from "../helpers/api-servers.ts";
import { endWithTest } from "../helpers/child-process.ts";
import { appHashAt, heightOf, reachNewBlock, startTestLocalnet } from "../helpers/localnet.ts";
import type { FloodCounts, FloodTarget } from "../helpers/query-flood.ts";

const FLOOD = fileURLToPath(new URL("../helpers/query-flood.js", import.meta.url));
/** How long blocks are counted, without and with a flood. */
const PERIOD_MS = 8_000;
/** Of the blocks without a flood, so many at least come with one: one in this number. The flood has the machine too. */
const BLOCKS_SHARE = 4;
/** Of the state machine with its query threads and the API's, MiB: about three times what it takes. */
const NODE_MEMORY_MIB_MAX = 768;
/** Of each kind; a flood that is no flood shows nothing. */
const ANSWERS_MIN = 200;

const execute = promisify(execFile);

/** Of the application, MiB. */
async function memoryOf(node: NetworkNode): Promise<number> {
  const found = await findProcesses([node.home.root]);
  const { pid } = found.find(({ role }) => role === "application") ?? assert.fail("no process");
  const { stdout } = await execute("ps", ["-o", "rss=", "-p", String(pid)]);
  return Number(stdout.trim()) / 1_024;
}

/** Blocks in the period, and the most memory that was seen in it. */
async function watch(node: NetworkNode): Promise<{ blocks: number; memoryMib: number }> {
  const end = performance.now() + PERIOD_MS;
  const before = await heightOf(node);
  let memoryMib = 0;
  while (performance.now() < end) {
    memoryMib = Math.max(memoryMib, await memoryOf(node));
    await pause(PERIOD_MS / 20);
  }
  return { blocks: (await heightOf(node)) - before, memoryMib };
}

function startFlood(t: TestContext, target: FloodTarget) {
  const child = fork(FLOOD);
  endWithTest(t, child);
  child.send(target);
  return {
    async counts(): Promise<FloodCounts> {
      assert.equal(child.exitCode, null, "the flood has ended by itself");
      const answer = once(child, "message");
      child.send("counts");
      const [counts] = (await answer) as [FloodCounts];
      return counts;
    },
    async stop(): Promise<void> {
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}

test("blocks keep coming while a node is flooded with queries, and its memory stays bounded", async (t) => {
  const localnet = await startTestLocalnet(t, { validators: 1 });
  const node = localnet.node("node0");
  const [account] = await localnet.accounts();
  assert.ok(account !== undefined);
  const { rpc, rest, grpc } = node;

  const quiet = await watch(node);
  const appHash = await appHashAt(node, await heightOf(node));
  const flood = startFlood(t, { rpc, rest, grpc, address: account.address });
  const enough = async (): Promise<boolean> =>
    Object.values(await flood.counts()).every((count) => count >= ANSWERS_MIN);
  await until("the flood to be answered", enough, 60_000);
  const flooded = await watch(node);
  const counts = await flood.counts();
  t.diagnostic(`${JSON.stringify(counts)} answers; ${JSON.stringify({ quiet, flooded })}`);
  assert.ok(
    flooded.blocks * BLOCKS_SHARE >= quiet.blocks,
    `${flooded.blocks} blocks with a flood, ${quiet.blocks} without`,
  );
  assert.ok(flooded.memoryMib <= NODE_MEMORY_MIB_MAX, `${flooded.memoryMib} MiB`);

  await flood.stop();
  await reachNewBlock(node);
  // Blocks without transactions leave the state as it is.
  assert.equal(await appHashAt(node, await heightOf(node)), appHash);
  const path = `/cosmos/bank/v1beta1/balances/${account.address}`;
  assert.equal((await askRest(rest, path)).status, 200);
});
