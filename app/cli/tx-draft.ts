import { Registry } from "@cosmjs/proto-signing";
import type { EncodeObject } from "@cosmjs/proto-signing";
import { Tx } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { adjustGas, feeFor } from "../client/fee.ts";
import type { MessageType } from "../client/signing-client.ts";
import { encodeTx } from "../core/tx-encode.ts";
import { txToJson } from "../node/tx-json.ts";
import type { Env } from "./command.ts";
import { printAnswer } from "./output.ts";
import type { OutputFormat } from "./output.ts";
import type { Payers, TxChain } from "./tx-chain.ts";
import { writeDocuments } from "./tx-files.ts";
import type { TxSettings } from "./tx-options.ts";
import { coinTexts } from "./tx-run.ts";
import { simulateGas } from "./tx-simulation.ts";

/** What a transaction that is made here is called in errors. */
const SOURCE = "the transaction";

/** Makes a transaction without signing it: prints it, or what it would use. */
export async function printDraft(
  messages: readonly EncodeObject[],
  types: readonly MessageType[],
  settings: TxSettings,
  to: {
    readonly chain: TxChain;
    readonly payers: Payers;
    readonly format: OutputFormat;
    readonly env: Env;
  },
): Promise<void> {
  const { chain, env } = to;
  const draft = draftTx(messages, types, settings, to.payers);
  // A dry run is the simulation, whatever gas is given.
  const given = settings.goal === "simulate" ? undefined : settings.gas;
  const gas =
    given ??
    adjustGas(await simulateGas(chain, { source: SOURCE, tx: draft }), settings.gasAdjustment);
  if (settings.goal === "simulate") {
    const text = `gas estimate: ${gas}\n`;
    await printAnswer(env.terminal, to.format, { json: { gas_estimate: gas }, text });
    return;
  }
  if (given === undefined) env.terminal.remark(`gas estimate: ${gas}`);
  const amount = await feeOf(gas, settings, chain, env);
  const { authInfo } = draft;
  const fee = { payer: "", granter: "", ...authInfo?.fee, gasLimit: gas, amount };
  const tx = { ...draft, authInfo: { signerInfos: [], tip: undefined, ...authInfo, fee } };
  await writeDocuments([txToJson(encodeTx(tx))], undefined, env);
}

function draftTx(
  messages: readonly EncodeObject[],
  types: readonly MessageType[],
  { note, timeoutHeight }: TxSettings,
  { feePayer, feeGranter }: Payers,
): Tx {
  const registry = new Registry(types);
  const encoded = messages.map((message) => registry.encodeAsAny(message));
  return Tx.fromPartial({
    body: { messages: encoded, memo: note, timeoutHeight: timeoutHeight ?? 0n },
    authInfo: { fee: { payer: feePayer ?? "", granter: feeGranter ?? "" } },
  });
}

async function feeOf(
  gas: bigint,
  { fees, gasPrice }: TxSettings,
  { reader }: TxChain,
  { terminal }: Env,
) {
  if (fees !== undefined) return coinTexts(fees);
  const price = gasPrice ?? (await reader?.minimumGasPrice());
  if (price !== undefined) return [...feeFor(gas, price).amount];
  terminal.remark("the transaction has no fee: with --offline, --fees or --gas-prices gives one");
  return [];
}
