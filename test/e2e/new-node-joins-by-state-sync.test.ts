import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { createClient } from "../../app/client/client.ts";
import { SNAPSHOT_MAGIC } from "../../app/core/store/snapshot.ts";
import { SnapshotStore } from "../../app/node/snapshot-store.ts";
import type { NetworkNode } from "../../localnet/network.ts";
import { setupProvenKvExtension } from "../../modules/kv/client.ts";
import { kvMessages } from "../../modules/kv/client-messages.ts";
import { until } from "../helpers/abci-client.ts";
import { createJoiningNode } from "../helpers/joining-node.ts";
import {
  appHashAt,
  clientOf,
  firstBlockOf,
  heightOf,
  lazuliOk,
  reachHeight,
  startTestLocalnet,
} from "../helpers/localnet.ts";

/** Long enough for the new node to look around (five seconds) before there is another. */
const INTERVAL = 100;
const FOLLOWED_BLOCKS = 100;
const KEYS = 60;

interface Listed {
  readonly snapshots: readonly { readonly height: number; readonly hash: string }[];
}

async function snapshotsOf(node: NetworkNode): Promise<Listed["snapshots"]> {
  const args = ["snapshots", "list", "--home", node.home.root, "-o", "json"];
  return (JSON.parse(await lazuliOk(args, { cwd: node.home.root })) as Listed).snapshots;
}

/**
 * Lets a node offer a newer snapshot than all others, under the app hash that the chain has at its height, in which one value
 * is another.
 *
 * @returns its height
 */
async function plantLie(node: NetworkNode): Promise<number> {
  const store = new SnapshotStore(node.home.snapshotsFolder);
  const [honest] = await store.list();
  assert.ok(honest);
  const height = honest.height + 1;
  await reachHeight(node, height + 1);
  const appHash = Buffer.from(await appHashAt(node, height + 1), "hex");
  const bytes = Buffer.from((await store.chunk(honest, 0)) ?? assert.fail());
  bytes.set(appHash, bytes.indexOf(honest.appHash));
  // Magic, format and chain id stand before it; it is below 128, so it is one byte.
  const heightAt = SNAPSHOT_MAGIC.length + 2 + Buffer.byteLength(honest.chainId);
  assert.equal(bytes[heightAt], honest.height);
  bytes[heightAt] = height;
  bytes.write("other", bytes.indexOf("value 1 "));
  const { chainId, format } = honest;
  await store.write({ chainId, height, format, appHash }, [bytes]);
  return height;
}

test("G7: a new node joins by state sync, follows 100 blocks, and has the same state", async (t) => {
  const localnet = await startTestLocalnet(t, { validators: 4, snapshotInterval: INTERVAL });
  const [node0] = localnet.nodes;
  assert.ok(node0);
  const alice = await clientOf(localnet, "alice");
  const kv = kvMessages(alice.address);
  const value = (i: number): string => `value ${i} `.repeat(100);
  for (let i = 0; i < KEYS; i += 20) {
    const keys = Array.from({ length: 20 }, (_, j) => `key ${i + j}`);
    await alice.send(keys.map((key, j) => kv.create("data", key, value(i + j))));
  }
  await alice.send([kv.delete("data", "key 7"), kv.upsert("data", "key 8", "changed")]);
  const written = await heightOf(node0);

  const isTaken = async (node: NetworkNode): Promise<boolean> =>
    (await snapshotsOf(node)).some(({ height }) => height > written);
  for (const node of localnet.nodes) await until(`a snapshot of ${node.name}`, () => isTaken(node));

  const lieHeight = await plantLie(localnet.nodes[3] ?? assert.fail());
  const joining = await createJoiningNode(t, localnet, {
    snapshotInterval: INTERVAL,
    snapshotKeepRecent: 0,
  });
  await joining.start();
  await reachHeight(joining, 1);
  const log = await readFile(joining.logFile, "utf8");
  const lie = `refused a snapshot height=${lieHeight} reason="snapshot: its nodes give the app hash `;
  assert.ok(log.includes(lie), "the newest snapshot, a lie, was tried and refused");
  const restored = /restored a snapshot height=(\d+) /.exec(log);
  assert.ok(restored, "the log says that a snapshot was restored");
  const restoredAt = Number(restored[1]);
  t.diagnostic(`restored height ${restoredAt}`);
  assert.ok(restoredAt > written);
  assert.ok((await firstBlockOf(joining)) > restoredAt, "blocks before the snapshot are not there");

  const halfway = restoredAt + FOLLOWED_BLOCKS / 2;
  await reachHeight(joining, halfway);
  await alice.send([kv.create("data", "after", "joined")]);
  await joining.kill();
  await joining.start();
  const last = restoredAt + FOLLOWED_BLOCKS + 10;
  await Promise.all([joining, ...localnet.nodes].map((node) => reachHeight(node, last)));

  for (let height = restoredAt + 2; height <= last; height += 7) {
    const nodes = [joining, ...localnet.nodes];
    const hashes = await Promise.all(nodes.map((node) => appHashAt(node, height)));
    assert.deepEqual(new Set(hashes).size, 1, `app hashes at height ${height}`);
  }
  const both: readonly NetworkNode[] = [joining, node0];
  const namespace = `${alice.address}/data`;
  for (const [key, expected] of [
    ["key 1", value(1)],
    ["key 7", undefined],
    ["key 8", "changed"],
    ["after", "joined"],
  ] as const) {
    for (const node of both) {
      assert.equal(await provenValue(node, namespace, key), expected, `${key} at ${node.name}`);
    }
  }
  await assertSameSnapshots(joining, localnet.nodes);
});

async function provenValue(
  { rpc }: NetworkNode,
  namespace: string,
  key: string,
): Promise<string | undefined> {
  const client = createClient(rpc, { extensions: [setupProvenKvExtension] });
  const { entry } = await client.provenKv.get(namespace, key);
  return entry && Buffer.from(entry.value).toString();
}

/** Snapshots follow from the state alone, so equal hashes are equal states, byte for byte. */
async function assertSameSnapshots(
  joining: NetworkNode,
  others: readonly NetworkNode[],
): Promise<void> {
  for (const other of others) {
    const compare = async (): Promise<boolean> => {
      const own = await snapshotsOf(joining);
      for (const { height, hash } of await snapshotsOf(other)) {
        const same = own.find((one) => one.height === height);
        if (!same) continue;
        assert.equal(same.hash, hash, `snapshots of height ${height}, ${other.name}`);
        return true;
      }
      return false;
    };
    await until(`a height of which ${other.name} and the new node have a snapshot`, compare);
  }
}
