import type { Argument, Flags, FlagsOf } from "../../app/client/verbs.ts";
import { PAGE_FLAGS } from "../../app/client/verbs.ts";
import type { BulkOptions, KvCondition, PageOptions, WriteOptions } from "./client-messages.ts";

/* Arguments and flags that several verbs share, and what the client takes for them. */

export const NAMESPACE = {
  name: "namespace",
  kind: "namespace",
  describe: "`name` (yours: --from), or `owner/name` with an address or a key's name",
} as const satisfies Argument;
export const KEY = {
  name: "key",
  kind: "key",
  describe: "The key as text; other bytes with --key-hex or --key-base64",
} as const satisfies Argument;
export const VALUE = {
  name: "value",
  kind: "value",
  describe: "The value as text, or - for standard input; or --file",
} as const satisfies Argument;

export const LEASE_FLAGS = {
  lease: {
    kind: "duration",
    describe: "How long it stays from now on, such as 8s, 30m or 1d12h [default: the chain's]",
  },
} as const satisfies Flags;

/** Where a present key keeps the lease that it has. */
export const KEPT_LEASE_FLAGS = {
  lease: {
    kind: "duration",
    describe:
      "How long it stays from now on, such as 8s, 30m or 1d12h [default: a key that is there " +
      "keeps its lease, a new one gets the chain's default]",
  },
} as const satisfies Flags;

export const CONDITION_FLAGS = {
  "if-absent": {
    kind: "boolean",
    group: "condition",
    describe: "Only if the key is absent",
  },
  "if-present": {
    kind: "boolean",
    group: "condition",
    describe: "Only if the key is present",
  },
  "if-revision": {
    kind: "uint64",
    group: "condition",
    describe: "Only if the key's mod_revision is this",
  },
  "if-value-sha256": {
    kind: "sha256",
    group: "condition",
    describe: "Only if the value has this SHA-256",
  },
} as const satisfies Flags;

type ConditionFlags = FlagsOf<typeof CONDITION_FLAGS>;

export function writeOptions(flags: FlagsOf<typeof LEASE_FLAGS> & ConditionFlags): WriteOptions {
  const condition = conditionOf(flags);
  return {
    ...(flags.lease === undefined ? {} : { lease: flags.lease }),
    ...(condition === undefined ? {} : { condition }),
  };
}

function conditionOf(flags: ConditionFlags): KvCondition | undefined {
  if (flags["if-absent"] === true) return { absent: true };
  if (flags["if-present"] === true) return { present: true };
  const { "if-revision": modRevision, "if-value-sha256": valueSha256 } = flags;
  if (modRevision !== undefined) return { modRevision };
  return valueSha256 && { valueSha256 };
}

export const RANGE_FLAGS = {
  prefix: { kind: "bytes", describe: "Only keys that start with this text" },
  start: { kind: "bytes", describe: "The first key, included" },
  end: { kind: "bytes", describe: "The end, excluded" },
} as const satisfies Flags;

export const LIST_FLAGS = { ...RANGE_FLAGS, ...PAGE_FLAGS } as const satisfies Flags;

/** Without `--page-key` where undefined: the compiler tells that from absent. */
export function pageOptions<F extends { readonly "page-key"?: Uint8Array }>(
  flags: F,
): Omit<F, "page-key"> & Pick<PageOptions, "pageKey"> {
  const { "page-key": pageKey, ...rest } = flags;
  return { ...rest, ...(pageKey === undefined ? {} : { pageKey }) };
}

/** Options of a query that answers pages. */
export function listOptions<F extends { readonly "page-key"?: Uint8Array }>(
  flags: F,
  height: number | undefined,
) {
  return { ...pageOptions(flags), ...(height === undefined ? {} : { height }) };
}

export const BULK_FLAGS = {
  ...RANGE_FLAGS,
  limit: {
    kind: "uint32",
    describe: "Most entries of a transaction [default: as many as the chain allows]",
  },
  "page-key": { kind: "base64", describe: "Where to go on: next_key of the transaction before" },
} as const satisfies Flags;

/** `--page-key` is where the range starts now. */
export function bulkOptions(flags: FlagsOf<typeof BULK_FLAGS>): BulkOptions {
  const { "page-key": pageKey, ...rest } = flags;
  return pageKey === undefined ? rest : { ...rest, start: pageKey };
}
