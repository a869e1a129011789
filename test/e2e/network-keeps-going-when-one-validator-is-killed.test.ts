import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToText } from "../../app/client/bytes.ts";
import { createClient } from "../../app/client/client.ts";
import type { NetworkNode } from "../../localnet/network.ts";
import { setupKvExtension } from "../../modules/kv/client.ts";
import { kvMessages } from "../../modules/kv/client-messages.ts";
import { until } from "../helpers/abci-client.ts";
import {
  appHashAt,
  clientOf,
  heightOf,
  reachHeight,
  startTestLocalnet,
} from "../helpers/localnet.ts";

const BLOCKS_WITHOUT = 5;

async function read(node: NetworkNode, namespace: string, key: string): Promise<string | null> {
  const client = createClient(node.rpc, { extensions: [setupKvExtension] });
  const entry = await client.kv.get(namespace, key);
  return entry === undefined ? null : bytesToText(entry.value);
}

/** The other nodes execute a block a moment after the one that was asked. */
async function readEventually(
  nodes: readonly NetworkNode[],
  namespace: string,
  key: string,
  value: string,
): Promise<void> {
  for (const node of nodes) {
    const isThere = async (): Promise<boolean> => (await read(node, namespace, key)) === value;
    await until(`${key} = ${value} on ${node.name}`, isThere);
  }
}

test("G5, G6: a network of four keeps going when one validator is killed", async (t) => {
  const localnet = await startTestLocalnet(t, { validators: 4 });
  const alice = await clientOf(localnet, "alice");
  const kv = kvMessages(alice.address);
  const namespace = `${alice.address}/profile`;
  await alice.send([kv.create("profile", "name", "Ada")]);
  await readEventually(localnet.nodes, namespace, "name", "Ada");

  await localnet.kill("node3");
  const killed = localnet.node("node3");
  const others = localnet.nodes.filter((node) => node !== killed);
  const down = (await localnet.status()).validators.filter(({ pid }) => pid === null);
  assert.deepEqual(
    down.map(({ name, height }) => ({ name, height })),
    [{ name: "node3", height: null }],
  );
  const killedAt = Math.max(...(await Promise.all(others.map(heightOf))));
  await Promise.all(others.map((node) => reachHeight(node, killedAt + BLOCKS_WITHOUT)));
  await alice.send([kv.create("profile", "city", "London")]);
  await readEventually(others, namespace, "city", "London");

  await localnet.start("node3");
  const comeBackAt = await heightOf(localnet.node("node0"));
  await Promise.all(localnet.nodes.map((node) => reachHeight(node, comeBackAt + 2)));
  await readEventually([killed], namespace, "city", "London");
  for (const height of [killedAt, killedAt + BLOCKS_WITHOUT, comeBackAt, comeBackAt + 2]) {
    const hashes = await Promise.all(localnet.nodes.map((node) => appHashAt(node, height)));
    assert.deepEqual(
      hashes,
      hashes.map(() => hashes[0]),
      `app hashes at height ${height}`,
    );
  }
  const { validators } = await localnet.status();
  assert.deepEqual(
    validators.map(({ peers }) => peers),
    [3, 3, 3, 3],
  );
});
