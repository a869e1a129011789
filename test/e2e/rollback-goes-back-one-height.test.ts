import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToText } from "../../app/client/bytes.ts";
import { kvMessages } from "../../modules/kv/client-messages.ts";
import {
  appHashAt,
  clientOf,
  heightOf,
  lazuli,
  lazuliOk,
  loggedExecutions,
  reachHeight,
  startTestLocalnet,
} from "../helpers/localnet.ts";

test("rollback takes a stopped node one height back, and it goes on to the same state", async (t) => {
  const localnet = await startTestLocalnet(t, { validators: 1 });
  const node = localnet.node("node0");
  const cwd = localnet.dir;
  const home = node.home.root;
  const alice = await clientOf(localnet, "alice");
  const kv = kvMessages(alice.address);
  for (const name of ["Ada", "Grace", "Barbara"]) {
    await alice.send([kv.upsert("profile", "name", name)]);
  }
  const running = await lazuli(["rollback", "--home", home], { cwd });
  assert.equal(running.code, 1);
  assert.match(running.stderr, /is in use by "lazuli start", process \d+; stop it first/);

  await localnet.stop();
  const before = await loggedExecutions(node);
  const last = before.at(-1);
  const previous = before.at(-2);
  assert.ok(last && previous && last.height === previous.height + 1);
  for (let time = 0; time < 2; time++) {
    const rolledBack = await lazuliOk(["rollback", "--home", home, "-o", "json"], { cwd });
    assert.deepEqual(
      JSON.parse(rolledBack),
      { height: previous.height, app_hash: previous.appHash },
      time === 0 ? "one height" : "asked again, it is there already",
    );
  }

  await localnet.start("node0");
  await reachHeight(node, last.height + 3);
  const again = (await loggedExecutions(node)).slice(before.length);
  assert.deepEqual(again[0], last, "the block is executed again, with the same result");
  for (const { height, appHash } of [...before, ...again]) {
    if (height >= (await heightOf(node))) continue;
    assert.equal(await appHashAt(node, height + 1), appHash, `after height ${height}`);
  }
  const entry = await alice.kv.get(`${alice.address}/profile`, "name");
  assert.equal(entry && bytesToText(entry.value), "Barbara");
  await alice.send([kv.upsert("profile", "name", "Radia")]);
});
