import type { MsgExec } from "../../proto/gen/cosmos/authz/v1beta1/tx.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import { equalBytes } from "../../app/core/bytes.ts";
import type { Context } from "../../app/core/context.ts";
import { type Dispatcher, runMessage } from "../../app/core/dispatch.ts";
import { CoreError, located } from "../../app/core/errors.ts";
import type { TxMessage } from "../../app/core/tx/tx.ts";
import { AuthzError } from "./errors.ts";
import { EXEC_INDEX_ATTRIBUTE } from "./events.ts";
import type { AuthzKeeper } from "./keeper.ts";
import { EXEC_DEPTH_MAX, EXEC_MESSAGES_MAX } from "./limits.ts";

const EXEC_TYPE = "/cosmos.authz.v1beta1.MsgExec";

/**
 * Checks all that can be checked of a MsgExec's messages without state, in those that nest in it too. It is a walk and no
 * recursion, so that limits are met before anything is run.
 *
 * @throws CoreError.invalidRequest beyond EXEC_MESSAGES_MAX or EXEC_DEPTH_MAX, CoreError.txDecode, AuthzError.signerCount,
 *   what the messages throw
 */
export function validateExec(ctx: Context, dispatcher: Dispatcher, exec: MsgExec): void {
  const open = [{ msgs: exec.msgs as readonly Any[], depth: 1 }];
  let count = 0;
  for (let level = open.pop(); level; level = open.pop()) {
    const { msgs, depth } = level;
    if (msgs.length === 0) throw CoreError.invalidRequest("messages cannot be empty");
    if (depth > EXEC_DEPTH_MAX) {
      throw CoreError.invalidRequest(`MsgExec nests deeper than ${EXEC_DEPTH_MAX}`);
    }
    count += msgs.length;
    if (count > EXEC_MESSAGES_MAX) {
      throw CoreError.invalidRequest(
        `${count} messages or more in a MsgExec, expected at most ${EXEC_MESSAGES_MAX} at all depths`,
      );
    }
    for (const [i, any] of msgs.entries()) {
      const message = located(`msg ${i}`, () => validateMessage(ctx, dispatcher, any));
      if (message.route.typeUrl !== EXEC_TYPE) continue;
      open.push({ msgs: (message.value as MsgExec).msgs, depth: depth + 1 });
    }
  }
}

/** A MsgExec's own messages are left to the caller. */
function validateMessage(ctx: Context, dispatcher: Dispatcher, any: Any): TxMessage {
  const message = dispatcher.decode(any);
  signerOf(ctx, message);
  const { route, value } = message;
  if (route.typeUrl !== EXEC_TYPE) route.handler.validate?.(value, ctx);
  return message;
}

/** @throws AuthzError.signerCount unless there is exactly one, CoreError.invalidAddress */
function signerOf(ctx: Context, { route, value }: TxMessage): Uint8Array {
  const [signer, ...others] = route.handler.signers(value);
  if (signer === undefined || others.length > 0) {
    const count = signer === undefined ? 0 : others.length + 1;
    throw AuthzError.signerCount(`${route.typeUrl} has ${count} signers, expected 1`);
  }
  return ctx.addresses.parse(signer);
}

/**
 * Runs messages in the names of those who have to sign them: with a grant of theirs, unless that is the grantee.
 *
 * @param msgs what {@link validateExec} has passed
 * @returns the encoded responses
 * @throws AuthzError.noAuthorization, expired, what authorizations and messages throw
 */
export function runExec(
  ctx: Context,
  by: {
    readonly keeper: AuthzKeeper;
    readonly dispatcher: Dispatcher;
    readonly grantee: Uint8Array;
  },
  msgs: readonly Any[],
): Uint8Array[] {
  const { keeper, dispatcher, grantee } = by;
  return msgs.map((any, i) => {
    const message = dispatcher.decode(any);
    const { typeUrl } = message.route;
    const granter = signerOf(ctx, message);
    if (!equalBytes(granter, grantee)) {
      keeper.use(ctx, { granter, grantee }, typeUrl, message.value);
    }
    const { response, events } = located(`failed to execute message; message ${typeUrl}`, () =>
      runMessage(ctx, message),
    );
    for (const { type, attributes } of events) {
      ctx.events.emit(type, ...attributes, [EXEC_INDEX_ATTRIBUTE, i.toString()]);
    }
    return response;
  });
}
