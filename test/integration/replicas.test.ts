import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { QueryDefinition as KvQuery } from "../../proto/gen/lazuli/kv/v1/query.ts";
import { LmdbDatabase } from "../../app/db/lmdb-database.ts";
import { createCrypto, memoizedVerify } from "../../app/node/crypto.ts";
import { crypto } from "../helpers/context.ts";
import { keeping } from "../helpers/commit-loop.ts";
import { alice, MemoryDatabase, PEOPLE, TestChain } from "../helpers/executor.ts";
import { Random, RandomBlocks } from "../helpers/random-blocks.ts";

const HEIGHTS = 60;
const RESTART_EVERY = 7;

/** Reads of all kinds, at heights that are kept, were pruned, or are to come. */
function ask(chain: TestChain, random: Random): void {
  const height = BigInt(random.below(HEIGHTS + 5)) - 2n;
  const namespace = `${random.pick(PEOPLE).address}/n`;
  const { entries } = KvQuery.methods;
  const pagination = {
    key: random.bytes(2),
    offset: 0n,
    limit: 5n,
    countTotal: true,
    reverse: random.below(2) > 0,
  };
  const data = entries.requestType.encode({ namespace, range: undefined, pagination }).finish();
  const answer = chain.executor.query({
    path: random.pick(["/lazuli.kv.v1.Query/Entries", "/store/kv/key", "/store/acc/key", "/nope"]),
    data: random.below(4) === 0 ? random.bytes(40) : data,
    height: random.below(2) > 0 ? height : 0n,
    prove: random.below(5) === 0,
  });
  assert.ok(answer.height > 0n);
}

test("replicas that differ in everything but the blocks agree on every byte", async (t) => {
  const seed = Date.now() % 2 ** 31;
  t.diagnostic(`seed ${seed}`);
  const random = new Random(seed);
  const folder = mkdtempSync(join(tmpdir(), "lazuli-replicas-"));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const wasm = await createCrypto({ LAZULI_CRYPTO: "wasm" });
  assert.deepEqual([crypto.implementation, wasm.implementation], ["native", "wasm"]);

  let onDisk = new LmdbDatabase(folder, keeping(3));
  const steady = TestChain.start({
    crypto: memoizedVerify(crypto),
    database: new MemoryDatabase(1_000),
  });
  let restarted = TestChain.start({ crypto, database: onDisk });
  const questioned = TestChain.start({
    crypto: wasm,
    database: new MemoryDatabase(1),
    nodeMinGasPrice: "5",
  });
  const blocks = new RandomBlocks(random, steady);
  const codes = new Map<string, number>();

  for (let i = 0; i < HEIGHTS; i++) {
    const txs = blocks.next();
    for (const tx of txs) steady.executor.checkTx(tx, false);
    const proposed = steady.executor.prepareProposal({
      ...steady.proposal(txs),
      bytesMax: 100_000,
    });
    ask(questioned, random);
    for (const chain of [steady, restarted, questioned]) {
      assert.deepEqual(chain.executor.processProposal(chain.proposal(proposed)), { accept: true });
    }
    // The block is executed whole all the same: what a proposal would leave out fails in it, on every replica alike.
    const result = steady.block(txs);
    for (const { codespace, code } of result.txs) {
      codes.set(`${codespace} ${code}`, (codes.get(`${codespace} ${code}`) ?? 0) + 1);
    }
    restarted.executor.finalizeBlock(restarted.proposal(proposed));
    assert.deepEqual(restarted.block(txs), result, `height ${steady.next - 1n}`);
    ask(questioned, random);
    const finalized = questioned.executor.finalizeBlock(questioned.proposal(txs));
    for (let question = 0; question < 5; question++) ask(questioned, random);
    for (const tx of txs) questioned.executor.checkTx(tx, false);
    questioned.executor.commit();
    assert.deepEqual(finalized, result, `height ${steady.next - 1n}`);
    if (i % RESTART_EVERY === 0) {
      await onDisk.close();
      onDisk = new LmdbDatabase(folder, keeping(3));
      restarted = new TestChain({ crypto, database: onDisk });
    }
  }
  for (const chain of [restarted, questioned]) {
    assert.deepEqual(withoutPlaces(chain), withoutPlaces(steady));
    assert.deepEqual(chain.executor.exportState(), steady.executor.exportState());
    assert.equal(chain.reports.length, 0);
  }
  await onDisk.close();
  assert.ok(steady.sequence(alice) > 5n, "most transactions were good");
  assert.ok(codes.size > 6, `many ways to fail: ${[...codes.keys()].join(", ")}`);
});

/** Where nodes lie on disk is each replica's own affair. */
function withoutPlaces(chain: TestChain): unknown {
  return { ...chain.executor.committed, stores: [] };
}
