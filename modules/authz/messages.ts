import type { MsgDefinition, MsgExec, MsgGrant } from "../../proto/gen/cosmos/authz/v1beta1/tx.ts";
import { usualSpelling } from "../../app/core/address.ts";
import type { Authorization } from "../../app/core/authorization.ts";
import type { Context } from "../../app/core/context.ts";
import type { Dispatcher } from "../../app/core/dispatch.ts";
import { CoreError, located } from "../../app/core/errors.ts";
import type { MessageHandlers } from "../../app/core/module.ts";
import { timestampToNs } from "../../app/core/time.ts";
import type { AuthorizationTypes } from "./authorization.ts";
import { AuthzError } from "./errors.ts";
import { runExec, validateExec } from "./exec.ts";
import type { AuthzKeeper, Parties } from "./keeper.ts";

export function authzMessages(
  keeper: AuthzKeeper,
  dispatcher: Dispatcher,
): MessageHandlers<MsgDefinition> {
  return {
    grant: {
      signers: ({ granter }) => [granter],
      validate(message, ctx) {
        parseGrant(ctx, keeper.types, message);
      },
      handle(ctx, message) {
        const { parties, authorization, expiresNs } = parseGrant(ctx, keeper.types, message);
        keeper.grant(ctx, parties, authorization, expiresNs);
        return {};
      },
    },

    revoke: {
      signers: ({ granter }) => [granter],
      validate(message, ctx) {
        parseParties(ctx, message);
        if (message.msgTypeUrl === "") throw CoreError.invalidRequest("missing msg method name");
      },
      handle(ctx, message) {
        keeper.revoke(ctx, parseParties(ctx, message), message.msgTypeUrl);
        return {};
      },
    },

    exec: {
      signers: ({ grantee }) => [grantee],
      validate(message, ctx) {
        parseAddress(ctx, message.grantee, "grantee");
        validateExec(ctx, dispatcher, message);
      },
      handle(ctx, message: MsgExec) {
        const grantee = parseAddress(ctx, message.grantee, "grantee");
        return { results: runExec(ctx, { keeper, dispatcher, grantee }, message.msgs) };
      },
    },
  };
}

function parseGrant(
  ctx: Context,
  types: AuthorizationTypes,
  message: MsgGrant,
): { parties: Parties; authorization: Authorization; expiresNs: bigint | undefined } {
  const parties = parseParties(ctx, message);
  const { authorization, expiration } = message.grant ?? {};
  return {
    parties,
    authorization: types.parse(authorization),
    expiresNs: expiration && timestampToNs(expiration, "expiration"),
  };
}

/** @throws AuthzError.granteeIsGranter, CoreError.invalidAddress */
export function parseParties(
  ctx: Context,
  { granter, grantee }: { readonly granter: string; readonly grantee: string },
): Parties {
  if (usualSpelling(granter) === usualSpelling(grantee)) {
    throw AuthzError.granteeIsGranter(`both are ${JSON.stringify(granter.slice(0, 200))}`);
  }
  return {
    grantee: parseAddress(ctx, grantee, "grantee"),
    granter: parseAddress(ctx, granter, "granter"),
  };
}

function parseAddress(ctx: Context, text: string, what: "granter" | "grantee"): Uint8Array {
  return located(`invalid ${what} address`, () => ctx.addresses.parse(text));
}
