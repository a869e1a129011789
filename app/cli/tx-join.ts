import { AuthInfo, TxBody } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { encodeMessage } from "../core/protobuf.ts";
import { UserError } from "../node/user-error.ts";
import type { Payers } from "./tx-chain.ts";
import type { SourcedTx } from "./tx-files.ts";

/**
 * One unsigned transaction with the messages of several, and with their gas and fees together.
 *
 * @throws UserError if one of them says more than messages, gas and fee, which would be lost
 */
export function joinTxs(txs: readonly SourcedTx[], payers: Payers, note: string): SourcedTx {
  const sums = new Map<string, bigint>();
  let gasLimit = 0n;
  for (const sourced of txs) {
    assertPlain(sourced);
    const { fee } = sourced.tx.authInfo ?? {};
    gasLimit += fee?.gasLimit ?? 0n;
    for (const { denom, amount } of fee?.amount ?? []) {
      sums.set(denom, (sums.get(denom) ?? 0n) + BigInt(amount));
    }
  }
  const amount = [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([denom, sum]) => ({ denom, amount: sum.toString() }));
  const messages = txs.flatMap(({ tx }) => tx.body?.messages ?? []);
  const { feePayer: payer = "", feeGranter: granter = "" } = payers;
  const tx = {
    body: TxBody.fromPartial({ messages, memo: note }),
    authInfo: AuthInfo.fromPartial({ fee: { amount, gasLimit, payer, granter } }),
    signatures: [],
  };
  return { source: "the joined transaction", tx };
}

function assertPlain({ source, tx }: SourcedTx): void {
  const body = TxBody.fromPartial({ ...tx.body, messages: [] });
  const { payer = "", granter = "" } = tx.authInfo?.fee ?? {};
  if (encodeMessage(TxBody, body).length === 0 && payer === "" && granter === "") return;
  throw new UserError(
    `${source}: --append keeps messages, gas and fee alone, and would drop its memo, timeout, fee payer or fee granter`,
  );
}
