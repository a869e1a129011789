import { MultiSignature } from "../../proto/gen/cosmos/crypto/multisig/v1beta1/multisig.ts";
import type { CompactBitArray } from "../../proto/gen/cosmos/crypto/multisig/v1beta1/multisig.ts";
import { SignMode } from "../../proto/gen/cosmos/tx/signing/v1beta1/signing.ts";
import type { ModeInfo, ModeInfo_Multi } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { CoreError } from "../../app/core/errors.ts";
import { decodeStrict, encodeMessage } from "../../app/core/protobuf.ts";
import { MULTISIG_KEYS_MAX } from "./limits.ts";

export interface SimpleSignature {
  readonly type: "simple";
  /** A `SignMode`, or any number that was sent for one. */
  readonly mode: number;
  readonly signature: Uint8Array;
}

/** Signatures of some keys of a multisig. */
export interface MultisigSignature {
  readonly type: "multisig";
  /** One for each key of the multisig, whether it has signed. As many are true as there are signatures. */
  readonly hasSigned: readonly boolean[];
  /** In the order of the keys. */
  readonly signatures: readonly SimpleSignature[];
  /** The same signatures in one: the bytes of a `MultiSignature`. */
  readonly aggregate: Uint8Array;
}

export type Signature = SimpleSignature | MultisigSignature;

/**
 * Joins a signer's mode and signature, which a transaction keeps apart.
 *
 * One set of signatures has one form (ADR-076): the `MultiSignature` is canonical, the bits that no key has are zero, and
 * as many bits are set as there are signatures.
 *
 * @throws CoreError.txDecode if they do not fit each other
 */
export function parseSignature(modeInfo: ModeInfo | undefined, signature: Uint8Array): Signature {
  const sum = modeInfo?.sum;
  if (sum?.$case === "multi") return parseMulti(sum.value, signature);
  const mode = sum === undefined ? SignMode.SIGN_MODE_UNSPECIFIED : sum.value.mode;
  return { type: "simple", mode, signature };
}

function parseMulti({ bitarray, modeInfos }: ModeInfo_Multi, aggregate: Uint8Array): Signature {
  const { signatures } = decodeStrict(MultiSignature, aggregate, "MultiSignature");
  if (modeInfos.length !== signatures.length) {
    throw CoreError.txDecode(
      `expected ${modeInfos.length} multisig signatures, got ${signatures.length}`,
    );
  }
  const hasSigned = readBits(bitarray);
  const count = hasSigned.filter(Boolean).length;
  if (count !== signatures.length) {
    throw CoreError.txDecode(`${count} bits are set for ${signatures.length} multisig signatures`);
  }
  const simple = modeInfos.map(({ sum }, i): SimpleSignature => {
    if (sum?.$case === "multi") {
      throw CoreError.txDecode("a multisig in a multisig, expected signatures of simple keys");
    }
    const mode = sum?.value.mode ?? SignMode.SIGN_MODE_UNSPECIFIED;
    return { type: "simple", mode, signature: signatures[i] as Uint8Array };
  });
  return { type: "multisig", hasSigned, signatures: simple, aggregate };
}

/** @source cosmos-sdk crypto/types CompactBitArray: the first bit is the highest of the first byte */
function readBits(array: CompactBitArray | undefined): boolean[] {
  if (array === undefined) return [];
  const { elems, extraBitsStored } = array;
  if (elems.length * 8 > MULTISIG_KEYS_MAX + 7 || extraBitsStored > 7) {
    throw CoreError.txDecode(`bit array of ${elems.length} bytes and ${extraBitsStored} bits`);
  }
  const bits: boolean[] = [];
  for (const byte of elems) {
    for (let mask = 0x80; mask > 0; mask >>= 1) bits.push((byte & mask) !== 0);
  }
  const count = extraBitsStored === 0 ? bits.length : bits.length - 8 + extraBitsStored;
  if (count < 0 || bits.includes(true, count)) {
    throw CoreError.txDecode("bit array with bits beyond its end");
  }
  return bits.slice(0, count);
}

/**
 * A multisig's mode and signature, as a transaction has them: what {@link parseSignature} reads.
 *
 * @param signatures one for each key of the multisig, undefined where it has not signed
 */
export function formatMultisig(signatures: readonly (SimpleSignature | undefined)[]): {
  readonly modeInfo: ModeInfo;
  readonly signature: Uint8Array;
} {
  const elems = new Uint8Array((signatures.length + 7) >> 3);
  const made: SimpleSignature[] = [];
  for (const [i, one] of signatures.entries()) {
    if (one === undefined) continue;
    elems[i >> 3] = (elems[i >> 3] ?? 0) | (0x80 >> (i & 7));
    made.push(one);
  }
  const bitarray = { extraBitsStored: signatures.length & 7, elems };
  const modeInfos = made.map(({ mode }): ModeInfo => ({
    sum: { $case: "single", value: { mode: mode as SignMode } },
  }));
  return {
    modeInfo: { sum: { $case: "multi", value: { bitarray, modeInfos } } },
    signature: encodeMessage(MultiSignature, {
      signatures: made.map(({ signature }) => signature),
    }),
  };
}

/** Whether a simulation has to add what it lacks. @source cosmos-sdk x/auth/ante isIncompleteSignature */
export function isIncomplete(signature: Signature): boolean {
  if (signature.type === "simple") return signature.signature.length === 0;
  return signature.signatures.length === 0 || signature.signatures.some(isIncomplete);
}

/** Each signature by itself, then those of a multisig in one. @source cosmos-sdk x/auth/ante flattenSignatures */
export function flatten(signature: Signature): readonly Uint8Array[] {
  if (signature.type === "simple") return [signature.signature];
  return [...signature.signatures.map((one) => one.signature), signature.aggregate];
}

/** Whether nothing but amino JSON was signed. @source cosmos-sdk x/auth/ante OnlyLegacyAminoSigners */
export function isAminoOnly(signature: Signature): boolean {
  if (signature.type === "multisig") return signature.signatures.every(isAminoOnly);
  return signature.mode === (SignMode.SIGN_MODE_LEGACY_AMINO_JSON as number);
}
