import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import type { ByteString } from "../../app/core/bytes.ts";
import { appHash } from "../../app/core/store/merkle.ts";
import { proveKey, proveStore } from "../../app/core/store/proof.ts";
import { ImmutableTree, MutableTree } from "../../app/core/store/tree.ts";
import type { Change } from "../../app/core/store/types.ts";
import { goFault, runGo } from "../helpers/go-program.ts";
import { MemoryNodes, sha256String } from "../helpers/memory-nodes.ts";
import { encodeProof, prove, type Proven, verify } from "../helpers/proofs.ts";

interface Vectors {
  readonly scenarios: readonly {
    readonly name: string;
    readonly initialVersion: number;
    readonly versions: readonly {
      readonly ops: string;
      readonly root: string;
      readonly proofs: readonly {
        readonly key: string;
        readonly exists: boolean;
        /** Base64, or "#" and the SHA-256 in hexadecimal. */
        readonly data: string;
      }[];
    }[];
  }[];
  readonly multistores: readonly {
    readonly appHash: string;
    readonly stores: readonly {
      readonly name: string;
      readonly rootHash: string;
      readonly data: string;
    }[];
  }[];
}

/** From dist/test/vectors/ to the recorded file in the sources. */
const FOLDER = new URL("../../../test/vectors/ics23/", import.meta.url);
const vectors = JSON.parse(readFileSync(new URL("vectors.json", FOLDER), "utf8")) as Vectors;

function fromHex(hex: string): ByteString {
  return Buffer.from(hex, "hex").toString("latin1");
}

function parseOps(ops: string): Change[] {
  if (ops === "") return [];
  return ops.split(" ").map((op) => {
    if (op.endsWith("-")) return [fromHex(op.slice(0, -1)), undefined];
    const [key = "", value = ""] = op.split("=");
    return [fromHex(key), fromHex(value)];
  });
}

/** All versions of a scenario: as they were made, and as they are read back from records. */
function replay({ initialVersion, versions }: Vectors["scenarios"][number]) {
  const nodes = new MemoryNodes();
  let tree = ImmutableTree.empty();
  return versions.map(({ ops }, i) => {
    const working = new MutableTree(tree, initialVersion + i, sha256String);
    working.apply(parseOps(ops));
    const update = working.finish(nodes.nextId);
    // What a later version drops stays readable: an old version is opened again.
    nodes.apply({ ...update, orphans: [] });
    tree = update.tree;
    return { tree, stored: nodes.load(update.rootId, initialVersion + i) };
  });
}

const proven: Proven[] = [];

for (const scenario of vectors.scenarios) {
  const count = scenario.versions.reduce((sum, { proofs }) => sum + proofs.length, 0);
  test(`${count} proofs equal Go iavl's to the byte: ${scenario.name}`, () => {
    const trees = replay(scenario);
    scenario.versions.forEach(({ root, proofs }, i) => {
      const { tree, stored } = trees[i] ?? assert.fail();
      assert.equal(Buffer.from(tree.rootHash(), "latin1").toString("hex"), root);
      for (const { key, exists, data } of proofs) {
        const bytes = fromHex(key);
        const ours = Buffer.from(encodeProof(proveKey(tree, bytes)));
        const shown = data.startsWith("#")
          ? `#${createHash("sha256").update(ours).digest("hex")}`
          : ours.toString("base64");
        assert.equal(shown, data, `key ${key} of version ${i}`);
        assert.equal(tree.has(bytes), exists);
        const fromDisk = encodeProof(proveKey(stored, bytes));
        assert.ok(ours.equals(fromDisk), `key ${key} of version ${i}, read back`);
        const answer = prove(tree, bytes);
        assert.doesNotThrow(() => verify(answer), `key ${key} of version ${i}`);
        proven.push(answer);
      }
    });
  });
}

for (const { stores, appHash: expected } of vectors.multistores) {
  test(`proofs of ${stores.length} stores equal the SDK's to the byte`, () => {
    const roots = stores.map(({ name, rootHash }) => ({ name, rootHash: fromHex(rootHash) }));
    const root = appHash(roots, sha256String);
    assert.equal(Buffer.from(root, "latin1").toString("hex"), expected);
    for (const { name, data } of stores) {
      const proof = encodeProof(proveStore(roots, name, sha256String));
      assert.equal(Buffer.from(proof).toString("base64"), data, name);
    }
  });
}

test("the recorded vectors cover both kinds of proofs, in full and as digests", () => {
  const proofs = vectors.scenarios.flatMap(({ versions }) => versions.flatMap((one) => one.proofs));
  const full = proofs.filter(({ data }) => !data.startsWith("#"));
  assert.ok(full.length >= 300, `${full.length} in full`);
  assert.ok(proofs.filter(({ exists }) => exists).length >= 1_000);
  assert.ok(proofs.filter(({ exists }) => !exists).length >= 1_000);
});

const CHECKER = { folder: fileURLToPath(FOLDER), package: "./check" };

async function askGo(claims: readonly unknown[]): Promise<boolean[]> {
  const input = JSON.stringify(claims);
  return JSON.parse(await runGo(CHECKER, { input, timeoutMs: 110_000 })) as boolean[];
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

test("ics23/go accepts our proofs, and none of them for another value", async (t) => {
  const fault = goFault(CHECKER);
  if (fault !== undefined) {
    t.skip(fault);
    return;
  }
  const claims = proven.map(({ claim, value, ops }) => ({
    appHash: base64(claim.appHash),
    store: claim.store,
    key: base64(claim.key),
    value: value === undefined ? "" : base64(value),
    ops: ops.map(({ data }) => base64(data)),
  }));
  assert.ok(claims.length >= 2_000, `${claims.length} proofs`);
  const lies = claims.map((claim) => ({ ...claim, value: base64(Buffer.from("a lie")) }));
  const verdicts = await askGo([...claims, ...lies]);
  assert.deepEqual(verdicts, [...claims.map(() => true), ...lies.map(() => false)]);
});
