import type { PageRequest } from "../../proto/gen/cosmos/base/query/v1beta1/pagination.ts";
import type { Entry, KeyRange } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import type { Context } from "../../app/core/context.ts";
import { checkKey } from "./checks.ts";
import { describeKey } from "./errors.ts";
import type { KvKeeper } from "./keeper.ts";
import { parseNamespace } from "./namespace.ts";

/* Reads that are both queries and messages: one answer, whether consensus orders it or not. */

interface ListRequest {
  readonly namespace: string;
  readonly range: KeyRange | undefined;
  readonly pagination: PageRequest | undefined;
}

/** @param notFound the error of an absent key; it differs between queries and messages */
export function readEntry(
  ctx: Context,
  keeper: KvKeeper,
  namespace: string,
  key: Uint8Array,
  notFound: (what: string) => Error,
): Entry {
  const id = parseNamespace(ctx, namespace);
  checkKey(key);
  const entry = keeper.entry(ctx, id, key);
  if (!entry) throw notFound(`${describeKey(key)} in ${namespace}`);
  return entry;
}

export function readHas(ctx: Context, keeper: KvKeeper, namespace: string, key: Uint8Array) {
  const id = parseNamespace(ctx, namespace);
  checkKey(key);
  return { has: keeper.entry(ctx, id, key) !== undefined };
}

export function readCount(ctx: Context, keeper: KvKeeper, namespace: string) {
  const record = keeper.namespace(ctx, parseNamespace(ctx, namespace));
  return { count: record?.entries ?? 0n, sweepLagNs: keeper.sweepLagNs(ctx, record) };
}

export function readKeys(
  ctx: Context,
  keeper: KvKeeper,
  { namespace, range, pagination }: ListRequest,
) {
  const id = parseNamespace(ctx, namespace);
  const page = keeper.page(ctx, id, range, pagination, (key) => key);
  return { keys: page.entries, pagination: page.pagination };
}

export function readEntries(
  ctx: Context,
  keeper: KvKeeper,
  { namespace, range, pagination }: ListRequest,
) {
  const id = parseNamespace(ctx, namespace);
  return keeper.page(ctx, id, range, pagination, (key, entry) => ({ key, entry }));
}
