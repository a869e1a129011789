import assert from "node:assert/strict";
import { test } from "node:test";
import { Secp256k1, sha256 } from "@cosmjs/crypto";
import { HttpRpc } from "../../app/client/rpc.ts";
import { RpcFailed } from "../../app/client/errors.ts";
import { mnemonicToPrivateKey, privateToPublicKey } from "../../app/node/key.ts";
import { MsgSend } from "../../proto/gen/cosmos/bank/v1beta1/tx.ts";
import { PubKey } from "../../proto/gen/cosmos/crypto/secp256k1/keys.ts";
import { SignMode } from "../../proto/gen/cosmos/tx/signing/v1beta1/signing.ts";
import { AuthInfo, SignDoc, TxBody, TxRaw } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import { MsgUpsert } from "../../proto/gen/lazuli/kv/v1/tx.ts";
import { kvMessages } from "../../modules/kv/client-messages.ts";
import { until } from "../helpers/abci-client.ts";
import {
  appHashAt,
  clientOf,
  heightOf,
  reachHeight,
  startTestLocalnet,
} from "../helpers/localnet.ts";
import type { KvClient } from "../helpers/localnet.ts";

const TX_BYTES_MAX = 1_048_576;
const KEY_BYTES_MAX = 1_024;
const VALUE_BYTES_MAX = 262_144;
/** The order of secp256k1. */
const ORDER = 0xffffffff_ffffffff_ffffffff_fffffffe_baaedce6_af48a03b_bfd25e8c_d0364141n;

interface Wanted {
  readonly message?: Any;
  readonly sequence?: bigint;
  readonly chainId?: string;
  readonly feeAmount?: string;
  readonly gasLimit?: bigint;
  readonly changeSignature?: (signature: Uint8Array) => Uint8Array;
}

/** Signs as alice, without any of a client's checks. */
interface Signer {
  sign(wanted: Wanted): TxRaw;
}

async function signerOf(client: KvClient, mnemonic: string, message: Any): Promise<Signer> {
  const privateKey = await mnemonicToPrivateKey({ mnemonic });
  const publicKey = PubKey.encode({ key: privateToPublicKey(privateKey) }).finish();
  const position = await client.stargate.getSequence(client.address);
  const ownChainId = await client.chainId();
  return {
    sign(wanted) {
      const body = TxBody.fromPartial({ messages: [wanted.message ?? message] });
      const gasLimit = wanted.gasLimit ?? 20_000_000n;
      const authInfo = AuthInfo.fromPartial({
        signerInfos: [
          {
            publicKey: { typeUrl: "/cosmos.crypto.secp256k1.PubKey", value: publicKey },
            modeInfo: { sum: { $case: "single", value: { mode: SignMode.SIGN_MODE_DIRECT } } },
            sequence: wanted.sequence ?? BigInt(position.sequence),
          },
        ],
        fee: { amount: [{ denom: "ulaz", amount: wanted.feeAmount ?? "20000" }], gasLimit },
      });
      const bodyBytes = TxBody.encode(body).finish();
      const authInfoBytes = AuthInfo.encode(authInfo).finish();
      const document = SignDoc.encode({
        bodyBytes,
        authInfoBytes,
        chainId: wanted.chainId ?? ownChainId,
        accountNumber: position.accountNumber,
      }).finish();
      const signature = Secp256k1.createSignature(sha256(document), privateKey).toFixedLength();
      const compact = Secp256k1.trimRecoveryByte(signature);
      const change = wanted.changeSignature ?? ((same) => same);
      return { bodyBytes, authInfoBytes, signatures: [change(compact)] };
    },
  };
}

function flipBit(signature: Uint8Array): Uint8Array {
  const changed = signature.slice();
  changed[10] = (changed[10] ?? 0) ^ 1;
  return changed;
}

/** The other signature that is good for the same document. */
function toHighS(signature: Uint8Array): Uint8Array {
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString("hex")}`);
  const high = (ORDER - s).toString(16).padStart(64, "0");
  return Uint8Array.from([...signature.subarray(0, 32), ...Buffer.from(high, "hex")]);
}

/** The length of the first field in one byte more than it needs. */
function withLongLength(tx: Uint8Array): Uint8Array {
  let last = 1;
  while (((tx[last] ?? 0) & 0x80) !== 0) last++;
  const long = [(tx[last] ?? 0) | 0x80, 0];
  return Uint8Array.from([...tx.subarray(0, last), ...long, ...tx.subarray(last + 1)]);
}

interface Refusal {
  readonly name: string;
  readonly tx: Uint8Array;
  readonly codespace: string;
  readonly code: number;
  /** What the message says was expected. */
  readonly expected: RegExp;
}

function refusals(signer: Signer, alice: string, bob: string): readonly Refusal[] {
  const encoded = (wanted: Wanted): Uint8Array => TxRaw.encode(signer.sign(wanted)).finish();
  const upsert = (change: Partial<MsgUpsert>): Any => {
    const value = { signer: alice, namespace: `${alice}/profile`, ...change };
    const bytes = MsgUpsert.encode(MsgUpsert.fromPartial({ key: Buffer.of(1), ...value })).finish();
    return { typeUrl: "/lazuli.kv.v1.MsgUpsert", value: bytes };
  };
  const good = encoded({});
  const oversized = new Uint8Array(TX_BYTES_MAX + 1).fill(0x0a);
  const row = (
    name: string,
    tx: Uint8Array,
    codespace: string,
    code: number,
    expected: RegExp,
  ): Refusal => ({ name, tx, codespace, code, expected });
  const sent = (change: Partial<MsgUpsert>): Uint8Array => encoded({ message: upsert(change) });
  return [
    row("truncated", good.slice(0, -10), "sdk", 2, /TxRaw is truncated or not protobuf/),
    row("empty", new Uint8Array(0), "sdk", 2, /./),
    // CometBFT has the same limit and refuses it before the application sees it.
    row("oversized", oversized, "CometBFT", -32_603, /Tx too large. Max size is 1048576/),
    row(
      "unknown field",
      Uint8Array.from([...good, 0x7a, 1, 0]),
      "sdk",
      2,
      /TxRaw: errUnknownField: \{TagNum: 15, WireType:"bytes"\}/,
    ),
    row("non-canonical", withLongLength(good), "sdk", 2, /expected .*shortest lengths/),
    row("wrong chain id", encoded({ chainId: "lazuli-other-1" }), "sdk", 4, /chain-id \(lazuli-/),
    row(
      "sequence too low",
      encoded({ sequence: 0n }),
      "sdk",
      32,
      /sequence mismatch, expected 1, got 0/,
    ),
    row(
      "sequence too high",
      encoded({ sequence: 9n }),
      "sdk",
      32,
      /sequence mismatch, expected 1, got 9/,
    ),
    row(
      "bad signature",
      encoded({ changeSignature: flipBit }),
      "sdk",
      4,
      /signature verification failed/,
    ),
    row(
      "short signature",
      encoded({ changeSignature: (signature) => signature.slice(1) }),
      "sdk",
      4,
      /signature of 63 bytes, expected 64/,
    ),
    row("high S", encoded({ changeSignature: toHighS }), "sdk", 4, /expected order - s/),
    row(
      "fee too low",
      encoded({ feeAmount: "19999" }),
      "sdk",
      13,
      /got: 19999ulaz required: 20000ulaz/,
    ),
    row("unknown message", unknownMessage(encoded), "sdk", 2, /\/lazuli.kv.v1.MsgNothing/),
    row(
      "key over limit",
      sent({ key: new Uint8Array(KEY_BYTES_MAX + 1) }),
      "kv",
      4,
      /1025 bytes.* 1024/,
    ),
    row(
      "value over limit",
      sent({ value: new Uint8Array(VALUE_BYTES_MAX + 1) }),
      "kv",
      5,
      /262145 bytes.* 262144/,
    ),
    row("empty key", sent({ key: new Uint8Array(0) }), "kv", 3, /key is empty/),
    row(
      "malformed namespace",
      sent({ namespace: "profile" }),
      "kv",
      2,
      /expected "<owner address>\/<name>"/,
    ),
    row("bad name", sent({ namespace: `${alice}/Pro file` }), "kv", 2, /expected 1 to 64 of a-z/),
    row(
      "bad owner",
      sent({ namespace: `${bob.slice(0, -1)}${bob.endsWith("x") ? "y" : "x"}/a` }),
      "kv",
      2,
      /bech32/,
    ),
  ];
}

function unknownMessage(encoded: (wanted: Wanted) => Uint8Array): Uint8Array {
  return encoded({
    message: { typeUrl: "/lazuli.kv.v1.MsgNothing", value: new Uint8Array(0) },
  });
}

interface Check {
  readonly codespace: string;
  readonly code: number;
  readonly log: string;
}

async function broadcast(rpc: string, tx: Uint8Array): Promise<Check> {
  try {
    const params = { tx: Buffer.from(tx).toString("base64") };
    return (await new HttpRpc(rpc).call("broadcast_tx_sync", params)) as Check;
  } catch (error) {
    if (!(error instanceof RpcFailed)) throw error;
    return { codespace: "CometBFT", code: error.code, log: error.data };
  }
}

test("bad transactions each get their own error and change nothing", async (t) => {
  const localnet = await startTestLocalnet(t, { validators: 1 });
  const node = localnet.node("node0");
  const accounts = await localnet.accounts();
  const mnemonic = accounts.find(({ name }) => name === "alice")?.mnemonic;
  const bob = accounts.find(({ name }) => name === "bob")?.address;
  assert.ok(mnemonic !== undefined && bob !== undefined);
  const client = await clientOf(localnet, "alice");
  const alice = client.address;
  await client.send([kvMessages(alice).create("profile", "name", "Ada")]);
  const state = async (): Promise<unknown> => ({
    alice: await client.stargate.getAllBalances(alice),
    bob: await client.stargate.getAllBalances(bob),
    sequence: await client.stargate.getSequence(alice),
    namespace: await client.kv.namespace(`${alice}/profile`),
    entries: (await client.kv.entries(`${alice}/profile`)).items,
  });
  const send: MsgSend = {
    fromAddress: alice,
    toAddress: bob,
    amount: [{ denom: "ulaz", amount: "1" }],
  };
  const message = {
    typeUrl: "/cosmos.bank.v1beta1.MsgSend",
    value: MsgSend.encode(send).finish(),
  };
  const signer = await signerOf(client, mnemonic, message);
  const before = await state();
  const heightBefore = await heightOf(node);
  // The header of a height holds the state after the one before.
  await reachHeight(node, heightBefore + 1);
  const hashBefore = await appHashAt(node, heightBefore + 1);

  for (const { name, tx, codespace, code, expected } of refusals(signer, alice, bob)) {
    await t.test(name, async () => {
      const check = await broadcast(node.rpc, tx);
      assert.deepEqual([check.codespace, check.code], [codespace, code], check.log);
      assert.match(check.log, expected);
    });
  }
  const heightAfter = await heightOf(node);
  await reachHeight(node, heightAfter + 2);
  assert.deepEqual(await state(), before);
  assert.equal(await appHashAt(node, heightAfter + 2), hashBefore);

  await t.test("foreign namespace: fails in its block, where only the fee is charged", async () => {
    const foreign = MsgUpsert.fromPartial({
      signer: alice,
      namespace: `${bob}/profile`,
      key: Buffer.from("name"),
      value: Buffer.from("Eve"),
    });
    const raw = signer.sign({
      message: { typeUrl: "/lazuli.kv.v1.MsgUpsert", value: MsgUpsert.encode(foreign).finish() },
    });
    const bytes = TxRaw.encode(raw).finish();
    const balance = async (): Promise<bigint> =>
      BigInt((await client.stargate.getBalance(alice, "ulaz")).amount);
    const balanceBefore = await balance();
    assert.equal((await broadcast(node.rpc, bytes)).code, 0);
    const hash = Buffer.from(sha256(bytes)).toString("hex").toUpperCase();
    let found = await client.stargate.getTx(hash);
    await until("the transaction in a block", async () => {
      found = await client.stargate.getTx(hash);
      return found !== null;
    });
    assert.equal(found?.code, 9);
    assert.match(found.rawLog, /lacks the permission "create"/);
    assert.equal(balanceBefore - (await balance()), 20_000n);
    assert.equal(await client.kv.namespace(`${bob}/profile`), undefined);
    assert.deepEqual(await client.stargate.getAllBalances(bob), [
      { denom: "ulaz", amount: "1000000000000" },
    ]);
  });

  // The same signer and the same kinds of message: the node goes on.
  await client.send([kvMessages(alice).update("profile", "name", "Grace")]);
});
