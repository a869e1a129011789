import { queryService } from "../../app/client/query.ts";
import type { QueryBase } from "../../app/client/query.ts";
import { QueryDefinition } from "../../proto/gen/cosmos/upgrade/v1beta1/query.ts";
import type { ModuleVersion, Plan } from "../../proto/gen/cosmos/upgrade/v1beta1/upgrade.ts";

/** Queries of upgrades of the chain. All throw QueryFailed if the chain refuses. */
export interface UpgradeExtension {
  readonly upgrade: {
    /** @returns undefined if none is planned */
    plan(height?: number): Promise<Plan | undefined>;
    /** @returns the height at which a plan was applied; undefined if it was not */
    applied(name: string, height?: number): Promise<bigint | undefined>;
    /** Version of each module's state, by the modules' names. */
    moduleVersions(height?: number): Promise<readonly ModuleVersion[]>;
    /** The address that may plan an upgrade. */
    authority(height?: number): Promise<string>;
  };
}

/** An extension for our clients and for CosmJS's `QueryClient.withExtensions`. */
export function setupUpgradeExtension(base: QueryBase): UpgradeExtension {
  const service = queryService(base, QueryDefinition);
  return {
    upgrade: {
      plan: async (height) => (await service.currentPlan({}, height)).plan,
      async applied(name, height) {
        const answer = await service.appliedPlan({ name }, height);
        return answer.height === 0n ? undefined : answer.height;
      },
      moduleVersions: async (height) =>
        (await service.moduleVersions({ moduleName: "" }, height)).moduleVersions,
      authority: async (height) => (await service.authority({}, height)).address,
    },
  };
}
