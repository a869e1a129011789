import { ChainIdMismatch } from "../client/errors.ts";
import type { SigningClient } from "../client/signing-client.ts";
import type { ModuleCommands, TxVerb } from "../client/verbs.ts";
import { Accounts, assertNamespace, openTerminalKeyring } from "./accounts.ts";
import { command, group } from "./command.ts";
import type { Command, Env } from "./command.ts";
import { backendOf, formatOf, openHome } from "./options.ts";
import type { ClientHome } from "./options.ts";
import { ALL_OPTIONS, FROM_OPTIONS, TX_OPTIONS, readTxSettings } from "./tx-options.ts";
import type { TxArgs, TxSettings } from "./tx-options.ts";
import { TxRun } from "./tx-run.ts";
import { UsageError } from "./usage-error.ts";
import {
  argumentOptions,
  assertValueGiven,
  assignWords,
  flagOptions,
  listWords,
  positionalsOf,
  readFlags,
  readJson,
  readJsonFile,
  readKey,
  readTxFile,
  readValue,
  readWord,
} from "./values.ts";

type Args = Readonly<Record<string, unknown>>;

/** `tx`: a group a module, a command a verb. */
export function txCommand(modules: readonly ModuleCommands[]): Command {
  const groups = modules
    .filter(({ tx }) => tx.length > 0)
    .map((module) =>
      group(
        module.name,
        module.describe,
        module.tx.map((verb) => verbCommand(verb, module)),
      ),
    );
  return group("tx", "Sign and send a transaction", groups);
}

function verbCommand(verb: TxVerb, module: ModuleCommands): Command {
  const kinds = verb.arguments.map(({ kind }) => kind);
  return command({
    name: verb.name,
    aliases: verb.aliases ?? [],
    describe: verb.describe,
    positionals: positionalsOf(verb.arguments),
    options: {
      ...(kinds.includes("signer") ? {} : FROM_OPTIONS),
      ...argumentOptions(verb.arguments),
      ...flagOptions(verb.flags),
      ...(verb.next === undefined ? {} : ALL_OPTIONS),
      ...TX_OPTIONS,
    },
    examples: verb.examples,
    handler: (args, env) => runVerb(verb, module, args, env),
  });
}

async function runVerb(
  verb: TxVerb,
  module: ModuleCommands,
  args: TxArgs & Args,
  env: Env,
): Promise<void> {
  if (args.yes !== true && !env.terminal.isInteractive) {
    throw new UsageError("there is no terminal to ask on before signing: give -y to sign unasked");
  }
  const words = assignWords(verb.arguments, args);
  const flags = readFlags(verb.flags, args);
  const settings = readTxSettings(args);
  const from = signerWord(verb, words, args);
  const given = await readLocalArguments(verb, words, args, env);
  verb.check?.(given, flags);
  const opened = await openHome(args, env);
  const mode = args["broadcast-mode"] ?? opened.config.broadcastMode;
  const isRepeated = args["all"] === true;
  if (isRepeated && mode === "sync") {
    throw new UsageError("--all waits for each block: it cannot go with --broadcast-mode sync");
  }
  const { client, accounts } = await connect(args, opened, from, settings, module, env);
  const values = await readRemoteArguments(verb, words, given, { client, accounts, args, env });
  const messages = [await verb.message(values, client.address, flags)].flat();
  const format = formatOf(args, opened.config);
  const run = new TxRun(verb, client, settings, { format, mode, isRepeated }, env);
  await run.send(messages, { isConfirmed: args.yes === true });
}

/** What a node, the keyring or standard input say. */
async function readRemoteArguments(
  verb: TxVerb,
  words: ReadonlyMap<string, string>,
  given: Readonly<Record<string, unknown>>,
  from: {
    readonly client: SigningClient;
    readonly accounts: Accounts;
    readonly args: Args;
    readonly env: Env;
  },
): Promise<Readonly<Record<string, unknown>>> {
  const { client, accounts, args, env } = from;
  const values = { ...given };
  for (const { name, kind, isList } of verb.arguments) {
    const word = words.get(name);
    if (isList === true && kind === "address") {
      const addresses = listWords(name, args).map((text) => accounts.address(text));
      values[name] = await Promise.all(addresses);
    } else if (kind === "signer") values[name] = client.address;
    else if (kind === "value") values[name] = await readValue(word, args, env);
    else if (word === undefined) continue;
    else if (kind === "address") values[name] = await accounts.address(word);
    else if (kind === "namespace") values[name] = await accounts.namespace(word, client.address);
  }
  return values;
}

function signerWord(verb: TxVerb, words: ReadonlyMap<string, string>, args: Args): string {
  const argument = verb.arguments.find(({ kind }) => kind === "signer");
  const word = argument === undefined ? args["from"] : words.get(argument.name);
  if (typeof word === "string") return word;
  throw new UsageError("who signs? Give --from with the name or address of one of your keys");
}

async function connect(
  args: TxArgs,
  { home, config }: ClientHome,
  from: string,
  settings: TxSettings,
  module: ModuleCommands,
  env: Env,
): Promise<{ client: SigningClient; accounts: Accounts }> {
  const [{ connectComet, createClient }, { createSigningClient }] = await Promise.all([
    import("../client/client.ts"),
    import("../client/signing-client.ts"),
  ]);
  const comet = connectComet(args.node ?? config.node);
  const reader = createClient(comet);
  const expected = args["chain-id"] ?? config.chainId;
  const chainId = await reader.chainId();
  if (expected !== "" && expected !== chainId) throw new ChainIdMismatch(expected, chainId);
  const prefix = args["bech32-prefix"] ?? (await reader.chainParams()).bech32Prefix;
  const keyring = await openTerminalKeyring(home, backendOf(args, config), env.terminal);
  const accounts = new Accounts(
    () => Promise.resolve(keyring),
    () => Promise.resolve(prefix),
  );
  const signer = await accounts.signer(from);
  const client = await createSigningClient(comet, signer, {
    chainId,
    types: await module.types(),
    gasAdjustment: settings.gasAdjustment,
    ...(settings.gasPrice === undefined ? {} : { gasPrice: settings.gasPrice }),
  });
  return { client, accounts };
}

/** What needs neither a node nor a password, so that a slip is noticed before either is asked. @throws UsageError */
async function readLocalArguments(
  verb: TxVerb,
  words: ReadonlyMap<string, string>,
  args: Args,
  env: Env,
): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = Object.fromEntries(words);
  for (const argument of verb.arguments) {
    const { name, kind, optional, isList } = argument;
    const word = words.get(name);
    if (isList === true) values[name] = listWords(name, args);
    else if (kind === "key") values[name] = readKey(name, word, args);
    else if (kind === "json") values[name] = await readJson(args, env);
    else if (kind === "value" && word === undefined) assertValueGiven(args);
    else if (word === undefined && optional) continue;
    else if (kind === "namespace") assertNamespace(word ?? "");
    else if (kind === "jsonFile") values[name] = await readJsonFile(word ?? "", env);
    else if (kind === "txFile") values[name] = await readTxFile(word ?? "", env);
    else values[name] = readWord(argument, word ?? "") ?? word;
  }
  return values;
}
