import { readFile } from "node:fs/promises";
import type { Home } from "./home.ts";
import {
  MODE_PUBLIC,
  formatJson,
  makeFolder,
  readJsonFile,
  removeFile,
  writeFileAtomic,
} from "./files.ts";
import { UserError } from "./user-error.ts";

const ATTEMPTS_MAX = 3;

export interface LockOptions {
  readonly path: string;
  /** What is being done, such as "lazuli start": for whoever finds the lock taken. */
  readonly purpose: string;
  /** The error's text for the process that has the lock. */
  readonly describe: (holder: { readonly pid: number; readonly purpose: string }) => string;
}

/**
 * Keeps others out while this process does something. The file says whose it is; that of a process that is gone does not
 * count, so a crash leaves nothing to tidy up.
 *
 * @returns what gives the lock up
 * @throws UserError if another process has it
 */
export async function lockFile(options: LockOptions): Promise<() => Promise<void>> {
  const { path, purpose } = options;
  const mine = formatJson({ pid: process.pid, started: await startTime(process.pid), purpose });
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
    const { pid, started, purpose: theirs } = holder;
    if (typeof pid === "number" && (await isRunning(pid, started))) {
      throw new UserError(options.describe({ pid, purpose: String(theirs) }));
    }
    await removeFile(path);
  }
  throw new UserError(`${path} comes back each time it is removed; see what writes it`);
}

/**
 * Takes a node's home for this process: the node itself, or a command that changes what a stopped node has.
 *
 * @param purpose such as "lazuli start"
 * @returns what gives it up
 * @throws UserError if another process has it
 */
export async function lockHome(home: Home, purpose: string): Promise<() => Promise<void>> {
  await makeFolder(home.dataFolder);
  return lockFile({
    path: home.nodeLock,
    purpose,
    describe: (holder) =>
      `${home.root} is in use by "${holder.purpose}", process ${holder.pid}; stop it first`,
  });
}

async function isRunning(pid: number, started: unknown): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    // ESRCH: no such process. EPERM: one of another user, whose folder this is not.
    return false;
  }
  return (await startTime(pid)) === started;
}

const ENDED = "ended";

/** Tells a process from a later one of the same number; "" where the system does not say. */
async function startTime(pid: number): Promise<string> {
  if (process.platform !== "linux") return "";
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The name, in parentheses, may hold spaces; the state is field 3, the first behind it, the time is field 22.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // One that has ended stays in the table until its parent asks, which in a container may be never.
    return fields[0] === "Z" ? ENDED : (fields[19] ?? "");
  } catch {
    // It has ended meanwhile, so it is not the one that is asked for.
    return ENDED;
  }
}
