import { setImmediate as nextTurn } from "node:timers/promises";
import type { AppConfig } from "../node/config.ts";
import { command } from "./command.ts";
import type { Command } from "./command.ts";
import { COMMON_OPTIONS, formatOf, homeOf } from "./options.ts";
import { printAnswer } from "./output.ts";
import { PRUNING_OPTIONS, pruningOf } from "./pruning-options.ts";
import { Interrupted } from "./terminal.ts";

export const pruneCommand: Command = command({
  name: "prune",
  describe: "Remove the past heights of a stopped node that its settings do not keep",
  positionals: [],
  options: { ...PRUNING_OPTIONS, ...COMMON_OPTIONS },
  examples: [
    ["", "Keep what app.toml says"],
    ["--pruning everything", "Keep the newest height and the one before it"],
    ["--pruning custom --pruning-keep-recent 50", "Keep the last fifty heights"],
  ],
  async handler(args, env) {
    const { withStoppedNode } = await import("../node/stopped-node.ts");
    const home = homeOf(args, env);
    let interrupted = false;
    const ended = env.onInterrupt(() => {
      interrupted = true;
    });
    // All that is to go goes now, whatever the node's own rhythm.
    const options = {
      purpose: "lazuli prune",
      pruning: (config: AppConfig) => ({ ...pruningOf(args, config), interval: 1 }),
    };
    try {
      const kept = await withStoppedNode(home, options, async ({ database, newest }) => {
        let more = database.prune();
        while (more && !interrupted) {
          // Each step is a transaction of its own; between two of them Ctrl-C is heard.
          await nextTurn();
          more = database.prune();
        }
        const from = database.oldestHeight() ?? newest.height;
        return { from, to: newest.height, heights: newest.height - from + 1, complete: !more };
      });
      await printAnswer(env.terminal, formatOf(args), { json: kept });
      if (!kept.complete) throw new Interrupted("interrupted; run it again to go on");
    } finally {
      ended();
    }
  },
});
