import type { Context } from "../../app/core/context.ts";
import { CoreError } from "../../app/core/errors.ts";
import type { JsonValue } from "../../app/core/json.ts";
import { formatTime, joinNanos } from "../../app/core/time.ts";
import { type AuthzKeeper, expiryOf } from "./keeper.ts";
import { parseParties } from "./messages.ts";

export function defaultGenesis(): unknown {
  return { authorization: [] };
}

/**
 * Reads the SDK's `app_state.authz`. A grant that has expired is checked and left out.
 *
 * @throws ChainError with the path of what is wrong
 */
export function initGenesis(ctx: Context, keeper: AuthzKeeper, state: JsonValue): void {
  const object = state.object();
  for (const json of object.field("authorization").list()) {
    const entry = json.object();
    const granter = entry.field("granter").text();
    const grantee = entry.field("grantee").text();
    const any = keeper.types.fromJson(entry.field("authorization"));
    const expiration = entry.optional("expiration");
    const expiresNs =
      expiration === undefined || expiration.isNull ? undefined : joinNanos(expiration.time());
    entry.end();
    json.located(() => {
      const parties = parseParties(ctx, { granter, grantee });
      const authorization = keeper.types.parse(any);
      keeper.assertRouted(authorization);
      if (expiresNs !== undefined && expiresNs < ctx.timeNs) return;
      if (keeper.find(ctx, parties, authorization.messageType) !== undefined) {
        throw CoreError.invalidRequest(
          `a second grant for ${authorization.messageType} of the same two, expected one`,
        );
      }
      keeper.save(ctx, parties, authorization, expiresNs);
    });
  }
  object.end();
}

export function exportGenesis(ctx: Context, keeper: AuthzKeeper): unknown {
  return {
    authorization: [...keeper.all(ctx)].map(({ granter, grantee, grant }) => {
      const expiresNs = expiryOf(grant);
      return {
        granter: ctx.addresses.format(granter),
        grantee: ctx.addresses.format(grantee),
        authorization: keeper.types.toJson(grant.authorization),
        expiration: expiresNs === undefined ? null : formatTime(expiresNs, "T", "Z"),
      };
    }),
  };
}
