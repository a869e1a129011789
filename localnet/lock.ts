import { join } from "node:path";
import { lockFile } from "../app/node/process-lock.ts";

export const LOCK_FILE = "starting.json";

/**
 * Keeps a second start out of the folder while one is under way.
 *
 * @returns what gives the folder free
 * @throws UserError if another process is starting the localnet
 */
export function lockFolder(dir: string): Promise<() => Promise<void>> {
  return lockFile({
    path: join(dir, LOCK_FILE),
    purpose: "lazuli localnet start",
    describe: ({ pid }) =>
      `the localnet in ${dir} is being started by process ${pid}; wait until it runs ` +
      `("lazuli localnet status" tells)`,
  });
}
