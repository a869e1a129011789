import { once } from "node:events";
import { createServer } from "node:net";
import type { Server } from "node:net";
import { errorCode } from "../app/node/files.ts";
import { UserError } from "../app/node/user-error.ts";
import { CLAIM_OFFSET, HOST, PORTS_PER_NODE, VALIDATORS_MAX } from "./network.ts";

/** Ports that are free and that no other localnet takes while this one starts. */
export interface PortClaim {
  readonly basePort: number;
  /** To be called when the nodes listen. */
  release(): void;
}

/** CometBFT's own ports come first: RPC of the first node is then 26657. */
const BASE_PORT_FIRST = 26_656;
const BLOCK_PORTS = 200;
/** The last block ends below 32768, where Linux begins to give ports to outgoing connections. */
const BLOCKS_MAX = 30;

/**
 * Finds free ports for so many nodes: 26656 and the following, or the next block of 200 that is free.
 *
 * @throws UserError if all blocks are taken
 */
export async function claimAnyPorts(nodes: number): Promise<PortClaim> {
  for (let block = 0; block < BLOCKS_MAX; block++) {
    const basePort = BASE_PORT_FIRST + block * BLOCK_PORTS;
    const claim = await tryClaim(basePort, nodes);
    if (typeof claim !== "number") return claim;
  }
  const last = BASE_PORT_FIRST + BLOCKS_MAX * BLOCK_PORTS - 1;
  throw new UserError(
    `no ${nodes * PORTS_PER_NODE} ports in a row are free from ${BASE_PORT_FIRST} to ${last}; ` +
      `choose others with --base-port, or stop other localnets`,
  );
}

/** @throws UserError that names the port that is taken */
export async function claimPorts(basePort: number, nodes: number): Promise<PortClaim> {
  const claim = await tryClaim(basePort, nodes);
  if (typeof claim !== "number") return claim;
  throw new UserError(
    `port ${claim} is taken by another program; stop that program, or move this localnet to ` +
      `other ports with --base-port P (it takes ${PORTS_PER_NODE} from P for each node)`,
  );
}

/**
 * Two that start at the same time see the same ports free, for neither's nodes listen yet. So whoever starts listens on
 * one port of the block until its nodes do.
 *
 * @returns the first port that is taken, or the claim
 */
async function tryClaim(basePort: number, nodes: number): Promise<PortClaim | number> {
  if (nodes > VALIDATORS_MAX) throw new RangeError(`expected at most ${VALIDATORS_MAX} nodes`);
  const guardPort = basePort + CLAIM_OFFSET;
  const guard = await listen(guardPort);
  if (guard === undefined) return guardPort;
  const ports = Array.from({ length: nodes * PORTS_PER_NODE }, (_, index) => basePort + index);
  const taken = await Promise.all(
    ports.map(async (port) => port !== guardPort && !(await isFree(port))),
  );
  const index = taken.indexOf(true);
  if (index < 0) return { basePort, release: () => void guard.close() };
  guard.close();
  return basePort + index;
}

async function isFree(port: number): Promise<boolean> {
  const server = await listen(port);
  if (server === undefined) return false;
  server.close();
  await once(server, "close");
  return true;
}

/** @returns undefined if the port is taken */
async function listen(port: number): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  server.listen({ port, host: HOST, exclusive: true });
  try {
    await once(server, "listening");
  } catch (error) {
    if (errorCode(error) === "EADDRINUSE") return undefined;
    throw error;
  }
  // A process that only holds a port may end.
  server.unref();
  return server;
}
