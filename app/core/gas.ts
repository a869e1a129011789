import { CoreError } from "./errors.ts";

/** The SDK's store schedule, in units of gas. @source cosmos-sdk store/types/gas.go KVGasConfig */
export const STORE_GAS = {
  hasCost: 1000n,
  deleteCost: 1000n,
  readCostFlat: 1000n,
  readCostPerByte: 3n,
  writeCostFlat: 2000n,
  writeCostPerByte: 30n,
  iterNextCostFlat: 30n,
} as const;

/**
 * For each byte of a message's response, as for a byte that is written: every node keeps the results of all blocks. Not in the
 * SDK, whose messages answer next to nothing; ours read, and a read costs a tenth of a write.
 */
export const RESPONSE_GAS_PER_BYTE = 30n;

/** What an unlimited meter reports as its limit, and a simulation as `gas_wanted`: 2⁶⁴ − 1, as the SDK does. */
export const GAS_UNLIMITED = 0xffff_ffff_ffff_ffffn;

/** Counts the work of one transaction. */
export class GasMeter {
  readonly limit: bigint;
  #used = 0n;

  constructor(limit: bigint = GAS_UNLIMITED) {
    this.limit = limit;
  }

  /** Gas consumed so far; after {@link CoreError.outOfGas} more than the limit. */
  get used(): bigint {
    return this.#used;
  }

  /**
   * @param amount ≥ 0
   * @param what the work, for the error's text
   * @throws CoreError.outOfGas once more than the limit is used; the amount counts all the same
   */
  consume(amount: bigint, what: string): void {
    this.#used += amount;
    if (this.#used > this.limit) {
      throw CoreError.outOfGas(
        `out of gas in location: ${what}; gasWanted: ${this.limit}, gasUsed: ${this.#used}`,
      );
    }
  }
}
