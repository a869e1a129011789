import { MachineFault } from "../core/faults.ts";
import { StoreFault } from "../core/store/fault.ts";
import { COMMITS_OF_REST } from "./limits.ts";
import { BLOCK_UNITS, firstUnitOf, placeOf, UNITS_MAX, unitsOf } from "./place.ts";

const ALL_FREE = 0b1111;

/** Longest run of free units in a block, by the block's mask. */
const LONGEST_RUN = Uint8Array.from({ length: ALL_FREE + 1 }, (_, mask) => {
  let longest = 0;
  for (let units = 1; units <= BLOCK_UNITS; units++) if (findRun(mask, units) >= 0) longest = units;
  return longest;
});

/** @returns where in the block the first run of so many free units begins; −1 if there is none */
function findRun(mask: number, units: number): number {
  for (let first = 0; first + units <= BLOCK_UNITS; first++) {
    const run = runMask(first, units);
    if ((mask & run) === run) return first;
  }
  return -1;
}

function runMask(first: number, units: number): number {
  return ((1 << units) - 1) << first;
}

/**
 * Which units of the file of chunks are free. Nothing of it is kept on disk: what no map names is free, so no crash can lose
 * a unit. What becomes free rests for some commits, so that a reader that still follows an older map seldom finds it used
 * again.
 */
export class FreeUnits {
  /** A bit a unit, set if it is free; a byte a block. Bytes beyond `#blocks` are 0. */
  #masks = new Uint8Array(1_024);
  /** Blocks of the file; the first is never free. */
  #blocks = 1;
  /** No block below it is wholly free. */
  #cursor = 0;
  /** Blocks that are free in part, by their longest run. */
  readonly #partly = [0, 1, 2, 3].map(() => new Set<number>());
  /** What was freed by the transactions that ended last, oldest first. */
  #resting: number[][] = [];
  #freed: number[] = [];
  #usedEnd = 0;

  /** The end of the last place that was taken by {@link occupy}, in units. */
  get usedEnd(): number {
    return this.#usedEnd;
  }

  /** The end of the last block, in units. */
  get end(): number {
    return this.#blocks * BLOCK_UNITS;
  }

  /**
   * Takes a place that a map names: at the start.
   *
   * @throws StoreFault if another chunk has it
   */
  occupy(place: number): void {
    const first = firstUnitOf(place);
    const block = Math.floor(first / BLOCK_UNITS);
    if (block >= this.#blocks) this.#grow(block + 1);
    const run = runMask(first % BLOCK_UNITS, unitsOf(place));
    const mask = this.#masks[block] as number;
    if (run > ALL_FREE || (mask & run) !== run) {
      throw new StoreFault(
        `unit ${first} of the file of chunks belongs to two chunks; restore the state from a snapshot or another node`,
      );
    }
    this.#setMask(block, mask & ~run);
    this.#usedEnd = Math.max(this.#usedEnd, first + unitsOf(place));
  }

  /** @param units 1 to {@link BLOCK_UNITS} */
  allocate(units: number): number {
    const block = this.#find(units);
    const mask = this.#masks[block] as number;
    const first = findRun(mask, units);
    this.#setMask(block, mask & ~runMask(first, units));
    return placeOf(block * BLOCK_UNITS + first, units);
  }

  /** Gives a place back that the transaction under way no longer names. */
  free(place: number): void {
    this.#freed.push(place);
  }

  /** The transaction is durable. What one of some time ago gave back may be used again. */
  settle(): void {
    this.#resting.push(this.#freed);
    this.#freed = [];
    if (this.#resting.length <= COMMITS_OF_REST) return;
    for (const place of this.#resting.shift() ?? []) this.#release(place);
  }

  /** Everything is free: where no height was committed yet. */
  clear(): void {
    this.#resting = [];
    this.#freed = [];
    for (let block = 1; block < this.#blocks; block++) this.#setMask(block, ALL_FREE);
  }

  #release(place: number): void {
    const first = firstUnitOf(place);
    const block = Math.floor(first / BLOCK_UNITS);
    const run = runMask(first % BLOCK_UNITS, unitsOf(place));
    this.#setMask(block, (this.#masks[block] as number) | run);
  }

  /** A block with so many free units in a row: one that is used in part, else the lowest. */
  #find(units: number): number {
    for (let run = units; run < BLOCK_UNITS; run++) {
      for (const block of this.#partly[run] ?? []) return block;
    }
    const free = this.#masks.indexOf(ALL_FREE, this.#cursor);
    if (free >= 0) {
      this.#cursor = free;
      return free;
    }
    this.#cursor = this.#blocks;
    this.#grow(this.#blocks + 1);
    return this.#blocks - 1;
  }

  #setMask(block: number, mask: number): void {
    const before = LONGEST_RUN[this.#masks[block] as number] as number;
    const now = LONGEST_RUN[mask] as number;
    this.#masks[block] = mask;
    if (mask === ALL_FREE) this.#cursor = Math.min(this.#cursor, block);
    if (before === now) return;
    // Those that are wholly free are found by the cursor, those without a free unit by nobody.
    if (before > 0) this.#partly[before]?.delete(block);
    if (now > 0) this.#partly[now]?.add(block);
  }

  #grow(blocks: number): void {
    if (blocks * BLOCK_UNITS > UNITS_MAX) {
      throw new MachineFault(`the file of chunks would have more than ${UNITS_MAX} units`);
    }
    if (blocks > this.#masks.length) {
      const masks = new Uint8Array(Math.max(blocks, 2 * this.#masks.length));
      masks.set(this.#masks);
      this.#masks = masks;
    }
    this.#masks.fill(ALL_FREE, this.#blocks, blocks);
    this.#blocks = blocks;
  }
}
