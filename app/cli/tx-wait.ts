import { parseDuration } from "../client/duration.ts";
import { ClientError, TxFailed, TxNotCommitted } from "../client/errors.ts";
import { UserError } from "../node/user-error.ts";
import { command } from "./command.ts";
import type { Command, Env } from "./command.ts";
import { TX_JSON_BYTES_MAX } from "./limits.ts";
import { COMMON_OPTIONS, NODE_OPTIONS, formatOf, openHome, parseHash } from "./options.ts";
import { formatJson, formatText, printAnswer } from "./output.ts";
import { failureToJson } from "./tx-run.ts";
import { UsageError } from "./usage-error.ts";

/** Waits for a transaction that somebody has sent. @param name where it is mounted, as other tools have it too */
export function waitCommand(name: string, aliases: readonly string[] = []): Command {
  return command({
    name,
    aliases,
    describe: "Wait until a block holds a transaction, and print what became of it",
    positionals: [
      {
        name: "hash",
        describe:
          "64 hexadecimal digits; without it standard input, with what a command printed that sent it",
        required: false,
      },
    ],
    options: {
      timeout: {
        type: "string",
        requiresArg: true,
        default: "15s",
        describe: "How long to wait at most",
      },
      ...COMMON_OPTIONS,
      ...NODE_OPTIONS,
    },
    examples: [
      ["C0FFEE… --timeout 1m", "Of a transaction that was sent with -b sync"],
      ["< sent.json", "Of the transaction whose txhash stands there"],
    ],
    async handler(args, env) {
      const hash = args.hash === undefined ? await readHash(env) : parseHash("HASH", args.hash);
      const timeoutMs = readTimeout(args.timeout);
      const { config } = await openHome(args, env);
      const [{ connectComet }, { waitForCommit }] = await Promise.all([
        import("../client/client.ts"),
        import("../client/transaction.ts"),
      ]);
      const format = formatOf(args, config);
      const interrupt = new AbortController();
      const release = env.onInterrupt(() => interrupt.abort());
      const options = { timeoutMs, signal: interrupt.signal };
      try {
        const comet = connectComet(args.node ?? config.node);
        const {
          messageResponses: _,
          events,
          ...result
        } = await waitForCommit(comet, hash, options);
        const { height, code, codespace, log, gasWanted, gasUsed } = result;
        const numbers = { gas_wanted: gasWanted, gas_used: gasUsed };
        const outcome = { codespace, raw_log: log, ...numbers };
        const summary = { txhash: hash, height: String(height), code };
        const json = { ...summary, ...outcome, events };
        const answer = { json, text: formatText({ ...summary, ...numbers }) };
        await printAnswer(env.terminal, format, answer);
      } catch (error) {
        if (error instanceof TxFailed && format === "json") {
          await env.terminal.print(`${formatJson(failureToJson(error))}\n`);
        }
        throw error instanceof TxNotCommitted ? notFound(error, args.timeout) : error;
      } finally {
        release();
      }
    },
  });
}

/** @returns the hash in what a command printed, as JSON or as lines. @throws UserError if there is none */
async function readHash({ terminal }: Env): Promise<string> {
  const text = Buffer.from(await terminal.readAll(TX_JSON_BYTES_MAX)).toString();
  const [, hash] =
    /"txhash": ?"([0-9a-fA-F]{64})"/.exec(text) ?? /^txhash: ([0-9a-fA-F]{64})$/m.exec(text) ?? [];
  if (hash !== undefined) return hash.toUpperCase();
  throw new UserError('standard input: expected "txhash" and 64 hexadecimal digits behind it');
}

const SECONDS_MAX = 86_400n;

/** @returns milliseconds. @throws UsageError */
function readTimeout(text: string): number {
  try {
    const { days, hours, minutes, seconds } = parseDuration(text);
    const sum = ((days * 24n + hours) * 60n + minutes) * 60n + seconds;
    if (sum <= SECONDS_MAX) return 1000 * Number(sum);
  } catch (error) {
    throw error instanceof ClientError ? new UsageError(`--timeout ${error.message}`) : error;
  }
  throw new UsageError(`--timeout ${text}: expected at most a day`);
}

/** Who waits need not have sent it. */
function notFound(error: TxNotCommitted, timeout: string): ClientError {
  const reason = error.cause instanceof Error ? ` (${error.cause.message})` : "";
  return new ClientError(
    `no block held transaction ${error.hash} within ${timeout}${reason}; it may still come into one, or was never sent`,
    { cause: error },
  );
}
