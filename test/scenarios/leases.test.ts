import assert from "node:assert/strict";
import { test } from "node:test";
import { toBytes } from "../../app/client/bytes.ts";
import type { Lease } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import { aliceAndBob, type KvActor, numberedKeys } from "../helpers/kv-actor.ts";
import { KvChain, NS } from "../helpers/kv-chain.ts";
import { Xorshift } from "../helpers/xorshift.ts";

/* Scenarios D of docs/bluzelle.md: how long a key stays, and what that costs. */

const KEY_NOT_FOUND = 7;
const MISSING_PERMISSION = 9;
const LEASE_TOO_LONG = 13;
const DAY = 86_400n;
const TEN_DAYS = 10n * DAY;

test("D1: without a lease a key gets ten days, exactly", () => {
  const { alice } = aliceAndBob();
  alice.create("k");
  assert.equal(alice.lease("k"), TEN_DAYS);
});

test("D2: days, hours, minutes and seconds add up, exactly", () => {
  const { alice } = aliceAndBob();
  const leases: [lease: Partial<Lease>, seconds: bigint][] = [
    [{ days: 1n, hours: 1n, minutes: 30n, seconds: 30n }, 91_830n],
    [{ days: 180n }, 15_552_000n],
    [{ seconds: 1n }, 1n],
    [{ minutes: 90n, seconds: 90n }, 5_490n],
    [{ days: 3_650n }, 315_360_000n],
  ];
  for (const [i, [lease, seconds]] of leases.entries()) {
    alice.create(`k${i}`, "v", lease);
    assert.equal(alice.lease(`k${i}`), seconds);
  }
  assert.equal(alice.create("beyond", "v", { days: 3_650n, seconds: 1n }), LEASE_TOO_LONG);
});

test("D4: a lease of nothing means the default for a new key and what it has for another", () => {
  const { chain, alice } = aliceAndBob({ params: { rentPrice: "0.01" } });
  const zero = { days: 0n, hours: 0n, minutes: 0n, seconds: 0n };
  alice.create("k".repeat(99), "v", zero);
  const key = "k".repeat(99);
  assert.equal(alice.lease(key), TEN_DAYS);
  assert.equal(chain.escrow, TEN_DAYS);
  alice.renew(key, { seconds: 100n });
  chain.block(10n);
  alice.update(key, "w", zero);
  assert.equal(alice.lease(key), 90n);
  assert.deepEqual(alice.shortest(1), [[key, 90n]]);
  assert.equal(chain.escrow, 90n);
  alice.renew(key, zero);
  assert.equal(alice.lease(key), TEN_DAYS);
  assert.deepEqual(alice.shortest(1), [[key, TEN_DAYS]]);
  assert.equal(chain.escrow, TEN_DAYS);
});

test("D6: a key is there in every block before its deadline and in none from it on", () => {
  const { chain, alice } = aliceAndBob();
  const created = chain.timeNs;
  alice.create("k", "v", { seconds: 7n });
  for (let i = 0; i < 10; i++) {
    assert.equal(alice.has("k"), chain.timeNs < created + 7n * NS, `${i} seconds later`);
    chain.block();
  }
});

test("D7: the remaining lease only shrinks, is never 0, and is what will happen", () => {
  const writes: Record<string, (alice: KvActor) => void> = {
    nothing: () => undefined,
    update: (alice) => alice.update("k", "w"),
    multiUpdate: (alice) => alice.multiUpdate([["k", "w"]]),
    append: (alice) => alice.run("Append", { key: toBytes("k"), value: toBytes("w") }),
    rename: (alice) => {
      alice.rename("k", "other");
      alice.rename("other", "k");
    },
  };
  for (const [name, write] of Object.entries(writes)) {
    const { chain, alice } = aliceAndBob();
    alice.create("k", "v", { seconds: 20n });
    chain.block(5n);
    write(alice);
    const seen: (bigint | undefined)[] = [];
    for (let i = 0; i < 17; i++) {
      seen.push(alice.lease("k"));
      assert.equal(alice.has("k"), seen[i] !== undefined, name);
      chain.block();
    }
    const left = Array.from({ length: 15 }, (_, i) => 15n - BigInt(i));
    assert.deepEqual(seen, [...left, undefined, undefined], name);
  }
});

test("D8: a renewal lengthens and shortens; what a shorter lease does not use comes back", () => {
  const { chain, alice, bob } = aliceAndBob({ params: { rentPrice: "0.01" } });
  const key = "k".repeat(99);
  alice.create(key, "v", { days: 1n });
  alice.renew(key, { days: 2n });
  assert.deepEqual([alice.lease(key), chain.escrow], [2n * DAY, 2n * DAY]);
  const before = chain.balance(alice.address);
  alice.renew(key, { seconds: 100n });
  assert.equal(alice.lease(key), 100n);
  assert.equal(chain.balance(alice.address) - before, 2n * DAY - 100n);
  assert.equal(alice.renew("absent"), KEY_NOT_FOUND);
  assert.equal(bob.renew(key), MISSING_PERMISSION);
});

test("D9: renewing all takes every key, however many messages it takes, and no key is no error", () => {
  const { alice } = aliceAndBob();
  assert.deepEqual(alice.run("RenewLeaseAll"), {
    revision: 0n,
    renewed: 0n,
    nextKey: new Uint8Array(0),
  });
  const keys = numberedKeys(2_500);
  alice.createAll(keys, "v", { seconds: 50n });
  for (const [lease, seconds] of [
    [{ hours: 1n }, 3_600n],
    [undefined, TEN_DAYS],
  ] as const) {
    let start: Uint8Array = new Uint8Array(0);
    let renewed = 0n;
    do {
      const answer = alice.run("RenewLeaseAll", { range: { start }, lease });
      renewed += (answer as { renewed: bigint }).renewed;
      start = (answer as { nextKey: Uint8Array }).nextKey;
    } while (start.length > 0);
    assert.equal(renewed, 2_500n);
    assert.ok(keys.every((key) => alice.lease(key) === seconds));
  }
});

test("D10: a longer lease is charged for what it is longer", () => {
  const { chain, alice } = aliceAndBob();
  const paid: bigint[] = [];
  let balance = chain.balance(alice.address);
  const pay = (write: () => unknown): void => {
    write();
    paid.push(balance - chain.balance(alice.address));
    balance = chain.balance(alice.address);
  };
  pay(() => alice.create("k", "v".repeat(199_999), { days: 10n }));
  pay(() => alice.renew("k", { days: 20n }));
  pay(() => alice.renew("k", { days: 40n }));
  // 200,000 bytes for ten days at 0.0000001, as often as there are ten days.
  assert.deepEqual(paid, [17_280n, 17_280n, 34_560n]);
});

test("D11: rent is bytes × seconds × price, rounded up to a whole unit", () => {
  const { alice } = aliceAndBob();
  const rows: [key: string, valueBytes: bigint, seconds: bigint, rent: string][] = [
    ["k", 199_999n, DAY, "1728"],
    ["k", 199_999n, 864n, "18"],
    ["k", 199_999n, 50n * DAY, "86400"],
    ["k", 199_999n, 77n * DAY, "133056"],
    ["k", 0n, 1n, "1"],
    ["k".repeat(10), 99_990n, 100n, "1"],
    ["k".repeat(11), 99_990n, 100n, "2"],
    ["k".repeat(1_024), 262_144n, 315_360_000n, "8299267"],
  ];
  for (const [key, valueBytes, seconds, rent] of rows) {
    const answer = alice.ask("Rent", { key: toBytes(key), valueBytes, lease: lease({ seconds }) });
    assert.deepEqual(answer, { denom: "ulaz", escrow: rent, charge: rent, refund: "0" });
  }
});

test("D12: a key whose lease has ended is gone for every reader, however far the sweep is", () => {
  const { chain, alice } = aliceAndBob({ params: { sweepEntriesMax: 1 } });
  const keys = ["a", "b", "c", "d", "e"];
  for (const key of keys) alice.create(key, "v", { seconds: 10n });
  alice.create("stays", "v", { seconds: 1_000n });
  chain.block(10n);
  assert.deepEqual(alice.keys(), ["stays"]);
  assert.deepEqual(alice.entries(), [["stays", "v"]]);
  assert.deepEqual(alice.myKeys(), ["data:stays"]);
  assert.deepEqual(alice.page({ prefix: "b" }).keys, []);
  assert.deepEqual(alice.shortest(5), [["stays", 990n]]);
  for (const key of keys) {
    assert.deepEqual([alice.get(key), alice.has(key)], [undefined, false]);
    assert.equal(alice.run("Read", { key: toBytes(key) }), KEY_NOT_FOUND);
  }
  // One was swept; the count has the others still, and says so.
  assert.deepEqual(alice.ask("Count"), { count: 5n, sweepLagNs: 1n });
  assert.deepEqual(alice.create("c", "again"), { revision: alice.record?.revision });
  for (let i = 0; i < 5; i++) chain.block();
  assert.deepEqual(alice.ask("Count"), { count: 2n, sweepLagNs: 0n });
  assert.deepEqual(alice.keys(), ["c", "stays"]);
});

test("D13: keys that end together are freed a bounded number a block, with one event each block", () => {
  const { chain, alice } = aliceAndBob();
  const keys = Array.from({ length: 4_000 }, (_, i) => `k${i}`);
  alice.createAll(keys, "v", { seconds: 10n });
  const counts: bigint[] = [];
  const events: number[] = [];
  chain.timeNs += 9n * NS;
  for (let i = 0; i < 5; i++) {
    events.push(chain.block().filter(({ type }) => type === "kv").length);
    counts.push(alice.record?.entries ?? -1n);
    assert.deepEqual(alice.keys(), []);
  }
  assert.deepEqual(counts, [3_000n, 2_000n, 1_000n, 0n, 0n]);
  assert.deepEqual(events, [1, 1, 1, 1, 0]);
});

test("D14: many large keys with random leases end one by one while others are written", () => {
  for (const count of [50, 100, 200]) {
    const { chain, alice } = aliceAndBob();
    const random = new Xorshift(count);
    const value = "v".repeat(55_000);
    const seconds = Array.from({ length: count }, () => BigInt(1 + random.below(60)));
    for (const [i, one] of seconds.entries()) alice.create(`k${i}`, value, { seconds: one });
    const median = [...seconds].sort((a, b) => Number(a - b))[count / 2] ?? 0n;
    for (let now = 1n; now <= 60n; now += 1n) {
      chain.block();
      alice.upsert("counter", `${now}`, { days: 1n });
      const left = seconds.filter((one) => one > now).length;
      assert.equal(alice.count(), BigInt(left) + 1n);
      assert.equal(alice.keys({ prefix: "k" }).length, left);
      if (now === median) assert.ok(left <= count / 2, `${left} of ${count} at the median`);
    }
    assert.deepEqual(alice.entries(), [["counter", "60"]]);
  }
});

test("D15: the time to live is asked for, set, and made as long as it can be", () => {
  const { chain, alice } = aliceAndBob();
  alice.create("k");
  assert.equal(alice.lease("k"), TEN_DAYS);
  alice.renew("k", { seconds: 5n });
  assert.equal(alice.lease("k"), 5n);
  alice.renew("k", { days: 3_650n });
  assert.equal(alice.lease("k"), 3_650n * DAY);
  alice.renew("k", { seconds: 5n });
  chain.block(5n);
  assert.equal(alice.lease("k"), undefined);
  assert.equal(alice.renew("k"), KEY_NOT_FOUND);
});

test("D16: a key that ends or is deleted takes nothing of another's with it", () => {
  const { chain, alice } = aliceAndBob();
  const neighbours = ["x", "x\0", "x\0y", "x\0y\0z", "\0", "\0x", "xy", "\u00ff"];
  for (const gone of neighbours) {
    const others = neighbours.filter((key) => key !== gone);
    for (const end of [() => alice.delete(gone), () => chain.block(10n)]) {
      alice.create(gone, "v", { seconds: 10n });
      for (const key of others) alice.create(key, "v", { seconds: 50n });
      end();
      assert.equal(alice.has(gone), false);
      assert.deepEqual(alice.keys().sort(), [...others].sort());
      assert.deepEqual(
        alice.myKeys(),
        alice.keys().map((key) => `data:${key}`),
      );
      assert.equal((alice.shortest(100) as unknown as unknown[]).length, others.length);
      // Genesis refuses counts and deadlines that are not those of the entries.
      assert.deepEqual(new KvChain(["alice"], { genesis: chain.export() }).records, chain.records);
      for (const key of others) alice.delete(key);
      assert.equal(alice.count(), 0n);
    }
  }
});

function lease(parts: Partial<Lease>): Lease {
  return { days: 0n, hours: 0n, minutes: 0n, seconds: 0n, ...parts };
}
