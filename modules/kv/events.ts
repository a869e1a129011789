import { base64 } from "@scure/base";
import { joinBytes } from "../../app/core/bytes.ts";
import type { Context } from "../../app/core/context.ts";

/** The mutations of one namespace by one message, or by the sweep of one block. */
export interface Changes {
  /** `<owner address>/<name>`. */
  readonly namespace: string;
  /** Height of the block that made the mutation before these; 0 for none. */
  readonly previousHeight: bigint;
  /** The namespace's revision after the last of them. */
  readonly revision: bigint;
  /** In order, in the encoding of the digest. */
  readonly mutations: readonly Uint8Array[];
}

/** The one event of a message, or of a sweep: `kv{namespace, previous_height, revision, changes}`, the changes in base64. */
export function emitChanges(ctx: Context, changes: Changes): void {
  if (!ctx.events.isRecording) return;
  ctx.events.emit(
    "kv",
    ["namespace", changes.namespace],
    ["previous_height", changes.previousHeight.toString()],
    ["revision", changes.revision.toString()],
    ["changes", base64.encode(joinBytes(changes.mutations))],
  );
}

/** What changed in who may write: `kv_access{namespace, action, account}`, the account in the usual spelling. */
export function emitAccess(
  ctx: Context,
  namespace: string,
  action: "grant" | "revoke" | "offer" | "withdraw" | "accept",
  account: Uint8Array,
): void {
  ctx.events.emit(
    "kv_access",
    ["namespace", namespace],
    ["action", action],
    ["account", ctx.addresses.format(account)],
  );
}
