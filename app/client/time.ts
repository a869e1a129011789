const TIME = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?Z$/;
const NS_PER_MS = 1_000_000n;
const NS_PER_SECOND = 1_000_000_000n;
const MS_PER_SECOND = 1_000n;
const FRACTION_DIGITS = 9;

/** First and last nanosecond of the years 1 to 9999, since the Unix epoch. @source google.protobuf.Timestamp */
export const TIME_NS_MIN = -62_135_596_800_000_000_000n;
export const TIME_NS_MAX = 253_402_300_799_999_999_999n;

/** A `google.protobuf.Timestamp` or `Duration`. */
interface SecondsAndNanos {
  seconds: bigint;
  nanos: number;
}

/** @param totalNs nanoseconds. @returns `nanos` from 0 to 999,999,999 */
export function splitNs(totalNs: bigint): SecondsAndNanos {
  const nanos = ((totalNs % NS_PER_SECOND) + NS_PER_SECOND) % NS_PER_SECOND;
  return { seconds: (totalNs - nanos) / NS_PER_SECOND, nanos: Number(nanos) };
}

/** The inverse of {@link splitNs}. */
export function joinNs({ seconds, nanos }: Readonly<SecondsAndNanos>): bigint {
  return seconds * NS_PER_SECOND + BigInt(nanos);
}

/**
 * A time in RFC 3339 and UTC, such as `2026-11-25T08:00:00.5Z`.
 *
 * @returns nanoseconds since the Unix epoch; undefined if it is no such text, or no time that there is
 */
export function parseTimeNs(text: string): bigint | undefined {
  const [, seconds, fraction = ""] = TIME.exec(text) ?? [];
  const timeMs = seconds === undefined ? NaN : Date.parse(`${seconds}Z`);
  // Day 31 of a short month, and hour 24, read as another time.
  if (Number.isNaN(timeMs) || !new Date(timeMs).toISOString().startsWith(seconds ?? "")) {
    return undefined;
  }
  return BigInt(timeMs) * NS_PER_MS + BigInt(fraction.padEnd(FRACTION_DIGITS, "0"));
}

/**
 * @param timeNs nanoseconds since the Unix epoch, of the years 0 to 9999
 * @returns RFC 3339 in UTC, without zeros at its end
 */
export function formatTimeNs(timeNs: bigint): string {
  const { seconds, nanos } = splitNs(timeNs);
  const date = new Date(Number(seconds * MS_PER_SECOND)).toISOString().slice(0, 19);
  const digits = nanos.toString().padStart(FRACTION_DIGITS, "0").replace(/0+$/, "");
  return `${date}${digits === "" ? "" : `.${digits}`}Z`;
}
