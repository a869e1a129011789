import { divFloor } from "./integers.ts";

const NANOS_PER_SECOND = 1_000_000_000n;
const SECONDS_PER_DAY = 86_400n;

/** First and last second that have a year of four digits, 0001 to 9999. @source google.protobuf.Timestamp */
export const TIME_SECONDS_MIN = -62_135_596_800n;
export const TIME_SECONDS_MAX = 253_402_300_799n;

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
