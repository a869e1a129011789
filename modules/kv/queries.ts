import {
  QueryDefinition,
  type QueryMyKeysRequest,
  type QueryMyKeysResponse,
} from "../../proto/gen/lazuli/kv/v1/query.ts";
import { concatBytes, equalBytes } from "../../app/core/bytes.ts";
import type { Context } from "../../app/core/context.ts";
import { PAGE_BYTES_MAX, PAGE_LIMIT_MAX, PAGE_SCAN_MAX } from "../../app/core/limits.ts";
import { type QueryRoute, queryRoutes } from "../../app/core/module.ts";
import { pageLimit } from "../../app/core/pagination.ts";
import { invalidArgument, notFound } from "../../app/core/query-error.ts";
import { ownerOf } from "./access.ts";
import { checkKey } from "./checks.ts";
import { describeKey } from "./errors.ts";
import { type KvKeeper, refuseTotal } from "./keeper.ts";
import { MY_KEYS_NAMESPACES_MAX } from "./limits.ts";
import { parseNamespace } from "./namespace.ts";
import { readCount, readEntries, readEntry, readHas, readKeys } from "./reads.ts";
import { entryKey } from "./state.ts";

export function kvQueries(keeper: KvKeeper): readonly QueryRoute[] {
  return queryRoutes(QueryDefinition, {
    params: (ctx) => ({ params: keeper.params(ctx) }),
    get: (ctx, { namespace, key }) => ({ entry: readEntry(ctx, keeper, namespace, key, notFound) }),
    has: (ctx, { namespace, key }) => readHas(ctx, keeper, namespace, key),
    keys: (ctx, request) => readKeys(ctx, keeper, request),
    entries: (ctx, request) => readEntries(ctx, keeper, request),
    count: (ctx, { namespace }) => readCount(ctx, keeper, namespace),
    namespace(ctx, { namespace }) {
      const id = parseNamespace(ctx, namespace);
      const record = keeper.namespace(ctx, id);
      if (!record) throw notFound(`namespace ${namespace}`);
      return {
        namespace: record,
        sweepLagNs: keeper.sweepLagNs(ctx, record),
        owner: ctx.addresses.format(ownerOf(ctx, id, record)),
      };
    },
    namespaces(ctx, { owner, pagination }) {
      const page = keeper.namespacesOf(ctx, ctx.addresses.parse(owner), pagination);
      const namespaces = page.entries.map((id) => keeper.path(ctx, id));
      return { namespaces, pagination: page.pagination };
    },
    myKeys: (ctx, request) => listMyKeys(ctx, keeper, request),
    lease(ctx, { namespace, key }) {
      readEntry(ctx, keeper, namespace, key, notFound);
      return { lease: keeper.leaseOf(ctx, namespace, key) };
    },
    shortestLeases(ctx, { namespace, limit }) {
      const id = parseNamespace(ctx, namespace);
      if (limit < 1 || limit > PAGE_LIMIT_MAX) {
        throw invalidArgument(`limit is ${limit}, expected 1 to ${PAGE_LIMIT_MAX}`);
      }
      return { leases: keeper.shortestLeases(ctx, id, limit) };
    },
    grants(ctx, { namespace, grantee, pagination }) {
      const id = parseNamespace(ctx, namespace);
      const only = grantee === "" ? undefined : ctx.addresses.parse(grantee);
      const page = keeper.grants(ctx, id, only, pagination);
      const grants = page.entries.map((one) => ({
        ...one,
        grantee: ctx.addresses.format(one.grantee),
      }));
      return { grants, pagination: page.pagination };
    },
    rent(ctx, { namespace, key, valueBytes, lease }) {
      const id = parseNamespace(ctx, namespace);
      const { keyBytesMax, valueBytesMax } = keeper.params(ctx);
      checkKey(key, keyBytesMax);
      if (valueBytes > BigInt(valueBytesMax)) {
        throw invalidArgument(`value_bytes is ${valueBytes}, expected at most ${valueBytesMax}`);
      }
      const quote = keeper.quote(ctx, id, key, { bytes: valueBytes, lease });
      return {
        denom: quote.denom,
        escrow: quote.escrow.toString(),
        charge: quote.charge.toString(),
        refund: quote.refund.toString(),
      };
    },
  });
}

const NO_BYTES = new Uint8Array(0);

/**
 * Keys of one namespace after the other. `next_key` is the encoded (owner, name, key) of the first that did not fit; the key
 * in it is empty where a page ended between two namespaces.
 */
function listMyKeys(
  ctx: Context,
  keeper: KvKeeper,
  { owner, pagination }: QueryMyKeysRequest,
): QueryMyKeysResponse {
  refuseTotal(pagination);
  if (pagination?.reverse === true) throw invalidArgument("reverse is not supported");
  if ((pagination?.offset ?? 0n) !== 0n) throw invalidArgument("offset is not supported");
  const limit = pageLimit(pagination);
  const address = ctx.addresses.parse(owner);
  const from = pagination?.key ?? NO_BYTES;
  const keys: { namespace: string; key: Uint8Array }[] = [];
  const end = (nextKey: Uint8Array) => ({ keys, pagination: { nextKey, total: 0n } });
  const position = from.length > 0 ? decodePosition(from) : undefined;
  const start = position ? entryKey.encode([position.owner, position.name, NO_BYTES]) : NO_BYTES;
  const looked = { namespaces: 0, entries: 0n, bytes: 0n };
  for (const id of keeper.walkNamespacesOf(ctx, address, start.subarray(0, -1))) {
    const here = entryKey.encode([id.owner, id.name, NO_BYTES]);
    const record = keeper.namespace(ctx, id);
    looked.entries += record?.entries ?? 0n;
    looked.bytes += record?.bytes ?? 0n;
    // The first namespace is bounded by its own page; the next one only if all of it can be looked at besides.
    const isFull = looked.entries > PAGE_SCAN_MAX || looked.bytes > PAGE_BYTES_MAX;
    if (keys.length >= limit || looked.namespaces >= MY_KEYS_NAMESPACES_MAX) return end(here);
    if (isFull && looked.namespaces > 0) return end(here);
    looked.namespaces += 1;
    const isResumed = looked.namespaces === 1 && equalBytes(here, start);
    const resumed = isResumed ? from.subarray(here.length) : NO_BYTES;
    const request = { key: resumed, offset: 0n, limit: BigInt(limit - keys.length) };
    const page = keeper.page(
      ctx,
      id,
      undefined,
      { ...request, countTotal: false, reverse: false },
      (key) => ({ namespace: keeper.path(ctx, id), key }),
    );
    keys.push(...page.entries);
    const { nextKey } = page.pagination;
    if (nextKey.length > 0) return end(concatBytes(here, nextKey));
  }
  return end(NO_BYTES);
}

function decodePosition(key: Uint8Array): { owner: Uint8Array; name: string } {
  try {
    const [owner, name] = entryKey.decode(key);
    return { owner, name };
  } catch {
    throw invalidArgument(`key is ${describeKey(key)}, expected the next_key of another page`);
  }
}
