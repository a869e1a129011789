import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { cacheFolder } from "../../app/node/comet-binary.ts";
import { makeFolder } from "../../app/node/files.ts";

/** Programs of the ecosystem that npm does not have. Where one cannot be had, its tests are skipped and say how to have it. */
export type Tool = { readonly path: string } | { readonly fault: string };

const GRPCURL_VERSION = "v1.9.4";
const VERSION_TIMEOUT_MS = 20_000;
const INSTALL_TIMEOUT_MS = 300_000;

const execute = promisify(execFile);

/** On PATH or in the cache. It is not built here: that takes minutes. */
export async function findGrpcurl(): Promise<Tool> {
  const folder = join(cacheFolder(process.env), "grpcurl", GRPCURL_VERSION);
  for (const path of ["grpcurl", join(folder, "grpcurl")]) {
    if (await runs(path, ["-version"])) return { path };
  }
  const install = `go install github.com/fullstorydev/grpcurl/cmd/grpcurl@${GRPCURL_VERSION}`;
  return {
    fault: `grpcurl is neither on PATH nor in the cache; to have it: GOBIN=${folder} ${install}`,
  };
}

const REQUIREMENTS = new URL("../../../test/e2e/cosmpy/requirements.txt", import.meta.url);

/** The Python that has cosmpy, in an environment in the cache that is made at the first time. */
export async function ensureCosmpy(): Promise<Tool> {
  const requirements = await readFile(REQUIREMENTS);
  // Other requirements are another environment.
  const id = createHash("sha256").update(requirements).digest("hex").slice(0, 16);
  const folder = join(cacheFolder(process.env), "cosmpy", id);
  const path = join(folder, "bin", "python");
  if (await runs(path, ["-c", "import cosmpy"])) return { path };
  await makeFolder(dirname(folder));
  // Made apart and moved: whoever looks finds a whole environment or none.
  const building = await mkdtemp(join(dirname(folder), "build-"));
  try {
    await execute("python3", ["-m", "venv", building], { timeout: INSTALL_TIMEOUT_MS });
    const pip = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"];
    const options = ["--only-binary", ":all:", "--no-deps", "-r", fileURLToPath(REQUIREMENTS)];
    const python = join(building, "bin", "python");
    await execute(python, [...pip, ...options], { timeout: INSTALL_TIMEOUT_MS });
    // One that is there answers no longer, for example after an update of Python.
    await rm(folder, { recursive: true, force: true });
    await rename(building, folder);
    return { path };
  } catch (error) {
    const lines = (error instanceof Error ? error.message : String(error)).trim().split("\n");
    const reason = lines.at(-1)?.slice(0, 300) ?? "";
    return { fault: `cosmpy needs python3 with venv, and pip needs its packages: ${reason}` };
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

async function runs(path: string, args: readonly string[]): Promise<boolean> {
  return execute(path, args, { timeout: VERSION_TIMEOUT_MS }).then(
    () => true,
    () => false,
  );
}
