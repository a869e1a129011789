const TIME = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?Z$/;
const NS_PER_MS = 1_000_000n;
const NS_PER_SECOND = 1_000_000_000n;
const FRACTION_DIGITS = 9;

/**
 * A time of CometBFT's, in RFC 3339 and UTC, such as `2026-11-25T08:00:00.5Z`.
 *
 * @returns nanoseconds since the Unix epoch; undefined if it is no such text
 */
export function parseTimeNs(text: string): bigint | undefined {
  const [, seconds, fraction = ""] = TIME.exec(text) ?? [];
  const timeMs = seconds === undefined ? NaN : Date.parse(`${seconds}Z`);
  if (Number.isNaN(timeMs)) return undefined;
  return BigInt(timeMs) * NS_PER_MS + BigInt(fraction.padEnd(FRACTION_DIGITS, "0"));
}

/** @param timeNs nanoseconds since the Unix epoch, 0 to 2⁶⁴ − 1. @returns RFC 3339 in UTC, without zeros at its end */
export function formatTimeNs(timeNs: bigint): string {
  const seconds = new Date(Number(timeNs / NS_PER_MS)).toISOString().slice(0, 19);
  const fraction = (timeNs % NS_PER_SECOND).toString().padStart(FRACTION_DIGITS, "0");
  const digits = fraction.replace(/0+$/, "");
  return `${seconds}${digits === "" ? "" : `.${digits}`}Z`;
}
