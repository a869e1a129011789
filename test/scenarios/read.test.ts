import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToText, toBytes } from "../../app/client/bytes.ts";
import { page } from "../helpers/bank-chain.ts";
import { aliceAndBob, KvActor, numberedKeys } from "../helpers/kv-actor.ts";

/* Scenarios B of docs/bluzelle.md: counts and lists. */

const INVALID_REQUEST = "sdk/18";

function grantAll(alice: KvActor, grantee: string): void {
  alice.run("Grant", { grantee, permissions: [1, 2, 3, 4] });
}

test("B-4: a namespace without keys has none, before its first write and after its last", () => {
  const { alice } = aliceAndBob();
  const assertEmpty = (): void => {
    assert.deepEqual(alice.page(), { keys: [], nextKey: new Uint8Array(0) });
    assert.deepEqual(alice.entries(), []);
    assert.equal(alice.count(), 0n);
    assert.deepEqual(alice.shortest(10), []);
    assert.deepEqual(alice.myKeys(), []);
  };
  assertEmpty();
  alice.create("k");
  alice.delete("k");
  assertEmpty();
});

test("B-5: lists are in byte order, whoever wrote, and drop what is gone at once", () => {
  const { chain, alice, bob } = aliceAndBob();
  grantAll(alice, bob.address);
  const own = new KvActor(chain, bob.address, "own");
  for (const key of ["b", "B", "é", "a", "ab", "\0", "~"]) alice.create(key);
  bob.create("c");
  own.create("mine");
  assert.deepEqual(alice.keys(), ["\0", "B", "a", "ab", "b", "c", "~", "é"]);
  assert.deepEqual(bob.keys(), alice.keys());
  const mine = alice.keys().map((key) => `data:${key}`);
  assert.deepEqual([alice.myKeys(), bob.myKeys()], [mine, ["own:mine"]]);

  alice.delete("b");
  alice.rename("ab", "z");
  bob.renew("c", { seconds: 5n });
  chain.block(5n);
  assert.deepEqual(alice.keys(), ["\0", "B", "a", "z", "~", "é"]);
  assert.deepEqual(
    alice.myKeys(),
    alice.keys().map((key) => `data:${key}`),
  );
});

test("B-6: a list that is longer than a page has a cursor, and following it shows every key", () => {
  const { alice } = aliceAndBob();
  const keys = numberedKeys(2_000);
  alice.createAll(keys);
  assert.equal(alice.count(), 2_000n);
  const first = alice.page();
  assert.equal(first.keys.length, 100);
  assert.deepEqual(bytesToText(first.nextKey), keys[100]);
  assert.deepEqual(alice.keys(), keys);
  const owned: string[] = [];
  for (let key: Uint8Array = new Uint8Array(0); ;) {
    const answer = alice.chain.query("MyKeys", {
      owner: alice.address,
      pagination: page({ key, limit: 300n }),
    }) as { keys: { key: Uint8Array }[]; pagination: { nextKey: Uint8Array } };
    owned.push(...answer.keys.map((one) => String(bytesToText(one.key))));
    if (answer.pagination.nextKey.length === 0) break;
    key = answer.pagination.nextKey;
  }
  assert.deepEqual(owned, keys);
});

test("B-7: counts and lists cover the same keys as a query and in a transaction", () => {
  const { alice, bob } = aliceAndBob();
  grantAll(alice, bob.address);
  alice.create("a", "of alice");
  bob.create("b", "of bob");
  for (const actor of [alice, bob]) {
    const count = actor.run("Count");
    assert.deepEqual(count, actor.ask("Count"));
    assert.deepEqual(count, { count: 2n, sweepLagNs: 0n });
    assert.deepEqual(actor.run("Entries"), actor.ask("Entries"));
    assert.deepEqual(actor.run("Keys"), actor.ask("Keys"));
    assert.equal(actor.entries().length, 2);
  }
});

test("B-8: a list begins with a prefix, is of a size, goes on from a key, and runs backwards", () => {
  const { alice } = aliceAndBob();
  for (const key of ["a1", "a2", "a3", "b1", "b2", "b3"]) alice.create(key);
  const keysOf = (...args: Parameters<KvActor["page"]>) => alice.page(...args).keys;
  assert.deepEqual(keysOf({}, { limit: 3n }), ["a1", "a2", "a3"]);
  assert.deepEqual(keysOf({ prefix: "b" }), ["b1", "b2", "b3"]);
  assert.deepEqual(keysOf({ prefix: "1" }), []);
  const { nextKey } = alice.page({ prefix: "a" }, { limit: 2n });
  assert.deepEqual(keysOf({ prefix: "a" }, { limit: 2n, key: nextKey }), ["a3"]);
  assert.deepEqual(keysOf({ prefix: "a", start: "a4" }), []);
  const last = alice.page({}, { limit: 4n, reverse: true });
  assert.deepEqual(last.keys, ["b3", "b2", "b1", "a3"]);
  assert.deepEqual(keysOf({}, { limit: 4n, reverse: true, key: last.nextKey }), ["a2", "a1"]);
});

test("B-12: the leases that end first, in their order", () => {
  const { chain, alice } = aliceAndBob();
  alice.create("day", "v", { days: 1n });
  alice.create("hour", "v", { hours: 1n });
  alice.create("half", "v", { seconds: 30n });
  alice.create("minute", "v", { minutes: 1n });
  chain.block(3n);
  assert.deepEqual(alice.shortest(2), [
    ["half", 27n],
    ["minute", 57n],
  ]);
  assert.equal(alice.shortest(0), INVALID_REQUEST);
  assert.equal(alice.shortest(1_001), INVALID_REQUEST);
  chain.block(27n);
  assert.deepEqual(alice.shortest(1), [["minute", 30n]]);
  assert.equal(alice.has("half"), false);
});

test("B-15: a malformed request has a code, whichever part is wrong", () => {
  const { alice } = aliceAndBob();
  alice.create("k");
  const key = toBytes("k");
  const refused: [method: string, request: Record<string, unknown>, code: number | string][] = [
    ["Get", { key, namespace: "" }, 2],
    ["Get", { key, namespace: alice.address }, 2],
    ["Get", { key, namespace: `${alice.address}/UPPER` }, 2],
    ["Get", { namespace: alice.namespace }, 3],
    ["Keys", { pagination: page({ key, offset: 1n }) }, INVALID_REQUEST],
    ["Keys", { pagination: page({ offset: 10_001n }) }, INVALID_REQUEST],
    ["Entries", { pagination: page({ countTotal: true }) }, INVALID_REQUEST],
    ["MyKeys", { owner: alice.address, pagination: page({ key: Uint8Array.of(9) }) }, "sdk/18"],
    ["Rent", { key, valueBytes: 262_145n }, INVALID_REQUEST],
  ];
  for (const [method, request, code] of refused) {
    assert.equal(alice.ask(method, request), code, `${method} ${Object.keys(request).join()}`);
  }
});
