import type { OfflineDirectSigner } from "@cosmjs/proto-signing";
import type { Options } from "yargs";
import { ClientError, QueryFailed } from "../client/errors.ts";
import { queryService } from "../client/query.ts";
import { HttpRpc } from "../client/rpc.ts";
import { UserError } from "../node/user-error.ts";
import type {
  Answer,
  Argument,
  Asker,
  GatewayAnswer,
  FollowVerb,
  ModuleCommands,
  NodeBase,
  QueryVerb,
} from "../client/verbs.ts";
import { Accounts, givenPrefix, openTerminalKeyring } from "./accounts.ts";
import { command, formerly, group } from "./command.ts";
import { cometQueries, nodeQueries, validatorSet } from "./node-queries.ts";
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
import { oneLine, printAnswer } from "./output.ts";
import type { OutputFormat } from "./output.ts";
import { queryBlock, queryBlockResults, queryBlocks } from "./query-blocks.ts";
import { queryTx, queryTxs } from "./query-tx.ts";
import { waitCommand } from "./tx-wait.ts";
import { UsageError } from "./usage-error.ts";
import {
  argumentOptions,
  assertValueGiven,
  assignWords,
  flagOptions,
  listWords,
  positionalsOf,
  readFlags,
  readKey,
  readValue,
  readWord,
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
  ...KEYRING_OPTIONS,
  ...PREFIX_OPTIONS,
} as const satisfies Readonly<Record<string, Options>>;

type Args = OptionsOf<typeof QUERY_OPTIONS> & Readonly<Record<string, unknown>>;

/** `query`: a group a module, a command a verb; and what the node and CometBFT know beside the state. */
export function queryCommand(modules: readonly ModuleCommands[]): Command {
  const groups = [...modules, nodeQueries, cometQueries]
    .filter(({ query }) => query.length > 0)
    .map((module) =>
      group(
        module.name,
        module.describe,
        module.query.map((verb) => verbCommand(verb, module)),
      ),
    );
  return group("query", "Ask a node", [
    ...groups,
    queryTx,
    queryTxs,
    waitCommand("wait-tx", ["event-query-tx-for"]),
    queryBlock,
    queryBlocks,
    queryBlockResults,
    formerly("comet-validator-set", verbCommand(validatorSet, cometQueries)),
  ]);
}

function verbCommand(verb: QueryVerb | FollowVerb, module: ModuleCommands): Command {
  const kinds = verb.arguments.map(({ kind }) => kind);
  return command({
    name: verb.name,
    aliases: verb.aliases ?? [],
    describe: verb.describe,
    positionals: positionalsOf(verb.arguments),
    options: {
      ...(kinds.includes("namespace") ? FROM_OPTIONS : {}),
      ...argumentOptions(verb.arguments),
      ...flagOptions(verb.flags),
      // What follows the chain has no height.
      ...("follow" in verb ? {} : HEIGHT_OPTIONS),
      ...QUERY_OPTIONS,
    },
    examples: verb.examples,
    handler: (args, env) => runVerb(verb, module, args, env),
  });
}

interface Followed {
  readonly values: Readonly<Record<string, unknown>>;
  readonly flags: Readonly<Record<string, unknown>>;
  readonly format: OutputFormat;
}

async function runVerb(
  verb: QueryVerb | FollowVerb,
  module: ModuleCommands,
  args: Args,
  env: Env,
): Promise<void> {
  const words = assignWords(verb.arguments, args);
  const flags = readFlags(verb.flags, args);
  const { height: heightText } = args;
  const height = heightOf({ height: typeof heightText === "string" ? heightText : undefined });
  for (const { name, kind } of verb.arguments) {
    if (kind === "value" && !words.has(name)) assertValueGiven(args);
  }
  const { home, config } = await openHome(args, env);
  // Not CosmJS's client, which takes longer to load than the query does.
  const rpc = new HttpRpc(args.node ?? config.node);
  const accounts = new Accounts(
    () => openTerminalKeyring(home, backendOf(args, config), env.terminal),
    async () => givenPrefix(args["bech32-prefix"]) ?? (await askPrefix(rpc)),
  );
  const values: Record<string, unknown> = {};
  for (const argument of verb.arguments) {
    const { name, kind, optional, isList } = argument;
    const word = words.get(name);
    const read = (text: string) => readArgument(argument, text, accounts, fromOf(args));
    if (isList === true) values[name] = await Promise.all(listWords(name, args).map(read));
    else if (kind === "key") values[name] = readKey(name, word, args);
    else if (kind === "value") values[name] = await readValue(word, args, env);
    else if (word === undefined && optional) continue;
    else if (word === undefined) throw new UsageError(`${name.toUpperCase()} is missing`);
    else values[name] = await read(word);
  }
  const format = formatOf(args, config);
  if ("follow" in verb) return follow(verb, rpc, { values, flags, format }, env);
  const from = fromOf(args);
  const asker = from === undefined ? undefined : () => askerOf(from, accounts, rpc, module);
  const answer = await verb.run(rpc, values, flags, height, asker);
  const shown = "encoded" in answer ? await decoded(answer, format) : answer;
  await printAnswer(env.terminal, format, shown);
}

/** An answer of the chain as the SDK's gateway prints it. @throws ClientError if it is malformed */
async function decoded(
  { method, encoded, text }: GatewayAnswer,
  format: OutputFormat,
): Promise<Answer> {
  if (format === "text" && text !== undefined) return { json: undefined, text };
  // Loads the definitions of all messages.
  const [{ methodAt }, { messageToJson }] = await Promise.all([
    import("../node/api/descriptors.ts"),
    import("../node/api/proto-json.ts"),
  ]);
  const definition = methodAt(method);
  if (definition === undefined) throw new TypeError(`no .proto file defines ${method}`);
  try {
    return { json: messageToJson(definition.output, encoded) };
  } catch (error) {
    throw new ClientError(`the node's answer to ${method} is malformed`, { cause: error });
  }
}

/** The value of an argument that is one word. @param from whose namespace a bare name is */
async function readArgument(
  argument: Argument,
  word: string,
  accounts: Accounts,
  from: string | undefined,
): Promise<unknown> {
  if (argument.kind === "namespace") return accounts.namespace(word, from);
  if (argument.kind === "address") return accounts.address(word);
  const value = readWord(argument, word);
  if (value !== undefined) return value;
  throw new TypeError(`a query with an argument of kind ${argument.kind}`);
}

/** Prints until the user interrupts, which is how this is meant to end. */
async function follow(
  verb: FollowVerb,
  base: NodeBase,
  { values, flags, format }: Followed,
  env: Env,
): Promise<void> {
  const { terminal } = env;
  const interrupt = new AbortController();
  const release = env.onInterrupt(() => interrupt.abort());
  const following = {
    signal: interrupt.signal,
    remark: (line: string) => terminal.remark(oneLine(line)),
  };
  try {
    for await (const answer of verb.follow(base, values, flags, following)) {
      await printAnswer(terminal, format, answer);
    }
  } finally {
    release();
  }
}

/** The account of `--from` as far as simulations need it: its public key, and nothing that a password protects. */
async function askerOf(
  from: string,
  accounts: Accounts,
  rpc: HttpRpc,
  module: ModuleCommands,
): Promise<Asker> {
  const [{ connectComet }, { createSigningClient }, { simulationError }] = await Promise.all([
    import("../client/client.ts"),
    import("../client/signing-client.ts"),
    import("./tx-run.ts"),
  ]);
  const key = await accounts.key(from);
  const address = await accounts.addressOf(key);
  const { publicKey } = key;
  if (publicKey.type !== "secp256k1") {
    throw new UserError(`${from}: expected a key of secp256k1, got one of ${publicKey.type}`);
  }
  const signer: OfflineDirectSigner = {
    getAccounts: () => Promise.resolve([{ address, algo: "secp256k1", pubkey: publicKey.key }]),
    signDirect: () => Promise.reject(new TypeError("a query signs nothing")),
  };
  const types = await module.types();
  const client = await createSigningClient(connectComet(rpc.url), signer, { types });
  return {
    address,
    estimate: (message) =>
      client.estimate([message]).catch((error: unknown) => {
        throw error instanceof QueryFailed ? simulationError(error, 1) : error;
      }),
  };
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
