import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { open, rename, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { errorCode } from "../app/node/files.ts";
import type { NetworkNode } from "./network.ts";
import { findProcesses, killProcesses, signal, waitForEnd } from "./processes.ts";
import type { NodeProcess } from "./processes.ts";

const MAIN = fileURLToPath(new URL("../app/main.js", import.meta.url));
/** A longer log is put aside when the node starts; one such is kept. */
const LOG_BYTES_MAX = 64 * 1_048_576;
/** A node needs up to 15 s to stop its CometBFT. */
const STOP_TIMEOUT_MS = 20_000;
/** For a CometBFT that has lost its application to end by itself. */
const LEFTOVER_TIMEOUT_MS = 5_000;

/**
 * Starts a node as a process of its own session, so that Ctrl-C reaches the one who starts it alone, who stops it in
 * order. What it prints goes to its log.
 *
 * @param environment on top of this process's own
 */
export async function spawnNode(
  node: NetworkNode,
  environment: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  await endLeftovers(node);
  return spawnCommand(["start", "--home", node.home.root], node, environment);
}

/**
 * Runs the command `lazuli` in a session of its own.
 *
 * @param of whose home it works in, and the file that its output goes to
 * @param environment on top of this process's own
 */
export async function spawnCommand(
  argv: readonly string[],
  of: Pick<NetworkNode, "home" | "logFile">,
  environment: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  await putLongLogAside(of.logFile);
  const log = await open(of.logFile, "a");
  try {
    const child = spawn(process.execPath, ["--enable-source-maps", MAIN, ...argv], {
      cwd: of.home.root,
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
      env: { ...inherited(), ...environment },
    });
    await once(child, "spawn");
    return child;
  } finally {
    await log.close();
  }
}

/** Settings of the command that starts a localnet, such as LAZULI_HOME, are not its nodes'. */
function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith("LAZULI_")),
  );
}

/** A CometBFT whose application was killed takes a moment to notice, and holds ports and databases until then. */
async function endLeftovers(node: NetworkNode): Promise<void> {
  const found = await findProcesses([node.home.root]);
  await killProcesses(await waitForEnd(found, LEFTOVER_TIMEOUT_MS));
}

async function putLongLogAside(path: string): Promise<void> {
  try {
    if ((await stat(path)).size > LOG_BYTES_MAX) await rename(path, `${path}.1`);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

/** SIGTERM to each node, which stops its CometBFT first; SIGKILL to what is left after the deadline. */
export async function stopNodes(nodes: readonly NetworkNode[]): Promise<void> {
  const found = await findProcesses(nodes.map(({ home }) => home.root));
  signal(
    found.filter((one) => isInCharge(one, found)),
    "SIGTERM",
  );
  await killProcesses(await waitForEnd(found, STOP_TIMEOUT_MS));
}

/** A CometBFT is stopped by its application, if it has one. */
function isInCharge(one: NodeProcess, all: readonly NodeProcess[]): boolean {
  if (one.role === "application") return true;
  return !all.some(({ role, home }) => role === "application" && home === one.home);
}
