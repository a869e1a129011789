import { mkdir, rename, rm, stat } from "node:fs/promises";
import { errorCode, syncFolder } from "./files.ts";
import type { Home } from "./home.ts";

/*
 * How a state takes the place of another. It is made in a staging folder, and two renames put it into place: the present
 * state steps aside, the new one steps in. A start after a crash finds one of:
 *
 *   state, with or without the other two   the present state, or the new one: whatever is beside it is removed
 *   no state, and one that stepped aside   the present state, which steps back
 *   neither                                a node without a state
 */

/** Puts the staged state into the place of the present one. Nobody may use either meanwhile. */
export async function installStagedState(home: Home): Promise<void> {
  await remove(home.replacedFolder);
  if (await isThere(home.stateFolder)) await rename(home.stateFolder, home.replacedFolder);
  await rename(home.stagingFolder, home.stateFolder);
  await syncFolder(home.dataFolder);
  await remove(home.replacedFolder);
}

/** Removes what a restoration that was broken off has left. Before anybody opens the state. */
export async function tidyStateFolders(home: Home): Promise<void> {
  if (!(await isThere(home.stateFolder)) && (await isThere(home.replacedFolder))) {
    await rename(home.replacedFolder, home.stateFolder);
    await syncFolder(home.dataFolder);
  }
  await remove(home.replacedFolder);
  await remove(home.stagingFolder);
}

/** An empty staging folder. */
export async function clearStagingFolder(home: Home): Promise<void> {
  await remove(home.stagingFolder);
  await mkdir(home.stagingFolder, { recursive: true });
}

export async function removeStagingFolder(home: Home): Promise<void> {
  await remove(home.stagingFolder);
}

async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

export async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}
