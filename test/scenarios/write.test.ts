import assert from "node:assert/strict";
import { test } from "node:test";
import { toBytes } from "../../app/client/bytes.ts";
import { aliceAndBob, KvActor, numberedKeys } from "../helpers/kv-actor.ts";

/* Scenarios C of docs/bluzelle.md: what changes a key, and who may. */

const KEY_EXISTS = 6;
const KEY_NOT_FOUND = 7;
const MISSING_PERMISSION = 9;
const INVALID_OPERATION = 14;
const TEN_DAYS = 864_000n;

test("C1: an update changes the value, to an empty one too, and an absent key is refused", () => {
  const { alice } = aliceAndBob();
  alice.create("k", "old");
  assert.deepEqual(alice.update("k", "new"), { revision: 2n });
  assert.equal(alice.get("k"), "new");
  alice.update("k", "");
  assert.equal(alice.get("k"), "");
  assert.equal(alice.update("absent", "v"), KEY_NOT_FOUND);
});

test("C2: a stranger gets the same code for every write, and nothing changes", () => {
  const { chain, alice, bob } = aliceAndBob();
  alice.create("k", "v");
  const before = chain.records;
  const key = toBytes("k");
  const writes: [name: string, fields: Record<string, unknown>][] = [
    ["Create", { key: toBytes("new") }],
    ["Update", { key }],
    ["Upsert", { key }],
    ["Upsert", { key: toBytes("new") }],
    ["Append", { key, value: key }],
    ["Increment", { key: toBytes("n"), by: 1n }],
    ["Delete", { key }],
    ["Rename", { key, newKey: toBytes("other") }],
    ["RenewLease", { key }],
    ["MultiUpdate", { entries: [{ key, value: key }] }],
    ["DeleteAll", {}],
    ["RenewLeaseAll", {}],
    ["Batch", { operations: [{ operation: { $case: "delete", value: { key } } }] }],
  ];
  for (const [name, fields] of writes) {
    assert.equal(bob.run(name, fields), MISSING_PERMISSION, name);
  }
  assert.deepEqual(chain.records, before);
});

test("C3: only the namespace's owner creates in it, and whom the owner lets", () => {
  const { alice, bob } = aliceAndBob();
  alice.create("a");
  assert.equal(bob.create("b"), MISSING_PERMISSION);
  alice.run("Grant", { grantee: bob.address, permissions: [1], prefix: toBytes("b/") });
  assert.equal(bob.create("b"), MISSING_PERMISSION);
  assert.deepEqual(bob.create("b/1"), { revision: 2n });
  assert.equal(bob.update("b/1", "v"), MISSING_PERMISSION);
  assert.deepEqual(alice.update("b/1", "of alice"), { revision: 3n });
  alice.run("Revoke", { grantee: bob.address, prefix: toBytes("b/") });
  assert.equal(bob.create("b/2"), MISSING_PERMISSION);
});

test("C4: an update without a lease keeps the one there is, and pays for what it uses", () => {
  const { chain, alice } = aliceAndBob({ params: { rentPrice: "0.01" } });
  alice.create("k", "v".repeat(99), { seconds: 1_000n });
  assert.equal(chain.escrow, 1_000n);
  chain.block(400n);
  for (const write of [
    () => alice.update("k", "w".repeat(99)),
    () => alice.update("k", "w".repeat(99), { seconds: 0n }),
    () => alice.upsert("k", "w".repeat(99)),
    () => alice.multiUpdate([["k", "w".repeat(99)]]),
  ]) {
    write();
    assert.equal(alice.lease("k"), 600n);
    assert.deepEqual([chain.escrow, chain.collected], [600n, 400n]);
  }
  chain.block(599n);
  assert.equal(alice.has("k"), true);
  chain.block(1n);
  assert.equal(alice.has("k"), false);
});

test("C5: a value that grows is charged for its growth over the rest of the lease", () => {
  const { chain, alice } = aliceAndBob({ params: { rentPrice: "0.01" } });
  alice.create("k", "v".repeat(99), { seconds: 1_000n });
  chain.block(400n);
  const before = chain.balance(alice.address);
  alice.update("k", "v".repeat(299));
  // 200 more bytes for 600 seconds at 0.01.
  assert.equal(before - chain.balance(alice.address), 1_200n);
  assert.equal(chain.escrow, 1_800n);
  alice.update("k", "v".repeat(99));
  assert.equal(chain.balance(alice.address), before);
});

test("C6: an upsert creates, updates, is refused to strangers, and may shorten the lease", () => {
  const { alice, bob } = aliceAndBob();
  assert.deepEqual(alice.upsert("k", "1"), { revision: 1n, created: true });
  assert.deepEqual(alice.upsert("k", "2"), { revision: 2n, created: false });
  assert.equal(alice.get("k"), "2");
  assert.equal(bob.upsert("k", "3"), MISSING_PERMISSION);
  assert.equal(alice.lease("k"), TEN_DAYS);
  alice.upsert("k", "4", { minutes: 10n });
  assert.equal(alice.lease("k"), 600n);
});

test("C7: a multi-update is all or nothing and names the entry that failed", () => {
  const { chain, alice, bob } = aliceAndBob();
  alice.create("a", "old");
  alice.create("b", "old");
  alice.create("mine/a", "old");
  alice.run("Grant", { grantee: bob.address, permissions: [2], prefix: toBytes("mine/") });
  const before = chain.records;
  const failing: [actor: KvActor, keys: string[], code: number][] = [
    [alice, ["a", "b", "absent"], KEY_NOT_FOUND],
    [bob, ["mine/a", "mine/a", "a"], MISSING_PERMISSION],
  ];
  for (const [actor, keys, code] of failing) {
    const entries = keys.map((key) => ({ key: toBytes(key), value: toBytes("new") }));
    assert.equal(actor.run("MultiUpdate", { entries }), code);
    assert.throws(
      () => chain.run(actor.address, "MultiUpdate", { namespace: actor.namespace, entries }),
      /entry 2/,
    );
  }
  assert.equal(alice.multiUpdate([]), INVALID_OPERATION);
  assert.deepEqual(chain.records, before);
  alice.multiUpdate([
    ["a", ""],
    ["b", "new"],
  ]);
  assert.deepEqual([alice.get("a"), alice.get("b")], ["", "new"]);
});

test("C8: a multi-update touches neither lease nor owner, and an early delete leaves no trace", () => {
  const { chain, alice, bob } = aliceAndBob();
  alice.run("Grant", { grantee: bob.address, permissions: [2] });
  alice.create("k", "v", { seconds: 100n });
  chain.block(40n);
  bob.multiUpdate([["k", "w"]]);
  assert.equal(alice.lease("k"), 60n);
  assert.deepEqual(alice.myKeys(), ["data:k"]);
  assert.equal(bob.delete("k"), MISSING_PERMISSION);
  alice.delete("k");
  alice.create("k", "again", { seconds: 1_000n });
  chain.block(100n);
  assert.equal(alice.lease("k"), 900n);
});

test("C9: a rename moves value, lease and place in the lists", () => {
  const { alice } = aliceAndBob();
  alice.create("old", "v", { seconds: 500n });
  alice.create("taken", "other");
  alice.chain.block(100n);
  assert.equal(alice.rename("old", "taken"), KEY_EXISTS);
  assert.equal(alice.rename("absent", "new"), KEY_NOT_FOUND);
  assert.equal(alice.rename("old", ""), 3);
  assert.equal(alice.rename("old", "old"), KEY_EXISTS);
  alice.rename("old", "new");
  assert.deepEqual([alice.get("new"), alice.lease("new")], ["v", 400n]);
  assert.equal(alice.has("old"), false);
  assert.deepEqual(alice.keys(), ["new", "taken"]);
  assert.deepEqual(alice.myKeys(), ["data:new", "data:taken"]);
  assert.equal(alice.count(), 2n);
});

test("C10: a renamed key ends when it would have, and its old name starts anew", () => {
  const { chain, alice } = aliceAndBob();
  alice.create("old", "v", { seconds: 100n });
  alice.rename("old", "new");
  alice.create("old", "fresh", { seconds: 5_000n });
  chain.block(99n);
  assert.deepEqual([alice.lease("new"), alice.lease("old")], [1n, 4_901n]);
  chain.block(1n);
  assert.deepEqual(alice.entries(), [["old", "fresh"]]);
  chain.block(4_900n);
  assert.deepEqual(alice.entries(), []);
  assert.equal(chain.escrow, 0n);
});

test("C11: a delete removes, a second one is refused, and several empty the namespace", () => {
  const { alice } = aliceAndBob();
  const keys = ["a", "b", "c", "d", "e"];
  for (const key of keys) alice.create(key, key === "a" ? "" : "v");
  assert.deepEqual(alice.delete("a"), { revision: 6n });
  assert.equal(alice.has("a"), false);
  assert.equal(alice.delete("a"), KEY_NOT_FOUND);
  for (const key of keys.slice(1)) alice.delete(key);
  assert.deepEqual([alice.keys(), alice.count()], [[], 0n]);
});

test("C12: what is created again outlives the lease that it had before", () => {
  const { chain, alice } = aliceAndBob();
  alice.create("deleted", "v", { seconds: 10n });
  alice.delete("deleted");
  alice.create("deleted", "again", { seconds: 36_000n });
  alice.create("updated", "v", { seconds: 10n });
  alice.update("updated", "again", { seconds: 36_000n });
  alice.create("expired", "v", { seconds: 10n });
  for (let i = 0; i < 12; i++) chain.block();
  assert.deepEqual(alice.keys(), ["deleted", "updated"]);
  alice.create("expired", "again", { seconds: 36_000n });
  chain.block(30_000n);
  assert.deepEqual(alice.keys(), ["deleted", "expired", "updated"]);
});

test("C13: a delete-all says what it has left, and touches no other namespace", () => {
  const { chain, alice, bob } = aliceAndBob();
  const other = new KvActor(chain, alice.address, "data2");
  other.create("k");
  assert.deepEqual(alice.run("DeleteAll"), { revision: 0n, deleted: 0n, nextKey: toBytes("") });
  const keys = numberedKeys(2_500);
  alice.createAll(keys);
  alice.run("Grant", { grantee: bob.address, permissions: [3], prefix: toBytes(keys[0] ?? "") });
  assert.equal(bob.run("DeleteAll"), MISSING_PERMISSION);
  let start: Uint8Array = new Uint8Array(0);
  const rounds: bigint[] = [];
  do {
    const answer = alice.run("DeleteAll", { range: { start } });
    const { deleted, nextKey } = answer as { deleted: bigint; nextKey: Uint8Array };
    rounds.push(deleted);
    start = nextKey;
  } while (start.length > 0);
  assert.deepEqual(rounds, [1_000n, 1_000n, 500n]);
  assert.deepEqual([alice.keys(), alice.count()], [[], 0n]);
  assert.equal(other.get("k"), "v");
});

test("C14: a namespace that was emptied stays its owner's, until the owner gives it away", () => {
  const { alice, bob } = aliceAndBob();
  alice.create("k");
  alice.delete("k");
  assert.equal(bob.create("k"), MISSING_PERMISSION);
  alice.run("OfferNamespace", { newOwner: bob.address });
  assert.equal(bob.create("k"), MISSING_PERMISSION);
  bob.run("AcceptNamespace");
  assert.deepEqual(bob.create("k"), { revision: 3n });
  assert.equal(alice.create("k2"), MISSING_PERMISSION);
  assert.deepEqual([alice.myKeys(), bob.myKeys()], [[], ["data:k"]]);
});
