import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { argon2idAsync } from "@noble/hashes/argon2.js";
import { sha256 } from "@noble/hashes/sha2.js";
import bcrypt from "bcryptjs";
import { concatBytes, equalBytes } from "../core/bytes.ts";
import { isPrivateKey } from "./key.ts";
import { assertStrong } from "./password-cipher.ts";
import { armour, unarmour } from "./pgp-armour.ts";
import { UserError } from "./user-error.ts";

// The form in which the SDK's `keys export` writes a private key and `keys import` reads it.
// Source: cosmos-sdk crypto/armor.go, crypto/xsalsa20symmetric, crypto/keys/bcrypt.

const BLOCK_TYPE = "TENDERMINT PRIVATE KEY";
const ALGORITHM = "secp256k1";
const SALT_BYTES = 16;
const ARGON2 = { t: 1, m: 65_536, p: 4, dkLen: 32 } as const;
const CHACHA = "chacha20-poly1305";
/** The key is used once: its salt is random. */
const CHACHA_NONCE = Buffer.alloc(12);
const TAG_BYTES = 16;
const BCRYPT_COST = 12;
const XSALSA_NONCE_BYTES = 24;
/** Amino's prefix of a private key of secp256k1, and its length. */
const AMINO_PREFIX = Uint8Array.of(0xe1, 0xb0, 0xf7, 0x9b, 32);

/**
 * A private key as a text under a password, for this or another program of the Cosmos SDK.
 *
 * @throws UserError if the password has fewer than 8 characters
 */
export async function armourKey(privateKey: Uint8Array, password: string): Promise<string> {
  assertStrong(password);
  const salt = randomBytes(SALT_BYTES);
  const key = await argon2idAsync(password, salt, ARGON2);
  const plain = concatBytes(AMINO_PREFIX, privateKey);
  const cipher = createCipheriv(CHACHA, key, CHACHA_NONCE, { authTagLength: TAG_BYTES });
  const data = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  key.fill(0);
  plain.fill(0);
  const headers = new Map([
    ["kdf", "argon2"],
    ["salt", salt.toString("hex").toUpperCase()],
    ["type", ALGORITHM],
  ]);
  return armour({ type: BLOCK_TYPE, headers, data });
}

/**
 * @returns the private key, 32 bytes
 * @throws UserError if the text is no exported key of secp256k1, or the password is wrong
 */
export async function openArmour(text: string, password: string): Promise<Uint8Array> {
  const { type, headers, data } = unarmour(text);
  if (type !== BLOCK_TYPE) {
    throw new UserError(`exported key: expected a ${BLOCK_TYPE}, got a ${type}`);
  }
  const algorithm = headers.get("type") ?? ALGORITHM;
  if (algorithm !== ALGORITHM) {
    throw new UserError(`exported key: expected a key of ${ALGORITHM}, got one of ${algorithm}`);
  }
  const salt = Buffer.from(headers.get("salt") ?? "", "hex");
  const kdf = headers.get("kdf") ?? "";
  const decrypt = DECRYPT.get(kdf);
  if (decrypt === undefined || salt.length !== SALT_BYTES) {
    throw new UserError(
      `exported key: expected kdf ${[...DECRYPT.keys()].join(" or ")} with a salt of ${SALT_BYTES} bytes, ` +
        `got ${JSON.stringify(kdf)} with ${salt.length}`,
    );
  }
  const plain = await decrypt(password, salt, data);
  if (plain === undefined) {
    throw new UserError("exported key: wrong password, or the text was changed");
  }
  const prefix = plain.slice(0, AMINO_PREFIX.length);
  const privateKey = plain.slice(AMINO_PREFIX.length);
  plain.fill(0);
  if (!equalBytes(prefix, AMINO_PREFIX) || !isPrivateKey(privateKey)) {
    throw new UserError(`exported key: it holds no private key of ${ALGORITHM}`);
  }
  return privateKey;
}

type Decrypt = (
  password: string,
  salt: Uint8Array,
  data: Uint8Array,
) => Promise<Uint8Array | undefined>;

/** By the name of what makes the key of the password; bcrypt is that of SDK versions before 0.50. */
const DECRYPT: ReadonlyMap<string, Decrypt> = new Map([
  ["argon2", decryptArgon2],
  ["bcrypt", decryptBcrypt],
]);

async function decryptArgon2(
  password: string,
  salt: Uint8Array,
  data: Uint8Array,
): Promise<Uint8Array | undefined> {
  if (data.length < TAG_BYTES) return undefined;
  const key = await argon2idAsync(password, salt, ARGON2);
  const decipher = createDecipheriv(CHACHA, key, CHACHA_NONCE, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(data.subarray(-TAG_BYTES));
  const plain = decipher.update(data.subarray(0, -TAG_BYTES));
  try {
    decipher.final();
    return Uint8Array.from(plain);
  } catch {
    // The tag does not fit: there is no other reason.
    return undefined;
  } finally {
    plain.fill(0);
    key.fill(0);
  }
}

async function decryptBcrypt(
  password: string,
  salt: Uint8Array,
  data: Uint8Array,
): Promise<Uint8Array | undefined> {
  const encoded = bcrypt.encodeBase64(salt, SALT_BYTES);
  const hash = await bcrypt.hash(password, `$2a$${BCRYPT_COST}$${encoded}`);
  const nonce = data.subarray(0, XSALSA_NONCE_BYTES);
  if (nonce.length < XSALSA_NONCE_BYTES) return undefined;
  try {
    const key = sha256(Buffer.from(hash));
    return xsalsa20poly1305(key, nonce).decrypt(data.subarray(XSALSA_NONCE_BYTES));
  } catch {
    // The tag does not fit: there is no other reason.
    return undefined;
  }
}
