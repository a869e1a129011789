import { QueryDefinition } from "../../proto/gen/cosmos/auth/v1beta1/query.ts";
import { MsgDefinition } from "../../proto/gen/cosmos/auth/v1beta1/tx.ts";
import { MachineFault } from "../../app/core/faults.ts";
import { type AnteStep, messageRoutes, type Module, queryRoutes } from "../../app/core/module.ts";
import { authenticate, checkMemo, consumeTxSizeGas } from "./ante.ts";
import { defaultGenesis, exportGenesis, initGenesis, type ModuleAccountName } from "./genesis.ts";
import { AuthKeeper } from "./keeper.ts";
import { MODULE_ACCOUNTS_MAX } from "./limits.ts";
import { authMessages } from "./messages.ts";
import { authQueries } from "./queries.ts";

export interface AuthModule extends Module {
  readonly keeper: AuthKeeper;
  /** Steps for the ante list, in this order; the fee is taken before `authenticate`. */
  readonly ante: {
    readonly checkMemo: AnteStep;
    readonly consumeTxSizeGas: AnteStep;
    readonly authenticate: AnteStep;
  };
}

/**
 * Accounts: keys, numbers, sequences, signatures.
 *
 * @param moduleAccounts modules that have an account, which genesis makes in this order
 */
export function authModule(
  moduleAccounts: readonly ModuleAccountName[] = [{ name: "fee_collector" }],
): AuthModule {
  if (moduleAccounts.length > MODULE_ACCOUNTS_MAX) {
    throw new MachineFault(`more than ${MODULE_ACCOUNTS_MAX} module accounts`);
  }
  const keeper = new AuthKeeper();
  const names = moduleAccounts.map(({ name }) => name);
  return {
    name: "auth",
    schema: keeper.schema,
    keeper,
    ante: {
      checkMemo: checkMemo(keeper),
      consumeTxSizeGas: consumeTxSizeGas(keeper),
      authenticate: authenticate(keeper),
    },
    messages: messageRoutes(MsgDefinition, authMessages()),
    queries: queryRoutes(QueryDefinition, authQueries(keeper, names)),
    defaultGenesis,
    initGenesis: (ctx, state) => {
      initGenesis(ctx, keeper, moduleAccounts, state);
    },
    exportGenesis: (ctx) => exportGenesis(ctx, keeper),
  };
}
