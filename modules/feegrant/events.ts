import type { Context } from "../../app/core/context.ts";

/** What happened to an allowance. @source cosmossdk.io/x/feegrant events.go */
type Change = "set_feegrant" | "use_feegrant" | "update_feegrant" | "revoke_feegrant";

export function emitChange(
  ctx: Context,
  change: Change,
  { granter, grantee }: { readonly granter: Uint8Array; readonly grantee: Uint8Array },
): void {
  if (!ctx.events.isRecording) return;
  const { addresses } = ctx;
  ctx.events.emit(
    change,
    ["granter", addresses.format(granter)],
    ["grantee", addresses.format(grantee)],
  );
}

export function emitPrune(ctx: Context, pruner: string): void {
  ctx.events.emit("prune_feegrant", ["pruner", pruner]);
}
