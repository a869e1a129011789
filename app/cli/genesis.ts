import { resolve } from "node:path";
import type { Genesis } from "../node/genesis.ts";
import { command, group } from "./command.ts";
import type { Command } from "./command.ts";
import { addAccountCommand, bulkAddAccountsCommand } from "./genesis-accounts.ts";
import { collectCommand, gentxCommand } from "./genesis-gentx.ts";
import { initCommand } from "./init.ts";
import { COMMON_OPTIONS, formatOf, homeOf } from "./options.ts";
import { formatText, printAnswer } from "./output.ts";

export const validateCommand: Command = command({
  name: "validate",
  aliases: ["validate-genesis"],
  describe: "Check a genesis as a node does when it starts from it",
  positionals: [
    { name: "file", describe: "The genesis; that of the home unless given", required: false },
  ],
  options: COMMON_OPTIONS,
  examples: [["genesis.json", "With the app hash that the first block has to carry"]],
  async handler(args, env) {
    const [{ readGenesis }, { checkGenesis }] = await Promise.all([
      import("../node/genesis.ts"),
      import("../node/genesis-check.ts"),
    ]);
    const { file } = args;
    const path = file === undefined ? homeOf(args, env).genesis : resolve(env.folder, file);
    const genesis = await readGenesis(path);
    const appHash = await checkGenesis(path, genesis);
    const json = {
      file: path,
      chain_id: genesis.chain_id,
      app_hash: Buffer.from(appHash).toString("hex").toUpperCase(),
      validators: genesis.validators.length,
      accounts: lengthAt(genesis, "auth", "accounts"),
      balances: lengthAt(genesis, "bank", "balances"),
    };
    const text = `File at ${path} is a valid genesis file\n${formatText(json)}`;
    await printAnswer(env.terminal, formatOf(args), { json, text });
  },
});

function lengthAt({ app_state: state }: Genesis, module: string, list: string): number {
  const part = state[module] as Readonly<Record<string, unknown>> | undefined;
  const value = part?.[list];
  return Array.isArray(value) ? value.length : 0;
}

const migrateCommand: Command = command({
  name: "migrate",
  describe: "Print the genesis of an earlier version as that of a later one",
  positionals: [
    { name: "target-version", describe: "Such as v0.1", required: true },
    { name: "file", describe: "The genesis", required: true },
  ],
  options: {
    "chain-id": { type: "string", requiresArg: true, describe: "Another name for the chain" },
    "genesis-time": {
      type: "string",
      requiresArg: true,
      describe: "Another time of the first block, such as 2026-01-31T00:00:00Z",
    },
    "output-document": {
      type: "string",
      requiresArg: true,
      describe: "Where it is written; it must not exist [default: standard output]",
    },
    ...COMMON_OPTIONS,
  },
  examples: [["v0.1 old.json --output-document genesis.json", "One from before staking"]],
  async handler(args, env) {
    const [{ readGenesis, writeGenesis }, { checkGenesis }, { migrateGenesis }, { formatJson }] =
      await Promise.all([
        import("../node/genesis.ts"),
        import("../node/genesis-check.ts"),
        import("../node/genesis-migrate.ts"),
        import("../node/files.ts"),
      ]);
    const path = resolve(env.folder, args.file);
    const { "chain-id": chainId, "genesis-time": genesisTime } = args;
    const migrated = migrateGenesis(args["target-version"], await readGenesis(path), {
      ...(chainId === undefined ? {} : { chainId }),
      ...(genesisTime === undefined ? {} : { genesisTime }),
    });
    await checkGenesis("the migrated genesis", migrated);
    const document = args["output-document"];
    if (document === undefined) return env.terminal.print(formatJson(migrated));
    const written = resolve(env.folder, document);
    await writeGenesis(written, migrated);
    await printAnswer(env.terminal, formatOf(args), { json: { written } });
  },
});

export const genesisCommand: Command = group("genesis", "The document that a network starts from", [
  initCommand,
  addAccountCommand,
  bulkAddAccountsCommand,
  gentxCommand,
  collectCommand,
  validateCommand,
  migrateCommand,
]);
