import assert from "node:assert/strict";
import { stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { QueryRequest, QueryResponse } from "../../../app/core/query.ts";
import { QUERIES_WAITING_MAX } from "../../../app/node/limits.ts";
import { createLog } from "../../../app/node/log.ts";
import { QueryPool, type QueryPoolOptions } from "../../../app/node/query-pool.ts";
import { stoppedNode } from "../../helpers/node-home.ts";

const SCRIPTED = new URL("../../helpers/scripted-query-worker.js", import.meta.url);
const HEIGHT = 7n;

interface Setup {
  readonly pool: QueryPool;
  readonly lines: string[];
  readonly ask: (path: string) => Promise<QueryResponse>;
}

function setUp(t: TestContext, options: Partial<QueryPoolOptions> = {}): Setup {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const pool = new QueryPool({
    workers: 1,
    data: { stateFolder: "", app: { nodeMinGasPrice: "0" } },
    height: () => HEIGHT,
    log: createLog({ level: "debug", format: "plain", write }),
    program: SCRIPTED,
    ...options,
  });
  t.after(() => pool.close());
  return { pool, lines, ask: (path) => pool.query(request(path)) };
}

const request = (path: string): QueryRequest => ({
  path,
  data: new Uint8Array(0),
  height: 0n,
  prove: false,
});

const text = ({ value }: QueryResponse): string => Buffer.from(value).toString();

function assertBrokenOff(answer: QueryResponse, log: RegExp): void {
  const { codespace, code, height, value } = answer;
  assert.deepEqual([codespace, code, height, value.length], ["node", 3, HEIGHT, 0]);
  assert.match(answer.log, log);
}

test("answers come back whole, and to those who asked", async (t) => {
  const { ask } = setUp(t, { workers: 3 });
  const paths = Array.from({ length: 200 }, (_, i) => `/${i}`);
  const answers = await Promise.all(paths.map(ask));
  assert.deepEqual(answers.map(text), paths);
  assert.equal(answers[0]?.height, 2n ** 60n);
});

test("more queries than may wait are answered at once that the node is busy", async (t) => {
  const { ask, lines } = setUp(t);
  const refused = 10;
  const room = QUERIES_WAITING_MAX;
  const asked = Array.from({ length: room + refused }, (_, i) => ask(`/${i}`));
  const early = await Promise.race([asked[room], asked[0]]);
  assert.deepEqual([early?.codespace, early?.code, early?.height], ["node", 2, HEIGHT]);
  assert.match(early?.log ?? "", /256 queries are waiting already; ask again later: busy/);
  const answers = await Promise.all(asked);
  assert.deepEqual(
    answers.map(({ code }) => code),
    answers.map((_, i) => (i < room ? 0 : 2)),
  );
  assert.equal(lines.filter((line) => line.includes("too many are waiting")).length, 1);
  assert.equal((await ask("/after")).code, 0);
});

for (const [path, log] of [
  ["/exit", /^the thread that answered it has ended; ask again/],
  ["/throw", /^a bug of the thread; ask again/],
  ["/memory", /memory/],
  ["/hang", /^it took more than 2000 ms; ask again/],
] as const) {
  test(`a thread that meets ${path} is replaced, and only that query has no answer`, async (t) => {
    const { ask, lines } = setUp(t, { timeoutMs: 2_000, heapMibMax: 32 });
    const [before, bad, ...after] = await Promise.all(["/a", path, "/b", "/c"].map(ask));
    assert.equal(before && text(before), "/a");
    assertBrokenOff(bad as QueryResponse, log);
    assert.deepEqual(after.map(text), ["/b", "/c"]);
    assert.equal(lines.filter((line) => line.includes("a query thread ended")).length, 1);
    assert.equal(text(await ask("/again")), "/again");
  });
}

test("a bug that the thread survives costs its query alone", async (t) => {
  const { ask, lines } = setUp(t);
  assertBrokenOff(await ask("/failed"), /it failed; the node's log says why/);
  assert.ok(lines.some((line) => line.includes("a bug met a query")));
  assert.equal(text(await ask("/a")), "/a");
});

test("a fault of the database rejects every query from then on", async (t) => {
  const { ask } = setUp(t, { workers: 2 });
  const asked = await Promise.allSettled(["/fault", "/hang", "/hang", "/hang", "/a"].map(ask));
  for (const one of asked) assert.equal(one.status, "rejected");
  await assert.rejects(ask("/a"), { name: "MachineFault", message: "damaged" });
});

test("threads that do not start leave nobody waiting", async (t) => {
  const { ask, lines } = setUp(t, {
    data: { stateFolder: "no start", app: { nodeMinGasPrice: "0" } },
  });
  for (const answer of await Promise.all(["/a", "/b"].map(ask)))
    assertBrokenOff(answer, /does not start/);
  assert.ok(lines.some((line) => line.includes("a query thread ended")));
});

test("closing answers what waits and what comes", async (t) => {
  const { pool, ask } = setUp(t);
  const asked = ["/a", "/hang", "/b", "/c"].map(ask);
  assert.equal(text((await asked[0]) as QueryResponse), "/a");
  await pool.close();
  for (const answer of await Promise.all(asked.slice(1))) {
    assertBrokenOff(answer, /the node is stopping/);
  }
  assertBrokenOff(await ask("/d"), /the node is stopping/);
});

test("a damaged database is a fault, a missing one is not", async (t) => {
  const node = await stoppedNode(t, 5);
  const data = { stateFolder: node.home.stateFolder, app: { nodeMinGasPrice: "0" } };
  const file = join(node.home.stateFolder, "data.mdb");
  const program = new URL("../../../app/node/query-worker.js", import.meta.url);
  const good = setUp(t, { data, program });
  const path = "/store/kv/key";
  const answer = await good.pool.query({ ...request(path), data: Uint8Array.of(1) });
  assert.deepEqual([answer.code, answer.height], [0, 5n]);
  await good.pool.close();
  await truncate(file, (await stat(file)).size - 4_096);
  const damaged = setUp(t, { data, program });
  await assert.rejects(damaged.ask(path), { name: "MachineFault", message: /cut short/ });
});
