import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

/** The style guide as a test. Findings read `file:line: what, use this instead`. */

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

/** Folders that are not ours to judge: what is installed, made, or vendored unchanged. */
const FOREIGN = /^(?:\.git|node_modules|dist|coverage|\.localnet[^/]*|proto\/gen|proto\/vendor)$/;

/** Rules that are switched off somewhere. Each place says why; a new one is added here after review. */
const LINT_DISABLES: Readonly<Record<string, number>> = {
  // Definitions of errors are looked up by name; they are literals of the source.
  "app/core/errors.ts": 1,
  // Keys of genesis objects are looked up by name; their order never shows.
  "app/core/json.ts": 1,
  // Keys of generated service definitions are names, in the order of the .proto.
  "app/core/module.ts": 1,
  // A handler that throws what is no error.
  "test/unit/core/executor/faults.test.ts": 1,
};

/** Files that a module may do without although the guide asks for them. */
const MODULE_EXCEPTIONS: readonly string[] = [
  // Its errors are the SDK's own, of codespace `sdk`: app/core/errors.ts.
  "modules/auth/errors.ts",
  // It has queries alone.
  "modules/staking/errors.ts",
  // It has neither state nor messages.
  "modules/upgrade/keeper.ts",
  "modules/upgrade/errors.ts",
  // Likewise.
  "modules/vesting/errors.ts",
];

/** Packages that come with a tool of ours, in its version. */
const BY_TOOLS: ReadonlySet<string> = new Set(["@typescript-eslint/utils"]);

type Manifest = Record<"dependencies" | "devDependencies", Readonly<Record<string, string>>>;

const FILES = listFiles("");
const CODE = FILES.filter((path) => /\.(?:ts|js|mjs)$/.test(path));
const PAGES = FILES.filter((path) => path.endsWith(".md"));

function listFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (FOREIGN.test(path)) return [];
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** A finding for each line that matches, with what to do. */
function findLines(paths: readonly string[], pattern: RegExp, advice: string): string[] {
  return paths.flatMap((path) =>
    read(path)
      .split("\n")
      .flatMap((line, i) => {
        const match = pattern.exec(line);
        return match ? [`${path}:${i + 1}: ${match[0]}, ${advice}`] : [];
      }),
  );
}

function assertNone(findings: readonly string[]): void {
  assert.equal(findings.join("\n"), "");
}

test("every module has the files that the guide asks for", () => {
  const modules = readdirSync(join(ROOT, "modules"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `modules/${name}`);
  assert.ok(modules.length > 0, "modules/ has no folder");
  const findings = modules.flatMap((folder) => {
    const wiring = `${folder}/module.ts`;
    const text = existsSync(join(ROOT, wiring)) ? read(wiring) : "";
    const wanted = ["README.md", "module.ts", "keeper.ts", "errors.ts"];
    if (text.includes("messageRoutes(")) wanted.push("messages.ts");
    if (text.includes("queryRoutes(")) wanted.push("queries.ts");
    if (text.includes("initGenesis")) wanted.push("genesis.ts");
    return wanted
      .map((name) => `${folder}/${name}`)
      .filter((path) => !existsSync(join(ROOT, path)) && !MODULE_EXCEPTIONS.includes(path))
      .map((path) => `${path}:1: is missing, see docs/architecture.md “A module's files”`);
  });
  assertNone(findings);
});

test("code files are named in kebab-case by one noun", () => {
  const name = /^(?:.*\/)?[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|bench|config|d))?\.(?:ts|js|mjs)$/;
  assertNone([
    ...CODE.filter((path) => !name.test(path)).map((path) => `${path}:1: name, use kebab-case`),
    ...CODE.filter((path) => /(?:^|\/)(?:utils?|helpers?|misc|common)\.ts$/.test(path)).map(
      (path) => `${path}:1: name says nothing, name the one thing that it has`,
    ),
  ]);
});

test("every error code is documented", () => {
  const page = read("docs/errors.md");
  const sources = CODE.filter((path) => /^(?:app\/core|modules\/.*)\/errors\.ts$/.test(path));
  const findings = sources.flatMap((path) =>
    [...read(path).matchAll(/^ {2}(\w+): \{ code: (\d+)/gm)]
      .filter(([, name, code]) => !new RegExp(`\\| +${code} \\| \`\\w+\\.${name}\``).test(page))
      .map(([, name]) => `${path}:1: ${name} is not in docs/errors.md, run npm run generate`),
  );
  assertNone(findings);
});

test("every limit is documented", () => {
  const page = read("docs/limits.md");
  const sources = CODE.filter((path) => /^(?:app|modules)\/.*limits\.ts$/.test(path));
  const findings = sources.flatMap((path) =>
    [...read(path).matchAll(/^export const ([A-Z][A-Z0-9_]*)\b/gm)]
      .filter(([, name]) => !page.includes(`\`${name}\``))
      .map(([, name]) => `${path}:1: ${name} is not in docs/limits.md, run npm run generate`),
  );
  assertNone(findings);
});

test("the changelog starts with what is unreleased, and each entry has a tag", () => {
  const path = "CHANGELOG.md";
  const lines = read(path).split("\n");
  assert.equal(
    lines.find((line) => line.startsWith("## ")),
    "## [Unreleased]",
  );
  const findings = lines.flatMap((line, i) =>
    line.startsWith("- ") && !/^- \[(?:consensus|api|cli|node|house)\] \S/.test(line)
      ? [`${path}:${i + 1}: entry without a tag, start it with [consensus|api|cli|node|house]`]
      : [],
  );
  assertNone(findings);
});

test("notes for later name an issue", () => {
  const note = new RegExp(`\\b(?:${["TO" + "DO", "FIX" + "ME"].join("|")})\\b(?!.*#\\d)`);
  assertNone(findLines(CODE, note, "do it now or name the issue as #N"));
});

test("relative links in documents lead somewhere", () => {
  const findings = PAGES.flatMap((path) =>
    read(path)
      .split("\n")
      .flatMap((line, i) =>
        [...line.matchAll(/\]\(([^)\s]+)\)/g)]
          .map(([, target = ""]) => target.replace(/#.*$/, ""))
          .filter((target) => target !== "" && !/^[a-z]+:/.test(target))
          .filter((target) => !existsSync(join(ROOT, dirname(path), target)))
          .map((target) => `${path}:${i + 1}: ${target} does not exist, link to what does`),
      ),
  );
  assertNone(findings);
});

test("lint rules are switched off only where it was agreed", () => {
  const counts = new Map<string, number>();
  for (const path of CODE) {
    // A directive opens a comment; the words may also occur in the lint rules' own messages and tests.
    const found = read(path).match(/^\s*(?:\/\/|\/\*)\s*eslint-disable/gm)?.length ?? 0;
    if (found > 0) counts.set(path, found);
  }
  const advice = "remove it, or record it in LINT_DISABLES of test/unit/tidy.test.ts with a reason";
  const paths = new Set([...counts.keys(), ...Object.keys(LINT_DISABLES)]);
  const findings = [...paths].flatMap((path) => {
    const found = counts.get(path) ?? 0;
    const agreed = LINT_DISABLES[path] ?? 0;
    return found === agreed
      ? []
      : [`${path}:1: ${found} disables, agreed are ${agreed}, ${advice}`];
  });
  assertNone(findings);
});

test("no file names a path of someone's machine or the host of a package registry", () => {
  const paths = FILES.filter((path) => path !== "LICENSE");
  const machine = /(?<![\w.])\/(?:home|root|Users)\/\w/;
  const registry =
    /\b(?:registry\.(?:npmjs|yarnpkg)|proxy\.golang|sum\.golang|static\.crates|files\.pythonhosted)\./;
  assertNone([
    ...findLines(paths, machine, "use a relative path or an environment variable"),
    ...findLines(paths, registry, "leave the registry to the client's configuration"),
  ]);
});

test("only packages that package.json names are imported", () => {
  const manifest = JSON.parse(read("package.json")) as Manifest;
  const used = new Set(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }));
  const findings = CODE.flatMap((path) =>
    [...read(path).matchAll(/^(?:import|export|\}) .*?from "([^".][^"]*)";/gm)]
      .map(([, specifier = ""]) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier)
      .filter((name) => !name.startsWith("node:") && !used.has(name) && !BY_TOOLS.has(name))
      .map((name) => `${path}:1: ${name}, name it in package.json or use a package that is`),
  );
  assertNone(findings);
});

test("every package is justified in a decision record", () => {
  const records = FILES.filter((path) => path.startsWith("docs/adr/"))
    .map(read)
    .join("\n");
  const manifest = JSON.parse(read("package.json")) as Manifest;
  const packages = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  assertNone(
    packages
      .filter((name) => !records.includes(`\`${name}\``))
      .map(
        (name) => `package.json:1: ${name} is in no record, add it to docs/adr/011-dependencies.md`,
      ),
  );
});

test("the version is written twice and the same", () => {
  const { version } = JSON.parse(read("package.json")) as { version: string };
  assert.ok(read("app/version.ts").includes(`"${version}"`), `app/version.ts: expected ${version}`);
});
