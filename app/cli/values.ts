import { open } from "node:fs/promises";
import { resolve } from "node:path";
import type { Options } from "yargs";
import { TX_BYTES_MAX } from "../core/limits.ts";
import { bytesToText, toBytes } from "../client/bytes.ts";
import { coinFromText } from "../client/coins.ts";
import type { Coin } from "../client/coins.ts";
import { parseDuration } from "../client/duration.ts";
import { ClientError } from "../client/errors.ts";
import { TIME_NS_MAX, TIME_NS_MIN, parseTimeNs } from "../client/time.ts";
import type { Argument, Flag, FlagKinds, Flags, JsonDocument } from "../client/verbs.ts";
import { errorCode } from "../node/files.ts";
import { UserError } from "../node/user-error.ts";
import type { Env, Positional } from "./command.ts";
import { parseInteger, parseWholeNumber } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** Instead of the VALUE argument. */
export const VALUE_OPTIONS = {
  file: { type: "string", requiresArg: true, describe: "A file with the value, for VALUE" },
} as const satisfies Readonly<Record<string, Options>>;

/** The JSON argument, which is no word. */
export const JSON_OPTIONS = {
  file: {
    type: "string",
    requiresArg: true,
    describe: "A file with JSON, or - for standard input",
  },
} as const satisfies Readonly<Record<string, Options>>;

const UINT32_MAX = 2n ** 32n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

type Args = Readonly<Record<string, unknown>>;

/** The options that stand for arguments, or give them. */
export function argumentOptions(list: readonly Argument[]): Record<string, Options> {
  return Object.assign(
    {},
    ...list.map(({ name, kind }) => {
      if (kind === "value") return VALUE_OPTIONS;
      if (kind === "json") return JSON_OPTIONS;
      return kind === "key" ? keyOptions(name) : {};
    }),
  ) as Record<string, Options>;
}

/** Instead of a key's word. */
function keyOptions(name: string): Record<string, Options> {
  const word = name.toUpperCase();
  const text = { type: "string", requiresArg: true } as const;
  return {
    [`${name}-hex`]: { ...text, describe: `${word} in hexadecimal` },
    [`${name}-base64`]: { ...text, describe: `${word} in base64` },
  };
}

/** Arguments that an option may stand for are optional; {@link assignWords} finds out which are meant. */
export function positionalsOf(list: readonly Argument[]): Positional[] {
  const words = list.filter(({ kind }) => kind !== "json");
  const optional = words.findIndex(
    (argument) =>
      argument.optional === true || argument.kind === "key" || argument.kind === "value",
  );
  return words.map(({ name, describe, isList }, index) => ({
    name,
    describe,
    required: optional < 0 || index < optional,
    ...(isList === true && { isList }),
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
  // Where an argument takes many words, no option stands for another.
  const open = list.filter(
    ({ name, kind, isList }) => isList !== true && !hasOption(name, kind, args),
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

/** Whether an option, not a word, gives the argument. */
function hasOption(name: string, kind: Argument["kind"], args: Args): boolean {
  if (kind === "json") return true;
  if (kind === "value") return args["file"] !== undefined;
  if (kind !== "key") return false;
  return args[`${name}-hex`] !== undefined || args[`${name}-base64`] !== undefined;
}

/** @param name of the argument. @throws UsageError */
export function readKey(name: string, word: string | undefined, args: Args): Uint8Array {
  const [hexName, base64Name] = [`${name}-hex`, `${name}-base64`];
  const { [hexName]: hexText, [base64Name]: base64Text } = args;
  if (hexText !== undefined && base64Text !== undefined) {
    throw new UsageError(`--${hexName} and --${base64Name}: expected one of them`);
  }
  if (typeof hexText === "string") return parseHex(hexName, hexText);
  if (typeof base64Text === "string") return parseBase64(base64Name, base64Text);
  if (word !== undefined) return toBytes(word);
  throw new UsageError(
    `${name.toUpperCase()} is missing: expected a text, --${hexName} or --${base64Name}`,
  );
}

/** The words of an argument that may have many. */
export function listWords(name: string, args: Args): readonly string[] {
  const words = args[name];
  return Array.isArray(words) ? words.map(String) : [];
}

/**
 * The value of an argument that is one word and says all by itself.
 *
 * @returns undefined if the argument is of a kind that needs more
 * @throws UsageError
 */
export function readWord(
  { name, kind }: Argument,
  word: string,
): string | bigint | { denom: string; amount: bigint }[] | undefined {
  const what = name.toUpperCase();
  if (kind === "text") return word;
  if (kind === "coins") return parseCoins(what, word);
  if (kind === "uint64") return parseWholeNumber(what, word, 0n, UINT64_MAX);
  return kind === "int64" ? parseWholeNumber(what, word, INT64_MIN, INT64_MAX) : undefined;
}

/** @throws UsageError without `--file`; UserError if it cannot be read or is no JSON */
export async function readJson(args: Args, env: Env): Promise<JsonDocument> {
  const { file } = args;
  if (typeof file === "string") return readJsonFile(file, env);
  throw new UsageError("--file is missing: expected a file with JSON, or - for standard input");
}

/** @param file its path, or `-` for standard input. @throws UserError if it cannot be read or is no JSON */
export async function readJsonFile(file: string, env: Env): Promise<JsonDocument> {
  const { source, text } = await readText(file, env, { option: "--file ", bytesMax: TX_BYTES_MAX });
  return parseJson(source, text);
}

/** How a file is called in errors, before its path, and how many bytes it may have. */
interface Reading {
  readonly option: string;
  readonly bytesMax: number;
}

/** @param file its path, or `-` for standard input. @throws UserError if it cannot be read, is too large or not UTF-8 */
export async function readText(
  file: string,
  env: Env,
  reading: Reading,
): Promise<{ source: string; text: string; bytes: number }> {
  const source = file === "-" ? "standard input" : file;
  const bytes =
    file === "-"
      ? await env.terminal.readAll(reading.bytesMax)
      : await readFileBytes(resolve(env.folder, file), reading);
  const text = bytesToText(bytes);
  if (text === null) throw new UserError(`${source}: expected JSON in UTF-8`);
  return { source, text, bytes: bytes.length };
}

/** @param source what the text is called in errors. @throws UserError if it is no JSON, or has two fields of one name */
export function parseJson(source: string, text: string): JsonDocument {
  try {
    const value: unknown = JSON.parse(text);
    assertDistinctNames(text, source);
    return { source, value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError(`${source}: expected JSON (${error.message})`);
  }
}

/** JSON.parse takes the last of two fields of one name, and the first would be lost without a word. */
function assertDistinctNames(json: string, source: string): void {
  const open: Set<string>[] = [];
  for (const [token, text, colon] of json.matchAll(/("(?:[^"\\]+|\\.)*")\s*(:)?|[{}[\]]/g)) {
    if (token === "{" || token === "[") open.push(new Set());
    else if (text === undefined) open.pop();
    else if (colon !== undefined) {
      const name = String(JSON.parse(text));
      const names = open.at(-1);
      if (names?.has(name)) throw new UserError(`${source}: the field ${text} stands there twice`);
      names?.add(name);
    }
  }
}

/** @throws UsageError; UserError if the file cannot be read or has more bytes than a transaction may */
export async function readValue(
  word: string | undefined,
  args: Args,
  env: Env,
): Promise<Uint8Array> {
  const { file } = args;
  if (typeof file === "string") {
    return readFileBytes(resolve(env.folder, file), { option: "--file ", bytesMax: TX_BYTES_MAX });
  }
  if (word === undefined) assertValueGiven(args);
  return word === undefined || word === "-" ? env.terminal.readAll(TX_BYTES_MAX) : toBytes(word);
}

/** @throws UsageError without a file, in a command without the word for VALUE */
export function assertValueGiven(args: Args): void {
  if (args["file"] !== undefined) return;
  throw new UsageError("VALUE is missing: expected a text, --file F, or - for standard input");
}

async function readFileBytes(path: string, { option, bytesMax }: Reading): Promise<Uint8Array> {
  const file = await open(path).catch((error: unknown) => {
    throw new UserError(`${option}${path}: cannot be read (${errorCode(error) ?? String(error)})`);
  });
  try {
    const info = await file.stat();
    if (info.isDirectory()) throw new UserError(`${option}${path}: expected a file, got a folder`);
    // One byte more than allowed tells a file that is too large; a device has no size to ask for.
    const buffer = Buffer.alloc(Math.min(bytesMax + 1, info.isFile() ? info.size : Infinity));
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await file.read(buffer, filled, buffer.length - filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    if (filled <= bytesMax) return Uint8Array.from(buffer.subarray(0, filled));
    throw new UserError(`${option}${path}: expected at most ${bytesMax} bytes, got more`);
  } finally {
    await file.close();
  }
}

const COINS_CHARACTERS_MAX = 10_000;

/** Such as `5ulaz` or `5ulaz,2ustake`. @throws UsageError */
export function parseCoins(what: string, text: string): Coin[] {
  const shown = JSON.stringify(text.slice(0, 100));
  const problem = (expected: string) => new UsageError(`${what} ${shown}: expected ${expected}`);
  if (text.length > COINS_CHARACTERS_MAX) throw problem("a shorter list");
  const coins = text.split(",").map((part) => {
    const coin = coinFromText(part);
    if (coin === undefined) throw problem("whole amounts with a denomination, such as 1000ulaz");
    if (coin.amount === 0n) throw problem("amounts of 1 and more");
    return coin;
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

const SHA256_BYTES = 32;
const NS_PER_MINUTE = 60_000_000_000n;
/** A time of a zone that is ahead of UTC or behind it. */
const ZONED = /^(.{1,30})([+-])([01]\d|2[0-3]):([0-5]\d)$/;

const FLAG_READERS: {
  readonly [Kind in keyof FlagKinds]: (name: string, given: unknown, flag: Flag) => FlagKinds[Kind];
} = {
  bytes: (_name, given) => toBytes(String(given)),
  base64: (name, given) => parseBase64(name, String(given)),
  sha256(name, given) {
    const bytes = parseHex(name, String(given));
    if (bytes.length === SHA256_BYTES) return bytes;
    throw new UsageError(`--${name}: expected 64 hexadecimal digits, got ${2 * bytes.length}`);
  },
  uint32: (name, given) => Number(parseInteger(name, String(given), 0n, UINT32_MAX)),
  uint64: (name, given) => parseInteger(name, String(given), 0n, UINT64_MAX),
  int64: (name, given) => parseInteger(name, String(given), INT64_MIN, INT64_MAX),
  duration(name, given) {
    try {
      return parseDuration(String(given));
    } catch (error) {
      throw error instanceof ClientError ? new UsageError(`--${name} ${error.message}`) : error;
    }
  },
  time(name, given) {
    const [, local, sign, hours, minutes] = ZONED.exec(String(given)) ?? [];
    const timeNs = parseTimeNs(local === undefined ? String(given) : `${local}Z`);
    if (timeNs !== undefined) {
      const aheadNs = (BigInt(hours ?? 0) * 60n + BigInt(minutes ?? 0)) * NS_PER_MINUTE;
      const inUtcNs = sign === "-" ? timeNs + aheadNs : timeNs - aheadNs;
      if (inUtcNs >= TIME_NS_MIN && inUtcNs <= TIME_NS_MAX) return inUtcNs;
    }
    throw new UsageError(
      `--${name} ${JSON.stringify(given)}: expected a time such as 2030-01-31T12:00:00Z`,
    );
  },
  coins: (name, given) => parseCoins(`--${name}`, String(given)),
  list(name, given, { choices }) {
    const words = String(given).split(",");
    const isGood = (word: string) => (choices === undefined ? word !== "" : choices.includes(word));
    const wrong = words.find((word, i) => !isGood(word) || words.indexOf(word) !== i);
    if (wrong === undefined) return words;
    const expected = choices === undefined ? "words" : `some of ${choices.join(",")}`;
    throw new UsageError(
      `--${name} ${JSON.stringify(given)}: expected ${expected}, none twice, separated by commas`,
    );
  },
  boolean: (_name, given) => given === true,
  text: (_name, given) => String(given),
};

/** The options of a verb's flags. */
export function flagOptions(flags: Flags): Record<string, Options> {
  return Object.fromEntries(
    Object.entries(flags).flatMap(([name, { kind, alias, describe }]): [string, Options][] => {
      const named = alias === undefined ? {} : { alias };
      if (kind === "boolean") return [[name, { type: "boolean", describe, ...named }]];
      const text = { type: "string", requiresArg: true, ...named } as const;
      if (kind !== "bytes") return [[name, { ...text, describe }]];
      const inHex = `${name}-hex`;
      return [
        [name, { ...text, describe: `${describe}; other bytes with --${inHex}` }],
        [inHex, { ...text, hidden: true }],
      ];
    }),
  );
}

/** The flags that were given, as values. @throws UsageError */
export function readFlags(flags: Flags, args: Args): Record<string, unknown> {
  const given = Object.fromEntries(
    Object.entries(flags).flatMap(([name, flag]) => {
      const value = readFlag(name, flag, args);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const groups = new Map<string, string>();
  for (const [name, { group, required, describe }] of Object.entries(flags)) {
    if (given[name] === undefined || given[name] === false) {
      if (required) throw new UsageError(`--${name} is missing: expected ${describe}`);
      continue;
    }
    const other = group === undefined ? undefined : groups.get(group);
    if (other !== undefined) {
      throw new UsageError(`--${other} and --${name}: expected at most one of them`);
    }
    if (group !== undefined) groups.set(group, name);
  }
  return given;
}

function readFlag(name: string, flag: Flag, args: Args): unknown {
  const inHex = flag.kind === "bytes" ? args[`${name}-hex`] : undefined;
  if (typeof inHex !== "string") {
    return args[name] === undefined ? undefined : FLAG_READERS[flag.kind](name, args[name], flag);
  }
  if (args[name] === undefined) return parseHex(`${name}-hex`, inHex);
  throw new UsageError(`--${name} and --${name}-hex: expected one of them`);
}
