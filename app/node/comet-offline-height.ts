import { join } from "node:path";
import { addToDatabase, goVarint } from "./comet-database.ts";

/**
 * How CometBFT is told that its state goes on from a height of which it has no block. A start takes the note away, and its
 * own state sync makes none, since it goes on to fetch blocks in the same run: a start before the first block without it ends in
 * a panic, and so does every later one.
 *
 * @source cometbft v0.38.26 state/store.go SetOfflineStateSyncHeight; blocksync/reactor.go NewReactorWithAddr
 */
const OFFLINE_HEIGHT_KEY = Buffer.from("offlineStateSyncHeightKey");

/** Of CometBFT's data folder. */
export const STATE_DATABASE = "state.db";

/** What CometBFT's panic says of it. */
const WITHOUT_BLOCKS =
  /^panic: state \((\d{1,15})\) and store \(0\) height mismatch, stores were left in an inconsistent state$/;

/** @param dataFolder of a CometBFT that does not run. @param height of its state */
export function noteOfflineHeight(dataFolder: string, height: number): Promise<void> {
  return addToDatabase(join(dataFolder, STATE_DATABASE), OFFLINE_HEIGHT_KEY, goVarint(height));
}

/** @param line of CometBFT's output. @returns the height that it lacks the note for */
export function offlineHeightMissing(line: string): number | undefined {
  const [, height] = WITHOUT_BLOCKS.exec(line) ?? [];
  return height === undefined ? undefined : Number(height);
}
