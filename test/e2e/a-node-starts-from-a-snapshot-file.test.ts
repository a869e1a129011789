import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { LmdbDatabase } from "../../app/db/lmdb-database.ts";
import { kvMessages } from "../../modules/kv/client-messages.ts";
import type { NetworkNode } from "../../localnet/network.ts";
import { until } from "../helpers/abci-client.ts";
import { keeping } from "../helpers/commit-loop.ts";
import { TestChain } from "../helpers/executor.ts";
import { createJoiningNode, trustedHeader } from "../helpers/joining-node.ts";
import {
  type CommandResult,
  appHashAt,
  clientOf,
  firstBlockOf,
  lazuli,
  lazuliOk,
  loggedExecutions,
  reachHeight,
  reachNewBlock,
  startTestLocalnet,
} from "../helpers/localnet.ts";

const FOLLOWED_BLOCKS = 20;
const OTHER_HEIGHT = 2;

function run(node: NetworkNode, ...args: string[]): Promise<CommandResult> {
  return lazuli([...args, "--home", node.home.root], { cwd: node.home.root });
}

function runOk(node: NetworkNode, ...args: string[]): Promise<string> {
  return lazuliOk([...args, "--home", node.home.root], { cwd: node.home.root });
}

function setStateSync(node: NetworkNode, key: string, value: string): Promise<string> {
  return runOk(node, "config", "set", "config", `statesync.${key}`, value);
}

/** The names of what is in a stopped node's data folder. */
async function dataOf(node: NetworkNode): Promise<string[]> {
  // One that was killed leaves its lock, which then does not count.
  return (await readdir(node.home.dataFolder)).filter((name) => name !== "node.lock");
}

async function refuses(node: NetworkNode, expected: RegExp, ...args: string[]): Promise<void> {
  const before = await dataOf(node);
  const { code, stdout, stderr } = await run(node, "comet", "bootstrap-state", ...args);
  assert.match(stderr, expected);
  assert.deepEqual([code, stdout], [1, ""]);
  assert.deepEqual(await dataOf(node), before);
}

test("a node starts from a snapshot file, without state sync from peers", async (t) => {
  const localnet = await startTestLocalnet(t, { validators: 2 });
  const [node0] = localnet.nodes;
  assert.ok(node0);
  const alice = await clientOf(localnet, "alice");
  await alice.send([kvMessages(alice.address).create("data", "key", "value")]);
  await reachHeight(node0, OTHER_HEIGHT + 2);
  const { trustHeight, trustHash } = await trustedHeader(node0);

  // One of two validators is not enough for another block, so this state is the chain's newest.
  await localnet.kill("node1");
  const file = join(localnet.dir, "state.snapshot");
  const exported = ["snapshots", "export", "--output-file", file, "-o", "json"];
  const snapshot = await runOk(localnet.node("node1"), ...exported);
  const { height } = JSON.parse(snapshot) as { readonly height: number };

  const node = await createJoiningNode(t, localnet, {});
  await setStateSync(node, "enable", "false");
  await setStateSync(node, "trust_height", String(trustHeight));
  await setStateSync(node, "trust_hash", trustHash);
  await setStateSync(node, "rpc_servers", `${node0.rpc},${node0.rpc}`);
  await refuses(node, /has no block yet; take a state from a file with "lazuli snapshots load"/);
  await makeOtherState(node, localnet.network.chainId);
  const [theirs, chains] = [`[0-9A-F]{64}`, await appHashAt(node0, OTHER_HEIGHT + 1)];
  const other = `app hash of height ${OTHER_HEIGHT} is ${chains}, and that of .* is ${theirs}: it is`;
  await refuses(node, new RegExp(other));
  await runOk(node, "snapshots", "load", file);
  await runOk(node, "snapshots", "restore", String(height), "--replace");
  const early = await run(node, "start");
  assert.equal(early.code, 1, "CometBFT does not start without its own state");

  const heights = `heights ${height} to ${height + 2}: ".+"; .*wait for two more blocks`;
  await refuses(node, new RegExp(`light client did not get what it needs of the ${heights}`));
  await localnet.start("node1");
  await reachHeight(node0, height + 2);

  await refuses(
    node,
    new RegExp(`state is of height ${height}, expected ${height + 1}: CometBFT goes on from`),
    ...["--height", String(height + 1)],
  );
  await setStateSync(node, "trust_hash", "AB".repeat(32));
  await refuses(node, new RegExp(`state sync failed: .*light client.*${trustHash}`));
  await setStateSync(node, "trust_hash", trustHash);

  const signed = await readFile(node.home.validatorState, "utf8");
  const before = await dataOf(node);
  const bootstrap = ["comet", "bootstrap-state", "-o", "json"];
  const done = JSON.parse(await runOk(node, ...bootstrap, "--height", String(height))) as unknown;
  assert.deepEqual(done, { height, app_hash: await appHashAt(node0, height + 1) });
  // The early start has made the same folders, with nothing in them.
  assert.deepEqual(await dataOf(node), before);
  assert.equal(await readFile(node.home.validatorState, "utf8"), signed);
  await refuses(node, /CometBFT has blocks or a state already in .*"lazuli comet reset-state"/);

  // It is stopped before it has reached a peer: CometBFT forgets what it goes on from, and is told again.
  const peers = (await runOk(node, "config", "get", "config", "p2p.persistent_peers")).trim();
  await runOk(node, "config", "set", "config", "p2p.persistent_peers", '""');
  await node.start();
  await until("a start without peers", async () => (await logOf(node)).includes("Started node"));
  await node.kill();
  await runOk(node, "config", "set", "config", "p2p.persistent_peers", peers);
  await node.start();
  await assertFollows(node, node0, height);
  assert.match(await logOf(node), /CometBFT has a state without a block.*height=\d+/);
  await node.kill();
  await node.start();
  await reachNewBlock(node);
  await node.kill();
  await refuses(node, /CometBFT has blocks or a state already/);

  // What the refusal advises; the newest snapshot is still there.
  await runOk(node, "comet", "reset-state", "-y");
  await runOk(node, "snapshots", "restore", String(height));
  assert.deepEqual(JSON.parse(await runOk(node, ...bootstrap)), done);
});

function logOf(node: NetworkNode): Promise<string> {
  return readFile(node.logFile, "utf8");
}

/** Gives a node the state of another chain, which has the same name. */
async function makeOtherState({ home }: NetworkNode, chainId: string): Promise<void> {
  const database = new LmdbDatabase(home.stateFolder, keeping(1));
  const chain = new TestChain({ database });
  chain.executor.initChain({ ...chain.genesis(), chainId });
  while (chain.next <= OTHER_HEIGHT) chain.block();
  await database.close();
}

/** It has the chain's blocks from the next height on, and their app hashes are its own. */
async function assertFollows(node: NetworkNode, other: NetworkNode, from: number): Promise<void> {
  const last = from + FOLLOWED_BLOCKS;
  await Promise.all([node, other].map((one) => reachHeight(one, last)));
  const log = await logOf(node);
  assert.ok(!log.includes("Discovering snapshots"), "no state sync");
  assert.equal(await firstBlockOf(node), from + 1);
  const [executed] = await loggedExecutions(node);
  assert.equal(executed?.height, from + 1, "nothing is replayed");
  for (const height of [from + 2, last]) {
    assert.equal(await appHashAt(node, height), await appHashAt(other, height), `at ${height}`);
  }
}
