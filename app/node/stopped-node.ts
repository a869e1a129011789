import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { CommitRecord } from "../core/store/database.ts";
import { LmdbDatabase } from "../db/lmdb-database.ts";
import type { Pruning } from "../db/pruning.ts";
import { type AppConfig, pruningSetting, readAppConfig } from "./config.ts";
import type { Home } from "./home.ts";
import { lockHome } from "./process-lock.ts";
import { UserError } from "./user-error.ts";

const LMDB_FILE = "data.mdb";

/** What a command may do with the state of a node that does not run. */
export interface StoppedNode {
  readonly database: LmdbDatabase;
  /** The newest height when it was opened. */
  readonly newest: CommitRecord;
}

/**
 * Opens the state of a node that does not run, and keeps it from being started meanwhile.
 *
 * @param options.purpose the command, such as "lazuli prune"
 * @param options.pruning what the database is to keep; what app.toml says unless given
 * @param work may use the database until it has ended
 * @throws UserError if there is no node, it runs, or it has no block yet
 */
export async function withStoppedNode<Result>(
  home: Home,
  options: {
    readonly purpose: string;
    readonly pruning?: (config: AppConfig) => Pruning;
    readonly readOnly?: boolean;
    /** What to do if it has no block yet; to start it unless given. */
    readonly ifNoBlock?: string;
  },
  work: (node: StoppedNode) => Promise<Result>,
): Promise<Result> {
  const config = await readAppConfig(home);
  const pruning = (options.pruning ?? pruningSetting)(config);
  const unlock = await lockHome(home, options.purpose);
  try {
    // To open a folder that is not there would make one.
    if (!(await isFile(join(home.stateFolder, LMDB_FILE)))) throw noBlock(home, options.ifNoBlock);
    const database = new LmdbDatabase(home.stateFolder, {
      pruning,
      readOnly: options.readOnly ?? false,
    });
    try {
      const newest = database.latest();
      if (!newest) throw noBlock(home, options.ifNoBlock);
      return await work({ database, newest });
    } finally {
      await database.close();
    }
  } finally {
    await unlock();
  }
}

function noBlock(home: Home, advice = 'start it once with "lazuli start"'): UserError {
  return new UserError(`the node in ${home.root} has no block yet; ${advice}`);
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isFile(),
    () => false,
  );
}
