import type { MsgDefinition } from "../../proto/gen/cosmos/feegrant/v1beta1/tx.ts";
import { usualSpelling } from "../../app/core/address.ts";
import type { Context } from "../../app/core/context.ts";
import { CoreError } from "../../app/core/errors.ts";
import type { MessageHandlers } from "../../app/core/module.ts";
import { parseAllowance } from "./allowance.ts";
import { emitPrune } from "./events.ts";
import type { FeegrantKeeper, Parties } from "./keeper.ts";
import { MESSAGE_PRUNE_MAX } from "./limits.ts";

export function feegrantMessages(keeper: FeegrantKeeper): MessageHandlers<MsgDefinition> {
  return {
    grantAllowance: {
      signers: ({ granter }) => [granter],
      validate(message, ctx) {
        parseParties(ctx, message, "cannot self-grant fee authorization");
        parseAllowance(message.allowance);
      },
      handle(ctx, message) {
        const parties = parseParties(ctx, message, "cannot self-grant fee authorization");
        keeper.grant(ctx, parties, parseAllowance(message.allowance));
        return {};
      },
    },

    revokeAllowance: {
      signers: ({ granter }) => [granter],
      validate(message, ctx) {
        parseParties(ctx, message, "addresses must be different");
      },
      handle(ctx, message) {
        keeper.revoke(ctx, parseParties(ctx, message, "addresses must be different"));
        return {};
      },
    },

    pruneAllowances: {
      signers: ({ pruner }) => [pruner],
      validate({ pruner }, ctx) {
        ctx.addresses.parse(pruner);
      },
      handle(ctx, { pruner }) {
        keeper.prune(ctx, MESSAGE_PRUNE_MAX);
        emitPrune(ctx, pruner);
        return {};
      },
    },
  };
}

/** @param sameText what is wrong if both are one */
export function parseParties(
  ctx: Context,
  { granter, grantee }: { readonly granter: string; readonly grantee: string },
  sameText: string,
): Parties {
  if (usualSpelling(granter) === usualSpelling(grantee)) throw CoreError.invalidAddress(sameText);
  return { grantee: ctx.addresses.parse(grantee), granter: ctx.addresses.parse(granter) };
}
