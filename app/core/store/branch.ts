import { bytesToString, type ByteString, stringToBytes } from "../bytes.ts";
import { CoreError } from "../errors.ts";
import { MachineFault } from "../faults.ts";
import { SortedKeys } from "./sorted-keys.ts";
import type { Change, RangeOptions, ReadonlyTree, Store } from "./types.ts";

/** The committed version of every store that a branch starts from. */
export type ReadonlyTrees = ReadonlyMap<string, ReadonlyTree>;

interface JournalEntry {
  readonly writes: Map<ByteString, Uint8Array | undefined>;
  readonly key: ByteString;
  /** Whether the key had been written before, and with what. */
  readonly had: boolean;
  readonly before: Uint8Array | undefined;
}

/**
 * Writes over a committed version, kept in memory. One flat layer with an undo journal instead of nested caches: a
 * transaction marks where it began and either keeps what it did or takes it back (facts: one Map look-up a read whatever
 * the depth).
 */
export class Branch {
  readonly #trees: ReadonlyTrees;
  readonly #stores = new Map<string, BranchStore>();
  readonly #journal: JournalEntry[] = [];

  constructor(trees: ReadonlyTrees) {
    this.#trees = trees;
  }

  store(name: string): Store {
    let store = this.#stores.get(name);
    if (!store) {
      const tree = this.#trees.get(name);
      if (!tree) throw new MachineFault(`no store is named ${JSON.stringify(name)}`);
      store = new BranchStore(tree, this.#journal);
      this.#stores.set(name, store);
    }
    return store;
  }

  /** A point to {@link revertTo}. Marks nest: the last one is reverted or kept first. */
  mark(): number {
    return this.#journal.length;
  }

  /** Takes back every write since the mark. */
  revertTo(mark: number): void {
    while (this.#journal.length > mark) {
      const entry = this.#journal.pop() as JournalEntry;
      if (entry.had) entry.writes.set(entry.key, entry.before);
      else entry.writes.delete(entry.key);
    }
  }

  /** Forgets how to take back what was written so far. Call it where no mark is open. */
  keep(): void {
    this.#journal.length = 0;
  }

  /** A store's writes in key order; each key once. */
  changes(name: string): Change[] {
    return [...this.walkChanges(name)];
  }

  /** As {@link changes}, one after the other: a genesis has too many to list at once. */
  walkChanges(name: string): Iterable<Change> {
    return this.#stores.get(name)?.changes() ?? [];
  }
}

/** One store of a {@link Branch}. */
class BranchStore implements Store {
  readonly #tree: ReadonlyTree;
  readonly #journal: JournalEntry[];
  /** The latest write to a key; undefined is a removal. */
  readonly #writes = new Map<ByteString, Uint8Array | undefined>();
  /** Every key that was ever in `#writes`; one whose write was taken back is passed over in walks. */
  readonly #keys = new SortedKeys();
  readonly #known = new Set<ByteString>();

  constructor(tree: ReadonlyTree, journal: JournalEntry[]) {
    this.#tree = tree;
    this.#journal = journal;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#get(bytesToString(key));
  }

  has(key: Uint8Array): boolean {
    const text = bytesToString(key);
    const written = this.#writes.get(text);
    return written !== undefined || (!this.#writes.has(text) && this.#tree.has(text));
  }

  set(key: Uint8Array, value: Uint8Array): void {
    // Not value.slice(): of a Buffer that would be a view of memory that somebody else goes on using.
    this.#write(key, new Uint8Array(value));
  }

  delete(key: Uint8Array): void {
    this.#write(key, undefined);
  }

  *range(options: RangeOptions = {}): Generator<readonly [Uint8Array, Uint8Array]> {
    const { start, end, reverse = false, onPassed } = options;
    const first = start && bytesToString(start);
    const last = end && bytesToString(end);
    for (const [key, value] of reverse ? this.#descend(first, last) : this.#ascend(first, last)) {
      if (value) yield [stringToBytes(key), value];
      else onPassed?.();
    }
  }

  *changes(): Generator<Change> {
    for (const key of this.#keys) {
      const value = this.#writes.get(key);
      if (value !== undefined) yield [key, bytesToString(value)];
      // A key that was created and removed within the branch is no change: the tree must not be asked to remove it.
      else if (this.#writes.has(key) && this.#tree.has(key)) yield [key, undefined];
    }
  }

  #get(key: ByteString): Uint8Array | undefined {
    const written = this.#writes.get(key);
    // A copy: what the branch holds must not change under it.
    if (written !== undefined) return written.slice();
    if (this.#writes.has(key)) return undefined;
    const value = this.#tree.get(key);
    return value === undefined ? undefined : stringToBytes(value);
  }

  #write(key: Uint8Array, value: Uint8Array | undefined): void {
    if (key.length === 0) throw CoreError.invalidRequest("a store key is empty");
    const text = bytesToString(key);
    const before = this.#writes.get(text);
    const had = before !== undefined || this.#writes.has(text);
    this.#journal.push({ writes: this.#writes, key: text, had, before });
    this.#writes.set(text, value);
    if (!had && !this.#known.has(text)) {
      this.#known.add(text);
      this.#keys.add(text);
    }
  }

  /** The written keys and the tree's, merged upwards; where both have a key the write counts. What was removed has no value. */
  *#ascend(
    start: ByteString | undefined,
    end: ByteString | undefined,
  ): Generator<readonly [ByteString, Uint8Array | undefined]> {
    const below = this.#tree.range(start, end, false);
    let base = below.next();
    let written = this.#keys.ceiling(start, false);
    for (;;) {
      if (written !== undefined && end !== undefined && written >= end) written = undefined;
      const baseKey = base.done === true ? undefined : base.value[0];
      const key = lesser(written, baseKey);
      if (key === undefined) return;
      yield [key, this.#get(key)];
      if (key === baseKey) base = below.next();
      // Asked anew after the step: keys that were written meanwhile ahead of it are seen.
      written = this.#keys.ceiling(key, true);
    }
  }

  /** As {@link #ascend}, downwards from below `end` to `start`. */
  *#descend(
    start: ByteString | undefined,
    end: ByteString | undefined,
  ): Generator<readonly [ByteString, Uint8Array | undefined]> {
    const below = this.#tree.range(start, end, true);
    let base = below.next();
    let written = this.#keys.below(end);
    for (;;) {
      if (written !== undefined && start !== undefined && written < start) written = undefined;
      const baseKey = base.done === true ? undefined : base.value[0];
      const key = greater(written, baseKey);
      if (key === undefined) return;
      yield [key, this.#get(key)];
      if (key === baseKey) base = below.next();
      written = this.#keys.below(key);
    }
  }
}

function lesser(a: ByteString | undefined, b: ByteString | undefined): ByteString | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}

function greater(a: ByteString | undefined, b: ByteString | undefined): ByteString | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a > b ? a : b;
}
