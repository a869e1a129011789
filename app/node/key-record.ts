import { formatJson, isJsonObject } from "./files.ts";
import type { JsonObject } from "./files.ts";
import { UserError } from "./user-error.ts";

/** What is known of a key without its password. */
export interface KeyInfo {
  readonly name: string;
  /** secp256k1, compressed, 33 bytes. */
  readonly publicKey: Uint8Array;
}

/** A key as a keyring's file holds it. */
export interface KeyRecord extends KeyInfo {
  /** The private key in the form of the keyring's backend. */
  readonly secret: JsonObject;
}

const VERSION = 1;
const ALGORITHM = "secp256k1";
const PUBLIC_KEY_BYTES = 33;

export function formatKeyRecord(record: KeyRecord): string {
  return formatJson({
    version: VERSION,
    name: record.name,
    algorithm: ALGORITHM,
    public_key: Buffer.from(record.publicKey).toString("base64"),
    secret: record.secret,
  });
}

/**
 * @param source the file, for errors
 * @param name of the key that the file is named for
 * @throws UserError if the file is not a key of this name
 */
export function parseKeyRecord(source: string, name: string, content: JsonObject): KeyRecord {
  const expect = (key: string, expected: unknown): void => {
    if (content[key] !== expected) {
      const [want, found] = [expected, content[key]].map((value) => JSON.stringify(value));
      throw new UserError(`${source}: ${key}: expected ${want}, got ${found}`);
    }
  };
  expect("version", VERSION);
  expect("name", name);
  expect("algorithm", ALGORITHM);
  const { public_key: encoded, secret } = content;
  const publicKey = Uint8Array.from(
    Buffer.from(typeof encoded === "string" ? encoded : "", "base64"),
  );
  if (publicKey.length !== PUBLIC_KEY_BYTES) {
    throw new UserError(`${source}: public_key: expected ${PUBLIC_KEY_BYTES} bytes in base64`);
  }
  if (!isJsonObject(secret)) throw new UserError(`${source}: secret: expected an object`);
  return { name, publicKey, secret };
}

/**
 * Ties an encrypted private key to its name and public key, so that files cannot be exchanged
 * unseen.
 */
export function keyContext(key: KeyInfo): string {
  const publicKey = Buffer.from(key.publicKey).toString("hex");
  return `lazuli key ${VERSION} ${ALGORITHM} ${key.name} ${publicKey}`;
}
