import type { Options } from "yargs";
import { queryService } from "../client/query.ts";
import { HttpRpc } from "../client/rpc.ts";
import type { ModuleCommands, QueryVerb } from "../client/verbs.ts";
import { Accounts, openTerminalKeyring } from "./accounts.ts";
import { queryBlock, queryTx } from "./chain-queries.ts";
import { command, group } from "./command.ts";
import type { Command, Env, OptionsOf } from "./command.ts";
import {
  COMMON_OPTIONS,
  HEIGHT_OPTIONS,
  KEYRING_OPTIONS,
  NODE_OPTIONS,
  PREFIX_OPTIONS,
  backendOf,
  formatOf,
  heightOf,
  openHome,
} from "./options.ts";
import { printAnswer } from "./output.ts";
import { UsageError } from "./usage-error.ts";
import {
  KEY_OPTIONS,
  assignWords,
  flagOptions,
  positionalsOf,
  readFlags,
  readKey,
} from "./values.ts";

const FROM_OPTIONS = {
  from: {
    type: "string",
    requiresArg: true,
    describe: "Whose namespace a bare name is: address or key's name",
  },
} as const satisfies Readonly<Record<string, Options>>;

const QUERY_OPTIONS = {
  ...COMMON_OPTIONS,
  ...NODE_OPTIONS,
  ...HEIGHT_OPTIONS,
  ...KEYRING_OPTIONS,
  ...PREFIX_OPTIONS,
} as const satisfies Readonly<Record<string, Options>>;

type Args = OptionsOf<typeof QUERY_OPTIONS> & Readonly<Record<string, unknown>>;

/** `query`: a group a module, a command a verb; and what CometBFT itself knows. */
export function queryCommand(modules: readonly ModuleCommands[]): Command {
  const groups = modules
    .filter(({ query }) => query.length > 0)
    .map(({ name, describe, query }) => group(name, describe, query.map(verbCommand)));
  return group("query", "Ask a node", [...groups, queryTx(modules), queryBlock]);
}

function verbCommand(verb: QueryVerb): Command {
  const kinds = verb.arguments.map(({ kind }) => kind);
  return command({
    name: verb.name,
    describe: verb.describe,
    positionals: positionalsOf(verb.arguments),
    options: {
      ...(kinds.includes("namespace") ? FROM_OPTIONS : {}),
      ...(kinds.includes("key") ? KEY_OPTIONS : {}),
      ...flagOptions(verb.flags),
      ...QUERY_OPTIONS,
    },
    examples: verb.examples,
    handler: (args, env) => runVerb(verb, args, env),
  });
}

async function runVerb(verb: QueryVerb, args: Args, env: Env): Promise<void> {
  const words = assignWords(verb.arguments, args);
  const flags = readFlags(verb.flags, args);
  const height = heightOf(args);
  const { home, config } = await openHome(args, env);
  // Not CosmJS's client, which takes longer to load than the query does.
  const rpc = new HttpRpc(args.node ?? config.node);
  const accounts = new Accounts(
    () => openTerminalKeyring(home, backendOf(args, config), env.terminal),
    async () => args["bech32-prefix"] ?? (await askPrefix(rpc)),
  );
  const values: Record<string, unknown> = {};
  for (const { name, kind } of verb.arguments) {
    const word = words.get(name);
    if (kind === "key") values[name] = readKey(word, args);
    else if (word === undefined) throw new UsageError(`${name.toUpperCase()} is missing`);
    else if (kind === "namespace") values[name] = await accounts.namespace(word, fromOf(args));
    else if (kind === "address") values[name] = await accounts.address(word);
    else throw new TypeError(`a query with an argument of kind ${kind}`);
  }
  const answer = await verb.run(rpc, values, flags, height);
  await printAnswer(env.terminal, formatOf(args, config), answer);
}

function fromOf(args: Args): string | undefined {
  const { from } = args;
  return typeof from === "string" ? from : undefined;
}

async function askPrefix(rpc: HttpRpc): Promise<string> {
  const { QueryDefinition } = await import("../../proto/gen/lazuli/chain/v1/query.ts");
  const { params } = await queryService(rpc, QueryDefinition).params({});
  if (params !== undefined) return params.bech32Prefix;
  throw new TypeError("the node answered no chain parameters");
}
