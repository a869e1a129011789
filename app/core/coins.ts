import { CoreError } from "./errors.ts";

/** An amount of one denom. Amounts on the wire are decimal strings; here they are integers. */
export interface Coin {
  readonly denom: string;
  /** 0 … 2²⁵⁶ − 1. */
  readonly amount: bigint;
}

/** How many denoms one list of coins may name. */
export const COINS_MAX = 64;

const AMOUNT_DIGITS_MAX = 78;
/** The largest amount: what the SDK's integers hold. @source cosmos-sdk math.MaxBitLen */
export const AMOUNT_MAX = (1n << 256n) - 1n;
/** @source cosmos-sdk types/coin.go reDnmString */
const DENOM = /^[a-zA-Z][a-zA-Z0-9/:._-]{2,127}$/;

export function isDenom(denom: string): boolean {
  return DENOM.test(denom);
}

/** @throws CoreError.invalidCoins unless `text` is a decimal integer from 0 to 2²⁵⁶ − 1 without sign or leading zeros. */
export function parseAmount(text: string): bigint {
  if (text.length > AMOUNT_DIGITS_MAX || !/^(0|[1-9][0-9]*)$/.test(text)) {
    throw CoreError.invalidCoins(
      `amount ${JSON.stringify(text.slice(0, 80))}, expected an integer`,
    );
  }
  const amount = BigInt(text);
  if (amount > AMOUNT_MAX) {
    throw CoreError.invalidCoins(`amount ${text}, expected at most 2^256 - 1`);
  }
  return amount;
}

/**
 * The coins of a message or a fee: valid denoms, positive amounts, sorted by denom, none twice.
 *
 * @param denomsMax how many there may be; genesis allows more than a message
 * @throws CoreError.invalidCoins
 */
export function parseCoins(
  coins: readonly { readonly denom: string; readonly amount: string }[],
  denomsMax: number = COINS_MAX,
): readonly Coin[] {
  if (coins.length > denomsMax) {
    throw CoreError.invalidCoins(`${coins.length} denoms, expected at most ${denomsMax}`);
  }
  let previous = "";
  return coins.map(({ denom, amount: text }) => {
    if (!isDenom(denom)) {
      throw CoreError.invalidCoins(`denom ${JSON.stringify(denom.slice(0, 140))} is malformed`);
    }
    if (denom <= previous) {
      throw CoreError.invalidCoins(`denom ${denom} after ${previous}, expected sorted and unique`);
    }
    previous = denom;
    const amount = parseAmount(text);
    if (amount === 0n) throw CoreError.invalidCoins(`amount of ${denom} is zero`);
    return { denom, amount };
  });
}

/** @returns 0 if the denom is not among the coins */
export function amountOf(coins: readonly Coin[], denom: string): bigint {
  return coins.find((coin) => coin.denom === denom)?.amount ?? 0n;
}

/** What all lists hold together, sorted by denom; the sums may exceed {@link AMOUNT_MAX}. */
export function sumCoins(lists: readonly (readonly Coin[])[]): readonly Coin[] {
  const totals = new Map<string, bigint>();
  const denoms: string[] = [];
  for (const { denom, amount } of lists.flat()) {
    const total = totals.get(denom);
    if (total === undefined) denoms.push(denom);
    totals.set(denom, (total ?? 0n) + amount);
  }
  denoms.sort((a, b) => (a < b ? -1 : 1));
  return denoms.map((denom) => ({ denom, amount: totals.get(denom) ?? 0n }));
}

/** `12ulaz,3ustake`: the form of events and of the command line. */
export function formatCoins(coins: readonly Coin[]): string {
  return coins.map(({ denom, amount }) => `${amount}${denom}`).join(",");
}

/** The form on the wire. */
export function coinsToProto(coins: readonly Coin[]): { denom: string; amount: string }[] {
  return coins.map(({ denom, amount }) => ({ denom, amount: amount.toString() }));
}
