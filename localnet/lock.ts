import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  MODE_PUBLIC,
  formatJson,
  readJsonFile,
  removeFile,
  writeFileAtomic,
} from "../app/node/files.ts";
import { UserError } from "../app/node/user-error.ts";

export const LOCK_FILE = "starting.json";
const ATTEMPTS_MAX = 3;

/**
 * Keeps a second start out of the folder while one is under way. The file says whose it is; that of a process that is
 * gone does not count.
 *
 * @returns what gives the folder free
 * @throws UserError if another process is starting the localnet
 */
export async function lockFolder(dir: string): Promise<() => Promise<void>> {
  const path = join(dir, LOCK_FILE);
  const mine = formatJson({ pid: process.pid, started: await startTime(process.pid) });
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const holder = await readJsonFile(path);
    if (holder === undefined) {
      try {
        await writeFileAtomic(path, mine, { mode: MODE_PUBLIC, overwrite: false });
      } catch (error) {
        // Another was faster: look whose it is.
        if (error instanceof UserError) continue;
        throw error;
      }
      return async () => {
        await removeFile(path);
      };
    }
    const { pid, started } = holder;
    if (typeof pid === "number" && (await isRunning(pid, started))) {
      throw new UserError(
        `the localnet in ${dir} is being started by process ${pid}; wait until it runs ` +
          `("lazuli localnet status" tells)`,
      );
    }
    await removeFile(path);
  }
  throw new UserError(`${path} comes back each time it is removed; see what writes it`);
}

async function isRunning(pid: number, started: unknown): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    // ESRCH: no such process. EPERM: one of another user, and it is not another user's localnet.
    return false;
  }
  return (await startTime(pid)) === started;
}

/** Tells a process from a later one of the same number; "" where the system does not say. */
async function startTime(pid: number): Promise<string> {
  if (process.platform !== "linux") return "";
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The name, in parentheses, may hold spaces; field 22 is the twentieth behind it.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    // It has ended meanwhile, so it is not the one that is asked for.
    return "ended";
  }
}
