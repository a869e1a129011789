import assert from "node:assert/strict";
import { test } from "node:test";
import { TxMsgData } from "../../../../proto/gen/cosmos/base/abci/v1beta1/abci.ts";
import { QueryDefinition as KvQuery } from "../../../../proto/gen/lazuli/kv/v1/query.ts";
import { MsgUpsertResponse } from "../../../../proto/gen/lazuli/kv/v1/tx.ts";
import { alice, bob, FUNDS, MemoryDatabase, TestChain } from "../../../helpers/executor.ts";
import { feeOf, GAS_LIMIT, kvMessage, sendMessage } from "../../../helpers/tx.ts";

const FEE = feeOf(GAS_LIMIT);
const namespace = `${alice.address}/n`;
const count = (chain: TestChain): bigint =>
  chain.ask(KvQuery, KvQuery.methods.count, { namespace }).count;

test("a transaction answers with one response a message and one event of its position", () => {
  const chain = TestChain.start();
  const [result] = chain.block([
    chain.tx(alice, [
      kvMessage.upsert(alice, "n", "k", "v"),
      kvMessage.upsert(alice, "n", "k", "w"),
    ]),
  ]).txs;
  assert.ok(result);
  assert.deepEqual([result.code, result.codespace, result.log], [0, "", ""]);
  const { msgResponses, data } = TxMsgData.decode(result.data);
  assert.deepEqual(data, []);
  assert.deepEqual(
    msgResponses.map(({ typeUrl, value }) => [typeUrl, MsgUpsertResponse.decode(value)]),
    [
      ["/lazuli.kv.v1.MsgUpsertResponse", { revision: 1n, created: true }],
      ["/lazuli.kv.v1.MsgUpsertResponse", { revision: 2n, created: false }],
    ],
  );
  const kv = result.events.filter(({ type }) => type === "kv");
  assert.deepEqual(
    kv.map(({ attributes }) => {
      const { changes = "", ...rest } = Object.fromEntries(attributes);
      // The kind of a mutation, the length of its key, and the key.
      return { ...rest, change: Buffer.from(changes, "base64").subarray(8, 12).toString("hex") };
    }),
    [
      { namespace, previous_height: "0", revision: "1", change: "0100016b", msg_index: "0" },
      { namespace, previous_height: "2", revision: "2", change: "0200016b", msg_index: "1" },
    ],
  );
  const actions = result.events.filter(({ attributes }) =>
    attributes.some(([key]) => key === "action"),
  );
  assert.deepEqual(Object.fromEntries(actions[1]?.attributes ?? []), {
    action: "/lazuli.kv.v1.MsgUpsert",
    sender: alice.address,
    module: "kv",
    msg_index: "1",
  });
});

test("a message that fails keeps the fee and the sequence, and undoes all other messages", () => {
  const chain = TestChain.start();
  const [result] = chain.block([
    chain.tx(alice, [
      sendMessage(alice, bob, 5n),
      kvMessage.create(alice, "n", "k", "v"),
      kvMessage.create(alice, "n", "k", "again"),
    ]),
  ]).txs;
  assert.deepEqual([result?.codespace, result?.code], ["kv", 6]);
  assert.match(result?.log ?? "", /^failed to execute message; message index: 2: "k" in /);
  assert.equal(result?.data.length, 0);
  assert.equal(
    result.events.some(({ type }) => type === "kv"),
    false,
  );
  assert.equal(
    result.events.filter(({ type }) => type === "transfer").length,
    1,
    "the fee's alone",
  );
  assert.equal(chain.balance(alice), FUNDS - FEE);
  assert.equal(chain.balance(bob), FUNDS);
  assert.equal(chain.sequence(alice), 1n);
  assert.equal(count(chain), 0n);
});

test("running out of gas costs the fee and changes nothing else", () => {
  const chain = TestChain.start();
  const gasLimit = 150_000n;
  const messages = Array.from({ length: 30 }, (_, i) => kvMessage.create(alice, "n", `k${i}`, "v"));
  const [result] = chain.block([chain.tx(alice, messages, { gasLimit })]).txs;
  assert.deepEqual([result?.codespace, result?.code], ["sdk", 11]);
  assert.equal(result?.gasWanted, gasLimit);
  assert.ok(result.gasUsed > gasLimit);
  assert.equal(chain.balance(alice), FUNDS - feeOf(gasLimit));
  assert.equal(chain.sequence(alice), 1n);
  assert.equal(count(chain), 0n);
});

test("a failed ante step changes nothing at all", () => {
  const chain = TestChain.start();
  const untouched = TestChain.start();
  const { txs, appHash } = chain.block([
    chain.tx(alice, [kvMessage.create(alice, "n", "k", "v")], { sequence: 1n }),
    // The fee is taken before the signature is looked at; it comes back.
    chain.tx(bob, [kvMessage.create(bob, "n", "k", "v")], { sequence: 0n, chainId: "other-1" }),
    Uint8Array.of(1, 2, 3),
    new Uint8Array(0),
  ]);
  assert.deepEqual(
    txs.map(({ codespace, code }) => `${codespace} ${code}`),
    ["sdk 32", "sdk 4", "sdk 2", "sdk 2"],
  );
  assert.ok(txs.every(({ events, data }) => events.length === 0 && data.length === 0));
  assert.deepEqual(appHash, untouched.block().appHash);
  assert.equal(chain.balance(bob), FUNDS);
});

test("transactions of a block see each other's writes, in order", () => {
  const chain = TestChain.start();
  const { txs } = chain.block([
    chain.tx(alice, [kvMessage.create(alice, "n", "k", "1")]),
    chain.tx(alice, [kvMessage.create(alice, "n", "k", "2")]),
    chain.tx(alice, [kvMessage.update(alice, "n", "k", "3")]),
    chain.tx(alice, [kvMessage.delete(alice, "n", "k")]),
    chain.tx(alice, [kvMessage.create(alice, "n", "k", "4")]),
  ]);
  assert.deepEqual(
    txs.map(({ code }) => code),
    [0, 6, 0, 0, 0],
  );
  const key = new TextEncoder().encode("k");
  const { entry } = chain.ask(KvQuery, KvQuery.methods.get, { namespace, key });
  assert.deepEqual([entry?.createRevision, entry?.modRevision], [4n, 4n]);
});

test("a block that is finalized again starts from the last commit and leaves no trace", () => {
  const chain = TestChain.start();
  const twin = TestChain.start();
  const tx = chain.tx(alice, [kvMessage.create(alice, "n", "k", "v")]);
  const other = chain.tx(bob, [kvMessage.create(bob, "n", "k", "v")]);
  const { executor } = chain;
  const first = executor.finalizeBlock(chain.proposal([tx]));
  executor.finalizeBlock(chain.proposal([other, tx]));
  executor.finalizeBlock(chain.proposal());
  assert.equal(count(chain), 0n, "nothing shows before the commit");
  const again = executor.finalizeBlock(chain.proposal([tx]));
  assert.deepEqual(again, first);
  executor.commit();
  assert.deepEqual(twin.block([tx]), first);
  assert.deepEqual(chain.executor.committed, twin.executor.committed);
  assert.deepEqual(
    chain.block([other]),
    twin.block([other]),
    "numbers of nodes too are as if once",
  );
});

test("a commit without a finalized block is a fault of the machine", () => {
  const chain = TestChain.start();
  const fault = { name: "MachineFault", message: /commit without a finalized block/ };
  assert.throws(() => chain.executor.commit(), fault);
  chain.block();
  assert.throws(() => chain.executor.commit(), fault, "one commit a block");
});

test("a block of another height than the next is not committed", () => {
  const chain = TestChain.start();
  for (const height of [1n, 3n]) {
    chain.executor.finalizeBlock({ ...chain.proposal(), height });
    assert.throws(() => chain.executor.commit(), { name: "MachineFault" });
  }
});

test("an executor that is opened anew goes on as one that never stopped", () => {
  const database = new MemoryDatabase();
  let chain = TestChain.start({ database });
  const twin = TestChain.start();
  for (let i = 0; i < 20; i++) {
    const messages = [kvMessage.upsert(alice, "n", `k${i % 7}`, `v${i}`)];
    const tx = twin.tx(alice, messages);
    assert.deepEqual(chain.block([tx]), twin.block([tx]));
    if (i % 3 === 0) chain = new TestChain({ database });
  }
  assert.equal(count(chain), 7n);
});
