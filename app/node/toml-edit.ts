import { isDeepStrictEqual } from "node:util";
import { stringify } from "smol-toml";
import { isJsonObject } from "./files.ts";
import type { JsonObject } from "./files.ts";
import { parseToml } from "./settings.ts";
import type { SettingValue } from "./settings.ts";
import { UserError } from "./user-error.ts";

/** What is to stand in the file. */
export interface TomlChange {
  /** Outer names first: `["p2p", "laddr"]`. */
  readonly path: readonly string[];
  readonly value: SettingValue;
  /** Lines that explain it, where the key is new to the file. */
  readonly comment?: readonly string[];
}

/**
 * Gives one key another value and leaves every other byte of the file as it is: comments, order, blank lines. A key that
 * is not there is added at the end of its table.
 *
 * @param fileName for errors
 * @throws UserError if the file is malformed, or the key is written in a form that this does not know
 */
export function setInToml(fileName: string, text: string, change: TomlChange): string {
  const { path } = change;
  const before = parseToml(fileName, text);
  const edited = edit(text, change);
  // The scanner below knows less of TOML than the parser: what it does is checked, not trusted.
  // A clone has plain objects, whichever the parser makes.
  const [found, wanted] = structuredClone([tryParse(fileName, edited), replaced(before, change)]);
  if (isDeepStrictEqual(found, wanted)) return edited;
  throw new UserError(
    `${fileName}: ${path.join(".")} is written in a form that cannot be changed in place; edit the file by hand`,
  );
}

/** The value at a path of a parsed file; undefined if there is none. */
export function valueInToml(table: JsonObject, path: readonly string[]): unknown {
  let value: unknown = table;
  for (const name of path) {
    value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value;
}

/** The value as TOML writes it. */
export function formatTomlValue(value: unknown): string {
  return stringify({ v: value }).trimEnd().slice("v = ".length);
}

function tryParse(fileName: string, text: string): JsonObject | undefined {
  try {
    return parseToml(fileName, text);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function replaced(table: JsonObject, { path, value }: TomlChange): JsonObject {
  const [name = "", ...rest] = path;
  if (rest.length === 0) return { ...table, [name]: value };
  const inner = table[name];
  return { ...table, [name]: replaced(isJsonObject(inner) ? inner : {}, { path: rest, value }) };
}

function edit(text: string, { path, value, comment = [] }: TomlChange): string {
  const literal = formatTomlValue(value);
  const table = path.slice(0, -1);
  const statements = scan(text);
  const found = statements.find(
    (one) => one.kind === "value" && isSame([...one.table, ...one.path], path),
  );
  if (found?.kind === "value") return splice(text, found.start, found.end, literal);
  const added = [...comment.map((line) => `# ${line}`), `${path.at(-1) ?? ""} = ${literal}`];
  const last = statements.findLast((one) => isSame(one.table, table));
  if (last !== undefined) {
    const end = endOfLine(text, last.end);
    const gap = text.endsWith("\n") || end < text.length ? "\n" : "\n\n";
    return splice(text, end, end, `${gap}${added.join("\n")}\n`);
  }
  if (table.length === 0) return `${added.join("\n")}\n\n${text}`;
  const gap = text === "" || text.endsWith("\n") ? "" : "\n";
  return `${text}${gap}\n[${table.join(".")}]\n\n${added.join("\n")}\n`;
}

function splice(text: string, start: number, end: number, insert: string): string {
  return `${text.slice(0, start)}${insert}${text.slice(end)}`;
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name, i) => name === right[i]);
}

/** Behind the line's newline. */
function endOfLine(text: string, from: number): number {
  const newline = text.indexOf("\n", from);
  return newline < 0 ? text.length : newline + 1;
}

/** A `[table]`, or a `key = value` with where its value begins and ends. */
type Statement =
  | { readonly kind: "table"; readonly table: readonly string[]; readonly end: number }
  | {
      readonly kind: "value";
      readonly table: readonly string[];
      readonly path: readonly string[];
      readonly start: number;
      readonly end: number;
    };

const BLANK = /(?:\s|#[^\n]*)*/y;
const NAME = `(?:[A-Za-z0-9_-]+|"[^"\\\\\\n]*"|'[^'\\n]*')`;
const NAMES = `${NAME}(?:[ \\t]*\\.[ \\t]*${NAME})*`;
const TABLE = new RegExp(`\\[[ \\t]*(${NAMES})[ \\t]*\\]`, "y");
const KEY = new RegExp(`(${NAMES})[ \\t]*=[ \\t]*`, "y");

/** The statements of a well-formed file, up to the first that is none of the two kinds. */
function scan(text: string): readonly Statement[] {
  const statements: Statement[] = [];
  let table: readonly string[] = [];
  let at = endOf(BLANK, text, 0) ?? 0;
  while (at < text.length) {
    const header = match(TABLE, text, at);
    const key = match(KEY, text, at);
    if (header !== undefined) {
      table = namesOf(header.names);
      statements.push({ kind: "table", table, end: header.end });
      at = header.end;
    } else if (key !== undefined) {
      const end = endOfValue(text, key.end);
      const path = namesOf(key.names);
      statements.push({ kind: "value", table, path, start: key.end, end });
      at = end;
    } else {
      break;
    }
    at = endOf(BLANK, text, at) ?? text.length;
  }
  return statements;
}

function match(form: RegExp, text: string, at: number): { names: string; end: number } | undefined {
  form.lastIndex = at;
  const found = form.exec(text);
  return found === null ? undefined : { names: found[1] ?? "", end: form.lastIndex };
}

function endOf(form: RegExp, text: string, at: number): number | undefined {
  form.lastIndex = at;
  return form.test(text) ? form.lastIndex : undefined;
}

function namesOf(text: string): readonly string[] {
  const names = text.match(new RegExp(NAME, "g")) ?? [];
  return names.map((name) => name.replace(/^(["'])(.*)\1$/, "$2"));
}

/** Texts of TOML: the long forms first, for the short ones match their beginning. */
const TEXT =
  /"""(?:[^\\]|\\[^])*?"""(?:"{0,2}(?!"))|'''[^]*?'''(?:'{0,2}(?!'))|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/y;
const PLAIN = /[^\s,#[\]{}"']+/y;

/** Lists may go over lines and have comments; what is not in brackets ends with its first word. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  let at = start;
  do {
    const character = text[at] ?? "";
    if ("[{".includes(character)) depth += 1;
    else if ("]}".includes(character)) depth -= 1;
    at = endOf(TEXT, text, at) ?? endOf(PLAIN, text, at) ?? at + 1;
    if (depth > 0) at = endOf(BLANK, text, at) ?? at;
  } while (depth > 0 && at < text.length);
  return at;
}
