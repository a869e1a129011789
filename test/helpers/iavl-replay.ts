import assert from "node:assert/strict";
import { type ByteString, bytesToHex, stringToBytes } from "../../app/core/bytes.ts";
import { ImmutableTree, MutableTree } from "../../app/core/store/tree.ts";
import type { Change } from "../../app/core/store/types.ts";
import { MemoryNodes, sha256String } from "./memory-nodes.ts";
import { Xorshift } from "./xorshift.ts";

/** The roots of versions whose writes follow from a seed; test/vectors/iavl/main.go makes them. */
export interface GeneratedRoots {
  readonly seed: number;
  /** Writes of a version; of one key several may be drawn, and the last one counts. */
  readonly writes: number;
  readonly keySpace: number;
  /** One in so many versions is empty; none if absent. */
  readonly emptyOneIn?: number;
  /** Hexadecimal. */
  readonly roots: readonly string[];
}

/** What has been played. */
export interface Played {
  readonly versions: number;
  readonly emptyVersions: number;
  readonly operations: number;
  readonly removals: number;
}

/** One tree that stays in memory, and one that is read back from its records every so many versions. */
export class Replay {
  readonly #reloadEvery: number;
  readonly #nodes = new MemoryNodes();
  #kept = ImmutableTree.empty();
  #stored = ImmutableTree.empty();
  #count = 0;

  constructor(reloadEvery: number) {
    this.#reloadEvery = reloadEvery;
  }

  /**
   * Makes a version on both and compares their roots with Go's.
   *
   * @param root hexadecimal
   */
  check(version: number, changes: readonly Change[], root: string): void {
    const kept = new MutableTree(this.#kept, version, sha256String);
    kept.apply(changes);
    this.#kept = kept.finish(1).tree;
    const message = `root of version ${version}`;
    assert.equal(toHex(this.#kept.rootHash()), root, message);

    const stored = new MutableTree(this.#stored, version, sha256String);
    stored.apply(changes);
    const update = stored.finish(this.#nodes.nextId);
    this.#nodes.apply(update);
    this.#stored = update.tree;
    this.#count++;
    if (this.#count % this.#reloadEvery === 0) {
      this.#stored = this.#nodes.load(update.rootId, version);
    }
    assert.equal(this.#stored.rootHash(), this.#kept.rootHash(), `stored ${message}`);
    assert.equal(this.#stored.size, this.#kept.size);
  }

  finish(): void {
    assert.deepEqual(
      [...this.#stored.range(undefined, undefined, false)],
      [...this.#kept.range(undefined, undefined, false)],
    );
  }
}

/** Makes the same writes as Go and compares every root. */
export function replayGenerated(generated: GeneratedRoots, reloadEvery: number): Played {
  const random = new Xorshift(generated.seed);
  const replay = new Replay(reloadEvery);
  let [emptyVersions, operations, removals] = [0, 0, 0];
  generated.roots.forEach((root, i) => {
    const changes = drawChanges(random, generated);
    if (changes.length === 0) emptyVersions++;
    operations += changes.length;
    removals += changes.filter(([, value]) => value === undefined).length;
    replay.check(i + 1, changes, root);
  });
  replay.finish();
  return { versions: generated.roots.length, emptyVersions, operations, removals };
}

function drawChanges(
  random: Xorshift,
  { writes, keySpace, emptyOneIn = 0 }: GeneratedRoots,
): Change[] {
  if (emptyOneIn > 0 && random.below(emptyOneIn) === 0) return [];
  const block = new Map<string, string | undefined>();
  for (let i = 0; i < writes; i++) {
    const key = `key/${String(random.below(keySpace)).padStart(6, "0")}`;
    const isRemoval = random.below(4) === 0;
    block.set(key, isRemoval ? undefined : String(random.next()));
  }
  return [...block].sort(([a], [b]) => (a < b ? -1 : 1));
}

function toHex(bytes: ByteString): string {
  return bytesToHex(stringToBytes(bytes));
}
