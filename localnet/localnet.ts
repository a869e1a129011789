import type { ChildProcess } from "node:child_process";
import { readdir, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Log } from "../app/log.ts";
import { ensureCometbft } from "../app/node/comet-binary.ts";
import { makeFolder } from "../app/node/files.ts";
import { UserError } from "../app/node/user-error.ts";
import { readAccounts } from "./accounts.ts";
import type { TestAccount } from "./accounts.ts";
import { createNetwork, writeConfigs } from "./create.ts";
import { startFaucet, stopFaucet } from "./faucet.ts";
import { LOCK_FILE, lockFolder } from "./lock.ts";
import { lastLines, readLines } from "./logs.ts";
import {
  BASE_PORT_MAX,
  BASE_PORT_MIN,
  SNAPSHOT_INTERVAL_DEFAULT,
  TIMEOUT_COMMIT_DEFAULT,
  VALIDATORS_DEFAULT,
  VALIDATORS_MAX,
  chainIdFor,
  clientHome,
  faucetOf,
  findNetwork,
  isInteger,
  nodesOf,
  readNetwork,
  resolveDir,
  writeNetwork,
} from "./network.ts";
import type { Network, NetworkFaucet, NetworkNode } from "./network.ts";
import { spawnNode, stopNodes } from "./node-runner.ts";
import { claimAnyPorts, claimPorts } from "./ports.ts";
import type { PortClaim } from "./ports.ts";
import { findProcesses, killProcesses } from "./processes.ts";
import { askNode, statusOf } from "./status.ts";
import type { LocalnetStatus, NodeState } from "./status.ts";

export interface StartOptions {
  /** Made if it does not exist; otherwise a localnet, which goes on, or empty. */
  readonly dir: string;
  /** 1 to 16. Four, or as many as there are in the folder, unless given. */
  readonly validators?: number | undefined;
  /** First of ten ports a node. 26656 or the next free ones, or those of last time, unless given. */
  readonly basePort?: number | undefined;
  /** Pause between blocks, a Go duration; of a new localnet only. */
  readonly timeoutCommit?: string | undefined;
  /** Heights from one snapshot to the next; of a new localnet only. */
  readonly snapshotInterval?: number | undefined;
  /** True: the nodes outlive this process. False: {@link Localnet.watch} them and stop them. */
  readonly detach: boolean;
  /** Whether a faucet gives coins away; it does unless this is false. */
  readonly faucet?: boolean;
  readonly log: Log;
  /** For every node, on top of this process's own environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Breaks the start off; what has been started is stopped. */
  readonly signal?: AbortSignal;
}

export type KillTarget = "node" | "application" | "comet";

const READY_HEIGHT = 2;
const READY_TIMEOUT_MS = 90_000;
const POLL_MS = 50;
const LINES_SHOWN = 20;
/** How a node ends that was asked to. */
const ORDERLY = "with code 0";

/**
 * Starts a localnet, a new one or one that was stopped, and waits until every node has reached block 2 or, of one that
 * goes on, a new block.
 *
 * @throws UserError if it runs already, the folder is something else, ports are taken, or a node does not come up; what
 *   was started is then stopped
 */
export async function startLocalnet(options: StartOptions): Promise<Localnet> {
  checkOptions(options);
  await makeFolder(resolve(options.dir));
  const dir = await resolveDir(resolve(options.dir));
  const unlock = await lockFolder(dir);
  try {
    const comet = await ensureCometbft((message) => options.log.info(message), {
      ...process.env,
      ...options.environment,
    });
    const { network, claim, isNew } = await prepare(dir, options);
    const environment = { ...options.environment, COMETBFT: comet.path };
    const localnet = new Localnet(network, environment);
    try {
      await bringUp(localnet, isNew, options);
      if (options.faucet !== false) await localnet.startFaucet(options.signal);
    } catch (error) {
      await localnet.stop();
      throw error;
    } finally {
      claim.release();
    }
    if (options.detach) localnet.detach();
    return localnet;
  } finally {
    await unlock();
  }
}

/** @throws UserError if there is none in the folder */
export async function openLocalnet(dir: string): Promise<Localnet> {
  const network = await readNetwork(await resolveDir(resolve(dir)));
  return new Localnet(network, {});
}

/** Removes the folder. @throws UserError while a node runs, or if the folder is not a localnet */
export async function cleanLocalnet(dir: string): Promise<void> {
  const { network } = await openLocalnet(dir);
  const unlock = await lockFolder(network.dir);
  try {
    await assertStopped(network, "before it is removed");
    await rm(network.dir, { recursive: true, force: true });
  } finally {
    await unlock();
  }
}

/**
 * The last lines of a node's log and, if wanted, those that come.
 *
 * @param name of the node, such as `node0`, or `faucet`
 * @throws UserError if there is no such localnet or node
 */
export async function* localnetLogs(
  dir: string,
  name: string,
  options: { readonly lines: number; readonly follow: boolean; readonly signal?: AbortSignal },
): AsyncGenerator<string, void, undefined> {
  const localnet = await openLocalnet(dir);
  const { logFile } = name === "faucet" ? localnet.faucet : localnet.node(name);
  yield* readLines(logFile, options);
}

/** A network of processes of this machine. */
export class Localnet {
  readonly network: Network;
  readonly nodes: readonly NetworkNode[];
  /** It may not be running. */
  readonly faucet: NetworkFaucet;
  readonly #environment: Readonly<Record<string, string>>;
  /** Nodes that this process has started. */
  readonly #children = new Map<string, ChildProcess>();
  #faucetProcess: ChildProcess | undefined;

  constructor(network: Network, environment: Readonly<Record<string, string>>) {
    this.network = network;
    this.nodes = nodesOf(network);
    this.faucet = faucetOf(network);
    this.#environment = environment;
  }

  /** Absolute. */
  get dir(): string {
    return this.network.dir;
  }

  /** A home folder for the client's commands, with the keys of the test accounts. */
  get clientDir(): string {
    return clientHome(this.dir).root;
  }

  accounts(): Promise<readonly TestAccount[]> {
    return readAccounts(clientHome(this.dir));
  }

  /** @throws UserError if there is no such node */
  node(name: string): NetworkNode {
    const found = this.nodes.find((node) => node.name === name);
    if (found !== undefined) return found;
    const names = this.nodes.map((node) => node.name).join(", ");
    throw new UserError(`there is no node ${JSON.stringify(name)}; there are ${names}`);
  }

  status(): Promise<LocalnetStatus> {
    return statusOf(this.nodes, this.faucet);
  }

  /** Starts one node and returns when its process runs. @param environment on top of the network's */
  async start(name: string, environment: Readonly<Record<string, string>> = {}): Promise<void> {
    const node = this.node(name);
    const running = await findProcesses([node.home.root]);
    const application = running.find(({ role }) => role === "application");
    if (application !== undefined) {
      throw new UserError(`${name} runs already, as process ${application.pid}`);
    }
    const child = await spawnNode(node, { ...this.#environment, ...environment });
    this.#children.set(name, child);
  }

  /** Starts the faucet and returns when it answers. @throws UserError if it does not come up */
  async startFaucet(stop?: AbortSignal): Promise<void> {
    this.#faucetProcess = await startFaucet(this.faucet, this.#environment, stop);
  }

  /** Stops the faucet and all nodes, each CometBFT before its application; SIGKILL after a deadline. */
  async stop(): Promise<void> {
    await stopFaucet(this.faucet);
    await stopNodes(this.nodes);
  }

  /** As `kill -9`, without any order. */
  async kill(name: string, target: KillTarget = "node"): Promise<void> {
    const found = await findProcesses([this.node(name).home.root]);
    await killProcesses(found.filter(({ role }) => target === "node" || role === target));
  }

  async restart(name: string): Promise<void> {
    await stopNodes([this.node(name)]);
    await this.start(name);
  }

  /** Lets this process end while the nodes go on. */
  detach(): void {
    for (const child of this.#children.values()) child.unref();
    this.#faucetProcess?.unref();
  }

  /** How a node that this process has started ended, or undefined while it runs. */
  exitOf(name: string): string | undefined {
    const child = this.#children.get(name);
    if (child === undefined) return undefined;
    if (child.signalCode !== null) return `by signal ${child.signalCode}`;
    return child.exitCode === null ? undefined : `with code ${child.exitCode}`;
  }

  /**
   * Waits until the signal aborts, then stops all nodes; ends also when all have been stopped. A node that ends by itself
   * is reported, the others go on.
   *
   * @param report takes a text of several lines
   * @throws UserError if no node is left, and not all were stopped
   */
  async watch(signal: AbortSignal, report: (text: string) => void): Promise<void> {
    const left = new Set(this.#children.keys());
    let failed = false;
    while (!signal.aborted && left.size > 0) {
      for (const name of left) {
        const how = this.exitOf(name);
        if (how === undefined) continue;
        left.delete(name);
        failed ||= how !== ORDERLY;
        report(await describeEnd(this.node(name), how));
      }
      await pause(POLL_MS);
    }
    await this.stop();
    if (!signal.aborted && failed) throw new UserError("no node is left that runs");
  }
}

function checkOptions({ validators, basePort }: StartOptions): void {
  if (validators !== undefined && !isInteger(validators, 1, VALIDATORS_MAX)) {
    throw new UserError(
      `validators: expected a whole number from 1 to ${VALIDATORS_MAX}, got ${String(validators)}`,
    );
  }
  if (basePort !== undefined && !isInteger(basePort, BASE_PORT_MIN, BASE_PORT_MAX)) {
    throw new UserError(
      `base-port: expected a whole number from ${BASE_PORT_MIN} to ${BASE_PORT_MAX}, got ${String(basePort)}`,
    );
  }
}

interface Prepared {
  readonly network: Network;
  readonly claim: PortClaim;
  /** It has no block yet. */
  readonly isNew: boolean;
}

async function prepare(dir: string, options: StartOptions): Promise<Prepared> {
  const existing = await findNetwork(dir);
  if (existing?.complete === true) return prepareExisting(existing, options);
  if (existing === undefined) await assertEmpty(dir);
  const validators = options.validators ?? VALIDATORS_DEFAULT;
  const claim = await claimFor(options.basePort, validators);
  try {
    const network = await createNetwork({
      dir,
      chainId: chainIdFor(dir),
      validators,
      basePort: claim.basePort,
      timeoutCommit: options.timeoutCommit ?? TIMEOUT_COMMIT_DEFAULT,
      snapshotInterval: options.snapshotInterval ?? SNAPSHOT_INTERVAL_DEFAULT,
      complete: false,
    });
    return { network, claim, isNew: true };
  } catch (error) {
    claim.release();
    throw error;
  }
}

function claimFor(basePort: number | undefined, nodes: number): Promise<PortClaim> {
  return basePort === undefined ? claimAnyPorts(nodes) : claimPorts(basePort, nodes);
}

async function prepareExisting(existing: Network, options: StartOptions): Promise<Prepared> {
  const { dir, validators } = existing;
  if (options.validators !== undefined && options.validators !== validators) {
    throw new UserError(
      `the localnet in ${dir} has ${validators} validators, not ${options.validators}: leave ` +
        `--validators out, remove it with "lazuli localnet clean", or name another folder with --dir`,
    );
  }
  await assertStopped(existing, "before it is started again");
  const basePort = options.basePort ?? existing.basePort;
  const claim = await claimPorts(basePort, validators);
  if (basePort === existing.basePort) return { network: existing, claim, isNew: false };
  const network = { ...existing, basePort };
  await writeConfigs(network);
  await writeNetwork(network);
  return { network, claim, isNew: false };
}

/** A faucet whose nodes were killed is stopped. */
async function assertStopped(network: Network, when: string): Promise<void> {
  const processes = await findProcesses(nodesOf(network).map(({ home }) => home.root));
  if (processes.length === 0) return stopFaucet(faucetOf(network));
  const pids = processes.map(({ pid }) => pid).join(", ");
  throw new UserError(
    `the localnet in ${network.dir} is running (processes ${pids}); ` +
      `stop it ${when}: "lazuli localnet stop"`,
  );
}

async function assertEmpty(dir: string): Promise<void> {
  const others = (await readdir(dir)).filter((name) => name !== LOCK_FILE);
  if (others.length === 0) return;
  throw new UserError(
    `${dir} is not a localnet, and not empty (it has ${others[0]}); name another folder with --dir`,
  );
}

/** Starts all nodes at once and waits until they make blocks together. */
async function bringUp(
  localnet: Localnet,
  isNew: boolean,
  { log, signal }: StartOptions,
): Promise<void> {
  await Promise.all(localnet.nodes.map(({ name }) => localnet.start(name)));
  const deadline = performance.now() + READY_TIMEOUT_MS;
  // A node that goes on has to show that it still can.
  const target = (first: number): number => (isNew ? READY_HEIGHT : first + 1);
  await Promise.all(
    localnet.nodes.map((node) => waitUntilReady(localnet, node, { deadline, target, log, signal })),
  );
}

interface Readiness {
  readonly deadline: number;
  /** The height to wait for, by the first that the node answers. */
  readonly target: (first: number) => number;
  readonly log: Log;
  readonly signal: AbortSignal | undefined;
}

async function waitUntilReady(
  localnet: Localnet,
  node: NetworkNode,
  { deadline, target, log, signal }: Readiness,
): Promise<void> {
  let state: NodeState | undefined;
  let wanted: number | undefined;
  while (state === undefined || wanted === undefined || state.height < wanted) {
    if (signal?.aborted === true) throw new UserError("the start was broken off");
    const how = localnet.exitOf(node.name);
    if (how !== undefined) {
      for (const line of await lastLines(node.logFile, LINES_SHOWN)) log.error(line);
      throw new UserError(
        `${node.name} ended ${how} before it was ready; above are the last lines of its log, ${node.logFile}`,
      );
    }
    if (performance.now() > deadline) {
      throw new UserError(
        `${node.name} ${state === undefined ? "did not answer" : `is at height ${state.height}`} ` +
          `after ${READY_TIMEOUT_MS / 1_000} s; its log is ${node.logFile}`,
      );
    }
    await pause(POLL_MS);
    state = await askNode(node.rpc);
    if (state !== undefined) wanted ??= target(state.height);
  }
}

async function describeEnd(node: NetworkNode, how: string): Promise<string> {
  if (how === ORDERLY) return `${node.name} was stopped`;
  const lines = await lastLines(node.logFile, LINES_SHOWN);
  const shown = lines.map((line) => `  ${line}`).join("\n");
  return `${node.name} ended ${how}; the last lines of ${node.logFile}:\n${shown}`;
}
