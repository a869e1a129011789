import type { InferredOptionTypes, Options } from "yargs";
import type { Example } from "../client/verbs.ts";
import type { Terminal } from "./terminal.ts";

/** All that a command may know of the world around it, so that a test can run it in its own. */
export interface Env {
  /** Absolute. */
  readonly folder: string;
  readonly variables: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
  /** Calls back on Ctrl-C and on a request to end, instead of ending. @returns what ends that */
  onInterrupt(listener: () => void): () => void;
}

export interface Positional {
  readonly name: string;
  readonly describe: string;
  readonly required: boolean;
  /** It takes the words that the others leave; one of a command at most. */
  readonly isList?: true;
}

/** How many levels of groups a command may be below. */
export const COMMAND_DEPTH_MAX = 4;

/** A command, or a group of commands, as data; run.ts registers it. */
export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly describe: string;
  /** Whether no help shows it. */
  readonly isHidden?: boolean;
  readonly positionals: readonly Positional[];
  readonly options: Readonly<Record<string, Options>>;
  readonly examples: readonly Example[];
  readonly subcommands: readonly Command[];
  /**
   * @param args texts of positionals, lists of them where there may be many, and values of options by name; absent ones are
   *   undefined
   */
  readonly handler: (args: Readonly<Record<string, unknown>>, env: Env) => Promise<void>;
}

type PositionalsOf<P extends readonly Positional[]> = {
  readonly [One in P[number] as One["name"]]: One extends { readonly isList: true }
    ? readonly string[]
    : One["required"] extends true
      ? string
      : string | undefined;
};

/** The values of the options, typed by their definitions. */
export type OptionsOf<O extends Readonly<Record<string, Options>>> = Readonly<
  InferredOptionTypes<O>
>;

/** A command whose handler sees the types that `positionals` and `options` say. */
export function command<
  const P extends readonly Positional[],
  const O extends Readonly<Record<string, Options>>,
>(definition: {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly describe: string;
  readonly positionals: P;
  readonly options: O;
  readonly examples: readonly Example[];
  readonly handler: (args: PositionalsOf<P> & OptionsOf<O>, env: Env) => Promise<void>;
}): Command {
  return {
    ...definition,
    subcommands: [],
    // run.ts has checked the arguments against the definitions.
    handler: (args, env) => definition.handler(args as PositionalsOf<P> & OptionsOf<O>, env),
  };
}

/** The same command where earlier versions of the SDK's tools have it. */
export function formerly(name: string, { subcommands: _, ...now }: Command): Command {
  return { ...now, name, aliases: [], isHidden: true, subcommands: [] };
}

/** Commands under a common word. */
export function group(name: string, describe: string, subcommands: readonly Command[]): Command {
  return {
    name,
    describe,
    positionals: [],
    options: {},
    examples: [],
    subcommands,
    handler: () => Promise.reject(new TypeError(`${name} is a group: it is not run`)),
  };
}
