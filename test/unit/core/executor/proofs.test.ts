import assert from "node:assert/strict";
import { test } from "node:test";
import { bech32 } from "@scure/base";
import { verifyAbsence, verifyMembership } from "../../../../app/client/proof.ts";
import { AppBuilder } from "../../../../app/core/app.ts";
import { Schema } from "../../../../app/core/collections/schema.ts";
import type { QueryRequest, QueryResponse } from "../../../../app/core/query.ts";
import { Entry } from "../../../../proto/gen/lazuli/kv/v1/kv.ts";
import { chainModule } from "../../../../modules/chain/module.ts";
import { entryStoreKey } from "../../../../modules/kv/keys.ts";
import { alice, bob, MemoryDatabase, TestChain } from "../../../helpers/executor.ts";
import { kvMessage } from "../../../helpers/tx.ts";

const ALICE = bech32.decodeToBytes(alice.address).bytes;
const BOB = bech32.decodeToBytes(bob.address).bytes;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const entryOf = (key: string): Uint8Array => entryStoreKey(ALICE, "n", utf8(key));

const ask = (chain: TestChain, request: Partial<QueryRequest>): QueryResponse =>
  chain.executor.query({
    path: "/store/kv/key",
    data: entryOf("key 2"),
    height: 0n,
    prove: true,
    ...request,
  });

/** Block h writes "key h" and the value of "key 2"; a database that keeps so many heights. */
function grown(blocks: number, keepHeights: number) {
  const chain = TestChain.start({ database: new MemoryDatabase(keepHeights) });
  const appHashes = [new Uint8Array(), chain.executor.committed?.appHash ?? assert.fail()];
  for (let h = 2; h <= blocks; h++) {
    const messages = [
      kvMessage.upsert(alice, "n", `key ${h}`, "v"),
      kvMessage.upsert(alice, "n", "key 2", `value of height ${h}`),
    ];
    appHashes.push(chain.block([chain.tx(alice, messages)]).appHash);
  }
  return { chain, appHashes };
}

/** The answer, after it was checked against the app hash of its height. */
function checked(
  { chain, appHashes }: ReturnType<typeof grown>,
  request: Partial<QueryRequest>,
  store = "kv",
): QueryResponse {
  const answer = ask(chain, request);
  assert.deepEqual([answer.code, answer.log], [0, ""]);
  const ops = answer.proofOps?.ops ?? [];
  assert.deepEqual(
    ops.map(({ type }) => type),
    ["ics23:iavl", "ics23:simple"],
  );
  const appHash = appHashes[Number(answer.height)] ?? assert.fail();
  const claim = { appHash, store, key: request.data ?? entryOf("key 2") };
  if (answer.value.length === 0) verifyAbsence(claim, ops);
  else verifyMembership(claim, answer.value, ops);
  return answer;
}

test("a store's key is proved at the newest height and at every one that is kept", () => {
  const grownChain = grown(12, 6);
  const newest = checked(grownChain, {});
  assert.equal(newest.height, 12n);
  for (let height = 7n; height <= 12n; height++) {
    const answer = checked(grownChain, { height });
    assert.equal(answer.height, height);
    const { value } = Entry.decode(answer.value);
    assert.equal(new TextDecoder().decode(value), `value of height ${height}`);
    for (let h = 2n; h <= 13n; h++) {
      const { value } = checked(grownChain, { height, data: entryOf(`key ${h}`) });
      assert.equal(value.length > 0, h <= height, `key ${h} at height ${height}`);
    }
  }
});

test("absence is proved before the first key of a store, between two, and behind the last", () => {
  const grownChain = grown(4, 10);
  for (const [store, data] of [
    ["bank", Uint8Array.of(0)],
    ["kv", entryOf("key 2\0")],
    ["kv", Uint8Array.of(255, 255)],
  ] as const) {
    const answer = checked(grownChain, { path: `/store/${store}/key`, data }, store);
    assert.equal(answer.value.length, 0);
  }
});

test("every store can be proved", () => {
  const grownChain = grown(3, 10);
  const account = Uint8Array.of(1, ...BOB);
  assert.ok(checked(grownChain, { path: "/store/acc/key", data: account }, "acc").value.length > 0);
  const balance = Uint8Array.of(2, BOB.length, ...BOB, ...utf8("ulaz"));
  const { value } = checked(grownChain, { path: "/store/bank/key", data: balance }, "bank");
  assert.equal(new TextDecoder().decode(value), "1000000000");
});

test("the answer is the same with and without a proof", () => {
  const { chain } = grown(3, 10);
  const { proofOps, ...proved } = ask(chain, {});
  assert.equal(proofOps?.ops.length, 2);
  assert.deepEqual(ask(chain, { prove: false }), { ...proved, proofOps: undefined });
});

test("a proof is refused where the answer would be: heights in the future, past and gone, bad requests", () => {
  const { chain } = grown(10, 4);
  for (const [request, code] of [
    [{ height: 11n }, 26],
    [{ height: -1n }, 18],
    [{ height: 6n }, 38],
    [{ data: new Uint8Array() }, 18],
    [{ path: "/store/nope/key" }, 6],
  ] as const) {
    const answer = ask(chain, request);
    assert.deepEqual([answer.code, answer.proofOps, answer.value.length], [code, undefined, 0]);
  }
});

test("an empty store proves nothing, and says so", () => {
  const builder = new AppBuilder();
  const { keeper } = builder.add(chainModule({ nodeMinGasPrice: "0" }));
  builder.add({ name: "idle", schema: new Schema("idle") });
  const chain = new TestChain({ app: builder.build({ settings: keeper, ante: [] }) });
  chain.executor.initChain({ ...chain.genesis(), state: {} });
  chain.block();
  const path = "/store/idle/key";
  const answer = ask(chain, { path });
  assert.equal(answer.code, 37);
  assert.match(answer.log, /^the store idle is empty at height 1, and ICS-23 cannot prove/);
  assert.equal(ask(chain, { path, prove: false }).code, 0);
});

test("what no verifier accepts is not served: an empty value, and absence beside one", () => {
  const { chain } = grown(2, 10);
  // bank's index of holders: denom, NUL, address; its values are empty.
  const holder = Uint8Array.of(3, ...utf8("ulaz\0"), ALICE.length, ...ALICE);
  const found = ask(chain, { path: "/store/bank/key", data: holder });
  assert.equal(found.code, 37, "the key is there, and empty");
  assert.match(found.log, /has an empty value, which ICS-23 cannot prove/);
  const beside = Uint8Array.of(...holder, 0);
  assert.equal(ask(chain, { path: "/store/bank/key", data: beside }).code, 37);
  assert.equal(chain.reports.length, 0);
});
