import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../../../app/core/bytes.ts";
import {
  KEY_BYTES_MAX,
  LEASE_SECONDS_MAX,
  RENT_PRICE_MAX,
  VALUE_BYTES_MAX,
} from "../../../../modules/kv/limits.ts";
import { FUNDS, KvChain } from "../../../helpers/kv-chain.ts";
import { createSigner } from "../../../helpers/tx.ts";

const owner = createSigner("owner").address;
const helper = createSigner("helper").address;
const N = `${owner}/n`;
const key = utf8("k");
const NO_FUNDS = "sdk/5";

type Fields = Readonly<Record<string, unknown>>;

/** A price of 1 for a byte and second makes the sums plain. */
function priced(rentPrice: string, funds: readonly bigint[] = []) {
  const chain = new KvChain(["owner", "helper"], { params: { rentPrice }, funds });
  const run = (name: string, fields: Fields, signer = owner): unknown =>
    chain.attempt(signer, name, { namespace: N, ...fields });
  /** What everybody has: owner, helper, module, fee collector. */
  const purses = (): bigint[] => [
    chain.balance(owner),
    chain.balance(helper),
    chain.escrow,
    chain.collected,
  ];
  return { chain, run, purses };
}

const bytes = (size: number): Uint8Array => new Uint8Array(size);
const seconds = (count: bigint) => ({ lease: { seconds: count } });

test("rent is charged on create, used by time, and given back on delete", () => {
  const { chain, run, purses } = priced("1");
  run("Create", { key, value: bytes(9), ...seconds(100n) });
  assert.deepEqual(purses(), [FUNDS - 1_000n, FUNDS, 1_000n, 0n]);
  chain.block(30n);
  run("Delete", { key });
  assert.deepEqual(purses(), [FUNDS - 300n, FUNDS, 0n, 300n]);
});

const changes: readonly [what: string, name: string, fields: Fields, escrow: bigint][] = [
  ["a smaller value", "Update", { value: bytes(4) }, 350n],
  ["a larger value", "Update", { value: bytes(19) }, 1_400n],
  ["a shorter lease", "RenewLease", seconds(10n), 100n],
  ["a longer lease", "RenewLease", seconds(200n), 2_000n],
  ["a longer key", "Rename", { newKey: bytes(11) }, 1_400n],
  ["a longer value", "Append", { value: bytes(10) }, 1_400n],
];
for (const [what, name, fields, escrow] of changes) {
  test(`after 30 of 100 seconds ${what}: the used part is paid, the rest follows the new size and lease`, () => {
    const { chain, run, purses } = priced("1");
    run("Create", { key, value: bytes(9), ...seconds(100n) });
    chain.block(30n);
    run(name, { key, ...fields });
    assert.deepEqual(purses(), [FUNDS - 300n - escrow, FUNDS, escrow, 300n]);
    assert.equal(chain.entry(N, name === "Rename" ? bytes(11) : key)?.escrow, escrow);
  });
}

test("a rename to a shorter key gives back, to a longer one charges", () => {
  const { chain, run, purses } = priced("1");
  const long = utf8("a long key");
  run("Create", { key: long, value: bytes(0), ...seconds(100n) });
  chain.block(50n);
  run("Rename", { key: long, newKey: key });
  assert.deepEqual(purses(), [FUNDS - 500n - 50n, FUNDS, 50n, 500n]);
  run("Rename", { key, newKey: long });
  assert.deepEqual(purses(), [FUNDS - 500n - 500n, FUNDS, 500n, 500n]);
});

test("an entry whose lease ends has used all, in the sweep and under a new write alike", () => {
  for (const isSwept of [true, false]) {
    const { chain, run, purses } = priced("1");
    run("Create", { key, value: bytes(9), ...seconds(100n) });
    if (isSwept) chain.block(1_000n);
    else chain.timeNs += 1_000n * 1_000_000_000n;
    run("Create", { key, value: bytes(4), ...seconds(2n) });
    assert.deepEqual(purses(), [FUNDS - 1_010n, FUNDS, 10n, 1_000n]);
  }
});

test("a price of 0 costs nothing and moves nothing", () => {
  const { chain, run, purses } = priced("0", [1n]);
  assert.deepEqual(run("Create", { key, value: bytes(1_000) }), { revision: 1n });
  chain.block(5n);
  assert.deepEqual(run("Delete", { key }), { revision: 2n });
  assert.deepEqual(purses(), [1n, FUNDS, 0n, 0n]);
});

test("the rent of the largest entry for the longest lease at the highest price fits", () => {
  const funds = 1n << 63n;
  const params = { rentPrice: RENT_PRICE_MAX.toString(), leaseSecondsMax: LEASE_SECONDS_MAX };
  const chain = new KvChain(["owner"], { params, funds: [funds] });
  const fields = { namespace: N, key: bytes(KEY_BYTES_MAX), value: bytes(VALUE_BYTES_MAX) };
  chain.run(owner, "Create", { ...fields, ...seconds(LEASE_SECONDS_MAX) });
  const escrow = BigInt(KEY_BYTES_MAX + VALUE_BYTES_MAX) * LEASE_SECONDS_MAX * RENT_PRICE_MAX;
  assert.ok(escrow < 1n << 63n);
  assert.equal(chain.entry(N, fields.key)?.escrow, escrow);
  const again = new KvChain(["owner"], { genesis: chain.export() });
  assert.deepEqual(again.records, chain.records);
  chain.run(owner, "Delete", { namespace: N, key: fields.key });
  assert.equal(chain.balance(owner), funds);
});

test("who cannot pay is refused with sdk/5, and nothing changes; who can to the last coin is not", () => {
  for (const [funds, isEnough] of [
    [1_000n, true],
    [999n, false],
  ] as const) {
    const { chain, run, purses } = priced("1", [funds]);
    const before = [chain.records, purses()];
    const outcome = run("Create", { key, value: bytes(9), ...seconds(100n) });
    assert.deepEqual(outcome, isEnough ? { revision: 1n } : NO_FUNDS);
    if (!isEnough) assert.deepEqual([chain.records, purses()], before);
  }
});

test("an owner pays with what the same message frees", () => {
  const { run, purses } = priced("1", [1_000n]);
  run("Create", { key, value: bytes(9), ...seconds(100n) });
  assert.deepEqual(purses(), [0n, FUNDS, 1_000n, 0n]);
  const create = { key: utf8("z"), value: bytes(9), ...seconds(100n) };
  assert.equal(run("Create", create), NO_FUNDS);
  const operations = [
    { operation: { $case: "create", value: create } },
    { operation: { $case: "delete", value: { key } } },
  ];
  assert.equal(typeof run("Batch", { operations }), "object");
  assert.deepEqual(purses(), [0n, FUNDS, 1_000n, 0n]);
});

test("a grantee pays for what they write, and what they free goes to the owner: never one for the other", () => {
  const { run, purses } = priced("1", [FUNDS, 600n]);
  run("Create", { key, value: bytes(9), ...seconds(100n) });
  run("Grant", { grantee: helper, permissions: [1, 2, 3, 4] });
  const operations = [
    { operation: { $case: "delete", value: { key } } },
    {
      operation: {
        $case: "create",
        value: { key: utf8("z"), value: bytes(4), ...seconds(100n) },
      },
    },
  ];
  assert.equal(typeof run("Batch", { operations }, helper), "object");
  assert.deepEqual(purses(), [FUNDS, 100n, 500n, 0n]);
  // Now they have too little, though the batch frees enough for the owner.
  const swap = [
    { operation: { $case: "delete", value: { key: utf8("z") } } },
    { operation: { $case: "create", value: { key, value: bytes(4), ...seconds(100n) } } },
  ];
  assert.equal(run("Batch", { operations: swap }, helper), NO_FUNDS);
  assert.deepEqual(purses(), [FUNDS, 100n, 500n, 0n]);
});

test("after a transfer what is freed goes to the new owner, whoever paid for it", () => {
  const { run, purses } = priced("1");
  run("Create", { key, value: bytes(9), ...seconds(100n) });
  run("OfferNamespace", { newOwner: helper });
  run("AcceptNamespace", {}, helper);
  run("Delete", { key }, helper);
  assert.deepEqual(purses(), [FUNDS - 1_000n, FUNDS + 1_000n, 0n, 0n]);
});

test("each part of a block rounds up: a value updated in every block costs the formula, and one unit a block at most", () => {
  for (const price of ["0.0000001", "0.013", "0.7", "1.000000000000000001"]) {
    const { chain, run } = priced(price);
    run("Create", { key, value: bytes(9), ...seconds(100n) });
    let expected = 0n;
    const [whole = "", fraction = ""] = price.split(".");
    const units = BigInt(whole + fraction.padEnd(18, "0"));
    const rent = (time: bigint): bigint => (10n * time * units + 10n ** 18n - 1n) / 10n ** 18n;
    for (let i = 0; i < 50; i++) {
      chain.block(1n);
      run("Update", { key, value: bytes(9) });
      expected += rent(1n);
      assert.equal(chain.collected, expected);
      assert.equal(chain.escrow, rent(99n - BigInt(i)));
    }
    assert.ok(chain.collected <= rent(50n) + 50n);
    // Blocks of the same time, or many updates in one, use nothing more.
    for (let i = 0; i < 5; i++) run("Update", { key, value: bytes(9) });
    assert.equal(chain.collected, expected);
  }
});

for (const [price, waitSeconds, isEnded] of [
  ["50", 10n, false],
  ["50", 200n, true],
  // An entry whose lease has ended has used all, though the price of today would leave something.
  ["0.1", 200n, true],
] as const) {
  test(`under a later price of ${price} no more is used in ${waitSeconds} seconds than is held, and all by the end`, () => {
    const { chain, run } = priced("1");
    run("Create", { key, value: bytes(9), ...seconds(100n) });
    const genesis = chain.export();
    const kv = genesis.kv as { params: object };
    const later = { ...genesis, kv: { ...kv, params: { ...kv.params, rent_price: price } } };
    const again = new KvChain(["owner", "helper"], { genesis: later });
    again.block(waitSeconds);
    if (!isEnded) again.run(owner, "Delete", { namespace: N, key });
    assert.deepEqual([again.escrow, again.collected], [0n, 1_000n]);
    assert.equal(again.balance(owner), FUNDS - 1_000n);
  });
}

test("a quote is what the write then costs, and what it then gives back", () => {
  const { chain, run } = priced("0.7");
  for (const [size, time, wait] of [
    [9, 100n, 0n],
    [90, 0n, 7n],
    [3, 0n, 5n],
    [30, 500n, 50n],
  ] as const) {
    chain.block(wait);
    const lease = { days: 0n, hours: 0n, minutes: 0n, seconds: time };
    const quote = chain.query("Rent", { namespace: N, key, valueBytes: BigInt(size), lease });
    const before = chain.balance(owner);
    run("Upsert", { key, value: bytes(size), lease });
    const paid = BigInt(quote["charge"] as string) - BigInt(quote["refund"] as string);
    assert.equal(before - chain.balance(owner), paid);
    assert.equal(chain.entry(N, key)?.escrow.toString(), quote["escrow"]);
  }
});
