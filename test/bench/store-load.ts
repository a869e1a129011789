import { utf8 } from "../../app/core/bytes.ts";
import type { Xorshift } from "../helpers/xorshift.ts";

// What the store benchmark writes and measures; test/bench/iavl/main.go does the same.

export const FILL_SEED = 1;
export const RUN_SEED = 2;
/** Updates a block: all blocks of the one size come before those of the other. */
export const BLOCK_SIZES: readonly number[] = [1_000, 5_000];
export const READS = 100_000;
export const PROOFS = 10_000;
const VALUE_BYTES = 150;
const WORD_BYTES = 4;

/** What the program prints that fills an empty database. */
export interface Filled {
  /** From the opening of the database to the first committed block. */
  readonly seconds: number;
  /** Hexadecimal. */
  readonly root: string;
}

/** What the program prints that goes on with a filled database. */
export interface Ran {
  /** From the opening of the database to the first value read. */
  readonly loadMs: number;
  readonly blocks: readonly BlockTimes[];
  readonly readsPerSecond: number;
  /** The second time that the same keys are proved. */
  readonly proofsPerSecond: number;
  /** After the blocks; 0 where the system does not say. */
  readonly rssBytes: number;
  /** Hexadecimal. */
  readonly root: string;
}

/** The blocks of one size. A block takes the sum of both. */
export interface BlockTimes {
  readonly size: number;
  readonly setMs: readonly number[];
  readonly saveMs: readonly number[];
}

/** 27 bytes; ascending as `n` is. */
export function keyOf(n: number): Uint8Array {
  return utf8(`profile/of/user/${n.toString().padStart(11, "0")}`);
}

/** Incompressible, so that the disk shows what the formats cost. */
export function drawValue(random: Xorshift): Uint8Array {
  const words = Math.ceil(VALUE_BYTES / WORD_BYTES);
  const value = new DataView(new ArrayBuffer(words * WORD_BYTES));
  for (let i = 0; i < words; i++) value.setUint32(i * WORD_BYTES, random.next(), true);
  return new Uint8Array(value.buffer, 0, VALUE_BYTES);
}

/** A block's updates: different keys of `keys`, ascending. */
export function drawBlock(
  random: Xorshift,
  keys: number,
  size: number,
): readonly (readonly [key: Uint8Array, value: Uint8Array])[] {
  const drawn = new Map<number, Uint8Array>();
  while (drawn.size < Math.min(size, keys)) {
    const n = random.below(keys);
    drawn.set(n, drawValue(random));
  }
  return [...drawn].sort(([a], [b]) => a - b).map(([n, value]) => [keyOf(n), value]);
}
