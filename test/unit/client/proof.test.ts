import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import {
  type CommitmentProof,
  type ExistenceProof,
  HashOp,
  type InnerOp,
  LengthOp,
} from "../../../proto/gen/cosmos/ics23/v1/proofs.ts";
import {
  type Claim,
  PROOF_BYTES_MAX,
  PROOF_DEPTH_MAX,
  ProofInvalid,
  type ProofOp,
} from "../../../app/client/proof.ts";
import { bytesToString, concatBytes, stringToBytes, utf8 } from "../../../app/core/bytes.ts";
import { appHash } from "../../../app/core/store/merkle.ts";
import { proveKey, proveStore } from "../../../app/core/store/proof.ts";
import { sha256String } from "../../helpers/memory-nodes.ts";
import {
  encodeProof,
  flipBit,
  growTree,
  prove,
  type Proven,
  verify,
} from "../../helpers/proofs.ts";

const sha256 = (...parts: readonly Uint8Array[]): Uint8Array =>
  createHash("sha256")
    .update(concatBytes(...parts))
    .digest();

/** Keys b, d, … z in three versions. */
const KEYS = Array.from("bdfhjlnprtvxz");
const tree = growTree([
  KEYS.slice(0, 6).map((key) => [key, `value of ${key}`]),
  KEYS.slice(6).map((key) => [key, `value of ${key}`]),
  [["f", "new"]],
]);
const single = growTree([[["k", "v"]]]);

function refused(proven: Proven, reason?: RegExp): void {
  assert.throws(
    () => verify(proven),
    (error: unknown) => {
      assert.ok(error instanceof ProofInvalid, String(error));
      if (reason) assert.match(error.message, reason);
      return true;
    },
  );
}

const isAccepted = (proven: Proven): boolean => {
  try {
    verify(proven);
    return true;
  } catch (error) {
    if (error instanceof ProofInvalid) return false;
    throw error;
  }
};

describe("a proof that a node made", () => {
  for (const key of Array.from("abcdfgmnwxyz~")) {
    it(`is accepted: ${tree.has(key) ? "presence" : "absence"} of ${key}`, () => {
      verify(prove(tree, key));
    });
  }
  it("is accepted of a tree with one key", () => {
    for (const key of ["k", "a", "z"]) verify(prove(single, key));
  });
});

/** Every answer that differs from the given one in a single bit, with the place of the bit. */
function* neighboursOf(proven: Proven): Iterable<readonly [place: string, changed: Proven]> {
  const { claim, value, ops } = proven;
  const bits = (bytes: Uint8Array): number[] => [...Array(bytes.length * 8).keys()];
  for (const bit of bits(claim.appHash)) {
    yield [
      `app hash ${bit}`,
      { ...proven, claim: { ...claim, appHash: flipBit(claim.appHash, bit) } },
    ];
  }
  for (const bit of bits(claim.key)) {
    const key = flipBit(claim.key, bit);
    yield [`asked key ${bit}`, { ...proven, claim: { ...claim, key } }];
    // As a liar would: the step's key, which no hash covers, changed along.
    const [first, ...rest] = ops;
    if (first)
      yield [
        `both keys ${bit}`,
        { ...proven, claim: { ...claim, key }, ops: [{ ...first, key }, ...rest] },
      ];
  }
  for (const bit of bits(utf8(claim.store))) {
    const store = new TextDecoder().decode(flipBit(utf8(claim.store), bit));
    yield [`store ${bit}`, { ...proven, claim: { ...claim, store } }];
  }
  for (const bit of value ? bits(value) : []) {
    yield [`value ${bit}`, { ...proven, value: flipBit(value ?? assert.fail(), bit) }];
  }
  for (const [i, op] of ops.entries()) {
    const withOp = (changed: ProofOp): Proven => ({ ...proven, ops: ops.with(i, changed) });
    for (const bit of bits(op.key))
      yield [`key ${i} ${bit}`, withOp({ ...op, key: flipBit(op.key, bit) })];
    for (const bit of bits(utf8(op.type))) {
      const type = new TextDecoder().decode(flipBit(utf8(op.type), bit));
      yield [`type ${i} ${bit}`, withOp({ ...op, type })];
    }
    for (const bit of bits(op.data))
      yield [`data ${i} ${bit}`, withOp({ ...op, data: flipBit(op.data, bit) })];
  }
}

describe("every single bit counts", () => {
  const cases: readonly (readonly [string, Proven])[] = [
    ["presence in the middle", prove(tree, "n")],
    ["presence at the edge", prove(tree, "b")],
    ["presence of an old value", prove(tree, "z")],
    ["presence of the only key", prove(single, "k")],
    ["absence in the middle", prove(tree, "m")],
    ["absence before the first key", prove(tree, "a")],
    ["absence behind the last key", prove(tree, "~")],
    ["absence beside the only key", prove(single, "z")],
  ];
  for (const [name, proven] of cases) {
    it(name, (t) => {
      verify(proven);
      let count = 0;
      for (const [place, changed] of neighboursOf(proven)) {
        assert.ok(!isAccepted(changed), `accepted with another bit: ${place}`);
        count++;
      }
      t.diagnostic(`${count} changes refused`);
      assert.ok(count > 1_000, `${count} changes`);
    });
  }
});

/** A proof of a store that has the given root, with a valid way to an app hash: what a liar who makes up states would send. */
function forge(
  root: Uint8Array,
  proof: CommitmentProof,
  claimed: Pick<Proven, "value"> & { key: string },
): Proven {
  const stores = [{ name: "kv", rootHash: bytesToString(root) }];
  const claim: Claim = {
    appHash: stringToBytes(appHash(stores, sha256String)),
    store: "kv",
    key: utf8(claimed.key),
  };
  const ops = [
    { type: "ics23:iavl", key: utf8(claimed.key), data: encodeProof(proof) },
    {
      type: "ics23:simple",
      key: utf8("kv"),
      data: encodeProof(proveStore(stores, "kv", sha256String)),
    },
  ];
  return { claim, value: claimed.value, ops };
}

const LEAF = {
  hash: HashOp.SHA256,
  prehashKey: HashOp.NO_HASH,
  prehashValue: HashOp.SHA256,
  length: LengthOp.VAR_PROTO,
  prefix: Uint8Array.of(0, 2, 2),
} as const;

function lengthOf(bytes: Uint8Array): Uint8Array {
  assert.ok(bytes.length < 128);
  return Uint8Array.of(bytes.length);
}

/** The root that an existence proof leads to, whatever it holds. */
function rootOf({ key, value, leaf, path }: ExistenceProof): Uint8Array {
  const valueHash = sha256(value);
  let hash = sha256(
    leaf?.prefix ?? new Uint8Array(),
    lengthOf(key),
    key,
    lengthOf(valueHash),
    valueHash,
  );
  for (const { prefix, suffix } of path) hash = sha256(prefix, hash, suffix);
  return hash;
}

/** An existence proof of `key` whose hashes all fit. */
function forgeExistence(changes: Partial<ExistenceProof>): Proven {
  const proof: ExistenceProof = {
    key: utf8("k"),
    value: utf8("v"),
    leaf: LEAF,
    path: [],
    ...changes,
  };
  return forge(
    rootOf(proof),
    { proof: { $case: "exist", value: proof } },
    { key: "k", value: utf8("v") },
  );
}

const HASH = sha256(utf8("some hash"));
const step = (
  prefix: readonly (number | Uint8Array)[],
  suffix: readonly (number | Uint8Array)[],
): InnerOp => {
  const join = (parts: readonly (number | Uint8Array)[]): Uint8Array =>
    concatBytes(...parts.map((part) => (typeof part === "number" ? Uint8Array.of(part) : part)));
  return { hash: HashOp.SHA256, prefix: join(prefix), suffix: join(suffix) };
};
/** Height 1, size 2, version 1. */
const INNER = [2, 4, 2] as const;
const leftStep = step([...INNER, 32], [32, HASH]);
const rightStep = step([...INNER, 32, HASH, 32], []);

function existOf(key: string): ExistenceProof {
  const { proof } = proveKey(tree, key);
  assert.ok(proof?.$case === "exist");
  return proof.value;
}

function absence(key: string, left: string | undefined, right: string | undefined): Proven {
  const value = {
    key: utf8(key),
    left: left === undefined ? undefined : existOf(left),
    right: right === undefined ? undefined : existOf(right),
  };
  const root = stringToBytes(tree.rootHash());
  return forge(root, { proof: { $case: "nonexist", value } }, { key, value: undefined });
}

describe("forged proofs whose hashes fit", () => {
  it("the forger's tools make what is accepted when nothing is forged", () => {
    verify(forgeExistence({}));
    verify(forgeExistence({ path: [leftStep] }));
    verify(forgeExistence({ path: [rightStep] }));
    verify(absence("m", "l", "n"));
    verify(absence("a", undefined, "b"));
    verify(absence("~", "z", undefined));
  });

  const cases: readonly (readonly [string, () => Proven])[] = [
    [
      "an inner node that swallows a left and a right",
      () => forgeExistence({ path: [step([...INNER, 32, HASH, 32], [32, HASH])] }),
    ],
    ["an inner node without a sibling", () => forgeExistence({ path: [step([...INNER, 32], [])] })],
    [
      "a suffix of two children",
      () => forgeExistence({ path: [step([...INNER, 32], [32, HASH, 32, HASH])] }),
    ],
    [
      "a suffix that is cut",
      () => forgeExistence({ path: [step([...INNER, 32], [32, HASH.slice(1)])] }),
    ],
    [
      "a sibling with another length before it",
      () => forgeExistence({ path: [step([...INNER, 32], [31, HASH])] }),
    ],
    [
      "a child with another length before it",
      () => forgeExistence({ path: [step([...INNER, 33], [32, HASH])] }),
    ],
    [
      "a prefix that is too long",
      () => forgeExistence({ path: [step([...INNER, 32, HASH, HASH, 32], [])] }),
    ],
    ["no prefix", () => forgeExistence({ path: [step([], [32, HASH])] })],
    [
      "a leaf in the place of an inner node",
      () => forgeExistence({ path: [step([0, 2, 2, 32], [32, HASH])] }),
    ],
    ["an inner node of size 1", () => forgeExistence({ path: [step([2, 2, 2, 32], [32, HASH])] })],
    [
      "an inner node no higher than its child",
      () => forgeExistence({ path: [leftStep, leftStep] }),
    ],
    [
      "an inner node of negative height",
      () => forgeExistence({ path: [step([1, 4, 2, 32], [32, HASH])] }),
    ],
    [
      "an inner node whose height is written long",
      () => forgeExistence({ path: [step([0x82, 0, 4, 2, 32], [32, HASH])] }),
    ],
    [
      "a number without an end",
      () => forgeExistence({ path: [step(Array<number>(12).fill(0xff), [32, HASH])] }),
    ],
    [
      "a node with numbers beyond what ICS-23 allows",
      () =>
        forgeExistence({
          path: [step([2, 0x84, 1, ...Array<number>(8).fill(0x82), 2, 32], [32, HASH])],
        }),
    ],
    [
      "a leaf's prefix that goes on into the key",
      () => forgeExistence({ leaf: { ...LEAF, prefix: Uint8Array.of(0, 2, 2, 5) } }),
    ],
    [
      "a leaf's prefix that is cut",
      () => forgeExistence({ leaf: { ...LEAF, prefix: Uint8Array.of(0, 2) } }),
    ],
    ["an empty prefix", () => forgeExistence({ leaf: { ...LEAF, prefix: new Uint8Array() } })],
    [
      "an inner node in the place of a leaf",
      () => forgeExistence({ leaf: { ...LEAF, prefix: Uint8Array.of(...INNER) } }),
    ],
    [
      "a node of a negative version",
      () => forgeExistence({ path: [step([2, 4, 3, 32], [32, HASH])] }),
    ],
    [
      "a leaf whose version is beyond 63 bits",
      () => {
        const prefix = Uint8Array.of(0, 2, ...Array<number>(9).fill(0x82), 2);
        return forgeExistence({ leaf: { ...LEAF, prefix } });
      },
    ],
    [
      "a leaf of height 1",
      () => forgeExistence({ leaf: { ...LEAF, prefix: Uint8Array.of(2, 2, 2) } }),
    ],
    [
      "a leaf of size 2",
      () => forgeExistence({ leaf: { ...LEAF, prefix: Uint8Array.of(0, 4, 2) } }),
    ],
    ["no leaf", () => forgeExistence({ leaf: undefined })],
    [
      "another hash for the leaf",
      () => forgeExistence({ leaf: { ...LEAF, hash: HashOp.NO_HASH } }),
    ],
    ["a hashed key", () => forgeExistence({ leaf: { ...LEAF, prehashKey: HashOp.SHA256 } })],
    [
      "a value that is not hashed",
      () => forgeExistence({ leaf: { ...LEAF, prehashValue: HashOp.NO_HASH } }),
    ],
    ["no lengths", () => forgeExistence({ leaf: { ...LEAF, length: LengthOp.NO_PREFIX } })],
    [
      "a hash that ICS-23 numbers and we do not know",
      () => forgeExistence({ leaf: { ...LEAF, hash: 2 as never } }),
    ],
    [
      "another hash for a node",
      () => forgeExistence({ path: [{ ...leftStep, hash: HashOp.NO_HASH }] }),
    ],
    ["another key with the value", () => forgeExistence({ key: utf8("l") })],
    ["another value with the key", () => forgeExistence({ value: utf8("w") })],
    [
      "a tree too deep to exist",
      () =>
        forgeExistence({
          path: Array.from({ length: PROOF_DEPTH_MAX + 1 }, (_, i) =>
            i < 63
              ? step([2 * (i + 1), 4, 2, 32], [32, HASH])
              : step([0x80 | ((2 * (i + 1)) & 0x7f), (2 * (i + 1)) >> 7, 4, 2, 32], [32, HASH]),
          ),
        }),
    ],
    ["neighbours that are not adjacent", () => absence("m", "j", "n")],
    ["neighbours with a key between on the right", () => absence("m", "l", "p")],
    ["neighbours that enclose a key that is there", () => absence("l", "j", "n")],
    ["a left neighbour alone in the middle", () => absence("m", "l", undefined)],
    ["a right neighbour alone in the middle", () => absence("m", undefined, "n")],
    ["the first key alone for one behind it", () => absence("c", "b", undefined)],
    ["the last key alone for one before it", () => absence("y", undefined, "z")],
    ["no neighbour", () => absence("m", undefined, undefined)],
    ["neighbours in the wrong order", () => absence("m", "n", "l")],
    ["the same neighbour twice", () => absence("m", "l", "l")],
    ["neighbours left of the key", () => absence("q", "l", "n")],
    ["neighbours right of the key", () => absence("c", "l", "n")],
    ["a neighbour that is the key itself, left", () => absence("l", "l", "n")],
    ["a neighbour that is the key itself, right", () => absence("n", "l", "n")],
    ["the two edges", () => absence("m", "b", "z")],
  ];
  for (const [name, make] of cases) {
    it(`refused: ${name}`, () => refused(make()));
  }

  it("refused: neighbours of one key each, without an inner node", () => {
    const one = (key: string): ExistenceProof => ({
      key: utf8(key),
      value: utf8("v"),
      leaf: LEAF,
      path: [],
    });
    const value = { key: utf8("m"), left: one("l"), right: one("n") };
    refused(
      forge(
        rootOf(one("l")),
        { proof: { $case: "nonexist", value } },
        { key: "m", value: undefined },
      ),
    );
  });

  it("refused: a tree whose keys are not in order", () => {
    const leafHash = (key: string): Uint8Array =>
      rootOf({ key: utf8(key), value: utf8("v"), leaf: LEAF, path: [] });
    const under = (key: string, path: InnerOp): ExistenceProof => ({
      ...{ key: utf8(key), value: utf8("v"), leaf: LEAF, path: [path] },
    });
    const onLeft = (key: string, other: string): ExistenceProof =>
      under(key, step([...INNER, 32], [32, leafHash(other)]));
    const onRight = (key: string, other: string): ExistenceProof =>
      under(key, step([...INNER, 32, leafHash(other), 32], []));
    const claim = (left: ExistenceProof, right: ExistenceProof): Proven => {
      const value = { key: utf8("m"), left, right };
      const proof: CommitmentProof = { proof: { $case: "nonexist", value } };
      assert.deepEqual(rootOf(left), rootOf(right));
      return forge(rootOf(left), proof, { key: "m", value: undefined });
    };
    verify(claim(onLeft("l", "n"), onRight("n", "l")));
    refused(claim(onRight("l", "n"), onLeft("n", "l")), /keys between its neighbours/);
  });

  it("refused: a neighbour of another tree", () => {
    const value = {
      key: utf8("m"),
      left: existOf("l"),
      right: { ...existOf("n"), value: utf8("x") },
    };
    const root = stringToBytes(tree.rootHash());
    refused(
      forge(root, { proof: { $case: "nonexist", value } }, { key: "m", value: undefined }),
      /store's root/,
    );
  });
});

describe("proofs that are valid elsewhere", () => {
  const present = prove(tree, "n");
  const absent = prove(tree, "m");
  const [keyOp = assert.fail(), storeOp = assert.fail()] = present.ops;

  it("refused: of another key, of another store, of another state", () => {
    refused({ ...prove(tree, "p"), claim: present.claim, value: present.value });
    refused({ ...present, claim: { ...present.claim, store: "acc" } }, /key of a step/);
    const bank = prove(tree, "n", "mint");
    refused({ ...bank, claim: { ...bank.claim, store: "kv" } });
    refused({
      ...bank,
      claim: { ...bank.claim, store: "kv" },
      ops: [keyOp, { ...(bank.ops[1] ?? assert.fail()), key: utf8("kv") }],
    });
    const stale = prove(growTree([[["n", "value of n"]]]), "n");
    refused({ ...present, claim: stale.claim }, /app hash/);
    refused({ ...present, ops: [stale.ops[0] ?? assert.fail(), storeOp] }, /store's root/);
  });

  it("refused: presence for absence and the reverse, and an empty value", () => {
    refused({ ...present, value: undefined }, /expected one that the key is absent/);
    refused({ ...absent, value: utf8("v") }, /expected one that the key is present/);
    refused({ ...present, value: new Uint8Array() }, /the value is empty/);
    refused(prove(growTree([[["k", ""]]]), "k"), /the value is empty/);
    refused(prove(growTree([[["k", ""]]]), "l"), /the value is empty/);
  });

  it("refused: too few steps, too many, in the wrong order, of unknown types", () => {
    refused({ ...present, ops: [] }, /0 steps/);
    refused({ ...present, ops: [keyOp] }, /1 steps/);
    refused({ ...present, ops: [keyOp, storeOp, storeOp] }, /3 steps/);
    refused({ ...present, ops: [storeOp, keyOp] }, /another type/);
    refused({ ...present, ops: [{ ...keyOp, type: "ics23:smt" }, storeOp] }, /another type/);
    refused({ ...present, ops: [keyOp, { ...storeOp, data: keyOp.data }] });
  });

  it("refused: an app hash or a key of no length, an absence of the store", () => {
    refused({ ...present, claim: { ...present.claim, appHash: new Uint8Array() } }, /32 bytes/);
    refused({ ...present, claim: { ...present.claim, key: new Uint8Array() } }, /key is empty/);
    refused(
      { ...present, ops: [keyOp, { ...storeOp, data: absent.ops[0]?.data ?? assert.fail() }] },
      /does not show the store/,
    );
    refused(
      { ...present, ops: [keyOp, { ...storeOp, data: new Uint8Array() }] },
      /does not show the store/,
    );
  });
});

describe("the second step, forged", () => {
  const root = stringToBytes(tree.rootHash());
  const leaf = { ...LEAF, prefix: Uint8Array.of(0) };
  /** The way to the app hash is as given, and fits. */
  function forgeStore(changes: Partial<ExistenceProof>): Proven {
    const proof: ExistenceProof = { key: utf8("kv"), value: root, leaf, path: [], ...changes };
    const { claim, value, ops } = prove(tree, "n");
    const data = encodeProof({ proof: { $case: "exist", value: proof } });
    const [keyOp = assert.fail(), storeOp = assert.fail()] = ops;
    return {
      claim: { ...claim, appHash: rootOf(proof) },
      value,
      ops: [keyOp, { ...storeOp, data }],
    };
  }

  it("the tool makes what is accepted when nothing is forged", () => {
    verify(forgeStore({}));
    verify(forgeStore({ path: [step([1], [HASH]), step([1, HASH], [])] }));
  });

  const cases: readonly (readonly [string, Partial<ExistenceProof>])[] = [
    ["a leaf's prefix that goes on", { leaf: { ...LEAF, prefix: Uint8Array.of(0, 0) } }],
    ["a leaf that begins as an inner node", { leaf: { ...LEAF, prefix: Uint8Array.of(1) } }],
    ["a leaf of an IAVL tree", { leaf: LEAF }],
    ["an inner node that begins as a leaf", { path: [step([0], [HASH])] }],
    ["an inner node with both siblings", { path: [step([1, HASH], [HASH])] }],
    ["an inner node with no sibling", { path: [step([1], [])] }],
    ["a sibling of another length", { path: [step([1], [HASH, 0])] }],
    ["a node of an IAVL tree", { path: [leftStep] }],
    ["another store's name", { key: utf8("acc") }],
  ];
  for (const [name, changes] of cases) it(`refused: ${name}`, () => refused(forgeStore(changes)));

  it("refused: a root that is not 32 bytes", () => {
    refused(forgeStore({ value: root.slice(1) }), /root has not 32 bytes/);
  });
});

describe("encodings", () => {
  const present = prove(tree, "n");
  const [keyOp = assert.fail(), storeOp = assert.fail()] = present.ops;
  const withData = (data: Uint8Array): Proven => ({
    ...present,
    ops: [{ ...keyOp, data }, storeOp],
  });
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ["an unknown field behind", concatBytes(keyOp.data, Uint8Array.of(0x7a, 0))],
    ["a field twice", concatBytes(keyOp.data, keyOp.data)],
    ["a default that is written", concatBytes(keyOp.data, Uint8Array.of(0x0a, 0))],
    ["a byte less", keyOp.data.slice(0, -1)],
    ["nothing", new Uint8Array()],
    ["no protobuf", new Uint8Array(100).fill(0xff)],
    ["groups in groups", new Uint8Array(100_000).fill(0x1b)],
  ];
  for (const [name, data] of cases) it(`refused: ${name}`, () => refused(withData(data)));

  it("refused: more bytes than the limit, whatever they say", () => {
    const key = "k";
    const large = (length: number): Proven => {
      const value = new Uint8Array(length).fill(1);
      const proof = { key: utf8(key), value, leaf: LEAF, path: [] };
      return forge(rootOf(proof), { proof: { $case: "exist", value: proof } }, { key, value });
    };
    verify(large(PROOF_BYTES_MAX - 100));
    refused(large(PROOF_BYTES_MAX), /expected at most 2 MiB/);
  });

  it("refused: a length that is written longer than it has to be", () => {
    const inner = keyOp.data.subarray(3);
    const long = Uint8Array.of(0x0a, (inner.length & 0x7f) | 0x80, (inner.length >> 7) | 0x80, 0);
    assert.deepEqual(
      [...keyOp.data.subarray(0, 3)],
      [0x0a, (inner.length & 0x7f) | 0x80, inner.length >> 7],
    );
    refused(withData(concatBytes(long, inner)), /encoding/);
  });
});
