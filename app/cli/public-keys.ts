import { bech32 } from "@scure/base";
import { decodeBech32 } from "../core/address.ts";
import { publicKeyFromJson, publicKeyToJson } from "../../modules/auth/public-key-json.ts";
import {
  ED25519_KEY_BYTES,
  ED25519_TYPE,
  MULTISIG_TYPE,
  type PublicKey,
  publicKeyToAddress,
  publicKeyToAmino,
  SECP256K1_KEY_BYTES,
  SECP256K1_TYPE,
  type SimpleKey,
} from "../../modules/auth/public-key.ts";
import { JsonValue } from "../core/json.ts";
import { createCrypto } from "../node/crypto.ts";
import { isJsonObject, parseJsonObject } from "../node/files.ts";
import { hex, isHex } from "./byte-texts.ts";
import { UsageError } from "./usage-error.ts";

/** Public keys in bech32 are refused beyond this many characters: those of multisigs are longer than addresses. */
const KEY_CHARACTERS_MAX = 1_024;

/** @param text protobuf's JSON of a public key, or amino's. @throws UserError, CoreError */
export function readKeyJson(text: string): PublicKey {
  return publicKeyFromJson(new JsonValue(protoJson(parseJsonObject("JSON", text)), "JSON"));
}

/** The address of a key's account, 20 bytes. */
export async function keyAddress(
  key: PublicKey,
  variables: NodeJS.ProcessEnv,
): Promise<Uint8Array> {
  return publicKeyToAddress(await createCrypto(variables), key);
}

/** The bytes that the SDK calls a key's: those of the curve, or amino's of a multisig. */
export function keyBytes(key: PublicKey): Uint8Array {
  return key.type === "multisig" ? publicKeyToAmino(key) : key.key;
}

export function keyToProtoJson(key: SimpleKey): unknown {
  return publicKeyToJson(key);
}

export function keyToAminoJson(key: SimpleKey): { readonly type: string; readonly value: string } {
  return { type: AMINO_TYPES[key.type], value: Buffer.from(key.key).toString("base64") };
}

/** Bech32 of a public key, as chains showed it once. @param prefix that of addresses */
export function keyToBech32(key: SimpleKey, prefix: string): string {
  return bech32.encode(`${prefix}pub`, bech32.toWords(publicKeyToAmino(key)), false);
}

const AMINO_TYPES = {
  secp256k1: "tendermint/PubKeySecp256k1",
  ed25519: "tendermint/PubKeyEd25519",
} as const;
const AMINO_MULTISIG = "tendermint/PubKeyMultisigThreshold";

/** Amino's JSON of a public key as protobuf's; what is neither is left to the parser of the latter. */
function protoJson(json: unknown, depth = 0): unknown {
  if (!isJsonObject(json)) return json;
  const { type, value } = json;
  if (type === AMINO_TYPES.secp256k1) return { "@type": SECP256K1_TYPE, key: value };
  if (type === AMINO_TYPES.ed25519) return { "@type": ED25519_TYPE, key: value };
  // A multisig is of simple keys.
  if (type !== AMINO_MULTISIG || depth > 0 || !isJsonObject(value)) return json;
  const { threshold, pubkeys } = value;
  const isNumber = typeof threshold === "string" && /^\d{1,9}$/.test(threshold);
  return {
    "@type": MULTISIG_TYPE,
    threshold: isNumber ? Number(threshold) : threshold,
    public_keys: Array.isArray(pubkeys) ? pubkeys.map((one) => protoJson(one, 1)) : pubkeys,
  };
}

const KEY_SIZES = { secp256k1: SECP256K1_KEY_BYTES, ed25519: ED25519_KEY_BYTES } as const;

/**
 * The first reading that has the size of a key, in simd's order.
 *
 * @param text hexadecimal digits, base64 or bech32
 * @throws UsageError
 */
export function readRawKey(text: string, wanted: SimpleKey["type"] | undefined): SimpleKey {
  const types = wanted === undefined ? (["ed25519", "secp256k1"] as const) : [wanted];
  const readings: Uint8Array[] = [];
  if (isHex(text)) readings.push(Buffer.from(text, "hex"));
  const base64 = Buffer.from(text, "base64");
  if (base64.toString("base64") === text) readings.push(base64);
  for (const type of types) {
    const found = readings.find(({ length }) => length === KEY_SIZES[type]);
    const key = found ?? fromAminoBech32(text, type);
    if (key !== undefined) return { type, key: Uint8Array.from(key) };
  }
  const sizes = types.map((type) => `${KEY_SIZES[type]} bytes (${type})`).join(" or ");
  throw new UsageError(
    `KEY ${JSON.stringify(text)}: expected ${sizes} as hexadecimal digits, base64 or bech32`,
  );
}

/** Bech32 of a public key, as chains showed it once, has the key in amino. */
function fromAminoBech32(text: string, type: SimpleKey["type"]): Uint8Array | undefined {
  const bytes = decodeBech32(text, KEY_CHARACTERS_MAX)?.bytes;
  const key = bytes?.slice(-KEY_SIZES[type]);
  if (bytes === undefined || key?.length !== KEY_SIZES[type]) return undefined;
  return hex(publicKeyToAmino({ type, key })) === hex(bytes) ? key : undefined;
}
