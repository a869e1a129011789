import type { Client } from "../client/client.ts";
import { ChainIdMismatch, ClientError, TxFailed } from "../client/errors.ts";
import { command } from "./command.ts";
import type { Command } from "./command.ts";
import { formatOf, openHome } from "./options.ts";
import { formatJson, formatText, printAnswer } from "./output.ts";
import { TX_FILE, readTxFile } from "./tx-files.ts";
import { BROADCAST_OPTIONS } from "./tx-options.ts";
import { failureToJson, resultToJson, sentToAnswer } from "./tx-run.ts";

export const broadcastCommand: Command = command({
  name: "broadcast",
  describe: "Send a transaction that tx sign or tx multi-sign has signed",
  positionals: [TX_FILE],
  options: BROADCAST_OPTIONS,
  examples: [["signed.json", "Waits for the block"]],
  async handler(args, env) {
    const { config } = await openHome(args, env);
    const { source, tx } = await readTxFile(args.file, env);
    if (tx.signatures.length === 0) {
      throw new ClientError(`${source}: nobody has signed it; see "lazuli tx sign"`);
    }
    const [{ connectComet, createClient }, sending, { encodeTx }] = await Promise.all([
      import("../client/client.ts"),
      import("../client/transaction.ts"),
      import("../core/tx-encode.ts"),
    ]);
    const format = formatOf(args, config);
    const mode = args["broadcast-mode"] ?? config.broadcastMode;
    const comet = connectComet(args.node ?? config.node);
    const chainId = args["chain-id"] ?? config.chainId;
    if (chainId !== "") await assertChain(createClient(comet), chainId);
    const interrupt = new AbortController();
    const release = env.onInterrupt(() => interrupt.abort());
    try {
      const bytes = encodeTx(tx);
      const send = mode === "async" ? sending.broadcastAsync : sending.broadcast;
      const txhash = await send(comet, bytes);
      if (mode !== "commit") {
        await printAnswer(env.terminal, format, sentToAnswer(txhash));
        return;
      }
      const options = { signal: interrupt.signal };
      const result = await sending.waitForCommit(comet, txhash, options);
      const json = resultToJson([{ result, fee: feeOf(tx.authInfo?.fee) }], { json: {} });
      const { events: _events, codespace: _codespace, raw_log: _log, ...summary } = json;
      await printAnswer(env.terminal, format, { json, text: formatText(summary) });
    } catch (error) {
      if (error instanceof TxFailed && format === "json") {
        await env.terminal.print(`${formatJson(failureToJson(error))}\n`);
      }
      throw error;
    } finally {
      release();
    }
  },
});

/** A transaction that was signed for one chain is no good on another. @throws ChainIdMismatch */
async function assertChain(reader: Client, expected: string): Promise<void> {
  const found = await reader.chainId();
  if (found !== expected) throw new ChainIdMismatch(expected, found);
}

function feeOf(
  fee:
    | {
        readonly gasLimit: bigint;
        readonly amount: readonly { readonly denom: string; readonly amount: string }[];
      }
    | undefined,
) {
  return { gas: String(fee?.gasLimit ?? 0n), amount: fee?.amount ?? [] };
}
