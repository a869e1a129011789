import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { QueryDefinition as BankQuery } from "../../proto/gen/cosmos/bank/v1beta1/query.ts";
import { SimulateRequest } from "../../proto/gen/cosmos/tx/v1beta1/service.ts";
import { QueryDefinition as KvQuery } from "../../proto/gen/lazuli/kv/v1/query.ts";
import type { QueryRequest, QueryResponse } from "../../app/core/query.ts";
import { LmdbDatabase } from "../../app/db/lmdb-database.ts";
import { createLog } from "../../app/node/log.ts";
import { QueryPool } from "../../app/node/query-pool.ts";
import { alice, MemoryDatabase, PEOPLE, TestChain } from "../helpers/executor.ts";
import { Random, RandomBlocks } from "../helpers/random-blocks.ts";
import { kvMessage } from "../helpers/tx.ts";

const HEIGHTS = 60;
const KEPT = 5;
const QUERIES_PER_PHASE = 16;
const NO_BYTES = new Uint8Array(0);

/** Queries of all kinds, at all kinds of heights. */
class Storm {
  readonly #random: Random;
  readonly #chain: TestChain;
  readonly #pool: QueryPool;
  readonly #open: Promise<void>[] = [];
  /** What was answered, by kind and code. */
  readonly kinds = new Map<string, number>();
  readonly #answers: (readonly [QueryRequest, QueryResponse])[] = [];

  constructor(random: Random, chain: TestChain, pool: QueryPool) {
    this.#random = random;
    this.#chain = chain;
    this.#pool = pool;
  }

  /** Asks and does not wait. */
  blow(queries: number = QUERIES_PER_PHASE): void {
    for (let i = 0; i < queries; i++) {
      const request = this.#request();
      this.#open.push(
        this.#pool.query(request).then((answer) => {
          this.#answers.push([request, answer]);
          const kind = `${request.path.slice(0, 40)} ${answer.codespace}${answer.code}`;
          this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
        }),
      );
    }
  }

  /** Waits for all answers. @returns requests and answers since the last time */
  async settle(): Promise<(readonly [QueryRequest, QueryResponse])[]> {
    await Promise.all(this.#open.splice(0));
    return this.#answers.splice(0);
  }

  #request(): QueryRequest {
    const random = this.#random;
    const height =
      random.below(3) > 0 ? 0n : this.#chain.next - BigInt(random.below(KEPT + 4)) + 1n;
    const [path, data] = random.pick([
      () => this.#entries(),
      () => this.#balances(),
      () => ["/store/kv/key", this.#storeKey()] as const,
      () => ["/store/bank/key", random.bytes(30)] as const,
      () => this.#simulation(),
      () => [random.pick(["/nope", "", "/store/", "/store/kv/key"]), random.bytes(60)] as const,
    ])();
    // Now and then a proof of what has none.
    const prove = random.below(path.startsWith("/store/") ? 2 : 20) === 0;
    return { path, data, height, prove };
  }

  #entries(): readonly [string, Uint8Array] {
    const namespace = `${this.#random.pick(PEOPLE).address}/n`;
    const pagination = { key: NO_BYTES, offset: 0n, limit: 20n, countTotal: false, reverse: false };
    const { requestType } = KvQuery.methods.entries;
    const request = { namespace, range: undefined, pagination };
    return ["/lazuli.kv.v1.Query/Entries", requestType.encode(request).finish()];
  }

  #balances(): readonly [string, Uint8Array] {
    const { requestType } = BankQuery.methods.balance;
    const request = { address: this.#random.pick(PEOPLE).address, denom: "ulaz" };
    return ["/cosmos.bank.v1beta1.Query/Balance", requestType.encode(request).finish()];
  }

  #storeKey(): Uint8Array {
    return Uint8Array.of(this.#random.below(5), ...this.#random.bytes(20));
  }

  #simulation(): readonly [string, Uint8Array] {
    const signer = this.#random.pick(PEOPLE);
    const key = `k${this.#random.below(40)}`;
    const txBytes = this.#chain.tx(signer, [kvMessage.upsert(signer, "n", key, "simulated")], {
      sequence: BigInt(this.#random.below(40)),
    });
    const request = SimulateRequest.encode(SimulateRequest.fromPartial({ txBytes })).finish();
    return ["/cosmos.tx.v1beta1.Service/Simulate", request];
  }
}

/** The same question at the same height has the same answer from the twin, which keeps all heights. */
function assertAsTwin(
  twin: TestChain,
  answers: readonly (readonly [QueryRequest, QueryResponse])[],
): void {
  for (const [request, answer] of answers) {
    assert.ok(answer.height > 0n);
    // Not kept, or still to come: the twin would say otherwise.
    if (request.height !== 0n && answer.code !== 0) continue;
    const { key, value, ...rest } = twin.executor.query({ ...request, height: answer.height });
    assert.deepEqual(
      { ...answer, key: Buffer.from(answer.key), value: Buffer.from(answer.value) },
      { ...rest, key: Buffer.from(key), value: Buffer.from(value) },
      `${request.path} at ${answer.height}`,
    );
  }
}

test("B-11: a node that is stormed with queries executes its blocks as one that is left alone", async (t) => {
  const seed = Date.now() % 2 ** 31;
  t.diagnostic(`seed ${seed}`);
  const random = new Random(seed);
  const folder = mkdtempSync(join(tmpdir(), "lazuli-queries-"));
  const database = new LmdbDatabase(folder, { pruning: { keepRecent: KEPT, interval: 1 } });
  const lines: string[] = [];
  const quiet = TestChain.start({ database: new MemoryDatabase(1_000) });
  const stormed = TestChain.start({ database });
  const pool = new QueryPool({
    workers: 2,
    data: { stateFolder: folder, app: { nodeMinGasPrice: "0" } },
    height: () => BigInt(stormed.executor.committed?.height ?? 0),
    log: createLog({ level: "warn", format: "plain", write: (line) => void lines.push(line) }),
  });
  t.after(async () => {
    await pool.close();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const blocks = new RandomBlocks(random, quiet);
  const storm = new Storm(random, quiet, pool);
  for (let i = 0; i < HEIGHTS; i++) {
    const txs = blocks.next();
    const expected = quiet.executor.finalizeBlock(quiet.proposal(txs));
    quiet.executor.commit();

    storm.blow();
    for (const tx of txs) stormed.executor.checkTx(tx, false);
    await pause(random.below(3));
    storm.blow();
    assert.deepEqual(stormed.executor.finalizeBlock(stormed.proposal(txs)), expected);
    storm.blow();
    if (random.below(2) > 0) assertAsTwin(quiet, await storm.settle());
    // The threads read while this one writes and prunes.
    storm.blow();
    stormed.executor.commit();
    const { height } = stormed.executor.committed ?? { height: 0 };
    const first = await pool.query({ path: "/", data: NO_BYTES, height: 0n, prove: false });
    assert.equal(first.height, BigInt(height), "who asks after a commit sees it");
    storm.blow();
    assertAsTwin(quiet, await storm.settle());
  }
  assert.equal(stormed.executor.committed?.height, quiet.executor.committed?.height);
  assert.deepEqual(stormed.executor.committed?.appHash, quiet.executor.committed?.appHash);
  assert.deepEqual(stormed.executor.exportState(), quiet.executor.exportState());
  assert.ok(stormed.sequence(alice) > 5n, "most transactions were good");
  assert.deepEqual(stormed.reports, []);
  assert.deepEqual(lines, []);
  const kinds = [...storm.kinds.keys()].sort();
  t.diagnostic(kinds.map((kind) => `${kind}: ${storm.kinds.get(kind)}`).join(", "));
  for (const kind of ["Simulate 0", "Balance 0", "Entries 0", "kv/key 0", "sdk26", "sdk6"]) {
    assert.ok(
      kinds.some((one) => one.includes(kind)),
      `no query of the kind ${kind}`,
    );
  }
});
