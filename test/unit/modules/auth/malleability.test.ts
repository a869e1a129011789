import assert from "node:assert/strict";
import { test } from "node:test";
import { MsgSend } from "../../../../proto/gen/cosmos/bank/v1beta1/tx.ts";
import { MultiSignature } from "../../../../proto/gen/cosmos/crypto/multisig/v1beta1/multisig.ts";
import { AuthInfo, Fee, TxBody, TxRaw } from "../../../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { aminoSignBytes } from "../../../../app/core/amino/sign-doc.ts";
import { concatBytes } from "../../../../app/core/bytes.ts";
import { ChainError } from "../../../../app/core/errors.ts";
import { alice, bob, carol, TestChain, genesisState } from "../../../helpers/executor.ts";
import { multisigHolder, secp256k1Holder, signParts } from "../../../helpers/sign-modes.ts";
import { sendMessage, signBytes } from "../../../helpers/tx.ts";

// The cases of ADR-027 and ADR-020 that concern decoding are in test/vectors/signing.test.ts, beside the SDK's answers.

const AMINO = 127;
const a = secp256k1Holder(alice);
const trio = multisigHolder(2, [alice, bob, carol].map(secp256k1Holder));

function startChain(): TestChain {
  const state = genesisState(new TestChain().app) as Record<
    string,
    { accounts: object[]; balances: object[] }
  >;
  state["auth"]?.accounts.push({
    "@type": "/cosmos.auth.v1beta1.BaseAccount",
    address: trio.address,
    pub_key: null,
    account_number: "10",
    sequence: "0",
  });
  state["bank"]?.balances.push({
    address: trio.address,
    coins: [{ denom: "ulaz", amount: "1000000" }],
  });
  return TestChain.start({ state });
}

function outcome(bytes: Uint8Array): string {
  const [result] = startChain().block([bytes]).txs;
  assert(result);
  return result.code === 0 ? "accepted" : `${result.codespace} ${result.code}`;
}

const send = sendMessage(alice, bob, 5n);
const amino = signParts({ messages: [send], body: { memo: "memo" } }, [
  { holder: a, accountNumber: 0n, sequence: 0n, mode: AMINO },
]);
const multisig = signParts({ messages: [{ ...send, value: sendFrom(trio.address) }] }, [
  { holder: trio, accountNumber: 10n, sequence: 0n, mode: AMINO, signing: [0, 2] },
]);

function sendFrom(fromAddress: string): Uint8Array {
  return MsgSend.encode({ ...MsgSend.decode(send.value), fromAddress }).finish();
}

type Parts = TxRaw & { readonly authInfo: AuthInfo };

/** The transaction with parts that are others, and its signatures as they were. */
function changed(bytes: Uint8Array, change: (parts: Parts) => Partial<Parts>): Uint8Array {
  const raw = TxRaw.decode(bytes);
  const authInfo = AuthInfo.decode(raw.authInfoBytes);
  const next = { ...raw, ...change({ ...raw, authInfo }) };
  const authInfoBytes = next.authInfo
    ? AuthInfo.encode(next.authInfo).finish()
    : next.authInfoBytes;
  return TxRaw.encode({ ...next, authInfoBytes }).finish();
}

const MEMO = Uint8Array.of(0x12, 4, ...Buffer.from("memo"));

/** The body's parts in another order: the same JSON. */
function swappedBody(bodyBytes: Uint8Array): Uint8Array {
  return concatBytes(MEMO, bodyBytes.subarray(0, bodyBytes.length - MEMO.length));
}

const signature64 = (bytes: Uint8Array): Uint8Array =>
  TxRaw.decode(bytes).signatures[0] ?? new Uint8Array(0);

function highS(signature: Uint8Array): Uint8Array {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const s = order - BigInt(`0x${Buffer.from(signature.subarray(32)).toString("hex")}`);
  return concatBytes(
    signature.subarray(0, 32),
    Buffer.from(s.toString(16).padStart(64, "0"), "hex"),
  );
}

const multiInfo = (authInfo: AuthInfo) => {
  const sum = authInfo.signerInfos[0]?.modeInfo?.sum;
  assert(sum?.$case === "multi" && sum.value.bitarray);
  return sum.value.bitarray;
};

const rows: readonly [name: string, bytes: () => Uint8Array, expected: string][] = [
  ["amino JSON, as it was signed", () => amino, "accepted"],
  [
    "amino JSON: fields of the body in another order",
    () => changed(amino, ({ bodyBytes }) => ({ bodyBytes: swappedBody(bodyBytes) })),
    "sdk 2",
  ],
  [
    "amino JSON: a default value in the body",
    () =>
      changed(amino, ({ bodyBytes }) => ({
        bodyBytes: concatBytes(bodyBytes, Uint8Array.of(0x18, 0)),
      })),
    "sdk 2",
  ],
  [
    "amino JSON: an unknown field in the body that is not critical",
    () =>
      changed(amino, ({ bodyBytes }) => ({
        bodyBytes: concatBytes(bodyBytes, Uint8Array.of(0x82, 0x40, 1, 7)),
      })),
    "sdk 4",
  ],
  [
    "amino JSON: a non-critical extension option",
    () =>
      changed(amino, ({ bodyBytes }) => {
        const body = TxBody.decode(bodyBytes);
        const nonCriticalExtensionOptions = [{ typeUrl: "/a.B", value: new Uint8Array(0) }];
        return { bodyBytes: TxBody.encode({ ...body, nonCriticalExtensionOptions }).finish() };
      }),
    "sdk 4",
  ],
  [
    "amino JSON: an amount with a leading zero",
    () =>
      changed(amino, ({ bodyBytes }) => {
        const body = TxBody.decode(bodyBytes);
        const message = MsgSend.decode(send.value);
        const value = MsgSend.encode({ ...message, amount: [{ denom: "ulaz", amount: "05" }] });
        const messages = [{ ...send, value: value.finish() }];
        return { bodyBytes: TxBody.encode({ ...body, messages }).finish() };
      }),
    "sdk 10",
  ],
  [
    "amino JSON: another fee payer",
    () =>
      changed(amino, ({ authInfo }) => ({
        authInfo: { ...authInfo, fee: Fee.fromPartial({ ...authInfo.fee, payer: alice.address }) },
      })),
    "sdk 4",
  ],
  [
    "an unknown field in AuthInfo",
    () =>
      changed(amino, ({ authInfoBytes }) => ({
        authInfo: undefined as never,
        authInfoBytes: concatBytes(authInfoBytes, Uint8Array.of(0x82, 0x40, 0)),
      })),
    "sdk 2",
  ],
  [
    "a signature in its high-S form",
    () => changed(amino, () => ({ signatures: [highS(signature64(amino))] })),
    "sdk 4",
  ],
  [
    "a signature with a byte behind",
    () =>
      changed(amino, () => ({ signatures: [concatBytes(signature64(amino), Uint8Array.of(0))] })),
    "sdk 4",
  ],
  ["a multisig, as it was signed", () => multisig, "accepted"],
  [
    "MultiSignature: an unknown field",
    () =>
      changed(multisig, ({ signatures: [aggregate = new Uint8Array()] }) => ({
        signatures: [concatBytes(aggregate, Uint8Array.of(0x12, 0))],
      })),
    "sdk 2",
  ],
  [
    "MultiSignature: a length that is not as short as possible",
    () =>
      changed(multisig, ({ signatures: [aggregate = new Uint8Array()] }) => ({
        signatures: [concatBytes(Uint8Array.of(0x0a, 0xc0, 0), aggregate.subarray(2))],
      })),
    "sdk 2",
  ],
  [
    "MultiSignature: one of its signatures in high-S form",
    () =>
      changed(multisig, ({ signatures: [aggregate = new Uint8Array()] }) => {
        const [first = new Uint8Array(), ...rest] = MultiSignature.decode(aggregate).signatures;
        return {
          signatures: [MultiSignature.encode({ signatures: [highS(first), ...rest] }).finish()],
        };
      }),
    "sdk 4",
  ],
  [
    "bit array: a bit beyond its end",
    () =>
      changed(multisig, ({ authInfo }) => {
        multiInfo(authInfo).elems = Uint8Array.of(0b1010_0001);
        return { authInfo };
      }),
    "sdk 2",
  ],
  [
    "bit array: a byte too many",
    () =>
      changed(multisig, ({ authInfo }) => {
        multiInfo(authInfo).elems = Uint8Array.of(0b1010_0000, 0);
        return { authInfo };
      }),
    "sdk 4",
  ],
  [
    "bit array: more bits than a byte has",
    () =>
      changed(multisig, ({ authInfo }) => {
        multiInfo(authInfo).extraBitsStored = 8;
        return { authInfo };
      }),
    "sdk 2",
  ],
  [
    "bit array: missing",
    () =>
      changed(multisig, ({ authInfo }) => {
        const sum = authInfo.signerInfos[0]?.modeInfo?.sum;
        assert(sum?.$case === "multi");
        sum.value.bitarray = undefined;
        return { authInfo };
      }),
    "sdk 2",
  ],
  [
    "a multisig in a multisig",
    () =>
      changed(multisig, ({ authInfo }) => {
        const sum = authInfo.signerInfos[0]?.modeInfo?.sum;
        assert(sum?.$case === "multi" && sum.value.modeInfos[0]);
        sum.value.modeInfos[0].sum = {
          $case: "multi",
          value: { bitarray: undefined, modeInfos: [] },
        };
        return { authInfo };
      }),
    "sdk 2",
  ],
];

for (const [name, bytes, expected] of rows) {
  test(`ADR-076 ${expected === "accepted" ? "takes" : "refuses"} ${name}`, () => {
    assert.equal(outcome(bytes()), expected);
  });
}

test("ADR-020: unknown fields of the body that are not critical are kept in what is signed directly", () => {
  const raw = TxRaw.decode(
    signParts({ messages: [send] }, [{ holder: a, accountNumber: 0n, sequence: 0n }]),
  );
  const bodyBytes = concatBytes(raw.bodyBytes, Uint8Array.of(0x82, 0x40, 1, 7));
  const signed = signBytes(alice, bodyBytes, raw.authInfoBytes, { accountNumber: 0n });
  assert.equal(outcome(signed), "accepted");
  // With the signature over the body without the field.
  assert.equal(outcome(TxRaw.encode({ ...raw, bodyBytes }).finish()), "sdk 4");
});

/** A value of each field of the body that is not its default; a new field of the .proto has no entry here. */
const BODY_FIELDS: { readonly [K in keyof TxBody]: TxBody[K] } = {
  messages: [{ ...send, value: sendFrom(bob.address) }],
  memo: "other",
  timeoutHeight: 1n,
  unordered: true,
  timeoutTimestamp: { seconds: 0n, nanos: 0 },
  extensionOptions: [send],
  nonCriticalExtensionOptions: [send],
};

const FEE_FIELDS: { readonly [K in keyof Fee]: Fee[K] } = {
  amount: [],
  gasLimit: 1n,
  payer: "payer",
  granter: "granter",
};

test("ADR-076: amino JSON shows every field of the body and of the fee, or refuses it", () => {
  const signer = { chainId: "c", accountNumber: 1n, sequence: 2n };
  const body = TxBody.fromPartial({ messages: [send] });
  const fee = Fee.fromPartial({ amount: [{ denom: "ulaz", amount: "1" }] });
  const sign = (bodyPart: Partial<TxBody>, feePart: Partial<Fee> = {}): string => {
    const authInfo = AuthInfo.fromPartial({ fee: { ...fee, ...feePart } });
    const tx = { body: { ...body, ...bodyPart }, authInfo, hasUnknownFields: false };
    try {
      return Buffer.from(aminoSignBytes(tx, signer)).toString();
    } catch (error) {
      assert.ok(error instanceof ChainError);
      return error.message;
    }
  };
  assert.deepEqual(Object.keys(BODY_FIELDS).sort(), Object.keys(TxBody.fromPartial({})).sort());
  assert.deepEqual(Object.keys(FEE_FIELDS).sort(), Object.keys(Fee.fromPartial({})).sort());
  const seen = new Set([sign({})]);
  for (const [name, value] of Object.entries(BODY_FIELDS)) seen.add(sign({ [name]: value }));
  for (const [name, value] of Object.entries(FEE_FIELDS)) seen.add(sign({}, { [name]: value }));
  // Both extension options have one refusal.
  const count = 1 + Object.keys(BODY_FIELDS).length + Object.keys(FEE_FIELDS).length - 1;
  assert.equal(seen.size, count);
});
