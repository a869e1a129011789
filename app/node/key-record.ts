import { bytesToHex } from "../core/bytes.ts";
import { JsonValue } from "../core/json.ts";
import type { PublicKey } from "../../modules/auth/public-key.ts";
import { publicKeyFromJson, publicKeyToJson } from "../../modules/auth/public-key-json.ts";
import { formatJson, isJsonObject } from "./files.ts";
import type { JsonObject } from "./files.ts";
import { UserError } from "./user-error.ts";

/**
 * - `local`: the keyring has the private key
 * - `offline`: only the public key is known here
 * - `multi`: several keys, of which so many sign together
 */
export const KEY_TYPES = ["local", "offline", "multi"] as const;
export type KeyType = (typeof KEY_TYPES)[number];

/** What is known of a key without its password. */
export interface KeyInfo {
  readonly name: string;
  readonly type: KeyType;
  /** secp256k1 if it is `local`. */
  readonly publicKey: PublicKey;
}

/** A key as a keyring's file holds it. */
export interface KeyRecord extends KeyInfo {
  /** The private key in the form of the keyring's backend; only of a `local` key. */
  readonly secret: JsonObject | undefined;
}

const VERSION = 2;
/** The form of files from before there were keys of other types. */
const VERSION_LOCAL = 1;
const PUBLIC_KEY_BYTES = 33;

export function formatKeyRecord({ name, type, publicKey, secret }: KeyRecord): string {
  return formatJson({
    version: VERSION,
    name,
    type,
    public_key: publicKeyToJson(publicKey),
    ...(secret && { secret }),
  });
}

/**
 * @param source the file, for errors
 * @param name of the key that the file is named for
 * @throws UserError if the file is not a key of this name, ChainError if its public key is none
 */
export function parseKeyRecord(source: string, name: string, content: JsonObject): KeyRecord {
  const fail = (key: string, expected: string): UserError => {
    const found = JSON.stringify(content[key]);
    return new UserError(`${source}: ${key}: expected ${expected}, got ${found}`);
  };
  const { version, type = "local", secret } = content;
  if (version !== VERSION && version !== VERSION_LOCAL) {
    throw fail("version", `${VERSION_LOCAL} or ${VERSION}`);
  }
  if (content["name"] !== name) throw fail("name", JSON.stringify(name));
  const found = KEY_TYPES.find((one) => one === type);
  if (found === undefined) throw fail("type", KEY_TYPES.join(", "));
  const publicKey =
    version === VERSION
      ? publicKeyFromJson(new JsonValue(content["public_key"], `${source}: public_key`))
      : parseEncodedKey(source, content["public_key"]);
  if (found !== "local") return { name, type: found, publicKey, secret: undefined };
  if (publicKey.type !== "secp256k1") throw fail("public_key", "a key of secp256k1");
  if (!isJsonObject(secret)) throw new UserError(`${source}: secret: expected an object`);
  return { name, type: found, publicKey, secret };
}

function parseEncodedKey(source: string, encoded: unknown): PublicKey {
  const key = Uint8Array.from(Buffer.from(typeof encoded === "string" ? encoded : "", "base64"));
  if (key.length === PUBLIC_KEY_BYTES) return { type: "secp256k1", key };
  throw new UserError(`${source}: public_key: expected ${PUBLIC_KEY_BYTES} bytes in base64`);
}

/**
 * Ties an encrypted private key to its name and public key, so that files cannot be exchanged
 * unseen.
 *
 * @param publicKey secp256k1, 33 bytes
 */
export function keyContext(name: string, publicKey: Uint8Array): string {
  return `lazuli key 1 secp256k1 ${name} ${bytesToHex(publicKey)}`;
}
