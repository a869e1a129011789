import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { HttpRpc } from "../../app/client/rpc.ts";
import { portsOf } from "../../localnet/network.ts";
import { until } from "./abci-client.ts";
import { MAIN } from "./localnet.ts";

const START_MS = 60_000;
/** Where a node listens unless its operator says otherwise. */
const PORTS = { p2p: 26_656, rpc: 26_657, grpc: 9_090, rest: 1_317 };

/** Where a node is asked. */
export interface NodeUrls {
  readonly rpc: string;
  readonly rest: string;
}

export function nodeUrls(basePort: number, index: number): NodeUrls {
  const { rpc, rest } = portsOf(basePort, index);
  return { rpc: `http://127.0.0.1:${rpc}`, rest: `http://127.0.0.1:${rest}` };
}

/** Gives a node that was just made ports of its own, as an operator does: in config.toml and app.toml. */
export async function setPorts(home: string, basePort: number, index = 0): Promise<NodeUrls> {
  const ports = portsOf(basePort, index);
  const replace = async (file: string, names: readonly (keyof typeof PORTS)[]) => {
    const path = join(home, "config", file);
    let text = await readFile(path, "utf8");
    for (const name of names) {
      const from = `127.0.0.1:${PORTS[name]}"`;
      assert.ok(text.includes(from), `${file} has port ${PORTS[name]}`);
      text = text.replace(from, `127.0.0.1:${ports[name]}"`);
    }
    await writeFile(path, text);
  };
  await replace("config.toml", ["p2p", "rpc"]);
  await replace("app.toml", ["grpc", "rest"]);
  return nodeUrls(basePort, index);
}

/** Starts nodes, and waits until each has a block of this height. They are stopped after the test. */
export async function startNodes(
  t: TestContext,
  nodes: readonly (NodeUrls & { readonly home: string })[],
  height: number,
): Promise<void> {
  const started = nodes.map(({ home, rpc }) => {
    const process_ = spawn(process.execPath, [MAIN, "start"], {
      cwd: home,
      env: { ...process.env, LAZULI_HOME: home },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const log: string[] = [];
    process_.stderr.on("data", (chunk: Buffer) => log.push(chunk.toString()));
    const exited = once(process_, "exit");
    t.after(async () => {
      process_.kill("SIGINT");
      assert.equal((await exited)[0], 0, log.join(""));
    });
    return { process: process_, log, rpc };
  });
  await until(
    `block ${height}`,
    async () => {
      const heights = started.map(async ({ process: { exitCode }, log, rpc }) => {
        assert.equal(exitCode, null, log.join(""));
        return new HttpRpc(rpc).call("status").then(heightOf, () => 0);
      });
      return (await Promise.all(heights)).every((one) => one >= height);
    },
    START_MS,
  );
}

function heightOf(status: unknown): number {
  const { sync_info: info } = status as { sync_info: { latest_block_height: string } };
  return Number(info.latest_block_height);
}
