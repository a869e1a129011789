import { askEncoded } from "../../app/client/query.ts";
import { PAGE_FLAGS, pageOfFlags, queryVerb } from "../../app/client/verbs.ts";
import type { ModuleCommands, QueryVerb } from "../../app/client/verbs.ts";

// The codecs are loaded when a verb runs: the help and other modules' verbs do without them.
const service = async () =>
  (await import("../../proto/gen/cosmos/staking/v1beta1/query.ts")).QueryDefinition;

const VALIDATOR = {
  name: "validator-addr",
  kind: "text",
  describe: "The validator's operator, such as lazulivaloper1…",
} as const;
const DELEGATOR = {
  name: "delegator-addr",
  kind: "address",
  describe: "An address or a key's name",
} as const;

const validatorVerbs: readonly QueryVerb[] = [
  queryVerb({
    name: "validators",
    describe: "Who validates",
    arguments: [],
    flags: {
      ...PAGE_FLAGS,
      status: { kind: "text", describe: "Those with this status, such as BOND_STATUS_BONDED" },
    },
    examples: [["", "All of them"]],
    async run(base, _values, flags, height) {
      const request = { status: flags.status ?? "", pagination: pageOfFlags(flags) };
      return askEncoded(base, await service(), "validators", request, height);
    },
  }),
  queryVerb({
    name: "validator",
    describe: "A validator",
    arguments: [VALIDATOR],
    examples: [["lazulivaloper1…", "Its name, public key, stake and commission"]],
    run: async (base, { "validator-addr": validatorAddr }, _flags, height) =>
      askEncoded(base, await service(), "validator", { validatorAddr }, height),
  }),
  queryVerb({
    name: "pool",
    describe: "What is at stake in all",
    arguments: [],
    examples: [["", "Bonded tokens and others"]],
    run: async (base, _values, _flags, height) =>
      askEncoded(base, await service(), "pool", {}, height),
  }),
  queryVerb({
    name: "historical-info",
    describe: "Header and validators of a block, where the chain keeps them",
    arguments: [{ name: "block-height", kind: "int64", describe: "Of the block" }],
    examples: [["5", "Those of block 5"]],
    run: async (base, { "block-height": block }, _flags, height) =>
      askEncoded(base, await service(), "historicalInfo", { height: block }, height),
  }),
  queryVerb({
    name: "params",
    describe: "The parameters of the module",
    arguments: [],
    examples: [["", "The denomination of stakes, among others"]],
    run: async (base, _values, _flags, height) =>
      askEncoded(base, await service(), "params", {}, height),
  }),
];

const delegationVerbs: readonly QueryVerb[] = [
  queryVerb({
    name: "delegation",
    describe: "What an account delegated to a validator",
    arguments: [DELEGATOR, VALIDATOR],
    examples: [["alice lazulivaloper1…", "Its shares and what they are worth"]],
    async run(base, values, _flags, height) {
      const { "delegator-addr": delegatorAddr, "validator-addr": validatorAddr } = values;
      const request = { delegatorAddr, validatorAddr };
      return askEncoded(base, await service(), "delegation", request, height);
    },
  }),
  queryVerb({
    name: "delegations",
    describe: "What an account delegated",
    arguments: [DELEGATOR],
    flags: PAGE_FLAGS,
    examples: [["alice", "To all validators"]],
    async run(base, { "delegator-addr": delegatorAddr }, flags, height) {
      const request = { delegatorAddr, pagination: pageOfFlags(flags) };
      return askEncoded(base, await service(), "delegatorDelegations", request, height);
    },
  }),
  queryVerb({
    name: "delegations-to",
    describe: "What was delegated to a validator",
    arguments: [VALIDATOR],
    flags: PAGE_FLAGS,
    examples: [["lazulivaloper1…", "By all accounts"]],
    async run(base, { "validator-addr": validatorAddr }, flags, height) {
      const request = { validatorAddr, pagination: pageOfFlags(flags) };
      return askEncoded(base, await service(), "validatorDelegations", request, height);
    },
  }),
  queryVerb({
    name: "delegator-validator",
    describe: "A validator that an account delegated to",
    arguments: [DELEGATOR, VALIDATOR],
    examples: [["alice lazulivaloper1…", "An error if alice delegated nothing to it"]],
    async run(base, values, _flags, height) {
      const { "delegator-addr": delegatorAddr, "validator-addr": validatorAddr } = values;
      const request = { delegatorAddr, validatorAddr };
      return askEncoded(base, await service(), "delegatorValidator", request, height);
    },
  }),
  queryVerb({
    name: "delegator-validators",
    describe: "The validators that an account delegated to",
    arguments: [DELEGATOR],
    flags: PAGE_FLAGS,
    examples: [["alice", "With their stakes"]],
    async run(base, { "delegator-addr": delegatorAddr }, flags, height) {
      const request = { delegatorAddr, pagination: pageOfFlags(flags) };
      return askEncoded(base, await service(), "delegatorValidators", request, height);
    },
  }),
];

const movingVerbs: readonly QueryVerb[] = [
  queryVerb({
    name: "unbonding-delegation",
    describe: "What an account takes back from a validator",
    arguments: [DELEGATOR, VALIDATOR],
    examples: [["alice lazulivaloper1…", "How much, and when it is free"]],
    async run(base, values, _flags, height) {
      const { "delegator-addr": delegatorAddr, "validator-addr": validatorAddr } = values;
      const request = { delegatorAddr, validatorAddr };
      return askEncoded(base, await service(), "unbondingDelegation", request, height);
    },
  }),
  queryVerb({
    name: "unbonding-delegations",
    describe: "What an account takes back",
    arguments: [DELEGATOR],
    flags: PAGE_FLAGS,
    examples: [["alice", "From all validators"]],
    async run(base, { "delegator-addr": delegatorAddr }, flags, height) {
      const request = { delegatorAddr, pagination: pageOfFlags(flags) };
      return askEncoded(base, await service(), "delegatorUnbondingDelegations", request, height);
    },
  }),
  queryVerb({
    name: "unbonding-delegations-from",
    describe: "What is taken back from a validator",
    arguments: [VALIDATOR],
    flags: PAGE_FLAGS,
    examples: [["lazulivaloper1…", "By all accounts"]],
    async run(base, { "validator-addr": validatorAddr }, flags, height) {
      const request = { validatorAddr, pagination: pageOfFlags(flags) };
      return askEncoded(base, await service(), "validatorUnbondingDelegations", request, height);
    },
  }),
  queryVerb({
    name: "redelegation",
    describe: "What an account moves from a validator to another",
    arguments: [
      DELEGATOR,
      { ...VALIDATOR, name: "src-validator-addr" },
      { ...VALIDATOR, name: "dst-validator-addr", optional: true },
    ],
    flags: PAGE_FLAGS,
    examples: [["alice lazulivaloper1…", "To whichever validator"]],
    async run(base, values, flags, height) {
      const request = {
        delegatorAddr: values["delegator-addr"],
        srcValidatorAddr: values["src-validator-addr"],
        dstValidatorAddr: values["dst-validator-addr"] ?? "",
        pagination: pageOfFlags(flags),
      };
      return askEncoded(base, await service(), "redelegations", request, height);
    },
  }),
];

export const stakingCommands: ModuleCommands = {
  name: "staking",
  describe: "Who validates",
  tx: [],
  query: [...validatorVerbs, ...delegationVerbs, ...movingVerbs],
  types: () => Promise.resolve([]),
};
