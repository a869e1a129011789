import { txVerb } from "../../app/client/verbs.ts";
import type { TxAnswer, TxVerb } from "../../app/client/verbs.ts";
import {
  CONDITION_FLAGS,
  KEPT_LEASE_FLAGS,
  KEY,
  LEASE_FLAGS,
  NAMESPACE,
  VALUE,
  writeOptions,
} from "./commands-arguments.ts";
import { deadlineToJson, timesToText } from "./commands-format.ts";

/* Verbs that write one key. */

// The codecs and the client are loaded when a verb runs: the help and other modules' verbs do without them.
const messages = () => import("./client-messages.ts");
const codecs = () => import("../../proto/gen/lazuli/kv/v1/tx.ts");

const NO_ANSWER = new Uint8Array();

/** All answers of writes have the revision in field 1. */
async function revisionResponse([answer = NO_ANSWER]: readonly Uint8Array[]): Promise<TxAnswer> {
  const { MsgCreateResponse } = await codecs();
  return { json: { revision: MsgCreateResponse.decode(answer).revision } };
}

const WRITE_FLAGS = { ...KEPT_LEASE_FLAGS, ...CONDITION_FLAGS } as const;

/** A verb that takes a value. */
function putVerb(
  name: "create" | "update" | "upsert" | "append",
  verb: Pick<TxVerb, "aliases" | "describe" | "examples" | "response">,
): TxVerb {
  return txVerb({
    ...verb,
    name,
    arguments: [NAMESPACE, KEY, VALUE],
    flags: name === "create" ? LEASE_FLAGS : WRITE_FLAGS,
    async message({ namespace, key, value }, signer, flags) {
      const { kvMessages } = await messages();
      return kvMessages(signer)[name](namespace, key, value, writeOptions(flags));
    },
  });
}

const create = putVerb("create", {
  describe: "Write a key that must be absent",
  examples: [
    ["profile name Ada --from alice", "A text in alice's namespace profile"],
    ["profile photo --file me.jpg --from alice", "A file's bytes"],
    ["sessions 7f3a open --lease 30m --from alice", "Gone after half an hour"],
  ],
  response: revisionResponse,
});

const update = putVerb("update", {
  describe: "Write a key that must be present",
  examples: [
    ["profile name Grace --from alice", "The key keeps its lease"],
    ["profile name Grace --if-revision 7 --from alice", "Only if nobody changed it since"],
  ],
  response: revisionResponse,
});

const upsert = putVerb("upsert", {
  aliases: ["put"],
  describe: "Write a key whether it is present or not",
  examples: [
    ["profile name Ada --from alice", "Says whether the key was created"],
    ["profile name Ada --lease 1d12h --from alice", "With a new lease in either case"],
  ],
  async response([answer = NO_ANSWER]) {
    const { revision, created } = (await codecs()).MsgUpsertResponse.decode(answer);
    return { json: { revision, created } };
  },
});

const append = putVerb("append", {
  describe: "Add bytes to the end of a value; an absent key holds none",
  examples: [["log today ' and more' --from alice", "Prints how many bytes it has now"]],
  async response([answer = NO_ANSWER]) {
    const { revision, size } = (await codecs()).MsgAppendResponse.decode(answer);
    return { json: { revision, size } };
  },
});

const increment = txVerb({
  name: "increment",
  aliases: ["incr"],
  describe: "Add to an integer in decimal text; an absent key holds 0",
  arguments: [NAMESPACE, KEY],
  flags: {
    by: { kind: "int64", describe: "How much, may be negative [default: 1]" },
    ...WRITE_FLAGS,
  },
  examples: [
    ["stats visits --from alice", "One more; prints the new value"],
    ["stats stock --by -5 --from alice", "Five less"],
  ],
  async message({ namespace, key }, signer, { by, ...flags }) {
    const { kvMessages } = await messages();
    return kvMessages(signer).increment(namespace, key, by, writeOptions(flags));
  },
  async response([answer = NO_ANSWER]) {
    const { revision, value } = (await codecs()).MsgIncrementResponse.decode(answer);
    return { json: { revision, value } };
  },
});

const remove = txVerb({
  name: "delete",
  describe: "Remove a key that must be present",
  arguments: [NAMESPACE, KEY],
  flags: CONDITION_FLAGS,
  examples: [["profile name --from alice", "Remove one key"]],
  async message({ namespace, key }, signer, flags) {
    return (await messages()).kvMessages(signer).delete(namespace, key, writeOptions(flags));
  },
  response: revisionResponse,
});

const rename = txVerb({
  name: "rename",
  describe: "Move an entry with its lease to a key that must be absent",
  arguments: [
    NAMESPACE,
    KEY,
    {
      name: "new-key",
      kind: "key",
      describe: "The new key as text; other bytes with --new-key-hex or --new-key-base64",
    },
  ],
  flags: CONDITION_FLAGS,
  examples: [["profile nmae name --from alice", "What was under nmae is under name"]],
  async message({ namespace, key, "new-key": newKey }, signer, flags) {
    const { kvMessages } = await messages();
    return kvMessages(signer).rename(namespace, key, newKey, writeOptions(flags));
  },
  response: revisionResponse,
});

const renewLease = txVerb({
  name: "renew-lease",
  describe: "Give a key a new lease from now on; it may be shorter",
  arguments: [NAMESPACE, KEY],
  flags: { ...LEASE_FLAGS, ...CONDITION_FLAGS },
  examples: [["sessions 7f3a --lease 30m --from alice", "Half an hour from now on"]],
  async message({ namespace, key }, signer, flags) {
    return (await messages()).kvMessages(signer).renewLease(namespace, key, writeOptions(flags));
  },
  async response([answer = NO_ANSWER]) {
    const { revision, leaseDeadlineNs } = (await codecs()).MsgRenewLeaseResponse.decode(answer);
    const json = { revision, ...deadlineToJson("lease_deadline", leaseDeadlineNs) };
    return { json, text: timesToText(json) };
  },
});

export const WRITE_VERBS: readonly TxVerb[] = [
  ...[create, update, upsert, append, increment, remove, rename, renewLease],
];
