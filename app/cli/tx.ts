import type { MessageType, SigningClient } from "../client/signing-client.ts";
import type { ModuleCommands, TxVerb } from "../client/verbs.ts";
import { assertNamespace } from "./accounts.ts";
import type { Accounts } from "./accounts.ts";
import { command, group } from "./command.ts";
import type { Command, Env } from "./command.ts";
import { formatOf, openHome } from "./options.ts";
import { broadcastCommand } from "./tx-broadcast.ts";
import { findPayers, openTxChain } from "./tx-chain.ts";
import type { Payers, TxChain } from "./tx-chain.ts";
import { decodeCommand, encodeCommand } from "./tx-encode.ts";
import { readTxMessages } from "./tx-files.ts";
import { multiSignBatchCommand, multiSignCommand } from "./tx-multisign.ts";
import {
  ALL_OPTIONS,
  FROM_OPTIONS,
  TX_OPTIONS,
  assertNoSecret,
  readTxSettings,
} from "./tx-options.ts";
import type { TxArgs, TxSettings } from "./tx-options.ts";
import { TxRun } from "./tx-run.ts";
import { signBatchCommand, signCommand } from "./tx-sign.ts";
import { simulateCommand } from "./tx-simulate.ts";
import { validateCommand } from "./tx-validate.ts";
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
  readJson,
  readJsonFile,
  readKey,
  readValue,
  readWord,
} from "./values.ts";

type Args = Readonly<Record<string, unknown>>;

/** What is done with a transaction by itself, step by step. */
const FILE_COMMANDS: readonly Command[] = [
  signCommand,
  signBatchCommand,
  multiSignCommand,
  multiSignBatchCommand,
  validateCommand,
  broadcastCommand,
  simulateCommand,
  encodeCommand,
  decodeCommand,
  waitCommand("wait"),
];

/** `tx`: a group a module, a command a verb. */
export function txCommand(modules: readonly ModuleCommands[]): Command {
  const groups = modules
    .filter(({ tx }) => tx.length > 0)
    .map((module) =>
      group(
        module.name,
        module.describe,
        module.tx.map((verb) => verbCommand(verb, typesOf(verb, module, modules))),
      ),
    );
  return group("tx", "Sign and send a transaction", [...groups, ...FILE_COMMANDS]);
}

type MessageTypes = () => Promise<readonly MessageType[]>;

/** Of what a verb sends: its module's, and if it sends what a file holds, of all modules. */
function typesOf(
  verb: TxVerb,
  module: ModuleCommands,
  modules: readonly ModuleCommands[],
): MessageTypes {
  if (!verb.arguments.some(({ kind }) => kind === "txFile")) return () => module.types();
  return async () => (await Promise.all(modules.map((one) => one.types()))).flat();
}

function verbCommand(verb: TxVerb, types: MessageTypes): Command {
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
    handler: (args, env) => runVerb(verb, types, args, env),
  });
}

async function runVerb(
  verb: TxVerb,
  types: MessageTypes,
  args: TxArgs & Args,
  env: Env,
): Promise<void> {
  const settings = readTxSettings(args);
  await assertNoSecret(settings.note);
  const isSent = settings.goal === "send";
  if (isSent && args.yes !== true && !env.terminal.isInteractive) {
    throw new UsageError("there is no terminal to ask on before signing: give -y to sign unasked");
  }
  const words = assignWords(verb.arguments, args);
  const flags = readFlags(verb.flags, args);
  const from = signerWord(verb, words, args);
  const given = await readLocalArguments(verb, words, args, env);
  verb.check?.(given, flags);
  const opened = await openHome(args, env);
  const mode = args["broadcast-mode"] ?? opened.config.broadcastMode;
  const isRepeated = args["all"] === true;
  if (isRepeated && mode !== "commit") {
    throw new UsageError(`--all waits for each block: it cannot go with --broadcast-mode ${mode}`);
  }
  if (isRepeated && settings.sequence !== undefined) {
    throw new UsageError("--all sends more than one transaction: it cannot go with --sequence");
  }
  if (isRepeated && !isSent) {
    throw new UsageError("--all sends: it cannot go with --generate-only or --dry-run");
  }
  const chain = await openTxChain(args, opened, env);
  const { accounts } = chain;
  if (!settings.isOffline) await chain.chainId();
  const payers = await findPayers(settings, chain);
  if (isSent) await assertPays(payers, from, accounts);
  const client = isSent ? await connect(chain, from, settings, types) : undefined;
  const signer = client?.address ?? (await accounts.address(from));
  const values = await readRemoteArguments(verb, words, given, { signer, accounts, args, env });
  const messages = [await verb.message(values, signer, flags)].flat();
  const format = formatOf(args, opened.config);
  if (client === undefined) {
    const { printDraft } = await import("./tx-draft.ts");
    await printDraft(messages, await types(), settings, { chain, payers, format, env });
    return;
  }
  const run = new TxRun(verb, client, settings, { format, mode, isRepeated, payers }, env);
  await run.send(messages, { isConfirmed: args.yes === true });
}

/** What a node, the keyring or standard input say. */
async function readRemoteArguments(
  verb: TxVerb,
  words: ReadonlyMap<string, string>,
  given: Readonly<Record<string, unknown>>,
  from: {
    readonly signer: string;
    readonly accounts: Accounts;
    readonly args: Args;
    readonly env: Env;
  },
): Promise<Readonly<Record<string, unknown>>> {
  const { signer, accounts, args, env } = from;
  const values = { ...given };
  for (const { name, kind, isList } of verb.arguments) {
    const word = words.get(name);
    if (isList === true && kind === "address") {
      const addresses = listWords(name, args).map((text) => accounts.address(text));
      values[name] = await Promise.all(addresses);
    } else if (kind === "signer") values[name] = signer;
    else if (kind === "value") values[name] = await readValue(word, args, env);
    else if (word === undefined) continue;
    else if (kind === "address") values[name] = await accounts.address(word);
    else if (kind === "namespace") values[name] = await accounts.namespace(word, signer);
  }
  return values;
}

function signerWord(verb: TxVerb, words: ReadonlyMap<string, string>, args: Args): string {
  const argument = verb.arguments.find(({ kind }) => kind === "signer");
  const word = argument === undefined ? args["from"] : words.get(argument.name);
  if (typeof word === "string") return word;
  throw new UsageError("who signs? Give --from with the name or address of one of your keys");
}

/** @throws UsageError if somebody else pays, whose signature a verb cannot give */
async function assertPays({ feePayer }: Payers, from: string, accounts: Accounts): Promise<void> {
  if (feePayer === undefined || feePayer === (await accounts.address(from))) return;
  throw new UsageError(
    `--fee-payer ${feePayer} has to sign too: use --generate-only, sign with tx sign, and send with tx broadcast`,
  );
}

/** A client that signs; the password is asked here. */
async function connect(
  chain: TxChain,
  from: string,
  { signMode, gasAdjustment, gasPrice }: TxSettings,
  types: MessageTypes,
): Promise<SigningClient> {
  const { createSigningClient } = await import("../client/signing-client.ts");
  const { accounts, reader } = chain;
  if (reader === undefined) throw new TypeError("nothing is sent offline");
  const chainId = await chain.chainId();
  const signer = await (signMode === "amino-json"
    ? accounts.aminoSigner(from)
    : accounts.signer(from));
  return createSigningClient(reader.comet, signer, {
    chainId,
    types: await types(),
    gasAdjustment,
    ...(gasPrice === undefined ? {} : { gasPrice }),
  });
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
    else if (kind === "txFile") values[name] = await readTxMessages(word ?? "", env);
    else values[name] = readWord(argument, word ?? "") ?? word;
  }
  return values;
}
