import { TxRaw } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import { PEOPLE, type TestChain } from "./executor.ts";
import { kvMessage, sendMessage, type Signer, type TxOptions } from "./tx.ts";

/** Numbers from a seed: the same seed gives the same tests again. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 … bound − 1. */
  below(bound: number): number {
    // mulberry32
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) % bound;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  bytes(lengthMax: number): Uint8Array {
    return Uint8Array.from({ length: this.below(lengthMax + 1) }, () => this.below(256));
  }
}

/** Blocks of good and bad transactions for chains that start from the genesis of executor.ts. */
export class RandomBlocks {
  readonly #random: Random;
  readonly #chain: TestChain;
  readonly #sequences = new Map<string, bigint>();

  /** @param chain signs; its state is not read */
  constructor(random: Random, chain: TestChain) {
    this.#random = random;
    this.#chain = chain;
  }

  next(): Uint8Array[] {
    const txs = Array.from({ length: this.#random.below(8) }, () => this.#tx());
    const [first] = txs;
    // The same transaction twice in a block.
    if (first && this.#random.below(5) === 0) txs.push(first);
    return txs;
  }

  #tx(): Uint8Array {
    const random = this.#random;
    const signer = random.pick(PEOPLE);
    const messages = Array.from({ length: 1 + random.below(3) }, () => this.#message(signer));
    const sequence = this.#sequences.get(signer.address) ?? 0n;
    if (random.below(4) > 0) {
      this.#sequences.set(signer.address, sequence + 1n);
      return this.#chain.tx(signer, messages, { sequence });
    }
    return this.#badTx(signer, messages, sequence);
  }

  /** A transaction that no block takes a fee for. */
  #badTx(signer: Signer, messages: readonly Any[], sequence: bigint): Uint8Array {
    const random = this.#random;
    const make = (options: Partial<TxOptions>) =>
      this.#chain.tx(signer, messages, { sequence, ...options });
    return random.pick([
      () => random.bytes(200),
      () => make({}).subarray(0, random.below(200)),
      () => make({ sequence: sequence + 1n + BigInt(random.below(3)) }),
      () => make({ chainId: "lazuli-other-1" }),
      () => make({ feeAmount: 1n }),
      () => make({ gasLimit: 1_000n }),
      () => make({ body: { memo: "m".repeat(1_000) } }),
      () => TxRaw.encode({ ...TxRaw.decode(make({})), signatures: [random.bytes(80)] }).finish(),
    ])();
  }

  #message(signer: Signer): Any {
    const random = this.#random;
    const key = random.pick(["a", "b", "\0", "ab", "\u00ff", `k${random.below(40)}`]);
    // Now and then somebody else's namespace.
    const owner = random.below(12) === 0 ? random.pick(PEOPLE) : signer;
    const namespace = `${owner.address}/${random.pick(["n", "nn", "m"])}`;
    const value = random.bytes(random.below(20) === 0 ? 3_000 : 30);
    return random.pick([
      () => kvMessage.create(signer, namespace, key, value),
      () => kvMessage.update(signer, namespace, key, value),
      () => kvMessage.upsert(signer, namespace, key, value),
      () => kvMessage.delete(signer, namespace, key),
      () => sendMessage(signer, random.pick(PEOPLE), BigInt(random.below(2_000_000_000) + 1)),
    ])();
  }
}
