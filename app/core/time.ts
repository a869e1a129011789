import { CoreError } from "./errors.ts";
import { divFloor } from "./integers.ts";

export const NANOS_PER_SECOND = 1_000_000_000n;
const SECONDS_PER_DAY = 86_400n;

/** First and last second that have a year of four digits, 0001 to 9999. @source google.protobuf.Timestamp */
export const TIME_SECONDS_MIN = -62_135_596_800n;
export const TIME_SECONDS_MAX = 253_402_300_799n;

/** A `google.protobuf.Timestamp` or `Duration`. */
export interface SecondsAndNanos {
  readonly seconds: bigint;
  readonly nanos: number;
}

export function joinNanos({ seconds, nanos }: SecondsAndNanos): bigint {
  return seconds * NANOS_PER_SECOND + BigInt(nanos);
}

/**
 * A time that a user named, in nanoseconds since the Unix epoch.
 *
 * @param what names the time in the error
 * @throws CoreError.txDecode unless it is of the years 1 to 9999: the SDK decodes no other
 */
export function timestampToNs({ seconds, nanos }: SecondsAndNanos, what: string): bigint {
  const isInRange = seconds >= TIME_SECONDS_MIN && seconds <= TIME_SECONDS_MAX;
  if (!isInRange || nanos < 0 || nanos > 999_999_999) {
    throw CoreError.txDecode(`${what} of ${seconds} s and ${nanos} ns`);
  }
  return joinNanos({ seconds, nanos });
}

/** The inverse of {@link joinNanos}, with nanos from 0 to 999,999,999. */
export function splitNanos(totalNs: bigint): { seconds: bigint; nanos: number } {
  const seconds = divFloor(totalNs, NANOS_PER_SECOND);
  return { seconds, nanos: Number(totalNs - seconds * NANOS_PER_SECOND) };
}

/** Year, month and day of a day since 1970 in the Gregorian calendar. @source Howard Hinnant, civil_from_days */
function civil(day: bigint): { year: bigint; month: bigint; day: bigint } {
  const shifted = day + 719_468n;
  const era = divFloor(shifted, 146_097n);
  const dayOfEra = shifted - era * 146_097n;
  const leapDays =
    divFloor(dayOfEra, 1_460n) - divFloor(dayOfEra, 36_524n) + divFloor(dayOfEra, 146_096n);
  const yearOfEra = divFloor(dayOfEra - leapDays, 365n);
  const dayOfYear =
    dayOfEra - (365n * yearOfEra + divFloor(yearOfEra, 4n) - divFloor(yearOfEra, 100n));
  const shiftedMonth = divFloor(5n * dayOfYear + 2n, 153n);
  const month = shiftedMonth < 10n ? shiftedMonth + 3n : shiftedMonth - 9n;
  return {
    year: yearOfEra + era * 400n + (month <= 2n ? 1n : 0n),
    month,
    day: dayOfYear - divFloor(153n * shiftedMonth + 2n, 5n) + 1n,
  };
}

/**
 * A time as text, in UTC, with as many digits of the second as it needs: `2006-01-02T15:04:05.5Z` with "T" and "Z".
 *
 * @param timeNs nanoseconds since the Unix epoch
 */
export function formatTime(timeNs: bigint, between: string, after: string): string {
  const seconds = divFloor(timeNs, NANOS_PER_SECOND);
  const days = divFloor(seconds, SECONDS_PER_DAY);
  const { year, month, day } = civil(days);
  const second = seconds - days * SECONDS_PER_DAY;
  const nanos = timeNs - seconds * NANOS_PER_SECOND;
  const two = (value: bigint): string => value.toString().padStart(2, "0");
  const date = `${year.toString().padStart(4, "0")}-${two(month)}-${two(day)}`;
  const minute = divFloor(second, 60n);
  const clock = `${two(divFloor(minute, 60n))}:${two(minute % 60n)}:${two(second % 60n)}`;
  const fraction = nanos.toString().padStart(9, "0").replace(/0+$/, "");
  return `${date}${between}${clock}${fraction === "" ? "" : `.${fraction}`}${after}`;
}

/** Days since 1970 of a date in the Gregorian calendar. @source Howard Hinnant, days_from_civil */
function daysFromCivil(year: bigint, month: bigint, day: bigint): bigint {
  const shiftedYear = month <= 2n ? year - 1n : year;
  const era = divFloor(shiftedYear, 400n);
  const yearOfEra = shiftedYear - era * 400n;
  const shiftedMonth = month > 2n ? month - 3n : month + 9n;
  const dayOfYear = divFloor(153n * shiftedMonth + 2n, 5n) + day - 1n;
  const leapDays = divFloor(yearOfEra, 4n) - divFloor(yearOfEra, 100n);
  return era * 146_097n + yearOfEra * 365n + leapDays + dayOfYear - 719_468n;
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z$/;

/**
 * The inverse of {@link formatTime} with "T" and "Z".
 *
 * @returns nanoseconds since the Unix epoch; undefined if it is no such text or no time that there is
 */
export function parseTime(text: string): bigint | undefined {
  const match = TIME.exec(text);
  if (!match) return undefined;
  const part = (i: number): bigint => BigInt(match[i] ?? 0);
  const days = daysFromCivil(part(1), part(2), part(3));
  const seconds = days * SECONDS_PER_DAY + part(4) * 3_600n + part(5) * 60n + part(6);
  const fraction = match[7] ?? "";
  const timeNs = seconds * NANOS_PER_SECOND + BigInt(fraction.padEnd(9, "0"));
  // Day 31 of a short month, or hour 24, would read as another time.
  const again = formatTime(seconds * NANOS_PER_SECOND, "T", "");
  return again === text.slice(0, again.length) ? timeNs : undefined;
}

/** Characters of {@link sortableTime}. */
export const SORTABLE_TIME_CHARACTERS = 29;

/** A time as text of one length, which sorts as the time does. @source cosmos-sdk types.FormatTimeBytes */
export function sortableTime(timeNs: bigint): string {
  const seconds = divFloor(timeNs, NANOS_PER_SECOND);
  const nanos = timeNs - seconds * NANOS_PER_SECOND;
  const second = formatTime(seconds * NANOS_PER_SECOND, "T", "");
  return `${second}.${nanos.toString().padStart(9, "0")}`;
}
