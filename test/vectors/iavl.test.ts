import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import type { ByteString } from "../../app/core/bytes.ts";
import { appHash } from "../../app/core/store/merkle.ts";
import type { Change } from "../../app/core/store/types.ts";
import { type GeneratedRoots, Replay, replayGenerated } from "../helpers/iavl-replay.ts";
import { sha256String } from "../helpers/memory-nodes.ts";

interface Vectors {
  readonly scenarios: readonly {
    readonly name: string;
    readonly initialVersion: number;
    readonly versions: readonly { readonly ops: string; readonly root: string }[];
  }[];
  readonly generated: readonly GeneratedRoots[];
  readonly appHashes: readonly {
    readonly stores: readonly { readonly name: string; readonly rootHash: string }[];
    readonly appHash: string;
  }[];
}

/** From dist/test/vectors/ to the recorded file in the sources. */
const FILE = new URL("../../../test/vectors/iavl/vectors.json", import.meta.url);
const vectors = JSON.parse(readFileSync(FILE, "utf8")) as Vectors;

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

for (const generated of vectors.generated) {
  const { writes, roots } = generated;
  test(`roots equal Go iavl: ${roots.length} versions of ${writes} generated writes`, () => {
    replayGenerated(generated, 4);
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
