import type { EncodeObject } from "@cosmjs/proto-signing";
import type { StdFee } from "@cosmjs/stargate";
import { bytesToText } from "../client/bytes.ts";
import { ChainIdMismatch, ClientError, QueryFailed, TxFailed } from "../client/errors.ts";
import type { SigningClient, TxOptions } from "../client/signing-client.ts";
import type { TxResult } from "../client/transaction.ts";
import type { ModuleCommands, TxVerb } from "../client/verbs.ts";
import { Accounts, assertNamespace, openTerminalKeyring } from "./accounts.ts";
import { command, group } from "./command.ts";
import type { Command, Env } from "./command.ts";
import { backendOf, formatOf, openHome } from "./options.ts";
import type { ClientHome } from "./options.ts";
import { formatJson, formatText, printAnswer } from "./output.ts";
import type { OutputFormat } from "./output.ts";
import { FROM_OPTIONS, TX_OPTIONS, readTxSettings } from "./tx-options.ts";
import type { TxArgs, TxSettings } from "./tx-options.ts";
import { UsageError } from "./usage-error.ts";
import {
  KEY_OPTIONS,
  VALUE_OPTIONS,
  assertValueGiven,
  assignWords,
  parseCoins,
  positionalsOf,
  readKey,
  readValue,
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
    describe: verb.describe,
    positionals: positionalsOf(verb.arguments),
    options: {
      ...(kinds.includes("signer") ? {} : FROM_OPTIONS),
      ...(kinds.includes("key") ? KEY_OPTIONS : {}),
      ...(kinds.includes("value") ? VALUE_OPTIONS : {}),
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
  const settings = readTxSettings(args);
  const from = signerWord(verb, words, args);
  const given = readLocalArguments(verb, words, args);
  const opened = await openHome(args, env);
  const { client, accounts } = await connect(args, opened, from, settings, module, env);
  const values = { ...given };
  for (const { name, kind } of verb.arguments) {
    const word = words.get(name);
    if (kind === "signer") values[name] = client.address;
    else if (kind === "value") values[name] = await readValue(word, args, env);
    else if (kind === "address") values[name] = await accounts.address(word ?? "");
    else if (kind === "namespace") {
      values[name] = await accounts.namespace(word ?? "", client.address);
    }
  }
  const message = await verb.message(values, client.address);
  const fee = await estimate(client, message, settings);
  const { note, timeoutHeight } = settings;
  if (args.yes !== true) await confirm(client, message, fee, note, env);
  const interrupt = new AbortController();
  const release = env.onInterrupt(() => interrupt.abort());
  const options: TxOptions = {
    fee,
    memo: note,
    signal: interrupt.signal,
    ...(timeoutHeight === undefined ? {} : { timeoutHeight }),
  };
  const format = formatOf(args, opened.config);
  const mode = args["broadcast-mode"] ?? opened.config.broadcastMode;
  try {
    await sendAndPrint(client, message, options, { verb, format, mode }, env);
  } finally {
    release();
  }
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
function readLocalArguments(
  verb: TxVerb,
  words: ReadonlyMap<string, string>,
  args: Args,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { name, kind } of verb.arguments) {
    const word = words.get(name);
    if (kind === "key") values[name] = readKey(word, args);
    else if (kind === "coins") values[name] = parseCoins(name.toUpperCase(), word ?? "");
    else if (kind === "value" && word === undefined) assertValueGiven(args);
    else if (kind === "namespace") assertNamespace(word ?? "");
  }
  return values;
}

async function estimate(
  client: SigningClient,
  message: EncodeObject,
  settings: TxSettings,
): Promise<StdFee> {
  const { gas, fees, note, timeoutHeight } = settings;
  if (fees !== undefined && gas !== undefined) return { gas: gas.toString(), amount: texts(fees) };
  const options = {
    memo: note,
    ...(gas === undefined ? {} : { gas }),
    ...(timeoutHeight === undefined ? {} : { timeoutHeight }),
  };
  const estimated = await client.estimate([message], options).catch((error: unknown) => {
    throw error instanceof QueryFailed ? simulationError(error) : error;
  });
  return fees === undefined ? estimated : { gas: estimated.gas, amount: texts(fees) };
}

/** The chain's reason without what it says to programs around it. */
function simulationError(error: QueryFailed): ClientError {
  const reason = error.log
    .replace(/^failed to execute message; message index: 0: /, "")
    .replace(/ With gas wanted: '\d+' and gas used: '\d+' *$/, "");
  return new ClientError(`${reason} (nothing was sent)`, { cause: error });
}

function texts(coins: readonly { readonly denom: string; readonly amount: bigint }[]) {
  return coins.map(({ denom, amount }) => ({ denom, amount: amount.toString() }));
}

const SHOWN_CHARACTERS_MAX = 200;

/** Shows what will be signed. @throws UsageError if the answer is not yes */
async function confirm(
  client: SigningClient,
  message: EncodeObject,
  fee: StdFee,
  note: string,
  env: Env,
): Promise<void> {
  const fields = Object.entries(message.value as Readonly<Record<string, unknown>>);
  const draft = {
    chain_id: await client.chainId(),
    signer: client.address,
    message: message.typeUrl,
    ...Object.fromEntries(fields.map(([name, value]) => [name, shown(value)])),
    gas: fee.gas,
    fee: feeText(fee),
    ...(note === "" ? {} : { note }),
  };
  env.terminal.remark(formatText(draft).trimEnd());
  const answer = await env.terminal.ask("Sign and send this transaction? [y/N]: ");
  if (!/^y(?:es)?$/i.test(answer.trim())) {
    const { UserError } = await import("../node/user-error.ts");
    throw new UserError("not confirmed: nothing was signed");
  }
}

function shown(value: unknown): unknown {
  if (!(value instanceof Uint8Array)) return value;
  const text = bytesToText(value) ?? `0x${Buffer.from(value).toString("hex")}`;
  return text.length <= SHOWN_CHARACTERS_MAX
    ? text
    : `${text.slice(0, SHOWN_CHARACTERS_MAX)}… (${value.length} bytes)`;
}

function feeText(fee: StdFee): string {
  const coins = fee.amount.map(({ amount, denom }) => `${amount}${denom}`);
  return coins.length === 0 ? "none" : coins.join(",");
}

interface Sending {
  readonly verb: TxVerb;
  readonly format: OutputFormat;
  readonly mode: "sync" | "commit";
}

async function sendAndPrint(
  client: SigningClient,
  message: EncodeObject,
  options: TxOptions,
  { verb, format, mode }: Sending,
  env: Env,
): Promise<void> {
  try {
    if (mode === "sync") {
      const txhash = await client.sendSync([message], options);
      await printAnswer(env.terminal, format, { json: { txhash, height: "0", code: 0 } });
      return;
    }
    const result = await client.send([message], options);
    const json = await resultToJson(verb, result, options.fee);
    const { events: _events, codespace: _codespace, raw_log: _log, ...summary } = json;
    await printAnswer(env.terminal, format, { json, text: formatText(summary) });
  } catch (error) {
    if (error instanceof TxFailed && format === "json") {
      await env.terminal.print(`${formatJson(failureToJson(error))}\n`);
    }
    throw error;
  }
}

/** The names are those of the SDK's commands. */
async function resultToJson(verb: TxVerb, result: TxResult, fee: StdFee | undefined) {
  const [first] = result.messageResponses;
  const response =
    verb.response === undefined || first === undefined ? {} : await verb.response(first.value);
  return {
    txhash: result.hash,
    height: String(result.height),
    code: result.code,
    codespace: result.codespace,
    raw_log: result.log,
    gas_wanted: result.gasWanted,
    gas_used: result.gasUsed,
    ...(fee === undefined ? {} : { fee: feeText(fee) }),
    ...response,
    events: result.events,
  };
}

function failureToJson(error: TxFailed) {
  return {
    txhash: error.hash,
    height: String(error.height),
    code: error.code,
    codespace: error.codespace,
    raw_log: error.log,
    gas_wanted: error.gasWanted,
    gas_used: error.gasUsed,
  };
}
