import { SignatureDescriptors } from "../../proto/gen/cosmos/tx/signing/v1beta1/signing.ts";
import type {
  SignatureDescriptor,
  SignatureDescriptor_Data,
} from "../../proto/gen/cosmos/tx/signing/v1beta1/signing.ts";
import type { SignMode } from "../../proto/gen/cosmos/tx/signing/v1beta1/signing.ts";
import type { ModeInfo, Tx } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { encodeMessage } from "../core/protobuf.ts";
import { parsePublicKey, publicKeyToAny } from "../../modules/auth/public-key.ts";
import type { PublicKey } from "../../modules/auth/public-key.ts";
import { parseSignature } from "../../modules/auth/signature.ts";
import type { Signature, SimpleSignature } from "../../modules/auth/signature.ts";
import type { JsonObject } from "./files.ts";
import { bytesFromJson, bytesToJson } from "./message-bytes.ts";
import { UserError } from "./user-error.ts";

const DESCRIPTORS = "cosmos.tx.signing.v1beta1.SignatureDescriptors";

/** A signature apart from its transaction, by a key that signs by itself. */
export interface LooseSignature extends SimpleSignature {
  readonly publicKey: PublicKey;
  readonly sequence: bigint;
}

/** Signatures of one transaction, as `simd tx sign --signature-only` prints them. @throws ChainError if one is malformed */
export function signaturesToJson({ authInfo, signatures }: Tx): JsonObject {
  const infos = authInfo?.signerInfos ?? [];
  return toJson(
    infos.map(({ publicKey, modeInfo, sequence }, i) => {
      const signature = parseSignature(modeInfo, signatures[i] ?? new Uint8Array(0));
      return { publicKey, data: dataOf(signature, modeInfo), sequence };
    }),
  );
}

/** One signature in the same form. */
export function looseSignatureToJson({ publicKey, sequence, ...signature }: LooseSignature) {
  const data = dataOf(signature, undefined);
  return toJson([{ publicKey: publicKeyToAny(publicKey), data, sequence }]);
}

function dataOf(signature: Signature, modeInfo: ModeInfo | undefined): SignatureDescriptor_Data {
  if (signature.type === "simple") {
    const { mode, signature: bytes } = signature;
    return { sum: { $case: "single", value: { mode: mode as SignMode, signature: bytes } } };
  }
  const bitarray = modeInfo?.sum?.$case === "multi" ? modeInfo.sum.value.bitarray : undefined;
  const signatures = signature.signatures.map((one) => dataOf(one, undefined));
  return { sum: { $case: "multi", value: { bitarray, signatures } } };
}

function toJson(signatures: SignatureDescriptor[]): JsonObject {
  return bytesToJson(DESCRIPTORS, encodeMessage(SignatureDescriptors, { signatures }));
}

/**
 * The inverse, for signatures of keys that sign by themselves.
 *
 * @param source what the JSON is called in errors
 * @throws UserError if it has another form or a signature of a multisig, ChainError if a public key is none
 */
export function signaturesFromJson(source: string, json: JsonObject): LooseSignature[] {
  const bytes = bytesFromJson(source, DESCRIPTORS, json);
  return SignatureDescriptors.decode(bytes).signatures.map(({ publicKey, data, sequence }, i) => {
    const place = `${source}: signatures[${i}]`;
    const sum = data?.sum;
    if (publicKey === undefined) throw new UserError(`${place}.public_key is missing`);
    if (sum === undefined) throw new UserError(`${place}.data is missing`);
    if (sum.$case === "multi") {
      throw new UserError(`${place}: expected the signature of one key, got that of a multisig`);
    }
    const { mode, signature } = sum.value;
    return { type: "simple", mode, signature, publicKey: parsePublicKey(publicKey), sequence };
  });
}
