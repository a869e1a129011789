import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../../../app/core/bytes.ts";
import {
  BULK_ENTRIES_MAX,
  KEY_BYTES_MAX,
  OPERATIONS_MAX,
  VALUE_BYTES_MAX,
} from "../../../../modules/kv/limits.ts";
import { KvChain, NS, START_NS } from "../../../helpers/kv-chain.ts";
import { createSigner } from "../../../helpers/tx.ts";

const owner = createSigner("owner").address;
const N = `${owner}/n`;
const KEY_TOO_LARGE = 4;
const VALUE_TOO_LARGE = 5;
const NOT_AN_INTEGER = 11;
const OVERFLOW = 12;
const TOO_LONG = 13;
const INVALID = 14;
const TOO_MANY = 15;

type Fields = Readonly<Record<string, unknown>>;

const SMALL = {
  keyBytesMax: 8,
  valueBytesMax: 16,
  operationsMax: 3,
  bulkEntriesMax: 4,
  leaseSecondsDefault: 50n,
  leaseSecondsMax: 100n,
  rentPrice: "0",
};
const LARGE = {
  keyBytesMax: KEY_BYTES_MAX,
  valueBytesMax: VALUE_BYTES_MAX,
  operationsMax: OPERATIONS_MAX,
  bulkEntriesMax: BULK_ENTRIES_MAX,
  leaseSecondsMax: 3_153_600_000n,
  rentPrice: "0",
};

const key = utf8("k");
const absent = utf8("z");
const filled = (size: number): Uint8Array => new Uint8Array(size).fill(0x61);

/** A chain where `k` and a key of the given size hold "1". */
function chainWith(params: object, size = 0): KvChain {
  const chain = new KvChain(["owner"], { params });
  for (const one of [key, ...(size > 0 ? [filled(size)] : [])]) {
    chain.run(owner, "Create", { namespace: N, key: one, value: utf8("1") });
  }
  return chain;
}

function attempt(chain: KvChain, name: string, fields: Fields): unknown {
  const before = chain.records;
  const outcome = chain.attempt(owner, name, { namespace: N, ...fields });
  if (typeof outcome !== "object") assert.deepEqual(chain.records, before, "nothing has changed");
  return typeof outcome === "object" ? "done" : outcome;
}

/** A message as the only operation of a batch, and after another. */
function inBatches(name: string, fields: Fields): Fields[] {
  const { condition, ...value } = fields;
  const $case = name.charAt(0).toLowerCase() + name.slice(1);
  const operation = { condition, operation: { $case, value } };
  const first = { operation: { $case: "upsert", value: { key: utf8("first"), value: key } } };
  return [{ operations: [operation] }, { operations: [first, operation] }];
}

/** Both chains' limits: those of the parameters, and those of the software. */
const sizes = [
  ["a parameter", SMALL],
  ["the software", LARGE],
] as const;

type Sized = (size: number) => Fields;

const keyed: readonly [name: string, toFields: Sized, isPresent: boolean][] = [
  ["Create", (size) => ({ key: filled(size) }), false],
  ["Update", (size) => ({ key: filled(size) }), true],
  ["Upsert", (size) => ({ key: filled(size) }), false],
  ["Delete", (size) => ({ key: filled(size) }), true],
  ["Rename", (size) => ({ key: filled(size), newKey: absent }), true],
  ["Rename", (size) => ({ key, newKey: filled(size) }), false],
  ["Increment", (size) => ({ key: filled(size), by: 1n }), false],
  ["Append", (size) => ({ key: filled(size) }), false],
  ["RenewLease", (size) => ({ key: filled(size) }), true],
  ["MultiUpdate", (size) => ({ entries: [{ key }, { key: filled(size) }] }), true],
];
for (const [whose, params] of sizes) {
  for (const [name, toFields, isPresent] of keyed) {
    const max = params.keyBytesMax;
    test(`${name} of ${Object.keys(toFields(1)).join(", ")}: ${max} bytes of key, the limit of ${whose}`, () => {
      const run = (fields: Fields, message = name): unknown =>
        attempt(chainWith(params, isPresent ? max : 0), message, fields);
      assert.equal(run(toFields(max)), "done");
      assert.equal(run(toFields(max + 1)), KEY_TOO_LARGE);
      assert.equal(run(toFields(0)), 3);
      for (const batch of inBatches(name, toFields(max))) assert.equal(run(batch, "Batch"), "done");
      for (const batch of inBatches(name, toFields(max + 1))) {
        assert.equal(run(batch, "Batch"), KEY_TOO_LARGE);
      }
    });
  }
}

const valued: readonly [name: string, toFields: Sized][] = [
  ["Create", (size) => ({ key: absent, value: filled(size) })],
  ["Update", (size) => ({ key, value: filled(size) })],
  ["Upsert", (size) => ({ key: absent, value: filled(size) })],
  ["Append", (size) => ({ key: absent, value: filled(size) })],
  // To the one byte that is there.
  ["Append", (size) => ({ key, value: filled(size - 1) })],
  ["MultiUpdate", (size) => ({ entries: [{ key }, { key, value: filled(size) }] })],
];
for (const [whose, params] of sizes) {
  for (const [name, toFields] of valued) {
    const max = params.valueBytesMax;
    test(`${name} of ${JSON.stringify(Object.keys(toFields(1)))}: ${max} bytes of value, the limit of ${whose}`, () => {
      const run = (fields: Fields, message = name): unknown =>
        attempt(chainWith(params), message, fields);
      assert.equal(run(toFields(max)), "done");
      assert.equal(run(toFields(max + 1)), VALUE_TOO_LARGE);
      for (const batch of inBatches(name, toFields(max + 1))) {
        assert.equal(run(batch, "Batch"), VALUE_TOO_LARGE);
      }
    });
  }
}

test("an increment cannot make a value larger than the parameter allows", () => {
  const chain = chainWith({ ...SMALL, valueBytesMax: 2 });
  assert.equal(attempt(chain, "Increment", { key, by: 98n }), "done");
  assert.equal(attempt(chain, "Increment", { key, by: 1n }), VALUE_TOO_LARGE);
  const empty = new KvChain(["owner"], { params: { valueBytesMax: 0 } });
  assert.equal(attempt(empty, "Create", { key }), "done");
  assert.equal(attempt(empty, "Increment", { key: absent, by: 0n }), VALUE_TOO_LARGE);
});

for (const [whose, params] of sizes) {
  const max = params.operationsMax;
  test(`${max} operations of a batch and entries of a multi-update, the limit of ${whose}`, () => {
    const entries = (count: number) => Array.from({ length: count }, () => ({ key }));
    const operations = (count: number) =>
      Array.from({ length: count }, () => ({ operation: { $case: "upsert", value: { key } } }));
    const chain = chainWith(params);
    assert.equal(attempt(chain, "MultiUpdate", { entries: entries(max) }), "done");
    assert.equal(attempt(chain, "MultiUpdate", { entries: entries(max + 1) }), TOO_MANY);
    assert.equal(attempt(chain, "MultiUpdate", { entries: [] }), INVALID);
    assert.equal(attempt(chain, "Batch", { operations: operations(max) }), "done");
    assert.equal(attempt(chain, "Batch", { operations: operations(max + 1) }), TOO_MANY);
    assert.equal(attempt(chain, "Batch", { operations: [] }), INVALID);
    const nested = { operation: { $case: "multiUpdate", value: { entries: entries(max + 1) } } };
    assert.equal(attempt(chain, "Batch", { operations: [nested] }), TOO_MANY);
    assert.equal(chain.record(N)?.revision, BigInt(1 + 2 * max));
  });
}

for (const [whose, params] of sizes) {
  const max = params.bulkEntriesMax;
  test(`delete-all and renew-lease-all change ${max} entries, the limit of ${whose}`, () => {
    for (const name of ["DeleteAll", "RenewLeaseAll"]) {
      const chain = chainWith(params);
      assert.equal(attempt(chain, name, { limit: max }), "done");
      assert.equal(attempt(chain, name, { limit: max + 1 }), TOO_MANY);
      assert.equal(attempt(chain, name, { limit: 0xffff_ffff }), TOO_MANY);
      for (const batch of inBatches(name, { limit: max + 1 })) {
        assert.equal(attempt(chain, "Batch", batch), TOO_MANY);
      }
    }
  });
}

/** Creates keys of two bytes in one namespace. */
function fill(chain: KvChain, count: number, value: Uint8Array): void {
  for (let from = 0; from < count; from += 1_000) {
    const operations = Array.from({ length: Math.min(1_000, count - from) }, (_, i) => ({
      operation: {
        $case: "create",
        value: { key: Uint8Array.of((from + i) >> 8, (from + i) & 0xff), value },
      },
    }));
    chain.run(owner, "Batch", { namespace: N, operations });
  }
}

test("delete-all of 2,500 entries takes three messages, each going on where the last one ended", () => {
  const chain = new KvChain(["owner"], { params: { rentPrice: "0" } });
  fill(chain, 2_500, utf8("v"));
  const steps: unknown[] = [];
  let start: unknown = new Uint8Array(0);
  do {
    const { response } = chain.run(owner, "DeleteAll", { namespace: N, range: { start } });
    steps.push([response["deleted"], chain.record(N)?.entries]);
    start = response["nextKey"];
  } while ((start as Uint8Array).length > 0);
  assert.deepEqual(steps, [
    [1_000n, 1_500n],
    [1_000n, 500n],
    [500n, 0n],
  ]);
});

test("delete-all and renew-lease-all look at 4 MiB and no more", () => {
  for (const [name, count] of [
    ["DeleteAll", "deleted"],
    ["RenewLeaseAll", "renewed"],
  ] as const) {
    const chain = new KvChain(["owner"], { params: { rentPrice: "0" } });
    // 15 entries of 262,146 bytes are below 4,194,304; a sixteenth of 262,112 is the last that fits.
    fill(chain, 15, new Uint8Array(VALUE_BYTES_MAX));
    const last = 4_194_304 - 15 * (VALUE_BYTES_MAX + 2) - 2;
    const next = { namespace: N, key: Uint8Array.of(1, 0) };
    chain.run(owner, "Create", { ...next, value: new Uint8Array(last) });
    chain.run(owner, "Create", { namespace: N, key: Uint8Array.of(2), value: new Uint8Array(0) });
    const first = chain.run(owner, name, { namespace: N }).response;
    assert.deepEqual([first[count], first["nextKey"]], [16n, Uint8Array.of(2)], name);
    chain.run(owner, "Upsert", { ...next, value: new Uint8Array(last + 1) });
    const range = { end: Uint8Array.of(2) };
    const again = chain.run(owner, name, { namespace: N, range }).response;
    const wanted = name === "DeleteAll" ? [1n, new Uint8Array(0)] : [15n, next.key];
    assert.deepEqual([again[count], again["nextKey"]], wanted, name);
  }
});

const MAX64 = (1n << 64n) - 1n;
const leases: readonly [name: string, lease: Fields, isTaken: boolean][] = [
  ["the longest", { seconds: 100n }, true],
  ["the longest, in parts", { minutes: 1n, seconds: 40n }, true],
  ["a second more", { seconds: 101n }, false],
  ["a second more, in parts", { minutes: 1n, seconds: 41n }, false],
  ["seconds of 64 bits", { seconds: MAX64 }, false],
  ["days of 64 bits", { days: MAX64 }, false],
  ["all parts of 64 bits", { days: MAX64, hours: MAX64, minutes: MAX64, seconds: MAX64 }, false],
  // 60 × 3 × 2^62 is 0 modulo 2^64.
  ["parts that would wrap round to 5", { minutes: (1n << 62n) * 3n, seconds: 5n }, false],
  ["none", {}, true],
];
const leased: readonly [name: string, fields: Fields][] = [
  ["Create", { key: absent }],
  ["Update", { key }],
  ["Upsert", { key }],
  ["Increment", { key, by: 1n }],
  ["Append", { key }],
  ["RenewLease", { key }],
  ["RenewLeaseAll", {}],
];
for (const [name, lease, isTaken] of leases) {
  test(`a lease: ${name}`, () => {
    for (const [message, fields] of leased) {
      const all = { ...fields, lease };
      const expected = isTaken ? "done" : TOO_LONG;
      assert.equal(attempt(chainWith(SMALL), message, all), expected, message);
      for (const batch of inBatches(message, all)) {
        assert.equal(attempt(chainWith(SMALL), "Batch", batch), expected, message);
      }
    }
  });
}

test("a lease of the default is given to what asks for none, and an update keeps what there is", () => {
  const chain = chainWith(SMALL);
  assert.equal(chain.entry(N, key)?.leaseDeadlineNs, START_NS + 50n * NS);
  chain.timeNs += 10n * NS;
  attempt(chain, "Update", { key });
  assert.equal(chain.entry(N, key)?.leaseDeadlineNs, START_NS + 50n * NS);
  attempt(chain, "RenewLease", { key });
  assert.equal(chain.entry(N, key)?.leaseDeadlineNs, START_NS + 60n * NS);
});

test("a lease that ends after the last nanosecond of 64 bits is refused", () => {
  for (const [message, fields] of leased.filter(([name]) => name !== "Update")) {
    for (const [seconds, expected] of [
      [99n, "done"],
      [100n, TOO_LONG],
    ] as const) {
      const chain = new KvChain(["owner"], { params: SMALL });
      chain.timeNs = MAX64 - 100n * NS + 1n;
      chain.run(owner, "Create", { namespace: N, key, value: utf8("1"), lease: { seconds: 9n } });
      const outcome = attempt(chain, message, { ...fields, lease: { seconds } });
      assert.equal(outcome, expected, message);
    }
  }
});

const INT64_MAX = (1n << 63n) - 1n;
const INT64_MIN = -(1n << 63n);
const increments: readonly [held: string | Uint8Array | undefined, by: bigint, result: unknown][] =
  [
    [undefined, INT64_MAX, INT64_MAX],
    [undefined, INT64_MIN, INT64_MIN],
    [undefined, 0n, 0n],
    ["0", -1n, -1n],
    ["-1", 1n, 0n],
    [INT64_MAX.toString(), 0n, INT64_MAX],
    [INT64_MAX.toString(), 1n, OVERFLOW],
    [INT64_MAX.toString(), INT64_MIN, -1n],
    [INT64_MIN.toString(), -1n, OVERFLOW],
    [INT64_MIN.toString(), INT64_MAX, -1n],
    [INT64_MIN.toString(), INT64_MIN, OVERFLOW],
    ["9223372036854775808", -1n, NOT_AN_INTEGER],
    ["-9223372036854775809", 1n, NOT_AN_INTEGER],
    ["10000000000000000000", 0n, NOT_AN_INTEGER],
    ["", 1n, NOT_AN_INTEGER],
    ["+1", 1n, NOT_AN_INTEGER],
    ["01", 1n, NOT_AN_INTEGER],
    ["00", 1n, NOT_AN_INTEGER],
    ["-0", 1n, NOT_AN_INTEGER],
    ["-01", 1n, NOT_AN_INTEGER],
    ["-", 1n, NOT_AN_INTEGER],
    [" 1", 1n, NOT_AN_INTEGER],
    ["1 ", 1n, NOT_AN_INTEGER],
    ["1\n", 1n, NOT_AN_INTEGER],
    ["1e3", 1n, NOT_AN_INTEGER],
    ["0x1", 1n, NOT_AN_INTEGER],
    ["1.0", 1n, NOT_AN_INTEGER],
    ["1_000", 1n, NOT_AN_INTEGER],
    ["\u0661", 1n, NOT_AN_INTEGER],
    ["\ufeff1", 1n, NOT_AN_INTEGER],
    [Uint8Array.of(0xff), 1n, NOT_AN_INTEGER],
    [Uint8Array.of(0x31, 0xc3), 1n, NOT_AN_INTEGER],
    ["1".repeat(10_000), 1n, NOT_AN_INTEGER],
  ];
for (const [held, by, result] of increments) {
  const shown = typeof held === "string" ? JSON.stringify(held.slice(0, 30)) : String(held);
  test(`an increment of ${shown} by ${by}`, () => {
    const chain = new KvChain(["owner"]);
    if (held !== undefined) {
      const value = typeof held === "string" ? utf8(held) : held;
      chain.run(owner, "Create", { namespace: N, key, value });
    }
    const before = chain.records;
    const outcome = chain.attempt(owner, "Increment", { namespace: N, key, by });
    if (typeof result === "number") {
      assert.equal(outcome, result);
      assert.deepEqual(chain.records, before);
      return;
    }
    assert.equal((outcome as { value: bigint }).value, result);
    assert.deepEqual(chain.entry(N, key)?.value, utf8(String(result)));
  });
}

const hash = new Uint8Array(32);
/** Operations that are refused before any fee is taken: without a look at the state. */
const malformed: readonly (readonly [name: string, operation: unknown, code: number])[] = [
  ["no operation", {}, INVALID],
  ["an empty condition", { condition: {}, operation: upsert() }, INVALID],
  ["absent that is false", withCondition({ $case: "absent", value: false }), INVALID],
  ["present that is false", withCondition({ $case: "present", value: false }), INVALID],
  ["a short hash", withCondition({ $case: "valueSha256", value: hash.slice(1) }), INVALID],
  ["a long hash", withCondition({ $case: "valueSha256", value: new Uint8Array(33) }), INVALID],
  ["no hash", withCondition({ $case: "valueSha256", value: new Uint8Array(0) }), INVALID],
  ...["multiUpdate", "deleteAll", "renewLeaseAll"].map(
    ($case) =>
      [
        `a condition of ${$case}`,
        {
          condition: { condition: { $case: "present", value: true } },
          operation: { $case, value: $case === "multiUpdate" ? { entries: [{ key }] } : {} },
        },
        INVALID,
      ] as const,
  ),
];

function upsert() {
  return { $case: "upsert", value: { key } };
}

function withCondition(condition: object) {
  return { condition: { condition }, operation: upsert() };
}

for (const [name, operation, code] of malformed) {
  test(`an operation is refused before the fee: ${name}`, () => {
    const chain = chainWith(SMALL);
    const route = chain.module.messages?.find(({ typeUrl }) => typeUrl.endsWith(".MsgBatch"));
    const request = route?.request as unknown as { fromPartial(fields: Fields): unknown };
    const batch = { signer: owner, namespace: N, operations: [{ operation: upsert() }, operation] };
    const message = request.fromPartial(batch);
    assert.throws(() => route?.handler.validate?.(message, chain.context()), {
      code,
      message: /^operation 1: /,
    });
    assert.equal(attempt(chain, "Batch", { operations: [operation] }), code);
  });
}
