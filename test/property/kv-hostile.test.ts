import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as query from "../../proto/gen/lazuli/kv/v1/query.ts";
import type { MethodDefinition } from "../../app/core/protobuf.ts";
import { alice, bob, carol, TestChain } from "../helpers/executor.ts";
import { type AnyCodec, KV_CODECS } from "../helpers/kv-tx.ts";

/* Nobody's input may end as a bug: what is refused is refused with a number, and the books stay right. */

const PANIC = 111222;
const people = [alice, bob, carol];

const uint64 = fc.oneof(fc.bigInt(0n, 20n), fc.bigInt(0n, (1n << 64n) - 1n));
const uint32 = fc.oneof(fc.nat(20), fc.nat(0xffff_ffff));
const int64 = fc.bigInt(-(1n << 63n), (1n << 63n) - 1n);
const blob = fc.oneof(
  fc.constantFrom("a", "b", "a/", "1", "-7").map((text) => Uint8Array.from(Buffer.from(text))),
  fc.uint8Array({ maxLength: 6 }),
  fc.constantFrom(32, 33, 1_024, 1_025, 3_000).map((size) => new Uint8Array(size).fill(0x31)),
);
const address = fc.oneof(
  fc.constantFrom(...people.map((one) => one.address)),
  fc.constantFrom("", "lazuli1", alice.address.toUpperCase(), `${alice.address.slice(0, -1)}q`),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const namespace = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...people.map((one) => `${one.address}/n`)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(address, fc.constantFrom("n", "", "N", "a".repeat(65)))
      .map((parts) => parts.join("/")),
  },
);
const optional = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const lease = optional(
  fc.oneof(
    fc.record({ seconds: fc.bigInt(1n, 3n) }),
    fc.record({ days: uint64, hours: uint64, minutes: uint64, seconds: uint64 }),
  ),
);
const condition = optional(
  fc.record({
    condition: optional(
      fc.oneof(
        fc.record({ $case: fc.constantFrom("absent", "present"), value: fc.boolean() }),
        fc.record({ $case: fc.constant("modRevision"), value: uint64 }),
        fc.record({ $case: fc.constant("valueSha256"), value: blob }),
      ),
    ),
  }),
);
const range = optional(fc.record({ prefix: blob, start: blob, end: blob }));
const limit = fc.oneof(fc.nat(9), uint32);
const pagination = optional(
  fc.record({
    key: fc.oneof(fc.constant(new Uint8Array(0)), blob, fc.uint8Array({ maxLength: 60 })),
    offset: fc.oneof(fc.constant(0n), uint64),
    limit: fc.oneof(fc.bigInt(0n, 3n), uint64),
    countTotal: fc.boolean(),
    reverse: fc.boolean(),
  }),
);
const common = { key: blob, value: blob, lease, condition, newKey: blob, by: int64, range };
const entries = fc.array(fc.record({ key: blob, value: blob }), { maxLength: 5 });
const cases = [
  ...["create", "update", "upsert", "delete", "rename", "increment", "append"],
  ...["renewLease", "multiUpdate", "deleteAll", "renewLeaseAll"],
];
const step = fc
  .record({ $case: fc.constantFrom(...cases), value: fc.record({ ...common, entries, limit }) })
  .map(({ $case, value }) => ({ $case, value }));
const operations = fc.array(fc.record({ condition, operation: optional(step) }), { maxLength: 6 });

/** Fields of every message and query: a codec takes those that it has. */
const fields = fc.record({
  ...common,
  namespace,
  entries,
  operations,
  grantee: address,
  newOwner: address,
  permissions: fc.array(fc.integer({ min: -2, max: 6 }), { maxLength: 5 }),
  prefix: blob,
  expiresIn: lease,
  pagination,
  owner: address,
  valueBytes: uint64,
  limit,
});

const names = [...KV_CODECS.keys()];
const message = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .record({ name: fc.constantFrom(...names), fields, who: fc.nat(2), spelled: fc.boolean() })
      .map(({ name, fields: given, who, spelled }) => {
        const { address: usual } = people[who] as (typeof people)[number];
        const signer = spelled ? usual : usual.toUpperCase();
        const codec = KV_CODECS.get(name) as AnyCodec;
        const value = codec.encode(codec.fromPartial({ ...given, signer })).finish();
        return { who, any: { typeUrl: `/lazuli.kv.v1.Msg${name}`, value } };
      }),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ name: fc.constantFrom(...names), value: fc.uint8Array({ maxLength: 60 }) })
      .map(({ name, value }) => ({
        who: 0,
        any: { typeUrl: `/lazuli.kv.v1.Msg${name}`, value },
      })),
  },
);

test("no message of the module ends as a bug, through hundreds of blocks, and the books stay right", () => {
  const chain = TestChain.start();
  const tally = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 12 }), (messages) => {
      const sequences = people.map((one) => chain.sequence(one));
      const txs = messages.map(({ who, any }) => {
        const signer = people[who] as (typeof people)[number];
        const sequence = sequences[who] as bigint;
        const tx = chain.tx(signer, [any], { sequence, gasLimit: 2_000_000n });
        // Whether it is admitted decides whether the sequence goes on.
        const isAdmitted = chain.executor.processProposal(chain.proposal([tx])).accept;
        if (isAdmitted || sequence > chain.sequence(signer)) sequences[who] = sequence + 1n;
        return tx;
      });
      const results = chain.block(txs).txs;
      for (const { codespace, code } of results) {
        assert.notEqual(code, PANIC);
        const kind = code === 0 ? "done" : `${codespace}/${code}`;
        tally.set(kind, (tally.get(kind) ?? 0) + 1);
      }
    }),
    { numRuns: 600 },
  );
  assert.deepEqual(chain.reports, []);
  assert.ok((tally.get("done") ?? 0) > 200, JSON.stringify([...tally]));
  assertBooks(chain);
});

/** An import checks the counts, the deadlines and the module's account: so the export is checked by it. */
function assertBooks(chain: TestChain): void {
  const state = JSON.parse(JSON.stringify(chain.executor.exportState())) as Record<string, unknown>;
  const again = new TestChain();
  again.executor.initChain(again.genesis({ state }));
  assert.deepEqual(JSON.parse(JSON.stringify(again.executor.exportState())), state);
}

test("no query of the module ends as a bug, with whatever fields and bytes", () => {
  const chain = TestChain.start();
  const put = KV_CODECS.get("Upsert") as AnyCodec;
  for (const signer of people) {
    const messages = ["a", "b", "a/1"].map((text) => ({
      typeUrl: "/lazuli.kv.v1.MsgUpsert",
      value: put
        .encode(
          put.fromPartial({
            signer: signer.address,
            namespace: `${signer.address}/n`,
            key: Buffer.from(text),
          }),
        )
        .finish(),
    }));
    chain.block([chain.tx(signer, messages)]);
  }
  const methods: readonly MethodDefinition[] = Object.values(query.QueryDefinition.methods);
  const answered = new Map<string, number>();
  const ask = (method: MethodDefinition, data: Uint8Array): void => {
    const path = `/lazuli.kv.v1.Query/${method.name}`;
    const { code, log } = chain.executor.query({ path, data, height: 0n, prove: false });
    assert.notEqual(code, PANIC, log);
    if (code === 0) answered.set(method.name, (answered.get(method.name) ?? 0) + 1);
  };
  fc.assert(
    fc.property(fc.constantFrom(...methods), fields, (method, given) => {
      const codec = method.requestType as unknown as AnyCodec;
      ask(method, codec.encode(codec.fromPartial(given)).finish());
    }),
    { numRuns: 4_000 },
  );
  fc.assert(fc.property(fc.constantFrom(...methods), fc.uint8Array({ maxLength: 80 }), ask), {
    numRuns: 4_000,
  });
  assert.deepEqual(chain.reports, []);
  assert.equal(answered.size, methods.length, "each was answered now and then");
});
