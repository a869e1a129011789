import type { Log } from "../log.ts";

export const LOG_LEVELS = ["debug", "info", "warn", "error", "none"] as const;
/** The least level that is written; `none` writes nothing. */
export type LogLevel = (typeof LOG_LEVELS)[number];
export const LOG_FORMATS = ["plain", "json"] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

type Fields = Readonly<Record<string, unknown>>;

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Takes a line with its newline; standard error unless given. */
  readonly write?: (line: string) => void;
  readonly now?: () => Date;
}

/**
 * One line a record: `time level message key=value …`, or JSON. A value cannot forge a line:
 * control characters are escaped. Written here and not with a library because a node writes a few
 * lines a block: what libraries are for, speed through worker threads and streams, costs order and
 * lines at a crash and brings a dozen packages.
 */
export function createLog(options: LogOptions): Log {
  const write = options.write ?? ((line: string) => void process.stderr.write(line));
  const now = options.now ?? (() => new Date());
  const format = options.format === "json" ? formatJsonLine : formatPlainLine;
  const least = LOG_LEVELS.indexOf(options.level);
  const at = (level: Exclude<LogLevel, "none">) => {
    const wanted = LOG_LEVELS.indexOf(level) >= least;
    return (message: string, fields: Fields = {}): void => {
      if (wanted) write(`${format(now().toISOString(), level, message, fields)}\n`);
    };
  };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

function formatPlainLine(time: string, level: string, message: string, fields: Fields): string {
  let line = `${time} ${level.padEnd(5)} ${quoteUnless(/^[^\p{Cc}\u2028\u2029]*$/u, message)}`;
  for (const [key, value] of Object.entries(fields)) {
    const text = fieldText(value);
    line += ` ${quoteUnless(PLAIN_VALUE, key)}=${quoteUnless(PLAIN_VALUE, text)}`;
  }
  return line;
}

const PLAIN_VALUE = /^[^\s\p{Cc}"=]+$/u;

function quoteUnless(plain: RegExp, text: string): string {
  return plain.test(text) ? text : JSON.stringify(text);
}

function formatJsonLine(time: string, level: string, message: string, fields: Fields): string {
  return JSON.stringify({ time, level, message, ...fields }, (_key, value: unknown) =>
    isPlainJson(value) ? value : fieldText(value),
  );
}

function isPlainJson(value: unknown): boolean {
  if (typeof value === "bigint" || value instanceof Error) return false;
  return !(value instanceof Uint8Array);
}

function fieldText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Error) return value.stack ?? value.message;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (typeof value === "bigint") return value.toString();
  // What JSON has no word for.
  if (value === undefined || typeof value === "symbol" || typeof value === "function") {
    return String(value);
  }
  return JSON.stringify(value, (_key, inner: unknown) =>
    isPlainJson(inner) ? inner : fieldText(inner),
  );
}
