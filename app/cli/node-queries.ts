import { askEncoded } from "../client/query.ts";
import { PAGE_FLAGS, pageOfFlags, queryVerb } from "../client/verbs.ts";
import type { ModuleCommands, QueryVerb } from "../client/verbs.ts";

/*
 * The services that a node answers beside its state. They come over ABCI's Query from a node whose REST or gRPC is enabled,
 * which is the rule.
 */

const types = () => Promise.resolve([]);

const nodeService = async () =>
  (await import("../../proto/gen/cosmos/base/node/v1beta1/query.ts")).ServiceDefinition;
const cometService = async () =>
  (await import("../../proto/gen/cosmos/base/tendermint/v1beta1/query.ts")).ServiceDefinition;

export const nodeQueries: ModuleCommands = {
  name: "node",
  describe: "How the node is set up, and where it stands",
  tx: [],
  query: [
    queryVerb({
      name: "config",
      describe: "What the node's operator has set, as far as others need it",
      arguments: [],
      examples: [["", "Its minimum gas price and which heights it keeps"]],
      run: async (base) => askEncoded(base, await nodeService(), "config", {}),
    }),
    queryVerb({
      name: "status",
      describe: "Height, time and hashes of the node's newest state",
      arguments: [],
      examples: [["", "Whether it follows the chain"]],
      run: async (base) => askEncoded(base, await nodeService(), "status", {}),
    }),
  ],
  types,
};

export const validatorSet: QueryVerb = queryVerb({
  name: "validator-set",
  aliases: ["validator-set-by-height"],
  describe: "Who validates, at the latest height unless one is given",
  arguments: [{ name: "height", kind: "int64", describe: "Of the block", optional: true }],
  flags: PAGE_FLAGS,
  examples: [["7", "Addresses, keys and powers"]],
  async run(base, { height }, flags) {
    const service = await cometService();
    const pagination = pageOfFlags(flags);
    return height === undefined
      ? askEncoded(base, service, "getLatestValidatorSet", { pagination })
      : askEncoded(base, service, "getValidatorSetByHeight", { height, pagination });
  },
});

export const cometQueries: ModuleCommands = {
  name: "comet",
  describe: "What CometBFT knows, in the SDK's form",
  tx: [],
  query: [
    queryVerb({
      name: "node-info",
      describe: "Versions and network of the node",
      arguments: [],
      examples: [["", "Also which SDK its services are those of"]],
      run: async (base) => askEncoded(base, await cometService(), "getNodeInfo", {}),
    }),
    queryVerb({
      name: "syncing",
      describe: "Whether the node is still catching up",
      arguments: [],
      examples: [["", "true or false"]],
      run: async (base) => askEncoded(base, await cometService(), "getSyncing", {}),
    }),
    queryVerb({
      name: "block-latest",
      describe: "The latest block",
      arguments: [],
      examples: [["", "With its id"]],
      run: async (base) => askEncoded(base, await cometService(), "getLatestBlock", {}),
    }),
    queryVerb({
      name: "block-by-height",
      describe: "A block",
      arguments: [{ name: "height", kind: "int64", describe: "Of the block" }],
      examples: [["7", "With its id"]],
      run: async (base, { height }) =>
        askEncoded(base, await cometService(), "getBlockByHeight", { height }),
    }),
    validatorSet,
  ],
  types,
};
