import type { Options } from "yargs";
import { publicKeyToJson } from "../../modules/auth/public-key-json.ts";
import { VALIDATOR_PREFIXES } from "../core/address.ts";
import type { KeyInfo, KeyType } from "../node/key-record.ts";
import type { Keyring } from "../node/keyring.ts";
import { Accounts, localPrefix, openTerminalKeyring } from "./accounts.ts";
import type { Env, OptionsOf } from "./command.ts";
import { COMMON_OPTIONS, KEYRING_OPTIONS, backendOf, formatOf, openHome } from "./options.ts";
import type { OutputFormat } from "./output.ts";

export const KEYS_OPTIONS = {
  ...COMMON_OPTIONS,
  ...KEYRING_OPTIONS,
  "bech32-prefix": {
    type: "string",
    requiresArg: true,
    describe: "Prefix of addresses [default: that of the home's genesis, or lazuli]",
  },
} as const satisfies Readonly<Record<string, Options>>;

/** What the SDK's commands ask; accounts of Cosmos chains have no other keys. */
export const KEY_TYPE_OPTIONS = {
  "key-type": {
    alias: "algo",
    type: "string",
    choices: ["secp256k1"] as const,
    requiresArg: true,
    default: "secp256k1",
    describe: "What kind of key; accounts of Cosmos chains have no other",
  },
} as const satisfies Readonly<Record<string, Options>>;

export const NAME = {
  name: "name",
  describe: "1 to 64 of A-Z a-z 0-9 . _ -",
  required: true,
} as const;

/** What is behind an address of each kind of the SDK: `cosmos1…`, `cosmosvaloper1…`, `cosmosvalcons1…`. */
export const ADDRESS_KINDS = {
  acc: "",
  val: VALIDATOR_PREFIXES.operator,
  cons: VALIDATOR_PREFIXES.consensus,
} as const;
export type AddressKind = keyof typeof ADDRESS_KINDS;

/** A key as the SDK's commands print it. */
export interface KeyJson {
  readonly name: string;
  readonly type: KeyType;
  readonly address: string;
  /** Protobuf's JSON of the public key, as a text. */
  readonly pubkey: string;
}

/** An opened keyring and how to print what is in it. */
export interface OpenedKeys {
  readonly keyring: Keyring;
  readonly accounts: Accounts;
  readonly prefix: () => Promise<string>;
  readonly format: OutputFormat;
  readonly toJson: (key: KeyInfo, kind?: AddressKind) => Promise<KeyJson>;
}

export async function openKeys(
  args: OptionsOf<typeof KEYS_OPTIONS>,
  env: Env,
): Promise<OpenedKeys> {
  const { home, config } = await openHome(args, env);
  const keyring = await openTerminalKeyring(home, backendOf(args, config), env.terminal);
  const prefix = (): Promise<string> => localPrefix(home, args["bech32-prefix"]);
  return {
    keyring,
    accounts: new Accounts(() => Promise.resolve(keyring), prefix),
    prefix,
    format: formatOf(args, config),
    async toJson({ name, type, publicKey }, kind = "acc") {
      const { addressOf } = await import("../node/key.ts");
      return {
        name,
        type,
        address: addressOf(publicKey, `${await prefix()}${ADDRESS_KINDS[kind]}`),
        pubkey: JSON.stringify(publicKeyToJson(publicKey)),
      };
    },
  };
}
