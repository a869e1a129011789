import { LegacyAminoPubKey } from "../../proto/gen/cosmos/crypto/multisig/keys.ts";
import { PubKey as Ed25519PubKey } from "../../proto/gen/cosmos/crypto/ed25519/keys.ts";
import { PubKey } from "../../proto/gen/cosmos/crypto/secp256k1/keys.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import { concatBytes } from "../../app/core/bytes.ts";
import type { Crypto } from "../../app/core/crypto.ts";
import { CoreError } from "../../app/core/errors.ts";
import { decodeStrict, encodeMessage } from "../../app/core/protobuf.ts";
import { MULTISIG_KEYS_MAX } from "./limits.ts";

export const SECP256K1_TYPE = "/cosmos.crypto.secp256k1.PubKey";
export const ED25519_TYPE = "/cosmos.crypto.ed25519.PubKey";
export const MULTISIG_TYPE = "/cosmos.crypto.multisig.LegacyAminoPubKey";

/** Bytes of a compressed point. */
export const SECP256K1_KEY_BYTES = 33;
export const ED25519_KEY_BYTES = 32;

/** Bytes of an address that is made from a key. */
const ADDRESS_BYTES = 20;

/** Tag of `PubKey.key`: field 1, length-delimited. */
const KEY_TAG = 0x0a;

/** A key that signs by itself. */
export interface SimpleKey {
  readonly type: "secp256k1" | "ed25519";
  /** 33 bytes, compressed; 32 for ed25519. Whether it is a point of the curve shows when a signature is checked. */
  readonly key: Uint8Array;
}

/** Keys of which so many together sign. A key may occur more than once and then counts as often. */
export interface MultisigKey {
  readonly type: "multisig";
  /** 1 to the number of keys. */
  readonly threshold: number;
  readonly keys: readonly SimpleKey[];
}

export type PublicKey = SimpleKey | MultisigKey;

/**
 * @returns the key; a multisig's keys are simple ones
 * @throws CoreError.invalidPublicKey for another type, size or threshold, CoreError.txDecode for another than the
 *   canonical encoding
 */
export function parsePublicKey(any: Any): PublicKey {
  return any.typeUrl === MULTISIG_TYPE ? parseMultisig(any.value) : parseSimpleKey(any);
}

function parseSimpleKey({ typeUrl, value }: Any): SimpleKey {
  if (typeUrl === SECP256K1_TYPE) {
    const key = keyBytes(PubKey, value, SECP256K1_KEY_BYTES);
    return { type: "secp256k1", key };
  }
  if (typeUrl === ED25519_TYPE) {
    return { type: "ed25519", key: keyBytes(Ed25519PubKey, value, ED25519_KEY_BYTES) };
  }
  throw CoreError.invalidPublicKey(
    `public key of type ${JSON.stringify(typeUrl.slice(0, 100))}, ` +
      `expected ${SECP256K1_TYPE}, ${ED25519_TYPE} or a ${MULTISIG_TYPE} of these`,
  );
}

function keyBytes(codec: typeof PubKey, value: Uint8Array, size: number): Uint8Array {
  // Nearly every key is this one canonical encoding: field 1 of the right size. Decoding costs more than the rest of a step.
  if (value.length === 2 + size && value[0] === KEY_TAG && value[1] === size) return value.slice(2);
  const { key } = decodeStrict(codec, value, "public key");
  if (key.length === size) return key;
  throw CoreError.invalidPublicKey(`public key of ${key.length} bytes, expected ${size}`);
}

function parseMultisig(value: Uint8Array): MultisigKey {
  const { threshold, publicKeys } = decodeStrict(LegacyAminoPubKey, value, "public key");
  if (publicKeys.length > MULTISIG_KEYS_MAX) {
    throw CoreError.invalidPublicKey(
      `multisig of ${publicKeys.length} keys, expected at most ${MULTISIG_KEYS_MAX}`,
    );
  }
  if (threshold < 1 || threshold > publicKeys.length) {
    throw CoreError.invalidPublicKey(
      `multisig with threshold ${threshold}, expected 1 to its ${publicKeys.length} keys`,
    );
  }
  return { type: "multisig", threshold, keys: publicKeys.map(parseSimpleKey) };
}

export function publicKeyToAny(key: PublicKey): Any {
  switch (key.type) {
    case "secp256k1":
      return { typeUrl: SECP256K1_TYPE, value: encodeMessage(PubKey, { key: key.key }) };
    case "ed25519":
      return { typeUrl: ED25519_TYPE, value: encodeMessage(Ed25519PubKey, { key: key.key }) };
    case "multisig": {
      const { threshold, keys } = key;
      const publicKeys = keys.map(publicKeyToAny);
      return {
        typeUrl: MULTISIG_TYPE,
        value: encodeMessage(LegacyAminoPubKey, { threshold, publicKeys }),
      };
    }
  }
}

/** How many signatures the key can ask for. @source cosmos-sdk x/auth/ante CountSubKeys */
export function countKeys(key: PublicKey): number {
  return key.type === "multisig" ? key.keys.length : 1;
}

/** Before a key in amino: what tells its type, then the length of a simple one. @source tendermint crypto/encoding/amino */
const AMINO_PREFIX = {
  secp256k1: Uint8Array.of(0xeb, 0x5a, 0xe9, 0x87, SECP256K1_KEY_BYTES),
  ed25519: Uint8Array.of(0x16, 0x24, 0xde, 0x64, ED25519_KEY_BYTES),
  multisig: Uint8Array.of(0x22, 0xc1, 0xf7, 0xe2),
} as const;

/** Tags of amino's `PubKeyMultisigThreshold`. */
const AMINO_THRESHOLD_TAG = 0x08;
const AMINO_KEY_TAG = 0x12;

/** The key in amino's binary form: what a multisig's address is made of. */
export function publicKeyToAmino(key: PublicKey): Uint8Array {
  const prefix = AMINO_PREFIX[key.type];
  if (key.type !== "multisig") return concatBytes(prefix, key.key);
  // Thresholds and lengths are below 128, so each is a varint of one byte.
  const parts = key.keys.map((one) => {
    const bytes = publicKeyToAmino(one);
    return concatBytes(Uint8Array.of(AMINO_KEY_TAG, bytes.length), bytes);
  });
  return concatBytes(prefix, Uint8Array.of(AMINO_THRESHOLD_TAG, key.threshold), ...parts);
}

/**
 * The address of a key, 20 bytes: RIPEMD-160 of SHA-256 for secp256k1, the first bytes of SHA-256 of an ed25519 key and of
 * a multisig in amino.
 *
 * @source cosmos-sdk crypto/keys: PubKey.Address
 */
export function publicKeyToAddress(
  crypto: Pick<Crypto, "sha256" | "ripemd160">,
  key: PublicKey,
): Uint8Array {
  switch (key.type) {
    case "secp256k1":
      return crypto.ripemd160(crypto.sha256(key.key));
    case "ed25519":
      return crypto.sha256(key.key).slice(0, ADDRESS_BYTES);
    case "multisig":
      return crypto.sha256(publicKeyToAmino(key)).slice(0, ADDRESS_BYTES);
  }
}
