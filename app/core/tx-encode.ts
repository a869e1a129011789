import { AuthInfo, type Tx, TxBody, TxRaw } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { encodeMessage } from "./protobuf.ts";

/** A transaction in canonical encoding, as its signers have signed it if theirs was. */
export function encodeTx({ body, authInfo, signatures }: Tx): Uint8Array {
  return encodeMessage(TxRaw, {
    bodyBytes: encodeMessage(TxBody, body ?? TxBody.fromPartial({})),
    authInfoBytes: encodeMessage(AuthInfo, authInfo ?? AuthInfo.fromPartial({})),
    signatures,
  });
}
