import { stateMachineApplication } from "../abci/state-machine.ts";
import { AbciServer } from "../abci/server.ts";
import { type AppOptions, buildApp } from "../app.ts";
import type { Crypto } from "../core/crypto.ts";
import { Executor } from "../core/executor.ts";
import { describeError } from "../core/faults.ts";
import type { QueryRequest, QueryResponse } from "../core/query.ts";
import { LmdbDatabase } from "../db/lmdb-database.ts";
import type { Pruning } from "../db/pruning.ts";
import type { Log } from "../log.ts";
import { VERSION } from "../version.ts";
import { type Api, startApi } from "./api/api.ts";
import { describeExit } from "./comet-process.ts";
import { type RunningComet, runComet } from "./comet-run.ts";
import { type AppConfig, pruningSetting, readAppConfig } from "./config.ts";
import { createCrypto, memoizedVerify } from "./crypto.ts";
import { boundHeap } from "./heap.ts";
import { abciSocketPath, type Home, makeAbciSocketFolder } from "./home.ts";
import { lockHome } from "./process-lock.ts";
import { QueryPool } from "./query-pool.ts";
import { openSnapshots } from "./snapshots.ts";
import { tidyStateFolders } from "./state-folder.ts";
import { assertReadable } from "./state-check.ts";
import { StateHolder } from "./state-holder.ts";
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
 * @param options.pruning overrides the settings in app.toml
 * @param options.settings override others
 * @throws UserError if the home folder is not set up or in use, a port is taken, or CometBFT cannot be had
 */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  boundHeap();
  const config = { ...(await readAppConfig(options.home)), ...options.settings };
  const unlock = await lockHome(options.home, "lazuli start");
  try {
    return await runNode(options, config, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

export interface NodeOptions {
  readonly home: Home;
  readonly withComet: boolean;
  readonly abciAddress?: string;
  readonly pruning?: Pruning;
  readonly settings?: Partial<AppConfig>;
  readonly log: Log;
}

async function runNode(
  options: NodeOptions,
  config: AppConfig,
  unlock: () => Promise<void>,
): Promise<RunningNode> {
  const { home, log } = options;
  const { state, crypto } = await openState(options, config);
  const { executor } = state;
  const queries = startQueries(options, config, executor);
  const snapshots = await openSnapshots({
    ...{ home, config, state, log },
    sha256: crypto.sha256String,
    onReplace: () => queries.restart(),
  });
  const running: { api?: Api; server?: AbciServer; comet?: RunningComet } = {};

  let end: (how: { readonly error?: Error }) => void;
  const exited = new Promise<{ readonly error?: Error }>((resolve) => {
    end = resolve;
  });
  let stopping: Promise<void> | undefined;
  const stop = (error?: Error): Promise<void> => {
    stopping ??= (async () => {
      await running.api?.close();
      await running.comet?.stop();
      await running.server?.close();
      await queries.close();
      await snapshots.taker.close();
      await state.close();
      await unlock();
      end(error ? { error } : {});
    })();
    return stopping;
  };
  const onFault = (error: Error): void => {
    log.error("the application cannot go on", { error: describeStack(error) });
    void stop(error);
  };

  try {
    const api = await startApi({ home, config, executor, query: queries.answer, onFault, log });
    running.api = api;
    const address = options.abciAddress ?? (await defaultAddress(home, config.abciAddress));
    const parts = { executor, api, snapshots, onFault };
    const server = createServer({ ...parts, address, config, log });
    running.server = server;
    const abciAddress = await server.listen();
    log.info("waiting for CometBFT", { address: abciAddress });
    if (options.withComet) running.comet = await runComet({ home, proxyApp: abciAddress, log });
    void running.comet?.exited.then((exit) => {
      void stop(exit.requested ? undefined : new UserError(describeExit(exit)));
    }, onFault);
    return { abciAddress, stop: () => stop(), exited };
  } catch (error) {
    await stop();
    throw error;
  }
}

function createServer({
  executor,
  api,
  snapshots,
  address,
  config,
  onFault,
  log,
}: {
  readonly executor: Executor;
  readonly api: Api;
  readonly snapshots: Awaited<ReturnType<typeof openSnapshots>>;
  readonly address: string;
  readonly config: AppConfig;
  readonly onFault: (error: Error) => void;
  readonly log: Log;
}): AbciServer {
  const application = stateMachineApplication({
    executor,
    query: api.query,
    snapshots,
    onCommit: (height) => {
      snapshots.taker.onCommit(height);
      api.onCommit(height);
    },
    softwareVersion: VERSION,
    indexEvents: config.indexEvents,
    log,
  });
  return new AbciServer({ application, address, log, frameBytesMax: FRAME_BYTES_MAX, onFault });
}

/** What app.toml and the command line say of this node, for the application. */
function appOptions({ pruning }: NodeOptions, config: AppConfig): AppOptions {
  return {
    nodeMinGasPrice: config.minimumGasPrice,
    nodePruning: pruning ?? pruningSetting(config),
  };
}

async function openState(
  options: NodeOptions,
  config: AppConfig,
): Promise<{ readonly state: StateHolder; readonly crypto: Crypto }> {
  const { home, log, pruning } = options;
  const crypto = await createCrypto();
  if (crypto.fallbackReason !== undefined) {
    log.warn("signatures are checked by WebAssembly, which takes three times as long", {
      reason: crypto.fallbackReason,
    });
  }
  await tidyStateFolders(home);
  assertReadable(home.stateFolder);
  const onWarning = (error: unknown): void => {
    log.warn("the table of newest values is not kept up; reads go down the tree instead", {
      reason: describeError(error),
    });
  };
  const state = new StateHolder({
    open: () =>
      new LmdbDatabase(home.stateFolder, { pruning: pruning ?? pruningSetting(config), onWarning }),
    onWarning,
    createExecutor: (database) =>
      new Executor({
        app: buildApp(appOptions(options, config)),
        crypto: memoizedVerify(crypto),
        database,
        report: (error, where) => {
          log.error("a bug in the application", { where, error: describeStack(error) });
        },
      }),
  });
  log.info("opened the state", { height: state.executor.committed?.height ?? 0 });
  return { state, crypto };
}

interface Queries {
  readonly answer: (request: QueryRequest) => QueryResponse | Promise<QueryResponse>;
  /** Lets the threads go on with what is in the state folder from now on. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

function startQueries(options: NodeOptions, config: AppConfig, executor: Executor): Queries {
  const { home, log } = options;
  const here = (request: QueryRequest): QueryResponse => executor.query(request);
  if (config.queryWorkers === 0) {
    return { answer: here, restart: () => Promise.resolve(), close: () => Promise.resolve() };
  }
  const createPool = (): QueryPool =>
    new QueryPool({
      workers: config.queryWorkers,
      data: { stateFolder: home.stateFolder, app: appOptions(options, config) },
      height: () => BigInt(executor.committed?.height ?? 0),
      log,
    });
  let pool = createPool();
  return {
    restart: async () => {
      await pool.close();
      pool = createPool();
    },
    // Before the first block there is nothing on disk that a thread could read.
    answer: (request) => (executor.committed ? pool.query(request) : here(request)),
    close: () => pool.close(),
  };
}

async function defaultAddress(home: Home, setting: string): Promise<string> {
  if (setting !== "") return setting;
  await makeAbciSocketFolder(home);
  return `unix://${abciSocketPath(home)}`;
}

function describeStack(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : describeError(error);
}
