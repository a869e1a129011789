import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { openLocalnet } from "../../localnet/localnet.ts";
import { until } from "../helpers/abci-client.ts";
import { MAIN, freeBasePort, heightOf, localnetFolder, reachHeight } from "../helpers/localnet.ts";

test("a localnet in the foreground reports a node that dies, and Ctrl-C stops the others", async (t) => {
  const dir = await localnetFolder(t);
  const args = ["localnet", "start", "--dir", dir, "--validators", "4"];
  args.push("--base-port", String(await freeBasePort(4)));
  const child = spawn(process.execPath, ["--enable-source-maps", MAIN, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(() => child.kill("SIGKILL"));
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  }
  const ended = once(child, "exit") as Promise<[number | null, string | null]>;
  await until("the network to be announced", () => output.includes("LAZULI_HOME"), 90_000);

  const localnet = await openLocalnet(dir);
  await localnet.kill("node2");
  await until("the end of node2 to be reported", () =>
    /node2 ended by signal SIGKILL; the last lines of .*node\.log:\n.*executed block/s.test(output),
  );
  const node = localnet.node("node0");
  await reachHeight(node, (await heightOf(node)) + 2);

  child.kill("SIGINT");
  assert.deepEqual(await ended, [0, null], output);
  const pids = (await localnet.status()).validators.map(({ pid }) => pid);
  assert.deepEqual(pids, [null, null, null, null]);
});
