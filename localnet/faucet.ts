import type { ChildProcess } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { UserError } from "../app/node/user-error.ts";
import { lastLines } from "./logs.ts";
import type { NetworkFaucet } from "./network.ts";
import { spawnCommand } from "./node-runner.ts";
import { findProcesses, killProcesses, signal, waitForEnd } from "./processes.ts";

/** Of a network on this machine nobody has to be kept from asking again; the limits keep a loop that ran wild in check. */
const LIMITS = ["--cooldown", "5", "--credits-per-hour", "1000"];

const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 1_000;
const POLL_MS = 50;
const LINES_SHOWN = 20;

/**
 * Starts the faucet of a network whose nodes make blocks, and waits until it answers.
 *
 * @throws UserError with the last lines of its log if it does not come up
 */
export async function startFaucet(
  faucet: NetworkFaucet,
  environment: Readonly<Record<string, string>>,
  stop?: AbortSignal,
): Promise<ChildProcess> {
  const argv = ["faucet", "--home", faucet.home.root, "--address", faucet.address, ...LIMITS];
  const child = await spawnCommand(argv, faucet, environment);
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (!(await isReady(faucet))) {
    if (stop?.aborted === true) throw new UserError("the start was broken off");
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    if (hasEnded || performance.now() > deadline) {
      const lines = (await lastLines(faucet.logFile, LINES_SHOWN)).join("\n  ");
      throw new UserError(
        `the faucet ${hasEnded ? "ended" : "does not answer"}; the last lines of ${faucet.logFile}:\n  ${lines}`,
      );
    }
    await pause(POLL_MS);
  }
  return child;
}

async function isReady({ url }: NetworkFaucet): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/healthz`, {
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    return answer.ok;
  } catch {
    // It does not listen yet; why not for good is in its log.
    return false;
  }
}

export async function stopFaucet({ home }: NetworkFaucet): Promise<void> {
  const found = await findProcesses([home.root]);
  signal(found, "SIGTERM");
  await killProcesses(await waitForEnd(found, STOP_TIMEOUT_MS));
}
