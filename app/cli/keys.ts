import { resolve } from "node:path";
import type { Options } from "yargs";
import { readTextFile } from "../node/files.ts";
import type { KeyInfo } from "../node/key-record.ts";
import type { Keyring } from "../node/keyring.ts";
import { UserError } from "../node/user-error.ts";
import { Accounts, askNewPassword, localPrefix, openTerminalKeyring } from "./accounts.ts";
import { command, group } from "./command.ts";
import type { Command, Env, OptionsOf } from "./command.ts";
import { COMMON_OPTIONS, KEYRING_OPTIONS, backendOf, formatOf, openHome } from "./options.ts";
import { formatText, printAnswer } from "./output.ts";
import type { OutputFormat } from "./output.ts";
import { UsageError } from "./usage-error.ts";

const OPTIONS = {
  ...COMMON_OPTIONS,
  ...KEYRING_OPTIONS,
  "bech32-prefix": {
    type: "string",
    requiresArg: true,
    describe: "Prefix of addresses [default: that of the home's genesis, or lazuli]",
  },
} as const satisfies Readonly<Record<string, Options>>;

const NAME = { name: "name", describe: "1 to 64 of A-Z a-z 0-9 . _ -", required: true } as const;

/** An opened keyring and how to print what is in it. */
interface Opened {
  readonly keyring: Keyring;
  readonly accounts: Accounts;
  readonly format: OutputFormat;
  readonly toJson: (key: KeyInfo) => Promise<KeyJson>;
}

interface KeyJson {
  readonly name: string;
  readonly address: string;
  /** Base64 of 33 bytes. */
  readonly public_key: string;
}

async function open(args: OptionsOf<typeof OPTIONS>, env: Env): Promise<Opened> {
  const { home, config } = await openHome(args, env);
  const keyring = await openTerminalKeyring(home, backendOf(args, config), env.terminal);
  const accounts = new Accounts(
    () => Promise.resolve(keyring),
    () => localPrefix(home, args["bech32-prefix"]),
  );
  return {
    keyring,
    accounts,
    format: formatOf(args, config),
    toJson: async (key) => ({
      name: key.name,
      address: await accounts.addressOf(key),
      public_key: Buffer.from(key.publicKey).toString("base64"),
    }),
  };
}

const MNEMONIC_WARNING =
  "Write these words down and keep them safe: they are the key, and they are not shown again.";

const add = command({
  name: "add",
  describe: "Make a key, or take one from its mnemonic",
  positionals: [NAME],
  options: {
    recover: { type: "boolean", describe: "Ask for the mnemonic of an existing key" },
    "hd-path": { type: "string", requiresArg: true, describe: "[default: m/44'/118'/0'/0/0]" },
    words: {
      type: "string",
      choices: ["12", "24"] as const,
      requiresArg: true,
      default: "24",
      describe: "Length of a new mnemonic",
    },
    ...OPTIONS,
  },
  examples: [
    ["alice", "A new key; its mnemonic is shown once"],
    ["alice --recover", "From a mnemonic, which is asked for"],
  ],
  async handler(args, env) {
    const { keyring, format, toJson } = await open(args, env);
    const { createMnemonic } = await import("../node/key.ts");
    if ((await keyring.find(args.name)) !== undefined) {
      throw new UserError(`there is a key named ${args.name} already; choose another name`);
    }
    const recover = args.recover === true;
    const mnemonic = recover
      ? await env.terminal.askSecret("Mnemonic: ")
      : createMnemonic(args.words === "12" ? 12 : 24);
    const hdPath = args["hd-path"];
    const key = await keyring.add(args.name, {
      mnemonic,
      ...(hdPath === undefined ? {} : { hdPath }),
    });
    await printAnswer(env.terminal, format, { json: await toJson(key) });
    if (!recover) env.terminal.remark(`\n${MNEMONIC_WARNING}\n\n${mnemonic}\n`);
  },
});

const list = command({
  name: "list",
  describe: "All keys, without their secrets",
  positionals: [],
  options: OPTIONS,
  examples: [["-o json", "For programs"]],
  async handler(args, env) {
    const { keyring, format, toJson } = await open(args, env);
    const keys: KeyJson[] = [];
    for (const key of await keyring.list()) keys.push(await toJson(key));
    const width = Math.max(0, ...keys.map(({ name }) => name.length));
    const text = keys.map(({ name, address }) => `${name.padEnd(width)}  ${address}\n`).join("");
    await printAnswer(env.terminal, format, { json: keys, text });
  },
});

const show = command({
  name: "show",
  describe: "One key, without its secret",
  positionals: [NAME],
  options: {
    address: { alias: "a", type: "boolean", describe: "The address alone" },
    ...OPTIONS,
  },
  examples: [["alice -a", "For scripts: $(lazuli keys show alice -a)"]],
  async handler(args, env) {
    const { keyring, format, toJson } = await open(args, env);
    const json = await toJson(await keyring.get(args.name));
    if (args.address === true) await env.terminal.print(`${json.address}\n`);
    else await printAnswer(env.terminal, format, { json, text: formatText(json) });
  },
});

const remove = command({
  name: "delete",
  describe: "Delete a key; without its mnemonic or an export it is lost",
  positionals: [NAME],
  options: { yes: { alias: "y", type: "boolean", describe: "Do not ask" }, ...OPTIONS },
  examples: [["alice", "Asks before"]],
  async handler(args, env) {
    const { keyring, format } = await open(args, env);
    await keyring.get(args.name);
    if (args.yes !== true) {
      if (!env.terminal.isInteractive) {
        throw new UsageError("there is no terminal to ask on: give -y to delete unasked");
      }
      const answer = await env.terminal.ask(`Delete the key ${args.name} for good? [y/N]: `);
      if (!/^y(?:es)?$/i.test(answer.trim())) throw new UserError("not confirmed: the key stays");
    }
    await keyring.delete(args.name);
    await printAnswer(env.terminal, format, { json: { deleted: args.name } });
  },
});

const exportKey = command({
  name: "export",
  describe: "Print a key, encrypted under a password of its own",
  positionals: [NAME],
  options: OPTIONS,
  examples: [["alice > alice.key", "A backup, or a key for another machine"]],
  async handler(args, env) {
    const { keyring, format } = await open(args, env);
    await keyring.get(args.name);
    const password = await askNewPassword(env.terminal, "a password for the exported key");
    const armour = await keyring.export(args.name, password);
    const text = armour.endsWith("\n") ? armour : `${armour}\n`;
    await printAnswer(env.terminal, format, { json: { name: args.name, armour }, text });
  },
});

const importKey = command({
  name: "import",
  describe: "Take a key from a file of keys export",
  positionals: [NAME, { name: "file", describe: "What keys export printed", required: true }],
  options: OPTIONS,
  examples: [["alice alice.key", "Asks for the password of the export"]],
  async handler(args, env) {
    const { keyring, format, toJson } = await open(args, env);
    const path = resolve(env.folder, args.file);
    const armour = await readTextFile(path);
    if (armour === undefined) throw new UserError(`${path}: no such file`);
    const password = await env.terminal.askSecret("Password of the exported key: ");
    const key = await keyring.import(args.name, armour, password);
    await printAnswer(env.terminal, format, { json: await toJson(key) });
  },
});

export const keysCommand: Command = group("keys", "Keys to sign with", [
  add,
  list,
  show,
  remove,
  exportKey,
  importKey,
]);
