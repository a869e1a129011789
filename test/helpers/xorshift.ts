/** The random numbers of the Go programs in test/vectors/iavl and test/bench/iavl: xorshift32. */
export class Xorshift {
  #state: number;

  /** @param seed 1 to 2³² − 1 */
  constructor(seed: number) {
    this.#state = seed;
  }

  /** 0 to 2³² − 1. */
  next(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return this.#state >>> 0;
  }

  below(limit: number): number {
    return this.next() % limit;
  }
}
