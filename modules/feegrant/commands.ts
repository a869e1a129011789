import { askEncoded } from "../../app/client/query.ts";
import { PAGE_FLAGS, pageOfFlags, queryVerb, txVerb, VerbMisuse } from "../../app/client/verbs.ts";
import type { Flags, FlagsOf, ModuleCommands, QueryVerb, TxVerb } from "../../app/client/verbs.ts";
import type { PeriodTerms } from "./client.ts";
import { PERIOD_NS_MAX } from "./limits.ts";

// The codecs and the client are loaded when a verb runs: the help and other modules' verbs do without them.
const client = () => import("./client.ts");
const service = async () =>
  (await import("../../proto/gen/cosmos/feegrant/v1beta1/query.ts")).QueryDefinition;

const NS_PER_SECOND = 1_000_000_000n;
const NS_PER_MS = 1_000_000n;

const FROM = {
  name: "granter",
  kind: "signer",
  describe: "Who pays: name or address of your key",
} as const;
const GRANTER = { name: "granter", kind: "address", describe: "Who pays" } as const;
const GRANTEE = {
  name: "grantee",
  kind: "address",
  describe: "Whose fees are paid: an address or a key's name",
} as const;

const TERMS = {
  "spend-limit": {
    kind: "coins",
    describe: "What may be spent in all; without limit unless given",
  },
  period: { kind: "uint64", describe: "Seconds of a period; goes with --period-limit" },
  "period-limit": { kind: "coins", describe: "What may be spent in each period" },
  expiration: {
    kind: "time",
    describe: "When it ends, such as 2030-01-31T12:00:00Z; never unless given",
  },
  "allowed-messages": {
    kind: "list",
    describe: "Types of the messages whose fees are paid, separated by commas; all unless given",
  },
} as const satisfies Flags;

/**
 * The first period begins now, by the clock of this machine.
 *
 * @throws VerbMisuse if the flags do not fit together
 */
function periodOf(flags: FlagsOf<typeof TERMS>): PeriodTerms | undefined {
  const { period: seconds, "period-limit": limit, expiration } = flags;
  if (seconds === undefined && limit === undefined) return undefined;
  if (seconds === undefined || limit === undefined) {
    throw new VerbMisuse("--period and --period-limit: expected both or none");
  }
  if (seconds === 0n) throw new VerbMisuse("--period: expected a second and more");
  const lengthNs = seconds * NS_PER_SECOND;
  if (lengthNs > PERIOD_NS_MAX) {
    throw new VerbMisuse(`--period: expected at most ${PERIOD_NS_MAX / NS_PER_SECOND} seconds`);
  }
  const resetNs = BigInt(Date.now()) * NS_PER_MS + lengthNs;
  if (expiration !== undefined && resetNs > expiration) {
    throw new VerbMisuse("--period: expected a first period that ends before --expiration");
  }
  return { lengthNs, limit, resetNs };
}

const txVerbs: readonly TxVerb[] = [
  txVerb({
    name: "grant",
    aliases: ["grant-allowance"],
    describe: "Let somebody pay fees with your coins",
    arguments: [FROM, GRANTEE],
    flags: TERMS,
    examples: [
      ["alice bob --spend-limit 1000000ulaz", "At most one LAZ in all"],
      ["alice bob --period 86400 --period-limit 1000ulaz", "At most 1000ulaz a day"],
      ["alice bob --allowed-messages /cosmos.bank.v1beta1.MsgSend", "To send coins, nothing else"],
    ],
    check(_given, flags) {
      periodOf(flags);
    },
    async message({ grantee }, signer, flags) {
      const { feegrantMessages } = await client();
      return feegrantMessages(signer).grant(grantee, {
        spendLimit: flags["spend-limit"],
        expiresNs: flags.expiration,
        period: periodOf(flags),
        allowedMessages: flags["allowed-messages"],
      });
    },
  }),
  txVerb({
    name: "revoke",
    describe: "Take back what you granted",
    arguments: [FROM, GRANTEE],
    examples: [["alice bob", "Bob pays his fees himself again"]],
    async message({ grantee }, signer) {
      return (await client()).feegrantMessages(signer).revoke(grantee);
    },
  }),
  txVerb({
    name: "prune",
    describe: "Free some of the allowances that have expired, whoever granted them",
    arguments: [],
    examples: [["--from alice", "At most 75 of them"]],
    async message(_values, signer) {
      return (await client()).feegrantMessages(signer).prune();
    },
  }),
];

const queryVerbs: readonly QueryVerb[] = [
  queryVerb({
    name: "grant",
    describe: "What one account granted another",
    arguments: [GRANTER, GRANTEE],
    examples: [["alice bob", "What bob may spend of alice's coins on fees"]],
    run: async (base, { granter, grantee }, _flags, height) =>
      askEncoded(base, await service(), "allowance", { granter, grantee }, height),
  }),
  queryVerb({
    name: "grants-by-grantee",
    aliases: ["grants"],
    describe: "What an account was granted",
    arguments: [GRANTEE],
    flags: PAGE_FLAGS,
    examples: [["bob --limit 10", "By the first ten granters"]],
    async run(base, { grantee }, flags, height) {
      const request = { grantee, pagination: pageOfFlags(flags) };
      return askEncoded(base, await service(), "allowances", request, height);
    },
  }),
  queryVerb({
    name: "grants-by-granter",
    describe: "What an account granted",
    arguments: [GRANTER],
    flags: PAGE_FLAGS,
    examples: [["alice", "To whom, and how much of it is left"]],
    async run(base, { granter }, flags, height) {
      const request = { granter, pagination: pageOfFlags(flags) };
      return askEncoded(base, await service(), "allowancesByGranter", request, height);
    },
  }),
];

export const feegrantCommands: ModuleCommands = {
  name: "feegrant",
  describe: "Fees that others pay",
  tx: txVerbs,
  query: queryVerbs,
  types: async () => (await client()).feegrantTypes,
};
