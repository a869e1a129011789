import { VERSION } from "../version.ts";
import { command } from "./command.ts";
import type { Command } from "./command.ts";
import { COMMON_OPTIONS, formatOf } from "./options.ts";
import { formatText, printAnswer } from "./output.ts";

export const versionCommand: Command = command({
  name: "version",
  describe: "The version of this program",
  positionals: [],
  options: {
    long: { type: "boolean", describe: "Also of what it runs on, and of CometBFT" },
    output: COMMON_OPTIONS.output,
  },
  examples: [["--long -o json", "For a report of a bug"]],
  async handler(args, env) {
    const format = formatOf(args);
    if (args.long !== true) {
      const answer = { json: { name: "lazuli", version: VERSION }, text: `${VERSION}\n` };
      return printAnswer(env.terminal, format, answer);
    }
    const { COMETBFT_VERSION, findCometbft } = await import("../node/comet-binary.ts");
    const found = await findCometbft(env.variables);
    const json = {
      name: "lazuli",
      version: VERSION,
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      cometbft: found?.version ?? null,
      cometbft_path: found?.path ?? null,
      cometbft_pinned: COMETBFT_VERSION,
    };
    return printAnswer(env.terminal, format, { json, text: formatText(json) });
  },
});
