import { askEncoded } from "../../app/client/query.ts";
import { queryVerb } from "../../app/client/verbs.ts";
import type { ModuleCommands } from "../../app/client/verbs.ts";

/** Of the SDK's module `consensus`, whose queries this module answers. */
export const consensusCommands: ModuleCommands = {
  name: "consensus",
  describe: "Rules of consensus",
  tx: [],
  query: [
    queryVerb({
      name: "params",
      describe: "The parameters of consensus",
      arguments: [],
      examples: [["", "How large a block may be, among others"]],
      async run(base, _values, _flags, height) {
        const { QueryDefinition } = await import("../../proto/gen/cosmos/consensus/v1/query.ts");
        return askEncoded(base, QueryDefinition, "params", {}, height);
      },
    }),
  ],
  types: () => Promise.resolve([]),
};
