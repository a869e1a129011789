import { AddressCodec } from "../../app/core/address.ts";
import { type ByteString, bytesToString, stringToBytes } from "../../app/core/bytes.ts";
import type { Context, StoreKey } from "../../app/core/context.ts";
import { CoreError } from "../../app/core/errors.ts";
import { EventLog } from "../../app/core/events.ts";
import { GasMeter } from "../../app/core/gas.ts";
import type { RangeOptions, Store } from "../../app/core/store/types.ts";
import { createCrypto } from "../../app/node/crypto.ts";

/** The node's own hashing and signature checks. */
export const crypto = await createCrypto();

/** A store in memory: a Map beside its sorted keys. Not metered. */
export class MemoryStore implements Store {
  readonly #values = new Map<ByteString, Uint8Array>();
  readonly #keys: ByteString[] = [];
  readonly #journal: (() => void)[];

  /** @param journal takes what undoes each write */
  constructor(journal: (() => void)[] = []) {
    this.#journal = journal;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#values.get(bytesToString(key))?.slice();
  }

  has(key: Uint8Array): boolean {
    return this.#values.has(bytesToString(key));
  }

  set(key: Uint8Array, value: Uint8Array): void {
    if (key.length === 0) throw CoreError.invalidRequest("a key in a store is empty");
    this.#write(bytesToString(key), value.slice());
  }

  delete(key: Uint8Array): void {
    this.#write(bytesToString(key), undefined);
  }

  #write(key: ByteString, value: Uint8Array | undefined): void {
    const before = this.#values.get(key);
    this.#journal.push(() => {
      this.#put(key, before);
    });
    this.#put(key, value);
  }

  #put(key: ByteString, value: Uint8Array | undefined): void {
    const isThere = this.#values.has(key);
    if (value === undefined) {
      if (isThere) this.#keys.splice(this.#position(key), 1);
      this.#values.delete(key);
      return;
    }
    if (!isThere) this.#keys.splice(this.#position(key), 0, key);
    this.#values.set(key, value);
  }

  *range({ start, end, reverse }: RangeOptions = {}): Iterable<readonly [Uint8Array, Uint8Array]> {
    const low = start === undefined ? "" : bytesToString(start);
    const high = end === undefined ? undefined : bytesToString(end);
    let last: ByteString | undefined;
    for (;;) {
      const key = reverse === true ? this.#below(last ?? high) : this.#from(last, low);
      if (key === undefined || key < low || (high !== undefined && key >= high)) return;
      last = key;
      yield [stringToBytes(key), this.#value(key)];
    }
  }

  /** Every entry in the order of keys, as hexadecimal. */
  get entries(): (readonly [key: string, value: string])[] {
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
    return [...this.range()].map(([key, value]) => [hex(key), hex(value)] as const);
  }

  #value(key: ByteString): Uint8Array {
    return (this.#values.get(key) as Uint8Array).slice();
  }

  #from(last: ByteString | undefined, low: ByteString): ByteString | undefined {
    if (last === undefined) return this.#keys[this.#position(low)];
    const position = this.#position(last);
    return this.#keys[this.#keys[position] === last ? position + 1 : position];
  }

  #below(limit: ByteString | undefined): ByteString | undefined {
    return this.#keys[(limit === undefined ? this.#keys.length : this.#position(limit)) - 1];
  }

  /** Index of the first key that is not below `key`. */
  #position(key: ByteString): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#keys[middle] as ByteString) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The stores of one chain by name. */
export class MemoryState {
  readonly #stores = new Map<string, MemoryStore>();
  readonly #journal: (() => void)[] = [];

  store(name: string): MemoryStore {
    let store = this.#stores.get(name);
    if (store === undefined) this.#stores.set(name, (store = new MemoryStore(this.#journal)));
    return store;
  }

  /** @returns what takes back every write from here on */
  mark(): () => void {
    this.#journal.length = 0;
    return () => {
      for (const undo of this.#journal.splice(0).reverse()) undo();
    };
  }
}

export type MemoryContextOptions = Partial<
  Pick<Context, "chainId" | "height" | "timeNs" | "mode" | "addresses">
> & {
  /** Shared with the contexts that see the same chain; a new one if absent. */
  readonly state?: MemoryState;
  /** Unlimited if absent. */
  readonly gasLimit?: bigint;
};

/** A context over stores in memory, with its own gas meter and events. */
export function memoryContext(
  options: MemoryContextOptions = {},
): Context & { readonly state: MemoryState } {
  const state = options.state ?? new MemoryState();
  return {
    chainId: options.chainId ?? "lazuli-test-1",
    height: options.height ?? 1n,
    timeNs: options.timeNs ?? 1_700_000_000_000_000_000n,
    mode: options.mode ?? "finalize",
    addresses: options.addresses ?? new AddressCodec("lazuli"),
    crypto,
    gas: new GasMeter(options.gasLimit),
    events: new EventLog(),
    state,
    store: (key: StoreKey) => state.store(key.name),
  };
}
