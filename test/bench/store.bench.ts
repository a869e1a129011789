import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Filled, PROOFS, READS, type Ran } from "./store-load.ts";
import { type Measured, printAims, printTable } from "./store-report.ts";
import type { FilledStore, RanStore } from "./store-work.ts";

/**
 * The store with as many keys as are asked for: genesis, start, blocks of random updates hashed and durable, reads and
 * proofs; each beside the same work by Go's iavl on goleveldb (test/bench/iavl), whose root has to be the same.
 * `npm run bench -- store [--keys 10k,100k,1m,10m] [--blocks 20] [--no-go]`
 *
 * Ours prunes old heights while it is measured, Go's does not. The folder of both is the system's for temporary files.
 */
const WORK = fileURLToPath(new URL("store-work.js", import.meta.url));

/** From dist/test/bench/ to the sources. */
const GO_SOURCES = fileURLToPath(new URL("../../../test/bench/iavl/", import.meta.url));

const OUTPUT_BYTES_MAX = 1 << 24;
const UNITS: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["k", 1_000],
  ["m", 1_000_000],
]);

function parseCount(text: string): number {
  const [, digits, unit = ""] = /^(\d+)([km]?)$/.exec(text.trim()) ?? [];
  const count = Number(digits) * (UNITS.get(unit) ?? 1);
  if (!(count >= 1)) throw new Error(`expected a count such as 10k or 1m, got ${text}`);
  return count;
}

function runJson(program: string, args: readonly string[]): unknown {
  const stdio = ["ignore", "pipe", "inherit"] as const;
  const output = execFileSync(program, args, { stdio: [...stdio], maxBuffer: OUTPUT_BYTES_MAX });
  return JSON.parse(output.toString());
}

/** Genesis is one set of writes in memory: of ten million keys more than Node.js takes by itself. */
function heapOf(task: "fill" | "run", keys: number): string[] {
  return task === "fill" && keys > 1_000_000 ? ["--max-old-space-size=16384"] : [];
}

/** What is used on disk: LMDB's file has holes. */
function diskBytes(path: string): number {
  const status = lstatSync(path);
  if (!status.isDirectory()) return status.blocks * 512;
  return readdirSync(path).reduce((sum, name) => sum + diskBytes(join(path, name)), 0);
}

function measure<F extends Filled, R extends Ran>(
  folder: string,
  work: { readonly fill: () => F; readonly run: () => R },
): Measured<F, R> {
  mkdirSync(folder);
  const filled = work.fill();
  const filledBytes = diskBytes(folder);
  const ran = work.run();
  const measured = { filled, filledBytes, ran, ranBytes: diskBytes(folder) };
  rmSync(folder, { recursive: true });
  return measured;
}

function measureOurs(
  folder: string,
  keys: number,
  blocks: number,
): Measured<FilledStore, RanStore> {
  const args = [folder, keys.toString(), blocks.toString()];
  return measure(folder, {
    fill: () =>
      runJson(process.execPath, [...heapOf("fill", keys), WORK, "fill", ...args]) as FilledStore,
    run: () =>
      runJson(process.execPath, [...heapOf("run", keys), WORK, "run", ...args]) as RanStore,
  });
}

function measureGo(
  program: string,
  folder: string,
  keys: number,
  blocks: number,
): Measured<Filled, Ran> {
  const args = [
    ...["-dir", folder, "-keys", keys.toString(), "-blocks", blocks.toString()],
    ...["-reads", READS.toString(), "-proofs", PROOFS.toString()],
  ];
  return measure(folder, {
    fill: () => runJson(program, [...args, "-fill"]) as Filled,
    run: () => runJson(program, args) as Ran,
  });
}

/** @returns the program's path; undefined if it cannot be had, which is said */
function buildGo(folder: string): string | undefined {
  const program = join(folder, "iavl");
  try {
    execFileSync("go", ["build", "-o", program, "."], { cwd: GO_SOURCES, stdio: "pipe" });
    return program;
  } catch (error) {
    const { code, stderr } = error as { readonly code?: string; readonly stderr?: Buffer };
    const reason = code === "ENOENT" ? "Go is not on PATH" : `go build: ${stderr?.toString()}`;
    console.log(`Go's iavl is skipped: ${reason.trim()}`);
    return undefined;
  }
}

function assertSameWork(ours: Measured<Filled, Ran>, go: Measured<Filled, Ran>): void {
  const roots = ({ filled, ran }: Measured<Filled, Ran>): string => `${filled.root}, ${ran.root}`;
  if (roots(ours) !== roots(go)) {
    throw new Error(`the roots differ: ours ${roots(ours)}; Go's ${roots(go)}`);
  }
}

function main(): void {
  const { values } = parseArgs({
    options: {
      keys: { type: "string", default: "10k,100k,1m" },
      blocks: { type: "string", default: "20" },
      "no-go": { type: "boolean", default: false },
    },
  });
  const blocks = parseCount(values.blocks);
  const [load = 0] = loadavg();
  console.log(`${availableParallelism()} cores, load average ${load.toFixed(1)} before the start`);
  const folder = mkdtempSync(join(tmpdir(), "lazuli-bench-"));
  try {
    const program = values["no-go"] ? undefined : buildGo(folder);
    const sizes = values.keys.split(",").map((text) => {
      const keys = parseCount(text);
      const ours = measureOurs(join(folder, "ours"), keys, blocks);
      const go =
        program === undefined ? undefined : measureGo(program, join(folder, "go"), keys, blocks);
      if (go) assertSameWork(ours, go);
      const size = { keys, ours, go };
      printTable(size);
      return size;
    });
    printAims(sizes);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();
