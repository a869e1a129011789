import type { QueryDefinition } from "../../proto/gen/cosmos/feegrant/v1beta1/query.ts";
import type { QueryHandlers } from "../../app/core/module.ts";
import { parseQueryAddress } from "../../app/core/query-address.ts";
import { internal } from "../../app/core/query-error.ts";
import type { FeegrantKeeper } from "./keeper.ts";

export function feegrantQueries(keeper: FeegrantKeeper): QueryHandlers<QueryDefinition> {
  return {
    allowance(ctx, request) {
      const granter = parseQueryAddress(ctx, request.granter);
      const grantee = parseQueryAddress(ctx, request.grantee);
      const allowance = keeper.find(ctx, { granter, grantee });
      if (allowance === undefined) {
        // The SDK answers Internal, and its tools look for this text.
        throw internal("fee-grant not found: not found");
      }
      return { allowance };
    },

    allowances(ctx, { grantee, pagination }) {
      const page = keeper.byGrantee(ctx, parseQueryAddress(ctx, grantee), pagination);
      return { allowances: page.entries, pagination: page.pagination };
    },

    allowancesByGranter(ctx, { granter, pagination }) {
      const page = keeper.byGranter(ctx, parseQueryAddress(ctx, granter), pagination);
      return { allowances: page.entries, pagination: page.pagination };
    },
  };
}
