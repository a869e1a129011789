import { execFile } from "node:child_process";
import { access, constants, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { promisify } from "node:util";
import { makeFolder, parseJsonObject } from "./files.ts";
import { UserError } from "./user-error.ts";

/** The version that is installed where there is none; v0.39 and v0.40 are taken too. */
export const COMETBFT_VERSION = "v0.38.26";
const COMETBFT_PACKAGE = `github.com/cometbft/cometbft/cmd/cometbft@${COMETBFT_VERSION}`;

const VERSION_TIMEOUT_MS = 20_000;
const INSTALL_TIMEOUT_MS = 20 * 60_000;
const OUTPUT_BYTES_MAX = 4 * 1_048_576;
const PATH_FOLDERS_MAX = 1_000;

export interface CometBinary {
  readonly path: string;
  /**
   * What it says of itself. For display: v0.40.0 calls itself 0.39.0, so nothing may depend on it.
   */
  readonly version: string;
  readonly source: "COMETBFT" | "PATH" | "cache" | "installed";
}

const run = promisify(execFile);

/**
 * Looks for CometBFT: `COMETBFT` in the environment, then `PATH`, then the cache folder. A file
 * counts if it answers `version`; on `PATH` and in the cache one that does not is passed over.
 *
 * @throws UserError if `COMETBFT` is set and does not lead to a CometBFT
 */
export async function findCometbft(
  environment: NodeJS.ProcessEnv = process.env,
): Promise<CometBinary | undefined> {
  const chosen = environment["COMETBFT"];
  if (chosen !== undefined && chosen !== "") return askChosen(chosen);
  const folders = (environment["PATH"] ?? "").split(delimiter).filter(isAbsolute);
  for (const folder of folders.slice(0, PATH_FOLDERS_MAX)) {
    const found = await askCandidate(join(folder, "cometbft"), "PATH");
    if (found !== undefined) return found;
  }
  return askCandidate(cachedCometbft(environment), "cache");
}

/**
 * As {@link findCometbft}, and where there is none it is built with Go into the cache folder; that
 * takes some minutes.
 *
 * @param report is told what takes long
 * @throws UserError with the ways to get one, if that fails
 */
export async function ensureCometbft(
  report: (message: string) => void,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<CometBinary> {
  return (await findCometbft(environment)) ?? install(report, environment);
}

/** What can be made again lies here: `$XDG_CACHE_HOME/lazuli`, else `~/.cache/lazuli`. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const cache = environment["XDG_CACHE_HOME"];
  // The specification of XDG_CACHE_HOME wants a relative path ignored.
  const base = cache !== undefined && isAbsolute(cache) ? cache : join(homedir(), ".cache");
  return join(base, "lazuli");
}

function cachedCometbft(environment: NodeJS.ProcessEnv): string {
  return join(cacheFolder(environment), "cometbft", COMETBFT_VERSION, "cometbft");
}

async function askChosen(path: string): Promise<CometBinary> {
  try {
    return { path, version: await askVersion(path), source: "COMETBFT" };
  } catch (error) {
    throw new UserError(
      `COMETBFT is set to ${path}, which is not a CometBFT that runs: ${messageOf(error)}; ` +
        `correct it, or unset it to have one looked for`,
      { cause: error },
    );
  }
}

async function askCandidate(
  path: string,
  source: CometBinary["source"],
): Promise<CometBinary | undefined> {
  if (!(await isExecutableFile(path))) return undefined;
  // One that does not answer is passed over: it may be for another machine, and the next may do.
  return askVersion(path).then(
    (version) => ({ path, version, source }),
    () => undefined,
  );
}

async function isExecutableFile(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    async () => (await stat(path)).isFile(),
    () => false,
  );
}

/** Matches "0.38.26", "v0.39.0-rc1", "0.38.26+a1b2c3d". */
const VERSION = /^v?\d+\.\d+\.\d+\S*$/;

async function askVersion(path: string): Promise<string> {
  const { stdout } = await run(path, ["version"], {
    timeout: VERSION_TIMEOUT_MS,
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  const version = stdout.trim();
  if (!VERSION.test(version)) {
    throw new Error(`"version" answered ${JSON.stringify(version.slice(0, 80))}`);
  }
  return version;
}

/** Versions of CometBFT and of its protocols, with the names that it gives them. */
export interface CometVersions {
  readonly cometbft: string;
  readonly abci: string;
  readonly block_protocol: number;
  readonly p2p_protocol: number;
}

/** @throws UserError if the program does not say them */
export async function cometVersions(path: string): Promise<CometVersions> {
  const { stdout } = await run(path, ["version", "--verbose"], {
    timeout: VERSION_TIMEOUT_MS,
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  const said = parseJsonObject(`${path} version --verbose`, stdout);
  const { cometbft, abci, block_protocol, p2p_protocol } = said;
  if (
    typeof cometbft === "string" &&
    typeof abci === "string" &&
    typeof block_protocol === "number" &&
    typeof p2p_protocol === "number"
  ) {
    return { cometbft, abci, block_protocol, p2p_protocol };
  }
  throw new UserError(
    `${path} version --verbose: expected versions of CometBFT, ABCI and two protocols, got ` +
      JSON.stringify(said).slice(0, REASON_CHARACTERS_MAX),
  );
}

async function install(
  report: (message: string) => void,
  environment: NodeJS.ProcessEnv,
): Promise<CometBinary> {
  const path = cachedCometbft(environment);
  const folder = dirname(path);
  await makeFolder(folder);
  // Built apart and moved: whoever looks finds a whole file or none, also when two build at once.
  const building = await mkdtemp(join(folder, "build-"));
  try {
    report(`building CometBFT ${COMETBFT_VERSION} with Go, once; this takes some minutes`);
    await run("go", ["install", COMETBFT_PACKAGE], {
      cwd: building,
      // Flags and targets for the user's own programs would put the file elsewhere or break it.
      env: { ...environment, GOBIN: building, GOFLAGS: "", GOOS: "", GOARCH: "", GOWORK: "off" },
      timeout: INSTALL_TIMEOUT_MS,
      maxBuffer: OUTPUT_BYTES_MAX,
    });
    const built = join(building, "cometbft");
    const version = await askVersion(built);
    await rename(built, path);
    return { path, version, source: "installed" };
  } catch (error) {
    throw new UserError(
      `CometBFT ${COMETBFT_VERSION} was not found, and building it with Go failed: ` +
        `${messageOf(error)}. Either install Go (1.22 or later) and run this again, or put a ` +
        `cometbft binary (v0.38, v0.39 or v0.40) on PATH or name it in the variable COMETBFT`,
      { cause: error },
    );
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

const REASON_CHARACTERS_MAX = 500;

/** What went wrong, in one line: a program's own words if it ran. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "ENOENT" && "path" in error) {
    return `there is no program ${String(error.path)}`;
  }
  const said = "stderr" in error && typeof error.stderr === "string" ? error.stderr.trim() : "";
  const text = said === "" ? error.message : said;
  return text.split("\n").join(" ").slice(-REASON_CHARACTERS_MAX);
}
