import { ensureCometbft } from "./comet-binary.ts";
import { noteOfflineHeight, offlineHeightMissing } from "./comet-offline-height.ts";
import { readCometPaths } from "./comet-paths.ts";
import { type CometExit, CometProcess } from "./comet-process.ts";
import type { Home } from "./home.ts";
import type { Log } from "../log.ts";

/** A node's CometBFT. */
export interface RunningComet {
  /** How it ended. Rejects if it could not be started again. */
  readonly exited: Promise<CometExit>;
  stop(): Promise<CometExit>;
}

/**
 * Runs a node's CometBFT. One that has a state and no block, as after a state sync that was broken off before the first block,
 * ends at once: it is told what it goes on from, and started once more.
 *
 * @param options.proxyApp the application's address
 * @throws UserError if CometBFT cannot be had
 */
export async function runComet(options: {
  readonly home: Home;
  readonly proxyApp: string;
  readonly log: Log;
}): Promise<RunningComet> {
  const { home, proxyApp, log } = options;
  const { path } = await ensureCometbft((message) => {
    log.info(message);
  });
  let missing: number | undefined;
  let stopWanted = false;
  const isStopping = (): boolean => stopWanted;
  const start = (): Promise<CometProcess> =>
    CometProcess.start({
      binary: path,
      home: home.root,
      proxyApp,
      onLine: (line) => {
        missing ??= offlineHeightMissing(line);
        log.info(line, { from: "cometbft" });
      },
    });
  let comet = await start();
  const follow = async (): Promise<CometExit> => {
    const exit = await comet.exited;
    if (exit.requested || missing === undefined) return exit;
    log.warn("CometBFT has a state without a block: it is told so and starts again", {
      height: missing,
    });
    await noteOfflineHeight((await readCometPaths(home)).dataFolder, missing);
    if (isStopping()) return exit;
    comet = await start();
    return isStopping() ? comet.stop() : comet.exited;
  };
  return {
    exited: follow(),
    stop() {
      stopWanted = true;
      return comet.stop();
    },
  };
}
