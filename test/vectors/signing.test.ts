import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { MultiSignature } from "../../proto/gen/cosmos/crypto/multisig/v1beta1/multisig.ts";
import { AuthInfo, ModeInfo, TxBody } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { Any } from "../../proto/gen/google/protobuf/any.ts";
import { AMINO_MESSAGES, type AminoMessage } from "../../proto/gen/amino/table.ts";
import { aminoJson } from "../../app/core/amino/json.ts";
import { AMINO_DEPTH_MAX } from "../../app/core/amino/limits.ts";
import { aminoSignBytes } from "../../app/core/amino/sign-doc.ts";
import { ChainError } from "../../app/core/errors.ts";
import { decodeTx } from "../../app/core/tx/decode.ts";
import type { Tx } from "../../app/core/tx/tx.ts";
import { createCrypto } from "../../app/node/crypto.ts";
import { simulatedSizeBytes } from "../../modules/auth/gas.ts";
import { DEFAULT_PARAMS } from "../../modules/auth/params.ts";
import {
  parsePublicKey,
  publicKeyToAddress,
  publicKeyToAmino,
  publicKeyToAny,
} from "../../modules/auth/public-key.ts";
import { SignDocuments } from "../../modules/auth/sign-bytes.ts";
import { parseSignature } from "../../modules/auth/signature.ts";
import { verifySignature } from "../../modules/auth/verify.ts";
import { bankChain } from "../helpers/bank-chain.ts";
import { TestChain } from "../helpers/executor.ts";

interface Vectors {
  readonly descriptor: object;
  readonly amino: readonly {
    readonly name: string;
    readonly body: string;
    readonly auth_info: string;
    readonly chain_id: string;
    readonly account_number: string;
    readonly sequence: string;
    readonly sign_bytes?: string;
    readonly error?: string;
  }[];
  readonly direct_aux: readonly {
    readonly name: string;
    readonly body: string;
    readonly auth_info: string;
    readonly public_key: string;
    readonly address: string;
    readonly account_number: string;
    readonly sequence: string;
    readonly sign_bytes?: string;
    readonly error?: string;
  }[];
  readonly keys: readonly {
    readonly name: string;
    readonly type_url: string;
    readonly value: string;
    readonly amino: string;
    readonly address: string;
    readonly std_signature_bytes: number;
  }[];
  readonly multisig: readonly {
    readonly name: string;
    readonly type_url: string;
    readonly value: string;
    readonly extra_bits: number;
    readonly elems: string;
    readonly signatures: readonly string[];
    readonly aggregate: string;
    readonly message: string;
    readonly valid: boolean;
    readonly error?: string;
  }[];
  readonly ed25519: readonly {
    readonly name: string;
    readonly public_key: string;
    readonly message: string;
    readonly signature: string;
    readonly valid: boolean;
  }[];
  readonly decode: readonly {
    readonly name: string;
    readonly tx: string;
    readonly error?: string;
  }[];
}

/** From dist/test/vectors/ to the recorded file in the sources. */
const FOLDER = new URL("../../../test/vectors/signing/", import.meta.url);
const vectors = JSON.parse(readFileSync(new URL("vectors.json", FOLDER), "utf8")) as Vectors;

function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** What makes the table. By its address: a test imports no script, but here one is what is tested. */
const { aminoEntries } = (await import(
  new URL("../../scripts/amino.js", import.meta.url).href
)) as {
  readonly aminoEntries: (image: { readonly file: readonly object[] }) => [string, AminoMessage][];
};

/** Puts the synthetic messages into the table, as the generator makes their entries. */
function addSynthetic(): void {
  const others = [
    { package: "google.protobuf", messageType: ["Any", "Timestamp", "Duration"] },
    { package: "cosmos.base.v1beta1", messageType: ["Coin"] },
  ].map((file) => ({ ...file, messageType: file.messageType.map((name) => ({ name })) }));
  const body = { package: "cosmos.tx.v1beta1", messageType: [{ name: "TxBody" }] };
  const table = AMINO_MESSAGES as Map<string, AminoMessage>;
  for (const [name, entry] of aminoEntries({ file: [vectors.descriptor, ...others, body] })) {
    if (name.startsWith("lazuli.test.")) table.set(name, entry);
  }
  const duration = [
    { number: 2, name: "nanos", property: "nanos", kind: "int32" as const },
    { number: 1, name: "seconds", property: "seconds", kind: "int64" as const },
  ];
  table.set("google.protobuf.Duration", { fields: duration });
}

addSynthetic();

for (const { name, ...one } of vectors.amino) {
  test(`amino JSON is the SDK's: ${name}`, () => {
    const tx = {
      body: TxBody.decode(fromHex(one.body)),
      authInfo: AuthInfo.decode(fromHex(one.auth_info)),
      hasUnknownFields: false,
    };
    const sign = (): string =>
      Buffer.from(
        aminoSignBytes(tx, {
          chainId: one.chain_id,
          accountNumber: BigInt(one.account_number),
          sequence: BigInt(one.sequence),
        }),
      ).toString("utf8");
    if (one.error === undefined) assert.equal(sign(), one.sign_bytes);
    else assert.throws(sign, ChainError, one.error);
  });
}

/** `count` synthetic messages, each in an Any of the next. */
function nested(count: number): Uint8Array {
  let value: Uint8Array = new Uint8Array(0);
  for (let i = 1; i < count; i++) {
    const any = Any.encode({ typeUrl: "/lazuli.test.v1.Everything", value }).finish();
    value = new BinaryWriter()
      .uint32((16 << 3) | 2)
      .bytes(any)
      .finish();
  }
  return value;
}

test("messages nest in amino JSON to a limit, however deep they come", () => {
  const json = (count: number): string => aminoJson("lazuli.test.v1.Everything", nested(count));
  // An Any counts as well.
  const max = AMINO_DEPTH_MAX / 2;
  assert.equal(json(max).split("lazuli/test/Everything").length, max + 1);
  assert.throws(() => json(max + 2), { codespace: "sdk", code: 2, message: /nest deeper than 32/ });
  assert.throws(() => json(2_000), { codespace: "sdk", code: 2 });
});

for (const { name, ...one } of vectors.direct_aux) {
  test(`DIRECT_AUX is the SDK's: ${name}`, () => {
    const bodyBytes = fromHex(one.body);
    const authInfo = AuthInfo.decode(fromHex(one.auth_info));
    const [message] = TxBody.decode(bodyBytes).messages;
    const first = /lazuli1[0-9a-z]+/.exec(Buffer.from(message?.value ?? []).toString("latin1"));
    const feePayer = [authInfo.fee?.payer, first?.[0].slice(0, 45)].find((one) => one) ?? "";
    const documents = new SignDocuments(
      { ...bankChain().context(), chainId: "lazuli-test-1" },
      { bodyBytes, feePayer } as Tx,
      {
        address: one.address,
        accountNumber: BigInt(one.account_number),
        sequence: BigInt(one.sequence),
        publicKey: Any.decode(fromHex(one.public_key)),
      },
    );
    if (one.error === undefined) assert.equal(toHex(documents.of(3).bytes), one.sign_bytes);
    else {
      const expected = new RegExp(`^${one.error}`);
      assert.throws(() => documents.of(3), { codespace: "sdk", code: 4, message: expected });
    }
  });
}

for (const { name, ...one } of vectors.keys) {
  test(`a key is the SDK's in amino, address and size: ${name}`, () => {
    const any = { typeUrl: one.type_url, value: fromHex(one.value) };
    const key = parsePublicKey(any);
    assert.equal(toHex(publicKeyToAmino(key)), one.amino);
    assert.equal(toHex(publicKeyToAddress(crypto, key)), one.address);
    assert.deepEqual(publicKeyToAny(key), any);
    const sizeBytes = BigInt(one.std_signature_bytes + 6) * (key.type === "multisig" ? 7n : 1n);
    assert.equal(simulatedSizeBytes(key, DEFAULT_PARAMS), sizeBytes);
  });
}

const crypto = await createCrypto({});

/** What is malformed here, so that one set of signatures has one form (ADR-076); the SDK takes the first two. */
const MALFORMED_MULTISIG = new Set([
  "more signatures than bits set",
  "a bit beyond the end",
  "more bits set than signatures",
]);

for (const { name, ...one } of vectors.multisig) {
  test(`a multisig's signatures are judged as the SDK does: ${name}`, () => {
    const aggregate = fromHex(one.aggregate);
    assert.deepEqual(
      MultiSignature.decode(aggregate).signatures.map(toHex),
      one.signatures.map((signature) => signature),
    );
    const modeInfo = ModeInfo.fromPartial({
      sum: {
        $case: "multi",
        value: {
          bitarray: { extraBitsStored: one.extra_bits, elems: fromHex(one.elems) },
          modeInfos: one.signatures.map(() => ({ sum: { $case: "single", value: { mode: 127 } } })),
        },
      },
    });
    const verify = (): void => {
      const signed = { of: () => ({ bytes: fromHex(one.message) }) };
      verifySignature(bankChain().context(), parseSignature(modeInfo, aggregate), {
        key: parsePublicKey({ typeUrl: one.type_url, value: fromHex(one.value) }),
        documents: signed as unknown as SignDocuments,
        accountNumber: 0n,
        sequence: 0n,
      });
    };
    const isMalformed = MALFORMED_MULTISIG.has(name);
    if (one.valid && !isMalformed) verify();
    else assert.throws(verify, { codespace: "sdk", code: isMalformed ? 2 : 4 });
  });
}

test("ed25519 is judged as the SDK does, by native code and by the other", async () => {
  const wasm = await createCrypto({ LAZULI_CRYPTO: "wasm" });
  let oddCount = 0;
  for (const { name, ...one } of vectors.ed25519) {
    const [signature, message, publicKey] = [one.signature, one.message, one.public_key].map(
      fromHex,
    ) as [Uint8Array, Uint8Array, Uint8Array];
    for (const { implementation, verifyEd25519 } of [crypto, wasm]) {
      assert.equal(
        verifyEd25519(signature, message, publicKey),
        one.valid,
        `${name}, ${implementation}`,
      );
    }
    if (one.valid && /small order|torsion/.test(name)) oddCount++;
  }
  // All 14 × 14 of small order, and what only the cofactor makes valid.
  assert.equal(oddCount, 196 + 18);
});

/** What the SDK takes, though it is not the one canonical form. Here nothing else is valid in any sign mode (ADR-076). */
function isStricter(name: string): boolean {
  return (
    name.startsWith("ADR-076") ||
    [
      "ADR-027 TxRaw: a field twice",
      "ADR-027 TxRaw: a tag that is not as short as possible",
      "ADR-020 TxBody: an unknown group",
      "text that is not UTF-8",
    ].includes(name)
  );
}

const router = (typeUrl: string) => TestChain.start().app.message(typeUrl)?.route;

for (const { name, tx, error } of vectors.decode) {
  // The key's type is auth's to know: it reads it when it looks for a signer's key.
  const isKey = name.startsWith("ADR-020 public key");
  test(`decoding agrees with the SDK, ${error === undefined ? "which takes" : "which refuses"}: ${name}`, () => {
    const decode = (): Tx => decodeTx(fromHex(tx), router);
    if (isKey) {
      const [info] = decode().authInfo.signerInfos;
      assert(info?.publicKey && error !== undefined);
      const { publicKey } = info;
      assert.throws(() => parsePublicKey(publicKey), { codespace: "sdk", code: 2 });
      return;
    }
    if (error === undefined && !isStricter(name)) {
      assert.equal(decode().hasUnknownFields, name.startsWith("ADR-020"));
      return;
    }
    assert.throws(decode, { codespace: "sdk", code: 2 });
    // Where the SDK is as strict, it says nearly the same of an unknown field.
    const known = /\{TagNum.*\}/.exec(error ?? "")?.[0];
    if (known !== undefined) {
      assert.throws(decode, (thrown: Error) => thrown.message.includes(known));
    }
  });
}
