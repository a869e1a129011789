import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { StoreFault } from "../core/store/fault.ts";
import { LMDB_FILE } from "../db/lmdb-file.ts";
import { STATE_CHECK_TIMEOUT_MS } from "./limits.ts";

const PROGRAM = fileURLToPath(new URL("state-check-process.js", import.meta.url));

/** Exit code of the program for a fault that it names on its error stream. */
export const DAMAGE_FOUND = 3;

/**
 * Reads what LMDB keeps of a state in a process of its own before this one does: LMDB's pages have no checksums, and where one
 * is damaged it can end the process that reads it, without a word.
 *
 * @throws StoreFault that says what is damaged
 */
export function assertReadable(stateFolder: string): void {
  if (!existsSync(join(stateFolder, LMDB_FILE))) return;
  const { status, signal, stderr, error } = spawnSync(process.execPath, [PROGRAM, stateFolder], {
    encoding: "utf8",
    timeout: STATE_CHECK_TIMEOUT_MS,
  });
  if (status === DAMAGE_FOUND) throw new StoreFault(stderr.trim());
  // An error is a program that could not be run, or took too long: that says nothing of the state.
  if (signal !== null && error === undefined) {
    throw new StoreFault(
      `${LMDB_FILE} is damaged: a process that read it was ended by ${signal}; restore the state from a snapshot or another node`,
    );
  }
}
