// Runs the tests, group by group: `npm test [-- <group or part of a file's path> …]`.

import { createWriteStream, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { finished } from "node:stream/promises";
import { run } from "node:test";
import { junit, spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

const DIST = dirname(dirname(fileURLToPath(import.meta.url)));
const ROOT = dirname(DIST);
const REPORTS = join(DIST, "reports");

interface Group {
  /** Folder below test/. */
  readonly name: string;
  /** One file at a time: its tests start processes that need the whole machine. */
  readonly serial: boolean;
  /** How long one file may take. */
  readonly fileTimeoutMs: number;
}

/** In the order in which they run: quick ones first. test/fuzz and test/bench are not among them. */
const GROUPS: readonly Group[] = [
  { name: "unit", serial: false, fileTimeoutMs: 120_000 },
  { name: "property", serial: false, fileTimeoutMs: 120_000 },
  { name: "vectors", serial: false, fileTimeoutMs: 120_000 },
  { name: "conformance", serial: false, fileTimeoutMs: 120_000 },
  { name: "integration", serial: true, fileTimeoutMs: 300_000 },
  { name: "sim", serial: false, fileTimeoutMs: 300_000 },
  { name: "scenarios", serial: true, fileTimeoutMs: 300_000 },
  { name: "e2e", serial: true, fileTimeoutMs: 600_000 },
];

/** What happened, over all groups. */
interface Tally {
  passed: number;
  readonly failed: string[];
  readonly skipped: string[];
}

/** Sources of a group's tests, relative to the root, sorted. */
function testFiles(group: Group): string[] {
  return readdirSync(join(ROOT, "test"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".test.ts"))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((path) => path.startsWith(`test/${group.name}/`))
    .sort();
}

/** Whether an argument asks for a file: by its group's name, or by a part of its path, as source or compiled. */
function isWanted(path: string, group: Group, wanted: readonly string[]): boolean {
  if (wanted.length === 0) return true;
  return wanted.some((argument) => {
    if (GROUPS.some(({ name }) => name === argument)) return group.name === argument;
    return path.includes(argument.replace(/^(\.\/)?(dist\/)?/, "").replace(/\.[jt]s$/, ""));
  });
}

/** Without a flag Node.js runs the other tests too and only remarks on it, so a forgotten `.only` would go unseen. */
function filesWithOnly(paths: readonly string[]): string[] {
  const only = /\b(?:test|it|describe|suite)\.only\(|[{,]\s*only: *true/;
  return paths.filter((path) => only.test(readFileSync(join(ROOT, path), "utf8")));
}

async function runGroup(group: Group, paths: readonly string[], tally: Tally): Promise<void> {
  const files = paths.map((path) => join(DIST, path.replace(/\.ts$/, ".js")));
  const events = run({
    files,
    concurrency: group.serial ? 1 : availableParallelism(),
    timeout: group.fileTimeoutMs,
  });
  events.on("test:pass", ({ name, details, skip, todo, file }) => {
    if (details.type === "suite") return;
    const where = `${name} (${sourceOf(file)})`;
    if (todo !== undefined) tally.skipped.push(`${where}: to be written`);
    else if (typeof skip === "string") tally.skipped.push(`${where}: ${skip || "no reason given"}`);
    else if (skip === true) tally.skipped.push(`${where}: no reason given`);
    else if (isFile(name, files)) tally.failed.push(`${sourceOf(resolve(name))}: it has no test`);
    else tally.passed += 1;
  });
  events.on("test:fail", ({ name, details, file }) => {
    if (details.type !== "suite" || isSuitesOwn(details.error)) {
      const where = sourceOf(file);
      tally.failed.push(isFile(name, files) ? `${where}: the file failed` : `${name} (${where})`);
    }
  });
  const report = createWriteStream(join(REPORTS, `${group.name}.xml`));
  events.compose<NodeJS.ReadableStream>(junit).pipe(report);
  const text = events.compose<NodeJS.ReadableStream>(new spec());
  text.pipe(process.stdout, { end: false });
  await Promise.all([finished(text), finished(report)]);
}

/** A suite fails with its tests, which are counted; or by itself, for example in a hook. */
function isSuitesOwn(error: Error): boolean {
  return !("failureType" in error) || error.failureType !== "subtestsFailed";
}

/** Node.js reports a file that ran no test as one test that bears its path. */
function isFile(name: string, files: readonly string[]): boolean {
  return files.includes(resolve(name));
}

/** The source of a compiled file, which Node.js may already have found by the source map. */
function sourceOf(file: string | undefined): string {
  if (file === undefined) return "?";
  return relative(file.startsWith(DIST) ? DIST : ROOT, file).replace(/\.js$/, ".ts");
}

function printTally({ passed, failed, skipped }: Tally): void {
  if (skipped.length > 0) console.log("\nSkipped:");
  for (const line of skipped) console.log(`  ${line}`);
  if (failed.length > 0) console.log("\nFailed:");
  for (const line of failed) console.log(`  ${line}`);
  console.log(`\n${passed} passed, ${failed.length} failed, ${skipped.length} skipped`);
}

async function main(wanted: readonly string[]): Promise<void> {
  const plan = GROUPS.map((group) => ({
    group,
    paths: testFiles(group).filter((path) => isWanted(path, group, wanted)),
  })).filter(({ paths }) => paths.length > 0);
  if (plan.length === 0) {
    console.error(`No test file matches ${wanted.join(" ")}. Groups: ${groupNames()}.`);
    process.exitCode = 2;
    return;
  }
  const alone = filesWithOnly(plan.flatMap(({ paths }) => paths));
  const tally: Tally = {
    passed: 0,
    failed: alone.map((path) => `${path}: remove .only, it hides the other tests`),
    skipped: [],
  };
  mkdirSync(REPORTS, { recursive: true });
  for (const { group, paths } of plan) {
    console.log(`\n${group.name}: ${paths.length} ${paths.length === 1 ? "file" : "files"}`);
    await runGroup(group, paths, tally);
  }
  printTally(tally);
  if (tally.failed.length > 0) process.exitCode = 1;
}

function groupNames(): string {
  return GROUPS.map(({ name }) => name).join(", ");
}

process.chdir(ROOT);
await main(process.argv.slice(2));
