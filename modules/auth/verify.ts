import { hex } from "@scure/base";
import { compareBytes } from "../../app/core/bytes.ts";
import type { Context } from "../../app/core/context.ts";
import { ChainError, CoreError } from "../../app/core/errors.ts";
import type { MultisigKey, PublicKey, SimpleKey } from "./public-key.ts";
import type { SignBytes, SignDocuments } from "./sign-bytes.ts";
import {
  isAminoOnly,
  type MultisigSignature,
  type Signature,
  type SimpleSignature,
} from "./signature.ts";

/** Bytes of a signature of either kind: two numbers of 32 bytes. */
const SIGNATURE_BYTES = 64;

/** Half of secp256k1's order, rounded down: the largest s of a low-S signature. Big-endian. */
const HALF_ORDER = hex.decode("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

/** What a signature is checked with. */
type Verifier = Pick<Context, "chainId" | "crypto">;

const NOT_VERIFIED = "unable to verify single signer signature";

/**
 * Checks a signer's signature, or a multisig's.
 *
 * @param signer.accountNumber as it was signed; for the error's text, as is the account's sequence
 * @throws CoreError.unauthorized with the SDK's text
 */
export function verifySignature(
  ctx: Verifier,
  signature: Signature,
  signer: {
    readonly key: PublicKey;
    readonly documents: SignDocuments;
    readonly accountNumber: bigint;
    readonly sequence: bigint;
  },
): void {
  const fault = findFault(ctx, signature, signer.key, signer.documents);
  if (fault === undefined) return;
  const { accountNumber, sequence } = signer;
  const head = `signature verification failed; please verify account number (${accountNumber})`;
  if (!isAminoOnly(signature)) {
    throw CoreError.unauthorized(`${head} and chain-id (${ctx.chainId}): (${fault})`);
  }
  // The SDK leaves the fault out here: nearly always it is one of these numbers.
  const text = `${head}, sequence (${sequence}) and chain-id (${ctx.chainId})`;
  throw CoreError.unauthorized(fault === NOT_VERIFIED ? text : `${text}: (${fault})`);
}

/** @returns what is wrong, or undefined */
function findFault(
  ctx: Verifier,
  signature: Signature,
  key: PublicKey,
  documents: SignDocuments,
): string | undefined {
  try {
    if (key.type === "multisig") {
      return signature.type === "multisig"
        ? findMultisigFault(ctx, signature, key, documents)
        : "expected a multisig signature, got a single one";
    }
    if (signature.type === "multisig") return "expected a single signature, got a multisig one";
    return findSimpleFault(ctx, signature, key, documents.of(signature.mode));
  } catch (error) {
    // The sign mode cannot sign this transaction.
    if (error instanceof ChainError) return error.message;
    throw error;
  }
}

function findSimpleFault(
  ctx: Verifier,
  { signature }: SimpleSignature,
  { type, key }: SimpleKey,
  document: SignBytes,
): string | undefined {
  if (signature.length !== SIGNATURE_BYTES) {
    return `${NOT_VERIFIED}: signature of ${signature.length} bytes, expected ${SIGNATURE_BYTES}`;
  }
  if (type === "ed25519") {
    return ctx.crypto.verifyEd25519(signature, document.bytes, key) ? undefined : NOT_VERIFIED;
  }
  if (compareBytes(signature.subarray(32), HALF_ORDER) > 0) {
    return `${NOT_VERIFIED}: s is in the upper half of the curve's order; expected order - s`;
  }
  document.hash ??= ctx.crypto.sha256(document.bytes);
  return ctx.crypto.verifySecp256k1(signature, document.hash, key) ? undefined : NOT_VERIFIED;
}

/** @source cosmos-sdk crypto/keys/multisig VerifyMultisignature */
function findMultisigFault(
  ctx: Verifier,
  { hasSigned, signatures }: MultisigSignature,
  { threshold, keys }: MultisigKey,
  documents: SignDocuments,
): string | undefined {
  if (hasSigned.length !== keys.length) {
    return `bit array size is incorrect, expecting: ${keys.length}`;
  }
  if (signatures.length < threshold) return `signature size is incorrect ${signatures.length}`;
  const signing = keys.filter((_, i) => hasSigned[i]);
  for (const [i, key] of signing.entries()) {
    const signature = signatures[i] as SimpleSignature;
    const fault = findSimpleFault(ctx, signature, key, documents.of(signature.mode));
    if (fault !== undefined) {
      return `unable to verify signature at index ${keys.indexOf(key)}: ${fault}`;
    }
  }
  return undefined;
}
