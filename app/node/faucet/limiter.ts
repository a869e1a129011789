import { FAUCET_WINDOW_MS } from "./limits.ts";

export interface FaucetLimits {
  /** From one credit to the next of the same address and denomination, milliseconds. */
  readonly cooldownMs: number;
  /** Of everybody together, in any hour. */
  readonly creditsPerHour: number;
}

/** Whether a credit may be given now; if not, why and how long that lasts. */
export type Permit =
  | { readonly isGranted: true; /** Nothing was sent after all. */ readonly undo: () => void }
  | { readonly isGranted: false; readonly reason: string; readonly waitMs: number };

/** Counts credits by receiver and in all. Its memory is bounded by the credits of one cooldown and one hour. */
export class CreditLimiter {
  readonly #limits: FaucetLimits;
  readonly #now: () => number;
  /** When each receiver had its last credit, the oldest first. */
  readonly #last = new Map<string, number>();
  /** When each credit of the last hour was given, the oldest first. */
  #recent: number[] = [];

  /** @param now milliseconds of a clock that never goes back */
  constructor(limits: FaucetLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Counts a credit, before it is sent, so that two requests at a time do not both pass. */
  take(address: string, denom: string): Permit {
    const now = this.#now();
    this.#forget(now);
    const { cooldownMs, creditsPerHour } = this.#limits;
    const key = `${address} ${denom}`;
    const last = this.#last.get(key);
    if (last !== undefined) {
      const reason = "this address had its credit a short while ago";
      return { isGranted: false, reason, waitMs: last + cooldownMs - now };
    }
    if (this.#recent.length >= creditsPerHour) {
      const waitMs = (this.#recent[0] ?? now) + FAUCET_WINDOW_MS - now;
      return { isGranted: false, reason: "the faucet has given all that an hour may have", waitMs };
    }
    this.#last.set(key, now);
    this.#recent.push(now);
    return { isGranted: true, undo: () => this.#undo(key, now) };
  }

  #undo(key: string, time: number): void {
    if (this.#last.get(key) === time) this.#last.delete(key);
    const index = this.#recent.indexOf(time);
    if (index >= 0) this.#recent.splice(index, 1);
  }

  #forget(now: number): void {
    for (const [key, time] of this.#last) {
      if (now - time < this.#limits.cooldownMs) break;
      this.#last.delete(key);
    }
    this.#recent = this.#recent.filter((time) => now - time < FAUCET_WINDOW_MS);
  }
}
