import { execFile } from "node:child_process";
import { readFile, readdir } from "node:fs/promises";
import { platform } from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { errorCode } from "../app/node/files.ts";

/**
 * A process of a node, or the faucet. Processes are found in the system's table by the home folder in their command line, not by a
 * number written down earlier: a number may belong to another program by now, and a node that was started by hand, or a
 * CometBFT that has lost its application, would not be known.
 */
export interface NodeProcess {
  readonly pid: number;
  /** The root of the home folder that it runs on. */
  readonly home: string;
  readonly role: "application" | "comet" | "faucet";
}

const COMMANDS: ReadonlySet<string> = new Set(["start", "faucet"]);
const PROCESSES_MAX = 100_000;
const READS_AT_ONCE = 64;
const PS_OUTPUT_BYTES_MAX = 64 * 1_048_576;
const POLL_MS = 50;
/** After SIGKILL a process is gone as soon as the system gets to it. */
const KILL_TIMEOUT_MS = 10_000;

const run = promisify(execFile);

/** The processes that run on one of these home folders. */
export async function findProcesses(homes: readonly string[]): Promise<readonly NodeProcess[]> {
  const found = platform === "linux" ? await readProcFolder() : await askPs(["-A"]);
  return found.filter(({ home }) => homes.includes(home));
}

/** Those that are still there, and still what they were. */
async function remaining(processes: readonly NodeProcess[]): Promise<readonly NodeProcess[]> {
  if (processes.length === 0) return [];
  const pids = processes.map(({ pid }) => pid);
  const found = platform === "linux" ? await readProcesses(pids) : await askPs(["-p", pids.join()]);
  return processes.filter(({ pid, home }) =>
    found.some((one) => one.pid === pid && one.home === home),
  );
}

/** Sends a signal; a process that has ended meanwhile is none the worse for it. */
export function signal(processes: readonly NodeProcess[], name: NodeJS.Signals): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if (errorCode(error) !== "ESRCH") throw error;
    }
  }
}

/** Waits until they have ended. @returns those that have not by the deadline */
export async function waitForEnd(
  processes: readonly NodeProcess[],
  timeoutMs: number,
): Promise<readonly NodeProcess[]> {
  const deadline = performance.now() + timeoutMs;
  let left = await remaining(processes);
  while (left.length > 0 && performance.now() < deadline) {
    await pause(POLL_MS);
    left = await remaining(left);
  }
  return left;
}

/** SIGKILL, and waits for the end. @throws Error if the system does not end them */
export async function killProcesses(processes: readonly NodeProcess[]): Promise<void> {
  signal(processes, "SIGKILL");
  const left = await waitForEnd(processes, KILL_TIMEOUT_MS);
  if (left.length > 0) {
    throw new Error(
      `processes that SIGKILL does not end: ${left.map(({ pid }) => pid).join(", ")}`,
    );
  }
}

async function readProcFolder(): Promise<NodeProcess[]> {
  const names = await readdir("/proc");
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  return readProcesses(pids.slice(0, PROCESSES_MAX));
}

async function readProcesses(pids: readonly number[]): Promise<NodeProcess[]> {
  const found: NodeProcess[] = [];
  for (let index = 0; index < pids.length; index += READS_AT_ONCE) {
    const some = pids.slice(index, index + READS_AT_ONCE);
    const lines = await Promise.all(some.map((pid) => readCommandLine(pid)));
    for (const [at, line] of lines.entries()) {
      const words = line.split("\0");
      const start = words.findIndex(
        (word, place) => place > 0 && COMMANDS.has(word) && words[place + 1] === "--home",
      );
      const [command, , home] = words.slice(start);
      if (start < 0 || command === undefined || home === undefined) continue;
      found.push({ pid: some[at] as number, home, role: roleOf(command, start === 1) });
    }
  }
  return found;
}

/** @returns "" for a process that has ended meanwhile, a zombie, or one that is not ours to see */
async function readCommandLine(pid: number): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/cmdline`, "utf8");
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ESRCH" || code === "EACCES" || code === "EPERM") return "";
    throw error;
  }
}

/**
 * CometBFT is run as `cometbft start --home …` (comet-process.ts), the application as `node … main.js start --home …`, the
 * faucet as `node … main.js faucet --home …`.
 */
function roleOf(command: string, isSecondWord: boolean): NodeProcess["role"] {
  if (command === "faucet") return "faucet";
  return isSecondWord ? "comet" : "application";
}

const PS_LINE =
  /^\s*(?<pid>\d+) (?<before>.*?) (?<command>start|faucet) --home (?<home>.+?)(?: --(?:proxy_app|address) .*)?$/;

async function askPs(which: readonly string[]): Promise<NodeProcess[]> {
  const stdout = await run("ps", [...which, "-ww", "-o", "pid=,command="], {
    maxBuffer: PS_OUTPUT_BYTES_MAX,
  }).then(
    (output) => output.stdout,
    (error: unknown) => {
      // ps ends with code 1 if there is none of the processes.
      if (error instanceof Error && "code" in error && error.code === 1) return "";
      throw error;
    },
  );
  const found: NodeProcess[] = [];
  for (const line of stdout.split("\n").slice(0, PROCESSES_MAX)) {
    const { pid, before, command, home } = PS_LINE.exec(line)?.groups ?? {};
    if (pid === undefined || before === undefined || home === undefined) continue;
    found.push({ pid: Number(pid), home, role: roleOf(command ?? "", !before.endsWith(".js")) });
  }
  return found;
}
