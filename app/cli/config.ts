import { CONFIG_NAMES, openConfigFile } from "../node/config-file.ts";
import type { ConfigFile } from "../node/config-file.ts";
import { parseToml } from "../node/settings.ts";
import { formatTomlValue } from "../node/toml-edit.ts";
import { command, group } from "./command.ts";
import type { Command, Env, OptionsOf } from "./command.ts";
import { COMMON_OPTIONS, formatOf, homeOf } from "./options.ts";
import { printAnswer } from "./output.ts";
import { UsageError } from "./usage-error.ts";

const FILE = {
  name: "file",
  describe: "client, app (of the node's application) or config (CometBFT's)",
  required: true,
} as const;

const KEY = {
  name: "key",
  describe: "As the file has it, with its table before it: grpc.address",
  required: true,
} as const;

function open(
  args: { readonly file: string } & Pick<OptionsOf<typeof COMMON_OPTIONS>, "home">,
  env: Env,
): ConfigFile {
  // Who types the file's whole name means the same.
  const wanted = args.file.replace(/\.toml$/, "");
  const name = CONFIG_NAMES.find((one) => one === wanted);
  if (name !== undefined) return openConfigFile(homeOf(args, env), name);
  throw new UsageError(
    `FILE ${JSON.stringify(args.file)}: expected one of ${CONFIG_NAMES.join(", ")}`,
  );
}

const get = command({
  name: "get",
  describe: "The value of a setting, as the file writes it",
  positionals: [FILE, KEY],
  options: COMMON_OPTIONS,
  examples: [
    ["client chain-id", "The network that commands are for"],
    ["config p2p.persistent_peers", "Of CometBFT"],
  ],
  async handler(args, env) {
    const value = await open(args, env).get(args.key);
    await printAnswer(env.terminal, formatOf(args), {
      json: value,
      text: `${formatTomlValue(value)}\n`,
    });
  },
});

const set = command({
  name: "set",
  describe: "Change a setting; comments and the other settings stay",
  positionals: [FILE, KEY, { name: "value", describe: "Texts need no quotes", required: true }],
  options: COMMON_OPTIONS,
  examples: [
    ["app minimum-gas-price 0.1", "The node takes it at its next start"],
    ["config p2p.persistent_peers id@host:26656", "Only settings that are in CometBFT's file"],
  ],
  async handler(args, env) {
    const value = await open(args, env).set(args.key, args.value);
    // Nothing to read for who typed it, as with simd.
    if (formatOf(args) === "text") return;
    await printAnswer(env.terminal, "json", { json: { key: args.key, value } });
  },
});

const view = command({
  name: "view",
  describe: "The whole file",
  positionals: [FILE],
  options: {
    "output-format": {
      type: "string",
      choices: ["toml", "json"] as const,
      requiresArg: true,
      describe: "[default: toml]",
    },
    ...COMMON_OPTIONS,
  },
  examples: [["app", "With its comments"]],
  async handler(args, env) {
    const text = await open(args, env).read();
    const format = args["output-format"] ?? (formatOf(args) === "json" ? "json" : "toml");
    if (format === "toml") return env.terminal.print(text);
    await printAnswer(env.terminal, "json", { json: parseToml(args.file, text) });
  },
});

const home = command({
  name: "home",
  describe: "The folder of configuration, data and keys",
  positionals: [],
  options: COMMON_OPTIONS,
  examples: [["", "What --home or LAZULI_HOME says, or ~/.lazuli"]],
  async handler(args, env) {
    const { root } = homeOf(args, env);
    await printAnswer(env.terminal, formatOf(args), { json: { home: root }, text: `${root}\n` });
  },
});

export const configCommand: Command = group("config", "Settings in a home's files", [
  get,
  set,
  view,
  home,
]);
