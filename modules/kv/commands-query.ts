import { hex } from "@scure/base";
import { ClientError } from "../../app/client/errors.ts";
import type { ProvenState } from "../../app/client/proven.ts";
import { formatTimeNs } from "../../app/client/time.ts";
import { queryVerb } from "../../app/client/verbs.ts";
import type { Flags, NodeBase, QueryVerb } from "../../app/client/verbs.ts";
import type { Entry } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import { KEY, LIST_FLAGS, NAMESPACE, listOptions } from "./commands-arguments.ts";
import {
  entryLine,
  entryToJson,
  fieldLines,
  formatKey,
  keyToJson,
  leaseToJson,
  lines,
  nextKeyToJson,
  timesToText,
} from "./commands-format.ts";

/* Queries about keys and what they hold. */

// The codecs and the client are loaded when a verb runs: the help and other modules' verbs do without them.
const client = () => import("./client.ts");

export const PROVE_FLAGS = {
  prove: {
    kind: "boolean",
    describe: "Check the answer's proof against the app hash before printing it",
  },
} as const satisfies Flags;

/** What an answer was checked against, in both forms. */
export function proofOf({ height, appHash, timeNs }: ProvenState) {
  const hash = hex.encode(appHash).toUpperCase();
  return {
    json: { verified: { height, app_hash: hash, time: formatTimeNs(timeNs) } },
    remark: `verified against app hash ${hash} of height ${height}`,
  };
}

export function heightOptions(height: number | undefined): { readonly height?: number } {
  return height === undefined ? {} : { height };
}

interface Found {
  readonly entry: Entry | undefined;
  /** Absent unless it was proved. */
  readonly proof?: ReturnType<typeof proofOf>;
  /** Why a proven entry is absent though it is in the store. */
  readonly reason?: string;
}

async function readEntry(
  base: NodeBase,
  { namespace, key }: { readonly namespace: string; readonly key: Uint8Array },
  prove: boolean | undefined,
  height: number | undefined,
): Promise<Found> {
  const { setupKvExtension, setupProvenKvExtension } = await client();
  if (prove !== true) return { entry: await setupKvExtension(base).kv.get(namespace, key, height) };
  const { provenKv } = setupProvenKvExtension(base);
  const { entry, ended, ...state } = await provenKv.get(namespace, key, heightOptions(height));
  const reason = ended && `its lease ended at ${formatTimeNs(ended.leaseDeadlineNs)}`;
  return { entry, proof: proofOf(state), ...(reason === undefined ? {} : { reason }) };
}

const get = queryVerb({
  name: "get",
  describe: "The value of a key, as its bytes; with -o json also revisions and lease",
  arguments: [NAMESPACE, KEY],
  flags: PROVE_FLAGS,
  examples: [
    ["alice/profile name", "The value alone"],
    ["alice/profile photo > me.jpg", "Any bytes"],
    ["alice/profile name --prove", "Do not believe the node, check its proof"],
  ],
  async run(base, target, { prove }, height) {
    const { entry, proof, reason } = await readEntry(base, target, prove, height);
    if (entry === undefined) {
      const why = reason === undefined ? "" : `: ${reason}`;
      const absence = proof === undefined ? "" : `; its absence is ${proof.remark}`;
      throw new ClientError(
        `key not found: ${formatKey(target.key)} in ${target.namespace}${why}${absence}`,
      );
    }
    const json = { ...entryToJson(target.key, entry), ...proof?.json };
    return { json, text: entry.value, ...(proof && { remark: proof.remark }) };
  },
});

const has = queryVerb({
  name: "has",
  describe: "Whether a key is present: true or false",
  arguments: [NAMESPACE, KEY],
  flags: PROVE_FLAGS,
  examples: [["alice/profile name", "Prints true or false"]],
  async run(base, target, { prove }, height) {
    if (prove === true) {
      const { entry, proof, reason } = await readEntry(base, target, prove, height);
      const found = entry !== undefined;
      const json = { has: found, ...proof?.json };
      const why = reason === undefined ? "" : `${reason}; `;
      return { json, text: `${found}\n`, ...(proof && { remark: `${why}${proof.remark}` }) };
    }
    const { setupKvExtension } = await client();
    const found = await setupKvExtension(base).kv.has(target.namespace, target.key, height);
    return { json: { has: found }, text: `${found}\n` };
  },
});

const keys = queryVerb({
  name: "keys",
  describe: "Keys in byte order, a page at a time",
  arguments: [NAMESPACE],
  flags: LIST_FLAGS,
  examples: [["alice/profile --prefix contact/ --limit 10", "Ten keys below contact/"]],
  async run(base, { namespace }, flags, height) {
    const { setupKvExtension } = await client();
    const page = await setupKvExtension(base).kv.keys(namespace, listOptions(flags, height));
    return {
      json: { keys: page.items.map(keyToJson), next_key: nextKeyToJson(page.nextKey) },
      text: lines(page.items.map(formatKey), page.nextKey),
    };
  },
});

const entries = queryVerb({
  name: "entries",
  describe: "Keys with their values, in byte order, a page at a time",
  arguments: [NAMESPACE],
  flags: LIST_FLAGS,
  examples: [["alice/profile -o json", "Values exactly; the text form shows them for the eye"]],
  async run(base, { namespace }, flags, height) {
    const { setupKvExtension } = await client();
    const page = await setupKvExtension(base).kv.entries(namespace, listOptions(flags, height));
    return {
      json: {
        entries: page.items.flatMap(({ key, entry }) =>
          entry === undefined ? [] : [entryToJson(key, entry)],
        ),
        next_key: nextKeyToJson(page.nextKey),
      },
      text: lines(page.items.map(entryLine), page.nextKey),
    };
  },
});

const lease = queryVerb({
  name: "lease",
  aliases: ["ttl"],
  describe: "When a key's lease ends, and in how many seconds",
  arguments: [NAMESPACE, KEY],
  examples: [["alice/sessions 7f3a", "From then on the key is absent"]],
  async run(base, { namespace, key }, _flags, height) {
    const { setupKvExtension } = await client();
    const found = await setupKvExtension(base).kv.lease(namespace, key, height);
    if (found === undefined) {
      throw new ClientError(`key not found: ${formatKey(key)} in ${namespace}`);
    }
    const { key: _key, key_base64: _base64, ...json } = leaseToJson(found);
    return { json, text: fieldLines(timesToText(json)) };
  },
});

const SHORTEST_LEASES_DEFAULT = 10;

const shortestLeases = queryVerb({
  name: "shortest-leases",
  describe: "The keys of a namespace whose leases end first",
  arguments: [NAMESPACE],
  flags: {
    limit: {
      kind: "uint32",
      describe: `How many, 1 to 1000 [default: ${SHORTEST_LEASES_DEFAULT}]`,
    },
  },
  examples: [["alice/sessions --limit 3", "Seconds, key and end of the lease"]],
  async run(base, { namespace }, { limit = SHORTEST_LEASES_DEFAULT }, height) {
    const { setupKvExtension } = await client();
    const found = await setupKvExtension(base).kv.shortestLeases(namespace, limit, height);
    const text = found.map(
      ({ key, deadlineNs, remainingSeconds }) =>
        `${remainingSeconds} s\t${formatKey(key)}\t${formatTimeNs(deadlineNs)}`,
    );
    return { json: { leases: found.map(leaseToJson) }, text: lines(text, undefined) };
  },
});

export const KEY_QUERIES: readonly QueryVerb[] = [get, has, keys, entries, lease, shortestLeases];
