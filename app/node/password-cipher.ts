import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { isJsonObject } from "./files.ts";
import type { JsonObject } from "./files.ts";
import { UserError } from "./user-error.ts";

/** A secret under a password, with all that opening it needs but the password. Bytes are base64. */
export interface Sealed extends JsonObject {
  readonly kdf: KdfParameters;
  readonly cipher: "aes-256-gcm";
  readonly nonce: string;
  readonly ciphertext: string;
  readonly tag: string;
}

interface KdfParameters {
  readonly name: "scrypt";
  /** Cost: memory is 128 × n × r bytes. */
  readonly n: number;
  readonly r: number;
  readonly p: number;
  readonly salt: string;
}

/** 128 MiB and a third of a second for each guess. */
const COST = { n: 2 ** 17, r: 8, p: 1 } as const;
/** What a file may ask of this machine: 1 GiB of memory, and four times that of time. */
const COST_MAX = { n: 2 ** 20, r: 8, p: 4 } as const;

const SALT_BYTES = 16;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SECRET_BYTES_MAX = 4_096;

const PASSWORD_CHARACTERS_MIN = 8;
const PASSWORD_CHARACTERS_MAX = 1_024;

type DeriveKey = (
  password: Uint8Array,
  salt: Uint8Array,
  sizeBytes: number,
  options: { N: number; r: number; p: number; maxmem: number },
) => Promise<Buffer>;
const deriveKey: DeriveKey = promisify(scrypt);

/**
 * Seals and opens with one password: scrypt and AES-256-GCM. What one instance seals has one salt,
 * so that the slow derivation is done once; nonces are random. The password and the derived key
 * stay in memory until {@link wipe}.
 */
export class PasswordCipher {
  readonly #password: Buffer;
  #kdf: KdfParameters | undefined;
  #key: Buffer | undefined;

  /** @throws UserError if the password is empty or too long */
  constructor(password: string) {
    if (password.length === 0 || password.length > PASSWORD_CHARACTERS_MAX) {
      throw new UserError(`expected a password of 1 to ${PASSWORD_CHARACTERS_MAX} characters`);
    }
    // The same password can be typed as different code points on different systems.
    this.#password = Buffer.from(password.normalize("NFKC"));
  }

  /** @param context what the secret belongs to; it can be opened with the same context only */
  async seal(secret: Uint8Array, context: string): Promise<Sealed> {
    const salt = randomBytes(SALT_BYTES).toString("base64");
    const kdf = this.#kdf ?? { name: "scrypt", ...COST, salt };
    const key = await this.#derive(kdf);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    cipher.setAAD(Buffer.from(context));
    const ciphertext = Buffer.concat([cipher.update(secret), cipher.final()]);
    return {
      kdf,
      cipher: "aes-256-gcm",
      nonce: nonce.toString("base64"),
      ciphertext: ciphertext.toString("base64"),
      tag: cipher.getAuthTag().toString("base64"),
    };
  }

  /** @returns the secret, or undefined if the password is another one or anything was changed */
  async open(sealed: Sealed, context: string): Promise<Uint8Array | undefined> {
    const key = await this.#derive(sealed.kdf);
    const nonce = Buffer.from(sealed.nonce, "base64");
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(Buffer.from(sealed.tag, "base64"));
    const opened = decipher.update(Buffer.from(sealed.ciphertext, "base64"));
    try {
      decipher.final();
      return Uint8Array.from(opened);
    } catch {
      // The one thing that final() throws for here is a tag that does not fit.
      return undefined;
    } finally {
      opened.fill(0);
    }
  }

  async #derive(kdf: KdfParameters): Promise<Buffer> {
    if (this.#key !== undefined && JSON.stringify(kdf) === JSON.stringify(this.#kdf)) {
      return this.#key;
    }
    const { n, r, p } = kdf;
    // Node refuses what would need more; twice the table leaves room for what OpenSSL adds.
    const maxmem = 256 * n * r + 1_048_576;
    const salt = Buffer.from(kdf.salt, "base64");
    const key = await deriveKey(this.#password, salt, KEY_BYTES, { N: n, r, p, maxmem });
    this.#key?.fill(0);
    this.#key = key;
    this.#kdf = kdf;
    return key;
  }

  /** Overwrites what this instance holds; the caller's string cannot be overwritten. */
  wipe(): void {
    this.#password.fill(0);
    this.#key?.fill(0);
    this.#key = undefined;
    this.#kdf = undefined;
  }
}

/**
 * @throws UserError if it is not in the form of {@link Sealed}, or asks more of this machine than
 * it may
 */
export function parseSealed(source: string, value: unknown): Sealed {
  if (!isJsonObject(value)) throw new UserError(`${source}: expected an encrypted secret`);
  const { kdf } = value;
  if (!isJsonObject(kdf) || kdf["name"] !== "scrypt" || value["cipher"] !== "aes-256-gcm") {
    throw new UserError(`${source}: expected encryption with scrypt and aes-256-gcm`);
  }
  const cost = (name: "n" | "r" | "p", least: number): number => {
    const found = kdf[name];
    const isGood = typeof found === "number" && Number.isInteger(found);
    if (isGood && found >= least && found <= COST_MAX[name]) return found;
    throw new UserError(`${source}: kdf.${name}: expected ${least} to ${COST_MAX[name]}`);
  };
  const n = cost("n", 2);
  if ((n & (n - 1)) !== 0) throw new UserError(`${source}: kdf.n: expected a power of two`);
  const bytes = (name: string, found: unknown, least: number, most: number): string => {
    const size = typeof found === "string" ? Buffer.from(found, "base64").length : -1;
    if (typeof found === "string" && size >= least && size <= most) return found;
    throw new UserError(`${source}: ${name}: expected ${least} to ${most} bytes in base64`);
  };
  const salt = bytes("kdf.salt", kdf["salt"], SALT_BYTES, 64);
  return {
    kdf: { name: "scrypt", n, r: cost("r", 1), p: cost("p", 1), salt },
    cipher: "aes-256-gcm",
    nonce: bytes("nonce", value["nonce"], NONCE_BYTES, NONCE_BYTES),
    ciphertext: bytes("ciphertext", value["ciphertext"], 1, SECRET_BYTES_MAX),
    tag: bytes("tag", value["tag"], TAG_BYTES, TAG_BYTES),
  };
}

/** @throws UserError if a password that is being chosen is too short */
export function assertStrong(password: string): void {
  if (password.length < PASSWORD_CHARACTERS_MIN) {
    throw new UserError(`expected a password of at least ${PASSWORD_CHARACTERS_MIN} characters`);
  }
}
