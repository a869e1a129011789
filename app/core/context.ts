import type { AddressCodec } from "./address.ts";
import type { Crypto } from "./crypto.ts";
import type { EventLog } from "./events.ts";
import type { GasMeter } from "./gas.ts";
import type { Store } from "./store/types.ts";

/**
 * Why code runs. All modes share one path; they differ in the state that they start from and in what is kept of it.
 *
 * - `genesis`, `block`: genesis and the hooks of a block; not metered
 * - `check`, `recheck`: admission to the mempool
 * - `simulate`: an estimate of gas; signatures are not checked, and sequences may be ahead
 * - `prepare`, `process`: building and judging a proposal
 * - `finalize`: a transaction of a decided block
 * - `query`: reading a committed version
 */
export type Mode =
  | "genesis"
  | "block"
  | "check"
  | "recheck"
  | "simulate"
  | "prepare"
  | "process"
  | "finalize"
  | "query";

/** The right to reach one module's store. Only who holds the object can use it: a schema makes it and keeps it. */
export class StoreKey {
  /** The store's name in the app hash and in `/store/<name>/key`. */
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Everything a handler may know. There is no other clock, randomness or I/O. */
export interface Context {
  readonly chainId: string;
  /** Height of the block being executed; for queries the committed height. */
  readonly height: bigint;
  /** Block time, nanoseconds since the Unix epoch. */
  readonly timeNs: bigint;
  readonly mode: Mode;
  readonly addresses: AddressCodec;
  readonly crypto: Crypto;
  readonly gas: GasMeter;
  readonly events: EventLog;
  /** Metered: each access consumes gas. */
  store(key: StoreKey): Store;
}
