import { bytesToText } from "../client/bytes.ts";
import type { Answer } from "../client/verbs.ts";
import { UserError } from "../node/user-error.ts";
import type { Terminal } from "./terminal.ts";

export type OutputFormat = "text" | "json";

/** JSON of one line: a bigint is a decimal text, bytes are base64. */
export function formatJson(value: unknown): string {
  return JSON.stringify(plain(value));
}

/** Nesting of results; ours have three levels, CometBFT's blocks about ten. */
const DEPTH_MAX = 64;

function plain(value: unknown, depth = 0): unknown {
  if (depth > DEPTH_MAX) throw new RangeError(`a result nested deeper than ${DEPTH_MAX}`);
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, plain(member, depth + 1)]),
  );
}

/** `name: value` lines; what is inside another is indented, the items of a list begin with a dash. */
export function formatText(value: unknown): string {
  return `${block(plain(value)).join("\n")}\n`;
}

function block(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      const [first = "", ...rest] = block(item);
      return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
    });
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([name, member]) => field(name, member));
  }
  return [scalar(value)];
}

function field(name: string, value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [`${name}: ${scalar(value)}`];
  const lines = block(value);
  if (lines.length === 0) return [`${name}: ${Array.isArray(value) ? "[]" : "{}"}`];
  return [`${name}:`, ...lines.map((line) => `  ${line}`)];
}

/** A text that could move the cursor or pass for another line is quoted. */
function scalar(value: unknown): string {
  if (typeof value !== "string") return String(value);
  return /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u.test(value) ? value : JSON.stringify(value);
}

/** A remark or an error. Texts of a node end up there too: they may not move the cursor or begin lines. */
export function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ").replace(/[\p{Cc}\p{Cf}]/gu, "\ufffd");
}

/**
 * Prints a result. Bytes go out as they are; to a terminal only if they cannot harm it, and with a newline behind.
 *
 * @throws UserError if bytes cannot be shown
 */
export async function printAnswer(
  terminal: Terminal,
  format: OutputFormat,
  answer: Answer,
): Promise<void> {
  if (format === "json") return terminal.print(`${formatJson(answer.json)}\n`);
  if (answer.remark !== undefined) terminal.remark(answer.remark);
  const text = answer.text ?? formatText(answer.json);
  if (typeof text === "string" || !terminal.isOutputTerminal) return terminal.print(text);
  const shown = bytesToText(text);
  if (shown === null || !/^[^\p{Cc}\p{Cf}]*$/u.test(shown.replace(/[\n\t]/g, ""))) {
    throw new UserError(
      `the value is ${text.length} bytes that a terminal cannot show; ` +
        `send them to a file ("> file") or use -o json`,
    );
  }
  await terminal.print(shown.endsWith("\n") ? shown : `${shown}\n`);
}
