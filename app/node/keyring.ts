import { Secp256k1Wallet } from "@cosmjs/amino";
import type { OfflineAminoSigner } from "@cosmjs/amino";
import { Secp256k1, sha256 } from "@cosmjs/crypto";
import { DirectSecp256k1Wallet } from "@cosmjs/proto-signing";
import type { OfflineDirectSigner } from "@cosmjs/proto-signing";
import { join } from "node:path";
import { readdir } from "node:fs/promises";
import type { KeyringBackend } from "./config.ts";
import type { Home } from "./home.ts";
import {
  MODE_SECRET,
  errorCode,
  makeFolder,
  readJsonFile,
  removeFile,
  writeFileAtomic,
} from "./files.ts";
import { armourKey, openArmour } from "./key-armour.ts";
import { formatKeyRecord, keyContext, parseKeyRecord } from "./key-record.ts";
import type { KeyInfo, KeyRecord } from "./key-record.ts";
import { mnemonicToPrivateKey, privateToPublicKey } from "./key.ts";
import type { MnemonicOptions } from "./key.ts";
import { EncryptedSecrets, PlainSecrets } from "./keyring-secrets.ts";
import type { KeyringSecrets, PasswordSource, StoredSecret } from "./keyring-secrets.ts";
import { UserError } from "./user-error.ts";
import type { PublicKey } from "../../modules/auth/public-key.ts";

const FILE_SUFFIX = ".key.json";
const NAME = /^[A-Za-z0-9._-]{1,64}$/;
export const KEYS_MAX = 10_000;

/**
 * Opens the keyring of a home folder; the folder comes into being with the first key.
 *
 * @param password asked at most once, and only when a private key is needed; the test backend needs
 * none
 */
export function openKeyring(
  home: Home,
  backend: KeyringBackend,
  password: PasswordSource,
): Keyring {
  if (backend === "test") return new Keyring(home.keyringTestFolder, new PlainSecrets());
  const folder = home.keyringFileFolder;
  return new Keyring(folder, new EncryptedSecrets(folder, password));
}

/** A private key in a file, and the public key that it must fit. */
interface StoredKey extends StoredSecret {
  /** 33 bytes. */
  readonly publicKey: Uint8Array;
}

/** Why a key does not sign here, and what to do. */
const NOT_HERE = {
  offline:
    "has its private key elsewhere: make the transaction here with --generate-only, and sign it there with " +
    '"lazuli tx sign"',
  multi:
    "is a key of several: make the transaction with --generate-only, let members sign it with " +
    '"lazuli tx sign --multisig", and join their signatures with "lazuli tx multi-sign"',
} as const;

/** A private key that was opened. It is in memory as long as this lives. */
export interface DocumentSigner {
  readonly publicKey: PublicKey;
  /** @returns ECDSA over SHA-256 of the document: r and s, 64 bytes, s in its lower half; always the same (RFC 6979) */
  readonly sign: (document: Uint8Array) => Uint8Array;
}

/** Named keys in a folder, one file each. Public parts are readable without a password. */
export class Keyring {
  readonly #folder: string;
  readonly #secrets: KeyringSecrets;

  constructor(folder: string, secrets: KeyringSecrets) {
    this.#folder = folder;
    this.#secrets = secrets;
  }

  /** All keys, in the order of their names. */
  async list(): Promise<KeyInfo[]> {
    const names = (await this.#fileNames())
      .filter((file) => file.endsWith(FILE_SUFFIX))
      .map((file) => file.slice(0, -FILE_SUFFIX.length))
      .sort((a, b) => (a < b ? -1 : 1));
    if (names.length > KEYS_MAX) {
      throw new UserError(
        `${this.#folder}: expected at most ${KEYS_MAX} keys, got ${names.length}`,
      );
    }
    const keys: KeyInfo[] = [];
    for (const name of names) keys.push(await this.get(name));
    return keys;
  }

  /**
   * @returns undefined if there is no key of this name.
   * @throws UserError if the name or the file is bad
   */
  async find(name: string): Promise<KeyInfo | undefined> {
    const record = await this.#read(name);
    if (record === undefined) return undefined;
    const { type, publicKey } = record;
    return { name, type, publicKey };
  }

  /** @throws UserError if there is no key of this name */
  async get(name: string): Promise<KeyInfo> {
    const found = await this.find(name);
    if (found === undefined) throw this.#absent(name);
    return found;
  }

  /**
   * Adds the key that a mnemonic stands for.
   * @throws UserError if the name is taken or the mnemonic is not one
   */
  async add(name: string, options: MnemonicOptions): Promise<KeyInfo> {
    await this.#assertFree(name);
    return this.#store(name, await mnemonicToPrivateKey(options));
  }

  /**
   * Adds a key from {@link export}.
   * @throws UserError if the name is taken, the text damaged, or the password wrong
   */
  async import(name: string, armour: string, armourPassword: string): Promise<KeyInfo> {
    await this.#assertFree(name);
    return this.#store(name, await openArmour(armour, armourPassword));
  }

  /** @param privateKey 32 bytes, overwritten. @throws UserError if the name is taken */
  async importPrivateKey(name: string, privateKey: Uint8Array): Promise<KeyInfo> {
    await this.#assertFree(name);
    return this.#store(name, privateKey);
  }

  /** Adds a key whose private key is elsewhere, or a key of several. @throws UserError if the name is taken */
  async addPublic(key: KeyInfo): Promise<KeyInfo> {
    await this.#assertFree(key.name);
    await makeFolder(this.#folder);
    await this.#write({ ...key, secret: undefined });
    return key;
  }

  /** @throws UserError if there is no key of this name, or the new one is taken */
  async rename(name: string, newName: string): Promise<KeyInfo> {
    const { type, publicKey } = await this.get(name);
    await this.#assertFree(newName);
    // A private key is bound to the name, and so written anew.
    const renamed =
      type === "local"
        ? await this.#store(newName, await this.#privateKey(name))
        : await this.addPublic({ name: newName, type, publicKey });
    await this.delete(name);
    return renamed;
  }

  /** The private key itself, 32 bytes, which the caller overwrites after use. */
  revealPrivateKey(name: string): Promise<Uint8Array> {
    return this.#privateKey(name);
  }

  /**
   * The key as a text that can be printed or mailed, under a password of its own.
   *
   * @param armourPassword of 8 characters or more
   */
  async export(name: string, armourPassword: string): Promise<string> {
    const privateKey = await this.#privateKey(name);
    try {
      return await armourKey(privateKey, armourPassword);
    } finally {
      privateKey.fill(0);
    }
  }

  /** @throws UserError if there is no key of this name */
  async delete(name: string): Promise<void> {
    if (!(await removeFile(this.#path(name)))) throw this.#absent(name);
  }

  /**
   * What CosmJS signs with. It holds the private key as long as it lives.
   *
   * @param prefix of the address, the chain's bech32 prefix
   */
  async signer(name: string, prefix: string): Promise<OfflineDirectSigner> {
    return DirectSecp256k1Wallet.fromKey(await this.#privateKey(name), prefix);
  }

  /** As {@link signer}, for documents in amino JSON. */
  async aminoSigner(name: string, prefix: string): Promise<OfflineAminoSigner> {
    return Secp256k1Wallet.fromKey(await this.#privateKey(name), prefix);
  }

  /** Signs bytes of any sign mode; the caller has shown them to the user. */
  async documentSigner(name: string): Promise<DocumentSigner> {
    const privateKey = await this.#privateKey(name);
    const { publicKey } = await this.get(name);
    const sign = (document: Uint8Array): Uint8Array => {
      const signature = Secp256k1.createSignature(sha256(document), privateKey);
      return Uint8Array.of(...signature.r(32), ...signature.s(32));
    };
    return { publicKey, sign };
  }

  async #privateKey(name: string): Promise<Uint8Array> {
    const stored = await this.#stored(name);
    if (stored === undefined) throw this.#absent(name);
    const { source, publicKey } = stored;
    const privateKey = await this.#secrets.reveal(stored);
    if (Buffer.compare(privateToPublicKey(privateKey), publicKey) === 0) return privateKey;
    privateKey.fill(0);
    throw new UserError(`${source}: public_key is not the private key's; the file was changed`);
  }

  async #store(name: string, privateKey: Uint8Array): Promise<KeyInfo> {
    try {
      const key = privateToPublicKey(privateKey);
      await makeFolder(this.#folder);
      const other = await this.#anyKey();
      const secret = await this.#secrets.protect(privateKey, keyContext(name, key), other);
      const info = { name, type: "local", publicKey: { type: "secp256k1", key } } as const;
      await this.#write({ ...info, secret });
      return info;
    } finally {
      privateKey.fill(0);
    }
  }

  async #write(record: KeyRecord): Promise<void> {
    const options = { mode: MODE_SECRET, overwrite: false };
    await writeFileAtomic(this.#path(record.name), formatKeyRecord(record), options);
  }

  async #assertFree(name: string): Promise<void> {
    if ((await this.#read(name)) !== undefined) {
      throw new UserError(
        `there is a key named ${name} already; delete it first or choose another`,
      );
    }
  }

  async #read(name: string): Promise<KeyRecord | undefined> {
    const path = this.#path(name);
    const content = await readJsonFile(path);
    return content === undefined ? undefined : parseKeyRecord(path, name, content);
  }

  async #anyKey(): Promise<StoredSecret | undefined> {
    const local = (await this.list()).find(({ type }) => type === "local");
    return local && this.#stored(local.name);
  }

  /** @returns undefined if there is no key of this name. @throws UserError if its private key is not here */
  async #stored(name: string): Promise<StoredKey | undefined> {
    const record = await this.#read(name);
    if (record === undefined) return undefined;
    const { type, publicKey, secret } = record;
    if (secret === undefined || publicKey.type !== "secp256k1") {
      throw new UserError(`${name} ${NOT_HERE[type === "multi" ? "multi" : "offline"]}`);
    }
    const { key } = publicKey;
    return { source: this.#path(name), secret, context: keyContext(name, key), publicKey: key };
  }

  async #fileNames(): Promise<string[]> {
    try {
      return await readdir(this.#folder);
    } catch (error) {
      if (errorCode(error) === "ENOENT") return [];
      throw error;
    }
  }

  #path(name: string): string {
    if (!NAME.test(name)) {
      throw new UserError(
        `key name ${JSON.stringify(name)}: expected 1 to 64 of the characters A-Z a-z 0-9 . _ -`,
      );
    }
    return join(this.#folder, `${name}${FILE_SUFFIX}`);
  }

  #absent(name: string): UserError {
    return new UserError(
      `there is no key named ${name} in ${this.#folder}; see "lazuli keys list"`,
    );
  }
}
