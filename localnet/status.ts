import { ClientError } from "../app/client/errors.ts";
import { HttpRpc } from "../app/client/rpc.ts";
import { isJsonObject } from "../app/node/files.ts";
import type { NetworkFaucet, NetworkNode } from "./network.ts";
import { findProcesses } from "./processes.ts";

/** What `lazuli localnet status -o json` prints. */
export interface LocalnetStatus {
  readonly validators: readonly ValidatorStatus[];
  readonly faucet: FaucetStatus;
}

export interface FaucetStatus {
  readonly url: string;
  /** Null if it is not running. */
  readonly pid: number | null;
}

/** Null is what cannot be known: the node is not running, or does not answer yet. */
export interface ValidatorStatus {
  readonly name: string;
  readonly rpc: string;
  readonly grpc: string;
  readonly rest: string;
  /** Of the application. */
  readonly pid: number | null;
  /** The last block. */
  readonly height: number | null;
  /** In the last block's header: the state after the block before it. Upper-case hexadecimal. */
  readonly app_hash: string | null;
  readonly peers: number | null;
  readonly voting_power: number | null;
}

const TIMEOUT_MS = 3_000;

export async function statusOf(
  nodes: readonly NetworkNode[],
  faucet: NetworkFaucet,
): Promise<LocalnetStatus> {
  const processes = await findProcesses([...nodes, faucet].map(({ home }) => home.root));
  const pidOf = ({ home }: NetworkNode): number | undefined =>
    processes.find((one) => one.home === home.root && one.role === "application")?.pid;
  const validators = nodes.map((node) => validatorStatus(node, pidOf(node)));
  const faucetPid = processes.find(({ role }) => role === "faucet")?.pid ?? null;
  return {
    validators: await Promise.all(validators),
    faucet: { url: faucet.url, pid: faucetPid },
  };
}

async function validatorStatus(
  node: NetworkNode,
  pid: number | undefined,
): Promise<ValidatorStatus> {
  const { name, rpc, grpc, rest } = node;
  // Without a process of ours, whoever answers at the port is somebody else.
  const state = pid === undefined ? undefined : await askNode(rpc);
  return {
    name,
    rpc,
    grpc,
    rest,
    pid: pid ?? null,
    height: state?.height ?? null,
    app_hash: state?.appHash ?? null,
    peers: pid === undefined ? null : ((await askPeers(rpc)) ?? null),
    voting_power: state?.votingPower ?? null,
  };
}

export interface NodeState {
  readonly height: number;
  readonly appHash: string;
  readonly votingPower: number;
}

/** @returns undefined if the node does not answer, as before its RPC listens */
export async function askNode(rpc: string): Promise<NodeState | undefined> {
  const result = await ask(rpc, "status");
  if (result === undefined) return undefined;
  const sync = objectAt(result, "sync_info");
  return {
    height: Number(sync["latest_block_height"]),
    appHash: String(sync["latest_app_hash"]),
    votingPower: Number(objectAt(result, "validator_info")["voting_power"]),
  };
}

async function askPeers(rpc: string): Promise<number | undefined> {
  const result = await ask(rpc, "net_info");
  return result === undefined ? undefined : Number(objectAt(result, "")["n_peers"]);
}

async function ask(rpc: string, method: string): Promise<unknown> {
  try {
    return await new HttpRpc(rpc, { timeoutMs: TIMEOUT_MS }).call(method);
  } catch (error) {
    if (error instanceof ClientError) return undefined;
    throw error;
  }
}

function objectAt(value: unknown, key: string): Readonly<Record<string, unknown>> {
  const inner = key === "" || !isJsonObject(value) ? value : value[key];
  if (isJsonObject(inner)) return inner;
  throw new TypeError(`the answer of a node has no object ${key}: ${JSON.stringify(value)}`);
}
