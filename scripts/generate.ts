// Makes what is generated: proto/gen from the .proto files (codecs, descriptors, OpenAPI, the table of
// amino JSON), and docs/{errors,limits,state}.md from the code.
// `npm run generate` writes what changed; with `--check` nothing is written and differences are an error.

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { format, resolveConfig } from "prettier";
import { aminoTable, type Image } from "./amino.ts";
import { descriptorsModule, openApiModule } from "./pages/descriptors.ts";
import { errorsPage } from "./pages/errors.ts";
import { limitsPage } from "./pages/limits.ts";
import { statePage } from "./pages/state.ts";

const DIST = dirname(dirname(fileURLToPath(import.meta.url)));
const ROOT = dirname(DIST);
const GENERATED_CODE = join("proto", "gen");
const GENERATE_TIMEOUT_MS = 120_000;

const execute = promisify(execFile);

/** A file that is not as generated. */
interface Difference {
  readonly path: string;
  readonly what: "is missing" | "differs" | "is generated no more";
  /** Absent if the file has to go. */
  readonly text?: string;
}

/** Paths of the files below a folder, relative to `base`; none if there is no such folder. */
async function listFiles(base: string, folder: string): Promise<string[]> {
  await mkdir(join(base, folder), { recursive: true });
  const entries = await readdir(join(base, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(base, join(entry.parentPath, entry.name)))
    .sort();
}

async function generateCode(): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "lazuli-generate-"));
  try {
    const bin = join(ROOT, "node_modules", ".bin");
    const options = {
      cwd: ROOT,
      env: { ...process.env, PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}` },
      timeout: GENERATE_TIMEOUT_MS,
    };
    await execute(join(bin, "buf"), ["generate", "--output", folder], options);
    const files = new Map<string, string>();
    for (const path of await listFiles(folder, GENERATED_CODE)) {
      files.set(path, await readFile(join(folder, path), "utf8"));
    }
    const add = (name: string, text: string): void => {
      files.set(join(GENERATED_CODE, name), text);
    };
    add("descriptors.ts", descriptorsModule(await describe(folder, "without")));
    add("openapi.ts", openApiModule(await describe(folder, "with")));
    const image = join(folder, "image.json");
    await execute(join(bin, "buf"), ["build", "--exclude-source-info", "-o", image], options);
    const json = await readFile(image, "utf8");
    add(join("amino", "table.ts"), aminoTable(JSON.parse(json) as Image));
    return files;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** All .proto files as one `FileDescriptorSet`. */
async function describe(folder: string, comments: "with" | "without"): Promise<Uint8Array> {
  const file = join(folder, `${comments}-comments.binpb`);
  const args = ["build", "--as-file-descriptor-set", "--output", file];
  if (comments === "without") args.push("--exclude-source-info");
  await execute(join(ROOT, "node_modules", ".bin", "buf"), args, {
    cwd: ROOT,
    timeout: GENERATE_TIMEOUT_MS,
  });
  return readFile(file);
}

async function generatePages(): Promise<ReadonlyMap<string, string>> {
  const pages = new Map([
    ["docs/errors.md", await errorsPage(ROOT, DIST)],
    ["docs/limits.md", await limitsPage(ROOT, DIST)],
    ["docs/state.md", statePage()],
  ]);
  const style = await resolveConfig(join(ROOT, "docs", "errors.md"));
  for (const [path, text] of pages) {
    pages.set(path, await format(text, { ...style, parser: "markdown" }));
  }
  return pages;
}

async function findDifferences(): Promise<Difference[]> {
  const [code, pages] = await Promise.all([generateCode(), generatePages()]);
  const wanted = new Map([...code, ...pages]);
  const present = [...(await listFiles(ROOT, GENERATED_CODE)), ...pages.keys()];
  const differences: Difference[] = [];
  for (const [path, text] of wanted) {
    const found = await readIfThere(join(ROOT, path));
    if (found === undefined) differences.push({ path, what: "is missing", text });
    else if (found !== text) differences.push({ path, what: "differs", text });
  }
  for (const path of present) {
    if (!wanted.has(path)) differences.push({ path, what: "is generated no more" });
  }
  return differences;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function write({ path, text }: Difference): Promise<void> {
  const file = join(ROOT, path);
  if (text === undefined) {
    await rm(file);
    return;
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

const checkOnly = process.argv.includes("--check");
const differences = await findDifferences();
for (const difference of differences) {
  if (!checkOnly) await write(difference);
  console.log(`${difference.path}: ${checkOnly ? difference.what : "written"}`);
}
if (checkOnly && differences.length > 0) {
  console.error("Generated files are not current: run `npm run generate` and commit the result.");
  process.exitCode = 1;
}
