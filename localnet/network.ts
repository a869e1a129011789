import { realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  MODE_PUBLIC,
  errorCode,
  formatJson,
  readJsonFile,
  writeFileAtomic,
} from "../app/node/files.ts";
import { isChainId } from "../app/node/genesis.ts";
import { homeAt } from "../app/node/home.ts";
import type { Home } from "../app/node/home.ts";
import { UserError } from "../app/node/user-error.ts";

/** A network of one machine as data: what `localnet.json` in its folder says. All else follows from it. */
export interface Network {
  /** Absolute, without symbolic links. */
  readonly dir: string;
  readonly chainId: string;
  readonly validators: number;
  /** Ports of node i are basePort + 10·i + offset: see {@link PORTS_PER_NODE}. */
  readonly basePort: number;
  /** Pause between blocks, a Go duration. */
  readonly timeoutCommit: string;
  /** Heights from one snapshot to the next, on every node; 0 for none. */
  readonly snapshotInterval: number;
  /** False while its files are being made. */
  readonly complete: boolean;
}

/** A node of the network and where it is. */
export interface NetworkNode {
  /** `node0`, `node1`, … */
  readonly name: string;
  readonly home: Home;
  readonly logFile: string;
  readonly p2pPort: number;
  readonly rpcPort: number;
  /** Such as `http://127.0.0.1:26657`. */
  readonly rpc: string;
  /** Such as `127.0.0.1:26661`. */
  readonly grpc: string;
  /** Such as `http://127.0.0.1:26662`. */
  readonly rest: string;
}

export const DIR_DEFAULT = ".localnet";
export const VALIDATORS_DEFAULT = 4;
export const VALIDATORS_MAX = 16;
export const TIMEOUT_COMMIT_DEFAULT = "500ms";
/** So that a node can join by state sync; some minutes. */
export const SNAPSHOT_INTERVAL_DEFAULT = 500;
const SNAPSHOT_INTERVAL_MAX = 10_000_000;
/** Other hosts cannot reach a localnet: its keys are for tests. */
export const HOST = "127.0.0.1";

/** Each node has ten ports in a row: p2p, RPC, gRPC, REST, and others for what a node may listen on besides. */
export const PORTS_PER_NODE = 10;
const P2P_OFFSET = 0;
const RPC_OFFSET = 1;
/** Not 2 and 4, which for the first node are what CometBFT takes for ABCI and metrics unless told otherwise. */
const GRPC_OFFSET = 5;
const REST_OFFSET = 6;
/** Of the first node's ports. */
const FAUCET_OFFSET = 7;
/** Of the first node's ports; nobody listens there but whoever starts the network (ports.ts). */
export const CLAIM_OFFSET = 9;
export const BASE_PORT_MIN = 1_024;
export const BASE_PORT_MAX = 65_535 - VALIDATORS_MAX * PORTS_PER_NODE;

const FILE_VERSION = 1;

/** The folder's own path, whatever links lead to it; itself as it is if it does not exist. */
export async function resolveDir(dir: string): Promise<string> {
  try {
    return await realpath(dir);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return dir;
    throw error;
  }
}

/** `lazuli-local-1` for `.localnet`, so that documents can name it; other folders give names of their own. */
export function chainIdFor(dir: string): string {
  const name = basename(dir);
  if (name === DIR_DEFAULT) return "lazuli-local-1";
  const words = name.replace(/[^A-Za-z0-9]+/g, "-").slice(0, 40);
  const candidate = `lazuli-${words.replace(/^-|-$/g, "").toLowerCase()}-1`;
  return isChainId(candidate) ? candidate : "lazuli-local-1";
}

export function nodesOf(network: Network): readonly NetworkNode[] {
  return Array.from({ length: network.validators }, (_, index) => {
    const name = `node${index}`;
    const home = homeAt(join(network.dir, name));
    const ports = portsOf(network.basePort, index);
    return {
      name,
      home,
      logFile: join(home.root, "node.log"),
      p2pPort: ports.p2p,
      rpcPort: ports.rpc,
      rpc: `http://${HOST}:${ports.rpc}`,
      grpc: `${HOST}:${ports.grpc}`,
      rest: `http://${HOST}:${ports.rest}`,
    };
  });
}

/** The faucet of a network and where it is. */
export interface NetworkFaucet {
  /** The client's, which has its key. */
  readonly home: Home;
  readonly logFile: string;
  /** Such as `127.0.0.1:26663`. */
  readonly address: string;
  /** Such as `http://127.0.0.1:26663`. */
  readonly url: string;
}

export function faucetOf(network: Network): NetworkFaucet {
  const address = `${HOST}:${network.basePort + FAUCET_OFFSET}`;
  const logFile = join(network.dir, "faucet.log");
  return { home: clientHome(network.dir), logFile, address, url: `http://${address}` };
}

/** The ports of a node that shares its machine with others. @param index of the node, from 0 on */
export function portsOf(basePort: number, index: number) {
  const first = basePort + index * PORTS_PER_NODE;
  return {
    p2p: first + P2P_OFFSET,
    rpc: first + RPC_OFFSET,
    grpc: first + GRPC_OFFSET,
    rest: first + REST_OFFSET,
  };
}

export function clientHome(dir: string): Home {
  return homeAt(join(dir, "client"));
}

function networkFile(dir: string): string {
  return join(dir, "localnet.json");
}

/** @returns undefined if there is none in the folder. @throws UserError if the file is damaged */
export async function findNetwork(dir: string): Promise<Network | undefined> {
  const path = networkFile(dir);
  const content = await readJsonFile(path);
  if (content === undefined) return undefined;
  const { version, chain_id, validators, base_port, timeout_commit, complete } = content;
  // Folders of earlier versions do not say it.
  const { snapshot_interval = SNAPSHOT_INTERVAL_DEFAULT } = content;
  const good =
    version === FILE_VERSION &&
    typeof chain_id === "string" &&
    isInteger(validators, 1, VALIDATORS_MAX) &&
    isInteger(base_port, BASE_PORT_MIN, BASE_PORT_MAX) &&
    typeof timeout_commit === "string" &&
    isInteger(snapshot_interval, 0, SNAPSHOT_INTERVAL_MAX) &&
    typeof complete === "boolean";
  if (!good) {
    throw new UserError(
      `${path}: expected what "lazuli localnet start" wrote, version ${FILE_VERSION}; ` +
        `move the folder away, or remove it and start again`,
    );
  }
  return {
    dir,
    chainId: chain_id,
    validators,
    basePort: base_port,
    timeoutCommit: timeout_commit,
    snapshotInterval: snapshot_interval,
    complete,
  };
}

/** @throws UserError if there is none in the folder */
export async function readNetwork(dir: string): Promise<Network> {
  const network = await findNetwork(dir);
  if (network !== undefined) return network;
  throw new UserError(
    `there is no localnet in ${dir}; make one with "lazuli localnet start", or name its folder with --dir`,
  );
}

export async function writeNetwork(network: Network): Promise<void> {
  const content = {
    version: FILE_VERSION,
    chain_id: network.chainId,
    validators: network.validators,
    base_port: network.basePort,
    timeout_commit: network.timeoutCommit,
    snapshot_interval: network.snapshotInterval,
    complete: network.complete,
  };
  const options = { mode: MODE_PUBLIC, overwrite: true };
  await writeFileAtomic(networkFile(network.dir), formatJson(content), options);
}

export function isInteger(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}
