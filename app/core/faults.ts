/**
 * A fault of the machine or its data: a record that cannot be read, an invariant of the store that does not hold. The node
 * stops rather than answer from it (docs/adr/003-failure-policy.md).
 */
export class MachineFault extends Error {
  override readonly name: string = "MachineFault";
}

/**
 * Whether going on could fork the chain. A stack overflow depends on the size of this machine's stack, so it must never
 * become the result of a transaction; the engine reports it only by this text.
 */
export function isMachineFault(error: unknown): boolean {
  if (error instanceof MachineFault) return true;
  return (
    error instanceof RangeError && /call stack|allocation failed|array buffer/i.test(error.message)
  );
}

/** Text for logs. Never part of a result that is hashed. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : "unknown error";
}
