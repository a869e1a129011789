import type { Params } from "../../proto/gen/cosmos/auth/v1beta1/auth.ts";
import type { Context } from "../../app/core/context.ts";
import { CoreError } from "../../app/core/errors.ts";
import { type PublicKey, publicKeyToAmino, type SimpleKey } from "./public-key.ts";
import type { Signature } from "./signature.ts";

/** Bytes of a signature in amino's `StdSignature`, with its tag and length; and six more that the SDK adds. */
const AMINO_SIGNATURE_BYTES = 66n;
const EXTRA_BYTES = 6n;

/**
 * What the SDK assumes that a signature which a simulation lacks adds to a transaction: 112 bytes for secp256k1.
 *
 * @source cosmos-sdk x/auth/ante ConsumeTxSizeGasDecorator
 */
export function simulatedSizeBytes(key: PublicKey, { txSigLimit }: Params): bigint {
  const keyBytes = BigInt(publicKeyToAmino(key).length);
  const lengthBytes = keyBytes < 128n ? 1n : 2n;
  const sizeBytes = 1n + lengthBytes + keyBytes + AMINO_SIGNATURE_BYTES + EXTRA_BYTES;
  return key.type === "multisig" ? sizeBytes * txSigLimit : sizeBytes;
}

/**
 * Charges for the check of a signature: of a multisig for each key that signed.
 *
 * @throws CoreError.unauthorized for a signature of another kind than the key's
 * @source cosmos-sdk x/auth/ante DefaultSigVerificationGasConsumer
 */
export function consumeSignatureGas(
  ctx: Context,
  key: PublicKey,
  signature: Signature,
  params: Params,
): void {
  if (key.type !== "multisig") {
    consumeSimple(ctx, key, params);
    return;
  }
  if (signature.type === "multisig") {
    if (signature.hasSigned.length !== key.keys.length) {
      throw CoreError.unauthorized(
        `bit array size is incorrect, expecting: ${key.keys.length}, got ${signature.hasSigned.length}`,
      );
    }
    for (const [i, one] of key.keys.entries()) {
      if (signature.hasSigned[i]) consumeSimple(ctx, one, params);
    }
    return;
  }
  if (ctx.mode !== "simulate") {
    throw CoreError.unauthorized("expected a multisig signature, got a single one");
  }
  // A client that does not know who will sign: as many as have to, and those that cost most.
  const cost = (one: SimpleKey): bigint => costOf(one, params);
  const dearest = [...key.keys].sort((a, b) =>
    cost(a) < cost(b) ? 1 : cost(a) > cost(b) ? -1 : 0,
  );
  for (const one of dearest.slice(0, key.threshold)) consumeSimple(ctx, one, params);
}

function costOf({ type }: SimpleKey, params: Params): bigint {
  return type === "ed25519" ? params.sigVerifyCostEd25519 : params.sigVerifyCostSecp256k1;
}

function consumeSimple(ctx: Context, key: SimpleKey, params: Params): void {
  ctx.gas.consume(costOf(key, params), `ante verify: ${key.type}`);
}
