import { ClientError } from "../../app/client/errors.ts";
import { VerbMisuse, txVerb } from "../../app/client/verbs.ts";
import type { Argument, TxAnswer, TxVerb } from "../../app/client/verbs.ts";
import type { OperationResult } from "../../proto/gen/lazuli/kv/v1/tx.ts";
import { BULK_FLAGS, LEASE_FLAGS, NAMESPACE, bulkOptions } from "./commands-arguments.ts";
import {
  deadlineToJson,
  formatKey,
  keyToJson,
  nextKeyToJson,
  timesToText,
} from "./commands-format.ts";
import { parseBatches, parseEntries } from "./commands-operations.ts";

/* Verbs that write many keys. */

const messages = () => import("./client-messages.ts");
const bulk = () => import("./client-bulk.ts");
const codecs = () => import("../../proto/gen/lazuli/kv/v1/tx.ts");

const NO_ANSWER = new Uint8Array();

const DELETE_ALL = "/lazuli.kv.v1.MsgDeleteAll";
const RENEW_LEASE_ALL = "/lazuli.kv.v1.MsgRenewLeaseAll";

/** What all transactions did, what is left, and how to go on. */
async function bulkResponse(
  typeUrl: string,
  what: "deleted" | "renewed",
  answers: readonly Uint8Array[],
): Promise<TxAnswer> {
  const { decodeBulkAnswer } = await bulk();
  const decoded = answers.map((answer) => decodeBulkAnswer(typeUrl, answer));
  const last = decoded.at(-1);
  const changed = decoded.reduce((sum, answer) => sum + answer.changed, 0n);
  const next = last?.nextKey;
  const json = { revision: last?.revision, [what]: changed, next_key: nextKeyToJson(next) };
  if (next === undefined) return { json, text: { revision: last?.revision, [what]: changed } };
  const goOn = `--page-key ${nextKeyToJson(next) ?? ""}`;
  return {
    json,
    remark: `not all: ${formatKey(next)} and what follows is left; go on with ${goOn}, or give --all`,
  };
}

const deleteAll = txVerb({
  name: "delete-all",
  describe: "Remove the keys of a namespace or a range, a bounded number a transaction",
  arguments: [NAMESPACE],
  flags: BULK_FLAGS,
  examples: [
    ["sessions --prefix 2026/ --from alice", "Says whether keys are left"],
    ["sessions --all --from alice", "As many transactions as it takes"],
  ],
  async message({ namespace }, signer, flags) {
    return (await messages()).kvMessages(signer).deleteAll(namespace, bulkOptions(flags));
  },
  response: (answers) => bulkResponse(DELETE_ALL, "deleted", answers),
  next: nextMessage,
});

const renewLeaseAll = txVerb({
  name: "renew-lease-all",
  describe: "Give the keys of a namespace or a range a new lease, a bounded number a transaction",
  arguments: [NAMESPACE],
  flags: { ...LEASE_FLAGS, ...BULK_FLAGS },
  examples: [["sessions --lease 1d --all --from alice", "As many transactions as it takes"]],
  async message({ namespace }, signer, { lease, ...flags }) {
    const { kvMessages } = await messages();
    return kvMessages(signer).renewLeaseAll(namespace, {
      ...bulkOptions(flags),
      ...(lease === undefined ? {} : { lease }),
    });
  },
  response: (answers) => bulkResponse(RENEW_LEASE_ALL, "renewed", answers),
  next: nextMessage,
});

async function nextMessage(message: Parameters<NonNullable<TxVerb["next"]>>[0], bytes: Uint8Array) {
  const { decodeBulkAnswer, nextBulkMessage } = await bulk();
  return nextBulkMessage(message, decodeBulkAnswer(message.typeUrl, bytes));
}

const multiUpdate = txVerb({
  name: "multi-update",
  describe: "Write several keys, all of which must be present; leases stay",
  arguments: [
    NAMESPACE,
    { name: "entries", kind: "json", describe: `[{"key": "name", "value": "Ada"}, …]` },
  ],
  examples: [
    ["profile --file entries.json --from alice", `[{"key": "name", "value": "Ada"}, …]`],
    ["profile --file - --from alice -y < entries.json", "From standard input"],
  ],
  check({ entries }) {
    if (entries) parseEntries(entries);
  },
  async message({ namespace, entries }, signer) {
    return (await messages()).kvMessages(signer).multiUpdate(namespace, parseEntries(entries));
  },
  async response([answer = NO_ANSWER]) {
    return { json: { revision: (await codecs()).MsgMultiUpdateResponse.decode(answer).revision } };
  },
});

const OPERATIONS = {
  name: "operations",
  kind: "json",
  describe: `{"namespace": "profile", "operations": […]}, or several in a list`,
} as const satisfies Argument;

const batch = txVerb({
  name: "batch",
  describe: "Run several operations, each under a condition if need be, all or none",
  arguments: [
    { ...NAMESPACE, optional: true, describe: `Where; or "namespace" in the file` },
    OPERATIONS,
  ],
  examples: [
    [
      "profile --file ops.json --from alice",
      `{"operations": [{"create": {"key": "a", "value": "1", "lease": "8s"}}, ` +
        `{"increment": {"key": "n", "by": 5}, "condition": {"mod_revision": 3}}]}`,
    ],
  ],
  check({ namespace, operations }) {
    if (operations) batchesOf(operations, namespace);
  },
  async message({ namespace, operations }, signer) {
    const { kvMessages } = await messages();
    return batchesOf(operations, namespace).map((one) =>
      kvMessages(signer).batch(one.namespace, one.operations),
    );
  },
  response: batchResponse,
});

/** @throws VerbMisuse unless each batch's namespace is given once */
function batchesOf(
  document: Parameters<typeof parseBatches>[0],
  namespace: string | undefined,
): { namespace: string; operations: ReturnType<typeof parseBatches>[number]["operations"] }[] {
  return parseBatches(document).map(({ path, operations, ...inFile }) => {
    if (namespace !== undefined && inFile.namespace !== undefined) {
      throw new VerbMisuse(`${path}.namespace: NAMESPACE is on the command line already`);
    }
    const where = namespace ?? inFile.namespace;
    if (where !== undefined) return { namespace: where, operations };
    throw new ClientError(`${path}: "namespace" is missing here and NAMESPACE on the command line`);
  });
}

const SHOWN_RESULTS_MAX = 20;

async function batchResponse(answers: readonly Uint8Array[]): Promise<TxAnswer> {
  const { MsgBatchResponse } = await codecs();
  const batches = answers.map((answer) => MsgBatchResponse.decode(answer));
  const json = batches.map(({ revision, results }) => ({
    revision,
    results: results.map(resultToJson),
  }));
  const text = batches.map(({ revision, results }) => ({
    revision,
    operations: results.length,
    ...shownResults(results),
  }));
  const [onlyJson, onlyText] = [json[0], text[0]];
  if (json.length === 1 && onlyJson && onlyText) return { json: onlyJson, text: onlyText };
  return { json: { batches: json }, text: { batches: text } };
}

/** What an operation answers besides its revision; 0, false and empty are what others would. */
function resultToJson(result: OperationResult): Readonly<Record<string, unknown>> {
  const { revision, created, value, size, leaseDeadlineNs, changed, nextKey } = result;
  return {
    revision,
    ...(created ? { created } : {}),
    ...(value === 0n ? {} : { value }),
    ...(size === 0n ? {} : { size }),
    ...(leaseDeadlineNs === 0n ? {} : deadlineToJson("lease_deadline", leaseDeadlineNs)),
    ...(changed === 0n ? {} : { changed }),
    ...(nextKey.length === 0 ? {} : { next_key: nextKeyToJson(nextKey), left: keyToJson(nextKey) }),
  };
}

/** Those that say more than the revision, for an eye. */
function shownResults(results: readonly OperationResult[]): Readonly<Record<string, unknown>> {
  const saying = results.flatMap((result, index) => {
    const { revision: _revision, left: _left, ...rest } = resultToJson(result);
    const parts = Object.entries(timesToText(rest)).map(
      ([name, value]) => `${name} ${String(value)}`,
    );
    return parts.length === 0 ? [] : [`operation ${index}: ${parts.join(", ")}`];
  });
  if (saying.length === 0) return {};
  const more = saying.length - SHOWN_RESULTS_MAX;
  const shown = saying.slice(0, SHOWN_RESULTS_MAX);
  return { results: more > 0 ? [...shown, `… and ${more} more: see -o json`] : shown };
}

export const BULK_VERBS: readonly TxVerb[] = [multiUpdate, batch, deleteAll, renewLeaseAll];
