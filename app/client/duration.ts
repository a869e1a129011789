import { ClientError } from "./errors.ts";

/** A length of time in parts, none negative; the sum is more than 0. */
export interface Duration {
  readonly days: bigint;
  readonly hours: bigint;
  readonly minutes: bigint;
  readonly seconds: bigint;
}

const DURATION = /^(?:(\d{1,12})d)?(?:(\d{1,12})h)?(?:(\d{1,12})m)?(?:(\d{1,12})s)?$/;

/**
 * Reads a text such as `8s`, `30m`, `1d12h` or `2h30m15s`.
 *
 * @throws ClientError that begins with the text and says what was expected, for a caller who says where it stood
 */
export function parseDuration(text: string): Duration {
  const [, ...parts] = (DURATION.exec(text) ?? []) as (string | undefined)[];
  if (text === "" || parts.length === 0) throw problem(text, expectation(text));
  const [days = 0n, hours = 0n, minutes = 0n, seconds = 0n] = parts.map((part) =>
    BigInt(part ?? 0),
  );
  if (days + hours + minutes + seconds > 0n) return { days, hours, minutes, seconds };
  throw problem(text, "expected more than 0; leave it out if none is wanted");
}

function problem(text: string, expected: string): ClientError {
  return new ClientError(`${JSON.stringify(text.slice(0, 100))}: ${expected}`);
}

function expectation(text: string): string {
  if (/^\d+$/.test(text)) return `expected a unit, such as ${text.slice(0, 12)}s (d, h, m or s)`;
  if (text.startsWith("-")) return "expected a time from now on, such as 8s: none is negative";
  if (/^[\ddhms]*\.[\ddhms]*$/.test(text)) return "expected whole numbers, such as 1h30m";
  return "expected days, hours, minutes and seconds in this order, such as 1d12h, 30m or 2h30m15s";
}
