import { join } from "node:path";
import { MODE_SECRET, formatJson, readJsonFile, writeFileAtomic } from "./files.ts";
import type { JsonObject } from "./files.ts";
import { PasswordCipher, assertStrong, parseSealed } from "./password-cipher.ts";
import { UserError } from "./user-error.ts";

/** Asks for the keyring's password. `isNew`: it is being chosen, so ask for it twice. */
export type PasswordSource = (request: { readonly isNew: boolean }) => Promise<string>;

/** A private key as a file holds it. */
export interface StoredSecret {
  /** The file, for errors. */
  readonly source: string;
  readonly secret: JsonObject;
  /** What the secret belongs to (key-record.ts). */
  readonly context: string;
}

/** How a keyring keeps private keys; the rest of a key's file is the same for all. */
export interface KeyringSecrets {
  /**
   * @param privateKey 32 bytes; stays the caller's
   * @param other any key that the keyring has already
   */
  protect(
    privateKey: Uint8Array,
    context: string,
    other: StoredSecret | undefined,
  ): Promise<JsonObject>;
  /** @returns the private key, which the caller overwrites after use */
  reveal(stored: StoredSecret): Promise<Uint8Array>;
}

/** For test networks: whoever reads the file has the key. */
export class PlainSecrets implements KeyringSecrets {
  protect(privateKey: Uint8Array): Promise<JsonObject> {
    return Promise.resolve({
      encryption: "none: for test networks only, never for keys of value",
      private_key: Buffer.from(privateKey).toString("base64"),
    });
  }

  reveal({ source, secret }: StoredSecret): Promise<Uint8Array> {
    const encoded = secret["private_key"];
    const bytes = Buffer.from(typeof encoded === "string" ? encoded : "", "base64");
    if (bytes.length === 32) return Promise.resolve(Uint8Array.from(bytes));
    return Promise.reject(new UserError(`${source}: private_key: expected 32 bytes in base64`));
  }
}

const VERIFIER_CONTEXT = "lazuli keyring password 1";
const VERIFIER_TEXT = "the password of this keyring";

/**
 * Encrypted with one password for the whole keyring. The file `password.json` holds a known text
 * under it, so that a wrong password is noticed before a key is added under it.
 */
export class EncryptedSecrets implements KeyringSecrets {
  readonly #verifier: string;
  readonly #ask: PasswordSource;
  /** Kept once the password was found right, so that a process asks once. */
  #cipher: Promise<PasswordCipher> | undefined;

  constructor(folder: string, ask: PasswordSource) {
    this.#verifier = join(folder, "password.json");
    this.#ask = ask;
  }

  async protect(
    privateKey: Uint8Array,
    context: string,
    other: StoredSecret | undefined,
  ): Promise<JsonObject> {
    const cipher = await this.#unlock(other);
    return { encryption: "password", ...(await cipher.seal(privateKey, context)) };
  }

  async reveal(stored: StoredSecret): Promise<Uint8Array> {
    const { source, secret, context } = stored;
    const sealed = parseSealed(source, secret);
    const cipher = await this.#unlock(stored);
    const privateKey = await cipher.open(sealed, context);
    if (privateKey !== undefined) return privateKey;
    throw new UserError(
      `${source}: the password is right, but the file was changed or is damaged; restore it`,
    );
  }

  async #unlock(other: StoredSecret | undefined): Promise<PasswordCipher> {
    this.#cipher ??= this.#askAndCheck(other);
    try {
      return await this.#cipher;
    } catch (error) {
      this.#cipher = undefined;
      throw error;
    }
  }

  /**
   * Without a verifier, as when it was lost, a key of the keyring tells whether the password is
   * right.
   */
  async #askAndCheck(other: StoredSecret | undefined): Promise<PasswordCipher> {
    const content = await readJsonFile(this.#verifier);
    const witness: StoredSecret | undefined =
      content === undefined
        ? other
        : { source: this.#verifier, secret: content, context: VERIFIER_CONTEXT };
    const password = await this.#ask({ isNew: witness === undefined });
    const cipher = new PasswordCipher(password);
    if (witness !== undefined) {
      const opened = await cipher.open(
        parseSealed(witness.source, witness.secret),
        witness.context,
      );
      if (opened === undefined) {
        cipher.wipe();
        throw new UserError(`wrong password for the keyring (checked with ${witness.source})`);
      }
      opened.fill(0);
    } else assertStrong(password);
    if (content === undefined) {
      const sealed = await cipher.seal(Buffer.from(VERIFIER_TEXT), VERIFIER_CONTEXT);
      const options = { mode: MODE_SECRET, overwrite: false };
      await writeFileAtomic(this.#verifier, formatJson(sealed), options);
    }
    return cipher;
  }
}
