import assert from "node:assert/strict";
import { test } from "node:test";
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { MsgMultiSend } from "../../../../proto/gen/cosmos/bank/v1beta1/tx.ts";
import {
  AuthInfo,
  Fee,
  ModeInfo,
  TxBody,
  TxRaw,
} from "../../../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import type { Any } from "../../../../proto/gen/google/protobuf/any.ts";
import { buildApp } from "../../../../app/app.ts";
import { concatBytes } from "../../../../app/core/bytes.ts";
import { ChainError } from "../../../../app/core/errors.ts";
import {
  GAS_LIMIT_MAX,
  MODE_INFO_DEPTH_MAX,
  TX_BYTES_MAX,
  TX_MESSAGES_MAX,
  TX_SIGNERS_MAX,
} from "../../../../app/core/limits.ts";
import { decodeTx } from "../../../../app/core/tx/decode.ts";
import type { Tx } from "../../../../app/core/tx/tx.ts";
import { alice, bob } from "../../../helpers/executor.ts";
import {
  createSigner,
  kvMessage,
  sendMessage,
  signTx,
  type TxOptions,
} from "../../../helpers/tx.ts";

const app = buildApp({ nodeMinGasPrice: "0" });
const decode = (bytes: Uint8Array): Tx => decodeTx(bytes, (type) => app.message(type)?.route);
const account = { accountNumber: 0n, sequence: 0n };
const create = kvMessage.create(alice, "n", "k", "v");

function make(options: Partial<TxOptions> = {}, messages: readonly Any[] = [create]): Uint8Array {
  return signTx(alice, messages, { ...account, ...options });
}

/** A transaction whose three parts are any bytes. */
function raw(bodyBytes: Uint8Array, authInfoBytes: Uint8Array): Uint8Array {
  return TxRaw.encode({ bodyBytes, authInfoBytes, signatures: [new Uint8Array(64)] }).finish();
}

const body = TxBody.encode(TxBody.fromPartial({ messages: [create] })).finish();

/** @returns codespace and code, e.g. `sdk 2` */
function outcome(bytes: Uint8Array): string {
  try {
    decode(bytes);
    return "accepted";
  } catch (error) {
    assert.ok(error instanceof ChainError, `expected a ChainError, got ${String(error)}`);
    return `${error.codespace} ${error.code}`;
  }
}

test("a transaction is read with its signers in order of mention and its payer", () => {
  const carol = createSigner("carol");
  const tx = decode(
    make({ fee: { payer: carol.address } }, [create, sendMessage(bob, alice, 1n), create]),
  );
  assert.deepEqual(tx.signers, [alice.address, bob.address, carol.address]);
  assert.equal(tx.feePayer, carol.address);
  assert.equal(tx.messages.length, 3);
  assert.equal(tx.messages[1]?.route.typeUrl, "/cosmos.bank.v1beta1.MsgSend");
  assert.equal(tx.gasLimit, 500_000n);
  const own = decode(make({ fee: { payer: alice.address } }));
  assert.deepEqual(own.signers, [alice.address], "a payer who signs anyway signs once");
  assert.equal(decode(make()).feePayer, alice.address);
});

test("a signer who is named in capitals too signs once", () => {
  const capitals = alice.address.toUpperCase();
  const shouting = sendMessage({ ...alice, address: capitals }, bob, 1n);
  const tx = decode(make({ fee: { payer: capitals } }, [create, shouting]));
  assert.deepEqual([tx.signers, tx.feePayer], [[alice.address], alice.address]);
});

test("every cut of a real transaction is refused", () => {
  const bytes = make({ body: { memo: "hello", timeoutHeight: 7n } });
  assert.equal(outcome(bytes), "accepted");
  for (let length = 0; length < bytes.length; length++) {
    const result = outcome(bytes.subarray(0, length));
    // Cut off before the signatures it is well-formed; the ante steps then miss them.
    const isWithoutSignatures = length === bytes.length - 66;
    assert.equal(result !== "accepted", !isWithoutSignatures, `${length} bytes: ${result}`);
  }
});

test("no byte behind a transaction or inside its parts goes unseen", () => {
  const bytes = make();
  const parts = TxRaw.decode(bytes);
  for (const extra of [[0], [0x0c], [0x22, 0], [0x20, 1], [0x08], [0xff], [0x1a, 0]]) {
    const behind = Uint8Array.from(extra);
    // A second, empty signature is well-formed; the count of signatures is the ante steps' to check.
    if (extra[0] !== 0x1a) {
      assert.notEqual(
        outcome(concatBytes(bytes, behind)),
        "accepted",
        `TxRaw and ${String(extra)}`,
      );
    }
    for (const part of ["bodyBytes", "authInfoBytes"] as const) {
      const changed = TxRaw.encode({ ...parts, [part]: concatBytes(parts[part], behind) }).finish();
      assert.notEqual(outcome(changed), "accepted", `${part} and ${String(extra)}`);
    }
  }
});

const option = { typeUrl: "/a.B", value: new Uint8Array(0) };
const manySigners = (count: number): Any => ({
  typeUrl: "/cosmos.bank.v1beta1.MsgMultiSend",
  value: MsgMultiSend.encode({
    inputs: Array.from({ length: count }, (_, i) => ({
      address: createSigner(`signer ${i}`).address,
      coins: [],
    })),
    outputs: [],
  }).finish(),
});
const withSize = (size: number): Uint8Array => {
  const value = (length: number): Uint8Array =>
    make({}, [kvMessage.create(alice, "n", "k", new Uint8Array(length))]);
  const overhead = value(size - 1_000).length - (size - 1_000);
  return value(size - overhead);
};
const mode = { sum: { $case: "single" as const, value: { mode: 1 } } };
const infos = (count: number) =>
  Array.from({ length: count }, () => ({ publicKey: undefined, modeInfo: mode, sequence: 0n }));

const rows: readonly [name: string, bytes: () => Uint8Array, expected: string][] = [
  ["at the size limit", () => withSize(TX_BYTES_MAX), "accepted"],
  ["a byte over the size limit", () => withSize(TX_BYTES_MAX + 1), "sdk 21"],
  ["empty", () => new Uint8Array(0), "sdk 2"],
  ["no messages", () => make({}, []), "sdk 18"],
  [
    "as many messages as allowed",
    () =>
      make(
        {},
        Array.from({ length: TX_MESSAGES_MAX }, () => create),
      ),
    "accepted",
  ],
  [
    "a message too many",
    () =>
      make(
        {},
        Array.from({ length: TX_MESSAGES_MAX + 1 }, () => create),
      ),
    "sdk 18",
  ],
  ["as many signers as allowed", () => make({}, [manySigners(TX_SIGNERS_MAX)]), "accepted"],
  ["a signer too many", () => make({}, [manySigners(TX_SIGNERS_MAX + 1)]), "sdk 14"],
  [
    "a payer as one signer too many",
    () => make({ fee: { payer: alice.address } }, [manySigners(TX_SIGNERS_MAX)]),
    "sdk 14",
  ],
  ["no signer", () => make({}, [manySigners(0)]), "sdk 15"],
  [
    "as many signer infos as allowed",
    () => make({ authInfo: { signerInfos: infos(TX_SIGNERS_MAX) as never } }),
    "accepted",
  ],
  [
    "a signer info too many",
    () => make({ authInfo: { signerInfos: infos(TX_SIGNERS_MAX + 1) as never } }),
    "sdk 14",
  ],
  ["the largest gas limit", () => make({ gasLimit: GAS_LIMIT_MAX, feeAmount: 1n }), "accepted"],
  ["a gas limit too large", () => make({ gasLimit: GAS_LIMIT_MAX + 1n, feeAmount: 1n }), "sdk 18"],
  ["no fee", () => raw(body, AuthInfo.encode(AuthInfo.fromPartial({})).finish()), "sdk 2"],
  [
    "an empty fee",
    () => raw(body, AuthInfo.encode(AuthInfo.fromPartial({ fee: {} })).finish()),
    "accepted",
  ],
  ["no auth info", () => raw(body, new Uint8Array(0)), "sdk 2"],
  ["a tip", () => make({ authInfo: { tip: { amount: [], tipper: "" } } }), "sdk 37"],
  [
    "a granter, which is the fee step's to judge",
    () => make({ fee: { granter: bob.address } }),
    "accepted",
  ],
  ["an extension option", () => make({ body: { extensionOptions: [option] } }), "sdk 31"],
  [
    "an extension option that is not critical",
    () => make({ body: { nonCriticalExtensionOptions: [option] } }),
    "accepted",
  ],
  ["unordered", () => make({ body: { unordered: true } }), "sdk 37"],
  [
    "a timeout by time",
    () => make({ body: { timeoutTimestamp: { seconds: 1n, nanos: 0 } } }),
    "accepted",
  ],
  [
    "a timeout beyond the year 9999",
    () => make({ body: { timeoutTimestamp: { seconds: 253_402_300_800n, nanos: 0 } } }),
    "sdk 2",
  ],
  [
    "a timeout with too many nanoseconds",
    () => make({ body: { timeoutTimestamp: { seconds: 1n, nanos: 1_000_000_000 } } }),
    "sdk 2",
  ],
  ["an unknown type of message", () => make({}, [{ ...create, typeUrl: "/a.MsgB" }]), "sdk 2"],
  [
    "a type without a slash",
    () => make({}, [{ ...create, typeUrl: "lazuli.kv.v1.MsgCreate" }]),
    "sdk 2",
  ],
  ["a type with a host", () => make({}, [{ ...create, typeUrl: `x${create.typeUrl}` }]), "sdk 2"],
  [
    "an unknown field in a message",
    () => make({}, [{ ...create, value: concatBytes(create.value, Uint8Array.of(0x78, 1)) }]),
    "sdk 2",
  ],
  [
    "a message whose bytes are not canonical",
    () => make({}, [{ ...create, value: concatBytes(create.value, create.value) }]),
    "sdk 2",
  ],
  [
    "an unknown field in the body",
    () => raw(concatBytes(body, Uint8Array.of(0x78, 1)), authInfo(single)),
    "sdk 2",
  ],
  [
    "a memo that is not UTF-8",
    () => raw(concatBytes(body, Uint8Array.of(0x12, 1, 0xff)), authInfo(single)),
    "sdk 2",
  ],
];

for (const [name, bytes, expected] of rows) {
  test(`a transaction: ${name}`, () => {
    assert.equal(outcome(bytes()), expected);
  });
}

const single = ModeInfo.encode({ sum: { $case: "single", value: { mode: 1 } } }).finish();

/** `depth` times ModeInfo { multi { mode_infos } } around a single one; written without recursion. */
function nested(depth: number): Uint8Array {
  let inner = single;
  for (let i = 1; i < depth; i++) {
    const multi = new BinaryWriter().uint32(18).bytes(inner).finish();
    inner = new BinaryWriter().uint32(18).bytes(multi).finish();
  }
  return inner;
}

function signerInfo(modeInfo: Uint8Array): Uint8Array {
  return new BinaryWriter().uint32(18).bytes(modeInfo).finish();
}

function authInfo(modeInfo: Uint8Array): Uint8Array {
  const fee = Fee.encode(Fee.fromPartial({})).finish();
  const writer = new BinaryWriter().uint32(10).bytes(signerInfo(modeInfo)).uint32(18).bytes(fee);
  return writer.finish();
}

test("a ModeInfo may nest to its limit, and no deeper", () => {
  assert.equal(outcome(raw(body, authInfo(nested(MODE_INFO_DEPTH_MAX)))), "accepted");
  assert.equal(outcome(raw(body, authInfo(nested(MODE_INFO_DEPTH_MAX + 1)))), "sdk 2");
});

/** About 1 MB of nesting, built from inside out in one pass because each level copies the one below. */
function deeplyNested(sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes + 16);
  let start = bytes.length - single.length;
  bytes.set(single, start);
  for (;;) {
    const header = new BinaryWriter()
      .uint32(18)
      .uint32(bytes.length - start)
      .finish();
    if (start < header.length) return bytes.subarray(start);
    start -= header.length;
    bytes.set(header, start);
  }
}

const deep = deeplyNested(900_000);

test("no nesting overflows the stack, whole or broken", () => {
  const info = signerInfo(deep);
  const inAuthInfo = new BinaryWriter().uint32(10).bytes(info).finish();
  const broken: readonly [name: string, authInfoBytes: Uint8Array, expected: string][] = [
    ["whole", authInfo(deep), "sdk 2"],
    ["cut at the end", authInfo(deep).subarray(0, 900_000), "sdk 2"],
    ["broken behind the nesting", concatBytes(inAuthInfo, Uint8Array.of(0xff)), "sdk 2"],
    ["a broken sibling behind", concatBytes(inAuthInfo, Uint8Array.of(0x0a, 1, 0xff)), "sdk 2"],
    ["a group behind", concatBytes(inAuthInfo, Uint8Array.of(0x0b)), "sdk 2"],
    ["groups in groups", new Uint8Array(900_000).fill(0x0b), "sdk 2"],
    [
      "inside a field whose length is too short",
      concatBytes(Uint8Array.of(0x0a, 4), deep),
      "sdk 2",
    ],
    [
      "behind a key that runs over its end",
      concatBytes(Uint8Array.of(0x0a, 8, 0x0a, 2, 0x0a, 4, 1, 1, 1, 1), info),
      "",
    ],
  ];
  for (const [name, bytes, expected] of broken) {
    const result = outcome(raw(body, bytes));
    assert.notEqual(result, "accepted", name);
    if (expected !== "") assert.equal(result, expected, name);
  }
});
