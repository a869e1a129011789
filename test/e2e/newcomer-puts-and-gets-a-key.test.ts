import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { LocalnetStatus } from "../../localnet/status.ts";
import { until } from "../helpers/abci-client.ts";
import { freeBasePort, lazuli, lazuliOk, localnetFolder } from "../helpers/localnet.ts";

test("a newcomer starts a network, puts a key, and gets it from each node", async (t) => {
  const cwd = await localnetFolder(t, ".localnet");
  const run = (...args: string[]): Promise<string> => lazuliOk(args, { cwd });
  const home = join(cwd, ".localnet", "client");
  const client = (...args: string[]): Promise<string> => lazuliOk(args, { cwd, home });
  const status = async (): Promise<LocalnetStatus> =>
    JSON.parse(await run("localnet", "status", "-o", "json")) as LocalnetStatus;

  const basePort = await freeBasePort(4);
  const started = performance.now();
  const told = await run("localnet", "start", "--detach", "--base-port", String(basePort));
  t.diagnostic(`command to block 2: ${((performance.now() - started) / 1_000).toFixed(1)} s`);
  assert.match(told, /export LAZULI_HOME=/);
  const { validators } = await status();
  assert.deepEqual(
    validators.map(({ name, rpc, voting_power }) => ({ name, rpc, voting_power })),
    [0, 1, 2, 3].map((index) => ({
      name: `node${index}`,
      rpc: `http://127.0.0.1:${basePort + 10 * index + 1}`,
      voting_power: 10,
    })),
  );
  assert.equal((await stat(join(home, "accounts.json"))).mode & 0o777, 0o600);

  await client("tx", "kv", "create", "profile", "name", "Ada", "--from", "alice", "-y");
  const get = ["query", "kv", "get", "alice/profile", "name"];
  for (const { name, rpc } of validators) {
    const hasIt = async (): Promise<boolean> => {
      const { code, stdout } = await lazuli([...get, "--node", rpc], { cwd, home });
      return code === 0 && stdout.trim() === "Ada";
    };
    await until(`${name} to answer Ada`, hasIt);
  }

  await run("localnet", "stop");
  const stopped = await status();
  assert.deepEqual(
    stopped.validators.map(({ pid, height }) => [pid, height]),
    Array.from({ length: 4 }, () => [null, null]),
  );
  const heightBefore = Math.max(...validators.map(({ height }) => height ?? 0));
  await run("localnet", "start", "--detach");
  const resumed = await status();
  for (const { height } of resumed.validators) assert.ok((height ?? 0) > heightBefore);
  assert.equal((await client(...get)).trim(), "Ada");
  assert.match(
    await run("localnet", "logs", "node0", "--lines", "500"),
    /executed block .*height=\d+/,
  );

  const refused = await lazuli(["localnet", "clean"], { cwd });
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /is running .*localnet stop/);
  await run("localnet", "stop");
  await run("localnet", "clean");
  assert.equal(existsSync(join(cwd, ".localnet")), false);
});
