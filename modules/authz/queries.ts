import type { QueryDefinition } from "../../proto/gen/cosmos/authz/v1beta1/query.ts";
import type { QueryHandlers } from "../../app/core/module.ts";
import { parseQueryAddress } from "../../app/core/query-address.ts";
import { unknown } from "../../app/core/query-error.ts";
import type { AuthzKeeper } from "./keeper.ts";

export function authzQueries(keeper: AuthzKeeper): QueryHandlers<QueryDefinition> {
  return {
    grants(ctx, { granter, grantee, msgTypeUrl, pagination }) {
      const parties = {
        granter: parseQueryAddress(ctx, granter),
        grantee: parseQueryAddress(ctx, grantee),
      };
      if (msgTypeUrl === "") {
        const page = keeper.between(ctx, parties, pagination);
        return { grants: page.entries, pagination: page.pagination };
      }
      const grant = keeper.find(ctx, parties, msgTypeUrl);
      if (grant === undefined) {
        // The SDK answers Unknown, and its tools look for this text.
        throw unknown(
          `authorization not found for ${msgTypeUrl.slice(0, 200)} type: authorization not found`,
        );
      }
      return { grants: [grant], pagination: undefined };
    },

    granterGrants(ctx, { granter, pagination }) {
      const page = keeper.byGranter(ctx, parseQueryAddress(ctx, granter), pagination);
      const grants = page.entries.map(({ grantee, grant }) => ({
        granter,
        grantee: ctx.addresses.format(grantee),
        ...grant,
      }));
      return { grants, pagination: page.pagination };
    },

    granteeGrants(ctx, { grantee, pagination }) {
      const page = keeper.byGrantee(ctx, parseQueryAddress(ctx, grantee), pagination);
      const grants = page.entries.map(({ granter, grant }) => ({
        granter: ctx.addresses.format(granter),
        grantee,
        ...grant,
      }));
      return { grants, pagination: page.pagination };
    },
  };
}
