import { base64 } from "@scure/base";
import type { Context } from "../../app/core/context.ts";
import type { Mutation } from "./digest.ts";

/** The one event of a mutation: `kv{namespace, kind, key, revision}`, the key in base64. */
export function emitChange(ctx: Context, namespace: string, mutation: Mutation): void {
  ctx.events.emit(
    "kv",
    ["namespace", namespace],
    ["kind", mutation.kind],
    ["key", base64.encode(mutation.key)],
    ["revision", mutation.revision.toString()],
  );
}
