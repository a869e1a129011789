import type { QueryDefinition } from "../../proto/gen/cosmos/upgrade/v1beta1/query.ts";
import { moduleAddress } from "../../app/core/address.ts";
import type { QueryHandlers } from "../../app/core/module.ts";
import { notFound } from "../../app/core/query-error.ts";

/** Of each module's state. None has changed its form yet, which a migration would count here. */
const MODULE_VERSION = 1n;

/** @param names of the modules that the chain has */
export function upgradeQueries(names: readonly string[]): QueryHandlers<QueryDefinition> {
  const versions = [...names]
    .sort((a, b) => (a < b ? -1 : 1))
    .map((name) => ({ name, version: MODULE_VERSION }));
  return {
    currentPlan: () => ({ plan: undefined }),

    // As the SDK: a plan that was never applied has height 0.
    appliedPlan: () => ({ height: 0n }),

    upgradedConsensusState: () => ({ upgradedConsensusState: new Uint8Array(0) }),

    moduleVersions(_ctx, { moduleName }) {
      if (moduleName === "") return { moduleVersions: versions };
      const found = versions.filter(({ name }) => name === moduleName);
      if (found.length > 0) return { moduleVersions: found };
      throw notFound(`x/upgrade: QueryModuleVersions module ${moduleName.slice(0, 100)} not found`);
    },

    authority: (ctx) => ({ address: ctx.addresses.format(moduleAddress(ctx.crypto, "gov")) }),
  };
}
