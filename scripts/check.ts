// Everything that can be said of a change in about a minute: `npm run check [-- --no-tests]`.

import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const DIST = dirname(dirname(fileURLToPath(import.meta.url)));
const ROOT = dirname(DIST);
const BIN = join(ROOT, "node_modules", ".bin");

const TESTS = "unit and property tests, generated files";

interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** What to do if it fails. */
  readonly mend: string;
}

/** The longest first, so that they share the cores well. */
const STEPS: readonly Step[] = [
  {
    name: "lint",
    command: "eslint",
    args: ["--max-warnings", "0", "."],
    mend: "mend what is listed; some of it `npm run lint -- --fix` can",
  },
  {
    name: TESTS,
    command: process.execPath,
    args: ["--enable-source-maps", join(DIST, "scripts", "test.js"), "unit", "property"],
    mend: "mend what is listed",
  },
  {
    name: "format",
    command: "prettier",
    args: ["--check", "--log-level", "warn", "."],
    mend: "run `npm run format`",
  },
  {
    name: "types of the state machine",
    command: "tsc",
    args: ["-p", "tsconfig.pure.json"],
    mend: "use no global of Node.js or a browser in app/core and modules",
  },
  {
    name: "types",
    command: "tsc",
    args: ["-p", "tsconfig.json"],
    mend: "mend what is listed",
  },
  { name: "protocol definitions", command: "buf", args: ["lint"], mend: "mend what is listed" },
];

/** @returns whether the step passed; what it printed is shown only if not */
async function runStep({ name, command, args, mend }: Step): Promise<boolean> {
  const startMs = performance.now();
  const child = spawn(command, args, {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, PATH: `${BIN}${delimiter}${process.env["PATH"] ?? ""}` },
  });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  const passed = await new Promise<boolean>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve(status === 0));
  });
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  if (!passed) console.log(Buffer.concat(output).toString().trimEnd());
  console.log(`${passed ? "ok    " : "FAILED"} ${name} (${seconds} s)${passed ? "" : `: ${mend}`}`);
  return passed;
}

/** @returns whether all passed; as many run at once as there are cores */
async function runSteps(steps: readonly Step[]): Promise<boolean> {
  const queue = [...steps];
  let passed = true;
  const work = async (): Promise<void> => {
    for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
      if (!(await runStep(step))) passed = false;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return passed;
}

const withTests = !process.argv.includes("--no-tests");
const passed = await runSteps(STEPS.filter(({ name }) => withTests || name !== TESTS));
if (!passed) process.exitCode = 1;
