import { resolve } from "node:path";
import { JsonValue } from "../core/json.ts";
import { publicKeyFromJson } from "../../modules/auth/public-key-json.ts";
import type { PublicKey, SimpleKey } from "../../modules/auth/public-key.ts";
import { readTextFile } from "../node/files.ts";
import type { KeyInfo } from "../node/key-record.ts";
import type { Keyring } from "../node/keyring.ts";
import { UserError } from "../node/user-error.ts";
import { command } from "./command.ts";
import type { Command, Env, OptionsOf } from "./command.ts";
import { KEYS_OPTIONS, KEY_TYPE_OPTIONS, NAME, openKeys } from "./keys-options.ts";
import type { OpenedKeys } from "./keys-options.ts";
import { parseInteger } from "./options.ts";
import { printAnswer } from "./output.ts";
import { UsageError } from "./usage-error.ts";

const OPTIONS = {
  recover: { type: "boolean", describe: "Ask for the mnemonic of an existing key" },
  interactive: {
    alias: "i",
    type: "boolean",
    describe: "Ask for mnemonic (a new one if it is left empty) and BIP-39 passphrase",
  },
  source: {
    type: "string",
    requiresArg: true,
    describe: "Read the mnemonic of an existing key from this file",
  },
  backup: {
    type: "boolean",
    default: true,
    describe: "Print a new mnemonic; --no-backup: do not, and it is lost",
  },
  "dry-run": { type: "boolean", describe: "Print the key, and keep nothing" },
  multisig: {
    type: "string",
    requiresArg: true,
    describe: "Keys of the keyring, separated by commas, that together make this one",
  },
  "multisig-threshold": {
    type: "string",
    requiresArg: true,
    default: "1",
    describe: "How many of them have to sign",
  },
  nosort: { type: "boolean", describe: "Keep their order, instead of that of their addresses" },
  pubkey: {
    type: "string",
    requiresArg: true,
    describe: "A public key whose private key is elsewhere, as keys show --pubkey prints it",
  },
  "pubkey-base64": {
    type: "string",
    requiresArg: true,
    describe: "The same as base64 of its 33 bytes",
  },
  "hd-path": {
    type: "string",
    requiresArg: true,
    describe: "Where the key lies in the tree of the mnemonic [default: m/44'/118'/0'/0/0]",
  },
  "coin-type": { type: "string", requiresArg: true, describe: "In that path [default: 118]" },
  account: { type: "string", requiresArg: true, describe: "In that path [default: 0]" },
  index: { type: "string", requiresArg: true, describe: "In that path [default: 0]" },
  words: {
    type: "string",
    choices: ["12", "24"] as const,
    requiresArg: true,
    default: "24",
    describe: "Length of a new mnemonic",
  },
  ...KEY_TYPE_OPTIONS,
  ledger: { type: "boolean", hidden: true },
  ...KEYS_OPTIONS,
} as const;

type Args = OptionsOf<typeof OPTIONS> & { readonly name: string };

const MNEMONIC_WARNING =
  "Write these words down and keep them safe: they are the key, and they are not shown again.";

/** Ways to say where the key comes from; options of one way go together, and none of them asks for a new key. */
const SOURCES = [
  ["recover", "interactive", "source"],
  ["multisig"],
  ["pubkey"],
  ["pubkey-base64"],
  ["ledger"],
] as const;

export const addKey: Command = command({
  name: "add",
  describe: "Make a key, take one from its mnemonic, or note a public key",
  positionals: [NAME],
  options: OPTIONS,
  examples: [
    ["alice", "A new key; its mnemonic is shown once"],
    ["alice --recover --index 1", "From a mnemonic, which is asked for"],
    ["board --multisig alice,bob,carol --multisig-threshold 2", "Two of three sign together"],
  ],
  async handler(args, env) {
    assertSources(args);
    const opened = await openKeys(args, env);
    if (args["dry-run"] !== true && (await opened.keyring.find(args.name)) !== undefined) {
      throw new UserError(`there is a key named ${args.name} already; choose another name`);
    }
    const known = await knownKey(args, opened);
    if (known === undefined) await addFromMnemonic(args, opened, env);
    else {
      const key = args["dry-run"] === true ? known : await opened.keyring.addPublic(known);
      await printAnswer(env.terminal, opened.format, { json: await opened.toJson(key) });
    }
  },
});

function assertSources(args: Args): void {
  const given = SOURCES.flatMap(
    (names) => names.find((name) => args[name] !== undefined && args[name] !== false) ?? [],
  );
  if (given.length > 1) {
    throw new UsageError(`${given.map((name) => `--${name}`).join(", ")}: expected one of them`);
  }
  if (args.ledger === true) {
    throw new UsageError(
      "--ledger: hardware wallets are not supported here; sign with Keplr or another wallet that has one, " +
        "or note the public key with --pubkey",
    );
  }
}

/** @returns undefined if the key comes from a mnemonic */
async function knownKey(args: Args, opened: OpenedKeys): Promise<KeyInfo | undefined> {
  const { name, multisig } = args;
  if (multisig !== undefined) {
    const names = multisig.split(",").map((member) => member.trim());
    const twice = names.find((member, i) => names.indexOf(member) !== i);
    if (twice !== undefined)
      throw new UsageError(`--multisig: expected ${twice} once, got it twice`);
    const publicKey = await multisigOf(names, opened, args);
    return { name, type: "multi", publicKey };
  }
  const publicKey = publicKeyOf(args);
  if (publicKey === undefined) return undefined;
  return { name, type: publicKey.type === "multisig" ? "multi" : "offline", publicKey };
}

/** @param names of keys of the keyring, or their addresses */
export async function multisigOf(
  names: readonly string[],
  { accounts }: Pick<OpenedKeys, "accounts">,
  args: { readonly "multisig-threshold": string; readonly nosort: boolean | undefined },
): Promise<PublicKey> {
  const { createMultisig } = await import("../node/key.ts");
  const threshold = Number(
    parseInteger("multisig-threshold", args["multisig-threshold"], 1n, BigInt(names.length)),
  );
  const keys: SimpleKey[] = [];
  for (const name of names) {
    const { publicKey } = await accounts.key(name);
    if (publicKey.type === "multisig") {
      throw new UserError(`${name} is a key of several itself; a multisig is of simple keys`);
    }
    keys.push(publicKey);
  }
  return createMultisig(keys, { threshold, isSorted: args.nosort !== true });
}

function publicKeyOf(args: Args): PublicKey | undefined {
  const { pubkey, "pubkey-base64": encoded } = args;
  if (pubkey !== undefined) {
    return publicKeyFromJson(new JsonValue(parseJson(pubkey), "--pubkey"));
  }
  if (encoded === undefined) return undefined;
  // The SDK's command takes the base64 of a key's JSON in base64 once more.
  const inner = Buffer.from(encoded, "base64").toString("latin1");
  const key = BASE64_KEY.test(inner) ? inner : encoded;
  const json = { "@type": "/cosmos.crypto.secp256k1.PubKey", key };
  return publicKeyFromJson(new JsonValue(json, "--pubkey-base64"));
}

/** 33 bytes in base64. */
const BASE64_KEY = /^[A-Za-z0-9+/]{44}$/;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(
      `--pubkey: expected JSON like {"@type":"/cosmos.crypto.secp256k1.PubKey","key":"…"}`,
    );
  }
}

async function addFromMnemonic(args: Args, opened: OpenedKeys, env: Env): Promise<void> {
  const { keyring, format, toJson } = opened;
  const hdPath = hdPathOf(args);
  const { mnemonic, isNew } = await mnemonicOf(args, env);
  const passphrase = args.interactive === true ? await askPassphrase(env) : "";
  const options = { mnemonic, hdPath, ...(passphrase === "" ? {} : { passphrase }) };
  const key =
    args["dry-run"] === true
      ? await deriveKey(args.name, options)
      : await keyring.add(args.name, options);
  const json = await toJson(key);
  if (!isNew || !args.backup) await printAnswer(env.terminal, format, { json });
  // Programs read it from the answer, as they do from the SDK's.
  else if (format === "json")
    await printAnswer(env.terminal, format, { json: { ...json, mnemonic } });
  else {
    await printAnswer(env.terminal, format, { json });
    env.terminal.remark(`\n${MNEMONIC_WARNING}\n\n${mnemonic}\n`);
  }
}

/** A passphrase that was mistyped makes another account, so it is asked for twice. */
async function askPassphrase({ terminal }: Env): Promise<string> {
  const passphrase = await terminal.askSecret("BIP-39 passphrase (empty for none): ");
  if (passphrase === "" || !terminal.isInteractive) return passphrase;
  if ((await terminal.askSecret("The same again: ")) === passphrase) return passphrase;
  throw new UserError("the two passphrases differ; nothing was changed");
}

async function mnemonicOf(
  args: Args,
  env: Env,
): Promise<{ readonly mnemonic: string; readonly isNew: boolean }> {
  const { createMnemonic } = await import("../node/key.ts");
  const { source } = args;
  if (source !== undefined) {
    const path = resolve(env.folder, source);
    const mnemonic = await readTextFile(path);
    if (mnemonic === undefined) throw new UserError(`${path}: no such file`);
    return { mnemonic, isNew: false };
  }
  if (args.recover === true) {
    return { mnemonic: await env.terminal.askSecret("Mnemonic: "), isNew: false };
  }
  const typed =
    args.interactive === true
      ? await env.terminal.askSecret("Mnemonic (empty for a new one): ")
      : "";
  if (typed.trim() !== "") return { mnemonic: typed, isNew: false };
  return { mnemonic: createMnemonic(args.words === "12" ? 12 : 24), isNew: true };
}

const HARDENED_MAX = 2n ** 31n - 1n;

/** @throws UsageError if both the path and a part of it are given */
function hdPathOf(args: Args): string {
  const part = (name: "coin-type" | "account" | "index", initial: string): string =>
    parseInteger(name, args[name] ?? initial, 0n, HARDENED_MAX).toString();
  const path = args["hd-path"];
  const parts = ["coin-type", "account", "index"] as const;
  const given = parts.filter((name) => args[name] !== undefined);
  if (path === undefined) {
    return `m/44'/${part("coin-type", "118")}'/${part("account", "0")}'/0/${part("index", "0")}`;
  }
  if (given.length === 0) return path;
  throw new UsageError(`--hd-path and --${given[0]}: expected one of them`);
}

async function deriveKey(name: string, options: Parameters<Keyring["add"]>[1]): Promise<KeyInfo> {
  const { mnemonicToPrivateKey, privateToPublicKey } = await import("../node/key.ts");
  const privateKey = await mnemonicToPrivateKey(options);
  const key = privateToPublicKey(privateKey);
  privateKey.fill(0);
  return { name, type: "local", publicKey: { type: "secp256k1", key } };
}
