import type { EncodeObject } from "@cosmjs/proto-signing";
import type { StdFee } from "@cosmjs/stargate";
import { ClientError, QueryFailed, TxFailed } from "../client/errors.ts";
import type { SigningClient, TxOptions } from "../client/signing-client.ts";
import type { TxResult } from "../client/transaction.ts";
import type { Answer, TxAnswer, TxVerb } from "../client/verbs.ts";
import type { Env } from "./command.ts";
import { messageToShow } from "./message-json.ts";
import type { Payers } from "./tx-chain.ts";
import { formatJson, formatText, printAnswer } from "./output.ts";
import type { OutputFormat } from "./output.ts";
import type { TxSettings } from "./tx-options.ts";

/** How transactions go out and how their results are printed. */
export interface Sending {
  readonly format: OutputFormat;
  readonly mode: "sync" | "async" | "commit";
  /** Whether to go on until the verb has no next message. */
  readonly isRepeated: boolean;
  readonly payers: Payers;
}

/** A transaction that was committed, and what was paid for it. */
export interface Sent {
  readonly result: TxResult;
  readonly fee: StdFee;
}

/** Sends what a verb of `tx` makes: estimates, asks, signs, waits, prints. */
export class TxRun {
  readonly #verb: TxVerb;
  readonly #client: SigningClient;
  readonly #settings: TxSettings;
  readonly #sending: Sending;
  readonly #payers: Payers;
  readonly #env: Env;

  constructor(
    verb: TxVerb,
    client: SigningClient,
    settings: TxSettings,
    sending: Sending,
    env: Env,
  ) {
    this.#verb = verb;
    this.#client = client;
    this.#settings = settings;
    this.#sending = sending;
    this.#payers = sending.payers;
    this.#env = env;
  }

  /** @throws TxFailed, TxNotCommitted, ClientError; UserError if the user does not confirm */
  async send(
    messages: readonly EncodeObject[],
    { isConfirmed }: { readonly isConfirmed: boolean },
  ): Promise<void> {
    const fee = await this.#estimate(messages);
    if (!isConfirmed) await this.#confirm(messages, fee);
    const interrupt = new AbortController();
    const release = this.#env.onInterrupt(() => interrupt.abort());
    try {
      await this.#sendAndPrint(messages, fee, interrupt.signal);
    } catch (error) {
      if (error instanceof TxFailed && this.#sending.format === "json") {
        await this.#env.terminal.print(`${formatJson(failureToJson(error))}\n`);
      }
      throw error;
    } finally {
      release();
    }
  }

  async #sendAndPrint(
    messages: readonly EncodeObject[],
    fee: StdFee,
    signal: AbortSignal,
  ): Promise<void> {
    const { format, mode } = this.#sending;
    const { terminal } = this.#env;
    if (mode !== "commit") {
      const options = this.#options(fee, signal);
      const txhash = await (mode === "sync"
        ? this.#client.sendSync(messages, options)
        : this.#client.sendAsync(messages, options));
      await printAnswer(terminal, format, sentToAnswer(txhash));
      return;
    }
    const sent = [{ result: await this.#client.send(messages, this.#options(fee, signal)), fee }];
    const [first] = messages;
    if (this.#sending.isRepeated && first !== undefined) await this.#goOn(first, sent, signal);
    const answers = sent.flatMap(({ result }) => result.messageResponses.map(({ value }) => value));
    const added = (await this.#verb.response?.(answers)) ?? { json: {} };
    const json = resultToJson(sent, added);
    const { events: _events, codespace: _codespace, raw_log: _log, ...summary } = json;
    // In text the answer may look otherwise.
    const own = Object.keys(added.json);
    const shown = Object.entries(summary).filter(([name]) => !own.includes(name));
    const text = { ...Object.fromEntries(shown), ...(added.text ?? added.json) };
    const { remark } = added;
    await printAnswer(terminal, format, {
      ...{ json, text: formatText(text) },
      ...(remark === undefined ? {} : { remark }),
    });
  }

  /** Sends the messages that follow, and adds their results to `sent`. */
  async #goOn(first: EncodeObject, sent: Sent[], signal: AbortSignal): Promise<void> {
    let message = first;
    for (;;) {
      const answer = sent.at(-1)?.result.messageResponses[0]?.value;
      const next = answer && (await this.#verb.next?.(message, answer));
      if (next === undefined) return;
      message = next;
      this.#env.terminal.remark(`${sent.length} committed, going on`);
      try {
        signal.throwIfAborted();
        const fee = await this.#estimate([message]);
        sent.push({ result: await this.#client.send([message], this.#options(fee, signal)), fee });
      } catch (error) {
        this.#env.terminal.remark(
          `${sent.length} transactions were committed before; the same command goes on`,
        );
        throw signal.aborted && error === signal.reason
          ? new ClientError("interrupted between two transactions", { cause: error })
          : error;
      }
    }
  }

  #options(fee: StdFee, signal: AbortSignal): TxOptions {
    return { ...this.#drafting(), fee, signal };
  }

  /** What an estimate and the transaction have in common. */
  #drafting(): TxOptions {
    const { note, timeoutHeight, accountNumber, sequence } = this.#settings;
    const { feePayer, feeGranter } = this.#payers;
    return {
      memo: note,
      ...(timeoutHeight !== undefined && { timeoutHeight }),
      ...(accountNumber !== undefined && { accountNumber }),
      ...(sequence !== undefined && { sequence }),
      ...(feePayer !== undefined && { feePayer }),
      ...(feeGranter !== undefined && { feeGranter }),
    };
  }

  async #estimate(messages: readonly EncodeObject[]): Promise<StdFee> {
    const { gas, fees } = this.#settings;
    const { feePayer: payer, feeGranter: granter } = this.#payers;
    if (fees !== undefined && gas !== undefined) {
      const fee = { gas: gas.toString(), amount: coinTexts(fees) };
      return { ...fee, ...(payer && { payer }), ...(granter && { granter }) };
    }
    const options = { ...this.#drafting(), ...(gas === undefined ? {} : { gas }) };
    const estimated = await this.#client.estimate(messages, options).catch((error: unknown) => {
      throw error instanceof QueryFailed ? simulationError(error, messages.length) : error;
    });
    return fees === undefined ? estimated : { ...estimated, amount: coinTexts(fees) };
  }

  /** Shows what will be signed. @throws UserError if the answer is not yes */
  async #confirm(messages: readonly EncodeObject[], fee: StdFee): Promise<void> {
    const { note } = this.#settings;
    const { terminal } = this.#env;
    const shown: object[] = [];
    for (const message of messages) {
      const own = await this.#verb.shown?.(message);
      const fields = await messageToShow(message.value as object);
      shown.push({ message: message.typeUrl, ...fields, ...own });
    }
    const draft = {
      chain_id: await this.#client.chainId(),
      signer: this.#client.address,
      ...(shown.length === 1 ? shown[0] : { messages: shown }),
      gas: fee.gas,
      fee: feeText([fee]),
      ...(fee.granter === undefined ? {} : { fee_granter: fee.granter }),
      ...(note === "" ? {} : { note }),
    };
    terminal.remark(formatText(draft).trimEnd());
    const many = this.#sending.isRepeated ? ", and as many like it as it takes" : "";
    const answer = await terminal.ask(`Sign and send this transaction${many}? [y/N]: `);
    if (/^y(?:es)?$/i.test(answer.trim())) return;
    const { UserError } = await import("../node/user-error.ts");
    throw new UserError("not confirmed: nothing was signed");
  }
}

/** The chain's reason without what it says to programs around it. */
export function simulationError(error: QueryFailed, messages: number): ClientError {
  const reason = error.log
    .replace(/^rpc error: code = Unknown desc = /, "")
    .replace(/^failed to execute message; message index: (\d+): /, (_text, index: string) =>
      messages === 1 ? "" : `message ${index}: `,
    )
    .replace(/ with gas used: '\d+': unknown request$/, "");
  return new ClientError(`${reason} (nothing was sent)`, { cause: error });
}

/** Coins as transactions have them. */
export function coinTexts(coins: readonly { readonly denom: string; readonly amount: bigint }[]) {
  return coins.map(({ denom, amount }) => ({ denom, amount: amount.toString() }));
}

/** What was paid together. */
export function feeText(fees: readonly StdFee[]): string {
  const sums = new Map<string, bigint>();
  for (const { amount, denom } of fees.flatMap((fee) => fee.amount)) {
    sums.set(denom, (sums.get(denom) ?? 0n) + BigInt(amount));
  }
  return sums.size === 0 ? "none" : [...sums].map(([denom, sum]) => `${sum}${denom}`).join(",");
}

/** The names are those of the SDK's commands. Of several transactions it is the last, gas and fee are those of all. */
export function resultToJson(sent: readonly Sent[], added: TxAnswer) {
  const results = sent.map(({ result }) => result);
  const last = results.at(-1);
  return {
    txhash: last?.hash,
    height: String(last?.height),
    code: last?.code,
    codespace: last?.codespace,
    raw_log: last?.log,
    gas_wanted: results.reduce((sum, { gasWanted }) => sum + gasWanted, 0n),
    gas_used: results.reduce((sum, { gasUsed }) => sum + gasUsed, 0n),
    fee: feeText(sent.map(({ fee }) => fee)),
    ...(results.length === 1 ? {} : { transactions: results.map(({ hash }) => hash) }),
    ...added.json,
    events: results.flatMap(({ events }) => events),
  };
}

/** What is known of a transaction that was sent and not waited for, with the names of {@link resultToJson}. */
export function sentToAnswer(txhash: string): Answer {
  const known = { txhash, height: "0", code: 0 };
  const unknown = { codespace: "", raw_log: "", gas_wanted: "0", gas_used: "0", events: [] };
  return { json: { ...known, ...unknown }, text: formatText(known) };
}

/** As {@link resultToJson}. */
export function failureToJson(error: TxFailed) {
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
