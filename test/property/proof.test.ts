import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ProofInvalid } from "../../app/client/proof.ts";
import { compareBytes, equalBytes } from "../../app/core/bytes.ts";
import type { Change } from "../../app/core/store/types.ts";
import { flipBit, growTree, prove, type Proven, verify } from "../helpers/proofs.ts";

/** Few letters, so that keys are prefixes of each other and are written again. */
const key = fc.string({
  unit: fc.constantFrom("\0", "a", "b", "\xff"),
  minLength: 1,
  maxLength: 5,
});
const value = fc.string({ unit: fc.constantFrom("x", "\0"), minLength: 1, maxLength: 4 });
const block = fc
  .uniqueArray(fc.tuple(key, fc.option(value, { nil: undefined, freq: 4 })), {
    maxLength: 20,
    selector: ([one]) => one,
  })
  .map((writes): Change[] => writes.toSorted(([a], [b]) => (a < b ? -1 : 1)));
const tree = fc
  .array(block, { minLength: 1, maxLength: 6 })
  .map(growTree)
  .filter(({ size }) => size > 0);

function isAccepted(proven: Proven): boolean {
  try {
    verify(proven);
    return true;
  } catch (error) {
    if (error instanceof ProofInvalid) return false;
    throw error;
  }
}

test("what a tree says of any key is accepted, and the opposite is not", () => {
  fc.assert(
    fc.property(tree, key, (grown, one) => {
      const proven = prove(grown, one);
      assert.equal(proven.value !== undefined, grown.has(one));
      verify(proven);
      const opposite = proven.value === undefined ? Uint8Array.of(120) : undefined;
      assert.ok(!isAccepted({ ...proven, value: opposite }));
    }),
    { numRuns: 300 },
  );
});

test("the proof of one key is refused for any other", () => {
  fc.assert(
    fc.property(tree, key, key, (grown, one, other) => {
      fc.pre(one !== other);
      const { claim } = prove(grown, other);
      const { ops, value: found } = prove(grown, one);
      const [keyOp, storeOp] = ops;
      assert.ok(keyOp !== undefined && storeOp !== undefined);
      assert.ok(!isAccepted({ claim, value: found, ops }));
      assert.ok(!isAccepted({ claim, value: found, ops: [{ ...keyOp, key: claim.key }, storeOp] }));
    }),
    { numRuns: 200 },
  );
});

/** Some bytes of the one replaced by others, taken out, put in, or swapped with what is elsewhere. */
const edit = fc.record({
  at: fc.nat(),
  remove: fc.nat({ max: 40 }),
  insert: fc.uint8Array({ maxLength: 40 }),
});

function edited(
  bytes: Uint8Array,
  { at, remove, insert }: typeof edit extends fc.Arbitrary<infer E> ? E : never,
): Uint8Array {
  const start = at % (bytes.length + 1);
  return Uint8Array.from([
    ...bytes.subarray(0, start),
    ...insert,
    ...bytes.subarray(start + remove),
  ]);
}

const FIELDS = ["appHash", "key", "value", "keyProof", "storeProof"] as const;
const field = fc.constantFrom(...FIELDS);

/** The answer with one part of it changed; undefined if that changes nothing. */
function withChanged(
  proven: Proven,
  name: (typeof FIELDS)[number],
  change: (bytes: Uint8Array) => Uint8Array,
): Proven | undefined {
  const { claim, ops } = proven;
  const [keyOp, storeOp] = ops;
  assert.ok(keyOp !== undefined && storeOp !== undefined);
  const before = {
    appHash: claim.appHash,
    key: claim.key,
    value: proven.value ?? claim.key,
    keyProof: keyOp.data,
    storeProof: storeOp.data,
  };
  const after = { ...before, [name]: change(before[name]) };
  if (equalBytes(after[name], before[name])) return undefined;
  // An absent key may be another absent one: the same neighbours prove both, but the proof names one.
  return {
    claim: { ...claim, appHash: after.appHash, key: after.key },
    value: name === "value" ? after.value : proven.value,
    ops: [
      { ...keyOp, key: after.key, data: after.keyProof },
      { ...storeOp, data: after.storeProof },
    ],
  };
}

test("bytes changed anywhere are refused", () => {
  fc.assert(
    fc.property(tree, key, field, edit, (grown, one, name, change) => {
      const changed = withChanged(prove(grown, one), name, (bytes) => edited(bytes, change));
      fc.pre(changed !== undefined);
      assert.ok(!isAccepted(changed), name);
    }),
    { numRuns: 2_000 },
  );
});

/** Which bit of each part to change: every part of every answer. The unit tests try every bit of some answers. */
const bits = fc.array(fc.nat(), { minLength: 20, maxLength: 20 });

test("a single bit changed anywhere is refused", () => {
  fc.assert(
    fc.property(tree, key, bits, (grown, one, places) => {
      const proven = prove(grown, one);
      for (const [i, place] of places.entries()) {
        const name = FIELDS[i % FIELDS.length] ?? assert.fail();
        const changed = withChanged(proven, name, (bytes) =>
          flipBit(bytes, place % (bytes.length * 8)),
        );
        assert.ok(changed !== undefined && !isAccepted(changed), `${name}, bit ${place}`);
      }
    }),
    { numRuns: 1_000 },
  );
});

test("pieces of different proofs do not fit together", () => {
  fc.assert(
    fc.property(tree, tree, key, (first, second, one) => {
      fc.pre(first.rootHash() !== second.rootHash());
      const a = prove(first, one);
      const b = prove(second, one);
      assert.notEqual(compareBytes(a.claim.appHash, b.claim.appHash), 0);
      assert.ok(!isAccepted({ ...a, claim: b.claim }));
      assert.ok(!isAccepted({ ...a, ops: b.ops, value: b.value }));
      assert.ok(!isAccepted({ ...a, ops: [...a.ops.slice(0, 1), ...b.ops.slice(1)] }));
      assert.ok(
        !isAccepted({ ...a, ops: [...b.ops.slice(0, 1), ...a.ops.slice(1)], value: b.value }),
      );
    }),
    { numRuns: 200 },
  );
});
