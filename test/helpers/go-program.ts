import { execFile, execFileSync } from "node:child_process";
import { relative } from "node:path";

/** A Go program beside the tests. It runs with what is already on this machine: nothing is downloaded. */
export interface GoProgram {
  /** Folder of its module. */
  readonly folder: string;
  /** In the module: "." or "./check". */
  readonly package: string;
}

const ENVIRONMENT = { ...process.env, GOPROXY: "off", GOFLAGS: "-mod=readonly" };
const OUTPUT_BYTES_MAX = 1 << 24;

/** Why the program cannot run, for the reason of a skipped test; undefined if it can. */
export function goFault({ folder, package: path }: GoProgram): string | undefined {
  try {
    execFileSync("go", ["list", "-deps", path], { cwd: folder, env: ENVIRONMENT, stdio: "pipe" });
    return undefined;
  } catch (error) {
    const { code, stderr } = error as { readonly code?: string; readonly stderr?: Buffer };
    const isMissing = code === "ENOENT" || stderr?.includes("GOPROXY=off") === true;
    if (!isMissing) throw error;
    return (
      "Go or a module that the program needs is not there; " +
      `to have it: install Go and run \`go mod download\` in ${relative(".", folder)}`
    );
  }
}

export interface GoCall {
  readonly args?: readonly string[];
  /** Standard input; none if absent. */
  readonly input?: string;
  readonly timeoutMs: number;
}

/** @returns what the program printed; rejects if it failed or took too long */
export function runGo(program: GoProgram, call: GoCall): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      "go",
      ["run", program.package, ...(call.args ?? [])],
      {
        cwd: program.folder,
        env: ENVIRONMENT,
        maxBuffer: OUTPUT_BYTES_MAX,
        timeout: call.timeoutMs,
      },
      (error, stdout, stderr) => {
        if (error) reject(new Error(stderr || error.message, { cause: error }));
        else resolve(stdout);
      },
    );
    child.stdin?.end(call.input ?? "");
  });
}
