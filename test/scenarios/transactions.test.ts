import assert from "node:assert/strict";
import { test } from "node:test";
import { type EncodeObject, Registry } from "@cosmjs/proto-signing";
import { utf8ToText } from "../../app/core/bytes.ts";
import type { TxResult } from "../../app/core/execution.ts";
import { type BatchOperation, kvMessages, kvTypes } from "../../modules/kv/client-messages.ts";
import { KEY_BYTES_MAX, VALUE_BYTES_MAX } from "../../modules/kv/limits.ts";
import { TxMsgData } from "../../proto/gen/cosmos/base/abci/v1beta1/abci.ts";
import { QueryDefinition as KvQuery } from "../../proto/gen/lazuli/kv/v1/query.ts";
import { MsgReadResponse } from "../../proto/gen/lazuli/kv/v1/tx.ts";
import { alice, bob, carol, FUNDS, genesisState, TestChain } from "../helpers/executor.ts";
import { numberedKeys } from "../helpers/kv-actor.ts";
import { feeOf, GAS_LIMIT, type Signer, type TxOptions } from "../helpers/tx.ts";

/* Scenarios of docs/bluzelle.md that signed transactions show: admission, fees, blocks, gas. */

const registry = new Registry([...kvTypes]);
const GAS_MUCH = 200_000_000n;
const kv = kvMessages(alice.address);
const namespace = `${alice.address}/data`;

/** A chain on which one signer acts after the other. */
class Scene {
  readonly chain: TestChain;

  constructor(chain: TestChain = TestChain.start()) {
    this.chain = chain;
  }

  tx(
    signer: Signer,
    messages: readonly EncodeObject[],
    options: Partial<TxOptions> = {},
  ): Uint8Array {
    const encoded = messages.map((message) => registry.encodeAsAny(message));
    return this.chain.tx(signer, encoded, { gasLimit: GAS_MUCH, ...options });
  }

  /** A block with one transaction. */
  send(signer: Signer, ...messages: readonly EncodeObject[]): TxResult {
    const [result] = this.chain.block([this.tx(signer, messages)]).txs;
    assert.ok(result);
    return result;
  }

  /** What admission says of a transaction that is not sent, as `codespace/code`. */
  check(signer: Signer, message: EncodeObject, options: Partial<TxOptions> = {}): string {
    const sequence = this.chain.sequence(signer);
    const bytes = this.tx(signer, [message], { sequence, ...options });
    const { codespace, code } = this.chain.executor.checkTx(bytes, false);
    // A commit without it forgets it.
    this.chain.block();
    return code === 0 ? "ok" : `${codespace}/${code}`;
  }

  get(key: string): string | undefined {
    const range = { prefix: new TextEncoder().encode(key), start: NO_BYTES, end: NO_BYTES };
    const { entries } = this.chain.ask(KvQuery, KvQuery.methods.entries, {
      namespace,
      range,
      pagination: undefined,
    });
    return entries[0]?.entry && utf8ToText(entries[0].entry.value);
  }

  count(): bigint {
    return this.chain.ask(KvQuery, KvQuery.methods.count, { namespace }).count;
  }
}

const NO_BYTES = new Uint8Array(0);

/** Every message that takes a key and a value, or the one of them that it has, as the last entry if it takes several. */
function messagesOf(key: string, value: string): EncodeObject[] {
  const operations: BatchOperation[] = [
    { operation: "create", key: "a", value: "" },
    { operation: "upsert", key, value },
  ];
  return [
    kv.create("data", key, value),
    kv.update("data", key, value),
    kv.upsert("data", key, value),
    kv.append("data", key, value),
    kv.multiUpdate("data", [
      { key: "a", value: "" },
      { key, value },
    ]),
    kv.batch("data", operations),
  ];
}

function withKeyAlone(key: string): EncodeObject[] {
  return [
    kv.increment("data", key),
    kv.delete("data", key),
    kv.rename("data", key, "new"),
    kv.rename("data", "old", key),
    kv.renewLease("data", key),
    kv.read("data", key),
    kv.has("data", key),
    kv.getLease("data", key),
  ];
}

test("A11: an empty key is refused before there is a fee", () => {
  const scene = new Scene();
  for (const message of [...messagesOf("", "v"), ...withKeyAlone("")]) {
    assert.equal(scene.check(alice, message), "kv/3", message.typeUrl);
  }
  assert.equal(scene.chain.balance(alice), FUNDS);
});

test("A12: the longest key is taken by every message; one byte more is refused before there is a fee", () => {
  const scene = new Scene();
  const messages = (bytes: number) => [
    ...messagesOf("k".repeat(bytes), "v"),
    ...withKeyAlone("k".repeat(bytes)),
  ];
  for (const message of messages(KEY_BYTES_MAX)) {
    assert.equal(scene.check(alice, message), "ok", message.typeUrl);
  }
  for (const message of messages(KEY_BYTES_MAX + 1)) {
    assert.equal(scene.check(alice, message), "kv/4", message.typeUrl);
  }
  assert.equal(scene.chain.balance(alice), FUNDS);
});

test("A13: the largest value is taken by every message; one byte more is refused before there is a fee", () => {
  const scene = new Scene();
  for (const message of messagesOf("k", "v".repeat(VALUE_BYTES_MAX))) {
    assert.equal(scene.check(alice, message), "ok", message.typeUrl);
  }
  for (const message of messagesOf("k", "v".repeat(VALUE_BYTES_MAX + 1))) {
    assert.equal(scene.check(alice, message), "kv/5", message.typeUrl);
  }
  assert.equal(scene.chain.balance(alice), FUNDS);
});

test("A15: of two accounts that create one key in one block the first wins, the other is told", () => {
  const scene = new Scene();
  scene.send(alice, kv.grant("data", bob.address, ["create"]));
  const ofBob = scene.tx(bob, [kvMessages(bob.address).create(namespace, "k", "of bob")]);
  const ofAlice = scene.tx(alice, [kv.create("data", "k", "of alice")]);
  const { txs } = scene.chain.block([ofBob, ofAlice]);
  assert.deepEqual(
    txs.map(({ codespace, code }) => `${codespace}/${code}`),
    ["/0", "kv/6"],
  );
  assert.equal(scene.get("k"), "of bob");
});

test("A16: a thousand creates of one account in one block, each its own transaction, all count", () => {
  const scene = new Scene();
  const keys = Array.from({ length: 1_000 }, (_, i) => `k${i}`);
  const gasLimit = GAS_LIMIT;
  const txs = keys.map((key) => scene.tx(alice, [kv.create("data", key, key)], { gasLimit }));
  assert.ok(txs.every((bytes) => scene.chain.executor.checkTx(bytes, false).code === 0));
  assert.ok(scene.chain.block(txs).txs.every(({ code }) => code === 0));
  assert.equal(scene.count(), 1_000n);
});

test("B-9: the work of a page does not depend on how far down it is", () => {
  const scene = new Scene();
  const keys = numberedKeys(1_000);
  scene.send(alice, kv.batch("data", keys.map(toCreate)));
  const gas = [0, 500, 990].map(
    (at) => scene.send(alice, kv.keys("data", { start: keys[at] ?? "", limit: 10n })).gasUsed,
  );
  const [first = 0n] = gas;
  for (const used of gas) {
    assert.ok(used - first < first / 10n, `gas of the pages: ${gas.join(", ")}`);
  }
});

test("B-10: the work of a count does not depend on how many keys there are", () => {
  const scene = new Scene();
  scene.send(alice, kv.create("data", "first", "v"));
  const few = scene.send(alice, kv.count("data")).gasUsed;
  scene.send(alice, kv.batch("data", numberedKeys(1_000).map(toCreate)));
  assert.equal(scene.count(), 1_001n);
  const many = scene.send(alice, kv.count("data")).gasUsed;
  assert.ok(many - few < 1_000n, `gas ${few} with one key, ${many} with 1,001`);
});

test("D3: a lease that a negative number would be is refused by every message, before there is a fee", () => {
  const scene = new Scene();
  const lease = { seconds: (1n << 64n) - 1n };
  const operations: BatchOperation[] = [{ operation: "renewLease", key: "k", lease }];
  const messages = [
    kv.create("data", "k", "v", { lease }),
    kv.update("data", "k", "v", { lease }),
    kv.upsert("data", "k", "v", { lease }),
    kv.append("data", "k", "v", { lease }),
    kv.increment("data", "k", 1n, { lease }),
    kv.renewLease("data", "k", { lease }),
    kv.renewLeaseAll("data", { lease }),
    kv.batch("data", operations),
    kv.grant("data", bob.address, ["create"], { expiresIn: lease }),
  ];
  for (const message of messages) {
    assert.equal(scene.check(alice, message), "kv/13", message.typeUrl);
  }
  assert.equal(scene.chain.balance(alice), FUNDS);
  assert.throws(() => kv.create("data", "k", "v", { lease: { seconds: -1 } }), /negative/);
  // The chain goes on.
  assert.equal(scene.send(alice, kv.create("data", "k", "v")).code, 0);
});

test("E2: messages of one transaction are all or nothing, and are answered in their order", () => {
  const scene = new Scene();
  const failed = scene.send(alice, kv.create("data", "k", "v"), kv.read("data", "absent"));
  assert.deepEqual([failed.codespace, failed.code], ["kv", 7]);
  assert.equal(scene.count(), 0n);
  const { code, data } = scene.send(
    alice,
    kv.create("data", "k", "v"),
    kv.read("data", "k"),
    kv.delete("data", "k"),
    kv.has("data", "k"),
  );
  assert.equal(code, 0);
  assert.deepEqual(
    TxMsgData.decode(data).msgResponses.map(({ typeUrl }) => typeUrl.split(".").at(-1)),
    ["MsgCreateResponse", "MsgReadResponse", "MsgDeleteResponse", "MsgHasResponse"],
  );
});

test("E3: a thousand creates, and a thousand reads, fit into one transaction", () => {
  const scene = new Scene();
  const keys = Array.from({ length: 1_000 }, (_, i) => `k${i}`);
  const created = scene.send(
    alice,
    ...keys.map((key) => kv.create("data", key, `value of ${key}`)),
  );
  assert.equal(created.code, 0, created.log);
  const { data } = scene.send(alice, ...keys.map((key) => kv.read("data", key)));
  const values = TxMsgData.decode(data).msgResponses.map(({ value }) =>
    utf8ToText(MsgReadResponse.decode(value).entry?.value ?? NO_BYTES),
  );
  assert.deepEqual(
    values,
    keys.map((key) => `value of ${key}`),
  );
});

test("E13: a message in somebody else's name is refused, whoever signs", () => {
  const scene = new Scene();
  const ofBob = kvMessages(bob.address).create("data", "k", "v");
  assert.equal(scene.check(alice, ofBob), "sdk/8");
  const inBobsNamespace = kv.create(`${bob.address}/data`, "k", "v");
  const [result] = scene.chain.block([scene.tx(alice, [inBobsNamespace], { sequence: 0n })]).txs;
  assert.deepEqual([result?.codespace, result?.code], ["kv", 9]);
});

test("F1: a fee below the price, or gas that is not enough, is refused, and nothing is written", () => {
  const scene = new Scene();
  const create = kv.create("data", "k", "v");
  const short = { gasLimit: GAS_LIMIT, feeAmount: feeOf(GAS_LIMIT) - 1n };
  assert.equal(scene.check(alice, create, short), "sdk/13");
  assert.equal(scene.check(alice, create, { gasLimit: GAS_LIMIT, feeAmount: 1n }), "sdk/13");
  assert.equal(scene.check(alice, create, { gasLimit: 1n }), "sdk/11");
  assert.deepEqual([scene.count(), scene.chain.balance(alice)], [0n, FUNDS]);
});

test("F2: a transaction costs the fee that it says, out of gas too, and the rent that was quoted", () => {
  const scene = new Scene();
  const { chain } = scene;
  const create = kv.create("data", "k", "v".repeat(999));
  const cost = (gasLimit: bigint, feeAmount: bigint): [code: number, cost: bigint] => {
    const before = chain.balance(alice);
    const [result] = chain.block([scene.tx(alice, [create], { gasLimit, feeAmount })]).txs;
    return [result?.code ?? -1, before - chain.balance(alice)];
  };
  assert.deepEqual(cost(45_000n, 201n), [11, 201n]);
  assert.equal(scene.count(), 0n);
  const quote = chain.ask(KvQuery, KvQuery.methods.rent, {
    namespace,
    key: Uint8Array.of(1),
    valueBytes: 999n,
    lease: undefined,
  });
  // 1,000 bytes for 864,000 seconds at 0.0000001.
  assert.equal(quote.charge, "87");
  assert.deepEqual(cost(GAS_LIMIT, 777n), [0, 777n + 87n]);
  // What fails in a block costs its fee and no rent.
  assert.deepEqual(cost(GAS_LIMIT, 777n), [6, 777n]);
});

test("F3: an account that cannot pay the fee, or the rent, writes nothing", () => {
  const app = new TestChain().app;
  const poor = (funds: bigint) => {
    const coins = (amount: bigint) => [{ denom: "ulaz", amount: amount.toString() }];
    const balances = [
      { address: alice.address, coins: coins(funds) },
      { address: carol.address, coins: coins(FUNDS) },
    ];
    const bank = { ...(genesisState(app)["bank"] as object), balances };
    return new Scene(TestChain.start({ app, state: genesisState(app, { bank }) }));
  };
  const create = kv.create("data", "k", "v".repeat(9_999));
  const fee = { gasLimit: 600_000n, feeAmount: 600n };
  const one = poor(1n);
  assert.equal(one.check(alice, create, fee), "sdk/5");
  assert.deepEqual([one.count(), one.chain.balance(alice)], [0n, 1n]);
  // 10,000 bytes for ten days are 864: one is missing.
  const nearly = poor(600n + 863n);
  const [failed] = nearly.chain.block([nearly.tx(alice, [create], fee)]).txs;
  assert.deepEqual([failed?.codespace, failed?.code], ["sdk", 5]);
  assert.deepEqual([nearly.count(), nearly.chain.balance(alice)], [0n, 863n]);
  const enough = poor(600n + 864n);
  assert.equal(enough.chain.block([enough.tx(alice, [create], fee)]).txs[0]?.code, 0);
  assert.deepEqual([enough.count(), enough.chain.balance(alice)], [1n, 0n]);
});

test("F4: the fee is gas limit times price, whatever was used of it, and queries cost nothing", () => {
  const scene = new Scene();
  const { chain } = scene;
  for (const gasLimit of [300_000n, 3_000_000n]) {
    const before = chain.balance(alice);
    const [result] = chain.block([scene.tx(alice, [kv.has("data", "k")], { gasLimit })]).txs;
    assert.equal(result?.gasWanted, gasLimit);
    assert.ok(result.gasUsed < 300_000n);
    assert.equal(before - chain.balance(alice), feeOf(gasLimit));
  }
  const before = chain.balance(alice);
  scene.count();
  scene.get("k");
  chain.block();
  assert.equal(chain.balance(alice), before);
});

function toCreate(key: string): BatchOperation {
  return { operation: "create", key, value: "v" };
}
