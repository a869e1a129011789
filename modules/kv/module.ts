import type { Module } from "../../app/core/module.ts";
import { DEFAULT_GENESIS, exportKvGenesis, initKvGenesis } from "./genesis.ts";
import { KvKeeper } from "./keeper.ts";
import { kvMessages } from "./messages.ts";
import { kvQueries } from "./queries.ts";
import type { RentNeeds } from "./rent.ts";
import { sweep } from "./sweep.ts";

/** Namespaces of keys and values. */
export function kvModule(needs: RentNeeds): Module & { readonly keeper: KvKeeper } {
  const keeper = new KvKeeper(needs);
  return {
    name: "kv",
    keeper,
    schema: keeper.state.schema,
    messages: kvMessages(keeper),
    queries: kvQueries(keeper),
    defaultGenesis: () => DEFAULT_GENESIS,
    initGenesis: (ctx, state) => {
      initKvGenesis(ctx, keeper, state);
    },
    exportGenesis: (ctx) => exportKvGenesis(ctx, keeper),
    beginBlock: (ctx) => {
      sweep(ctx, keeper);
    },
  };
}
