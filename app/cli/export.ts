import { resolve } from "node:path";
import { MODE_PUBLIC, writeFileAtomic } from "../node/files.ts";
import { UserError } from "../node/user-error.ts";
import { command } from "./command.ts";
import type { Command } from "./command.ts";
import { COMMON_OPTIONS, HEIGHT_OPTIONS, formatOf, heightOf, homeOf } from "./options.ts";
import { printAnswer } from "./output.ts";

export const exportCommand: Command = command({
  name: "export",
  describe: "Write the state of a stopped node as the genesis of a chain that goes on from it",
  positionals: [],
  options: {
    ...HEIGHT_OPTIONS,
    "output-file": {
      type: "string",
      requiresArg: true,
      describe: "Where the genesis is written; it must not exist [default: standard output]",
    },
    ...COMMON_OPTIONS,
  },
  examples: [
    ["--output-file genesis.json", "The newest height"],
    ["--height 1000 > genesis.json", "An earlier one, if it is kept"],
  ],
  async handler(args, env) {
    const height = heightOf(args);
    const home = homeOf(args, env);
    const [{ withStoppedNode }, { exportGenesis }] = await Promise.all([
      import("../node/stopped-node.ts"),
      import("../node/genesis-export.ts"),
    ]);
    const options = { purpose: "lazuli export", readOnly: true };
    await withStoppedNode(home, options, async ({ database, newest }) => {
      const record = height === undefined ? newest : database.at(height);
      if (!record) {
        throw new UserError(
          `height ${height} is not kept: this node has ${database.oldestHeight()} to ${newest.height}`,
        );
      }
      const genesis = await exportGenesis(home, database, record);
      if (args["output-file"] === undefined) {
        for (const chunk of genesis) await env.terminal.print(chunk);
        return;
      }
      const path = resolve(env.folder, args["output-file"]);
      await writeFileAtomic(path, genesis, { mode: MODE_PUBLIC, overwrite: false });
      const appHash = Buffer.from(record.appHash).toString("hex").toUpperCase();
      await printAnswer(env.terminal, formatOf(args), {
        json: { height: record.height, app_hash: appHash, written: path },
      });
    });
  },
});
