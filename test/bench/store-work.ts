import { readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { bytesToHex, bytesToString, stringToBytes } from "../../app/core/bytes.ts";
import { Multistore } from "../../app/core/store/multistore.ts";
import { LmdbDatabase } from "../../app/db/lmdb-database.ts";
import { createCrypto } from "../../app/node/crypto.ts";
import { boundHeap } from "../../app/node/heap.ts";
import { Xorshift } from "../helpers/xorshift.ts";
import type { BlockTimes, Filled, Ran } from "./store-load.ts";
import * as load from "./store-load.ts";

/**
 * One process of the store benchmark: `fill FOLDER KEYS` makes genesis and the first block, `run FOLDER KEYS BLOCKS` goes
 * on from there. Prints what it took as JSON.
 */
const STORE = "kv";

/** Genesis has the version of the first one that Go saves. */
const GENESIS_HEIGHT = 1;

/** Keys of genesis that are written before other work gets its turn. */
const SLICE_KEYS = 10_000;

/** Few heights, so that the blocks prune as those of an old chain do. */
const PRUNING = { keepRecent: 10, interval: 1 };

export interface FilledStore extends Filled {
  /** The longest that nothing else got its turn, and when that was. */
  readonly pauseMs: number;
  readonly pauseIn: string;
}

export interface RanStore extends Ran {
  /** Without the pages of the mapped file; 0 where the system does not say. */
  readonly rssAnonBytes: number;
}

// As a node does.
boundHeap();
const crypto = await createCrypto();

function open(folder: string): { readonly database: LmdbDatabase; readonly store: Multistore } {
  const database = new LmdbDatabase(folder, { pruning: PRUNING });
  return { database, store: new Multistore({ crypto, database, names: [STORE] }) };
}

const blockAt = (height: number) => ({
  chainId: "lazuli-bench-1",
  height,
  timeNs: BigInt(height) * 1_000_000_000n,
});

/** Keeps the table of newest values, as a node does; here until it is whole. */
function keepTable(database: LmdbDatabase, store: Multistore): Promise<void> {
  return database.catchUpLatest((height) => store.changesSince(height));
}

function rootOf(store: Multistore): string {
  const tree = store.latest?.trees.get(STORE);
  if (!tree) throw new Error("nothing was committed");
  return bytesToHex(stringToBytes(tree.rootHash()));
}

/** Measures how long the event loop is held up. */
class Pauses {
  longestMs = 0;
  longestIn = "";
  #since = performance.now();

  /** Ends a piece of work and lets others have their turn. */
  async turn(name: string): Promise<void> {
    const ms = performance.now() - this.#since;
    if (ms > this.longestMs) {
      this.longestMs = ms;
      this.longestIn = name;
    }
    await setImmediate();
    this.#since = performance.now();
  }
}

async function fill(folder: string, keys: number): Promise<FilledStore> {
  const startMs = performance.now();
  const pauses = new Pauses();
  const { database, store } = open(folder);
  const random = new Xorshift(load.FILL_SEED);
  const branch = store.emptyBranch();
  const kv = branch.store(STORE);
  for (let n = 0; n < keys;) {
    const end = Math.min(n + SLICE_KEYS, keys);
    for (; n < end; n++) kv.set(load.keyOf(n), load.drawValue(random));
    branch.keep();
    await pauses.turn("writing");
  }
  const steps = store.setGenesisInSteps(branch, blockAt(GENESIS_HEIGHT));
  for (let step = 1, isDone = false; !isDone; step++) {
    isDone = steps.next().done === true;
    await pauses.turn(`setGenesisInSteps, step ${step}`);
  }
  store.commit(store.prepare(store.branch(), blockAt(GENESIS_HEIGHT + 1)));
  await pauses.turn("the first block");
  const seconds = (performance.now() - startMs) / 1000;
  const root = rootOf(store);
  await keepTable(database, store);
  await database.close();
  return { seconds, root, pauseMs: pauses.longestMs, pauseIn: pauses.longestIn };
}

async function update(
  store: Multistore,
  random: Xorshift,
  keys: number,
  counts: BlockCounts,
): Promise<BlockTimes> {
  const setMs: number[] = [];
  const saveMs: number[] = [];
  for (let i = 0; i < counts.blocks; i++) {
    const writes = load.drawBlock(random, keys, counts.size);
    const height = (store.latest?.record.height ?? 0) + 1;
    const startMs = performance.now();
    const branch = store.branch();
    const kv = branch.store(STORE);
    for (const [key, value] of writes) kv.set(key, value);
    const middleMs = performance.now();
    store.commit(store.prepare(branch, blockAt(height)));
    setMs.push(middleMs - startMs);
    saveMs.push(performance.now() - middleMs);
    // As in a node, where the table of newest values is written between requests.
    await setImmediate();
  }
  return { size: counts.size, setMs, saveMs };
}

interface BlockCounts {
  readonly size: number;
  readonly blocks: number;
}

/** How often a second `work` answers a key, in the last of some rounds over the same ones. */
function rate<K>(keys: readonly K[], rounds: number, work: (key: K) => unknown): number {
  let seconds = 0;
  for (let round = 0; round < rounds; round++) {
    const startMs = performance.now();
    for (const key of keys) {
      if (work(key) === undefined) throw new Error("a key was not found");
    }
    seconds = (performance.now() - startMs) / 1000;
  }
  return keys.length / seconds;
}

function anonymousBytes(): number {
  try {
    const [, kilobytes] =
      /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

async function run(folder: string, keys: number, blocks: number): Promise<RanStore> {
  const startMs = performance.now();
  const { database, store } = open(folder);
  if (!store.branch().store(STORE).get(load.keyOf(0))) throw new Error("the store is not filled");
  const loadMs = performance.now() - startMs;
  const random = new Xorshift(load.RUN_SEED);
  const times: BlockTimes[] = [];
  await keepTable(database, store);
  for (const size of load.BLOCK_SIZES) {
    times.push(await update(store, random, keys, { size, blocks }));
  }
  const { rss } = process.memoryUsage();
  const rssAnonBytes = anonymousBytes();
  const root = rootOf(store);
  const draw = (count: number): Uint8Array[] =>
    Array.from({ length: count }, () => load.keyOf(random.below(keys)));
  const kv = store.branch().store(STORE);
  const readsPerSecond = rate(draw(load.READS), 1, (key) => kv.get(key));
  const { latest } = store;
  if (!latest) throw new Error("nothing was committed");
  const proofsPerSecond = rate(draw(load.PROOFS).map(bytesToString), 2, (key) =>
    store.prove(latest, STORE, key),
  );
  await database.close();
  return {
    loadMs,
    blocks: times,
    readsPerSecond,
    proofsPerSecond,
    rssBytes: rss,
    rssAnonBytes,
    root,
  };
}

const [task = "", folder = "", keys = "", blocks = ""] = process.argv.slice(2);
const result =
  task === "fill"
    ? await fill(folder, Number(keys))
    : await run(folder, Number(keys), Number(blocks));
console.log(JSON.stringify(result));
