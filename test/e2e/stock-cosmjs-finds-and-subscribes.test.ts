import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { Worker } from "node:worker_threads";
import { encodeSecp256k1Pubkey } from "@cosmjs/amino";
import { DirectSecp256k1HdWallet, type EncodeObject } from "@cosmjs/proto-signing";
import {
  assertIsDeliverTxFailure,
  assertIsDeliverTxSuccess,
  BroadcastTxError,
  type DeliverTxResponse,
  type Event,
  GasPrice,
  QueryClient,
  setupAuthExtension,
  setupBankExtension,
  setupFeegrantExtension,
  setupStakingExtension,
  setupTxExtension,
  SigningStargateClient,
  type StdFee,
} from "@cosmjs/stargate";
import { Comet38Client } from "@cosmjs/tendermint-rpc";
import { BaseAccount } from "cosmjs-types/cosmos/auth/v1beta1/auth";
import {
  QueryAllBalancesRequest,
  QueryAllBalancesResponse,
} from "cosmjs-types/cosmos/bank/v1beta1/query";
import { BasicAllowance } from "cosmjs-types/cosmos/feegrant/v1beta1/feegrant";
import { TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import type { Localnet } from "../../localnet/localnet.ts";
import { until } from "../helpers/abci-client.ts";
import type { Heard, SubscriberData } from "../helpers/cosmjs-subscriber.ts";
import { GAS_PRICE, PREFIX, startTestLocalnet, walletOf } from "../helpers/localnet.ts";

const SUBSCRIBER = new URL("../helpers/cosmjs-subscriber.js", import.meta.url);
const FEE: StdFee = { amount: ulaz("300"), gas: "300000" };
const SEND = "/cosmos.bank.v1beta1.MsgSend";
/** What alice sends bob before anything else is asked. */
const AMOUNTS = [1n, 2n, 3n];
const MORE_THAN_THERE_IS = "9000000000000000";
const VALIDATORS = 1;

function ulaz(amount: string) {
  return [{ denom: "ulaz", amount }];
}

/** An account of a localnet with stock CosmJS and nothing of ours. */
interface User {
  readonly address: string;
  readonly pubkey: Uint8Array;
  readonly client: SigningStargateClient;
}

async function userOf(localnet: Localnet, name: string): Promise<User> {
  const wallet = await walletOf(localnet, name);
  const [account] = await wallet.getAccounts();
  assert.ok(account !== undefined);
  const { rpc } = localnet.node("node0");
  const client = await SigningStargateClient.connectWithSigner(rpc, wallet, {
    gasPrice: GasPrice.fromString(GAS_PRICE),
    broadcastPollIntervalMs: 100,
  });
  return { address: account.address, pubkey: account.pubkey, client };
}

function sendMessage(from: User, to: User, amount: string): EncodeObject {
  const value = { fromAddress: from.address, toAddress: to.address, amount: ulaz(amount) };
  return { typeUrl: SEND, value };
}

/** The attributes of the events of one type, in order. */
function attributesOf(events: readonly Event[], type: string): Readonly<Record<string, string>>[] {
  return events
    .filter((event) => event.type === type)
    .map(({ attributes }) => Object.fromEntries(attributes.map(({ key, value }) => [key, value])));
}

/** Everything that stock CosmJS hears of a node in a thread of its own, which ends with the test. */
function startSubscriber(t: TestContext, workerData: SubscriberData) {
  const worker = new Worker(SUBSCRIBER, { workerData });
  t.after(() => worker.terminate());
  const heard: Heard[] = [];
  let failure: unknown;
  worker.on("message", (event: Heard) => heard.push(event));
  worker.on("error", (error) => (failure = error));
  return (kind: Heard["kind"]): readonly Heard[] => {
    if (failure !== undefined) throw new Error("the subscriber has ended", { cause: failure });
    return heard.filter((event) => event.kind === kind);
  };
}

test("stock CosmJS finds, subscribes, asks every module and is told why something fails", async (t) => {
  const localnet = await startTestLocalnet(t, { validators: VALIDATORS });
  const { rpc } = localnet.node("node0");
  const alice = await userOf(localnet, "alice");
  const bob = await userOf(localnet, "bob");
  const carol = await userOf(localnet, "carol");
  const comet = await Comet38Client.connect(rpc);
  t.after(() => {
    for (const { client } of [alice, bob, carol]) client.disconnect();
    comet.disconnect();
  });
  const queries = QueryClient.withExtensions(
    comet,
    setupAuthExtension,
    setupBankExtension,
    setupTxExtension,
    setupStakingExtension,
    setupFeegrantExtension,
  );
  const sent: DeliverTxResponse[] = [];

  await t.test(
    "a simulation says what a transaction then uses, which is answered with events",
    async () => {
      const message = sendMessage(alice, bob, "1");
      const gas = await alice.client.simulate(alice.address, [message], "one");
      for (const amount of ["1", "2", "3"]) {
        const result = await alice.client.signAndBroadcast(
          alice.address,
          [sendMessage(alice, bob, amount)],
          FEE,
          "one",
        );
        assertIsDeliverTxSuccess(result);
        sent.push(result);
      }
      const [first] = sent;
      assert.ok(first !== undefined);
      assert.equal(first.gasWanted, BigInt(FEE.gas));
      // A simulation has no fee to pay and no signature of full length.
      assert.ok(Math.abs(Number(first.gasUsed) - gas) < gas / 2, `${first.gasUsed}, said ${gas}`);
      assert.deepEqual(
        first.msgResponses.map(({ typeUrl, value }) => [typeUrl, value.length]),
        [["/cosmos.bank.v1beta1.MsgSendResponse", 0]],
      );
      assert.deepEqual(attributesOf(first.events, "transfer").at(-1), {
        recipient: bob.address,
        sender: alice.address,
        amount: "1ulaz",
        msg_index: "0",
      });
      assert.deepEqual(
        attributesOf(first.events, "message").find(({ action }) => action),
        {
          action: SEND,
          sender: alice.address,
          module: "bank",
          msg_index: "0",
        },
      );
      assert.equal(first.rawLog, "");
    },
  );

  await t.test("transactions are found by hash, text, pairs and pages", async () => {
    const { client } = bob;
    const hashes = sent.map(({ transactionHash }) => transactionHash);
    const hashesOf = (found: readonly { readonly hash: string }[]) => found.map(({ hash }) => hash);
    const [first] = sent;
    assert.ok(first !== undefined);
    const found = await client.getTx(first.transactionHash);
    assert.deepEqual(
      [found?.height, found?.txIndex, found?.gasUsed, found?.events],
      [first.height, first.txIndex, first.gasUsed, first.events],
    );
    assert.equal(await client.getTx("AB".repeat(32)), null);
    const recipient = { key: "transfer.recipient", value: bob.address };
    const queries: Parameters<typeof client.searchTx>[0][] = [
      `transfer.recipient='${bob.address}'`,
      [recipient, { key: "transfer.sender", value: alice.address }],
      [recipient, { key: "tx.height", value: first.height }],
      `message.action='${SEND}' AND message.sender='${alice.address}'`,
      "transfer.recipient='nobody'",
    ];
    const expected = [hashes, hashes, hashes.slice(0, 1), hashes, []];
    for (const [i, query] of queries.entries()) {
      assert.deepEqual(hashesOf(await client.searchTx(query)), expected[i], `${i}`);
    }
    const query = `transfer.recipient='${bob.address}'`;
    const page = await comet.txSearch({
      query,
      page: 2,
      per_page: 1,
      order_by: "asc",
      prove: true,
    });
    assert.equal(page.totalCount, AMOUNTS.length);
    assert.deepEqual(
      page.txs.map(({ height }) => height),
      [sent[1]?.height],
    );
    assert.ok(page.txs[0]?.proof?.rootHash.length === 32);
    const all = await comet.txSearchAll({ query, per_page: 2, order_by: "desc" });
    assert.deepEqual(
      all.txs.map(({ height }) => height),
      sent.map(({ height }) => height).reverse(),
    );
  });

  await t.test("blocks are found by height and by search, and say who validates", async () => {
    const [first] = sent;
    assert.ok(first !== undefined);
    const { height } = first;
    const block = await bob.client.getBlock(height);
    assert.equal(block.header.height, height);
    assert.equal(block.header.chainId, localnet.network.chainId);
    assert.equal(block.txs.length, 1);
    const { blocks, totalCount } = await comet.blockSearch({ query: `block.height=${height}` });
    assert.equal(totalCount, 1);
    assert.equal(
      Buffer.from(blocks[0]?.blockId.hash ?? [])
        .toString("hex")
        .toUpperCase(),
      block.id,
    );
    const validators = await comet.validatorsAll(height);
    assert.equal(validators.total, VALIDATORS);
    const { results } = await comet.blockResults(height);
    assert.deepEqual(
      results.map(({ code }) => code),
      [0],
    );
    assert.ok((await bob.client.getHeight()) >= height);
  });

  await t.test("a height that is past is asked as well as the newest", async () => {
    const path = "/cosmos.bank.v1beta1.Query/AllBalances";
    const data = QueryAllBalancesRequest.encode(
      QueryAllBalancesRequest.fromPartial({ address: bob.address }),
    ).finish();
    const balancesAt = async (height?: number) => {
      const answer = await queries.queryAbci(path, data, height);
      const { balances } = QueryAllBalancesResponse.decode(answer.value);
      return { height: answer.height, amount: BigInt(balances[0]?.amount ?? "0") };
    };
    const now = await balancesAt();
    assert.deepEqual(await bob.client.getAllBalances(bob.address), ulaz(String(now.amount)));
    for (const [i, { height }] of sent.entries()) {
      const later = AMOUNTS.slice(i + 1).reduce((sum, amount) => sum + amount, 0n);
      assert.deepEqual(await balancesAt(height), { height, amount: now.amount - later });
    }
    const future = now.height + 1_000_000;
    await assert.rejects(
      queries.queryAbci(path, data, future),
      /Query failed with \(26\): .*height in the future/,
    );
    await assert.rejects(queries.queryAbci("/no.such.Query/X", data), /Query failed with \(6\)/);
  });

  await t.test("a stored value comes with a proof of the height that is asked for", async () => {
    const at = sent[0]?.height ?? 0;
    const data = Uint8Array.of(0, ...Buffer.from("ulaz"));
    const answer = await comet.abciQuery({
      path: "/store/bank/key",
      data,
      prove: true,
      height: at,
    });
    const { amount } = await queries.bank.supplyOf("ulaz");
    assert.deepEqual([Buffer.from(answer.value).toString(), answer.height], [amount, at]);
    assert.deepEqual(
      answer.proof?.ops.map(({ type }) => type),
      ["ics23:iavl", "ics23:simple"],
    );
  });

  for (const [client, amount] of [
    ["Comet38Client", "41"],
    ["Tendermint37Client", "42"],
  ] as const) {
    await t.test(`over a WebSocket ${client} hears blocks, headers and transactions`, async (t) => {
      const query = `transfer.recipient='${carol.address}'`;
      const hear = startSubscriber(t, { client, rpc, query });
      // All three subscriptions are asked for before the first block is heard.
      await until(
        "a block and a header",
        () => hear("block").length > 0 && hear("header").length > 0,
      );
      // Only the second is for carol.
      await sendAll(alice, [sendMessage(alice, bob, "1")]);
      const result = await sendAll(alice, [sendMessage(alice, carol, amount)]);
      await until("the transaction", () => hear("tx").length > 0);
      const [heard, ...more] = hear("tx");
      assert.ok(heard?.kind === "tx" && more.length === 0);
      assert.equal(Buffer.from(heard.hash).toString("hex").toUpperCase(), result.transactionHash);
      assert.deepEqual([heard.height, heard.code], [result.height, 0]);
      assert.deepEqual(attributesOf(heard.events, "transfer").at(-1), {
        ...{ recipient: carol.address, sender: alice.address },
        ...{ amount: `${amount}ulaz`, msg_index: "0" },
      });
      for (const kind of ["block", "header"] as const) {
        const isThere = () => hear(kind).some(({ height }) => height === result.height);
        await until(`the ${kind} of the transaction`, isThere);
        const heights = hear(kind).map(({ height }) => height);
        const [start = 0] = heights;
        // Each once, and none is left out.
        assert.deepEqual(
          heights,
          heights.map((_, i) => start + i),
        );
      }
    });
  }

  await t.test("every extension of a module that is here is answered", async () => {
    const any = await queries.auth.account(alice.address);
    assert.equal(any?.typeUrl, "/cosmos.auth.v1beta1.BaseAccount");
    const { sequence, address } = BaseAccount.decode(any.value);
    assert.deepEqual(
      [Number(sequence), address],
      [(await alice.client.getSequence(alice.address)).sequence, alice.address],
    );

    const balance = await queries.bank.balance(alice.address, "ulaz");
    assert.deepEqual(await queries.bank.allBalances(alice.address), [balance]);
    const { supply } = await queries.bank.totalSupply();
    assert.deepEqual(supply, [await queries.bank.supplyOf("ulaz")]);
    const metadata = await queries.bank.denomMetadata("ulaz");
    assert.deepEqual([metadata.base, metadata.display], ["ulaz", "laz"]);
    assert.deepEqual(await queries.bank.denomsMetadata(), [metadata]);

    const hash = sent[0]?.transactionHash ?? "";
    const { tx, txResponse } = await queries.tx.getTx(hash);
    assert.deepEqual([tx?.body?.memo, txResponse?.txhash], ["one", hash]);
    const message = alice.client.registry.encodeAsAny(sendMessage(alice, bob, "1"));
    const pubkey = encodeSecp256k1Pubkey(alice.pubkey);
    const { gasInfo } = await queries.tx.simulate([message], "", pubkey, Number(sequence));
    assert.ok((gasInfo?.gasUsed ?? 0n) > 0n);

    const { validators } = await queries.staking.validators("BOND_STATUS_BONDED");
    assert.equal(validators.length, VALIDATORS);
    const operator = validators[0]?.operatorAddress ?? "";
    const { validator } = await queries.staking.validator(operator);
    assert.deepEqual(validator, validators[0]);
    assert.equal((await queries.staking.pool()).pool.bondedTokens, validator.tokens);
    assert.equal((await queries.staking.params()).params.bondDenom, "ulaz");
    const { delegationResponses } = await queries.staking.delegatorDelegations(alice.address);
    assert.deepEqual(delegationResponses, []);
    assert.equal(await alice.client.getDelegation(alice.address, operator), null);
    assert.equal(await alice.client.getBalanceStaked(alice.address), null);
  });

  await t.test("an allowance pays another's fee", async () => {
    const allowance = { typeUrl: "/cosmos.feegrant.v1beta1.BasicAllowance" };
    const value = BasicAllowance.encode({ spendLimit: ulaz("1000") }).finish();
    await sendAll(alice, [
      {
        typeUrl: "/cosmos.feegrant.v1beta1.MsgGrantAllowance",
        value: {
          ...{ granter: alice.address, grantee: carol.address },
          allowance: { ...allowance, value },
        },
      },
    ]);
    const before = await queries.bank.balance(alice.address, "ulaz");
    const paid = await sendAll(carol, [sendMessage(carol, bob, "1")], {
      ...FEE,
      granter: alice.address,
    });
    const after = await queries.bank.balance(alice.address, "ulaz");
    assert.equal(BigInt(before.amount) - BigInt(after.amount), 300n);
    assert.equal(attributesOf(paid.events, "use_feegrant").length, 1);
    const granted = await queries.feegrant.allowance(alice.address, carol.address);
    const rest = BasicAllowance.decode(granted.allowance?.allowance?.value ?? new Uint8Array());
    assert.deepEqual(rest.spendLimit, ulaz("700"));
    const { allowances } = await queries.feegrant.allowances(carol.address);
    assert.deepEqual(allowances, [granted.allowance]);
    const none = queries.feegrant.allowance(bob.address, carol.address);
    await assert.rejects(none, /fee-grant not found/);
  });

  await t.test(
    "what a block refuses has the SDK's code and text, and its fee is paid",
    async () => {
      const tooMuch = [sendMessage(bob, alice, MORE_THAN_THERE_IS)];
      const poor = await bob.client.signAndBroadcast(bob.address, tooMuch, FEE);
      assertIsDeliverTxFailure(poor);
      assert.equal(poor.code, 5);
      assert.match(
        poor.rawLog ?? "",
        /^failed to execute message; message index: 0: .*insufficient funds/,
      );
      assert.deepEqual(poor.msgResponses, []);
      assert.deepEqual(attributesOf(poor.events, "tx")[0]?.["fee"], "300ulaz");
      await assert.rejects(
        bob.client.simulate(bob.address, tooMuch, undefined),
        /Query failed with \(\d+\): .*failed to execute message; message index: 0: .*insufficient funds/,
      );
      const little = { ...FEE, gas: "36000" };
      const short = await bob.client.signAndBroadcast(
        bob.address,
        [sendMessage(bob, alice, "1")],
        little,
      );
      assert.equal(short.code, 11);
      assert.match(
        short.rawLog ?? "",
        /out of gas in location: .*; gasWanted: 36000, gasUsed: \d+/,
      );
    },
  );

  await t.test("what no block takes is refused at once, with the SDK's code and text", async () => {
    const { accountNumber, sequence } = await bob.client.getSequence(bob.address);
    const { chainId } = localnet.network;
    const right = { accountNumber, sequence, chainId };
    const message = [sendMessage(bob, alice, "1")];
    const cases: readonly (readonly [
      Partial<typeof right>,
      Partial<StdFee>,
      string,
      number,
      RegExp,
    ])[] = [
      [{ sequence: sequence + 5 }, {}, "", 32, MISMATCH],
      [{ sequence: 0 }, {}, "", 32, MISMATCH],
      [{ chainId: "other-1" }, {}, "", 4, /signature verification failed/],
      [{ accountNumber: accountNumber + 1n }, {}, "", 4, /signature verification failed/],
      [{}, { amount: ulaz("1") }, "", 13, /insufficient fees; got: 1ulaz required: 300ulaz/],
      [{}, { amount: ulaz(MORE_THAN_THERE_IS) }, "", 5, /insufficient funds/],
      [{}, {}, "x".repeat(10_000), 12, /memo too large|maximum number of characters/],
      [{}, { gas: "1000" }, "", 11, /out of gas/],
    ];
    for (const [data, fee, memo, code, text] of cases) {
      const signer = { ...right, ...data };
      const signed = await bob.client.sign(bob.address, message, { ...FEE, ...fee }, memo, signer);
      await assert.rejects(bob.client.broadcastTxSync(TxRaw.encode(signed).finish()), (error) => {
        assert.ok(error instanceof BroadcastTxError, String(error));
        assert.deepEqual([error.code, error.codespace], [code, "sdk"], error.message);
        assert.match(error.log ?? "", text);
        return true;
      });
    }
    assert.equal((await bob.client.getSequence(bob.address)).sequence, sequence);

    const wallet = await DirectSecp256k1HdWallet.generate(12, { prefix: PREFIX });
    const [stranger] = await wallet.getAccounts();
    assert.ok(stranger !== undefined);
    assert.equal(await bob.client.getAccount(stranger.address), null);
    await assert.rejects(bob.client.getAccount("nonsense"), /Query failed with \(18\)/);
  });
});

/** What apps take the right sequence from. */
const MISMATCH = /account sequence mismatch, expected \d+, got \d+/;

async function sendAll(
  user: User,
  messages: readonly EncodeObject[],
  fee: StdFee = FEE,
): Promise<DeliverTxResponse> {
  const result = await user.client.signAndBroadcast(user.address, messages, fee);
  assertIsDeliverTxSuccess(result);
  return result;
}
