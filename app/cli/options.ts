import type { Options } from "yargs";
import { CLIENT_SETTINGS, KEYRING_BACKENDS } from "../node/config.ts";
import type { ClientConfig, KeyringBackend } from "../node/config.ts";
import { readTextFile } from "../node/files.ts";
import { defaultHomeRoot, homeAt } from "../node/home.ts";
import type { Home } from "../node/home.ts";
import { resolve } from "node:path";
import type { Env, OptionsOf } from "./command.ts";
import type { OutputFormat } from "./output.ts";
import { UsageError } from "./usage-error.ts";

type OptionGroup = Readonly<Record<string, Options>>;

/** Heading of the help. */
export const COMMON_GROUP = "Common options:";

/** Options of every command. */
export const COMMON_OPTIONS = {
  home: {
    type: "string",
    requiresArg: true,
    group: COMMON_GROUP,
    describe: "Folder of configuration, data and keys [default: ~/.lazuli]",
  },
  output: {
    alias: "o",
    type: "string",
    choices: ["text", "json"] as const,
    requiresArg: true,
    group: COMMON_GROUP,
    describe: "How the result is printed [default: text]",
  },
} as const satisfies OptionGroup;

export const NODE_OPTIONS = {
  node: {
    type: "string",
    requiresArg: true,
    group: COMMON_GROUP,
    describe: "RPC address of the node to ask [default: http://127.0.0.1:26657]",
  },
} as const satisfies OptionGroup;

export const KEYRING_OPTIONS = {
  "keyring-backend": {
    type: "string",
    choices: KEYRING_BACKENDS,
    requiresArg: true,
    group: COMMON_GROUP,
    describe: "Where keys are: file (encrypted) or test (not) [default: file]",
  },
} as const satisfies OptionGroup;

export const PREFIX_OPTIONS = {
  "bech32-prefix": {
    type: "string",
    requiresArg: true,
    group: COMMON_GROUP,
    describe: "Prefix of addresses [default: that of the network]",
  },
} as const satisfies OptionGroup;

/** `LAZULI_` and the name of an option give its value where the command line does not. */
export function variableOf(option: string): string {
  return `LAZULI_${option.toUpperCase().replace(/[-.]/g, "_")}`;
}

/** The home folder, and what client.toml in it says. */
export interface ClientHome {
  readonly home: Home;
  readonly config: ClientConfig;
}

/** @throws UserError if client.toml is malformed */
export async function openHome(
  args: OptionsOf<typeof COMMON_OPTIONS>,
  env: Env,
): Promise<ClientHome> {
  const home = homeOf(args, env);
  const text = await readTextFile(home.clientToml);
  return {
    home,
    config: text === undefined ? CLIENT_SETTINGS.initial : CLIENT_SETTINGS.parse(text),
  };
}

export function homeOf(args: Pick<OptionsOf<typeof COMMON_OPTIONS>, "home">, env: Env): Home {
  return homeAt(resolve(env.folder, args.home ?? defaultHomeRoot(env.variables)));
}

export function formatOf(
  args: Pick<OptionsOf<typeof COMMON_OPTIONS>, "output">,
  config?: ClientConfig,
): OutputFormat {
  return args.output ?? (config?.output === "json" ? "json" : "text");
}

export function backendOf(
  args: OptionsOf<typeof KEYRING_OPTIONS>,
  config: ClientConfig,
): KeyringBackend {
  return args["keyring-backend"] ?? config.keyringBackend;
}

/** A whole number of an option. @throws UsageError */
export function parseInteger(option: string, text: string, least: bigint, most: bigint): bigint {
  return parseWholeNumber(`--${option}`, text, least, most);
}

/** @param what it is, for the error. @throws UsageError */
export function parseWholeNumber(what: string, text: string, least: bigint, most: bigint): bigint {
  const number = /^-?\d{1,20}$/.test(text) ? BigInt(text) : undefined;
  if (number !== undefined && number >= least && number <= most) return number;
  throw new UsageError(
    `${what} ${JSON.stringify(text)}: expected a whole number from ${least} to ${most}`,
  );
}

const HASH = /^(?:0x)?[0-9a-fA-F]{64}$/;

/** Whether a text is a hash of 32 bytes, of a transaction or a block. */
export function isHash(text: string): boolean {
  return HASH.test(text);
}

/** @param what it is, for the error. @returns 64 upper-case hexadecimal digits. @throws UsageError */
export function parseHash(what: string, text: string): string {
  if (isHash(text)) return text.slice(-64).toUpperCase();
  const shown = JSON.stringify(text.slice(0, 200));
  throw new UsageError(`${what} ${shown}: expected 64 hexadecimal digits`);
}

const HEIGHT_MAX = BigInt(Number.MAX_SAFE_INTEGER);

export const HEIGHT_OPTIONS = {
  height: {
    type: "string",
    requiresArg: true,
    describe: "The height whose state is asked [default: the latest]",
  },
} as const satisfies OptionGroup;

export function heightOf(args: OptionsOf<typeof HEIGHT_OPTIONS>): number | undefined {
  if (args.height === undefined) return undefined;
  return Number(parseInteger("height", args.height, 1n, HEIGHT_MAX));
}
