import { QueryDefinition } from "../../proto/gen/lazuli/kv/v1/query.ts";
import { type QueryRoute, queryRoutes } from "../../app/core/module.ts";
import { notFound } from "../../app/core/query-error.ts";
import { describeKey } from "./errors.ts";
import { checkKey, type KvKeeper } from "./keeper.ts";
import { parseNamespace } from "./namespace.ts";

export function kvQueries(keeper: KvKeeper): readonly QueryRoute[] {
  return queryRoutes(QueryDefinition, {
    get(ctx, { namespace, key }) {
      const id = parseNamespace(ctx, namespace);
      checkKey(key);
      const entry = keeper.entry(ctx, id, key);
      if (!entry) throw notFound(`${describeKey(key)} in ${namespace}`);
      return { entry };
    },
    has(ctx, { namespace, key }) {
      const id = parseNamespace(ctx, namespace);
      checkKey(key);
      return { has: keeper.has(ctx, id, key) };
    },
    keys(ctx, { namespace, range, pagination }) {
      const id = parseNamespace(ctx, namespace);
      const page = keeper.page(ctx, id, range, pagination, (key) => key);
      return { keys: page.entries, pagination: page.pagination };
    },
    entries(ctx, { namespace, range, pagination }) {
      const id = parseNamespace(ctx, namespace);
      return keeper.page(ctx, id, range, pagination, (key, entry) => ({ key, entry }));
    },
    count(ctx, { namespace }) {
      const id = parseNamespace(ctx, namespace);
      return { count: keeper.namespace(ctx, id)?.entries ?? 0n };
    },
    namespace(ctx, { namespace }) {
      const record = keeper.namespace(ctx, parseNamespace(ctx, namespace));
      if (!record) throw notFound(`namespace ${namespace}`);
      return { namespace: record };
    },
  });
}
