import assert from "node:assert/strict";
import { test } from "node:test";
import { Secp256k1 } from "@cosmjs/crypto";
import {
  DirectSecp256k1Wallet,
  encodePubkey,
  makeAuthInfoBytes,
  makeSignBytes,
  makeSignDoc,
} from "@cosmjs/proto-signing";
import { AuthInfo, TxBody, TxRaw } from "../../../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import type { Any } from "../../../../proto/gen/google/protobuf/any.ts";
import type { Mode } from "../../../../app/core/context.ts";
import type { Tx } from "../../../../app/core/tx/tx.ts";
import { bankChain } from "../../../helpers/bank-chain.ts";
import { sdkState } from "../../../helpers/sdk-state.ts";

const CHAIN_ID = "lazuli-test-1";
const ACCOUNT_NUMBER = 7;
const SEQUENCE = 4;
const PRIVATE_KEY = new Uint8Array(32).fill(0x11);
const wallet = await DirectSecp256k1Wallet.fromKey(PRIVATE_KEY, "lazuli");
const other = await DirectSecp256k1Wallet.fromKey(new Uint8Array(32).fill(0x22), "lazuli");
const [signer] = await wallet.getAccounts();
const [stranger] = await other.getAccounts();
assert(signer && stranger);
const publicKey = publicKeyOf(signer.pubkey);

function publicKeyOf(key: Uint8Array): Any {
  const { typeUrl, value } = encodePubkey({
    type: "tendermint/PubKeySecp256k1",
    value: Buffer.from(key).toString("base64"),
  });
  return { typeUrl, value };
}

/** A chain on which the signer has account 7 with sequence 4. */
function chain(options: { knownKey?: boolean } = {}) {
  const made = bankChain();
  made.init({
    auth: {
      ...(made.auth.defaultGenesis?.() as object),
      accounts: [
        {
          "@type": "/cosmos.auth.v1beta1.BaseAccount",
          address: signer?.address,
          pub_key: options.knownKey
            ? {
                "@type": "/cosmos.crypto.secp256k1.PubKey",
                key: Buffer.from(signer?.pubkey ?? []).toString("base64"),
              }
            : null,
          account_number: String(ACCOUNT_NUMBER),
          sequence: String(SEQUENCE),
        },
      ],
    },
  });
  return made;
}

interface TxOptions {
  memo?: string;
  sequence?: number;
  accountNumber?: number;
  chainId?: string;
  publicKey?: Any | undefined;
  signers?: readonly string[];
  signMode?: number;
  signature?: Uint8Array;
  signerInfos?: number;
  /** How often the signature is there. */
  copies?: number;
}

async function makeTx(options: TxOptions = {}): Promise<{ tx: Tx; signBytes: Uint8Array }> {
  const body = TxBody.decode(
    TxBody.encode(TxBody.fromPartial({ memo: options.memo ?? "" })).finish(),
  );
  const bodyBytes = TxBody.encode(body).finish();
  const named = "publicKey" in options ? options.publicKey : publicKey;
  const signerInfo = {
    publicKey: named,
    modeInfo: {
      sum: { $case: "single" as const, value: { mode: (options.signMode ?? 1) as 1 } },
    },
    sequence: BigInt(options.sequence ?? SEQUENCE),
  };
  const authInfo = AuthInfo.fromPartial({
    signerInfos: Array.from({ length: options.signerInfos ?? 1 }, () => signerInfo),
    fee: { amount: [{ denom: "ulaz", amount: "500" }], gasLimit: 200_000n, payer: "", granter: "" },
  });
  const authInfoBytes = AuthInfo.encode(authInfo).finish();
  const signDoc = makeSignDoc(
    bodyBytes,
    authInfoBytes,
    options.chainId ?? CHAIN_ID,
    options.accountNumber ?? ACCOUNT_NUMBER,
  );
  const { signature } = await wallet.signDirect(signer?.address ?? "", signDoc);
  const made = options.signature ?? Buffer.from(signature.signature, "base64");
  const signatures = Array.from({ length: options.copies ?? 1 }, () => made);
  const signers = options.signers ?? [signer?.address ?? ""];
  const tx: Tx = {
    bytes: TxRaw.encode({ bodyBytes, authInfoBytes, signatures }).finish(),
    bodyBytes,
    authInfoBytes,
    body,
    authInfo,
    hasUnknownFields: false,
    signatures,
    messages: [],
    signers,
    feePayer: signers[0] ?? "",
    gasLimit: 200_000n,
  };
  return { tx, signBytes: makeSignBytes(signDoc) };
}

test("a transaction signed by CosmJS passes; key, sequence and events are as in the SDK", async () => {
  const { auth, context } = chain();
  const { tx } = await makeTx();
  const ctx = context();
  auth.ante.authenticate(ctx, tx);
  const account = auth.keeper.getAccount(ctx, ctx.addresses.parse(signer.address));
  assert.equal(account?.sequence, 5n);
  assert.equal(account.accountNumber, 7n);
  assert.deepEqual(account.publicKey, publicKey);
  assert.deepEqual(ctx.events.all, [
    { type: "tx", attributes: [["acc_seq", `${signer.address}/4`]] },
    {
      type: "tx",
      attributes: [["signature", Buffer.from(tx.signatures[0] ?? []).toString("base64")]],
    },
  ]);
  assert.equal(ctx.gas.used, 1000n);
  assert.throws(() => {
    auth.ante.authenticate(context(), tx);
  }, /account sequence mismatch, expected 5, got 4: incorrect account sequence/);
});

test("what is signed is CosmJS's makeSignBytes", async () => {
  const { auth, context } = chain();
  const { tx, signBytes } = await makeTx({ memo: "lapis" });
  const ctx = context();
  const seen: Uint8Array[] = [];
  const crypto = {
    ...ctx.crypto,
    verifySecp256k1(signature: Uint8Array, hash: Uint8Array, key: Uint8Array) {
      seen.push(hash, key);
      return ctx.crypto.verifySecp256k1(signature, hash, key);
    },
  };
  auth.ante.authenticate({ ...ctx, crypto }, tx);
  assert.deepEqual(
    seen.map((bytes) => [...bytes]),
    [[...ctx.crypto.sha256(signBytes)], [...signer.pubkey]],
  );
});

const valid: readonly {
  name: string;
  tx: TxOptions;
  known?: boolean;
  height?: bigint;
  mode?: Mode;
}[] = [
  { name: "without a key, when the account has it", tx: { publicKey: undefined }, known: true },
  { name: "with account number 0 at genesis", tx: { accountNumber: 0 }, height: 0n },
  { name: "simulated, with a sequence to come", tx: { sequence: 99 }, mode: "simulate" },
  {
    name: "simulated, without signature, mode and key",
    tx: { signature: new Uint8Array(0), signMode: 0, publicKey: undefined },
    mode: "simulate",
  },
  {
    name: "simulated with a key without bytes, as the SDK's commands do",
    tx: { signature: new Uint8Array(0), publicKey: { ...publicKey, value: new Uint8Array(0) } },
    mode: "simulate",
  },
  {
    name: "simulated with a key without bytes, when the account has one",
    tx: { signature: new Uint8Array(0), publicKey: { ...publicKey, value: new Uint8Array(0) } },
    known: true,
    mode: "simulate",
  },
  {
    name: "rechecked, where the signature is not verified again",
    tx: { signature: new Uint8Array(64) },
    mode: "recheck",
  },
];

for (const { name, tx: options, known = false, height = 1n, mode = "finalize" } of valid) {
  test(`a transaction passes ${name}`, async () => {
    const { auth, context } = chain({ knownKey: known });
    const ctx = context({ height, mode });
    auth.ante.authenticate(ctx, (await makeTx(options)).tx);
    const address = ctx.addresses.parse(signer.address);
    assert.equal(auth.keeper.getAccount(ctx, address)?.sequence, 5n);
  });
}

test("a simulation refuses a sequence that is used up, as the SDK does", async () => {
  const { auth, context } = chain();
  const { tx } = await makeTx({ sequence: 3 });
  assert.throws(() => auth.ante.authenticate(context({ height: 1n, mode: "simulate" }), tx), {
    codespace: "sdk",
    code: 32,
    message: /account sequence mismatch, expected 4, got 3/,
  });
});

/** The same signature with s in the upper half of the order. */
async function highS(): Promise<Uint8Array> {
  const { tx } = await makeTx();
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const low = Buffer.from(tx.signatures[0] ?? []);
  const s = order - BigInt(`0x${low.subarray(32).toString("hex")}`);
  return Buffer.concat([low.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, "0"), "hex")]);
}

const HALF_ORDER = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";

function withS(hex: string): Uint8Array {
  return Buffer.concat([Buffer.alloc(32, 1), Buffer.from(hex, "hex")]);
}

const uncompressed = Secp256k1.uncompressPubkey(signer.pubkey);
const invalid: readonly {
  name: string;
  tx: TxOptions;
  mode?: Mode;
  error: { codespace: string; code: number; message: RegExp };
}[] = [
  {
    name: "a sequence that is too low",
    tx: { sequence: 3 },
    error: {
      codespace: "sdk",
      code: 32,
      message: /^account sequence mismatch, expected 4, got 3: incorrect account sequence$/,
    },
  },
  {
    name: "a sequence that is too high, rechecked",
    tx: { sequence: 5 },
    mode: "recheck",
    error: { codespace: "sdk", code: 32, message: /expected 4, got 5/ },
  },
  {
    name: "another chain's id",
    tx: { chainId: "lazuli-other-1" },
    error: {
      codespace: "sdk",
      code: 4,
      message:
        /^signature verification failed; please verify account number \(7\) and chain-id \(lazuli-test-1\): \(unable to verify single signer signature\): unauthorized$/,
    },
  },
  {
    name: "another account number",
    tx: { accountNumber: 8 },
    error: { codespace: "sdk", code: 4, message: /please verify account number \(7\)/ },
  },
  {
    name: "a signature in its high-S form",
    tx: { signature: await highS() },
    error: { codespace: "sdk", code: 4, message: /upper half of the curve's order/ },
  },
  {
    name: "s one above half of the order",
    tx: { signature: withS(HALF_ORDER.replace(/a0$/, "a1")) },
    error: { codespace: "sdk", code: 4, message: /upper half/ },
  },
  {
    name: "s of half of the order, which is low, in a wrong signature",
    tx: { signature: withS(HALF_ORDER) },
    error: { codespace: "sdk", code: 4, message: /signature verification failed/ },
  },
  {
    name: "a signature of 65 bytes",
    tx: { signature: new Uint8Array(65) },
    error: { codespace: "sdk", code: 4, message: /signature of 65 bytes, expected 64/ },
  },
  {
    name: "somebody else's key",
    tx: { publicKey: publicKeyOf(stranger.pubkey) },
    error: {
      codespace: "sdk",
      code: 8,
      message: new RegExp(
        `^pubKey does not match signer address ${signer.address} with signer index: 0: invalid pubkey$`,
      ),
    },
  },
  {
    name: "no key, when the account has none",
    tx: { publicKey: undefined },
    error: { codespace: "sdk", code: 8, message: /^pubkey on account is not set/ },
  },
  {
    name: "a key of another type",
    tx: { publicKey: { ...publicKey, typeUrl: "/cosmos.crypto.secp256r1.PubKey" } },
    error: { codespace: "sdk", code: 8, message: /expected \/cosmos.crypto.secp256k1.PubKey/ },
  },
  {
    name: "a key of another type's size",
    tx: { publicKey: { ...publicKey, typeUrl: "/cosmos.crypto.ed25519.PubKey" } },
    error: { codespace: "sdk", code: 8, message: /33 bytes, expected 32/ },
  },
  {
    name: "an uncompressed key",
    tx: { publicKey: { ...publicKey, value: Buffer.concat([Buffer.of(0x0a, 65), uncompressed]) } },
    error: { codespace: "sdk", code: 8, message: /65 bytes, expected 33/ },
  },
  {
    name: "a key in another encoding",
    tx: { publicKey: { ...publicKey, value: Buffer.concat([publicKey.value, publicKey.value]) } },
    error: { codespace: "sdk", code: 2, message: /public key is not in canonical encoding/ },
  },
  {
    name: "amino JSON, where the other form was signed",
    tx: { signMode: 127 },
    error: {
      codespace: "sdk",
      code: 4,
      message:
        /^signature verification failed; please verify account number \(7\), sequence \(4\) and chain-id \(lazuli-test-1\): unauthorized$/,
    },
  },
  {
    name: "SIGN_MODE_TEXTUAL",
    tx: { signMode: 2 },
    error: { codespace: "sdk", code: 4, message: /\(unsupported sign mode SIGN_MODE_TEXTUAL: / },
  },
  {
    name: "no sign mode",
    tx: { signMode: 0 },
    error: {
      codespace: "sdk",
      code: 4,
      message: /\(unsupported sign mode SIGN_MODE_UNSPECIFIED: /,
    },
  },
  {
    name: "a sign mode that does not exist",
    tx: { signMode: 99 },
    error: { codespace: "sdk", code: 4, message: /\(unsupported sign mode 99: / },
  },
  {
    name: "SIGN_MODE_DIRECT_AUX by who pays",
    tx: { signMode: 3 },
    error: {
      codespace: "sdk",
      code: 4,
      message: /fee payer lazuli1\S+ cannot sign with SIGN_MODE_DIRECT_AUX/,
    },
  },
  {
    name: "a signer without account",
    tx: { signers: [stranger.address], publicKey: publicKeyOf(stranger.pubkey) },
    error: {
      codespace: "sdk",
      code: 9,
      message: new RegExp(`^account ${stranger.address} does not exist: unknown address$`),
    },
  },
  {
    name: "a signer without account, whose key is not named either",
    tx: { signers: [stranger.address], publicKey: undefined },
    error: { codespace: "sdk", code: 9, message: /does not exist: unknown address$/ },
  },
  {
    name: "fewer signer infos than signers",
    tx: { signerInfos: 0 },
    error: { codespace: "sdk", code: 2, message: /^expected 1 signer infos, got 0/ },
  },
  {
    name: "fewer signatures than signers",
    tx: { signers: [signer.address, stranger.address], signerInfos: 2 },
    error: { codespace: "sdk", code: 4, message: /expected 2, got 1/ },
  },
  {
    name: "more signers than the parameter allows",
    tx: { signers: Array.from({ length: 8 }, () => signer.address), signerInfos: 8, copies: 8 },
    error: { codespace: "sdk", code: 14, message: /signatures: 8, limit: 7/ },
  },
];

for (const { name, tx: options, mode = "finalize", error } of invalid) {
  test(`refused: ${name}`, async () => {
    const { auth, context, state } = chain();
    const { tx } = await makeTx(options);
    const before = state.store("acc").entries;
    assert.throws(() => {
      auth.ante.authenticate(context({ mode }), tx);
    }, error);
    assert.deepEqual(state.store("acc").entries, before);
  });
}

test("a memo is limited in bytes, not in characters", async () => {
  const { auth, context } = chain();
  const ctx = context();
  for (const memo of ["", "x".repeat(256), "ä".repeat(128)]) {
    auth.ante.checkMemo(ctx, (await makeTx({ memo })).tx);
  }
  const { tx } = await makeTx({ memo: "ä".repeat(129) });
  assert.throws(
    () => {
      auth.ante.checkMemo(ctx, tx);
    },
    {
      codespace: "sdk",
      code: 12,
      message: "maximum number of characters is 256 but received 258 characters: memo too large",
    },
  );
});

test("10 gas a byte; a simulation adds what the SDK adds for a signature that is missing", async () => {
  const { auth, context } = chain();
  const signed = (await makeTx()).tx;
  const unsigned = (await makeTx({ signature: new Uint8Array(0) })).tx;
  const noKey = { ...publicKey, value: new Uint8Array(0) };
  const keyless = (await makeTx({ signature: new Uint8Array(0), publicKey: noKey })).tx;
  const gas = (tx: Tx, mode: Mode): bigint => {
    const ctx = context({ mode });
    auth.ante.consumeTxSizeGas(ctx, tx);
    return ctx.gas.used;
  };
  assert.equal(gas(signed, "finalize"), 10n * BigInt(signed.bytes.length));
  assert.equal(gas(signed, "simulate"), 10n * BigInt(signed.bytes.length));
  for (const { tx, bytes } of [unsigned, keyless].map((tx) => ({ tx, bytes: tx.bytes.length }))) {
    const expected = 10n * BigInt(bytes + sdkState.simulated_signature_bytes + 6);
    assert.equal(gas(tx, "simulate"), expected);
  }
});

test("the address of a key is CosmJS's, also in the codec's other spelling", () => {
  const { auth, context } = chain({ knownKey: true });
  const ctx = context();
  const upper = ctx.addresses.parse(signer.address.toUpperCase());
  assert.equal(auth.keeper.getAccount(ctx, upper)?.address, signer.address);
});

test("the transactions of this file carry the auth info that CosmJS makes", async () => {
  const { tx } = await makeTx();
  const expected = makeAuthInfoBytes(
    [{ pubkey: publicKey, sequence: SEQUENCE }],
    [{ denom: "ulaz", amount: "500" }],
    200_000,
    undefined,
    undefined,
  );
  assert.deepEqual(Buffer.from(tx.authInfoBytes), Buffer.from(expected));
});
