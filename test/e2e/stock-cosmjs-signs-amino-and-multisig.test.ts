import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createMultisigThresholdPubkey,
  pubkeyToAddress,
  Secp256k1HdWallet,
  type StdFee,
} from "@cosmjs/amino";
import {
  assertIsDeliverTxSuccess,
  GasPrice,
  makeMultisignedTxBytes,
  SigningStargateClient,
} from "@cosmjs/stargate";
import { connectComet } from "@cosmjs/tendermint-rpc";
import { createSigningClient } from "../../app/client/signing-client.ts";
import { setupAuthExtension } from "../../modules/auth/client.ts";
import { kvMessages, kvTypes } from "../../modules/kv/client-messages.ts";
import { setupKvExtension } from "../../modules/kv/client.ts";
import { GAS_PRICE, PREFIX, startTestLocalnet } from "../helpers/localnet.ts";

const FEE: StdFee = { amount: [{ denom: "ulaz", amount: "300" }], gas: "300000" };
const ulaz = (amount: string) => [{ denom: "ulaz", amount }];

test("stock CosmJS signs amino JSON and as two of three, and so does our client", async (t) => {
  const localnet = await startTestLocalnet(t, { validators: 1 });
  const { rpc } = localnet.node("node0");
  const people = (await localnet.accounts()).slice(0, 3);
  const wallets = await Promise.all(
    people.map(({ mnemonic }) => Secp256k1HdWallet.fromMnemonic(mnemonic, { prefix: PREFIX })),
  );
  const clients = await Promise.all(
    wallets.map(async (wallet) =>
      SigningStargateClient.createWithSigner(await connectComet(rpc), wallet, {
        gasPrice: GasPrice.fromString(GAS_PRICE),
        broadcastPollIntervalMs: 100,
      }),
    ),
  );
  t.after(() => {
    for (const client of clients) client.disconnect();
  });
  const accounts = (await Promise.all(wallets.map((wallet) => wallet.getAccounts()))).flat();
  const [first, second] = accounts;
  const [client] = clients;
  assert.ok(client && first && second && accounts.length === 3);

  const pubkey = createMultisigThresholdPubkey(
    accounts.map(({ pubkey: key }) => ({
      type: "tendermint/PubKeySecp256k1",
      value: Buffer.from(key).toString("base64"),
    })),
    2,
  );
  const shared = pubkeyToAddress(pubkey, PREFIX);
  const memo = 'amino <b> & "é"';
  const funded = await client.sendTokens(first.address, shared, ulaz("1000000"), "auto", memo);
  assertIsDeliverTxSuccess(funded);
  assert.equal((await client.getBalance(shared, "ulaz")).amount, "1000000");

  const { accountNumber, sequence } = await client.getSequence(shared);
  const chainId = await client.getChainId();
  const value = { fromAddress: shared, toAddress: second.address, amount: ulaz("7") };
  const messages = [{ typeUrl: "/cosmos.bank.v1beta1.MsgSend", value }];
  const signed = await Promise.all(
    clients.slice(1).map(async (one, i) => {
      const address = accounts[i + 1]?.address ?? "";
      const data = { accountNumber, sequence, chainId };
      return { address, raw: await one.sign(address, messages, FEE, "", data) };
    }),
  );
  const signatures = new Map(
    signed.map(({ address, raw }) => [address, raw.signatures[0] ?? new Uint8Array(0)]),
  );
  const bodyBytes = signed[0]?.raw.bodyBytes ?? new Uint8Array(0);
  const bytes = makeMultisignedTxBytes(pubkey, sequence, FEE, bodyBytes, signatures);
  const sent = await client.broadcastTx(bytes, 60_000, 100);
  assertIsDeliverTxSuccess(sent);
  assert.equal((await client.getBalance(shared, "ulaz")).amount, String(1_000_000 - 7 - 300));
  const found = await client.searchTx(`message.sender='${shared}'`);
  assert.deepEqual(
    found.map(({ hash }) => hash),
    [sent.transactionHash],
  );

  const [wallet] = wallets;
  assert.ok(wallet);
  const ours = await createSigningClient(rpc, wallet, {
    extensions: [setupKvExtension, setupAuthExtension],
    types: kvTypes,
    gasPrice: GAS_PRICE,
  });
  await ours.send([kvMessages(first.address).upsert("amino", "key", "value")]);
  const entry = await ours.kv.get(`${first.address}/amino`, "key");
  assert.equal(Buffer.from(entry?.value ?? []).toString(), "value");
  const account = await ours.auth.account(shared);
  assert.equal(account?.multisig?.threshold, 2);
  assert.deepEqual(
    account.multisig.publicKeys.map((key) => Buffer.from(key).toString("base64")),
    pubkey.value.pubkeys.map(({ value: key }) => key),
  );
});
