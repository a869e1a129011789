import type { Entry, Lease, Params } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import { divCeil, UINT64_MAX } from "../../app/core/integers.ts";
import { NANOS_PER_SECOND } from "../../app/core/time.ts";
import { KvError } from "./errors.ts";
import { LEASE_SECONDS_MAX } from "./limits.ts";

const SECONDS = { days: 86_400n, hours: 3_600n, minutes: 60n, seconds: 1n } as const;

/**
 * The length of a lease in seconds; 0 if none is asked for.
 *
 * @throws KvError.leaseTooLong beyond `max`
 */
export function leaseSeconds(lease: Lease | undefined, max: bigint = LEASE_SECONDS_MAX): bigint {
  if (!lease) return 0n;
  const { days, hours, minutes, seconds } = lease;
  const sum = days * SECONDS.days + hours * SECONDS.hours + minutes * SECONDS.minutes + seconds;
  if (sum > max) throw KvError.leaseTooLong(`${sum} seconds, expected at most ${max}`);
  return sum;
}

/** @throws KvError.leaseTooLong if nanoseconds since the Unix epoch cannot say when it ends, which is after the year 2554 */
export function deadlineAfter(timeNs: bigint, seconds: bigint): bigint {
  const deadline = timeNs + seconds * NANOS_PER_SECOND;
  if (deadline > UINT64_MAX) {
    throw KvError.leaseTooLong(`${seconds} seconds end after the last time that can be written`);
  }
  return deadline;
}

/**
 * When a lease from a block time on ends; the default if none is asked for.
 *
 * @throws KvError.leaseTooLong
 */
export function newDeadline(timeNs: bigint, lease: Lease | undefined, params: Params): bigint {
  const seconds = leaseSeconds(lease, params.leaseSecondsMax);
  return deadlineAfter(timeNs, seconds === 0n ? params.leaseSecondsDefault : seconds);
}

/** Whether an entry is there at a block time: from its deadline on it is not, whatever the sweep has reached. */
export function isLive({ leaseDeadlineNs }: Entry, timeNs: bigint): boolean {
  return timeNs < leaseDeadlineNs;
}

/** Seconds to the deadline, rounded up. */
export function remainingSeconds(deadlineNs: bigint, timeNs: bigint): bigint {
  return divCeil(deadlineNs - timeNs, NANOS_PER_SECOND);
}
