import { UserError } from "../node/user-error.ts";
import { API_OPTIONS, apiSettingsOf } from "./api-options.ts";
import { command } from "./command.ts";
import type { Command, Env } from "./command.ts";
import { COMMON_OPTIONS, homeOf } from "./options.ts";
import { PRUNING_OPTIONS, pruningOf } from "./pruning-options.ts";
import { UsageError } from "./usage-error.ts";

export const startCommand: Command = command({
  name: "start",
  describe: "Run a node: the application and CometBFT as one; Ctrl-C stops both",
  positionals: [],
  options: {
    "with-comet": {
      type: "boolean",
      default: true,
      describe: "Run CometBFT too; =false to run it apart",
    },
    address: {
      type: "string",
      requiresArg: true,
      describe: "Where CometBFT finds the application: unix:///path or tcp://host:port",
    },
    ...PRUNING_OPTIONS,
    ...API_OPTIONS,
    home: COMMON_OPTIONS.home,
  },
  examples: [
    ["", "The node in ~/.lazuli"],
    ["--with-comet=false --address tcp://127.0.0.1:26658", "The application alone"],
  ],
  async handler(args, env) {
    const { address } = args;
    if (address !== undefined && !/^(?:unix:\/\/\/.+|tcp:\/\/.+:\d{1,5})$/.test(address)) {
      throw new UsageError(
        `--address ${JSON.stringify(address)}: expected unix:///path or tcp://host:port`,
      );
    }
    const settings = apiSettingsOf(args);
    const home = homeOf(args, env);
    const [{ startNode }, { createLog }, { readAppConfig }] = await Promise.all([
      import("../node/node.ts"),
      import("../node/log.ts"),
      import("../node/config.ts"),
    ]);
    const config = await readAppConfig(home);
    const log = createLog({ level: config.logLevel, format: config.logFormat });
    const interrupted = waitForInterrupt(env);
    const node = await startNode({
      home,
      withComet: args["with-comet"],
      pruning: pruningOf(args, config),
      settings,
      log,
      ...(address === undefined ? {} : { abciAddress: address }),
    });
    void interrupted.then(() => {
      log.info("stopping; press Ctrl-C again to end at once");
      return node.stop();
    });
    const { error } = await node.exited;
    if (error !== undefined) {
      if (error instanceof UserError) throw error;
      throw new Error("the node could not go on", { cause: error });
    }
  },
});

/** Fulfilled at the first interrupt; main.ts ends the process at the second. */
function waitForInterrupt(env: Env): Promise<void> {
  return new Promise((resolve) => {
    env.onInterrupt(resolve);
  });
}
