import { jsonText } from "../../app/core/amino/json.ts";
import type { Context } from "../../app/core/context.ts";

/**
 * A typed event of the SDK: attributes in the order of their names, values in JSON.
 *
 * @source cosmos-sdk types/events.go TypedEventToEvent
 */
export function emitGrantEvent(
  ctx: Context,
  event: "EventGrant" | "EventRevoke",
  grant: {
    readonly granter: Uint8Array;
    readonly grantee: Uint8Array;
    readonly messageType: string;
  },
): void {
  if (!ctx.events.isRecording) return;
  ctx.events.emit(
    `cosmos.authz.v1beta1.${event}`,
    ["grantee", jsonText(ctx.addresses.format(grant.grantee))],
    ["granter", jsonText(ctx.addresses.format(grant.granter))],
    ["msg_type_url", jsonText(grant.messageType)],
  );
}

/** Which of a MsgExec's messages an event is of; comes after the event's own attributes. */
export const EXEC_INDEX_ATTRIBUTE = "authz_msg_index";
