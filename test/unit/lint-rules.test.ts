import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { ESLint, type Linter } from "eslint";

/** test/unit in dist/; the sources' root is three folders up. */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

interface Snippet {
  /** Where the code stands, which decides what is allowed. */
  readonly path: string;
  readonly code: string;
  /** The rule that has to find something; undefined if the code is good. */
  readonly rule?: string;
  /** A part of the finding's text. */
  readonly says?: RegExp;
}

const SYNTAX = "no-restricted-syntax";
const GLOBALS = "no-restricted-globals";
const DIRECTION = "local/import-direction";
const ORDER = "local/no-map-iteration";
const ARITHMETIC = "local/integer-arithmetic";
/** ESLint gives this finding no rule. */
const UNUSED = "unused directive";

const CORE = "app/core/thing.ts";
const MODULE = "modules/kv/keeper.ts";
const LONG_FUNCTION = `export function f(): void {\n${"  void 0;\n".repeat(80)}}`;
const MAP = "declare const m: ReadonlyMap<string, bigint>; declare const set: Set<string>;\n";

/** Code of the state machine that must be found, with the rule. Each is tried in app/core and in a module. */
const NONDETERMINISTIC: readonly (readonly [code: string, rule: string, says?: RegExp])[] = [
  ["export const t = Date.now();", GLOBALS, /ctx\.timeNs/],
  ["export const t = new Date(0);", GLOBALS],
  ["export const t = performance.now();", GLOBALS],
  ["export const t = setTimeout(() => undefined, 1);", GLOBALS, /synchronous/],
  ["queueMicrotask(() => undefined);", GLOBALS],
  ["export const c = crypto.randomUUID();", GLOBALS, /ctx\.crypto/],
  ["export const p = process.env;", GLOBALS],
  ["console.info(1);", GLOBALS],
  ["export const r = fetch('x');", GLOBALS],
  ["export const b = Buffer.alloc(1);", GLOBALS, /Uint8Array/],
  ["export const w = new WeakRef({});", GLOBALS],
  ["export const g = globalThis;", GLOBALS],
  ["export const n = parseFloat('1');", GLOBALS],
  ["export const n = Number.parseFloat('1');", SYNTAX, /parseDecimal/],
  ["export const c = new Intl.Collator();", GLOBALS, /byte order/],
  ["export const p = Promise.resolve();", GLOBALS],
  ["import { readFileSync } from 'node:fs'; readFileSync('x');", DIRECTION, /without Node/],
  ["import { open } from 'lmdb'; open({});", DIRECTION, /packages/],
  ["export const n = Math.random();", SYNTAX, /exact functions/],
  ["export const n = Math.pow(2, 3);", SYNTAX],
  ["export const n = Math.exp(1);", SYNTAX],
  ["export const n = Math.log(1);", SYNTAX],
  ["export const n = Math.sqrt(2);", SYNTAX],
  ["export const n = Math.sin(2);", SYNTAX],
  ["const { random } = Math; random();", SYNTAX, /full name/],
  ["const name = 'random'; export const n = Math[name]();", SYNTAX],
  ["export const n = 0.5;", SYNTAX, /floating point/],
  ["export const n = 1e3;", SYNTAX],
  ["export const n = 5; export const half = n / 2;", ARITHMETIC, /divFloor/],
  ["export const n = 5n; export const half = n / 2n;", ARITHMETIC],
  ["let n = 5; n /= 2; export const m = n;", ARITHMETIC],
  ["export const n = 2 ** 3;", ARITHMETIC, /bigint/],
  ["const o = { a: 1 }; for (const k in o) void k;", SYNTAX, /for…in/],
  ["const o = { a: 1 }; export const k = Object.keys(o);", SYNTAX],
  ["const o = { a: 1 }; export const k = Object.entries(o);", SYNTAX],
  ["const o = { a: 1 }; export const k = Object.values(o);", SYNTAX],
  ["export const a = [2, 1].sort();", SYNTAX, /comparator/],
  ["export const a = [2, 1].toSorted();", SYNTAX],
  ["export const n = 'a'.localeCompare('b');", SYNTAX, /Compare bytes/],
  ["export const s = 'a'.normalize();", SYNTAX],
  ["export const s = 'a'.toLocaleUpperCase();", SYNTAX],
  ["export const r = /\\p{L}/u;", SYNTAX, /Unicode properties/],
  ["export const r = /a/iu;", SYNTAX],
  ["export async function f(): Promise<void> { await g(); }", SYNTAX, /synchronous/],
  ["export function f(): void { throw new Error('x'); }", SYNTAX, /errors\.ts/],
  ["export function f(): void { throw new RangeError('x'); }", SYNTAX],
  ["export const m = import('./other.ts');", SYNTAX, /app\.ts/],
  [`${MAP}for (const e of m) void e;`, ORDER, /insertions/],
  [`${MAP}for (const e of set) void e;`, ORDER],
  [`${MAP}export const a = [...m];`, ORDER],
  [`${MAP}export const a = Array.from(set);`, ORDER],
  [`${MAP}export const a = m.keys();`, ORDER],
  [`${MAP}m.forEach((v) => void v);`, ORDER],
  [`${MAP}export const [a] = set;`, ORDER],
];

/** What may be written in the state machine. */
const DETERMINISTIC: readonly string[] = [
  "export const n = Math.max(1, Math.min(2, 0x1e), 1_000);",
  "export const n = 10n ** 18n;",
  "export const n = 7 % 2;",
  "export const a = [2, 1].sort((x, y) => x - y);",
  "export const r = /^[a-z.]+$/i;",
  `${MAP}export const v = m.get('a') ?? (set.has('b') ? 1n : 0n);`,
  "export const a = [...[1, 2]];",
  "import { sha256 } from '@noble/hashes/sha2.js'; export const h = sha256;",
  "import { BinaryReader } from '@bufbuild/protobuf/wire'; export const r = BinaryReader;",
  "export function f(crypto: { sha256(): number }): number { return crypto.sha256(); }",
];

/** Imports that break the layers: [importing file, imported path]. */
const WRONG_IMPORTS: readonly (readonly [from: string, specifier: string])[] = [
  ["app/core/thing.ts", "../../modules/kv/keeper.ts"],
  ["app/core/thing.ts", "../app.ts"],
  ["app/core/thing.ts", "../node/home.ts"],
  ["app/core/store/thing.ts", "../../db/lmdb.ts"],
  ["modules/kv/thing.ts", "../bank/keeper.ts"],
  ["modules/kv/thing.ts", "../../app/client/index.ts"],
  ["modules/kv/thing.ts", "./client.ts"],
  ["modules/kv/commands.ts", "../bank/client.ts"],
  ["modules/kv/commands.ts", "../../app/cli/run.ts"],
  ["modules/kv/client.ts", "node:fs"],
  ["modules/kv/client.ts", "./keeper.ts"],
  ["modules/kv/client.ts", "../bank/keys.ts"],
  ["modules/kv/keys.ts", "./keeper.ts"],
  ["modules/kv/keys.ts", "../../app/core/bytes.ts"],
  ["app/client/thing.ts", "../../modules/kv/keys.ts"],
  ["app/app.ts", "./node/home.ts"],
  ["app/app.ts", "node:fs"],
  ["app/abci/thing.ts", "../node/home.ts"],
  ["app/abci/thing.ts", "../cli/run.ts"],
  ["app/db/thing.ts", "../abci/server.ts"],
  ["app/node/thing.ts", "../cli/run.ts"],
  ["app/node/thing.ts", "../../localnet/network.ts"],
  ["app/client/thing.ts", "node:crypto"],
  ["app/client/thing.ts", "../node/home.ts"],
  ["app/client/thing.ts", "../../modules/kv/client.ts"],
  ["app/gateway/thing.ts", "../node/home.ts"],
  ["app/gateway/thing.ts", "../../modules/kv/keeper.ts"],
  ["app/explorer/thing.ts", "node:http"],
  ["app/cli/thing.ts", "../../test/helpers/chain.ts"],
  ["app/cli/thing.ts", "../../scripts/generate.ts"],
  ["app/node/other.ts", "../../scripts/generate.ts"],
  ["localnet/thing.ts", "../app/cli/run.ts"],
  ["test/unit/thing.ts", "../../scripts/generate.ts"],
  ["scripts/thing.ts", "../test/helpers/chain.ts"],
  ["app/log.ts", "./core/thing.ts"],
];

const RIGHT_IMPORTS: readonly (readonly [from: string, specifier: string])[] = [
  ["app/core/thing.ts", "./other.ts"],
  ["app/core/thing.ts", "../../proto/gen/lazuli/kv/v1/kv.ts"],
  ["app/core/thing.ts", "../log.ts"],
  ["modules/kv/thing.ts", "../../app/core/bytes.ts"],
  ["modules/kv/thing.ts", "./errors.ts"],
  ["modules/kv/client.ts", "../../app/client/index.ts"],
  ["modules/kv/commands.ts", "./client.ts"],
  ["modules/kv/client.ts", "./keys.ts"],
  ["modules/kv/keeper.ts", "./keys.ts"],
  ["modules/kv/keys.ts", "./limits.ts"],
  ["app/app.ts", "../modules/kv/module.ts"],
  ["app/abci/thing.ts", "../app.ts"],
  ["app/abci/thing.ts", "node:net"],
  ["app/node/thing.ts", "../abci/server.ts"],
  ["app/client/thing.ts", "../../proto/gen/lazuli/kv/v1/kv.ts"],
  ["app/gateway/thing.ts", "../../modules/kv/client.ts"],
  ["app/cli/thing.ts", "../../modules/kv/commands.ts"],
  ["app/cli/thing.ts", "../../localnet/network.ts"],
  ["app/main.ts", "./cli/run.ts"],
  ["test/unit/thing.ts", "../../localnet/network.ts"],
];

/** Rules for the rest of the code. */
const ELSEWHERE: readonly Snippet[] = [
  {
    path: "app/node/floating.ts",
    code: "export function f(): void { Promise.resolve(); }",
    rule: "@typescript-eslint/no-floating-promises",
  },
  { path: "app/node/default.ts", code: "export default 1;", rule: SYNTAX, says: /default/ },
  {
    path: "app/node/barrel.ts",
    code: "export { x } from './x.ts';",
    rule: SYNTAX,
    says: /barrels/,
  },
  { path: "app/node/barrel-all.ts", code: "export * from './x.ts';", rule: SYNTAX },
  { path: "app/client/index.ts", code: "export { x } from './x.ts';" },
  { path: "app/node/print.ts", code: "console.log(1);", rule: "no-console" },
  { path: "localnet/print.ts", code: "console.log(1);", rule: "no-console" },
  { path: "app/cli/print.ts", code: "console.log(1);" },
  { path: "scripts/print.ts", code: "console.log(1);" },
  { path: "app/cli/exit.ts", code: "process.exit(1);", rule: SYNTAX, says: /exit code/ },
  { path: "app/main.ts", code: "process.exit(1);" },
  {
    path: "app/node/any.ts",
    code: "export const x: any = 1;",
    rule: "@typescript-eslint/no-explicit-any",
  },
  {
    path: "app/node/bang.ts",
    code: "declare const a: string[]; export const b = a[0]!;",
    rule: "@typescript-eslint/no-non-null-assertion",
  },
  { path: "app/node/long-function.ts", code: LONG_FUNCTION, rule: "max-lines-per-function" },
  { path: "test/unit/long-function.ts", code: LONG_FUNCTION },
  { path: "app/node/long.ts", code: "export {};\n".repeat(401), rule: "max-lines" },
  {
    path: "app/node/no-reason.ts",
    code: "// eslint-disable-next-line no-console\nconsole.log(1);",
    rule: "local/disable-with-reason",
  },
  {
    path: "app/node/reason.ts",
    code: "// eslint-disable-next-line no-console -- the one place that may print\nconsole.log(1);",
  },
  {
    path: "app/node/unused.ts",
    code: "// eslint-disable-next-line no-console -- nothing to disable\nexport const x = 1;",
    rule: UNUSED,
    says: /Unused eslint-disable/,
  },
  {
    path: "app/node/empty-catch.ts",
    code: "declare function f(): void; try { f(); } catch {}",
    rule: "no-empty",
  },
  {
    path: "test/unit/only.ts",
    // In two pieces, because the test runner looks for the word too.
    code: "import { test } from 'node:test'; test" + ".only('x', () => undefined);",
    rule: SYNTAX,
    says: /\.only/,
  },
  {
    path: "test/unit/good.ts",
    code: "import { test } from 'node:test'; test('x', () => undefined);",
  },
];

function importing(
  [from, specifier]: readonly [from: string, specifier: string],
  rule?: string,
): Snippet {
  const code = `import { x } from "${specifier}";\nexport const y = x;`;
  return rule === undefined ? { path: from, code } : { path: from, code, rule };
}

const SNIPPETS: readonly Snippet[] = [
  ...[CORE, MODULE].flatMap((path) => [
    ...NONDETERMINISTIC.map(([code, rule, says]) => ({
      path,
      code,
      rule,
      ...(says === undefined ? {} : { says }),
    })),
    ...DETERMINISTIC.map((code) => ({ path, code })),
  ]),
  { path: "modules/kv/client.ts", code: "export async function f(): Promise<void> { await f(); }" },
  { path: "modules/kv/commands.ts", code: "export const n = 0.5 / Date.now();" },
  ...WRONG_IMPORTS.map((pair) => importing(pair, DIRECTION)),
  ...RIGHT_IMPORTS.map((pair) => importing(pair)),
  ...ELSEWHERE,
];

/** The rules under test. Only they run: snippets without context break others too. */
const RULES = new Set(SNIPPETS.flatMap(({ rule }) => (rule === undefined ? [] : [rule])));

/** @returns the findings of the project's own configuration in a tree that has only the snippets' files */
async function lint(root: string): Promise<{ snippet: Snippet; found: Linter.LintMessage[] }[]> {
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: join(ROOT, "eslint.config.js"),
    ruleFilter: ({ ruleId }) => RULES.has(ruleId),
  });
  const results: { snippet: Snippet; found: Linter.LintMessage[] }[] = [];
  for (const snippet of SNIPPETS) {
    const [result] = await eslint.lintText(snippet.code, { filePath: join(root, snippet.path) });
    results.push({ snippet, found: result?.messages ?? [] });
  }
  return results;
}

function judge({ rule, says }: Snippet, found: readonly Linter.LintMessage[]): void {
  const text = found.map(({ ruleId, message }) => `${ruleId ?? "-"}: ${message}`).join("\n");
  assert.ok(!found.some(({ fatal }) => fatal), text);
  if (rule === undefined) {
    assert.equal(text, "");
    return;
  }
  const hits = found.filter(({ ruleId }) => (ruleId ?? UNUSED) === rule);
  assert.ok(hits.length > 0, `expected a finding of ${rule}, got:\n${text}`);
  if (says) assert.match(text, says);
}

describe("lint rules", async () => {
  const root = await mkdtemp(join(tmpdir(), "lazuli-lint-"));
  try {
    // The compiler has to find a file of each snippet's path; its text comes from the snippet.
    await symlink(join(ROOT, "node_modules"), join(root, "node_modules"));
    await cp(join(ROOT, "tsconfig.json"), join(root, "tsconfig.json"));
    for (const { path } of SNIPPETS) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), "export {};\n");
    }
    for (const { snippet, found } of await lint(root)) {
      const verb = snippet.rule === undefined ? "allows" : "finds";
      const [code = ""] = snippet.code.slice(-80).split("\n").slice(-1);
      it(`${verb} in ${snippet.path}: ${code}`, () => judge(snippet, found));
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
