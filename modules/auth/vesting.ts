import {
  amountOf,
  type Coin,
  coinsToProto,
  formatCoins,
  parseCoins,
  sumCoins,
} from "../../app/core/coins.ts";
import { CoreError } from "../../app/core/errors.ts";
import { DECIMAL_ONE, divFloor } from "../../app/core/integers.ts";
import { VESTING_PERIODS_MAX } from "../../app/core/limits.ts";

/** Coins that come free when a time is over. */
export interface Period {
  readonly lengthSeconds: bigint;
  readonly coins: readonly Coin[];
}

/** How the coins that an account was made with come free. Times are Unix seconds. */
export interface Vesting {
  /**
   * - `continuous`: evenly from start to end
   * - `delayed`: all at the end
   * - `periodic`: some at the end of each period
   * - `permanent`: never
   */
  readonly type: "continuous" | "delayed" | "periodic" | "permanent";
  readonly original: readonly Coin[];
  /** Coins that were free when they were delegated. */
  readonly delegatedFree: readonly Coin[];
  /** Coins that were locked when they were delegated; they count as locked no more. */
  readonly delegatedVesting: readonly Coin[];
  /** Of `continuous` and `periodic`; otherwise 0. */
  readonly startSeconds: bigint;
  /** Of `permanent` 0. */
  readonly endSeconds: bigint;
  /** Of `periodic`. */
  readonly periods: readonly Period[];
}

/** The largest time and length. @source Go int64 */
export const SECONDS_MAX = (1n << 63n) - 1n;

/**
 * Coins that may not be spent: those that are not free yet and not delegated.
 *
 * @returns positive amounts
 * @source cosmos-sdk x/auth/vesting LockedCoinsFromVesting
 */
export function lockedCoins(vesting: Vesting, nowSeconds: bigint): readonly Coin[] {
  const vested = vestedCoins(vesting, nowSeconds);
  return vesting.original.flatMap(({ denom, amount }) => {
    const left = amount - amountOf(vested, denom) - amountOf(vesting.delegatedVesting, denom);
    return left > 0n ? [{ denom, amount: left }] : [];
  });
}

/** Coins that have come free. @source cosmos-sdk x/auth/vesting GetVestedCoins */
export function vestedCoins(vesting: Vesting, nowSeconds: bigint): readonly Coin[] {
  const { type, original, startSeconds, endSeconds, periods } = vesting;
  if (type === "permanent") return [];
  // The start comes first: a continuous account may end before it starts.
  if (type !== "delayed" && nowSeconds <= startSeconds) return [];
  if (nowSeconds >= endSeconds) return original;
  if (type === "delayed") return [];
  if (type === "continuous") {
    const share = divideDecimal(nowSeconds - startSeconds, endSeconds - startSeconds);
    return original.map(({ denom, amount }) => ({
      denom,
      amount: roundDecimal(roundDecimal(amount * DECIMAL_ONE * share)),
    }));
  }
  let over = 0;
  for (let next = startSeconds; over < periods.length; over++) {
    next += periods[over]?.lengthSeconds ?? 0n;
    if (next > nowSeconds) break;
  }
  return sumCoins(periods.slice(0, over).map(({ coins }) => coins));
}

/** x ÷ y as an integer of 10⁻¹⁸. @source cosmossdk.io/math LegacyDec.Quo, which drops digits before it rounds */
function divideDecimal(x: bigint, y: bigint): bigint {
  return roundDecimal(divFloor(x * DECIMAL_ONE * DECIMAL_ONE, y));
}

/** A number of 10⁻¹⁸ without its fraction, a half to the even neighbour. @source cosmossdk.io/math chopPrecisionAndRound */
function roundDecimal(value: bigint): bigint {
  const whole = divFloor(value, DECIMAL_ONE);
  const twice = 2n * (value - whole * DECIMAL_ONE);
  const isUp = twice > DECIMAL_ONE || (twice === DECIMAL_ONE && whole % 2n === 1n);
  return isUp ? whole + 1n : whole;
}

/**
 * Refuses what no account may have: more periods or denoms than there may be, times that do not fit together, periods that
 * bring other coins than the account was made with.
 *
 * A continuous account may end before it starts, as in the SDK's message; its genesis refuses that.
 *
 * @throws CoreError.invalidRequest with the SDK's text; invalidCoins for coins that no message may have
 * @source cosmos-sdk x/auth/vesting Validate
 */
export function assertVesting(vesting: Vesting): void {
  const { type, original, delegatedVesting, endSeconds } = vesting;
  if (type === "periodic") assertPeriods(vesting);
  if (type === "permanent" && endSeconds > 0n) {
    throw CoreError.invalidRequest("permanently vested accounts cannot have an end-time");
  }
  if (original.length === 0) throw CoreError.invalidRequest("invalid coins: ");
  // A sum of periods may have more denoms, and more of one, than any list of coins.
  parseCoins(coinsToProto(original));
  if (delegatedVesting.some(({ denom, amount }) => amount > amountOf(original, denom))) {
    throw CoreError.invalidRequest(
      "delegated vesting amount cannot be greater than original vesting amount",
    );
  }
}

function assertPeriods({ original, startSeconds, endSeconds, periods }: Vesting): void {
  if (periods.length > VESTING_PERIODS_MAX) {
    throw CoreError.invalidRequest(
      `${periods.length} vesting periods, expected at most ${VESTING_PERIODS_MAX}`,
    );
  }
  if (startSeconds >= endSeconds || endSeconds > SECONDS_MAX) {
    throw CoreError.invalidRequest("vesting start-time cannot be before end-time");
  }
  const lastEnd = periods.reduce((end, { lengthSeconds }) => end + lengthSeconds, startSeconds);
  if (lastEnd !== endSeconds) {
    throw CoreError.invalidRequest("vesting end time does not match length of all vesting periods");
  }
  const stated = formatCoins(original);
  const sum = formatCoins(sumCoins(periods.map(({ coins }) => coins)));
  if (sum !== stated) {
    throw CoreError.invalidRequest(
      `original vesting coins (${stated}) does not match the sum of all coins in vesting periods (${sum})`,
    );
  }
}
