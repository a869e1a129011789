import assert from "node:assert/strict";
import { test } from "node:test";
import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import { GasPrice, SigningStargateClient, assertIsDeliverTxSuccess } from "@cosmjs/stargate";
import { Comet38Client, connectComet } from "@cosmjs/tendermint-rpc";
import { GAS_PRICE, PREFIX, startTestLocalnet, walletOf } from "../helpers/localnet.ts";

const AMOUNT = 1_234_567n;

test("stock CosmJS, with nothing of ours, sends tokens and finds the transaction", async (t) => {
  const localnet = await startTestLocalnet(t, { validators: 1 });
  const { rpc } = localnet.node("node0");
  const wallet = await walletOf(localnet, "alice");
  const [alice] = await wallet.getAccounts();
  const bob = (await localnet.accounts()).find(({ name }) => name === "bob");
  assert.ok(alice !== undefined && bob !== undefined);
  const comet = await connectComet(rpc);
  assert.ok(comet instanceof Comet38Client);
  const client = SigningStargateClient.createWithSigner(comet, wallet, {
    gasPrice: GasPrice.fromString(GAS_PRICE),
    broadcastPollIntervalMs: 100,
  });
  t.after(() => client.disconnect());
  assert.equal(await client.getChainId(), localnet.network.chainId);
  const balance = async (address: string): Promise<bigint> =>
    BigInt((await client.getBalance(address, "ulaz")).amount);

  const before = { alice: await balance(alice.address), bob: await balance(bob.address) };
  const amount = [{ denom: "ulaz", amount: AMOUNT.toString() }];
  const sent = await client.sendTokens(alice.address, bob.address, amount, "auto", "hello");
  assertIsDeliverTxSuccess(sent);
  assert.equal(await balance(bob.address), before.bob + AMOUNT);
  const fee = before.alice - AMOUNT - (await balance(alice.address));
  assert.ok(fee > 0n && fee < 10_000n, `fee ${fee}`);

  const found = await client.getTx(sent.transactionHash);
  assert.equal(found?.height, sent.height);
  assert.equal(found.code, 0);
  assert.equal(found.rawLog, "");
  assert.deepEqual(
    found.msgResponses.map(({ typeUrl }) => typeUrl),
    ["/cosmos.bank.v1beta1.MsgSendResponse"],
  );
  for (const query of [
    `transfer.recipient='${bob.address}'`,
    "message.action='/cosmos.bank.v1beta1.MsgSend'",
    `message.action='/cosmos.bank.v1beta1.MsgSend' AND message.sender='${alice.address}'`,
  ]) {
    const hashes = (await client.searchTx(query)).map(({ hash }) => hash);
    assert.deepEqual(hashes, [sent.transactionHash], query);
  }
  assert.deepEqual(await client.searchTx("transfer.recipient='nobody'"), []);

  assert.deepEqual(await client.getSequence(alice.address), {
    accountNumber: (await client.getAccount(alice.address))?.accountNumber,
    sequence: 1,
  });
  const stranger = await DirectSecp256k1HdWallet.generate(12, { prefix: PREFIX });
  const [unknown] = await stranger.getAccounts();
  assert.ok(unknown !== undefined);
  assert.equal(await client.getAccount(unknown.address), null);
  await assert.rejects(client.getSequence(unknown.address), /does not exist on chain/);
  assert.equal(await balance(unknown.address), 0n);
});
