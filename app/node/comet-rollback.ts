import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { UserError } from "./user-error.ts";

/** What CometBFT's state is after a rollback. */
export interface CometState {
  readonly height: number;
  /** Upper-case hexadecimal; "" before the first block. */
  readonly appHash: string;
}

const TIMEOUT_MS = 120_000;
const OUTPUT_BYTES_MAX = 4 * 1_048_576;
const REASON_CHARACTERS_MAX = 500;
const DONE = /^Rolled back state to height (?<height>\d{1,16}) and hash (?<hash>[0-9A-F]*)$/m;

const run = promisify(execFile);

/**
 * Takes the state of a stopped CometBFT one height back; its blocks stay, so that it executes the last one again. Does
 * nothing if that has been done already.
 *
 * @param binary the program, from comet-binary.ts
 * @param root the root of the node's home folder
 * @throws UserError with CometBFT's own words if it refuses
 */
export async function rollbackComet(binary: string, root: string): Promise<CometState> {
  let stdout: string;
  try {
    const options = { timeout: TIMEOUT_MS, maxBuffer: OUTPUT_BYTES_MAX };
    ({ stdout } = await run(binary, ["rollback", "--home", root], options));
  } catch (error) {
    throw new UserError(`CometBFT did not roll back: ${reasonOf(error)}`, { cause: error });
  }
  const { height, hash } = DONE.exec(stdout)?.groups ?? {};
  if (height === undefined || hash === undefined) {
    const said = stdout.trim().slice(0, REASON_CHARACTERS_MAX);
    throw new UserError(
      `"cometbft rollback" said ${JSON.stringify(said)}, expected "Rolled back state to height N ` +
        `and hash …"; use a CometBFT of v0.38, v0.39 or v0.40`,
    );
  }
  return { height: Number(height), appHash: hash };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = "stderr" in error && typeof error.stderr === "string" ? error.stderr.trim() : "";
  return (said === "" ? error.message : said).slice(-REASON_CHARACTERS_MAX);
}
