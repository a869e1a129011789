import type { AuthInfo, TxBody } from "../../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { utf8 } from "../bytes.ts";
import { CoreError } from "../errors.ts";
import { formatTime, joinNanos } from "../time.ts";
import type { Tx } from "../tx/tx.ts";
import { aminoJson, jsonText } from "./json.ts";

/** Who signs, and as which transaction of theirs. */
export interface AminoSigner {
  readonly chainId: string;
  readonly accountNumber: bigint;
  readonly sequence: bigint;
}

/**
 * What is signed in SIGN_MODE_LEGACY_AMINO_JSON: members in the order of their names, without white space.
 *
 * @throws ChainError if the transaction has a part that the document would not show
 * @source cosmossdk.io/x/tx signing/aminojson, AminoSignDoc
 */
export function aminoSignBytes(
  { body, authInfo, hasUnknownFields }: Pick<Tx, "body" | "authInfo" | "hasUnknownFields">,
  { chainId, accountNumber, sequence }: AminoSigner,
): Uint8Array {
  if (hasUnknownFields) {
    throw CoreError.invalidRequest("SIGN_MODE_LEGACY_AMINO_JSON does not support unknown fields");
  }
  if (body.extensionOptions.length > 0 || body.nonCriticalExtensionOptions.length > 0) {
    throw CoreError.invalidRequest(
      "SIGN_MODE_LEGACY_AMINO_JSON does not support protobuf extension options",
    );
  }
  const messages = body.messages.map(({ typeUrl, value }) => aminoJson(typeUrl.slice(1), value));
  const members = [
    `"account_number":"${accountNumber}"`,
    `"chain_id":${jsonText(chainId)}`,
    `"fee":${feeJson(authInfo.fee)}`,
    `"memo":${jsonText(body.memo)}`,
    `"msgs":${messages.length === 0 ? "null" : `[${messages.join(",")}]`}`,
    `"sequence":"${sequence}"`,
    ...timeoutMembers(body),
  ];
  return utf8(`{${members.join(",")}}`);
}

function feeJson(fee: AuthInfo["fee"]): string {
  if (fee === undefined) throw CoreError.invalidRequest("fee cannot be nil");
  const members = [
    `"amount":[${fee.amount.map(coinJson).join(",")}]`,
    `"gas":"${fee.gasLimit}"`,
    ...(fee.granter === "" ? [] : [`"granter":${jsonText(fee.granter)}`]),
    ...(fee.payer === "" ? [] : [`"payer":${jsonText(fee.payer)}`]),
  ];
  return `{${members.join(",")}}`;
}

function coinJson({ denom, amount }: { denom: string; amount: string }): string {
  const denomMember = denom === "" ? "" : `,"denom":${jsonText(denom)}`;
  return `{"amount":${jsonText(amount === "" ? "0" : amount)}${denomMember}}`;
}

function timeoutMembers({ timeoutHeight, timeoutTimestamp, unordered }: TxBody): string[] {
  const members = timeoutHeight === 0n ? [] : [`"timeout_height":"${timeoutHeight}"`];
  if (timeoutTimestamp !== undefined) {
    const timeNs = joinNanos(timeoutTimestamp);
    members.push(`"timeout_timestamp":"${formatTime(timeNs, "T", "Z")}"`);
  }
  if (unordered) members.push('"unordered":true');
  return members;
}
