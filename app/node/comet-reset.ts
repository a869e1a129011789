import { readdir, rm } from "node:fs/promises";
import { join, sep } from "node:path";
import { BOOTSTRAP_FOLDER, readCometPaths } from "./comet-paths.ts";
import type { CometPaths } from "./comet-paths.ts";
import { ensureValidatorState } from "./comet-keys.ts";
import { readAppConfig } from "./config.ts";
import { removeFile, syncFolder } from "./files.ts";
import type { Home } from "./home.ts";
import { lockHome } from "./process-lock.ts";
import { isThere } from "./state-folder.ts";
import { UserError } from "./user-error.ts";

/** CometBFT's blocks, state, log of consensus, evidence, index of transactions, and what a killed bootstrap-state leaves. */
const COMET_DATA: readonly string[] = [
  "blockstore.db",
  "state.db",
  "cs.wal",
  "evidence.db",
  "tx_index.db",
  BOOTSTRAP_FOLDER,
];

export interface ResetOptions {
  /** The command, such as "lazuli comet reset-state". */
  readonly purpose: string;
  /**
   * `state`: the application's state and CometBFT's blocks and state. `all`: everything in the data folder, snapshots
   * and what is not known too, but for keys and the signing state.
   */
  readonly scope: "state" | "all";
  readonly keepAddressBook: boolean;
  /**
   * True: the validator forgets what it has signed. If the network goes on from a height that it has signed, it signs
   * twice and is punished.
   */
  readonly resetSigningState: boolean;
}

/**
 * Makes a node that does not run one that has no blocks. Broken off, it is completed by doing it again.
 *
 * @returns the paths that were removed
 * @throws UserError if there is no node, it runs, or its data are elsewhere
 */
export async function resetNode(home: Home, options: ResetOptions): Promise<readonly string[]> {
  // To lock a home that is not there would make one.
  await readAppConfig(home);
  const paths = await readCometPaths(home);
  if (paths.dataFolder !== home.dataFolder) {
    throw new UserError(
      `db_dir of config.toml is ${paths.dataFolder}, expected ${home.dataFolder}; remove CometBFT's data yourself`,
    );
  }
  const unlock = await lockHome(home, options.purpose);
  try {
    const removed: string[] = [];
    for (const path of await dataOf(home, paths, options.scope)) {
      if (!(await isThere(path))) continue;
      await rm(path, { recursive: true, force: true });
      removed.push(path);
    }
    await syncFolder(home.dataFolder);
    if (!options.keepAddressBook && (await removeFile(paths.addressBook))) {
      removed.push(paths.addressBook);
    }
    if (options.resetSigningState && (await removeFile(paths.validatorState))) {
      removed.push(paths.validatorState);
    }
    // CometBFT does not start without one.
    await ensureValidatorState(paths.validatorState);
    return removed;
  } finally {
    await unlock();
  }
}

/**
 * The application's state first: CometBFT executes its blocks again for an application without one, but not the other
 * way round. And of the state's folders the one that would step back into its place before that place is empty.
 */
async function dataOf(
  home: Home,
  paths: CometPaths,
  scope: ResetOptions["scope"],
): Promise<readonly string[]> {
  const state = [home.replacedFolder, home.stagingFolder, home.stateFolder];
  if (scope === "state")
    return [...state, ...COMET_DATA.map((name) => join(home.dataFolder, name))];
  const kept = [
    ...[home.nodeLock, home.validatorState, paths.validatorState],
    ...[paths.validatorKey, paths.nodeKey, paths.genesis, paths.addressBook],
  ];
  const isKept = (path: string): boolean =>
    kept.some((one) => one === path || one.startsWith(`${path}${sep}`));
  const names = (await readdir(home.dataFolder)).sort();
  const others = names.map((name) => join(home.dataFolder, name));
  return [...state, ...others.filter((path) => !state.includes(path) && !isKept(path))];
}
