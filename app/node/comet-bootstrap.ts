import { cp, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { bytesToHex } from "../core/bytes.ts";
import type { CommitRecord } from "../core/store/database.ts";
import { parseStateSync } from "./comet-config.ts";
import type { StateSyncOptions } from "./comet-config.ts";
import { isEmptyDatabase } from "./comet-database.ts";
import { givingApplication, provingApplication, takingApplication } from "./comet-handover.ts";
import type { HandedState } from "./comet-handover.ts";
import { generateCometKey } from "./comet-keys.ts";
import { LoopbackComet, freePort, makeLoopbackHome } from "./comet-loopback.ts";
import type { CometEntry, LoopbackOptions } from "./comet-loopback.ts";
import { STATE_DATABASE, noteOfflineHeight } from "./comet-offline-height.ts";
import { BOOTSTRAP_FOLDER, readCometPaths } from "./comet-paths.ts";
import { readTextFile, syncFolder } from "./files.ts";
import { createGenesis, readGenesis, writeGenesis } from "./genesis.ts";
import { homeAt } from "./home.ts";
import type { Home } from "./home.ts";
import {
  BOOTSTRAP_CHECK_TIMEOUT_MS,
  BOOTSTRAP_PEER_TIMEOUT_MS,
  BOOTSTRAP_SYNC_TIMEOUT_MS,
} from "./limits.ts";
import { parseToml } from "./settings.ts";
import { withStoppedNode } from "./stopped-node.ts";
import { UserError } from "./user-error.ts";

/*
 * Gives CometBFT of a node the state of the height that its application has, as its state sync would: from headers that its
 * own light client checks. Three of them run on loopback, one after the other or two at a time:
 *
 *   taking    begins with no data and state sync, and accepts a snapshot without content
 *   giving    its only peer, which has that snapshot
 *   proving   starts from a copy of what came of it
 *
 * None has the node's keys: nothing can be signed with them. All of it lies in a folder beside CometBFT's data until two
 * renames put it there.
 */

const BLOCKS = "blockstore.db";

export interface BootstrapOptions {
  readonly home: Home;
  /** Gives the path of the program, from comet-binary.ts. */
  readonly findBinary: () => Promise<string>;
  /** Expected height of the application's state. */
  readonly height: number | undefined;
  /** Ends it before anything has changed; its reason is what is thrown then. */
  readonly signal: AbortSignal;
  /** Is told what takes long. */
  readonly report: (line: string) => void;
}

/**
 * Writes CometBFT's state of the height that a stopped node's application has.
 *
 * @returns that height and its app hash
 * @throws UserError if there is no node or no state, it runs, CometBFT has blocks, or the headers cannot be had or do not
 *   fit; CometBFT's data are as they were then
 */
export async function bootstrapComet(options: BootstrapOptions): Promise<HandedState> {
  const stopped = {
    purpose: "lazuli comet bootstrap-state",
    readOnly: true,
    ifNoBlock: 'take a state from a file with "lazuli snapshots load" and "restore"',
  };
  return withStoppedNode(options.home, stopped, async ({ newest }) => {
    const { height, appHash } = newest;
    const plan = await planFor(options, newest);
    await rm(plan.staging, { recursive: true, force: true });
    await mkdir(plan.staging, { recursive: true });
    try {
      options.report(
        `CometBFT takes the state of height ${height} from headers of ${plan.stateSync.rpcServers.join(", ")}`,
      );
      const made = await takeState(plan);
      await noteOfflineHeight(made, height);
      await prove(plan, made);
      options.signal.throwIfAborted();
      await install(made, plan.dataFolder);
    } finally {
      await rm(plan.staging, { recursive: true, force: true });
    }
    return { height, appHash };
  });
}

interface Plan {
  readonly state: HandedState;
  readonly chainId: string;
  readonly stateSync: StateSyncOptions;
  readonly genesisFile: string;
  /** CometBFT's. */
  readonly dataFolder: string;
  readonly staging: string;
  readonly binary: string;
  readonly signal: AbortSignal;
}

async function planFor(
  { home, height, findBinary, signal }: BootstrapOptions,
  newest: CommitRecord,
): Promise<Plan> {
  if (height !== undefined && height !== newest.height) {
    throw new UserError(
      `the application's state is of height ${newest.height}, expected ${height}: CometBFT goes on from the ` +
        `height that its application has, and from no other; leave --height out, or restore another snapshot`,
    );
  }
  const { dataFolder, genesis: genesisFile } = await readCometPaths(home);
  const text = (await readTextFile(home.cometToml)) ?? "";
  const { db_backend: backend = "goleveldb" } = parseToml("config.toml", text);
  if (backend !== "goleveldb") {
    throw new UserError(
      `config.toml: db_backend: expected "goleveldb", got ${JSON.stringify(backend)}; ` +
        `join by state sync instead (docs/snapshots.md)`,
    );
  }
  if (!(await isEmptyDatabase(join(dataFolder, BLOCKS)))) {
    throw new UserError(
      `CometBFT has blocks or a state already in ${dataFolder}; to begin anew, remove them and the application's ` +
        `state with "lazuli comet reset-state" and restore the snapshot again`,
    );
  }
  const stateSync = parseStateSync(text);
  const { chain_id: chainId } = await readGenesis(genesisFile);
  if (chainId !== newest.chainId) {
    throw new UserError(
      `the application's state is of chain ${newest.chainId}, expected ${chainId}, the chain of ${genesisFile}`,
    );
  }
  const staging = join(dataFolder, BOOTSTRAP_FOLDER);
  const state = { height: newest.height, appHash: newest.appHash };
  const binary = await findBinary();
  return { state, chainId, stateSync, genesisFile, dataFolder, staging, binary, signal };
}

/** @returns the data folder in which CometBFT has the state now */
async function takeState(plan: Plan): Promise<string> {
  const { binary, signal, state } = plan;
  const home = homeAt(join(plan.staging, "taking"));
  const giver = await makeGiver(plan);
  const { genesisFile, stateSync } = plan;
  await makeLoopbackHome({ home, genesisFile, p2pPort: 0, peer: giver.address, stateSync });
  const giving = await LoopbackComet.start({
    ...{ binary, signal, home: giver.home },
    application: givingApplication(state),
    purpose: "the start of a CometBFT to take the state from",
    judge: isStarted,
    timeoutMs: BOOTSTRAP_PEER_TIMEOUT_MS,
  });
  try {
    await giving.reached;
    let otherHash: Uint8Array | undefined;
    const application = takingApplication(state, (appHash) => (otherHash = appHash));
    await runUntil({
      ...{ binary, signal, home, application },
      purpose: "CometBFT's state sync",
      judge: (entry) => isTaken(entry, plan, otherHash),
      timeoutMs: BOOTSTRAP_SYNC_TIMEOUT_MS,
    });
  } finally {
    await giving.stop();
  }
  return home.dataFolder;
}

/** A chain of the same name, whose only validator does not exist. */
async function makeGiver(plan: Plan): Promise<{ readonly home: Home; readonly address: string }> {
  const home = homeAt(join(plan.staging, "giving"));
  const address = await makeLoopbackHome({
    home,
    genesisFile: home.genesis,
    p2pPort: await freePort(),
  });
  const { publicKey } = generateCometKey();
  const genesis = createGenesis({
    chainId: plan.chainId,
    genesisTime: new Date(),
    validators: [{ name: "nobody", publicKey, power: 1n }],
    appState: {},
  });
  await writeGenesis(home.genesis, genesis);
  return { home, address };
}

/** Lets CometBFT start from a copy, because a start takes note that the height has been read. */
async function prove(plan: Plan, made: string): Promise<void> {
  const { binary, signal, genesisFile, state } = plan;
  const home = homeAt(join(plan.staging, "proving"));
  await makeLoopbackHome({ home, genesisFile, p2pPort: 0 });
  for (const name of [STATE_DATABASE, BLOCKS]) {
    await cp(join(made, name), join(home.dataFolder, name), { recursive: true });
  }
  await runUntil({
    ...{ binary, signal, home },
    application: provingApplication(state),
    purpose: "the start of CometBFT from its new state",
    judge: isStarted,
    timeoutMs: BOOTSTRAP_CHECK_TIMEOUT_MS,
  });
}

async function runUntil(options: LoopbackOptions): Promise<void> {
  const comet = await LoopbackComet.start(options);
  try {
    await comet.reached;
  } finally {
    await comet.stop();
  }
}

function isStarted({ message }: CometEntry): boolean {
  return message === "Started node";
}

/** What CometBFT says when its light client does not get what it needs; it would go on to look for other snapshots. */
const UNVERIFIED = new Set([
  "failed to fetch and verify app hash",
  "failed to fetch and verify CometBFT state",
  "failed to fetch and verify commit",
]);

const FAILED = new Set([
  "State sync failed",
  "Failed to bootstrap node with new state",
  "Failed to store last seen commit",
  "Failed to switch to block sync",
]);

/**
 * Its pool of blocks is started in the step behind the one that stores state and commit.
 *
 * @throws UserError if it has failed
 */
function isTaken(
  { message, fields }: CometEntry,
  { state: { height, appHash } }: Plan,
  otherHash: Uint8Array | undefined,
): boolean {
  if (otherHash) {
    throw new UserError(
      `the chain's app hash of height ${height} is ${upperHex(otherHash)}, and that of the application's state is ` +
        `${upperHex(appHash)}: it is not a state of this chain, or trust_hash is of another`,
    );
  }
  const reason = JSON.stringify(fields["err"]);
  if (UNVERIFIED.has(message)) {
    throw new UserError(
      `CometBFT's light client did not get what it needs of the heights ${height} to ${height + 2}: ${reason}; all ` +
        `rpc_servers need their headers, so wait for two more blocks if the chain has only just made block ${height}`,
    );
  }
  if (FAILED.has(message)) throw new UserError(`CometBFT's state sync failed: ${reason}`);
  return message === "service start" && fields["msg"] === "Starting BlockPool service";
}

/**
 * Puts state and commit into the place of what an unsuccessful start may have left. Blocks come last: as long as there are
 * none, all of it can be done again.
 */
async function install(from: string, to: string): Promise<void> {
  for (const name of [STATE_DATABASE, BLOCKS]) await syncFiles(join(from, name));
  for (const name of [STATE_DATABASE, BLOCKS]) {
    await rm(join(to, name), { recursive: true, force: true });
    await rename(join(from, name), join(to, name));
    await syncFolder(to);
  }
}

async function syncFiles(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = await open(join(folder, name), "r");
    await file.sync();
    await file.close();
  }
  await syncFolder(folder);
}

function upperHex(bytes: Uint8Array): string {
  return bytesToHex(bytes).toUpperCase();
}
