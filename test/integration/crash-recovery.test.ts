import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { bytesToText } from "../../app/client/bytes.ts";
import { ClientError } from "../../app/client/errors.ts";
import { feeFor } from "../../app/client/fee.ts";
import { waitForCommit } from "../../app/client/transaction.ts";
import type { Localnet } from "../../localnet/localnet.ts";
import type { NetworkNode } from "../../localnet/network.ts";
import { kvMessages } from "../../modules/kv/client-messages.ts";
import { until } from "../helpers/abci-client.ts";
import {
  GAS_PRICE,
  appHashAt,
  clientOf,
  heightOf,
  loggedExecutions,
  reachNewBlock,
  startTestLocalnet,
} from "../helpers/localnet.ts";
import type { KvClient } from "../helpers/localnet.ts";

const CRASHES = 15;
/** How long after a node makes blocks again it is killed at the latest, milliseconds. */
const CRASH_AFTER_MS_MAX = 600;
/**
 * Points at which CometBFT ends itself (FAIL_TEST_INDEX). A height has eleven: after its two votes (0, 1), before and
 * after the block is saved (2, 3), after the log says that the height ended (4), after FinalizeBlock (5), after its
 * results are saved (6), after Commit (7), after the state is saved (8), and at the end (9, 10).
 */
const FAIL_POINTS = [0, 2, 3, 4, 5, 6, 7, 8, 10, 18];
const GAS = 200_000n;
/** Each with a sequence of its own: one account's transactions go out one by one. */
const WRITERS = ["alice", "bob", "carol"];
const WRITES_AT_ONCE = 6;
/** What was in the mempool when the node was killed is gone. */
const CONFIRM_TIMEOUT_MS = 1_500;
const NAMESPACE = "load";

/** Writes keys without an end; those that a block held are remembered. */
class Writer {
  readonly client: KvClient;
  readonly #stop = new AbortController();
  readonly #running: Promise<unknown>;
  /** Keys and values that the chain has confirmed. */
  readonly committed = new Map<string, string>();
  #next = 0;

  constructor(client: KvClient) {
    this.client = client;
    this.#running = Promise.all(Array.from({ length: WRITES_AT_ONCE }, () => this.#run()));
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const kv = kvMessages(this.client.address);
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const number = this.#next++;
      const [key, value] = [`key-${number}`, `value-${number}`];
      try {
        const fee = feeFor(GAS, GAS_PRICE);
        const hash = await this.client.sendSync([kv.create(NAMESPACE, key, value)], { fee });
        await waitForCommit(this.client.comet, hash, { timeoutMs: CONFIRM_TIMEOUT_MS, signal });
        this.committed.set(key, value);
      } catch (error) {
        // The node is down, or was when it had the transaction: it may be in a block or not.
        if (!(error instanceof ClientError)) throw error;
        await pause(20);
      }
    }
  }
}

/** Every write that was confirmed can be read. */
async function assertNothingLost({ client, committed }: Writer): Promise<void> {
  const found = new Map<string, string | null>();
  const namespace = `${client.address}/${NAMESPACE}`;
  let pageKey: Uint8Array | undefined;
  do {
    const options = { limit: 1_000n, ...(pageKey === undefined ? {} : { pageKey }) };
    const page = await client.kv.entries(namespace, options);
    for (const { key, entry } of page.items) {
      found.set(bytesToText(key) ?? "", bytesToText(entry?.value ?? new Uint8Array()));
    }
    pageKey = page.nextKey;
  } while (pageKey !== undefined);
  const lost = [...committed].filter(([key, value]) => found.get(key) !== value);
  assert.deepEqual(lost, []);
}

/**
 * A height that was replayed came to the same state each time, and to that which the next header has.
 *
 * @returns how many heights were executed more than once
 */
async function assertSameStates(node: NetworkNode): Promise<number> {
  const first = new Map<number, string>();
  const replayed = new Set<number>();
  for (const { height, appHash } of await loggedExecutions(node)) {
    const before = first.get(height);
    if (before !== undefined) replayed.add(height);
    assert.equal(appHash, before ?? appHash, `app hash of height ${height}, executed again`);
    first.set(height, appHash);
  }
  const last = await heightOf(node);
  for (const [height, appHash] of first) {
    if (height >= last) continue;
    assert.equal(await appHashAt(node, height + 1), appHash, `header ${height + 1}`);
  }
  // Lines that CometBFT wrote while the application died are lost.
  assert.ok(first.size > last / 2, `the log has ${first.size} of ${last} heights`);
  return replayed.size;
}

interface Load {
  readonly localnet: Localnet;
  readonly node: NetworkNode;
  readonly writers: readonly Writer[];
  /** How many writes were confirmed. */
  confirmed(): number;
}

/** A validator that has lost its own proposal waits for it: let that not be three seconds. */
async function shortenTimeouts({ home }: NetworkNode): Promise<void> {
  const config = await readFile(home.cometToml, "utf8");
  const shorter = config.replace(
    /^(timeout_(?:propose|prevote|precommit)) = ".*"$/gm,
    '$1 = "200ms"',
  );
  assert.notEqual(shorter, config);
  await writeFile(home.cometToml, shorter);
}

async function started(t: TestContext): Promise<Load> {
  const localnet = await startTestLocalnet(t, { validators: 1, timeoutCommit: "50ms" });
  await localnet.stop();
  await shortenTimeouts(localnet.node("node0"));
  await localnet.start("node0");
  const clients = await Promise.all(WRITERS.map((name) => clientOf(localnet, name)));
  const writers = clients.map((client) => new Writer(client));
  t.after(() => Promise.all(writers.map((writer) => writer.stop())));
  const confirmed = (): number => writers.reduce((sum, { committed }) => sum + committed.size, 0);
  await until("the first writes", () => confirmed() > 0);
  return { localnet, node: localnet.node("node0"), writers, confirmed };
}

/** The node takes writes, has none lost, and executed every block to the same state. @returns blocks executed again */
async function assertSound({ node, writers, confirmed }: Load): Promise<number> {
  const before = confirmed();
  await until("more writes", () => confirmed() > before);
  for (const writer of writers) {
    await writer.stop();
    await assertNothingLost(writer);
  }
  return assertSameStates(node);
}

test(`kill -9 at ${CRASHES} moments under load: the chain goes on, nothing is lost`, async (t) => {
  const load = await started(t);
  const { localnet, node } = load;
  const moments: number[] = [];
  for (let crash = 0; crash < CRASHES; crash++) {
    const moment = Math.floor(Math.random() * CRASH_AFTER_MS_MAX);
    moments.push(moment);
    await pause(moment);
    // CometBFT ends when its application does; every third time it is killed too.
    await localnet.kill(node.name, crash % 3 === 2 ? "node" : "application");
    await localnet.start(node.name);
    await reachNewBlock(node);
  }
  const again = await assertSound(load);
  t.diagnostic(
    `killed ${moments.join(", ")} ms after the node was back; ${load.confirmed()} writes ` +
      `confirmed in ${await heightOf(node)} blocks, ${again} blocks executed again`,
  );
});

test("CometBFT ends at each point around a commit: the chain goes on, nothing is lost", async (t) => {
  const load = await started(t);
  const { localnet, node } = load;
  await localnet.stop();
  for (const point of FAIL_POINTS) {
    await localnet.start(node.name, { FAIL_TEST_INDEX: String(point) });
    const ended = (): boolean => localnet.exitOf(node.name) !== undefined;
    await until(`CometBFT to end at fail point ${point}`, ended);
    const log = await readFile(node.logFile, "utf8");
    const points = [...log.matchAll(/\*\*\* fail-test (\d+) \*\*\*/g)].map(([, index]) => index);
    assert.equal(points.at(-1), String(point));
    assert.equal(localnet.exitOf(node.name), "with code 1");
    // A new block, for CometBFT's log of votes lacks the end of a height that was replayed: a single
    // validator that crashes again before the next block has signed what it no longer knows, and
    // nobody is there to go on without it.
    await localnet.start(node.name);
    await reachNewBlock(node);
    await localnet.stop();
  }
  await localnet.start(node.name);
  const again = await assertSound(load);
  assert.ok(again > 0, "no block was executed again: the points are not where they should be");
  t.diagnostic(`${load.confirmed()} writes confirmed, ${again} blocks executed again`);
});
