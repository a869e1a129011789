import assert from "node:assert/strict";
import { test } from "node:test";
import {
  SimulateRequest,
  SimulateResponse,
} from "../../../../proto/gen/cosmos/tx/v1beta1/service.ts";
import { TxRaw } from "../../../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { QueryDefinition as KvQuery } from "../../../../proto/gen/lazuli/kv/v1/query.ts";
import { QUERY_BYTES_MAX, SIMULATE_BYTES_MAX, TX_BYTES_MAX } from "../../../../app/core/limits.ts";
import type { QueryRequest, QueryResponse } from "../../../../app/core/query.ts";
import { alice, FUNDS, MemoryDatabase, TestChain } from "../../../helpers/executor.ts";
import { kvMessage } from "../../../helpers/tx.ts";

const NOTHING = new Uint8Array(0);
const COUNT = "/lazuli.kv.v1.Query/Count";
const namespace = `${alice.address}/n`;
const countRequest = KvQuery.methods.count.requestType.encode({ namespace }).finish();

const query = (chain: TestChain, request: Partial<QueryRequest>): QueryResponse =>
  chain.executor.query({ path: COUNT, data: countRequest, height: 0n, prove: false, ...request });

/** A chain at height 10 that keeps 4; each height h from 2 on has h − 1 entries. */
function grown(database = new MemoryDatabase(4)): TestChain {
  const chain = TestChain.start({ database });
  for (let h = 2; h <= 10; h++) {
    chain.block([chain.tx(alice, [kvMessage.create(alice, "n", `key ${h}`, "v")])]);
  }
  return chain;
}

const countAt = (chain: TestChain, height: bigint): bigint =>
  chain.ask(KvQuery, KvQuery.methods.count, { namespace }, height).count;

test("who asks for a proof of what has none gets an answer without, as of the SDK", () => {
  const answer = query(grown(), { prove: true });
  assert.deepEqual([answer.code, answer.proofOps], [0, undefined]);
  assert.ok(answer.value.length > 0);
});

test("heights: the newest by 0 or by its number, past ones as long as they are kept", () => {
  const chain = grown();
  assert.equal(countAt(chain, 0n), 9n);
  for (const height of [10n, 9n, 8n, 7n]) {
    assert.equal(countAt(chain, height), height - 1n);
    assert.equal(query(chain, { height }).height, height);
  }
  for (const [height, code] of [
    [6n, 38],
    [1n, 38],
    [11n, 26],
    [2n ** 63n - 1n, 26],
    [-1n, 18],
    [-(2n ** 63n), 18],
  ] as const) {
    const answer = query(chain, { height });
    assert.deepEqual([answer.codespace, answer.code], ["sdk", code], `height ${height}`);
    assert.equal(answer.height, 10n, "never 0 once there is a block");
    assert.equal(answer.value.length, 0);
  }
});

test("a height that was asked for while it was kept is refused like any other when it is not", () => {
  const chain = grown();
  assert.equal(countAt(chain, 7n), 6n);
  for (let i = 0; i < 6; i++) {
    chain.block([chain.tx(alice, [kvMessage.update(alice, "n", "key 2", `v${i}`)])]);
    const answer = query(chain, { height: 7n });
    assert.equal(answer.code, 38, "at once, with a code, and without a fault");
    for (let h = 1n; h <= 20n; h++) {
      const { code } = query(chain, {
        path: "/lazuli.kv.v1.Query/Get",
        data: KvQuery.methods.get.requestType
          .encode({ namespace, key: new TextEncoder().encode(`key ${h}`) })
          .finish(),
        height: h,
      });
      const newest = BigInt(chain.executor.committed?.height ?? 0);
      if (h > newest) assert.equal(code, 26);
      else if (h <= newest - 4n) assert.equal(code, 38);
    }
  }
});

test("many past heights are served, whatever was asked before", () => {
  const chain = grown(new MemoryDatabase(100));
  for (let round = 0; round < 3; round++) {
    for (let height = 2n; height <= 10n; height++)
      assert.equal(countAt(chain, height), height - 1n);
  }
});

const badRequests: readonly [
  name: string,
  request: Partial<QueryRequest>,
  code: number,
  log: RegExp,
][] = [
  ["an unknown path", { path: "/a.Query/B" }, 6, /unknown query path: \/a\.Query\/B/],
  ["no path", { path: "" }, 6, /unknown query path/],
  ["a long path", { path: `/${"x".repeat(100_000)}` }, 6, /^.{0,300}$/],
  ["a message type", { path: "/lazuli.kv.v1.MsgCreate" }, 6, /unknown query path/],
  [
    "too many bytes",
    { data: new Uint8Array(QUERY_BYTES_MAX + 1) },
    18,
    /65537 bytes, expected at most 65536/,
  ],
  [
    "bytes that are no request",
    { data: new Uint8Array(1_000).fill(0xff) },
    18,
    /cannot be decoded/,
  ],
  [
    "groups in groups",
    { data: new Uint8Array(QUERY_BYTES_MAX).fill(0x0b) },
    18,
    /cannot be decoded/,
  ],
  ["a request that the module refuses", { data: NOTHING }, 2, /invalid namespace/],
  [
    "an unknown store",
    { path: "/store/nope/key", data: NOTHING },
    6,
    /no such store.*acc, authz, bank, chain, feegrant, kv/,
  ],
  ["a store's other paths", { path: "/store/kv/subspace" }, 6, /no such store/],
  ["a store's key with more behind", { path: "/store/kv/key/x" }, 6, /no such store/],
  ["a store's name in capitals", { path: "/store/KV/key" }, 6, /no such store/],
  ["an empty key of a store", { path: "/store/kv/key", data: NOTHING }, 18, /key is empty/],
  [
    "an empty simulation",
    { path: "/cosmos.tx.v1beta1.Service/Simulate", data: NOTHING },
    18,
    /empty txBytes/,
  ],
  [
    "a simulation that is too large",
    { path: "/cosmos.tx.v1beta1.Service/Simulate", data: new Uint8Array(SIMULATE_BYTES_MAX + 1) },
    18,
    /expected at most/,
  ],
  [
    "a simulation with nesting in its old field",
    { path: "/cosmos.tx.v1beta1.Service/Simulate", data: new Uint8Array(TX_BYTES_MAX).fill(0x0a) },
    18,
    /cannot be decoded/,
  ],
];
const steady = grown();
for (const [name, request, code, log] of badRequests) {
  test(`a query is answered with a code: ${name}`, () => {
    const answer = query(steady, request);
    assert.deepEqual([answer.code, answer.height], [code, 10n], answer.log);
    assert.match(answer.log, log);
    assert.deepEqual([answer.key.length, answer.value.length], [0, 0]);
    assert.equal(steady.reports.length, 0, "a bad request is no bug");
  });
}

test("a request of the largest size is read", () => {
  const padded = new Uint8Array(QUERY_BYTES_MAX);
  padded.set(countRequest);
  // An unknown field of bytes fills the rest: its tag, its length in three bytes.
  const rest = QUERY_BYTES_MAX - countRequest.length - 4;
  padded.set(
    [0x7a, (rest & 0x7f) | 0x80, ((rest >> 7) & 0x7f) | 0x80, rest >> 14],
    countRequest.length,
  );
  assert.equal(query(steady, { data: padded }).code, 0);
});

test("`/store/<name>/key` answers the bytes as they are stored, at any height", () => {
  const key = Buffer.from("accountNumber\0\0\0\0\0\0\0\0", "latin1");
  const answer = query(steady, { path: "/store/acc/key", data: key });
  assert.deepEqual([answer.code, answer.codespace, answer.log, answer.height], [0, "", "", 10n]);
  assert.deepEqual([...answer.key], [...key]);
  assert.equal(answer.value.length, 20, "the address of the first account");
  const absent = query(steady, { path: "/store/acc/key", data: Uint8Array.of(9), height: 8n });
  assert.deepEqual([absent.code, absent.value.length, absent.height], [0, 0, 8n]);
});

const simulate = (chain: TestChain, txBytes: Uint8Array): QueryResponse =>
  query(chain, {
    path: "/cosmos.tx.v1beta1.Service/Simulate",
    data: SimulateRequest.encode({ tx: undefined, txBytes }).finish(),
  });

/** The same transaction as a client sends it for an estimate: with an empty signature, no fee and no gas. */
function unsigned(tx: Uint8Array): Uint8Array {
  return TxRaw.encode({ ...TxRaw.decode(tx), signatures: [NOTHING] }).finish();
}

test("a simulation needs no signature, no fee and no gas limit, and changes nothing", () => {
  const chain = TestChain.start();
  const twin = TestChain.start();
  const message = kvMessage.create(alice, "n", "k", "v");
  const bytes = unsigned(chain.tx(alice, [message], { sequence: 0n, gasLimit: 0n, feeAmount: 0n }));
  const answer = simulate(chain, bytes);
  assert.equal(answer.code, 0, answer.log);
  const { gasInfo, result } = SimulateResponse.decode(answer.value);
  assert.equal(gasInfo?.gasWanted, 2n ** 64n - 1n);
  assert.ok(result?.events.some(({ type }) => type === "kv"));
  assert.deepEqual(simulate(chain, bytes), answer, "again the same");
  assert.equal(chain.balance(alice), FUNDS);
  const real = chain.tx(alice, [message]);
  const executed = chain.block([real]);
  assert.deepEqual(executed, twin.block([real]));
  const used = executed.txs[0]?.gasUsed ?? 0n;
  assert.ok(
    gasInfo.gasUsed >= used && gasInfo.gasUsed < used + 2_000n,
    `${gasInfo.gasUsed} for ${used}`,
  );
});

test("a simulation runs after the last block, so that gas for the time that passes is in it", () => {
  const chain = TestChain.start();
  chain.block([chain.tx(alice, [kvMessage.create(alice, "n", "k", "v")])]);
  // No time has passed for the entry's rent until the next block has a time.
  const update = chain.tx(alice, [kvMessage.update(alice, "n", "k", "w")]);
  const { gasInfo } = SimulateResponse.decode(simulate(chain, unsigned(update)).value);
  const used = chain.block([update]).txs[0]?.gasUsed ?? 0n;
  const estimated = gasInfo?.gasUsed ?? 0n;
  assert.ok(estimated > used - 500n && estimated < used + 500n, `${estimated} for ${used}`);
});

test("a simulation that fails says why, and how much gas it took, as the SDK's does", () => {
  const chain = TestChain.start();
  const bytes = unsigned(chain.tx(alice, [kvMessage.delete(alice, "n", "k")]));
  const answer = simulate(chain, bytes);
  assert.deepEqual([answer.codespace, answer.code, answer.height], ["sdk", 6, 1n]);
  assert.match(
    answer.log,
    /^rpc error: code = Unknown desc = failed to execute message; message index: 0: .*key not found with gas used: '\d+': unknown request$/,
  );
  const undecodable = simulate(chain, Uint8Array.of(1));
  assert.equal(undecodable.code, 6);
  assert.match(undecodable.log, /tx parse error with gas used: '0': unknown request$/);
});
