import { base64 } from "@scure/base";
import type { Context } from "../../app/core/context.ts";

/**
 * What a signature is found by: `tx.acc_seq='lazuli1…/42'` and `tx.signature='…'`.
 *
 * @source cosmos-sdk x/auth/ante SetPubKeyDecorator
 */
export function emitSignature(
  ctx: Context,
  signer: { readonly address: string; readonly sequence: bigint; readonly signature: Uint8Array },
): void {
  if (!ctx.events.isRecording) return;
  ctx.events.emit("tx", ["acc_seq", `${signer.address}/${signer.sequence}`]);
  ctx.events.emit("tx", ["signature", base64.encode(signer.signature)]);
}
