import { base64 } from "@scure/base";
import type { Context } from "../../app/core/context.ts";
import { flatten, type Signature } from "./signature.ts";

/**
 * What a signature is found by: `tx.acc_seq='lazuli1…/42'` and `tx.signature='…'`. Of a multisig each
 * signature is found, and all in one.
 *
 * @source cosmos-sdk x/auth/ante SetPubKeyDecorator
 */
export function emitSignature(
  ctx: Context,
  signer: { readonly address: string; readonly sequence: bigint; readonly signature: Signature },
): void {
  if (!ctx.events.isRecording) return;
  ctx.events.emit("tx", ["acc_seq", `${signer.address}/${signer.sequence}`]);
  for (const signature of flatten(signer.signature)) {
    ctx.events.emit("tx", ["signature", base64.encode(signature)]);
  }
}
