/** Which past heights stay readable. Decides about no app hash. */
export interface Pruning {
  /** Heights that are kept, the newest included, ≥ 1; undefined for all. */
  readonly keepRecent: number | undefined;
  /** Heights from one pruning to the next, ≥ 1. */
  readonly interval: number;
}

/** @source cosmos-sdk store/pruning/types/options.go */
export const PRUNING_STRATEGIES = ["default", "nothing", "everything", "custom"] as const;
export type PruningStrategy = (typeof PRUNING_STRATEGIES)[number];

/** What the strategy `custom` takes; the other strategies bring their own. */
export interface CustomPruning {
  /** {@link KEEP_RECENT_MIN} to {@link KEEP_RECENT_MAX}. */
  readonly keepRecent: number;
  /** 1 to {@link PRUNING_INTERVAL_MAX}. */
  readonly interval: number;
}

/** The newest height, and the one before it to go back to. */
export const KEEP_RECENT_MIN = 2;
export const KEEP_RECENT_MAX = 1_000_000_000;
export const PRUNING_INTERVAL_MAX = 1_000_000;

/** A quarter of an hour of blocks of a second, for proofs and slow readers. */
const KEEP_RECENT_DEFAULT = 1_000;
const INTERVAL_DEFAULT = 10;

/** @throws RangeError if a number of `custom` is out of range; whoever reads it from outside checks it before */
export function parsePruning(strategy: PruningStrategy, custom: CustomPruning): Pruning {
  switch (strategy) {
    case "default":
      return { keepRecent: KEEP_RECENT_DEFAULT, interval: INTERVAL_DEFAULT };
    case "nothing":
      return { keepRecent: undefined, interval: INTERVAL_DEFAULT };
    case "everything":
      return { keepRecent: KEEP_RECENT_MIN, interval: INTERVAL_DEFAULT };
    case "custom":
      return {
        keepRecent: inRange("keepRecent", custom.keepRecent, KEEP_RECENT_MIN, KEEP_RECENT_MAX),
        interval: inRange("interval", custom.interval, 1, PRUNING_INTERVAL_MAX),
      };
  }
}

function inRange(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`pruning: ${name}: expected ${least} to ${most}, got ${value}`);
}
