import { askEncoded } from "../../app/client/query.ts";
import { TIME_NS_MAX, formatTimeNs, joinNs } from "../../app/client/time.ts";
import { PAGE_FLAGS, pageOfFlags, queryVerb, txVerb, VerbMisuse } from "../../app/client/verbs.ts";
import type { Flags, FlagsOf, ModuleCommands, QueryVerb, TxVerb } from "../../app/client/verbs.ts";
import type { MsgGrant } from "../../proto/gen/cosmos/authz/v1beta1/tx.ts";
import type { Authorization } from "./client.ts";

// The codecs and the client are loaded when a verb runs: the help and other modules' verbs do without them.
const client = () => import("./client.ts");
const service = async () =>
  (await import("../../proto/gen/cosmos/authz/v1beta1/query.ts")).QueryDefinition;

const NS_PER_SECOND = 1_000_000_000n;

const GRANTER = {
  name: "granter",
  kind: "address",
  describe: "In whose name: an address or a key's name",
} as const;
const GRANTEE = {
  name: "grantee",
  kind: "address",
  describe: "Who acts: an address or a key's name",
} as const;
const MSG_TYPE_URL = {
  name: "msg-type-url",
  kind: "text",
  describe: "Type of the messages, such as /cosmos.bank.v1beta1.MsgSend",
} as const;

const GRANT_FLAGS = {
  "spend-limit": { kind: "coins", describe: "Of send: what may be sent in all" },
  "allow-list": {
    kind: "list",
    describe: "Of send: addresses that may be paid, separated by commas; all unless given",
  },
  "msg-type": {
    kind: "text",
    describe: "Of generic: type of the messages, such as /cosmos.bank.v1beta1.MsgSend",
  },
  expiration: { kind: "uint64", describe: "When it ends, Unix seconds; never if 0 or not given" },
} as const satisfies Flags;

/** @throws VerbMisuse if the type is another or the flags do not fit it */
function authorizationOf(type: string, flags: FlagsOf<typeof GRANT_FLAGS>): Authorization {
  const { "spend-limit": spendLimit, "allow-list": allowList, "msg-type": msgTypeUrl } = flags;
  switch (type) {
    case "send":
      if (msgTypeUrl !== undefined) throw new VerbMisuse("--msg-type: goes with generic alone");
      if (spendLimit === undefined) throw new VerbMisuse("--spend-limit is missing: send needs it");
      return { kind: "send", spendLimit, allowList: allowList ?? [] };
    case "generic":
      if (spendLimit !== undefined || allowList !== undefined) {
        throw new VerbMisuse("--spend-limit and --allow-list: go with send alone");
      }
      if (msgTypeUrl === undefined) throw new VerbMisuse("--msg-type is missing: generic needs it");
      return { kind: "generic", msgTypeUrl };
    default:
      throw new VerbMisuse(
        `AUTHORIZATION-TYPE ${JSON.stringify(type)}: expected send or generic; other types are ` +
          "granted by generic with the type of their messages",
      );
  }
}

const txVerbs: readonly TxVerb[] = [
  txVerb({
    name: "grant",
    describe: "Let somebody act in your name",
    arguments: [
      GRANTEE,
      {
        name: "authorization-type",
        kind: "text",
        describe: "send: payments up to a limit; generic: all messages of a type",
      },
    ],
    flags: GRANT_FLAGS,
    examples: [
      ["bob send --spend-limit 1000000ulaz --from alice", "Bob may send one LAZ of alice's"],
      ["bob generic --msg-type /lazuli.kv.v1.MsgUpsert --from alice", "Bob may write for alice"],
    ],
    check({ "authorization-type": type }, flags) {
      if (type !== undefined) authorizationOf(type, flags);
      if ((flags.expiration ?? 0n) * NS_PER_SECOND > TIME_NS_MAX) {
        throw new VerbMisuse("--expiration: expected Unix seconds of a year before 10000");
      }
    },
    async message({ grantee, "authorization-type": type }, signer, flags) {
      const { authzMessages } = await client();
      const { expiration = 0n } = flags;
      const expiresNs = expiration === 0n ? undefined : expiration * NS_PER_SECOND;
      return authzMessages(signer).grant(grantee, authorizationOf(type, flags), { expiresNs });
    },
    shown({ value }) {
      const expiration = (value as MsgGrant).grant?.expiration;
      const ends = expiration === undefined ? "never" : formatTimeNs(joinNs(expiration));
      return Promise.resolve({ ends });
    },
  }),
  txVerb({
    name: "revoke",
    describe: "Take back what you granted for messages of a type",
    arguments: [GRANTEE, MSG_TYPE_URL],
    examples: [["bob /cosmos.bank.v1beta1.MsgSend --from alice", "Bob sends no more of alice's"]],
    async message({ grantee, "msg-type-url": msgTypeUrl }, signer) {
      return (await client()).authzMessages(signer).revoke(grantee, msgTypeUrl);
    },
  }),
  txVerb({
    name: "exec",
    describe: "Run a transaction's messages in the name of those who granted it to you",
    arguments: [
      { name: "file", kind: "txFile", describe: "The transaction as JSON; - for standard input" },
    ],
    examples: [["tx.json --from bob", "What alice would sign, signed by bob"]],
    async message({ file: messages }, signer) {
      return (await client()).authzMessages(signer).exec(messages);
    },
  }),
];

const queryVerbs: readonly QueryVerb[] = [
  queryVerb({
    name: "grants",
    describe: "What one account granted another, for messages of a type if it is given",
    arguments: [GRANTER, GRANTEE, { ...MSG_TYPE_URL, optional: true }],
    flags: PAGE_FLAGS,
    examples: [
      ["alice bob", "All that bob may do in alice's name"],
      ["alice bob /cosmos.bank.v1beta1.MsgSend", "Whether bob may send alice's coins"],
    ],
    async run(base, { granter, grantee, "msg-type-url": msgTypeUrl = "" }, flags, height) {
      const request = { granter, grantee, msgTypeUrl, pagination: pageOfFlags(flags) };
      return askEncoded(base, await service(), "grants", request, height);
    },
  }),
  queryVerb({
    name: "grants-by-granter",
    describe: "What an account granted",
    arguments: [GRANTER],
    flags: PAGE_FLAGS,
    examples: [["alice", "Who may do what in alice's name"]],
    async run(base, { granter }, flags, height) {
      const request = { granter, pagination: pageOfFlags(flags) };
      return askEncoded(base, await service(), "granterGrants", request, height);
    },
  }),
  queryVerb({
    name: "grants-by-grantee",
    describe: "What an account was granted",
    arguments: [GRANTEE],
    flags: PAGE_FLAGS,
    examples: [["bob --limit 10", "In whose name bob may do what"]],
    async run(base, { grantee }, flags, height) {
      const request = { grantee, pagination: pageOfFlags(flags) };
      return askEncoded(base, await service(), "granteeGrants", request, height);
    },
  }),
];

export const authzCommands: ModuleCommands = {
  name: "authz",
  describe: "Acting in the name of others",
  tx: txVerbs,
  query: queryVerbs,
  types: async () => (await client()).authzTypes,
};
