import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import type { ByteString } from "../../app/core/bytes.ts";
import { appHash } from "../../app/core/store/merkle.ts";
import { ImmutableTree, MutableTree } from "../../app/core/store/tree.ts";
import type { Change } from "../../app/core/store/types.ts";
import { MemoryNodes, sha256String } from "../helpers/memory-nodes.ts";

interface Vectors {
  readonly scenarios: readonly {
    readonly name: string;
    readonly initialVersion: number;
    readonly versions: readonly { readonly ops: string; readonly root: string }[];
  }[];
  readonly generated: readonly {
    readonly seed: number;
    readonly writes: number;
    readonly keySpace: number;
    readonly roots: readonly string[];
  }[];
  readonly appHashes: readonly {
    readonly stores: readonly { readonly name: string; readonly rootHash: string }[];
    readonly appHash: string;
  }[];
}

/** From dist/test/vectors/ to the recorded file in the sources. */
const FILE = new URL("../../../test/vectors/iavl/vectors.json", import.meta.url);
const vectors = JSON.parse(readFileSync(FILE, "utf8")) as Vectors;

/**
 * One tree that stays in memory, and one that is read back from its records every so many versions.
 */
class Replay {
  readonly #reloadEvery: number;
  readonly #nodes = new MemoryNodes();
  #kept = ImmutableTree.empty();
  #stored = ImmutableTree.empty();
  #count = 0;

  constructor(reloadEvery: number) {
    this.#reloadEvery = reloadEvery;
  }

  /** Makes a version on both and compares their roots with Go's. */
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

function fromHex(hex: string): ByteString {
  return Buffer.from(hex, "hex").toString("latin1");
}

function toHex(bytes: ByteString): string {
  return Buffer.from(bytes, "latin1").toString("hex");
}

function parseValue(text: string): string {
  const repeated = /^\*(\d+),(..)$/.exec(text);
  if (!repeated) return fromHex(text);
  const [, length = "", byte = ""] = repeated;
  return fromHex(byte).repeat(Number(length));
}

function parseOps(ops: string): Change[] {
  if (ops === "") return [];
  return ops.split(" ").map((op) => {
    if (op.endsWith("-")) return [fromHex(op.slice(0, -1)), undefined];
    const [key = "", value = ""] = op.split("=");
    return [fromHex(key), parseValue(value)];
  });
}

for (const { name, initialVersion, versions } of vectors.scenarios) {
  for (const reloadEvery of [1, 3, 7]) {
    test(`roots equal Go iavl: ${name}, reloaded every ${reloadEvery} versions`, () => {
      const replay = new Replay(reloadEvery);
      versions.forEach(({ ops, root }, i) => {
        replay.check(initialVersion + i, parseOps(ops), root);
      });
      replay.finish();
    });
  }
}

/** xorshift32, as in iavl/main.go. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

for (const { seed, writes, keySpace, roots } of vectors.generated) {
  test(`roots equal Go iavl: ${roots.length} versions of ${writes} generated writes`, () => {
    const random = createRandom(seed);
    const replay = new Replay(4);
    roots.forEach((root, i) => {
      const block = new Map<string, string | undefined>();
      for (let j = 0; j < writes; j++) {
        const key = `key/${String(random(keySpace)).padStart(6, "0")}`;
        const isRemoval = random(4) === 0;
        block.set(key, isRemoval ? undefined : String(random(2 ** 32)));
      }
      const changes: Change[] = [...block].sort(([a], [b]) => (a < b ? -1 : 1));
      replay.check(i + 1, changes, root);
    });
    replay.finish();
  });
}

for (const { stores, appHash: expected } of vectors.appHashes) {
  test(`app hash of ${stores.length} stores equals CometBFT's Merkle root`, () => {
    const roots = stores.map(({ name, rootHash }) => ({
      name,
      rootHash: fromHex(rootHash),
    }));
    assert.equal(toHex(appHash(roots, sha256String)), expected);
  });
}

test("the recorded vectors cover at least 200 versions", () => {
  const count = vectors.scenarios.reduce((sum, { versions }) => sum + versions.length, 0);
  assert.ok(count >= 200, `${count} versions`);
});
