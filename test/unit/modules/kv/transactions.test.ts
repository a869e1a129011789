import assert from "node:assert/strict";
import { test } from "node:test";
import { QueryDefinition } from "../../../../proto/gen/lazuli/kv/v1/query.ts";
import { TxMsgData } from "../../../../proto/gen/cosmos/base/abci/v1beta1/abci.ts";
import { MsgBatchResponse } from "../../../../proto/gen/lazuli/kv/v1/tx.ts";
import { utf8 } from "../../../../app/core/bytes.ts";
import type { TxResult } from "../../../../app/core/execution.ts";
import { emitChanges } from "../../../../modules/kv/events.ts";
import { memoryContext } from "../../../helpers/context.ts";
import { alice, bob, genesisState, TestChain } from "../../../helpers/executor.ts";
import { kvAny } from "../../../helpers/kv-tx.ts";
import { feeOf } from "../../../helpers/tx.ts";

/* Real transactions through the whole state machine. */

const { methods } = QueryDefinition;
const key = utf8("k");
const N = `${alice.address}/n`;
const GAS = 20_000_000n;

function get(chain: TestChain, text: string): string | undefined {
  const { entries } = chain.ask(QueryDefinition, methods.entries, {
    namespace: N,
    range: { prefix: utf8(text), start: new Uint8Array(0), end: new Uint8Array(0) },
    pagination: undefined,
  });
  const entry = entries.find((one) => Buffer.from(one.key).toString() === text)?.entry;
  return entry && Buffer.from(entry.value).toString();
}

function kinds({ events }: Pick<TxResult, "events">): string[] {
  return events.map(({ type }) => type);
}

const upsert = (text: string, value = "v") => ({
  operation: { $case: "upsert", value: { key: utf8(text), value: utf8(value) } },
});

test("two creates of one key in one block: the first wins, the second gets `key already exists`", () => {
  const chain = TestChain.start();
  const create = (value: string) =>
    kvAny(alice, "Create", { namespace: "n", key, value: utf8(value) });
  const { txs } = chain.block([
    chain.tx(alice, [create("first")]),
    chain.tx(alice, [create("second")]),
    chain.tx(bob, [kvAny(bob, "Create", { namespace: "n", key })]),
  ]);
  assert.deepEqual(
    txs.map(({ codespace, code }) => `${codespace} ${code}`),
    [" 0", "kv 6", " 0"],
  );
  assert.match(txs[1]?.log ?? "", /"k" in lazuli.*\/n: key already exists/);
  assert.equal(get(chain, "k"), "first");
  assert.equal(kinds(txs[1] as TxResult).includes("kv"), false, "no event of a failed message");
});

test("a batch whose last operation fails leaves nothing but the fee and the sequence", () => {
  const chain = TestChain.start();
  chain.block([chain.tx(alice, [kvAny(alice, "Create", { namespace: "n", key })])]);
  const condition = { condition: { $case: "absent", value: true } };
  const failing: readonly [name: string, last: object, code: number][] = [
    ["a condition", { ...upsert("k"), condition }, 10],
    ["an absent key", { operation: { $case: "delete", value: { key: utf8("none") } } }, 7],
    ["a present key", { operation: { $case: "create", value: { key } } }, 6],
  ];
  for (const [name, last, code] of failing) {
    const { hash, balance, sequence } = stateOf(chain);
    const operations = [
      ...Array.from({ length: 20 }, (_, i) => upsert(`k${i}`, "x".repeat(100))),
      { operation: { $case: "delete", value: { key } } },
      upsert("k", "again"),
      last,
    ];
    const batch = kvAny(alice, "Batch", { namespace: "n", operations });
    const { txs } = chain.block([chain.tx(alice, [batch], { gasLimit: GAS })]);
    assert.deepEqual([txs[0]?.codespace, txs[0]?.code], ["kv", code], name);
    assert.match(txs[0]?.log ?? "", /operation 22: /);
    assert.deepEqual(txs[0]?.data, new Uint8Array(0));
    const after = stateOf(chain);
    assert.deepEqual(after.hash, hash, "the module's state");
    assert.equal(after.balance, balance - feeOf(GAS));
    assert.equal(after.sequence, sequence + 1n);
    assert.equal(kinds(txs[0]).includes("kv"), false);
  }
});

/** The export of the module, and what alice has. */
function stateOf(chain: TestChain) {
  const { kv } = chain.executor.exportState();
  return {
    hash: JSON.stringify(kv),
    balance: chain.balance(alice),
    sequence: chain.sequence(alice),
  };
}

test("wherever the gas of a batch runs out, nothing is left, the fee is kept and none of the gas is given back", () => {
  const chain = TestChain.start();
  chain.block([chain.tx(alice, [kvAny(alice, "Create", { namespace: "n", key })])]);
  const operations = Array.from({ length: 10 }, (_, i) => upsert(`k${i}`));
  const batch = kvAny(alice, "Batch", { namespace: "n", operations });
  const sequence = chain.sequence(alice);
  const run = (gasLimit: bigint) =>
    chain.executor.finalizeBlock(
      chain.proposal([chain.tx(alice, [batch], { gasLimit, feeAmount: feeOf(GAS), sequence })]),
    ).txs[0] as TxResult;
  const enough = run(GAS).gasUsed;
  let outOfGas = 0;
  for (let gasLimit = 80_000n; gasLimit < enough; gasLimit += (enough - 80_000n) / 40n) {
    const before = stateOf(chain);
    const fee = feeOf(GAS);
    const options = { gasLimit, feeAmount: fee };
    const { txs } = chain.block([
      chain.tx(alice, [batch], { ...options, sequence: before.sequence }),
    ]);
    assert.deepEqual([txs[0]?.codespace, txs[0]?.code], ["sdk", 11]);
    assert.equal(kinds(txs[0] as TxResult).includes("kv"), false);
    outOfGas += 1;
    const after = stateOf(chain);
    assert.deepEqual(after.hash, before.hash);
    assert.equal(after.balance, before.balance - fee);
  }
  assert.ok(outOfGas > 30);
  assert.deepEqual(chain.reports, []);
});

test("a batch of 1,000 operations is one event and 1,000 results; the same gas when it is run again", () => {
  const chain = TestChain.start();
  const operations = Array.from({ length: 1_000 }, (_, i) => upsert(`k${i}`));
  const batch = kvAny(alice, "Batch", { namespace: "n", operations });
  const tx = chain.tx(alice, [batch], { gasLimit: 50_000_000n });
  const again = chain.executor.finalizeBlock(chain.proposal([tx]));
  const { txs } = chain.block([tx]);
  const [result] = txs;
  assert.equal(result?.code, 0, result?.log);
  assert.equal(result.gasUsed, again.txs[0]?.gasUsed);
  assert.deepEqual(
    kinds(result).filter((type) => type === "kv"),
    ["kv"],
  );
  const response = TxMsgData.decode(result.data).msgResponses[0];
  const { results, revision } = MsgBatchResponse.decode(response?.value ?? new Uint8Array(0));
  assert.deepEqual([results.length, revision], [1_000, 1_000n]);
  const { count } = chain.ask(QueryDefinition, methods.count, { namespace: N });
  assert.equal(count, 1_000n);
  const more = kvAny(alice, "Batch", { namespace: "n", operations: [...operations, upsert("z")] });
  const { txs: refused } = chain.block([chain.tx(alice, [more], { gasLimit: 50_000_000n })]);
  assert.deepEqual([refused[0]?.codespace, refused[0]?.code], ["kv", 15]);
});

test("of several messages that touch one namespace each has its event, and a later failure takes all back", () => {
  const chain = TestChain.start();
  const create = (text: string) => kvAny(alice, "Create", { namespace: "n", key: utf8(text) });
  const grant = kvAny(alice, "Grant", { namespace: "n", grantee: bob.address, permissions: [1] });
  const before = stateOf(chain).hash;
  const { txs } = chain.block([chain.tx(alice, [create("a"), grant, create("b"), create("a")])]);
  assert.equal(txs[0]?.code, 6);
  assert.equal(stateOf(chain).hash, before);
  const good = chain.block([chain.tx(alice, [create("a"), grant, create("b")])]);
  const events = (good.txs[0] as TxResult).events.filter(({ type }) => type === "kv");
  const heights = events.map(
    ({ attributes }) => attributes.find(([name]) => name === "previous_height")?.[1],
  );
  assert.deepEqual(heights, ["0", "3"]);
});

test("a sweep's events are the block's, with the height before", () => {
  const chain = TestChain.start();
  const lease = { seconds: 2n };
  chain.block([chain.tx(alice, [kvAny(alice, "Create", { namespace: "n", key, lease })])]);
  assert.deepEqual(
    chain.block().events.filter(({ type }) => type === "kv"),
    [],
  );
  const [event] = chain.block().events.filter(({ type }) => type === "kv");
  const attributes = Object.fromEntries(event?.attributes ?? []) as Record<string, string>;
  assert.deepEqual(
    [attributes["namespace"], attributes["previous_height"], attributes["revision"]],
    [N, "2", "2"],
  );
  assert.equal(attributes["mode"], "BeginBlock");
});

test("a walk over what the block has removed pays for each key that it passes over", () => {
  const chain = TestChain.start();
  const operations = Array.from({ length: 1_000 }, (_, i) => upsert(`k${i}`));
  const options = { gasLimit: 50_000_000n };
  chain.block([chain.tx(alice, [kvAny(alice, "Batch", { namespace: "n", operations })], options)]);
  const sequence = chain.sequence(alice);
  const removal = chain.tx(alice, [kvAny(alice, "DeleteAll", { namespace: "n" })], {
    ...options,
    sequence,
  });
  const gasOf = (
    messages: Parameters<TestChain["tx"]>[1],
    before: readonly Uint8Array[],
  ): bigint => {
    const tx = chain.tx(bob, messages, { ...options, sequence: 0n });
    const { txs } = chain.executor.finalizeBlock(chain.proposal([...before, tx]));
    assert.ok(txs.every(({ code }) => code === 0));
    return txs.at(-1)?.gasUsed ?? 0n;
  };
  const all = Array.from({ length: 20 }, () => ({ operation: { $case: "deleteAll", value: {} } }));
  const walks = [kvAny(bob, "Batch", { namespace: N, operations: all })];
  // The 1,000 keys are gone either way: from the state before the block, or in it.
  const within = gasOf(walks, [removal]);
  chain.block([removal]);
  const after = gasOf(walks, []);
  assert.equal(within - after, 20n * 1_000n * 30n);
});

test("what a read in consensus answers is paid for as what is written: every node keeps it", () => {
  const chain = TestChain.start();
  const options = { gasLimit: 50_000_000n };
  const value = utf8("v".repeat(100_000));
  chain.block([chain.tx(alice, [kvAny(alice, "Create", { namespace: "n", key, value })], options)]);
  const { txs } = chain.block([
    chain.tx(alice, [kvAny(alice, "Has", { namespace: "n", key })], options),
    chain.tx(alice, [kvAny(alice, "Read", { namespace: "n", key })], options),
    chain.tx(alice, [kvAny(alice, "Entries", { namespace: "n" })], options),
  ]);
  const [has, read, entries] = txs.map(({ gasUsed }) => gasUsed);
  for (const gas of [read, entries]) assert.ok((gas ?? 0n) - (has ?? 0n) > 30n * 100_000n);
  const short = { gasLimit: 400_000n };
  const refused = chain.block([
    chain.tx(alice, [kvAny(alice, "Read", { namespace: "n", key })], short),
  ]).txs[0];
  assert.deepEqual([refused?.code, refused?.data.length], [11, 0]);
});

test("a message's changes are told, however many there are", () => {
  const ctx = memoryContext();
  const mutations = Array.from({ length: 300_000 }, () => Uint8Array.of(7));
  emitChanges(ctx, { namespace: N, previousHeight: 0n, revision: 1n, mutations });
  const [event] = ctx.events.all;
  assert.equal(event?.attributes[3]?.[1].length, 400_000);
});

test("the whole state is exported and imported with entries, grants, transfers and ended leases", () => {
  const chain = TestChain.start();
  const put = (namespace: string, text: string, seconds: bigint) =>
    kvAny(alice, "Upsert", { namespace, key: utf8(text), value: utf8(text), lease: { seconds } });
  const grant = (signer: typeof alice, permissions: readonly number[], namespace: string) =>
    kvAny(signer, "Grant", {
      namespace,
      grantee: signer === alice ? bob.address : alice.address,
      permissions,
      prefix: utf8("a/"),
      expiresIn: { hours: 1n },
    });
  chain.block([
    chain.tx(alice, [
      ...["n", "m", "given"].flatMap((namespace) => [
        put(namespace, "\0/\u00ff\ud83d\ude00", 3_600n),
        put(namespace, "short", 3n),
      ]),
      grant(alice, [1, 2], "n"),
      grant(alice, [4], "given"),
      kvAny(alice, "OfferNamespace", { namespace: "given", newOwner: bob.address }),
    ]),
  ]);
  const given = `${alice.address}/given`;
  const { txs } = chain.block([
    chain.tx(bob, [kvAny(bob, "AcceptNamespace", { namespace: given }), grant(bob, [3], given)]),
  ]);
  assert.equal(txs[0]?.code, 0, txs[0]?.log);
  const state = JSON.parse(JSON.stringify(chain.executor.exportState())) as Record<string, object>;
  const kv = state["kv"] as Record<"namespaces" | "entries" | "grants", { transfers: string }[]>;
  assert.deepEqual(
    [kv.namespaces.length, kv.entries.length, kv.grants.map(({ transfers }) => transfers).sort()],
    [3, 6, ["0", "0", "1"]],
  );
  const imports = [0, 1].map(() => {
    const again = new TestChain();
    const hash = again.executor.initChain(again.genesis({ state }));
    return { again, hash };
  });
  assert.deepEqual(imports[0]?.hash, imports[1]?.hash);
  for (const { again } of imports) {
    assert.deepEqual(JSON.parse(JSON.stringify(again.executor.exportState())), state);
  }
  // Both go on alike: the short leases end, and the sweep comes.
  const hashes = imports.map(({ again }) => {
    for (let i = 0; i < 8; i++) again.block();
    const { count } = again.ask(QueryDefinition, methods.count, { namespace: N });
    assert.equal(count, 1n);
    return again.executor.committed?.appHash;
  });
  assert.deepEqual(hashes[0], hashes[1]);
  assert.notDeepEqual(hashes[0], imports[0]?.hash);
});

test("a default genesis has no namespaces, and the parameters of the specification", () => {
  const chain = TestChain.start();
  const { params } = chain.ask(QueryDefinition, methods.params, {});
  assert.equal(params?.sweepEntriesMax, 1_000);
  const { kv } = genesisState(chain.app) as { kv: { namespaces: unknown[] } };
  assert.deepEqual(kv.namespaces, []);
});
