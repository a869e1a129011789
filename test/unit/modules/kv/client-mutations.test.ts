import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { BlockEvent, BlockResults } from "../../../../app/client/block-results.ts";
import {
  ChangesInvalid,
  EMPTY_DIGEST,
  changesOfBlock,
  decodeMutations,
  foldMutations,
} from "../../../../modules/kv/client-mutations.ts";
import {
  EMPTY_DIGEST as EMPTY_DIGEST_OF_CHAIN,
  encodeMutation,
  foldMutation,
  type Mutation,
  MUTATION_KINDS,
  type MutationKind,
  NO_VALUE_HASH,
} from "../../../../modules/kv/digest.ts";
import { KEY_BYTES_MAX } from "../../../../modules/kv/limits.ts";
import { crypto } from "../../../helpers/context.ts";
import { withAttribute } from "../../../helpers/kv-history.ts";

const KINDS = Object.keys(MUTATION_KINDS) as MutationKind[];
const UINT64_MAX = 2n ** 64n - 1n;

const mutation: fc.Arbitrary<Mutation> = fc
  .record({
    revision: fc.bigInt(1n, UINT64_MAX),
    kind: fc.constantFrom(...KINDS),
    key: fc.uint8Array({ minLength: 1, maxLength: 40 }),
    hash: fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((hash) => hash.some(Boolean)),
    leaseDeadlineNs: fc.bigInt(1n, UINT64_MAX),
  })
  .map(({ hash, leaseDeadlineNs, ...rest }) =>
    rest.kind === "delete" || rest.kind === "expire"
      ? { ...rest, valueHash: NO_VALUE_HASH, leaseDeadlineNs: 0n }
      : { ...rest, valueHash: hash, leaseDeadlineNs },
  );

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

const PLAIN: Mutation = {
  revision: 7n,
  kind: "update",
  key: Uint8Array.of(1, 2, 3),
  valueHash: new Uint8Array(32).fill(9),
  leaseDeadlineNs: 5n,
};
const GONE: Mutation = { ...PLAIN, kind: "delete", valueHash: NO_VALUE_HASH, leaseDeadlineNs: 0n };

describe("decodeMutations", () => {
  it("reads what the chain encodes, and folds it as the chain does", () => {
    fc.assert(
      fc.property(fc.array(mutation, { maxLength: 8 }), (mutations) => {
        const encoded = mutations.map(encodeMutation);
        const decoded = [...decodeMutations(concat(encoded))];
        assert.deepEqual(
          decoded.map(({ valueSha256, encoded: bytes, ...rest }) => {
            assert.ok(bytes.length > 51);
            return { ...rest, valueHash: valueSha256 ?? NO_VALUE_HASH };
          }),
          mutations,
        );
        const expected = encoded.reduce(
          (digest, bytes) => foldMutation(crypto, digest, bytes),
          EMPTY_DIGEST_OF_CHAIN,
        );
        assert.deepEqual(foldMutations(EMPTY_DIGEST, decoded), expected);
      }),
    );
  });

  it("takes keys of the largest size, wherever the bytes lie", () => {
    const bytes = encodeMutation({ ...PLAIN, key: new Uint8Array(KEY_BYTES_MAX).fill(255) });
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    const [decoded] = decodeMutations(shifted.subarray(3));
    assert.equal(decoded?.key.length, KEY_BYTES_MAX);
    assert.deepEqual(decoded.encoded, bytes);
  });

  it("refuses every encoding that is cut off", () => {
    const bytes = concat([encodeMutation(PLAIN), encodeMutation(GONE)]);
    const first = encodeMutation(PLAIN).length;
    for (let length = 1; length < bytes.length; length++) {
      if (length === first) continue;
      const cut = bytes.slice(0, length);
      assert.throws(() => [...decodeMutations(cut)], ChangesInvalid, `${length} bytes`);
    }
  });

  for (const [name, bytes] of [
    ["an empty key", encodeMutation({ ...PLAIN, key: new Uint8Array() })],
    ["a key that is too long", encodeMutation({ ...PLAIN, key: new Uint8Array(1_025) })],
    ["a kind 0", encodeMutation(PLAIN).fill(0, 8, 9)],
    ["a kind 6", encodeMutation(PLAIN).fill(6, 8, 9)],
    ["a write without a value", encodeMutation({ ...PLAIN, valueHash: NO_VALUE_HASH })],
    ["a write without a lease", encodeMutation({ ...PLAIN, leaseDeadlineNs: 0n })],
    ["a delete with a value", encodeMutation({ ...GONE, valueHash: PLAIN.valueHash })],
    ["a delete with a lease", encodeMutation({ ...GONE, leaseDeadlineNs: 1n })],
    ["an expire with a lease", encodeMutation({ ...GONE, kind: "expire", leaseDeadlineNs: 1n })],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => [...decodeMutations(bytes)], /the mutation at byte 0 is malformed/);
    });
  }

  it("reads any bytes to the end or refuses them, and never reads a byte differently", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          const read = [...decodeMutations(bytes)].map(({ encoded }) => encoded);
          assert.deepEqual(concat(read), bytes);
        } catch (error) {
          assert.ok(error instanceof ChangesInvalid);
        }
      }),
    );
  });
});

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

function kvEvent(
  previousHeight: number,
  mutations: readonly Mutation[],
  namespace = "a/n",
): BlockEvent {
  const attributes = {
    namespace,
    previous_height: String(previousHeight),
    revision: String(mutations.at(-1)?.revision ?? 0),
    changes: base64(concat(mutations.map(encodeMutation))),
    msg_index: "0",
  };
  return {
    type: "kv",
    attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })),
  };
}

function block(...events: BlockEvent[]): BlockResults {
  return { height: 9, events };
}

describe("changesOfBlock", () => {
  const [one, two, three] = [7n, 8n, 9n].map((revision) => ({ ...PLAIN, revision })) as [
    Mutation,
    Mutation,
    Mutation,
  ];

  it("joins the events of one namespace in their order", () => {
    const found = changesOfBlock(
      block(
        kvEvent(1, [one], "a/other"),
        kvEvent(4, [one, two]),
        { type: "kv_access", attributes: [{ key: "namespace", value: "a/n" }] },
        kvEvent(9, [three]),
      ),
      "a/n",
    );
    assert.deepEqual(found, {
      ...{ height: 9, previousHeight: 4, firstRevision: 7n, lastRevision: 9n },
      encoded: concat([one, two, three].map(encodeMutation)),
    });
  });

  it("finds nothing where nothing is", () => {
    assert.equal(changesOfBlock(block(), "a/n"), undefined);
    assert.equal(changesOfBlock(block(kvEvent(1, [one], "a/nn")), "a/n"), undefined);
  });

  const good = kvEvent(4, [one, two]);
  for (const [name, events] of [
    ["an event without changes", [kvEvent(4, [])]],
    ["a revision that is left out", [kvEvent(4, [one, three])]],
    ["a revision that is left out between events", [kvEvent(4, [one]), kvEvent(9, [three])]],
    ["a revision twice", [kvEvent(4, [one]), kvEvent(9, [one])]],
    ["revisions that go down", [kvEvent(4, [two, one])]],
    ["revision 0", [kvEvent(0, [{ ...PLAIN, revision: 0n }])]],
    ["another revision than that of the changes", [withAttribute(good, "revision", "9")]],
    ["a revision that is no number", [withAttribute(good, "revision", "08")]],
    ["a previous block that is the block", [kvEvent(9, [one])]],
    ["a previous block that comes later", [kvEvent(10, [one])]],
    ["a previous block below zero", [withAttribute(good, "previous_height", "-1")]],
    ["a second event with another previous block", [kvEvent(4, [one]), kvEvent(4, [two])]],
    ["no base64", [withAttribute(good, "changes", "!")]],
    ["base64 without its padding", [withAttribute(kvEvent(4, [one]), "changes", "AAAA=")]],
    [
      "base64 that is cut off",
      [withAttribute(good, "changes", base64(encodeMutation(one)).slice(4))],
    ],
    [
      "an attribute twice",
      [{ ...good, attributes: [...good.attributes, { key: "changes", value: "" }] }],
    ],
    [
      "two namespaces",
      [{ ...good, attributes: [...good.attributes, { key: "namespace", value: "b/n" }] }],
    ],
    ["no changes", [{ ...good, attributes: good.attributes.slice(0, 3) }]],
    ["more than a block may have", [withAttribute(good, "changes", "A".repeat(90_000_000))]],
  ] satisfies readonly (readonly [string, readonly BlockEvent[]])[]) {
    it(`refuses ${name}`, () => {
      assert.throws(() => changesOfBlock(block(...events), "a/n"), ChangesInvalid);
    });
  }
});
