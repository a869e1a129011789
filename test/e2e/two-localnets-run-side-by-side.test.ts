import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { errorCode } from "../../app/node/files.ts";
import { kvMessages } from "../../modules/kv/client-messages.ts";
import { openLocalnet } from "../../localnet/localnet.ts";
import { until } from "../helpers/abci-client.ts";
import {
  clientOf,
  freeBasePort,
  heightOf,
  lazuli,
  lazuliOk,
  localnetFolder,
  reachHeight,
} from "../helpers/localnet.ts";

test("two localnets that start at the same time run side by side", async (t) => {
  const cwd = await localnetFolder(t, "one", "two");
  // Without --base-port: each has to find ports of its own while the other looks for some.
  const start = ["localnet", "start", "--detach", "--validators", "1"];
  await Promise.all(["one", "two"].map((dir) => lazuliOk([...start, "--dir", dir], { cwd })));
  const one = await openLocalnet(join(cwd, "one"));
  const two = await openLocalnet(join(cwd, "two"));
  assert.ok(Math.abs(one.network.basePort - two.network.basePort) >= 200);
  assert.notEqual(one.network.chainId, two.network.chainId);

  const alice = await clientOf(one, "alice");
  await alice.send([kvMessages(alice.address).create("profile", "name", "Ada")]);
  const elsewhere = await clientOf(two, "alice");
  assert.equal(await elsewhere.kv.namespace(`${alice.address}/profile`), undefined);

  await one.stop();
  const height = await heightOf(two.node("node0"));
  await reachHeight(two.node("node0"), height + 2);
});

test("a localnet is kept from being started twice, and moves when its ports are taken", async (t) => {
  const cwd = await localnetFolder(t, "net");
  const basePort = await freeBasePort(1);
  const start = ["localnet", "start", "--detach", "--dir", "net"];
  const first = [...start, "--validators", "1", "--base-port", String(basePort)];
  const [left, right] = await Promise.all([lazuli(first, { cwd }), lazuli(first, { cwd })]);
  const [won, lost] = left.code === 0 ? [left, right] : [right, left];
  assert.equal(won.code, 0, won.stderr);
  assert.equal(lost.code, 1);
  assert.match(lost.stderr, /is being started by process \d+|is running \(processes/);
  const again = await lazuli(start, { cwd });
  assert.equal(again.code, 1);
  assert.match(again.stderr, /is running \(processes .*lazuli localnet stop/);

  const localnet = await openLocalnet(join(cwd, "net"));
  const height = await heightOf(localnet.node("node0"));
  await localnet.kill("node0");
  const server = createServer();
  t.after(() => server.close());
  // The system may take a moment to free the port of a killed process.
  await until("the port of the killed node", async () => {
    server.listen(basePort + 1, "127.0.0.1");
    return once(server, "listening").then(
      () => true,
      (error: unknown) => {
        assert.equal(errorCode(error), "EADDRINUSE");
        return false;
      },
    );
  });
  const taken = await lazuli(start, { cwd });
  assert.equal(taken.code, 1);
  assert.match(taken.stderr, new RegExp(`port ${basePort + 1} is taken .*--base-port`));
  // What a start leaves that is killed; no process has this number and began then.
  await writeFile(join(cwd, "net", "starting.json"), '{"pid":1,"started":"never"}\n');
  const elsewhere = await freeBasePort(1);
  await lazuliOk([...start, "--base-port", String(elsewhere)], { cwd });
  const moved = (await openLocalnet(join(cwd, "net"))).node("node0");
  assert.equal(moved.rpcPort, elsewhere + 1);
  assert.ok((await heightOf(moved)) > height);

  const wrongCount = await lazuli(["localnet", "stop", "--dir", "net"], { cwd });
  assert.equal(wrongCount.code, 0, wrongCount.stderr);
  const more = await lazuli([...start, "--validators", "2"], { cwd });
  assert.match(more.stderr, /has 1 validators, not 2/);
});

test("a folder that is not a localnet is neither used nor removed", async (t) => {
  const cwd = await localnetFolder(t);
  await mkdir(join(cwd, "photos"));
  await writeFile(join(cwd, "photos", "cat.jpg"), "");
  for (const args of [["start", "--detach"], ["clean"], ["stop"], ["status"]]) {
    const { code, stderr } = await lazuli(["localnet", ...args, "--dir", "photos"], { cwd });
    assert.equal(code, 1);
    assert.match(stderr, /is not a localnet|there is no localnet in/);
  }
  assert.ok(existsSync(join(cwd, "photos", "cat.jpg")));
});
