import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Runs a benchmark of test/bench by name: `npm run bench -- chain`. Arguments after the name go to it. */
const SUFFIX = ".bench.js";

const folder = fileURLToPath(new URL("../test/bench/", import.meta.url));
const names = readdirSync(folder)
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length))
  .sort();
const [name, ...rest] = process.argv.slice(2);
if (name === undefined || !names.includes(name)) {
  console.error(`usage: npm run bench -- ${names.join("|")} [options]`);
  process.exit(2);
}
const { status } = spawnSync(
  process.execPath,
  ["--enable-source-maps", `${folder}${name}${SUFFIX}`, ...rest],
  { stdio: "inherit" },
);
process.exit(status ?? 1);
