import { txVerb } from "../../app/client/verbs.ts";
import type { TxVerb } from "../../app/client/verbs.ts";
import type { Entry, KeyEntry } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import { KEY, LIST_FLAGS, NAMESPACE, pageOptions } from "./commands-arguments.ts";
import {
  entryToJson,
  formatKey,
  formatValue,
  keyToJson,
  leaseToJson,
  moreRemark,
  nextKeyToJson,
  sweepRemark,
  timesToText,
} from "./commands-format.ts";

/* Reads that consensus orders among the writes: the answer is in the transaction's result. */

const messages = () => import("./client-messages.ts");
const codecs = () => import("../../proto/gen/lazuli/kv/v1/tx.ts");

const NO_ANSWER = new Uint8Array();

const read = txVerb({
  name: "read",
  describe: "The entry of a key, in the order of consensus; fails if it is absent",
  arguments: [NAMESPACE, KEY],
  examples: [["alice/profile name --from bob", "What it held at that point of the chain"]],
  async message({ namespace, key }, signer) {
    return (await messages()).kvMessages(signer).read(namespace, key);
  },
  async response([answer = NO_ANSWER]) {
    const { entry } = (await codecs()).MsgReadResponse.decode(answer);
    if (entry === undefined) return { json: {} };
    const { key: _key, key_base64: _base64, ...json } = entryToJson(NO_ANSWER, entry);
    const { value_base64: _value, value_utf8: _text, ...rest } = timesToText(json);
    return { json, text: { value: formatValue(entry.value), ...rest } };
  },
});

const has = txVerb({
  name: "has",
  describe: "Whether a key is present, in the order of consensus",
  arguments: [NAMESPACE, KEY],
  examples: [["alice/profile name --from bob", "Prints has: true or has: false"]],
  async message({ namespace, key }, signer) {
    return (await messages()).kvMessages(signer).has(namespace, key);
  },
  async response([answer = NO_ANSWER]) {
    return { json: { has: (await codecs()).MsgHasResponse.decode(answer).has } };
  },
});

const count = txVerb({
  name: "count",
  describe: "How many entries a namespace holds, in the order of consensus",
  arguments: [NAMESPACE],
  examples: [["alice/profile --from bob", "Prints count: and a number"]],
  async message({ namespace }, signer) {
    return (await messages()).kvMessages(signer).count(namespace);
  },
  async response([answer = NO_ANSWER]) {
    const found = (await codecs()).MsgCountResponse.decode(answer);
    const remark = sweepRemark(found.sweepLagNs);
    return {
      json: { count: found.count, sweep_lag_ns: found.sweepLagNs },
      text: { count: found.count },
      ...(remark === undefined ? {} : { remark }),
    };
  },
});

const keys = txVerb({
  name: "keys",
  describe: "A page of keys, in the order of consensus",
  arguments: [NAMESPACE],
  flags: LIST_FLAGS,
  examples: [["alice/profile --prefix contact/ --limit 10 --from bob", "Ten keys"]],
  async message({ namespace }, signer, flags) {
    return (await messages()).kvMessages(signer).keys(namespace, pageOptions(flags));
  },
  async response([answer = NO_ANSWER]) {
    const { keys: found, pagination } = (await codecs()).MsgKeysResponse.decode(answer);
    const remark = moreRemark(pagination?.nextKey);
    return {
      json: { keys: found.map(keyToJson), next_key: nextKeyToJson(pagination?.nextKey) },
      text: { keys: found.map(formatKey) },
      ...(remark === undefined ? {} : { remark }),
    };
  },
});

const entries = txVerb({
  name: "entries",
  describe: "A page of keys with their values, in the order of consensus",
  arguments: [NAMESPACE],
  flags: LIST_FLAGS,
  examples: [["alice/profile --from bob -o json", "Values exactly"]],
  async message({ namespace }, signer, flags) {
    return (await messages()).kvMessages(signer).entries(namespace, pageOptions(flags));
  },
  async response([answer = NO_ANSWER]) {
    const { entries: listed, pagination } = (await codecs()).MsgEntriesResponse.decode(answer);
    const found = listed.filter(hasEntry);
    const remark = moreRemark(pagination?.nextKey);
    return {
      json: {
        entries: found.map(({ key, entry }) => entryToJson(key, entry)),
        next_key: nextKeyToJson(pagination?.nextKey),
      },
      text: {
        entries: found.map(({ key, entry }) => ({
          key: formatKey(key),
          value: formatValue(entry.value),
        })),
      },
      ...(remark === undefined ? {} : { remark }),
    };
  },
});

function hasEntry(item: KeyEntry): item is KeyEntry & { entry: Entry } {
  return item.entry !== undefined;
}

const getLease = txVerb({
  name: "get-lease",
  describe: "The lease of a key, in the order of consensus; fails if it is absent",
  arguments: [NAMESPACE, KEY],
  examples: [["alice/sessions 7f3a --from bob", "When it ends, and in how many seconds"]],
  async message({ namespace, key }, signer) {
    return (await messages()).kvMessages(signer).getLease(namespace, key);
  },
  async response([answer = NO_ANSWER]) {
    const { lease } = (await codecs()).MsgGetLeaseResponse.decode(answer);
    if (lease === undefined) return { json: {} };
    const { key: _key, key_base64: _base64, ...json } = leaseToJson(lease);
    return { json, text: timesToText(json) };
  },
});

export const READ_VERBS: readonly TxVerb[] = [read, has, count, keys, entries, getLease];
