// Makes a checkout ready to run: packages installed, sources compiled, a CometBFT found or built. Runs before anything is
// installed, hence plain JavaScript without dependencies. A step with nothing to do is skipped and says nothing.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const DIST = join(ROOT, "dist");
const LOCK = join(DIST, ".bootstrap-lock");
const BUILD_STAMP = join(DIST, ".bootstrap-build");
const MAIN = join(DIST, "app", "main.js");

/** Oldest Node.js that runs the project: package.json `engines`. */
const NODE_MIN = [20, 19];

/** Folders that tsconfig.json compiles. */
const SOURCE_FOLDERS = ["app", "modules", "proto/gen", "localnet", "scripts", "test"];

/** How long to wait for another set-up: building CometBFT takes minutes on a small machine. */
const LOCK_WAIT_MS_MAX = 15 * 60 * 1000;
const LOCK_POLL_MS = 100;

/** A failure that the user can act on: its message is all that is shown. */
class SetupError extends Error {}

function main() {
  process.chdir(ROOT);
  checkNode();
  withLock(() => {
    installPackages();
    compile();
    linkCommand();
    findCometbft();
  });
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  throw new SetupError(
    `Node.js ${process.versions.node} is too old: install ${NODE_MIN.join(".")} or newer and try again.`,
  );
}

function installPackages() {
  if (packagesMatch()) return;
  say("installing packages (npm ci)");
  run("npm", ["ci", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"], {
    hint: "Is the package registry reachable? If package.json was edited, run `npm install` first.",
  });
}

/**
 * Whether node_modules holds what package-lock.json names. npm writes what it installed to a lock file of its own, as its
 * last act, so a broken installation has none.
 */
function packagesMatch() {
  const installed = readJson(join(ROOT, "node_modules", ".package-lock.json"))?.packages;
  const wanted = readJson(join(ROOT, "package-lock.json"))?.packages;
  if (wanted === undefined)
    throw new SetupError("package-lock.json is missing: check it out again.");
  if (installed === undefined) return false;
  for (const [path, { version, integrity, optional }] of Object.entries(wanted)) {
    if (path === "") continue;
    const found = installed[path];
    if (found === undefined && optional) continue; // of another platform
    if (found?.version !== version || found?.integrity !== integrity) return false;
  }
  return Object.keys(installed).every((path) => path in wanted);
}

function compile() {
  const sources = listSources();
  const fingerprint = fingerprintOf(sources);
  if (readText(BUILD_STAMP) === fingerprint) return;
  say("compiling");
  removeOrphans(new Set(sources));
  rmSync(BUILD_STAMP, { force: true });
  run(process.execPath, [join("node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.json"], {
    hint: "The sources do not compile: see the errors above.",
  });
  writeFileSync(BUILD_STAMP, fingerprint);
}

/** Paths of the TypeScript sources, relative to the root, sorted. */
function listSources() {
  return SOURCE_FOLDERS.flatMap((folder) => listFiles(join(ROOT, folder)))
    .filter((path) => path.endsWith(".ts"))
    .sort();
}

/** Changes when a source is edited, added or removed, or when the compiler or its settings are others. */
function fingerprintOf(sources) {
  const hash = createHash("sha256");
  for (const path of [...sources, "tsconfig.json", "package-lock.json"]) {
    const { mtimeMs, size } = statSync(join(ROOT, path));
    hash.update(`${path}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest("hex");
}

/** Removes what was compiled from sources that are gone, so that a deleted file cannot run. */
function removeOrphans(sources) {
  for (const path of listFiles(DIST)) {
    const match = /^dist\/(.*?)(?:\.d\.ts|\.js|\.js\.map)$/.exec(path);
    if (match && !sources.has(`${match[1]}.ts`)) rmSync(join(ROOT, path));
  }
}

/** Lets `npx lazuli` run in the checkout: npm links a package's own command only where it is installed into another. */
function linkCommand() {
  if (existsSync(MAIN) && (statSync(MAIN).mode & 0o111) !== 0o111) chmodSync(MAIN, 0o755);
}

function findCometbft() {
  run(process.execPath, ["--enable-source-maps", join("dist", "scripts", "get-cometbft.js")], {});
}

/** Runs `action` while no other set-up of this checkout runs. The lock names its holder, so that a dead one's is taken over. */
function withLock(action) {
  mkdirSync(DIST, { recursive: true });
  const mine = `${LOCK}-${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    acquireLock(mine);
  } finally {
    rmSync(mine);
  }
  process.on("SIGINT", () => process.exit(130));
  process.on("SIGTERM", () => process.exit(143));
  process.on("exit", () => rmSync(LOCK, { force: true }));
  action();
}

function acquireLock(mine) {
  const deadline = Date.now() + LOCK_WAIT_MS_MAX;
  let told = false;
  while (!tryLink(mine)) {
    const holder = Number(readText(LOCK));
    if (holder > 0 && !isAlive(holder)) {
      takeOver(holder);
      continue;
    }
    if (holder > 0 && !told) say(`waiting for another set-up of this checkout (process ${holder})`);
    told ||= holder > 0;
    if (Date.now() > deadline) {
      throw new SetupError(
        `Another set-up (process ${holder}) does not end. If it is none, remove ${relative(ROOT, LOCK)} and try again.`,
      );
    }
    sleep(LOCK_POLL_MS);
  }
}

/** A hard link is made whole or not at all, so nobody sees a lock without its holder. */
function tryLink(mine) {
  try {
    linkSync(mine, LOCK);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** Removes a dead holder's lock; if another process was faster and the lock is a live one by now, puts it back. */
function takeOver(holder) {
  const aside = `${LOCK}-stale-${process.pid}`;
  try {
    renameSync(LOCK, aside);
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  if (Number(readText(aside)) !== holder) tryLink(aside);
  rmSync(aside);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Files below a folder, as paths relative to the root with forward slashes; none if there is no such folder. */
function listFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

function run(command, args, { hint }) {
  const { status, signal, error } = spawnSync(command, args, { cwd: ROOT, stdio: "inherit" });
  if (status === 0) return;
  const why = error ? error.message : signal ? `stopped by ${signal}` : `exited with ${status}`;
  const what = command === process.execPath ? args.find((arg) => !arg.startsWith("-")) : command;
  throw new SetupError([`${what}: ${why}.`, hint].filter(Boolean).join(" "));
}

function readText(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

function readJson(path) {
  const text = readText(path);
  return text === undefined ? undefined : JSON.parse(text);
}

function say(text) {
  console.log(`set-up: ${text}`);
}

try {
  main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`set-up: ${error.message}`);
  process.exit(1);
}
