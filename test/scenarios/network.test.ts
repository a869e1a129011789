import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { mock, test } from "node:test";
import { DirectSecp256k1HdWallet, decodeTxRaw } from "@cosmjs/proto-signing";
import type { EncodeObject } from "@cosmjs/proto-signing";
import { bytesToText } from "../../app/client/bytes.ts";
import { createClient } from "../../app/client/client.ts";
import { ClientError, RpcFailed, TxFailed, TxNotCommitted } from "../../app/client/errors.ts";
import { queryService } from "../../app/client/query.ts";
import { HttpRpc } from "../../app/client/rpc.ts";
import { createSigningClient } from "../../app/client/signing-client.ts";
import { waitForCommit } from "../../app/client/transaction.ts";
import type { TxResult } from "../../app/client/transaction.ts";
import type { Localnet } from "../../localnet/localnet.ts";
import type { NetworkNode } from "../../localnet/network.ts";
import { setupKvExtension } from "../../modules/kv/client.ts";
import { kvMessages, kvTypes } from "../../modules/kv/client-messages.ts";
import { QueryDefinition as KvQuery } from "../../proto/gen/lazuli/kv/v1/query.ts";
import {
  MsgCreate,
  MsgReadResponse,
  MsgUpsertResponse,
  MsgCreateResponse,
} from "../../proto/gen/lazuli/kv/v1/tx.ts";
import { until } from "../helpers/abci-client.ts";
import {
  clientOf,
  GAS_PRICE,
  heightOf,
  PREFIX,
  reachNewBlock,
  startTestLocalnet,
} from "../helpers/localnet.ts";
import type { KvClient } from "../helpers/localnet.ts";

/* Scenarios of docs/bluzelle.md that need a client, CometBFT and a real node: one network for all of them. */

interface Net {
  readonly localnet: Localnet;
  readonly node: NetworkNode;
  readonly alice: KvClient;
  readonly bob: KvClient;
  readonly carol: KvClient;
  readonly faucet: KvClient;
  /** Ends with the scenario about wall time, which goes on beside the others. */
  readonly lease: Promise<void>;
}

type Scenario = (net: Net) => Promise<void>;

/** Enough for one small write, so that nothing is simulated. */
const GAS = 300_000n;
const FEE = { gas: GAS.toString(), amount: [{ denom: "ulaz", amount: "300" }] };

const sequence = (length: number, prefix = "k"): string[] =>
  Array.from({ length }, (_, i) => `${prefix}${i}`);

async function read(client: KvClient, name: string, key: string) {
  const entry = await client.kv.get(`${client.address}/${name}`, key);
  return entry && bytesToText(entry.value);
}

async function balance(client: KvClient): Promise<bigint> {
  return BigInt((await client.stargate.getBalance(client.address, "ulaz")).amount);
}

function valueRead({ messageResponses }: TxResult): string | null {
  const { entry } = MsgReadResponse.decode(messageResponses.at(-1)?.value ?? new Uint8Array(0));
  return bytesToText(entry?.value ?? new Uint8Array(0));
}

/** Height that a failure has, -1 if it was another failure, undefined if there was none. */
async function failureOf(sent: Promise<unknown>): Promise<number | undefined> {
  try {
    await sent;
    return undefined;
  } catch (error) {
    return error instanceof TxFailed ? error.height : -1;
  }
}

async function headerTimeNs(node: NetworkNode, height: number): Promise<bigint> {
  const answer = await new HttpRpc(node.rpc).call("header", { height: String(height) });
  const { time } = (answer as { header: { time: string } }).header;
  const [seconds = "", fraction = ""] = time.replace("Z", "").split(".");
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** Follows a lease of ten seconds. Block time never runs ahead of the clock of the machine, by which it is made. */
async function followLease(net: Omit<Net, "lease">, created: TxResult): Promise<void> {
  const { carol, node } = net;
  const namespace = `${carol.address}/d5`;
  const entry = await carol.kv.get(namespace, "k", created.height);
  assert.ok(entry);
  const deadlineNs = entry.leaseDeadlineNs;
  assert.equal(deadlineNs - (await headerTimeNs(node, created.height)), 10_000_000_000n);
  const deadlineMs = Number(deadlineNs / 1_000_000n);
  let isThere = true;
  await until("the lease to end", async () => {
    isThere = await carol.kv.has(namespace, "k");
    assert.ok(isThere || Date.now() >= deadlineMs, "the key is gone before its time");
    return !isThere;
  });
  // From the last block before the deadline to the first after it.
  let height = await heightOf(node);
  while ((await headerTimeNs(node, height - 1)) >= deadlineNs) height -= 1;
  assert.equal(await carol.kv.has(namespace, "k", height), false);
  assert.equal(await carol.kv.has(namespace, "k", height - 1), true);
}

const CREATE_AND_READ: Readonly<Record<string, Scenario>> = {
  "A1: what was created is read, and the result says where it is and what it took": async ({
    alice,
  }) => {
    const kv = kvMessages(alice.address);
    const result = await alice.send([kv.create("a1", "k", "value")]);
    assert.equal(await read(alice, "a1", "k"), "value");
    assert.match(result.hash, /^[0-9A-F]{64}$/);
    assert.ok(result.height > 0 && result.gasUsed > 0n && result.gasWanted >= result.gasUsed);
    assert.equal((await alice.stargate.getTx(result.hash))?.height, result.height);
  },

  "A7: characters that some encodings escape do not break a signature": async ({ alice }) => {
    const kv = kvMessages(alice.address);
    const texts = ["&", "<", ">", "\\", "\n\t", "\"'", "&amp;\\u0026", "é😀\u202e"];
    await alice.send(texts.map((text) => kv.create("a7", text, text)));
    for (const text of texts) assert.equal(await read(alice, "a7", text), text);
  },

  "A8: a value that looks like two documents comes back unchanged": async ({ alice }) => {
    const kv = kvMessages(alice.address);
    const values = ["a}{b", "}{", '{"a":1}{"b":2}'];
    for (const value of values) {
      await alice.send([kv.upsert("a8", "k", value)]);
      assert.equal(await read(alice, "a8", "k"), value);
      assert.equal(valueRead(await alice.send([kv.read("a8", "k")])), value);
    }
  },

  "A16: creates that one client sends in parallel all arrive": async ({ alice }) => {
    const kv = kvMessages(alice.address);
    for (const [count, options] of [
      [5, {}],
      [10, {}],
      [50, { fee: FEE }],
    ] as const) {
      const name = `a16-${count}`;
      const sent = sequence(count).map((key) => alice.send([kv.create(name, key, key)], options));
      const results = await Promise.all(sent);
      assert.equal(new Set(results.map(({ hash }) => hash)).size, count);
      assert.equal((await alice.kv.count(`${alice.address}/${name}`)).count, BigInt(count));
    }
  },

  "A17: without settings a create finds its gas, and costs what was quoted": async ({ alice }) => {
    const message = kvMessages(alice.address).create("a17", "k", "v".repeat(9_999));
    const fee = await alice.estimate([message]);
    const { charge } = await queryService(alice.base, KvQuery).rent({
      namespace: `${alice.address}/a17`,
      key: Uint8Array.of(1),
      valueBytes: 9_999n,
      lease: undefined,
    });
    const before = await balance(alice);
    await alice.send([message]);
    const cost = before - (await balance(alice));
    assert.equal(cost, BigInt(fee.amount[0]?.amount ?? 0) + BigInt(charge));
    assert.ok(BigInt(charge) > 0n);
  },

  "B-2: reading needs no account": async ({ alice, node }) => {
    await alice.send([kvMessages(alice.address).create("b2", "k", "v")]);
    const reader = createClient(node.rpc, { extensions: [setupKvExtension] });
    const namespace = `${alice.address}/b2`;
    assert.equal(await reader.kv.has(namespace, "k"), true);
    assert.equal((await reader.kv.keys(namespace)).items.length, 1);
    const wallet = await DirectSecp256k1HdWallet.generate(12, { prefix: PREFIX });
    const stranger = await createSigningClient(node.rpc, wallet, {
      extensions: [setupKvExtension],
    });
    assert.equal(await stranger.stargate.getAccount(stranger.address), null);
    assert.equal((await stranger.kv.count(namespace)).count, 1n);
  },

  "B-3: parallel reads answer each its own value": async ({ alice }) => {
    const kv = kvMessages(alice.address);
    const keys = sequence(100);
    await alice.send(keys.map((key) => kv.create("b3", key, `value of ${key}`)));
    assert.deepEqual(
      await Promise.all(keys.map((key) => read(alice, "b3", key))),
      keys.map((key) => `value of ${key}`),
    );
  },

  "B-15, B-16: a malformed path has a coded answer, and every answer is one document": async ({
    node,
  }) => {
    const paths = ["", "/", "//", "/custom/crud/read", "/lazuli.kv.v1.Query/", "/store/kv/no"];
    paths.push("/lazuli.kv.v1.Query/Nothing", "/lazuli.kv.v1.Query/Get", "/p2p/filter/x");
    for (const path of paths) {
      for (const data of ["", "ff", "0a0161"]) {
        const url = `${node.rpc}/abci_query?path=${encodeURIComponent(`"${path}"`)}&data=0x${data}`;
        const text = await (await fetch(url)).text();
        const { result } = JSON.parse(text) as { result?: { response: { code: number } } };
        assert.ok(result && result.response.code > 0, `${path} ${data}: ${text}`);
      }
    }
  },
};

const ORDER: Readonly<Record<string, Scenario>> = {
  "C15: of two clients that share a namespace both read what was written last": async ({
    alice,
    bob,
  }) => {
    const namespace = `${alice.address}/c15`;
    await alice.send([
      kvMessages(alice.address).grant(namespace, bob.address, ["create", "update"]),
    ]);
    const writes = [alice, bob].flatMap((client) =>
      sequence(10, client.address).map(async (value) => {
        const message = kvMessages(client.address).upsert(namespace, "k", value);
        const { messageResponses } = await client.send([message], { gas: GAS });
        const [{ value: answer } = { value: new Uint8Array(0) }] = messageResponses;
        return { value, revision: MsgUpsertResponse.decode(answer).revision };
      }),
    );
    const all = await Promise.all(writes);
    const last = all.find(({ revision }) => revision === 20n)?.value;
    for (const client of [alice, bob]) {
      const entry = await client.kv.get(namespace, "k");
      assert.equal(entry && bytesToText(entry.value), last);
    }
  },

  "E1: two calls are two transactions": async ({ alice }) => {
    const kv = kvMessages(alice.address);
    const results = await Promise.all(
      ["a", "b"].map((key) => alice.send([kv.create("e1", key, "v")])),
    );
    const [first, second] = await Promise.all(
      results.map(({ hash }) => alice.stargate.getTx(hash)),
    );
    assert.ok(first && second && first.hash !== second.hash);
  },

  "E2: several messages in one send are one transaction with its memo, or nothing": async ({
    alice,
  }) => {
    const kv = kvMessages(alice.address);
    const both = [kv.create("e2", "k", "v"), kv.read("e2", "absent")];
    await assert.rejects(alice.send(both), ClientError);
    assert.ok(((await failureOf(alice.send(both, { gas: GAS }))) ?? 0) > 0);
    assert.equal(await read(alice, "e2", "k"), undefined);
    const result = await alice.send([kv.create("e2", "k", "v"), kv.read("e2", "k")], {
      memo: "both",
    });
    assert.equal(valueRead(result), "v");
    const found = await alice.stargate.getTx(result.hash);
    assert.equal(decodeTxRaw(found?.tx ?? new Uint8Array(0)).body.memo, "both");
  },

  "E4: what one client sends at once happens in the order of its calls": async ({ alice }) => {
    const kv = kvMessages(alice.address);
    const [, before, , after] = await Promise.all(
      [
        kv.create("e4", "k", "value"),
        kv.read("e4", "k"),
        kv.update("e4", "k", "newValue"),
        kv.read("e4", "k"),
        // The two reads would be equal messages: E9 below says what becomes of those.
      ].map((message, i) => alice.send([message], { gas: GAS, memo: `${i}` })),
    );
    assert.ok(before && after);
    assert.deepEqual([valueRead(before), valueRead(after)], ["value", "newValue"]);
  },

  "E5: one that fails among parallel ones does not touch those after it": async ({ alice }) => {
    const kv = kvMessages(alice.address);
    // One fails in its simulation, one in its block.
    const sent = [
      alice.send([kv.create("e5", "a", "v")]),
      alice.send([kv.update("e5", "absent", "v")]),
      alice.send([kv.create("e5", "b", "v")]),
      alice.send([kv.update("e5", "absent", "v")], { gas: GAS }),
      alice.send([kv.create("e5", "c", "v")]),
    ];
    const outcomes = await Promise.allSettled(sent);
    assert.deepEqual(
      outcomes.map(({ status }) => status === "fulfilled"),
      [true, false, true, false, true],
    );
    assert.equal((await alice.kv.count(`${alice.address}/e5`)).count, 3n);
  },

  "E6: two clients of one account take turns in any interleaving": async ({ localnet, alice }) => {
    const other = await clientOf(localnet, "alice");
    const kv = kvMessages(alice.address);
    const orders = [
      [alice, other, alice, other],
      [other, alice, alice, other],
      [alice, alice, other, alice],
    ];
    for (const [round, clients] of orders.entries()) {
      const hashes: string[] = [];
      for (const [i, client] of clients.entries()) {
        const keys = round === 2 && i === 1 ? ["x", "y"] : [`${i}`];
        const messages = keys.map((key) => kv.create(`e6-${round}`, key, "v"));
        // Before the one before it is in a block.
        hashes.push(await client.sendSync(messages));
      }
      await Promise.all(hashes.map((hash) => waitForCommit(alice.comet, hash)));
      const { count } = await other.kv.count(`${alice.address}/e6-${round}`);
      assert.equal(count, round === 2 ? 5n : 4n);
    }
  },

  "E7, E9: what is refused, fails or is given up leaves the sequence right and is never a success":
    async ({ alice }) => {
      const kv = kvMessages(alice.address);
      const create = (key: string): EncodeObject[] => [kv.create("e7", key, "v")];
      const cheap = { gas: "300000", amount: [{ denom: "ulaz", amount: "1" }] };
      assert.equal(await failureOf(alice.send(create("refused"), { fee: cheap })), 0);
      await alice.send(create("a"));
      assert.ok(((await failureOf(alice.send(create("a"), { gas: GAS }))) ?? 0) > 0);
      await alice.send(create("b"));
      const given = alice.send(create("given up"), { timeoutMs: 0 });
      const next = alice.send(create("c"));
      await assert.rejects(given, TxNotCommitted);
      await next;
      const { items } = await alice.kv.keys(`${alice.address}/e7`);
      assert.deepEqual(items.map(bytesToText), ["a", "b", "c", "given up"]);
    },

  "E9: equal messages that are sent at once are each done": async ({ alice }) => {
    const kv = kvMessages(alice.address);
    const sent = sequence(3).map(() => alice.send([kv.increment("e9", "n")]));
    const results = await Promise.all(sent);
    assert.equal(new Set(results.map(({ hash }) => hash)).size, 3);
    assert.equal(await read(alice, "e9", "n"), "3");
  },
};

const LOAD: Readonly<Record<string, Scenario>> = {
  "E10: several clients, and several namespaces, at once": async ({ alice, bob, carol }) => {
    const clients = [alice, bob, carol];
    const keys = sequence(10);
    const write = (client: KvClient, key: string) =>
      client.send([kvMessages(client.address).create("e10", key, client.address + key)], {
        fee: FEE,
      });
    await Promise.all(clients.flatMap((client) => keys.map((key) => write(client, key))));
    for (const client of clients) {
      for (const key of keys) assert.equal(await read(client, "e10", key), client.address + key);
    }
    const kv = kvMessages(bob.address);
    const live = async (name: string): Promise<void> => {
      await bob.send([kv.create(name, "k", name)], { fee: FEE });
      assert.equal(await read(bob, name, "k"), name);
      await bob.send([kv.update(name, "k", "changed")], { fee: FEE });
      assert.equal(await read(bob, name, "k"), "changed");
      await bob.send([kv.delete(name, "k")], { fee: FEE });
      assert.equal(await read(bob, name, "k"), undefined);
    };
    await Promise.all(sequence(25, "e10-").map(live));
  },

  "E11: transactions at full speed are all kept, in the order of their account": async ({
    alice,
    bob,
    carol,
  }) => {
    const keys = sequence(40);
    const sendAll = async (client: KvClient): Promise<void> => {
      const kv = kvMessages(client.address);
      const sent = keys.map((key) => client.sendSync([kv.create("e11", key, key)], { fee: FEE }));
      const hashes = await Promise.all(sent);
      const results = await Promise.all(hashes.map((hash) => waitForCommit(client.comet, hash)));
      const revisions = results.map(({ messageResponses: [answer] }) =>
        Number(MsgCreateResponse.decode(answer?.value ?? new Uint8Array(0)).revision),
      );
      assert.deepEqual(
        revisions,
        keys.map((_, i) => i + 1),
      );
    };
    await Promise.all([alice, bob, carol].map(sendAll));
  },

  "E15: keys in batches of ten are created, read, updated and deleted until none is left": async ({
    carol,
  }) => {
    const kv = kvMessages(carol.address);
    const keys = sequence(20);
    const tens = async (act: (key: string) => Promise<unknown>): Promise<void> => {
      for (let at = 0; at < keys.length; at += 10) {
        await Promise.all(keys.slice(at, at + 10).map(act));
      }
    };
    await tens((key) => carol.send([kv.create("e15", key, key)], { fee: FEE }));
    await tens(async (key) => assert.equal(await read(carol, "e15", key), key));
    await tens((key) => carol.send([kv.update("e15", key, `new ${key}`)], { fee: FEE }));
    await tens(async (key) => assert.equal(await read(carol, "e15", key), `new ${key}`));
    await tens((key) => carol.send([kv.delete("e15", key)], { fee: FEE }));
    assert.deepEqual((await carol.kv.keys(`${carol.address}/e15`)).items, []);
  },
};

const ACCOUNTS: Readonly<Record<string, Scenario>> = {
  "E14, F6: an account exists from its first coins on, and then sends with sequence 0": async ({
    node,
    faucet,
  }) => {
    const wallet = await DirectSecp256k1HdWallet.generate(24, { prefix: PREFIX });
    const client = await createSigningClient(node.rpc, wallet, {
      extensions: [setupKvExtension],
      types: kvTypes,
      gasPrice: GAS_PRICE,
    });
    const create = kvMessages(client.address).create("e14", "k", "v");
    const give = (amount: string) =>
      faucet.send([
        {
          typeUrl: "/cosmos.bank.v1beta1.MsgSend",
          value: {
            fromAddress: faucet.address,
            toAddress: client.address,
            amount: [{ denom: "ulaz", amount }],
          },
        },
      ]);
    assert.equal(await client.stargate.getAccount(client.address), null);
    assert.equal(await balance(client), 0n);
    await assert.rejects(client.send([create]), /does not exist on the chain yet/);
    await give("1");
    await give("1000");
    assert.equal(await balance(client), 1_001n);
    assert.equal((await client.stargate.getAccount(client.address))?.sequence, 0);
    await give("1000000");
    await client.send([create]);
    assert.equal(await read(client, "e14", "k"), "v");
    assert.equal((await client.stargate.getAccount(client.address))?.sequence, 1);
  },

  "F8: a transaction is found by its hash and decoded, and any account is found": async ({
    alice,
    bob,
  }) => {
    const { hash } = await alice.send([kvMessages(alice.address).create("f8", "k", "v")]);
    const found = await bob.stargate.getTx(hash);
    assert.ok(found);
    const [message] = decodeTxRaw(found.tx).body.messages;
    assert.equal(message?.typeUrl, "/lazuli.kv.v1.MsgCreate");
    const { namespace, key } = MsgCreate.decode(message.value);
    assert.deepEqual([namespace, bytesToText(key)], [`${alice.address}/f8`, "k"]);
    assert.equal((await bob.stargate.getAccount(alice.address))?.address, alice.address);
  },
};

const MEMPOOL_SIZE = 2;

const LAST: Readonly<Record<string, Scenario>> = {
  "D5: a lease of ten seconds is ten seconds of the clock": ({ lease }) => lease,

  "E12: a client waits for the node's answers, and never for a time": async ({ alice }) => {
    const kv = kvMessages(alice.address);
    const timer = mock.method(globalThis, "setTimeout");
    try {
      const keys = sequence(5);
      await Promise.all(keys.map((key) => alice.sendSync([kv.create("e12", key, key)])));
      // `fetch` itself closes idle connections after four seconds.
      const pauses = timer.mock.calls.map((call) => call.arguments[1] ?? 0);
      assert.deepEqual(
        pauses.filter((ms) => ms < 3_500),
        [],
      );
    } finally {
      timer.mock.restore();
    }
  },

  "G4: after a restart of the network every key is there": async ({ localnet, node, alice }) => {
    const namespace = `${alice.address}/a16-50`;
    const before = await alice.kv.entries(namespace);
    assert.equal(before.items.length, 50);
    await localnet.stop();
    // The next scenario needs a mempool that is full at once, for longer than a moment.
    const config = await readFile(node.home.cometToml, "utf8");
    const changed = config
      .replace(/^size = .*$/m, `size = ${MEMPOOL_SIZE}`)
      .replace(/^timeout_commit = .*$/m, 'timeout_commit = "1s"');
    await writeFile(node.home.cometToml, changed);
    await localnet.start(node.name);
    await reachNewBlock(node);
    assert.deepEqual(await alice.kv.entries(namespace), before);
  },

  "E8: with a full mempool what is acknowledged is kept, and what is not is reported": async ({
    alice,
    bob,
    carol,
  }) => {
    const clients = [alice, bob, carol];
    const keys = sequence(20);
    let refused = 0;
    const send = async (client: KvClient, key: string): Promise<void> => {
      const message = kvMessages(client.address).create("e8", key, key);
      const has = () => client.kv.has(`${client.address}/e8`, key);
      try {
        await client.send([message], { fee: FEE, timeoutMs: 4_000 });
        assert.ok(await has(), `${key} was acknowledged and is lost`);
      } catch (error) {
        // Its outcome is unknown, and the error says so.
        if (error instanceof TxNotCommitted) return;
        const isRefused = error instanceof RpcFailed && error.data.includes("mempool is full");
        if (isRefused) refused += 1;
        else assert.ok(error instanceof TxFailed && error.height === 0, String(error));
        assert.ok(!(await has()), `${key} was refused and is there`);
      }
    };
    await Promise.all(clients.flatMap((client) => keys.map((key) => send(client, key))));
    assert.ok(refused > 0, "the mempool was never full");
    for (const client of clients) {
      await client.send([kvMessages(client.address).create("e8", "afterwards", "v")]);
    }
  },
};

test("scenarios on a network of one node", async (t) => {
  const localnet = await startTestLocalnet(t, { validators: 1 });
  const [alice, bob, carol, faucet] = await Promise.all([
    clientOf(localnet, "alice"),
    clientOf(localnet, "bob"),
    clientOf(localnet, "carol"),
    clientOf(localnet, "faucet"),
  ]);
  const node = localnet.node("node0");
  const parts = { localnet, node, alice, bob, carol, faucet };
  const message = kvMessages(carol.address).create("d5", "k", "v", { lease: { seconds: 10 } });
  const lease = followLease(parts, await carol.send([message]));
  // Whoever waits for it hears of its failure.
  lease.catch(() => undefined);
  const net = { ...parts, lease };
  const scenarios = { ...CREATE_AND_READ, ...ORDER, ...LOAD, ...ACCOUNTS, ...LAST };
  for (const [name, run] of Object.entries(scenarios)) await t.test(name, () => run(net));
});
