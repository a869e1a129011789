import { base64, hex } from "@scure/base";
import { bytesToText } from "../../app/client/bytes.ts";
import { ClientError } from "../../app/client/errors.ts";
import { PAGE_FLAGS, queryVerb, txVerb } from "../../app/client/verbs.ts";
import type { Argument, ModuleCommands, NodeBase, TxVerb } from "../../app/client/verbs.ts";
import type { Entry } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import type { ListOptions } from "./client.ts";

// The codecs and the client are loaded when a verb runs: the help and other modules' verbs do without them.
const client = () => import("./client.ts");
const messages = () => import("./client-messages.ts");

const NAMESPACE = {
  name: "namespace",
  kind: "namespace",
  describe: "`name` (yours: --from), or `owner/name` with an address or a key's name",
} as const satisfies Argument;
const KEY = {
  name: "key",
  kind: "key",
  describe: "The key as text; other bytes with --key-hex or --key-base64",
} as const satisfies Argument;
const VALUE = {
  name: "value",
  kind: "value",
  describe: "The value as text, or - for standard input; or --file",
} as const satisfies Argument;

function writeVerb(name: "create" | "update" | "upsert", describe: string): TxVerb {
  return txVerb({
    name,
    describe,
    arguments: [NAMESPACE, KEY, VALUE],
    examples: [
      [`profile name Ada --from alice`, "A text in alice's namespace profile"],
      [`profile photo --file me.jpg --from alice`, "A file's bytes"],
    ],
    async message({ namespace, key, value }, signer) {
      const { kvMessages } = await messages();
      return kvMessages(signer)[name](namespace, key, value);
    },
    response: name === "upsert" ? upsertResponse : revisionResponse,
  });
}

async function revisionResponse(value: Uint8Array) {
  const { MsgCreateResponse } = await import("../../proto/gen/lazuli/kv/v1/tx.ts");
  // All but the answer of upsert have the revision alone, in field 1.
  return { revision: MsgCreateResponse.decode(value).revision };
}

async function upsertResponse(value: Uint8Array) {
  const { MsgUpsertResponse } = await import("../../proto/gen/lazuli/kv/v1/tx.ts");
  const { revision, created } = MsgUpsertResponse.decode(value);
  return { revision, created };
}

/** A text that a terminal shows as it is: no control characters, nothing that changes what stands beside it. */
const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]+$/u;

/** A key on a line of its own: the text, or `0x` and hexadecimal digits where the key is no printable text. */
export function formatKey(key: Uint8Array): string {
  const text = bytesToText(key);
  return text !== null && PRINTABLE.test(text) ? text : `0x${hex.encode(key)}`;
}

const SHOWN_BYTES_MAX = 64;

/** As much of a value as a line has room for. */
function formatValue(value: Uint8Array): string {
  if (value.length === 0) return "";
  if (value.length <= SHOWN_BYTES_MAX) return formatKey(value);
  // The cut may go through a character, so a long text that is not ASCII is shown in hexadecimal.
  return `${formatKey(value.subarray(0, SHOWN_BYTES_MAX))}… (${value.length} bytes)`;
}

function keyToJson(key: Uint8Array) {
  return { key: bytesToText(key), key_base64: base64.encode(key) };
}

function entryToJson(key: Uint8Array, entry: Entry) {
  return {
    ...keyToJson(key),
    value_base64: base64.encode(entry.value),
    value_utf8: bytesToText(entry.value),
    create_revision: entry.createRevision,
    mod_revision: entry.modRevision,
    ...(entry.leaseDeadlineNs === 0n ? {} : { lease_deadline_ns: entry.leaseDeadlineNs }),
  };
}

const LIST_FLAGS = {
  prefix: { kind: "bytes", describe: "Only keys that start with this text" },
  start: { kind: "bytes", describe: "The first key, included" },
  end: { kind: "bytes", describe: "The end, excluded" },
  ...PAGE_FLAGS,
} as const;

interface ListFlags {
  readonly prefix?: Uint8Array;
  readonly start?: Uint8Array;
  readonly end?: Uint8Array;
  readonly limit?: bigint;
  readonly "page-key"?: Uint8Array;
  readonly reverse?: boolean;
}

function listOptions(flags: ListFlags, height: number | undefined): ListOptions {
  const { "page-key": pageKey, ...rest } = flags;
  return {
    ...rest,
    ...(pageKey === undefined ? {} : { pageKey }),
    ...(height === undefined ? {} : { height }),
  };
}

function nextKeyToJson(nextKey: Uint8Array | undefined): string | null {
  return nextKey === undefined ? null : base64.encode(nextKey);
}

/** Lines, and how to go on where there is more. */
function lines(items: readonly string[], nextKey: Uint8Array | undefined): string {
  const more =
    nextKey === undefined ? [] : [`# there are more: --page-key ${base64.encode(nextKey)}`];
  return [...items, ...more].map((line) => `${line}\n`).join("");
}

const PROVE_FLAGS = {
  prove: {
    kind: "boolean",
    describe: "Check the answer's proof against the app hash before printing it",
  },
} as const;

interface Found {
  readonly entry: Entry | undefined;
  /** What it was checked against, in both forms; absent unless it was. */
  readonly proof?: { readonly json: object; readonly remark: string };
}

async function readEntry(
  base: NodeBase,
  { namespace, key }: { readonly namespace: string; readonly key: Uint8Array },
  prove: boolean | undefined,
  height: number | undefined,
): Promise<Found> {
  const { setupKvExtension, setupProvenKvExtension } = await client();
  if (prove !== true) return { entry: await setupKvExtension(base).kv.get(namespace, key, height) };
  const options = height === undefined ? {} : { height };
  const proven = await setupProvenKvExtension(base).provenKv.get(namespace, key, options);
  const appHash = hex.encode(proven.appHash).toUpperCase();
  return {
    entry: proven.entry,
    proof: {
      json: { verified: { height: proven.height, app_hash: appHash } },
      remark: `verified against app hash ${appHash} of height ${proven.height}`,
    },
  };
}

const get = queryVerb({
  name: "get",
  describe: "The value of a key, as its bytes; with -o json also its revisions",
  arguments: [NAMESPACE, KEY],
  flags: PROVE_FLAGS,
  examples: [
    ["alice/profile name", "The value alone"],
    ["alice/profile photo > me.jpg", "Any bytes"],
    ["alice/profile name --prove", "Do not believe the node, check its proof"],
  ],
  async run(base, target, { prove }, height) {
    const { entry, proof } = await readEntry(base, target, prove, height);
    if (entry === undefined) {
      const absence = proof === undefined ? "" : `; its absence is ${proof.remark}`;
      throw new ClientError(
        `key not found: ${formatKey(target.key)} in ${target.namespace}${absence}`,
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
      const { entry, proof } = await readEntry(base, target, prove, height);
      const found = entry !== undefined;
      const json = { has: found, ...proof?.json };
      return { json, text: `${found}\n`, ...(proof && { remark: proof.remark }) };
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
    const found = page.items.flatMap(({ key, entry }) =>
      entry === undefined ? [] : [{ key, entry }],
    );
    return {
      json: {
        entries: found.map(({ key, entry }) => entryToJson(key, entry)),
        next_key: nextKeyToJson(page.nextKey),
      },
      text: lines(
        found.map(({ key, entry }) => `${formatKey(key)}\t${formatValue(entry.value)}`),
        page.nextKey,
      ),
    };
  },
});

const count = queryVerb({
  name: "count",
  describe: "How many entries a namespace holds",
  arguments: [NAMESPACE],
  examples: [["alice/profile", "Prints a number"]],
  async run(base, { namespace }, _flags, height) {
    const { setupKvExtension } = await client();
    const found = await setupKvExtension(base).kv.count(namespace, height);
    return { json: { count: found }, text: `${found}\n` };
  },
});

const namespaceRecord = queryVerb({
  name: "namespace",
  describe: "The record of a namespace: entries, bytes, revision and digest of all changes",
  arguments: [NAMESPACE],
  examples: [["alice/profile", "Its size and revision"]],
  async run(base, { namespace }, _flags, height) {
    const { setupKvExtension } = await client();
    const record = await setupKvExtension(base).kv.namespace(namespace, height);
    if (record === undefined) {
      throw new ClientError(`namespace not found: nothing was ever written to ${namespace}`);
    }
    return {
      json: {
        entries: record.entries,
        bytes: record.bytes,
        revision: record.revision,
        digest: hex.encode(record.digest),
        pending_owner: record.pendingOwner,
      },
    };
  },
});

export const kvCommands: ModuleCommands = {
  name: "kv",
  describe: "The key-value store",
  tx: [
    writeVerb("create", "Write a key that must be absent"),
    writeVerb("update", "Write a key that must be present"),
    writeVerb("upsert", "Write a key whether it is present or not"),
    txVerb({
      name: "delete",
      describe: "Remove a key that must be present",
      arguments: [NAMESPACE, KEY],
      examples: [["profile name --from alice", "Remove one key"]],
      async message({ namespace, key }, signer) {
        const { kvMessages } = await messages();
        return kvMessages(signer).delete(namespace, key);
      },
      response: revisionResponse,
    }),
  ],
  query: [get, has, keys, entries, count, namespaceRecord],
  types: async () => (await messages()).kvTypes,
};
