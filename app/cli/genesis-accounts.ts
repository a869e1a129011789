import { resolve } from "node:path";
import type { NewAccount, VestingPlan } from "../node/genesis-accounts.ts";
import { GENESIS_ACCOUNTS_ADDED_MAX, GENESIS_ACCOUNTS_BYTES_MAX } from "../node/limits.ts";
import type { Home } from "../node/home.ts";
import { UserError } from "../node/user-error.ts";
import { Accounts, localPrefix, openTerminalKeyring } from "./accounts.ts";
import { command } from "./command.ts";
import type { Command, Env, OptionsOf } from "./command.ts";
import {
  COMMON_OPTIONS,
  KEYRING_OPTIONS,
  backendOf,
  formatOf,
  homeOf,
  openHome,
  parseInteger,
} from "./options.ts";
import { type OutputFormat, printAnswer } from "./output.ts";
import { UsageError } from "./usage-error.ts";
import { parseCoins } from "./values.ts";

const APPEND_OPTIONS = {
  append: {
    type: "boolean",
    describe: "Add the coins to an account that is there; else that is an error",
  },
} as const;

const VESTING_OPTIONS = {
  "vesting-amount": {
    type: "string",
    requiresArg: true,
    describe: "Coins of these that may not be spent before their time",
  },
  "vesting-start-time": {
    type: "string",
    requiresArg: true,
    describe: "Unix seconds from which on they become free little by little [default: none]",
  },
  "vesting-end-time": {
    type: "string",
    requiresArg: true,
    describe: "Unix seconds at which all are free",
  },
} as const;

const TIME_MAX = 2n ** 63n - 1n;

export const addAccountCommand: Command = command({
  name: "add-account",
  aliases: ["add-genesis-account"],
  describe: "Give an account coins in the genesis of a chain that has not started",
  positionals: [
    { name: "address", describe: "An address, or the name of a key", required: true },
    { name: "coins", describe: "Such as 1000000ulaz,5ustake", required: true },
  ],
  options: {
    ...VESTING_OPTIONS,
    "module-name": {
      type: "string",
      requiresArg: true,
      describe: "The module whose account it is; nobody signs for it",
    },
    ...APPEND_OPTIONS,
    ...KEYRING_OPTIONS,
    ...COMMON_OPTIONS,
  },
  examples: [["alice 1000000000ulaz --keyring-backend test", "A key of the keyring"]],
  async handler(args, env) {
    const { home, config } = await openHome(args, env);
    const accounts = new Accounts(
      () => openTerminalKeyring(home, backendOf(args, config), env.terminal),
      () => localPrefix(home, undefined),
    );
    const vesting = vestingOf(args);
    const moduleName = args["module-name"];
    const account = {
      address: await accounts.address(args.address),
      coins: parseCoins("COINS", args.coins),
      ...(vesting === undefined ? {} : { vesting }),
      ...(moduleName === undefined ? {} : { moduleName }),
    };
    const append = args.append === true;
    await addToGenesis(home, [account], { append, env, format: formatOf(args, config) });
  },
});

function vestingOf(args: OptionsOf<typeof VESTING_OPTIONS>): VestingPlan | undefined {
  const { "vesting-amount": amount, "vesting-start-time": start, "vesting-end-time": end } = args;
  if (amount === undefined) {
    if (start === undefined && end === undefined) return undefined;
    throw new UsageError("--vesting-amount is missing: expected the coins that vest");
  }
  if (end === undefined) {
    throw new UsageError("--vesting-end-time is missing: expected the time at which all are free");
  }
  // The SDK takes 0 for none.
  const startTime = parseInteger("vesting-start-time", start ?? "0", 0n, TIME_MAX);
  return {
    coins: parseCoins("--vesting-amount", amount),
    endTime: parseInteger("vesting-end-time", end, 1n, TIME_MAX),
    ...(startTime === 0n ? {} : { startTime }),
  };
}

export const bulkAddAccountsCommand: Command = command({
  name: "bulk-add-accounts",
  aliases: ["bulk-add-genesis-account", "bulk-add-genesis-accounts"],
  describe: "Give many accounts coins in the genesis, all or none of them",
  positionals: [
    {
      name: "file",
      describe:
        'JSON: [{"address", "coins": [{"denom", "amount"}], "vesting_amt"?, "vesting_start"?, ' +
        '"vesting_end"?, "module_name"?}]',
      required: true,
    },
  ],
  options: { ...APPEND_OPTIONS, ...COMMON_OPTIONS },
  examples: [["accounts.json", ""]],
  async handler(args, env) {
    const { readSmallFile } = await import("../node/files.ts");
    const path = resolve(env.folder, args.file);
    const text = await readSmallFile(path, GENESIS_ACCOUNTS_BYTES_MAX);
    if (text === undefined) throw new UserError(`${path}: no such file`);
    const accounts = await parseAccounts(path, text);
    const append = args.append === true;
    await addToGenesis(homeOf(args, env), accounts, { append, env, format: formatOf(args) });
  },
});

/** @throws UserError; ChainError with the path of what is wrong */
async function parseAccounts(path: string, text: string): Promise<NewAccount[]> {
  const [{ JsonValue }, { parseCoins: parseSorted }] = await Promise.all([
    import("../core/json.ts"),
    import("../core/coins.ts"),
  ]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UserError(`${path}: expected JSON`);
  }
  const list = new JsonValue(value, path).list();
  if (list.length > GENESIS_ACCOUNTS_ADDED_MAX) {
    throw new UserError(
      `${path}: ${list.length} accounts, expected at most ${GENESIS_ACCOUNTS_ADDED_MAX}`,
    );
  }
  type Json = (typeof list)[number];
  const coinsOf = (json: Json): NewAccount["coins"] => {
    const coins = json.list().map((entry) => {
      const object = entry.object();
      const coin = { denom: object.field("denom").text(), amount: object.field("amount").text() };
      object.end();
      return coin;
    });
    coins.sort((a, b) => (a.denom < b.denom ? -1 : 1));
    return json.located(() => parseSorted(coins));
  };
  return list.map((json) => {
    const object = json.object();
    const address = object.field("address").text();
    const coins = coinsOf(object.field("coins"));
    const vested = object.optional("vesting_amt");
    const start = BigInt(object.optional("vesting_start")?.integer() ?? 0);
    const end = BigInt(object.optional("vesting_end")?.integer() ?? 0);
    const moduleName = object.optional("module_name")?.text() ?? "";
    object.end();
    const vesting = vested === undefined ? [] : coinsOf(vested);
    return {
      address,
      coins,
      ...(vesting.length === 0
        ? {}
        : {
            vesting: {
              coins: vesting,
              endTime: end,
              ...(start === 0n ? {} : { startTime: start }),
            },
          }),
      ...(moduleName === "" ? {} : { moduleName }),
    };
  });
}

async function addToGenesis(
  home: Home,
  added: readonly NewAccount[],
  run: { readonly append: boolean; readonly env: Env; readonly format: OutputFormat },
): Promise<void> {
  const [{ addAccounts, genesisBalances }, { readGenesis, replaceGenesis }] = await Promise.all([
    import("../node/genesis-accounts.ts"),
    import("../node/genesis.ts"),
  ]);
  const genesis = await readGenesis(home.genesis, { isDraft: true });
  const changed = addAccounts(genesis, added, run);
  await replaceGenesis(home.genesis, changed);
  const balances = genesisBalances(changed);
  const json = { written: home.genesis, added: added.length, accounts: balances.size };
  await printAnswer(run.env.terminal, run.format, { json });
}
