import { open } from "node:fs/promises";
import { resolve } from "node:path";
import type { Options } from "yargs";
import { TX_BYTES_MAX } from "../core/limits.ts";
import type { Argument, FlagKinds, Flags } from "../client/verbs.ts";
import { toBytes } from "../client/bytes.ts";
import { errorCode } from "../node/files.ts";
import { UserError } from "../node/user-error.ts";
import type { Env, Positional } from "./command.ts";
import { parseInteger } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** Instead of the KEY argument. */
export const KEY_OPTIONS = {
  "key-hex": { type: "string", requiresArg: true, describe: "The key in hexadecimal, for KEY" },
  "key-base64": { type: "string", requiresArg: true, describe: "The key in base64, for KEY" },
} as const satisfies Readonly<Record<string, Options>>;

/** Instead of the VALUE argument. */
export const VALUE_OPTIONS = {
  file: { type: "string", requiresArg: true, describe: "A file with the value, for VALUE" },
} as const satisfies Readonly<Record<string, Options>>;

type Args = Readonly<Record<string, unknown>>;

/** Arguments that an option may stand for are optional; texts.ts finds out which are meant. */
export function positionalsOf(list: readonly Argument[]): Positional[] {
  const optional = list.findIndex(({ kind }) => kind === "key" || kind === "value");
  return list.map(({ name, describe }, index) => ({
    name,
    describe,
    required: optional < 0 || index < optional,
  }));
}

/**
 * The words of the command line by the arguments that they stand for: with `--key-hex` the word in the place of KEY is
 * the one behind it.
 *
 * @throws UsageError if a word is left over
 */
export function assignWords(list: readonly Argument[], args: Args): Map<string, string> {
  const words = list.flatMap(({ name }) => {
    const word = args[name];
    return typeof word === "string" ? [word] : [];
  });
  const open = list.filter(
    ({ kind }) =>
      !(kind === "key" && hasKeyOption(args)) && !(kind === "value" && args["file"] !== undefined),
  );
  const extra = words[open.length];
  if (extra !== undefined) {
    throw new UsageError(
      `unexpected argument ${JSON.stringify(extra)}: an option gives what it would stand for`,
    );
  }
  return new Map(
    words.flatMap((word, index) => {
      const argument = open[index];
      return argument === undefined ? [] : [[argument.name, word] as const];
    }),
  );
}

function hasKeyOption(args: Args): boolean {
  return args["key-hex"] !== undefined || args["key-base64"] !== undefined;
}

/** @throws UsageError */
export function readKey(word: string | undefined, args: Args): Uint8Array {
  const { "key-hex": hexText, "key-base64": base64Text } = args;
  if (hexText !== undefined && base64Text !== undefined) {
    throw new UsageError("--key-hex and --key-base64: expected one of them");
  }
  if (typeof hexText === "string") return parseHex("key-hex", hexText);
  if (typeof base64Text === "string") return parseBase64("key-base64", base64Text);
  if (word === undefined) {
    throw new UsageError("KEY is missing: expected a text, --key-hex or --key-base64");
  }
  return toBytes(word);
}

/** @throws UsageError; UserError if the file cannot be read or has more bytes than a transaction may */
export async function readValue(
  word: string | undefined,
  args: Args,
  env: Env,
): Promise<Uint8Array> {
  const { file } = args;
  if (typeof file === "string") return readFileBytes(resolve(env.folder, file));
  if (word === undefined) assertValueGiven(args);
  return word === undefined || word === "-" ? env.terminal.readAll(TX_BYTES_MAX) : toBytes(word);
}

/** @throws UsageError without a file, in a command without the word for VALUE */
export function assertValueGiven(args: Args): void {
  if (args["file"] !== undefined) return;
  throw new UsageError("VALUE is missing: expected a text, --file F, or - for standard input");
}

async function readFileBytes(path: string): Promise<Uint8Array> {
  const file = await open(path).catch((error: unknown) => {
    throw new UserError(`--file ${path}: cannot be read (${errorCode(error) ?? String(error)})`);
  });
  try {
    const info = await file.stat();
    if (info.isDirectory()) throw new UserError(`--file ${path}: expected a file, got a folder`);
    // One byte more than allowed tells a file that is too large; a device has no size to ask for.
    const buffer = Buffer.alloc(Math.min(TX_BYTES_MAX + 1, info.isFile() ? info.size : Infinity));
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await file.read(buffer, filled, buffer.length - filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    if (filled <= TX_BYTES_MAX) return Uint8Array.from(buffer.subarray(0, filled));
    throw new UserError(`--file ${path}: expected at most ${TX_BYTES_MAX} bytes, got more`);
  } finally {
    await file.close();
  }
}

const COINS_CHARACTERS_MAX = 10_000;
/** @source cosmos-sdk types/coin.go */
const COIN = /^(0|[1-9][0-9]{0,77})([a-zA-Z][a-zA-Z0-9/:._-]{2,127})$/;

/** Such as `5ulaz` or `5ulaz,2ustake`. @throws UsageError */
export function parseCoins(what: string, text: string): { denom: string; amount: bigint }[] {
  const shown = JSON.stringify(text.slice(0, 100));
  const problem = (expected: string) => new UsageError(`${what} ${shown}: expected ${expected}`);
  if (text.length > COINS_CHARACTERS_MAX) throw problem("a shorter list");
  const coins = text.split(",").map((part) => {
    const [, amount, denom] = COIN.exec(part.trim()) ?? [];
    if (amount === undefined || denom === undefined) {
      throw problem("whole amounts with a denomination, such as 1000ulaz");
    }
    if (amount === "0") throw problem("amounts of 1 and more");
    return { denom, amount: BigInt(amount) };
  });
  coins.sort((a, b) => (a.denom < b.denom ? -1 : 1));
  const twice = coins.find(({ denom }, index) => coins[index + 1]?.denom === denom);
  if (twice !== undefined) throw problem(`${twice.denom} once`);
  return coins;
}

/** @throws UsageError */
export function parseHex(option: string, text: string): Uint8Array {
  if (/^(?:[0-9a-fA-F]{2})*$/.test(text)) return Uint8Array.from(Buffer.from(text, "hex"));
  throw new UsageError(`--${option} ${JSON.stringify(text)}: expected pairs of hexadecimal digits`);
}

/** @throws UsageError */
export function parseBase64(option: string, text: string): Uint8Array {
  const bytes = Buffer.from(text, "base64");
  if (bytes.toString("base64") === text) return Uint8Array.from(bytes);
  throw new UsageError(`--${option} ${JSON.stringify(text)}: expected base64 with its padding`);
}

const UINT64_MAX = 2n ** 64n - 1n;

const FLAG_READERS: {
  readonly [Kind in keyof FlagKinds]: (name: string, given: unknown) => FlagKinds[Kind];
} = {
  bytes: (_name, given) => toBytes(String(given)),
  base64: (name, given) => parseBase64(name, String(given)),
  uint64: (name, given) => parseInteger(name, String(given), 0n, UINT64_MAX),
  boolean: (_name, given) => given === true,
  text: (_name, given) => String(given),
};

/** The options of a query verb's flags. */
export function flagOptions(flags: Flags): Record<string, Options> {
  return Object.fromEntries(
    Object.entries(flags).map(([name, { kind, describe }]) => [
      name,
      kind === "boolean"
        ? { type: "boolean", describe }
        : { type: "string", requiresArg: true, describe },
    ]),
  );
}

/** The flags that were given, as values. @throws UsageError */
export function readFlags(flags: Flags, args: Args): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(flags).flatMap(([name, { kind }]) =>
      args[name] === undefined ? [] : [[name, FLAG_READERS[kind](name, args[name])]],
    ),
  );
}
