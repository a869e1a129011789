import { command } from "./command.ts";
import type { Command } from "./command.ts";
import { formatOf, openHome } from "./options.ts";
import { formatText, printAnswer } from "./output.ts";
import { openTxChain } from "./tx-chain.ts";
import { TX_FILE, readTxFile } from "./tx-files.ts";
import { CHAIN_OPTIONS, FROM_OPTIONS, UNASKED_OPTIONS } from "./tx-options.ts";
import { UsageError } from "./usage-error.ts";

export const simulateCommand: Command = command({
  name: "simulate",
  describe: "What a transaction would do and use, without signatures",
  positionals: [TX_FILE],
  options: {
    from: { ...FROM_OPTIONS.from, describe: "For scripts of simd: the transaction says who signs" },
    ...UNASKED_OPTIONS,
    ...CHAIN_OPTIONS,
  },
  examples: [["unsigned.json -o json", "Gas, events and the answers of its messages"]],
  async handler(args, env) {
    if (args.offline === true) throw new UsageError("--offline: a simulation asks a node");
    const opened = await openHome(args, env);
    const sourced = await readTxFile(args.file, env);
    const chain = await openTxChain(args, opened, env);
    await chain.chainId();
    const { simulationToJson } = await import("./tx-simulation.ts");
    const json = await simulationToJson(chain, sourced);
    const answer = { json, text: formatText(json["gas_info"]) };
    await printAnswer(env.terminal, formatOf(args, opened.config), answer);
  },
});
