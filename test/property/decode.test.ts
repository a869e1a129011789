import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MsgMultiSend, MsgSend } from "../../proto/gen/cosmos/bank/v1beta1/tx.ts";
import { AuthInfo, TxBody, TxRaw } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { MsgCreate, MsgDelete } from "../../proto/gen/lazuli/kv/v1/tx.ts";
import { concatBytes, equalBytes } from "../../app/core/bytes.ts";
import { ChainError } from "../../app/core/errors.ts";
import { type Codec, decodeStrict } from "../../app/core/protobuf.ts";
import { decodeTx } from "../../app/core/tx/decode.ts";
import { alice, bob, FUNDS, PEOPLE, TestChain } from "../helpers/executor.ts";
import { kvMessage, sendMessage, signTx } from "../helpers/tx.ts";
import { Random, RandomBlocks } from "../helpers/random-blocks.ts";

const account = { accountNumber: 0n, sequence: 0n };
const REAL = [
  signTx(alice, [kvMessage.create(alice, "n", "k", "v")], account),
  signTx(alice, [sendMessage(alice, bob, 5n), kvMessage.delete(alice, "n", "k")], account),
  signTx(alice, [kvMessage.upsert(alice, "n", "k", new Uint8Array(300))], {
    ...account,
    body: { memo: "a memo", timeoutHeight: 9n },
    fee: { payer: alice.address },
  }),
];

/** One edit of bytes at a place that is given as a fraction of their length. */
const edit = fc.record({
  kind: fc.constantFrom("flip", "set", "insert", "delete", "duplicate", "truncate"),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 12 }),
  byte: fc.oneof(fc.nat(255), fc.constantFrom(0, 0x0a, 0x12, 0x7f, 0x80, 0xff)),
});

function mutate(
  bytes: Uint8Array,
  { kind, at, length, byte }: typeof edit extends fc.Arbitrary<infer T> ? T : never,
): Uint8Array {
  const start = Math.min(bytes.length, Math.floor(at * bytes.length));
  const head = bytes.slice(0, start);
  const tail = bytes.slice(start);
  if (kind === "truncate") return head;
  if (kind === "insert") return concatBytes(head, Uint8Array.of(byte), tail);
  if (kind === "delete") return concatBytes(head, tail.slice(length));
  if (kind === "duplicate") return concatBytes(head, tail.slice(0, length), tail);
  const changed = tail.slice();
  if (changed.length > 0)
    changed[0] = kind === "set" ? byte : (changed[0] as number) ^ (1 << (byte & 7));
  return concatBytes(head, changed);
}

const mutated = fc
  .tuple(fc.constantFrom(...REAL), fc.array(edit, { minLength: 1, maxLength: 3 }))
  .map(([bytes, edits]) => edits.reduce(mutate, bytes));
const hostile = fc.oneof(mutated, mutated, fc.uint8Array({ maxLength: 300 }));

const chain = TestChain.start();
const decode = (bytes: Uint8Array) => decodeTx(bytes, (type) => chain.app.message(type)?.route);

test("no bytes make the decoder throw anything but its errors, and what it takes is the one encoding", () => {
  fc.assert(
    fc.property(hostile, (bytes) => {
      const copy = bytes.slice();
      try {
        const { body, authInfo, signatures, hasUnknownFields } = decode(bytes);
        // What is not known is not written again.
        if (hasUnknownFields) return;
        const again = TxRaw.encode({
          bodyBytes: TxBody.encode(body).finish(),
          authInfoBytes: AuthInfo.encode(authInfo).finish(),
          signatures: [...signatures],
        }).finish();
        assert.ok(equalBytes(again, bytes), "two encodings of one transaction");
      } catch (error) {
        assert.ok(error instanceof ChainError && error.code !== 111222, String(error));
      }
      assert.deepEqual(bytes, copy, "the input is left as it was");
    }),
    { numRuns: 4_000 },
  );
});

test("no byte of a real transaction can be changed without it being refused", () => {
  for (const tx of REAL) {
    for (let i = 0; i < tx.length; i++) {
      const changed = tx.slice();
      changed[i] = (changed[i] as number) ^ (1 << (i & 7));
      assert.notEqual(
        chain.executor.finalizeBlock(chain.proposal([changed])).txs[0]?.code,
        0,
        `byte ${i}`,
      );
    }
    assert.equal(
      chain.executor.finalizeBlock(chain.proposal([tx])).txs[0]?.codespace === "sdk",
      false,
    );
  }
});

test("no bytes stop the node or count as a bug, in whichever request they come", () => {
  const paths = chain.app.modules.flatMap(({ queries }) => (queries ?? []).map(({ path }) => path));
  const path = fc.constantFrom(
    ...paths,
    "/cosmos.tx.v1beta1.Service/Simulate",
    "/store/kv/key",
    "/store/acc/key",
    "",
  );
  fc.assert(
    fc.property(hostile, path, fc.bigInt(-2n, 4n), fc.boolean(), (data, target, height, prove) => {
      assert.equal(chain.executor.query({ path: target, data, height, prove }).height > 0n, true);
      chain.executor.checkTx(data, prove);
      chain.executor.processProposal(chain.proposal([data]));
    }),
    { numRuns: 1_500 },
  );
  assert.deepEqual(chain.reports, []);
});

test("a block of garbage changes nothing, and the chain goes on", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), (txs) => {
      const { appHash } = chain.executor.finalizeBlock(chain.proposal());
      const result = chain.executor.finalizeBlock(chain.proposal(txs));
      assert.deepEqual(result.appHash, appHash);
      assert.equal(result.txs.length, txs.length);
      assert.ok(
        result.txs.every(
          ({ code, gasUsed, events }) => code > 0 && gasUsed === 0n && events.length === 0,
        ),
      );
    }),
    { numRuns: 200 },
  );
  const good = TestChain.start();
  const garbage = Array.from({ length: 50 }, (_, i) => new Random(i).bytes(100));
  const { txs } = good.block([...garbage, REAL[0] as Uint8Array, ...garbage]);
  assert.deepEqual(txs.filter(({ code }) => code === 0).length, 1);
  assert.equal(good.block().txs.length, 0);
});

test("what is prepared is always accepted, fits, and each of it pays", () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 0, max: 4_000 }),
      fc.option(fc.bigInt(0n, 4_000_000n)),
      (seed, bytesMax, gas) => {
        const small = TestChain.start(gas === null ? {} : { blockGasMax: gas });
        const txs = new RandomBlocks(new Random(seed), small).next();
        const prepared = small.executor.prepareProposal({ ...small.proposal(txs), bytesMax });
        assert.deepEqual(small.executor.processProposal(small.proposal(prepared)), {
          accept: true,
        });
        const size = prepared.reduce(
          (sum, tx) => sum + 1 + tx.length + (tx.length < 128 ? 1 : tx.length < 16_384 ? 2 : 3),
          0,
        );
        assert.ok(size <= bytesMax, `${size} bytes of ${bytesMax}`);
        const { txs: results } = small.block(prepared);
        const fees = results.flatMap(({ events }) =>
          events.flatMap(({ attributes }) => attributes.filter(([key]) => key === "fee_payer")),
        );
        assert.equal(fees.length, prepared.length, "each of it has paid its fee");
        const funds = FUNDS * BigInt(PEOPLE.length);
        const held = PEOPLE.map((signer) => small.balance(signer)).reduce((a, b) => a + b);
        assert.ok(funds - held >= 500n * BigInt(prepared.length), "the rest is rent");
        assert.ok(
          gas === null || results.reduce((sum, { gasWanted }) => sum + gasWanted, 0n) <= gas,
        );
      },
    ),
    { numRuns: 60 },
  );
});

/** Records with the prototype of all objects, as decoders make them. */
const record = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(fields, { noNullPrototype: true });
const text = fc.string({ unit: "binary", maxLength: 12 });
const coins = fc.array(record({ denom: text, amount: text }), { maxLength: 3 });
const blob = fc.uint8Array({ maxLength: 20 });

function roundTrip<T>(name: string, codec: Codec<T>, arbitrary: fc.Arbitrary<T>): void {
  test(`${name}: what is encoded is canonical and decodes to the same`, () => {
    fc.assert(
      fc.property(arbitrary, (message) => {
        const bytes = codec.encode(message).finish();
        assert.deepEqual(decodeStrict(codec, bytes, name), message);
      }),
      { numRuns: 300 },
    );
  });
}

roundTrip("MsgSend", MsgSend, record({ fromAddress: text, toAddress: text, amount: coins }));
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const lease = fc.option(record({ days: uint64, hours: uint64, minutes: uint64, seconds: uint64 }), {
  nil: undefined,
});
const condition = fc.option(
  record({
    condition: fc.oneof(
      record({ $case: fc.constant("absent" as const), value: fc.boolean() }),
      record({ $case: fc.constant("modRevision" as const), value: uint64 }),
      record({ $case: fc.constant("valueSha256" as const), value: blob }),
    ),
  }),
  { nil: undefined },
);
const party = fc.array(record({ address: text, coins }), { maxLength: 3 });
roundTrip("MsgMultiSend", MsgMultiSend, record({ inputs: party, outputs: party }));
roundTrip(
  "MsgCreate",
  MsgCreate,
  record({ signer: text, namespace: text, key: blob, value: blob, lease }),
);
roundTrip("MsgDelete", MsgDelete, record({ signer: text, namespace: text, key: blob, condition }));
roundTrip(
  "TxRaw",
  TxRaw,
  record({ bodyBytes: blob, authInfoBytes: blob, signatures: fc.array(blob) }),
);
