import type { OfflineAminoSigner } from "@cosmjs/amino";
import type { OfflineDirectSigner } from "@cosmjs/proto-signing";
import {
  BECH32_PREFIX_EXPECTED,
  DEFAULT_PARAMS,
  isBech32Prefix,
} from "../../modules/chain/params.ts";
import { decodeBech32 } from "../core/address.ts";
import type { KeyringBackend } from "../node/config.ts";
import { isJsonObject, readJsonFile } from "../node/files.ts";
import type { Home } from "../node/home.ts";
import type { KeyInfo } from "../node/key-record.ts";
import type { Keyring } from "../node/keyring.ts";
import { UserError } from "../node/user-error.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/** Opens the keyring; the password is asked when a private key is needed, and not before. */
export async function openTerminalKeyring(
  home: Home,
  backend: KeyringBackend,
  terminal: Terminal,
): Promise<Keyring> {
  // Loads cryptography, which most commands do without.
  const { openKeyring } = await import("../node/keyring.ts");
  return openKeyring(home, backend, ({ isNew }) =>
    isNew
      ? askNewPassword(terminal, "a new password for the keyring")
      : terminal.askSecret("Password of the keyring: "),
  );
}

/** Asks twice if somebody types it; a pipe is read once. */
export async function askNewPassword(terminal: Terminal, what: string): Promise<string> {
  const password = await terminal.askSecret(`Choose ${what} (8 characters or more): `);
  if (!terminal.isInteractive) return password;
  if ((await terminal.askSecret("The same again: ")) === password) return password;
  throw new UserError("the two passwords differ; nothing was changed");
}

/** Whether a text is an address of any chain; the chain itself checks whose. */
export function isAddress(text: string): boolean {
  return decodeBech32(text) !== undefined;
}

/** What `--bech32-prefix` says, if it was given. @throws UsageError if no chain can have it */
export function givenPrefix(option: string | undefined): string | undefined {
  if (option === undefined || isBech32Prefix(option)) return option;
  throw new UsageError(
    `--bech32-prefix ${JSON.stringify(option)}: expected ${BECH32_PREFIX_EXPECTED}`,
  );
}

/**
 * The prefix of addresses where no node is asked: the option, else the genesis file of the home folder, else that of a
 * new chain.
 */
export async function localPrefix(home: Home, option: string | undefined): Promise<string> {
  const given = givenPrefix(option);
  if (given !== undefined) return given;
  let value: unknown = await readJsonFile(home.genesis);
  for (const name of ["app_state", "chain", "params", "bech32_prefix"]) {
    value = isJsonObject(value) ? value[name] : undefined;
  }
  return typeof value === "string" ? value : DEFAULT_PARAMS.bech32Prefix;
}

/** @throws UsageError unless it is `name` or `owner/name`; which names are good, the chain says */
export function assertNamespace(text: string): void {
  if (/^[^/]+(?:\/[^/]+)?$/.test(text)) return;
  throw new UsageError(
    `NAMESPACE ${JSON.stringify(text)}: expected "name" or "owner/name", for example alice/profile`,
  );
}

/** Gives names of keys and addresses for each other. */
export class Accounts {
  readonly #keyring: () => Promise<Keyring>;
  readonly #prefix: () => Promise<string>;

  /** @param prefix of the network's addresses; asked only if a key's address is needed */
  constructor(keyring: () => Promise<Keyring>, prefix: () => Promise<string>) {
    this.#keyring = keyring;
    this.#prefix = prefix;
  }

  /** @param text an address, which is taken as it is, or a key's name */
  async address(text: string): Promise<string> {
    if (isAddress(text)) return text;
    const key = await (await this.#keyring()).find(text);
    if (key !== undefined) return this.addressOf(key);
    throw new UserError(
      `${JSON.stringify(text)} is neither an address nor the name of a key; see "lazuli keys list"`,
    );
  }

  async addressOf(key: KeyInfo): Promise<string> {
    const { addressOf } = await import("../node/key.ts");
    return addressOf(key.publicKey, await this.#prefix());
  }

  /** @param text name or address of a key of the keyring. @throws UserError if it is not there */
  async signer(text: string): Promise<OfflineDirectSigner> {
    const { name } = await this.key(text);
    return (await this.#keyring()).signer(name, await this.#prefix());
  }

  /** As {@link signer}, for documents in amino JSON. */
  async aminoSigner(text: string): Promise<OfflineAminoSigner> {
    const { name } = await this.key(text);
    return (await this.#keyring()).aminoSigner(name, await this.#prefix());
  }

  /** @param text name or address of a key of the keyring. @throws UserError if it is not there */
  async key(text: string): Promise<KeyInfo> {
    const keyring = await this.#keyring();
    return isAddress(text) ? this.#find(keyring, text) : keyring.get(text);
  }

  async #find(keyring: Keyring, address: string): Promise<KeyInfo> {
    for (const key of await keyring.list()) {
      if ((await this.addressOf(key)) === address) return key;
    }
    throw new UserError(`the keyring has no key of ${address}; see "lazuli keys list"`);
  }

  /**
   * @param text `name` or `owner/name`; the owner an address or a key's name
   * @param self whose namespace a bare name is; undefined if nobody's
   * @returns `<owner address>/<name>`
   */
  async namespace(text: string, self: string | undefined): Promise<string> {
    assertNamespace(text);
    const slash = text.indexOf("/");
    const owner = slash < 0 ? self : text.slice(0, slash);
    const name = text.slice(slash + 1);
    if (owner === undefined) {
      throw new UsageError(
        `whose namespace is ${text}? Write owner/${text} with an address or a key's name, or give --from`,
      );
    }
    return `${await this.address(owner)}/${name}`;
  }
}
