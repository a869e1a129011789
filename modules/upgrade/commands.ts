import { askEncoded } from "../../app/client/query.ts";
import { queryVerb } from "../../app/client/verbs.ts";
import type { ModuleCommands } from "../../app/client/verbs.ts";

// The codecs are loaded when a verb runs: the help and other modules' verbs do without them.
const service = async () =>
  (await import("../../proto/gen/cosmos/upgrade/v1beta1/query.ts")).QueryDefinition;

export const upgradeCommands: ModuleCommands = {
  name: "upgrade",
  describe: "Upgrades of the chain",
  tx: [],
  query: [
    queryVerb({
      name: "plan",
      describe: "The upgrade that is planned",
      arguments: [],
      examples: [["", "null if there is none"]],
      run: async (base, _values, _flags, height) =>
        askEncoded(base, await service(), "currentPlan", {}, height),
    }),
    queryVerb({
      name: "applied",
      describe: "The height at which an upgrade was applied",
      arguments: [{ name: "upgrade-name", kind: "text", describe: "Of the plan" }],
      examples: [["v2", "0 if it was not"]],
      run: async (base, { "upgrade-name": name }, _flags, height) =>
        askEncoded(base, await service(), "appliedPlan", { name }, height),
    }),
    queryVerb({
      name: "module-versions",
      aliases: ["module_versions"],
      describe: "The version of each module's state, or of one",
      arguments: [
        { name: "module-name", kind: "text", describe: "Of this module alone", optional: true },
      ],
      examples: [
        ["", "Of all modules"],
        ["bank", "Of one"],
      ],
      run: async (base, { "module-name": moduleName = "" }, _flags, height) =>
        askEncoded(base, await service(), "moduleVersions", { moduleName }, height),
    }),
    queryVerb({
      name: "authority",
      describe: "The address that may plan an upgrade",
      arguments: [],
      examples: [["", "That of the module gov"]],
      run: async (base, _values, _flags, height) =>
        askEncoded(base, await service(), "authority", {}, height),
    }),
  ],
  types: () => Promise.resolve([]),
};
