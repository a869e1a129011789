import yargs from "yargs";
import type { Argv, Options } from "yargs";
import { ChainError } from "../core/errors.ts";
import { ClientError } from "../client/errors.ts";
import { VerbMisuse } from "../client/verbs.ts";
import { UserError } from "../node/user-error.ts";
import { COMMAND_DEPTH_MAX } from "./command.ts";
import type { Command, Env, Positional } from "./command.ts";
import { COMMAND_WORDS_MAX } from "./limits.ts";
import { COMMON_GROUP, variableOf } from "./options.ts";
import { oneLine } from "./output.ts";
import { Interrupted } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

export const EXIT_OK = 0;
export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;
/** What shells report of a program that Ctrl-C ended. */
const EXIT_INTERRUPTED = 130;

const COLUMNS_MAX = 100;
const SCRIPT = "lazuli";

/**
 * Runs one command line. Nothing of the process is touched: not its streams, not its exit code.
 *
 * @param argv what stands behind the program's name
 * @returns the exit code: 0 ok, 1 failed, 2 usage
 */
export async function runCommandLine(
  commands: readonly Command[],
  argv: readonly string[],
  env: Env,
): Promise<number> {
  try {
    const parsed = await parse(commands, argv, env);
    if (parsed.kind === "help") await env.terminal.print(`${parsed.text.trimEnd()}\n`);
    else await parsed.command.handler(parsed.args, env);
    return EXIT_OK;
  } catch (error) {
    return report(error, env);
  }
}

function report(error: unknown, env: Env): number {
  if (error instanceof UsageError || error instanceof VerbMisuse) {
    env.terminal.remark(`error: ${oneLine(error.message)}`);
    return EXIT_USAGE;
  }
  if (error instanceof Interrupted) {
    env.terminal.remark(`error: ${error.message}`);
    return EXIT_INTERRUPTED;
  }
  const isUsers =
    error instanceof UserError || error instanceof ClientError || error instanceof ChainError;
  if (isUsers) env.terminal.remark(`error: ${oneLine(error.message)}`);
  else env.terminal.remark(`bug: ${error instanceof Error ? stackOf(error) : String(error)}`);
  return EXIT_FAILED;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by: ${error.cause.stack ?? ""}` : "";
  return `${error.stack ?? error.message}${cause}`;
}

type Parsed =
  | { readonly kind: "help"; readonly text: string }
  | {
      readonly kind: "command";
      readonly command: Command;
      readonly args: Readonly<Record<string, unknown>>;
    };

interface Selection {
  command: Command;
  depth: number;
  path: string;
  args: Readonly<Record<string, unknown>>;
}

/** @throws UsageError */
async function parse(
  commands: readonly Command[],
  argv: readonly string[],
  env: Env,
): Promise<Parsed> {
  let selected: Selection | undefined;
  let help = "";
  const parser = yargs()
    .scriptName(SCRIPT)
    .locale("en")
    .exitProcess(false)
    .parserConfiguration({
      // Texts stay what they were typed as: 007 and 1e3 are keys, not numbers.
      "parse-numbers": false,
      "parse-positional-numbers": false,
      "dot-notation": false,
      "camel-case-expansion": false,
      "strip-aliased": true,
      "duplicate-arguments-array": false,
    })
    .usage(`${SCRIPT} <command>\n\nA decentralised key-value store and edge cache.`)
    .version(false)
    .alias("help", "h")
    .wrap(Math.min(COLUMNS_MAX, env.terminal.columns))
    .fail((message: string, error: Error | undefined) => {
      // yargs throws its own for an option without its value; others come from the definitions.
      if (error !== undefined && error.name !== "YError") throw error;
      throw new UsageError(usageText(error?.message ?? message, argv));
    });
  register(parser, commands, [], env, (selection) => (selected = selection));
  await parser.parseAsync([...argv], {}, (_error, _args, output) => {
    help = output;
  });
  if (selected === undefined) return { kind: "help", text: help };
  const { command, depth, path, args } = selected;
  // `_` holds the command's words and then what the user typed, untouched by yargs, which would take
  // "-" for nothing and read quotes if it bound positionals itself.
  const words = args["_"] as readonly string[];
  const positionals = bindPositionals(command.positionals, words.slice(depth), path);
  return { kind: "command", command, args: { ...args, ...positionals } };
}

function usageText(message: string, argv: readonly string[]): string {
  const words = argv.filter((word) => /^[a-z][a-z0-9]*$/.test(word)).slice(0, COMMAND_DEPTH_MAX);
  const help = [SCRIPT, ...words.slice(0, 1), "--help"].join(" ");
  return `${message
    .split("\n")
    .map((line) => line.trim())
    .join(" ")
    .trim()} (see ${help})`;
}

function register(
  parser: Argv,
  commands: readonly Command[],
  path: readonly string[],
  env: Env,
  select: (selection: Selection) => void,
): void {
  if (path.length > COMMAND_DEPTH_MAX) throw new RangeError(`${path.join(" ")}: nested too deep`);
  for (const command of commands) {
    const inner = [...path, command.name];
    const build = (sub: Argv): Argv => {
      if (command.subcommands.length === 0) return configure(sub, command, inner.join(" "), env);
      sub.usage(`${SCRIPT} ${inner.join(" ")} <command>\n\n${command.describe}`);
      register(sub, command.subcommands, inner, env, select);
      return sub;
    };
    const names = [command.name, ...(command.aliases ?? [])];
    const handler = (args: Selection["args"]): void => {
      select({ command, depth: inner.length, path: inner.join(" "), args });
    };
    if (command.isHidden === true) parser.command(names, false, build, handler);
    else parser.command(names, command.describe, build, handler);
  }
  const shown = commands.filter(({ isHidden }) => isHidden !== true);
  parser
    .demandCommand(1, `which command? ${shown.map(({ name }) => name).join(", ")}`)
    .strictCommands()
    .strictOptions()
    .recommendCommands();
}

function configure(parser: Argv, command: Command, path: string, env: Env): Argv {
  const shape = command.positionals.map(({ name, required, isList }) => {
    const word = isList === true ? `${name}...` : name;
    return required ? `<${word}>` : `[${word}]`;
  });
  const width = Math.max(0, ...command.positionals.map(({ name }) => name.length));
  const described = command.positionals.map(
    ({ name, describe }) => `  ${name.padEnd(width)}  ${describe}`,
  );
  const head = [[SCRIPT, path, ...shape, "[options]"].join(" "), "", command.describe];
  if (described.length > 0) head.push("", "Arguments:", ...described);
  parser.usage(head.join("\n")).strictCommands(false).demandCommand(0).strictOptions();
  for (const [name, option] of Object.entries(command.options)) {
    parser.option(name, { group: "Options:", ...withVariable(name, option, env) });
  }
  parser.group("help", COMMON_GROUP);
  for (const [example, describe] of command.examples) {
    parser.example(`${SCRIPT} ${path} ${example}`.trimEnd(), describe);
  }
  return parser;
}

/** The environment gives defaults. yargs's own `env` cannot be used: strictness then refuses other commands' variables. */
function withVariable(name: string, option: Options, env: Env): Options {
  const variable = variableOf(name);
  const text = env.variables[variable];
  if (text === undefined || text === "") return option;
  if (option.type !== "boolean") return { ...option, default: text };
  if (/^(?:true|1)$/.test(text)) return { ...option, default: true };
  if (/^(?:false|0)$/.test(text)) return { ...option, default: false };
  throw new UsageError(`${variable}=${JSON.stringify(text)}: expected true or false`);
}

function bindPositionals(
  positionals: readonly Positional[],
  words: readonly string[],
  path: string,
): Record<string, string | readonly string[] | undefined> {
  const shape = positionals.map(shapeOf).join(" ");
  const expected = `${SCRIPT} ${path}${shape === "" ? "" : ` ${shape}`}`;
  const many = positionals.findIndex((positional) => positional.isList === true);
  // As many as the other positionals leave, and all of them if it is the last.
  const taken = many < 0 ? 1 : Math.max(0, words.length - (positionals.length - 1));
  const extra = words[many < 0 ? positionals.length : COMMAND_WORDS_MAX];
  if (extra !== undefined) {
    throw new UsageError(`unexpected argument ${JSON.stringify(extra)}: expected "${expected}"`);
  }
  return Object.fromEntries(
    positionals.map(({ name, required }, index) => {
      const from = many >= 0 && index > many ? index - 1 + taken : index;
      const given = index === many ? words.slice(from, from + taken) : words[from];
      const isMissing = index === many ? taken === 0 : given === undefined;
      if (isMissing && required) {
        throw new UsageError(`${name.toUpperCase()} is missing: expected "${expected}"`);
      }
      return [name, given];
    }),
  );
}

function shapeOf({ name, isList }: Positional): string {
  return `${name.toUpperCase()}${isList === true ? "..." : ""}`;
}
