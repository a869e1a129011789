import { type GasMeter, STORE_GAS } from "../gas.ts";
import type { RangeOptions, Store } from "./types.ts";

/**
 * Charges every access to a meter by the SDK's schedule, before a write and after a read.
 *
 * @source cosmos-sdk store/gaskv
 */
export class MeteredStore implements Store {
  readonly #store: Store;
  readonly #gas: GasMeter;

  constructor(store: Store, gas: GasMeter) {
    this.#store = store;
    this.#gas = gas;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    this.#gas.consume(STORE_GAS.readCostFlat, "ReadFlat");
    const value = this.#store.get(key);
    this.#consumeRead(key.length + (value?.length ?? 0));
    return value;
  }

  has(key: Uint8Array): boolean {
    this.#gas.consume(STORE_GAS.hasCost, "Has");
    return this.#store.has(key);
  }

  set(key: Uint8Array, value: Uint8Array): void {
    this.#gas.consume(STORE_GAS.writeCostFlat, "WriteFlat");
    this.#gas.consume(
      STORE_GAS.writeCostPerByte * BigInt(key.length + value.length),
      "WritePerByte",
    );
    this.#store.set(key, value);
  }

  delete(key: Uint8Array): void {
    this.#gas.consume(STORE_GAS.deleteCost, "Delete");
    this.#store.delete(key);
  }

  *range(options?: RangeOptions): Generator<readonly [Uint8Array, Uint8Array]> {
    const consumeStep = (): void => {
      this.#gas.consume(STORE_GAS.iterNextCostFlat, "IterNextFlat");
    };
    // Not in the SDK: without it, walks over what a block has removed would be free, each as long as that is much.
    for (const [key, value] of this.#store.range({ ...options, onPassed: consumeStep })) {
      this.#consumeRead(key.length + value.length);
      consumeStep();
      yield [key, value];
    }
    consumeStep();
  }

  #consumeRead(bytes: number): void {
    this.#gas.consume(STORE_GAS.readCostPerByte * BigInt(bytes), "ReadPerByte");
  }
}
