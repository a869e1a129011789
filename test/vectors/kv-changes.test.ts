import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { bech32 } from "@scure/base";
import type { BlockResults } from "../../app/client/block-results.ts";
import { changes } from "../../modules/kv/client-changes.ts";
import { kvMessages } from "../../modules/kv/client-messages.ts";
import type { Checkpoint } from "../../modules/kv/client-source.ts";
import { namespaceStoreKey } from "../../modules/kv/keys.ts";
import { alice, bob } from "../helpers/executor.ts";
import { KvHistory, changesIn, kvAny, withAttribute } from "../helpers/kv-history.ts";

/** A verifier in another language, written from modules/kv/README.md. */
const VERIFIER = fileURLToPath(
  new URL("../../../test/vectors/kv-changes/verify.py", import.meta.url),
);
const NAMESPACE = `${alice.address}/n`;
const BEGINNING = { revision: 0n, digest: new Uint8Array(32) };

/** For the reason of a skipped test; undefined if Python is there. */
function pythonFault(): string | undefined {
  try {
    execFileSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 6))"]);
    return undefined;
  } catch {
    return "python3 (3.6 or later) is not there";
  }
}

function history(): KvHistory {
  const chain = new KvHistory();
  const mine = kvMessages(alice.address);
  const lease = { lease: { seconds: 3 } };
  chain.block([alice, kvAny(mine.create("n", "a", "1")), kvAny(mine.create("n", "b", "", lease))]);
  chain.block(
    [bob, kvAny(kvMessages(bob.address).create("n", "a", "1"))],
    [
      alice,
      kvAny(mine.upsert("nn", "a", "1")),
      kvAny(mine.rename("n", "a", Uint8Array.of(0, 255))),
    ],
    [alice, kvAny(mine.create("n", "lost", "")), kvAny(mine.delete("n", "never"))],
  );
  for (let i = 0; i < 4; i++) chain.block();
  chain.block([
    alice,
    kvAny(
      mine.batch("n", [
        { operation: "increment", key: "c", by: 4n },
        { operation: "renewLease", key: "c", lease: { days: 1 } },
        { operation: "update", key: "c", value: "" },
        { operation: "delete", key: "c" },
      ]),
    ),
  ]);
  return chain;
}

/** As CometBFT writes it. */
function toJson({ height, events }: BlockResults): object {
  return {
    height: String(height),
    txs_results: null,
    finalize_block_events: events.map(({ type, attributes }) => ({
      type,
      attributes: attributes.map((attribute) => ({ ...attribute, index: false })),
    })),
  };
}

async function verify(
  chain: KvHistory,
  since: Pick<Checkpoint, "revision" | "digest">,
  lie: (results: BlockResults) => BlockResults = (results) => results,
) {
  const owner = bech32.decodeToBytes(alice.address).bytes;
  const record = await chain.queryAbci("/store/kv/key", namespaceStoreKey(owner, "n"));
  const blocks: Record<string, object> = {};
  for (const height of chain.blocks.keys()) {
    blocks[height] = toJson(lie(await chain.blockResults(height)));
  }
  const input = {
    namespace: NAMESPACE,
    record: Buffer.from(record.value).toString("base64"),
    since: {
      revision: Number(since.revision),
      digest: Buffer.from(since.digest).toString("hex"),
    },
    blocks,
  };
  const { status, stdout, stderr } = spawnSync("python3", [VERIFIER], {
    input: JSON.stringify(input),
    encoding: "utf8",
  });
  return { status, lines: stdout.split("\n").slice(0, -1), stderr };
}

const fault = pythonFault();

test(
  "a verifier written from the README reads the changes that ours reads",
  { skip: fault },
  async () => {
    const chain = history();
    const list = await changes(chain, NAMESPACE, { prove: true });
    const ours: { line: string; checkpoint: Checkpoint }[] = [];
    for await (const { revision, height, kind, key } of list) {
      const line = `${revision} ${height} ${kind} ${Buffer.from(key).toString("hex")}`;
      ours.push({ line, checkpoint: list.checkpoint ?? assert.fail() });
    }
    const lines = ours.map(({ line }) => line);
    assert.equal(new Set(lines.map((line) => line.split(" ")[2])).size, 5, "a kind is missing");
    assert.deepEqual(await verify(chain, BEGINNING), { status: 0, lines, stderr: "" });
    for (const [index, { checkpoint }] of ours.slice(0, -1).entries()) {
      const found = await verify(chain, checkpoint);
      assert.deepEqual(found, { status: 0, lines: lines.slice(index + 1), stderr: "" });
    }
  },
);

test(
  "a verifier written from the README finds out a change of any byte",
  { skip: fault },
  async () => {
    const chain = history();
    const last = chain.height;
    const flip = (at: number) => (results: BlockResults) =>
      results.height === last
        ? {
            ...results,
            events: results.events.map((event) =>
              event.type === "kv" ? flipped(event, at) : event,
            ),
          }
        : results;
    const flipped = (event: BlockResults["events"][number], at: number) => {
      const bytes = changesIn(event);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return withAttribute(event, "changes", Buffer.from(bytes).toString("base64"));
    };
    // The hash of a value, the deadline behind it, the kind.
    for (const at of [20, 51, 8]) {
      const { status, lines } = await verify(chain, BEGINNING, flip(at));
      assert.deepEqual([status, lines], [1, []], `byte ${at}`);
    }
  },
);
