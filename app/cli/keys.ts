import { bech32 } from "@scure/base";
import { PUBLIC_KEY_SUFFIX, decodeBech32 } from "../core/address.ts";
import { command, group } from "./command.ts";
import type { Command } from "./command.ts";
import { confirm } from "./confirm.ts";
import { addKey, multisigOf } from "./keys-add.ts";
import { ADDRESS_KINDS, KEYS_OPTIONS, KEY_TYPE_OPTIONS, NAME, openKeys } from "./keys-options.ts";
import type { AddressKind, KeyJson } from "./keys-options.ts";
import { exportKey, importHex, importKey } from "./keys-transfer.ts";
import { COMMON_OPTIONS, formatOf } from "./options.ts";
import { formatText, printAnswer } from "./output.ts";
import { UsageError } from "./usage-error.ts";

const list = command({
  name: "list",
  describe: "All keys, without their secrets",
  positionals: [],
  options: {
    "list-names": { alias: "n", type: "boolean", describe: "Names alone" },
    ...KEYS_OPTIONS,
  },
  examples: [["-o json", "For programs"]],
  async handler(args, env) {
    const { keyring, format, toJson } = await openKeys(args, env);
    const keys: KeyJson[] = [];
    for (const key of await keyring.list()) keys.push(await toJson(key));
    const names = keys.map(({ name }) => name);
    if (args["list-names"] === true) {
      const text = names.map((name) => `${name}\n`).join("");
      await printAnswer(env.terminal, format, { json: names, text });
      return;
    }
    const width = Math.max(0, ...names.map((name) => name.length));
    const text = keys.map(({ name, address }) => `${name.padEnd(width)}  ${address}\n`).join("");
    await printAnswer(env.terminal, format, { json: keys, text });
  },
});

const show = command({
  name: "show",
  describe: "One key without its secret, or the multisig that several would make",
  positionals: [{ ...NAME, describe: "Name or address of a key; several", isList: true }],
  options: {
    address: { alias: "a", type: "boolean", describe: "The address alone" },
    pubkey: { alias: "p", type: "boolean", describe: "The public key alone, in JSON" },
    bech: {
      type: "string",
      choices: Object.keys(ADDRESS_KINDS) as AddressKind[],
      requiresArg: true,
      default: "acc" as const,
      describe: "Address of an account, of a validator's operator, or of its consensus key",
    },
    "multisig-threshold": {
      type: "string",
      requiresArg: true,
      default: "1",
      describe: "Of several keys: how many have to sign",
    },
    ...KEYS_OPTIONS,
  },
  examples: [
    ["alice -a", "For scripts: $(lazuli keys show alice -a)"],
    ["alice bob carol --multisig-threshold 2", "What two of three would be"],
  ],
  async handler(args, env) {
    if (args.address === true && args.pubkey === true) {
      throw new UsageError("--address and --pubkey: expected one of them");
    }
    const opened = await openKeys(args, env);
    const [first = "", ...others] = args.name;
    // In the order that was given, as the SDK's command: that of `keys add --multisig` is another.
    const asGiven = { ...args, nosort: true };
    const key =
      others.length === 0
        ? await opened.accounts.key(first)
        : {
            name: "multi",
            type: "multi" as const,
            publicKey: await multisigOf(args.name, opened, asGiven),
          };
    const json = await opened.toJson(key, args.bech);
    if (args.address === true) await env.terminal.print(`${json.address}\n`);
    else if (args.pubkey === true) await env.terminal.print(`${json.pubkey}\n`);
    else await printAnswer(env.terminal, opened.format, { json, text: formatText(json) });
  },
});

const rename = command({
  name: "rename",
  describe: "Give a key another name",
  positionals: [NAME, { ...NAME, name: "new-name" }],
  options: {
    yes: { alias: "y", type: "boolean", describe: "For scripts of simd: nothing is asked here" },
    ...KEYS_OPTIONS,
  },
  examples: [["alice alice-old", "Asks for the keyring's password"]],
  async handler(args, env) {
    const { keyring, format, toJson } = await openKeys(args, env);
    const key = await keyring.rename(args.name, args["new-name"]);
    await printAnswer(env.terminal, format, { json: await toJson(key) });
  },
});

const remove = command({
  name: "delete",
  describe: "Delete keys; without its mnemonic or an export a key is lost",
  positionals: [{ ...NAME, isList: true }],
  options: { yes: { alias: "y", type: "boolean", describe: "Do not ask" }, ...KEYS_OPTIONS },
  examples: [["alice", "Asks before"]],
  async handler(args, env) {
    const { keyring, format } = await openKeys(args, env);
    const names = [...new Set(args.name)];
    for (const name of names) await keyring.get(name);
    for (const name of names) {
      if (args.yes !== true) {
        const question = { text: `Delete the key ${name} for good?`, refused: `${name} stays` };
        await confirm(env.terminal, question);
      }
      await keyring.delete(name);
      await printAnswer(env.terminal, format, { json: { deleted: name } });
    }
  },
});

const parse = command({
  name: "parse",
  describe: "An address in hexadecimal as bech32, and the other way round",
  positionals: [{ name: "address", describe: "Hexadecimal or bech32", required: true }],
  options: KEYS_OPTIONS,
  examples: [["7e4ba1e1a9b3c4d5e6f708192a3b4c5d6e7f8091", "With every prefix of the network"]],
  async handler({ address, ...args }, env) {
    const { format, prefix } = await openKeys(args, env);
    const decoded = decodeBech32(address);
    if (decoded !== undefined) {
      const bytes = Buffer.from(decoded.bytes).toString("hex").toUpperCase();
      await printAnswer(env.terminal, format, { json: { human: decoded.prefix, bytes } });
      return;
    }
    if (!/^(?:[0-9a-fA-F]{2}){1,255}$/.test(address)) {
      throw new UsageError(
        `ADDRESS ${JSON.stringify(address.slice(0, 100))}: expected hexadecimal or bech32`,
      );
    }
    const human = await prefix();
    const bytes = Uint8Array.from(Buffer.from(address, "hex"));
    const formats = FORMATS.map((kind) =>
      bech32.encode(human + kind, bech32.toWords(bytes), false),
    );
    const text = formats.map((one) => `${one}\n`).join("");
    await printAnswer(env.terminal, format, { json: { formats }, text });
  },
});

/** As the SDK lists them. */
const FORMATS = Object.values(ADDRESS_KINDS).flatMap((kind) => [kind, kind + PUBLIC_KEY_SUFFIX]);

const mnemonic = command({
  name: "mnemonic",
  describe: "A new mnemonic of 24 words, kept nowhere",
  positionals: [],
  options: { output: COMMON_OPTIONS.output },
  examples: [["> words", "For keys add --source"]],
  async handler(args, env) {
    const { createMnemonic } = await import("../node/key.ts");
    const words = createMnemonic();
    const answer = { json: { mnemonic: words }, text: `${words}\n` };
    await printAnswer(env.terminal, formatOf(args), answer);
  },
});

const listKeyTypes = command({
  name: "list-key-types",
  describe: "The kinds of keys",
  positionals: [],
  options: { output: COMMON_OPTIONS.output },
  examples: [["", "What keys add --key-type takes"]],
  async handler(args, env) {
    const types = KEY_TYPE_OPTIONS["key-type"].choices;
    const text = types.map((type) => `${type}\n`).join("");
    await printAnswer(env.terminal, formatOf(args), { json: types, text });
  },
});

export const keysCommand: Command = group("keys", "Keys to sign with", [
  addKey,
  list,
  show,
  rename,
  remove,
  exportKey,
  importKey,
  importHex,
  parse,
  mnemonic,
  listKeyTypes,
]);
