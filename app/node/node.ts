import { stateMachineApplication } from "../abci/state-machine.ts";
import { AbciServer } from "../abci/server.ts";
import { buildApp } from "../app.ts";
import { Executor } from "../core/executor.ts";
import { describeError } from "../core/faults.ts";
import { LmdbDatabase } from "../db/lmdb-database.ts";
import type { Log } from "../log.ts";
import { VERSION } from "../version.ts";
import { ensureCometbft } from "./comet-binary.ts";
import { CometProcess, describeExit } from "./comet-process.ts";
import { APP_SETTINGS } from "./config.ts";
import { createCrypto, memoizedVerify } from "./crypto.ts";
import { readTextFile } from "./files.ts";
import { abciSocketPath, type Home, makeAbciSocketFolder } from "./home.ts";
import { UserError } from "./user-error.ts";

/**
 * Longest request from CometBFT: a block of its largest size, or a genesis with all its state. It is a bound on memory, not
 * a rule of the chain.
 */
const FRAME_BYTES_MAX = 1_073_741_824;

/** A node that runs in this process. */
export interface RunningNode {
  /** Where CometBFT reaches the application, e.g. `unix:///…/abci.sock`. */
  readonly abciAddress: string;
  /** Stops CometBFT, then the application. Returns when both have ended. */
  stop(): Promise<void>;
  /** Fulfilled when the node has ended by itself or was stopped; the error is why it could not go on. */
  readonly exited: Promise<{ readonly error?: Error }>;
}

/**
 * Runs a node: the application and, unless it is run apart, CometBFT as a child.
 *
 * @param options.abciAddress overrides the setting in app.toml; `unix:///path` or `tcp://host:port`
 * @throws UserError if the home folder is not set up or CometBFT cannot be had
 */
export async function startNode(options: {
  readonly home: Home;
  readonly withComet: boolean;
  readonly abciAddress?: string;
  readonly log: Log;
}): Promise<RunningNode> {
  const { home, log } = options;
  const settings = await readTextFile(home.appToml);
  if (settings === undefined) {
    throw new UserError(`${home.appToml} is missing; make a home folder with "lazuli init"`);
  }
  const config = APP_SETTINGS.parse(settings);
  const crypto = await createCrypto();
  if (crypto.fallbackReason !== undefined) {
    log.warn("signatures are checked by WebAssembly, which takes three times as long", {
      reason: crypto.fallbackReason,
    });
  }
  const database = new LmdbDatabase(home.stateFolder, { keepHeights: config.keepHeights });
  const executor = new Executor({
    app: buildApp({ nodeMinGasPrice: config.minimumGasPrice }),
    crypto: memoizedVerify(crypto),
    database,
    report: (error, where) => {
      log.error("a bug in the application", { where, error: describeStack(error) });
    },
  });
  log.info("opened the state", { height: executor.committed?.height ?? 0 });

  let end: (how: { readonly error?: Error }) => void;
  const exited = new Promise<{ readonly error?: Error }>((resolve) => {
    end = resolve;
  });
  const server = new AbciServer({
    application: stateMachineApplication({
      executor,
      softwareVersion: VERSION,
      indexEvents: config.indexEvents,
      log,
    }),
    address: options.abciAddress ?? (await defaultAddress(home, config.abciAddress)),
    log,
    frameBytesMax: FRAME_BYTES_MAX,
    onFault: (error) => {
      log.error("the application cannot go on", { error: describeStack(error) });
      void stop(error);
    },
  });
  const abciAddress = await server.listen();
  log.info("waiting for CometBFT", { address: abciAddress });

  const comet = options.withComet ? await startComet(home, abciAddress, log) : undefined;
  void comet?.exited.then((exit) => {
    void stop(exit.requested ? undefined : new UserError(describeExit(exit)));
  });

  let stopping: Promise<void> | undefined;
  function stop(error?: Error): Promise<void> {
    stopping ??= (async () => {
      await comet?.stop();
      await server.close();
      await database.close();
      end(error ? { error } : {});
    })();
    return stopping;
  }
  return { abciAddress, stop: () => stop(), exited };
}

async function startComet(home: Home, proxyApp: string, log: Log): Promise<CometProcess> {
  const { path } = await ensureCometbft((message) => {
    log.info(message);
  });
  return CometProcess.start({
    binary: path,
    home: home.root,
    proxyApp,
    onLine: (line) => {
      log.info(line, { from: "cometbft" });
    },
  });
}

async function defaultAddress(home: Home, setting: string): Promise<string> {
  if (setting !== "") return setting;
  await makeAbciSocketFolder(home);
  return `unix://${abciSocketPath(home)}`;
}

function describeStack(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : describeError(error);
}
