import type { Module } from "../../app/core/module.ts";
import { EMPTY_GENESIS, exportKvGenesis, initKvGenesis } from "./genesis.ts";
import { KvKeeper } from "./keeper.ts";
import { kvMessages } from "./messages.ts";
import { kvQueries } from "./queries.ts";

/** Namespaces of keys and values. */
export function kvModule(): Module & { readonly keeper: KvKeeper } {
  const keeper = new KvKeeper();
  return {
    name: "kv",
    keeper,
    schema: keeper.schema,
    messages: kvMessages(keeper),
    queries: kvQueries(keeper),
    defaultGenesis: () => EMPTY_GENESIS,
    initGenesis: (ctx, state) => {
      initKvGenesis(ctx, keeper, state);
    },
    exportGenesis: (ctx) => exportKvGenesis(ctx, keeper),
  };
}
