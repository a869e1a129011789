import { compareBytes, concatBytes, equalBytes, prefixEnd, utf8 } from "../bytes.ts";
import { type Context, StoreKey } from "../context.ts";
import { MachineFault } from "../faults.ts";
import type { KeyCodec, ValueCodec } from "./codecs.ts";

/** How a collection shows in documentation. */
export interface CollectionInfo {
  readonly name: string;
  readonly prefix: Uint8Array;
  readonly kind: "map" | "item";
  /** What the keys and values are, for the state table. */
  readonly describe: string;
}

/** Bounds of a walk in terms of encoded keys below the collection's prefix. */
export interface WalkOptions {
  /** Only keys that start with these encoded bytes. */
  readonly prefix?: Uint8Array | undefined;
  /** First encoded key, included. */
  readonly start?: Uint8Array | undefined;
  /** Encoded end, excluded. */
  readonly end?: Uint8Array | undefined;
  readonly reverse?: boolean | undefined;
}

/** An entry as a walk finds it. */
export interface EncodedEntry<K, V> {
  /** The key in the store below the collection's prefix. */
  readonly encodedKey: Uint8Array;
  /** Bytes of key and value in the store. */
  readonly sizeBytes: number;
  readonly key: K;
  readonly value: V;
}

/** The declared state of one module. */
export class Schema {
  readonly #storeKey: StoreKey;
  readonly #collections: CollectionInfo[] = [];

  /** @param storeName the store's name in the app hash; never renamed */
  constructor(storeName: string) {
    this.#storeKey = new StoreKey(storeName);
  }

  get storeName(): string {
    return this.#storeKey.name;
  }

  get collections(): readonly CollectionInfo[] {
    return this.#collections;
  }

  /** @param prefix one byte, or the SDK's textual prefix; unique in the schema and no prefix of another */
  map<K, V>(
    prefix: number | string,
    name: string,
    key: KeyCodec<K>,
    value: ValueCodec<V>,
    describe: string,
  ): CollectionMap<K, V> {
    return new CollectionMap(
      this.#storeKey,
      this.#declare(prefix, name, "map", describe),
      key,
      value,
    );
  }

  item<V>(
    prefix: number | string,
    name: string,
    value: ValueCodec<V>,
    describe: string,
  ): CollectionItem<V> {
    return new CollectionItem(this.#storeKey, this.#declare(prefix, name, "item", describe), value);
  }

  #declare(
    prefix: number | string,
    name: string,
    kind: "map" | "item",
    describe: string,
  ): Uint8Array {
    const bytes = typeof prefix === "number" ? Uint8Array.of(prefix) : utf8(prefix);
    for (const other of this.#collections) {
      const length = Math.min(bytes.length, other.prefix.length);
      if (compareBytes(bytes.subarray(0, length), other.prefix.subarray(0, length)) === 0) {
        throw new MachineFault(`${this.storeName}: ${name} and ${other.name} share a prefix`);
      }
      if (name === other.name)
        throw new MachineFault(`${this.storeName}: ${name} is declared twice`);
    }
    this.#collections.push({ name, prefix: bytes, kind, describe });
    return bytes;
  }
}

/** Keys and values of one kind, sorted by encoded key. */
export class CollectionMap<K, V> {
  readonly #storeKey: StoreKey;
  readonly #prefix: Uint8Array;
  readonly #key: KeyCodec<K>;
  readonly #value: ValueCodec<V>;

  constructor(storeKey: StoreKey, prefix: Uint8Array, key: KeyCodec<K>, value: ValueCodec<V>) {
    this.#storeKey = storeKey;
    this.#prefix = prefix;
    this.#key = key;
    this.#value = value;
  }

  /** The key in the store: what `/store/<name>/key` is asked for. */
  storeKeyOf(key: K): Uint8Array<ArrayBuffer> {
    return concatBytes(this.#prefix, this.#key.encode(key));
  }

  get(ctx: Context, key: K): V | undefined {
    const bytes = ctx.store(this.#storeKey).get(this.storeKeyOf(key));
    return bytes === undefined ? undefined : this.#value.decode(bytes);
  }

  has(ctx: Context, key: K): boolean {
    return ctx.store(this.#storeKey).has(this.storeKeyOf(key));
  }

  set(ctx: Context, key: K, value: V): void {
    ctx.store(this.#storeKey).set(this.storeKeyOf(key), this.#value.encode(value));
  }

  delete(ctx: Context, key: K): void {
    ctx.store(this.#storeKey).delete(this.storeKeyOf(key));
  }

  /** Walks in key order, lazily; the caller bounds how far. */
  *walk(ctx: Context, options: WalkOptions = {}): Iterable<readonly [key: K, value: V]> {
    for (const { key, value } of this.walkEncoded(ctx, options)) yield [key, value];
  }

  /** As {@link walk}, with the encoded keys and sizes that pages are bounded by. */
  *walkEncoded(ctx: Context, options: WalkOptions = {}): Iterable<EncodedEntry<K, V>> {
    const base = options.prefix ? concatBytes(this.#prefix, options.prefix) : this.#prefix;
    const start = options.start ? concatBytes(this.#prefix, options.start) : undefined;
    const end = options.end ? concatBytes(this.#prefix, options.end) : undefined;
    const range = {
      start: start && compareBytes(start, base) > 0 ? start : base,
      end: lower(end, prefixEnd(base)),
      reverse: options.reverse,
    };
    for (const [storeKey, bytes] of ctx.store(this.#storeKey).range(range)) {
      const encodedKey = storeKey.slice(this.#prefix.length);
      yield {
        encodedKey,
        sizeBytes: storeKey.length + bytes.length,
        key: this.#key.decode(encodedKey),
        value: this.#value.decode(bytes),
      };
    }
  }
}

function lower(a: Uint8Array | undefined, b: Uint8Array | undefined): Uint8Array | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareBytes(a, b) < 0 ? a : b;
}

/** A single value. */
export class CollectionItem<V> {
  readonly #storeKey: StoreKey;
  readonly #prefix: Uint8Array;
  readonly #value: ValueCodec<V>;
  /** The last decoding: parameters are read for every transaction and hardly ever change. */
  #last: { readonly bytes: Uint8Array; readonly value: V } | undefined;

  constructor(storeKey: StoreKey, prefix: Uint8Array, value: ValueCodec<V>) {
    this.#storeKey = storeKey;
    this.#prefix = prefix;
    this.#value = value;
  }

  /** @returns the value; the caller must not change it */
  get(ctx: Context): V | undefined {
    const bytes = ctx.store(this.#storeKey).get(this.#prefix);
    if (bytes === undefined) return undefined;
    if (!this.#last || !equalBytes(this.#last.bytes, bytes)) {
      this.#last = { bytes, value: this.#value.decode(bytes) };
    }
    return this.#last.value;
  }

  set(ctx: Context, value: V): void {
    ctx.store(this.#storeKey).set(this.#prefix, this.#value.encode(value));
  }
}
