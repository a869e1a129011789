import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

/** Keeps docs/bluzelle.md and the tests that it names in step. */

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

/** How many scenarios each part has. */
const PARTS = { A: 18, "B-": 16, C: 15, D: 16, E: 15, F: 9, G: 9, H: 6 } as const;
const DEFECTS = 12;

interface Shown {
  /** Source, relative to the root. */
  readonly file: string;
  readonly name: string;
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

const PAGE = read("docs/bluzelle.md");

/** First cell and the rest of every row of the page's tables whose first cell is such a number. */
function rows(number: RegExp): [number: string, cells: string][] {
  return PAGE.split("\n").flatMap((line): [string, string][] => {
    const [, first = "", ...rest] = line.split("|").map((cell) => cell.trim());
    return number.test(first) ? [[first, rest.join("|")]] : [];
  });
}

function testsIn(cells: string): Shown[] {
  return [...cells.matchAll(/`([\w/-]+)` “([^”]+)”/g)].map(([, path = "", name = ""]) => ({
    file: `test/${path}.test.ts`,
    name,
  }));
}

/** Every test whose name begins with numbers of scenarios. */
function numberedTests(): (Shown & { readonly numbers: readonly string[] })[] {
  return readdirSync(join(ROOT, "test"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".test.ts"))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .flatMap((file) =>
      [...read(file).matchAll(/"((?:(?:[ACDEFGH]|B-)\d+(?:, )?)+): [^"]+"/g)].map(
        ([literal, numbers = ""]) => ({
          file,
          name: literal.slice(1, -1),
          numbers: numbers.split(", "),
        }),
      ),
    );
}

const SCENARIOS = rows(/^(?:[ACDEFGH]|B-)\d+$/);

test("the page has every scenario and every defect once, in order", () => {
  const wanted = Object.entries(PARTS).flatMap(([part, count]) =>
    Array.from({ length: count }, (_, i) => `${part}${i + 1}`),
  );
  assert.deepEqual(
    SCENARIOS.map(([number]) => number),
    wanted,
  );
  assert.deepEqual(
    rows(/^B\d+$/).map(([number]) => number),
    Array.from({ length: DEFECTS }, (_, i) => `B${i + 1}`),
  );
});

test("a scenario without a test says why, or gives the command", () => {
  const reason = /`npm run bench|Not applicable|No test|“Open” below|"Open" below/;
  const findings = SCENARIOS.filter(
    ([, cells]) => testsIn(cells).length === 0 && !reason.test(cells),
  );
  assert.deepEqual(findings, []);
});

test("every test that the page names exists", () => {
  const shown = PAGE.split("\n").flatMap(testsIn);
  assert.ok(shown.length > SCENARIOS.length / 2, "the page names no tests");
  const missing = shown.filter(
    ({ file, name }) => !existsSync(join(ROOT, file)) || !read(file).includes(name),
  );
  assert.deepEqual(missing, []);
});

test("every scenario that the page refers to is one of its rows", () => {
  const numbers = new Set(SCENARIOS.map(([number]) => number));
  const words = rows(/^B\d+$/).flatMap(
    ([, cells]) => cells.match(/\b(?:[ACDEFGH]|B-)\d+\b/g) ?? [],
  );
  assert.deepEqual(
    words.filter((word) => !numbers.has(word)),
    [],
  );
});

test("every test that bears a number is in the row of that number", () => {
  const inRows = new Map(SCENARIOS.map(([number, cells]) => [number, testsIn(cells)]));
  const tests = numberedTests();
  assert.ok(tests.length > 0, "no test bears a number");
  const missing = tests.flatMap(({ file, name, numbers }) =>
    numbers
      .filter(
        (number) => !inRows.get(number)?.some((one) => one.file === file && one.name === name),
      )
      .map((number) => `${number}: ${file}: ${name}`),
  );
  assert.deepEqual(missing, []);
});
