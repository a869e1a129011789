import { checkTimeout, validateMessages } from "./core/ante.ts";
import { type App, AppBuilder } from "./core/app.ts";
import { authModule } from "../modules/auth/module.ts";
import { authzModule } from "../modules/authz/module.ts";
import { bankModule } from "../modules/bank/module.ts";
import { deductFee } from "../modules/chain/ante.ts";
import { chainModule, type ChainOptions } from "../modules/chain/module.ts";
import { feegrantModule } from "../modules/feegrant/module.ts";
import { DEFAULT_PARAMS } from "../modules/chain/params.ts";
import { kvModule } from "../modules/kv/module.ts";
import { stakingModule } from "../modules/staking/module.ts";
import { upgradeModule } from "../modules/upgrade/module.ts";
import { vestingModule } from "../modules/vesting/module.ts";

/** Name of the account that fees go to. @source cosmos-sdk x/auth FeeCollectorName */
const FEE_COLLECTOR = "fee_collector";

/** What a node's own settings change: what it admits to its mempool and says of itself. */
export type AppOptions = ChainOptions;

/**
 * The whole application: every module in the order of genesis and hooks, and every step that a transaction passes before
 * its messages run. A new module is one folder and one line here.
 *
 * @param options how this node is set up; decides about no block
 */
export function buildApp(options: AppOptions): App {
  const { nodeMinGasPrice } = options;
  const builder = new AppBuilder();
  const chain = builder.add(chainModule(options));
  const auth = builder.add(authModule([{ name: FEE_COLLECTOR }, { name: "kv" }]));
  const blocked = [FEE_COLLECTOR, "kv"];
  const bank = builder.add(bankModule({ accounts: auth.keeper, blocked }));
  builder.add(vestingModule({ accounts: auth.keeper, bank: bank.keeper, blocked }));
  const feegrant = builder.add(feegrantModule({ accounts: auth.keeper, blocked }));
  const { dispatcher } = builder;
  const { authorizations } = bank;
  builder.add(authzModule({ accounts: auth.keeper, blocked, dispatcher, authorizations }));
  builder.add(kvModule({ bank: bank.keeper, chain: chain.keeper, feeCollector: FEE_COLLECTOR }));
  builder.add(stakingModule({ bondDenom: DEFAULT_PARAMS.feeDenom }));
  builder.add(upgradeModule(builder.moduleNames));
  return builder.build({
    settings: chain.keeper,
    ante: [
      checkTimeout,
      validateMessages,
      auth.ante.checkMemo,
      auth.ante.consumeTxSizeGas,
      deductFee(chain.keeper, {
        bank: bank.keeper,
        accounts: auth.keeper,
        feeCollector: FEE_COLLECTOR,
        nodeMinGasPrice,
        feeGrants: feegrant.keeper,
      }),
      auth.ante.authenticate,
    ],
  });
}
