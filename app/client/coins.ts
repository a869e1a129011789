/** An amount of the smallest unit of a denomination. */
export interface Coin {
  readonly denom: string;
  readonly amount: bigint;
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
