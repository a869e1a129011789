/** An amount of the smallest unit of a denomination. */
export interface Coin {
  readonly denom: string;
  readonly amount: bigint;
}

/** @source cosmos-sdk types/coin.go */
const COIN = /^(0|[1-9][0-9]{0,77})([a-zA-Z][a-zA-Z0-9/:._-]{2,127})$/;

/** Reads a coin such as `5ulaz`. @returns undefined if it is none */
export function coinFromText(text: string): Coin | undefined {
  const [, amount, denom] = COIN.exec(text.trim()) ?? [];
  if (amount === undefined || denom === undefined) return undefined;
  return { denom, amount: BigInt(amount) };
}

/** As messages have it: a decimal text. */
interface ProtoCoin {
  denom: string;
  amount: string;
}

/** Coins in the order that the chain wants: by denomination. */
export function coinsToProto(coins: readonly Coin[]): ProtoCoin[] {
  return [...coins]
    .sort((a, b) => (a.denom < b.denom ? -1 : 1))
    .map(({ denom, amount }) => ({ denom, amount: amount.toString() }));
}

export function coinsFromProto(coins: readonly Readonly<ProtoCoin>[]): Coin[] {
  return coins.map(({ denom, amount }) => ({ denom, amount: BigInt(amount) }));
}
