import { QueryDefinition } from "../../proto/gen/cosmos/bank/v1beta1/query.ts";
import { MsgDefinition } from "../../proto/gen/cosmos/bank/v1beta1/tx.ts";
import type { AuthorizationType } from "../../app/core/authorization.ts";
import { messageRoutes, type Module, queryRoutes } from "../../app/core/module.ts";
import { defaultGenesis, exportGenesis, initGenesis } from "./genesis.ts";
import { type Accounts, BankKeeper } from "./keeper.ts";
import { bankMessages } from "./messages.ts";
import { bankQueries } from "./queries.ts";
import { sendAuthorization } from "./send-authorization.ts";

export interface BankModule extends Module {
  readonly keeper: BankKeeper;
  /** What may be granted for messages of bank. */
  readonly authorizations: readonly AuthorizationType[];
}

export interface BankNeeds {
  readonly accounts: Accounts;
  /** Names of modules whose accounts messages may not pay into. */
  readonly blocked: readonly string[];
}

/** Balances, supply, and sending. */
export function bankModule(needs: BankNeeds): BankModule {
  const keeper = new BankKeeper(needs);
  return {
    name: "bank",
    schema: keeper.schema,
    keeper,
    authorizations: [sendAuthorization],
    messages: messageRoutes(MsgDefinition, bankMessages(keeper, needs.blocked)),
    queries: queryRoutes(QueryDefinition, bankQueries(keeper)),
    defaultGenesis,
    initGenesis: (ctx, state) => {
      initGenesis(ctx, keeper, state);
    },
    exportGenesis: (ctx) => exportGenesis(ctx, keeper),
  };
}
