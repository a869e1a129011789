import { once } from "node:events";
import { createServer } from "node:net";
import { stringify } from "smol-toml";
import type { Application } from "../abci/application.ts";
import { AbciServer } from "../abci/server.ts";
import { renderCometConfig } from "./comet-config.ts";
import type { StateSyncOptions } from "./comet-config.ts";
import { ensureNodeKey, ensureValidatorKey, ensureValidatorState, nodeId } from "./comet-keys.ts";
import { CometProcess, describeExit } from "./comet-process.ts";
import type { CometExit } from "./comet-process.ts";
import { MODE_PUBLIC, memberOf, parseJsonObject, writeFileAtomic } from "./files.ts";
import type { JsonObject } from "./files.ts";
import { abciSocketPath, makeAbciSocketFolder, makeHomeFolders } from "./home.ts";
import type { Home } from "./home.ts";
import { LOOPBACK_FRAME_BYTES_MAX } from "./limits.ts";
import { createLog } from "./log.ts";
import { parseToml } from "./settings.ts";
import { UserError } from "./user-error.ts";

/*
 * A CometBFT that is run for a few seconds to work on data of its own: it has keys that no network knows, no RPC, and takes
 * no connections but from where it is told to.
 */

const HOST = "127.0.0.1";

export interface LoopbackHome {
  readonly home: Home;
  readonly genesisFile: string;
  /** Where it listens for peers; 0: where nobody finds it. */
  readonly p2pPort: number;
  /** Its only peer, `node-id@host:port`. */
  readonly peer?: string;
  readonly stateSync?: StateSyncOptions;
}

/** Writes its keys and settings. @returns its name among peers, `node-id@host:port` */
export async function makeLoopbackHome(options: LoopbackHome): Promise<string> {
  const { home, genesisFile, p2pPort, peer, stateSync } = options;
  await makeHomeFolders(home);
  const key = await ensureNodeKey(home.nodeKey);
  await ensureValidatorKey(home.validatorKey);
  await ensureValidatorState(home.validatorState);
  const rendered = renderCometConfig({
    moniker: "loopback",
    proxyApp: `unix://${abciSocketPath(home)}`,
    p2pAddress: `tcp://${HOST}:${p2pPort}`,
    persistentPeers: peer === undefined ? [] : [peer],
    local: true,
    ...(stateSync ? { stateSync } : {}),
  });
  const table = parseToml("config.toml", rendered);
  const isListening = p2pPort !== 0;
  const changed = {
    ...table,
    genesis_file: genesisFile,
    log_format: "json",
    rpc: { ...memberOf(table, "rpc"), laddr: "" },
    p2p: { ...memberOf(table, "p2p"), pex: false, max_num_inbound_peers: isListening ? 1 : 0 },
    tx_index: { indexer: "null" },
  };
  const file = { mode: MODE_PUBLIC, overwrite: true };
  await writeFileAtomic(home.cometToml, stringify(changed), file);
  return `${nodeId(key)}@${HOST}:${p2pPort}`;
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string")
    throw new TypeError("a server without a port");
  return address.port;
}

/** What CometBFT writes to its log. */
export interface CometEntry {
  readonly message: string;
  readonly fields: JsonObject;
}

export interface LoopbackOptions {
  readonly home: Home;
  readonly binary: string;
  readonly application: Application;
  /** What it does, for errors: "CometBFT's state sync". */
  readonly purpose: string;
  /** @returns whether this is what it was run for. @throws UserError if that is not to come */
  readonly judge: (entry: CometEntry) => boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** A CometBFT and its application, which run until they are stopped. */
export class LoopbackComet {
  /** Fulfilled when `judge` says so; rejected if it throws, time is up, the signal comes, or CometBFT ends before. */
  readonly reached: Promise<void>;
  readonly #comet: CometProcess;
  readonly #server: AbciServer;
  readonly #finish: () => void;

  static async start(options: LoopbackOptions): Promise<LoopbackComet> {
    const { home, binary, application, signal } = options;
    signal.throwIfAborted();
    const outcome = createOutcome(options);
    await makeAbciSocketFolder(home);
    const server = new AbciServer({
      application,
      address: `unix://${abciSocketPath(home)}`,
      log: createLog({ level: "none", format: "plain" }),
      frameBytesMax: LOOPBACK_FRAME_BYTES_MAX,
      onFault: outcome.fail,
    });
    try {
      const proxyApp = await server.listen();
      const onLine = (line: string): void => outcome.hear(line);
      const comet = await CometProcess.start({ binary, home: home.root, proxyApp, onLine });
      return new LoopbackComet(comet, server, outcome);
    } catch (error) {
      outcome.finish();
      await server.close();
      throw error;
    }
  }

  private constructor(comet: CometProcess, server: AbciServer, outcome: Outcome) {
    this.#comet = comet;
    this.#server = server;
    this.#finish = outcome.finish;
    this.reached = outcome.reached;
    void comet.exited.then(outcome.end);
  }

  /** CometBFT first, so that it does not miss its application. */
  async stop(): Promise<CometExit> {
    this.#finish();
    const exit = await this.#comet.stop();
    await this.#server.close();
    return exit;
  }
}

interface Outcome {
  readonly reached: Promise<void>;
  readonly hear: (line: string) => void;
  readonly fail: (error: Error) => void;
  /** Why CometBFT has ended, from what it printed. */
  readonly end: (exit: CometExit) => void;
  readonly finish: () => void;
}

/** What it prints outside of its log, before the help of its command or a list of its threads. */
const REASON = /^(?:ERROR|Error|panic): (?<reason>.+)$/;

function createOutcome({ judge, purpose, timeoutMs, signal }: LoopbackOptions): Outcome {
  let succeed: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const reached = new Promise<void>((resolve, reject) => {
    succeed = resolve;
    fail = reject;
  });
  // It may fail before anybody waits for it.
  reached.catch(() => undefined);
  const late = `${purpose} was not done after ${timeoutMs / 1_000} s`;
  const timer = setTimeout(() => fail(new UserError(late)), timeoutMs);
  const onAbort = (): void => fail(signal.reason as Error);
  signal.addEventListener("abort", onAbort, { once: true });
  let reason: string | undefined;
  const hear = (line: string): void => {
    reason ??= REASON.exec(line)?.groups?.["reason"];
    const entry = parseEntry(line);
    if (!entry) return;
    try {
      if (judge(entry)) succeed();
    } catch (error) {
      fail(error as Error);
    }
  };
  const end = (exit: CometExit): void => {
    fail(new UserError(`${purpose} failed: ${reason ?? describeExit(exit)}`));
  };
  const finish = (): void => {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  };
  return { reached, hear, fail: (error) => fail(error), end, finish };
}

/** @returns undefined for a line that is none of its log's, such as those of a Go panic */
export function parseEntry(line: string): CometEntry | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const { _msg: message, ...fields } = parseJsonObject("a line of CometBFT's log", line);
    return typeof message === "string" ? { message, fields } : undefined;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
