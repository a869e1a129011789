import { PubKey } from "../../proto/gen/cosmos/crypto/secp256k1/keys.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import type { Crypto } from "../../app/core/crypto.ts";
import { CoreError } from "../../app/core/errors.ts";
import { decodeStrict, encodeMessage } from "../../app/core/protobuf.ts";

export const SECP256K1_TYPE = "/cosmos.crypto.secp256k1.PubKey";

/** Bytes of a compressed point. */
export const SECP256K1_KEY_BYTES = 33;

/** Tag of `PubKey.key`: field 1, length-delimited. */
const KEY_TAG = 0x0a;

/**
 * @returns the compressed key, 33 bytes; whether it is a point of the curve shows when a signature is checked
 * @throws CoreError.invalidPublicKey for another type or size, TxError for another than the canonical encoding
 */
export function parsePublicKey({ typeUrl, value }: Any): Uint8Array {
  if (typeUrl !== SECP256K1_TYPE) {
    throw CoreError.invalidPublicKey(
      `public key of type ${JSON.stringify(typeUrl.slice(0, 100))}, expected ${SECP256K1_TYPE}`,
    );
  }
  // Nearly every key is this one canonical encoding: field 1, 33 bytes. Decoding costs more than the rest of a step.
  if (
    value.length === 2 + SECP256K1_KEY_BYTES &&
    value[0] === KEY_TAG &&
    value[1] === SECP256K1_KEY_BYTES
  ) {
    return value.slice(2);
  }
  const { key } = decodeStrict(PubKey, value, "public key");
  if (key.length !== SECP256K1_KEY_BYTES) {
    throw CoreError.invalidPublicKey(
      `public key of ${key.length} bytes, expected ${SECP256K1_KEY_BYTES}`,
    );
  }
  return key;
}

export function publicKeyToAny(key: Uint8Array): Any {
  return { typeUrl: SECP256K1_TYPE, value: encodeMessage(PubKey, { key }) };
}

/** The address of a secp256k1 key: RIPEMD-160 of SHA-256 of its compressed form, 20 bytes. */
export function publicKeyToAddress(
  crypto: Pick<Crypto, "sha256" | "ripemd160">,
  key: Uint8Array,
): Uint8Array {
  return crypto.ripemd160(crypto.sha256(key));
}
