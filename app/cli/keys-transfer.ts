import { resolve } from "node:path";
import { readTextFile } from "../node/files.ts";
import { UserError } from "../node/user-error.ts";
import { askNewPassword } from "./accounts.ts";
import { command } from "./command.ts";
import type { Command } from "./command.ts";
import { KEYS_OPTIONS, KEY_TYPE_OPTIONS, NAME, openKeys } from "./keys-options.ts";
import { printAnswer } from "./output.ts";
import { UsageError } from "./usage-error.ts";

export const exportKey: Command = command({
  name: "export",
  describe: "Print a private key, encrypted under a password of its own, as gaiad and simd read it",
  positionals: [NAME],
  options: {
    "unarmored-hex": { type: "boolean", describe: "Not encrypted; only with --unsafe" },
    unsafe: { type: "boolean", describe: "Whoever sees the output has the key" },
    yes: { alias: "y", type: "boolean", describe: "Do not ask" },
    ...KEYS_OPTIONS,
  },
  examples: [["alice > alice.key", "A backup, or a key for another machine or program"]],
  async handler(args, env) {
    const { keyring, format } = await openKeys(args, env);
    const isPlain = args["unarmored-hex"] === true;
    if (isPlain !== (args.unsafe === true)) {
      throw new UsageError("--unarmored-hex and --unsafe: expected both of them, or none");
    }
    const { name } = await keyring.get(args.name);
    if (isPlain) {
      if (args.yes !== true) {
        const question = `The private key ${name} will be printed as it is. Go on? [y/N]: `;
        const answer = await env.terminal.ask(question);
        if (!/^y(?:es)?$/i.test(answer.trim()))
          throw new UserError("not confirmed: nothing was printed");
      }
      const privateKey = await keyring.revealPrivateKey(name);
      await env.terminal.print(`${Buffer.from(privateKey).toString("hex")}\n`);
      privateKey.fill(0);
      return;
    }
    const password = await askNewPassword(env.terminal, "a password for the exported key");
    const text = await keyring.export(name, password);
    await printAnswer(env.terminal, format, { json: { name, armor: text }, text });
  },
});

export const importKey: Command = command({
  name: "import",
  describe: "Take a private key from a file that keys export wrote, ours or gaiad's",
  positionals: [NAME, { name: "file", describe: "What keys export printed", required: true }],
  options: KEYS_OPTIONS,
  examples: [["alice alice.key", "Asks for the password of the export"]],
  async handler(args, env) {
    const { keyring, format, toJson } = await openKeys(args, env);
    const path = resolve(env.folder, args.file);
    const text = await readTextFile(path);
    if (text === undefined) throw new UserError(`${path}: no such file`);
    const password = await env.terminal.askSecret("Password of the exported key: ");
    const key = await keyring.import(args.name, text, password);
    await printAnswer(env.terminal, format, { json: await toJson(key) });
  },
});

export const importHex: Command = command({
  name: "import-hex",
  describe: "Take a private key in hexadecimal, which is asked for",
  positionals: [NAME],
  options: { ...KEY_TYPE_OPTIONS, ...KEYS_OPTIONS },
  examples: [["alice", "Asks for 64 digits"]],
  async handler(args, env) {
    const { keyring, format, toJson } = await openKeys(args, env);
    const typed = (await env.terminal.askSecret("Private key in hexadecimal: ")).trim();
    const [, digits] = /^(?:0x)?([0-9a-fA-F]{64})$/.exec(typed) ?? [];
    // What was typed is not repeated: it may be all but right.
    if (digits === undefined) throw new UserError("expected 64 hexadecimal digits");
    const bytes = Uint8Array.from(Buffer.from(digits, "hex"));
    const key = await keyring.importPrivateKey(args.name, bytes).catch((error: unknown) => {
      if (!(error instanceof RangeError)) throw error;
      throw new UserError(`${error.message}, as a private key is`);
    });
    await printAnswer(env.terminal, format, { json: await toJson(key) });
  },
});
