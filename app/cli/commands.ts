import { authCommands } from "../../modules/auth/commands.ts";
import { authzCommands } from "../../modules/authz/commands.ts";
import { bankCommands } from "../../modules/bank/commands.ts";
import { consensusCommands } from "../../modules/chain/commands.ts";
import { feegrantCommands } from "../../modules/feegrant/commands.ts";
import { kvCommands } from "../../modules/kv/commands.ts";
import { stakingCommands } from "../../modules/staking/commands.ts";
import { upgradeCommands } from "../../modules/upgrade/commands.ts";
import { vestingCommands } from "../../modules/vesting/commands.ts";
import type { ModuleCommands } from "../client/verbs.ts";
import { chainInfoCommand } from "./chain-info.ts";
import { type Command, formerly } from "./command.ts";
import { cometCommand } from "./comet.ts";
import { completionCommand } from "./completion.ts";
import { configCommand } from "./config.ts";
import { debugCommand } from "./debug.ts";
import { exportCommand } from "./export.ts";
import { faucetCommand } from "./faucet.ts";
import { addAccountCommand } from "./genesis-accounts.ts";
import { collectCommand, gentxCommand } from "./genesis-gentx.ts";
import { genesisCommand, validateCommand } from "./genesis.ts";
import { initCommand } from "./init.ts";
import { keysCommand } from "./keys.ts";
import { localnetCommand } from "./localnet.ts";
import { pruneCommand } from "./prune.ts";
import { queryCommand } from "./query.ts";
import { rollbackCommand } from "./rollback.ts";
import { snapshotsCommand } from "./snapshots.ts";
import { startCommand } from "./start.ts";
import { statusCommand } from "./status.ts";
import { testnetCommand } from "./testnet.ts";
import { txCommand } from "./tx.ts";
import { versionCommand } from "./version.ts";

/** A module's verbs are one line here. */
const MODULES: readonly ModuleCommands[] = [
  kvCommands,
  bankCommands,
  authCommands,
  vestingCommands,
  feegrantCommands,
  authzCommands,
  stakingCommands,
  upgradeCommands,
  consensusCommands,
];

/** Everything that `lazuli` can do, in the order of its help. */
export const COMMANDS: readonly Command[] = [
  localnetCommand,
  initCommand,
  genesisCommand,
  testnetCommand,
  startCommand,
  statusCommand,
  chainInfoCommand,
  faucetCommand,
  keysCommand,
  txCommand(MODULES),
  queryCommand(MODULES),
  pruneCommand,
  rollbackCommand,
  exportCommand,
  snapshotsCommand,
  configCommand,
  cometCommand,
  debugCommand,
  completionCommand(() => COMMANDS),
  versionCommand,
  formerly("add-genesis-account", addAccountCommand),
  formerly("gentx", gentxCommand),
  formerly("collect-gentxs", collectCommand),
  formerly("validate-genesis", validateCommand),
];
