import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createMultisigThresholdPubkey,
  type MultisigThresholdPubkey,
  type OfflineAminoSigner,
  pubkeyToAddress,
  Secp256k1Wallet,
  type StdFee,
} from "@cosmjs/amino";
import { type EncodeObject, Registry } from "@cosmjs/proto-signing";
import {
  AminoTypes,
  createDefaultAminoConverters,
  defaultRegistryTypes,
  makeMultisignedTxBytes,
  type QueryClient,
  setupTxExtension,
  type SignerData,
  SigningStargateClient,
} from "@cosmjs/stargate";
import { TxRaw } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { SimulateRequest } from "../../proto/gen/cosmos/tx/v1beta1/service.ts";
import { aminoConverters } from "../../app/client/amino.ts";
import { bankTypes } from "../../modules/bank/client.ts";
import { feegrantMessages, feegrantTypes } from "../../modules/feegrant/client.ts";
import { kvMessages, kvTypes } from "../../modules/kv/client-messages.ts";
import { alice, bob, carol, FUNDS, genesisState, TestChain } from "../helpers/executor.ts";
import { CHAIN_ID, type Signer } from "../helpers/tx.ts";

const FEE: StdFee = { amount: [{ denom: "ulaz", amount: "300" }], gas: "300000" };
const MULTISIG_NUMBER = 10;

async function walletOf({ privateKey }: Signer): Promise<OfflineAminoSigner> {
  return Secp256k1Wallet.fromKey(privateKey, "lazuli");
}

/** CosmJS as it is, without a node. */
function offline(wallet: OfflineAminoSigner): Promise<SigningStargateClient> {
  return SigningStargateClient.offline(wallet);
}

function send(from: string, to: string, amount: string): EncodeObject {
  const value = { fromAddress: from, toAddress: to, amount: [{ denom: "ulaz", amount }] };
  return { typeUrl: "/cosmos.bank.v1beta1.MsgSend", value };
}

function signerData(accountNumber: number, sequence = 0): SignerData {
  return { accountNumber: BigInt(accountNumber), sequence, chainId: CHAIN_ID };
}

function assertTaken(chain: TestChain, bytes: Uint8Array): void {
  assert.equal(chain.executor.checkTx(bytes, false).log, "");
  const verdict = chain.executor.processProposal(chain.proposal([bytes]));
  assert.deepEqual(verdict, { accept: true });
  const [result] = chain.block([bytes]).txs;
  assert.equal(result?.code, 0, result?.log);
}

test("stock CosmJS sends coins in amino JSON, with all that a document may show", async () => {
  const chain = TestChain.start();
  const client = await offline(await walletOf(alice));
  const messages = [send(alice.address, bob.address, "5"), send(alice.address, carol.address, "6")];
  // Not U+2028 and U+2029: Go escapes them, CosmJS does not, on any chain.
  const memo = 'a <b> & "c" \\ é 🦀';
  const raw = await client.sign(alice.address, messages, FEE, memo, signerData(0), 99n);
  assertTaken(chain, TxRaw.encode(raw).finish());
  assert.equal(chain.balance(bob), FUNDS + 5n);
  const other = { ...FEE, granter: bob.address };
  const granted = await client.sign(alice.address, messages, other, "", signerData(0, 1));
  const refused = chain.block([TxRaw.encode(granted).finish()]).txs[0];
  assert.equal(refused?.code, 38, "its signature holds, but nothing was granted");
});

test("messages of kv are signed in amino JSON with the converters of our client", async () => {
  const chain = TestChain.start();
  const client = await SigningStargateClient.offline(await walletOf(alice), {
    registry: new Registry([...defaultRegistryTypes, ...kvTypes]),
    aminoTypes: new AminoTypes({ ...createDefaultAminoConverters(), ...aminoConverters(kvTypes) }),
  });
  const kv = kvMessages(alice.address);
  const messages = [
    kv.upsert(
      "n",
      Uint8Array.of(0, 255),
      Uint8Array.from({ length: 300 }, (_, i) => i & 255),
    ),
    kv.upsert("n", "empty", ""),
  ];
  const raw = await client.sign(alice.address, messages, FEE, "", signerData(0));
  assertTaken(chain, TxRaw.encode(raw).finish());
});

test("an allowance is granted in amino JSON, and pays the fee of a transaction in amino JSON", async () => {
  const chain = TestChain.start();
  const types = [...feegrantTypes, ...bankTypes];
  const options = {
    registry: new Registry([...defaultRegistryTypes, ...types]),
    aminoTypes: new AminoTypes({ ...createDefaultAminoConverters(), ...aminoConverters(types) }),
  };
  const granter = await SigningStargateClient.offline(await walletOf(alice), options);
  const grant = feegrantMessages(alice.address).grant(bob.address, {
    spendLimit: [{ denom: "ulaz", amount: 1_000n }],
    expiresNs: 1_900_000_000_500_000_000n,
    period: {
      lengthNs: 3_600_000_000_000n,
      limit: [{ denom: "ulaz", amount: 400n }],
      resetNs: 1_800_000_000_000_000_000n,
    },
    allowedMessages: ["/cosmos.bank.v1beta1.MsgSend"],
  });
  const granting = await granter.sign(alice.address, [grant], FEE, "", signerData(0));
  assertTaken(chain, TxRaw.encode(granting).finish());
  const grantee = await SigningStargateClient.offline(await walletOf(bob), options);
  const fee = { ...FEE, granter: alice.address };
  const message = send(bob.address, carol.address, "5");
  const raw = await grantee.sign(bob.address, [message], fee, "", signerData(1));
  assertTaken(chain, TxRaw.encode(raw).finish());
  assert.equal(chain.balance(bob), FUNDS - 5n);
});

/** A chain with an account of two of three. */
async function startMultisig() {
  const wallets = await Promise.all([alice, bob, carol].map(walletOf));
  const pubkeys = [alice, bob, carol].map(({ publicKey }) => ({
    type: "tendermint/PubKeySecp256k1",
    value: Buffer.from(publicKey).toString("base64"),
  }));
  const pubkey: MultisigThresholdPubkey = createMultisigThresholdPubkey(pubkeys, 2);
  const address = pubkeyToAddress(pubkey, "lazuli");
  const state = genesisState(new TestChain().app) as Record<
    string,
    { accounts: object[]; balances: object[] }
  >;
  state["auth"]?.accounts.push({
    "@type": "/cosmos.auth.v1beta1.BaseAccount",
    address,
    pub_key: null,
    account_number: String(MULTISIG_NUMBER),
    sequence: "0",
  });
  state["bank"]?.balances.push({ address, coins: [{ denom: "ulaz", amount: "1000000" }] });
  return { chain: TestChain.start({ state }), wallets, pubkey, address };
}

test("stock CosmJS signs as two of three, each alone, and the chain takes it from any two", async () => {
  const { chain, wallets, pubkey, address } = await startMultisig();
  for (const [sequence, signing] of [[0, 2], [2, 1], [0, 1, 2], [1]].entries()) {
    let bodyBytes: Uint8Array = new Uint8Array(0);
    const signatures = new Map<string, Uint8Array>();
    for (const i of signing) {
      const wallet = wallets[i];
      const [account] = (await wallet?.getAccounts()) ?? [];
      assert(wallet && account);
      const client = await offline(wallet);
      const data = signerData(MULTISIG_NUMBER, sequence);
      const raw = await client.sign(
        account.address,
        [send(address, bob.address, "5")],
        FEE,
        "from us",
        data,
      );
      bodyBytes = raw.bodyBytes;
      signatures.set(account.address, raw.signatures[0] ?? new Uint8Array(0));
    }
    const bytes = makeMultisignedTxBytes(pubkey, sequence, FEE, bodyBytes, signatures);
    if (signing.length > 1) assertTaken(chain, bytes);
    else assert.equal(chain.block([bytes]).txs[0]?.code, 4);
  }
  assert.equal(chain.balance(bob), FUNDS + 15n);
});

test("what stock CosmJS simulates for a multisig is answered", async () => {
  const { chain, wallets, pubkey, address } = await startMultisig();
  const [wallet] = wallets;
  assert(wallet);
  const { registry } = await offline(wallet);
  let txBytes: Uint8Array | undefined;
  // The extension asks through this; what it sends is what counts.
  const base = {
    queryAbci(path: string, data: Uint8Array) {
      assert.equal(path, "/cosmos.tx.v1beta1.Service/Simulate");
      ({ txBytes } = SimulateRequest.decode(data));
      const answer = chain.executor.query({ path, data, height: 0n, prove: false });
      assert.equal(answer.code, 0, answer.log);
      return Promise.resolve({ value: answer.value, height: 1 });
    },
  };
  const { tx } = setupTxExtension(base as unknown as QueryClient);
  const messages = [registry.encodeAsAny(send(address, bob.address, "5"))];
  const { gasInfo } = await tx.simulate(messages, "", pubkey, 0);
  assert.ok((gasInfo?.gasUsed ?? 0n) > 50_000n);
  assert.ok(txBytes !== undefined);
});
