import assert from "node:assert/strict";
import { test } from "node:test";
import { KvActor } from "../helpers/kv-actor.ts";
import { KvChain } from "../helpers/kv-chain.ts";

/* Scenarios G of docs/bluzelle.md: namespaces beside each other, their sizes, and a state that moves. */

function scene() {
  const chain = new KvChain(["alice", "bob"]);
  const [alice = "", bob = ""] = chain.people;
  return { chain, alice, bob };
}

test("G1: the same key in several namespaces is a key each", () => {
  const { chain, alice, bob } = scene();
  const spaces = [
    new KvActor(chain, alice, "one"),
    new KvActor(chain, alice, "two"),
    new KvActor(chain, bob, "one"),
  ] as const;
  const values = () => spaces.map((space) => space.get("k"));
  spaces.forEach((space, i) => space.create("k", `${i}`));
  assert.deepEqual(values(), ["0", "1", "2"]);
  spaces[0].update("k", "changed");
  assert.deepEqual(values(), ["changed", "1", "2"]);
  spaces[1].delete("k");
  assert.deepEqual(values(), ["changed", undefined, "2"]);
  spaces[2].create("only here");
  assert.deepEqual(
    spaces.map((space) => space.has("only here")),
    [false, false, true],
  );
});

test("G2: a namespace knows its size to the byte, and needs no limit of its own", () => {
  const { chain, alice } = scene();
  const space = new KvActor(chain, alice, "data");
  const size = () => [space.record?.entries, space.record?.bytes];
  space.create("hello", "v".repeat(3_000));
  assert.deepEqual(size(), [1n, 3_005n]);
  space.create("k", "v".repeat(1_994));
  assert.deepEqual(size(), [2n, 5_000n]);
  space.update("k", "");
  assert.deepEqual(size(), [2n, 3_006n]);
  space.rename("k", "longer");
  assert.deepEqual(size(), [2n, 3_011n]);
  space.run("DeleteAll");
  assert.deepEqual(size(), [0n, 0n]);
});

test("G3: a namespace comes with its first write and is not made or removed", () => {
  const { chain, alice } = scene();
  const space = new KvActor(chain, alice, "data");
  assert.equal(space.ask("Namespace"), "sdk/22");
  assert.deepEqual([space.keys(), space.count()], [[], 0n]);
  assert.equal(space.delete("k"), 7);
  assert.equal(space.ask("Namespace"), "sdk/22");
  space.create("k");
  space.delete("k");
  space.create("k");
  // The record stays, so a revision never comes twice.
  assert.equal(space.record?.revision, 3n);
  assert.deepEqual(space.entries(), [["k", "v"]]);
});

test("G8: a state that is exported starts a chain on which every value is readable", () => {
  const { chain, alice, bob } = scene();
  const sizes = [0, 20, 100_000];
  const space = new KvActor(chain, alice, "data");
  for (const size of sizes) space.create(`${size} bytes`, "v".repeat(size), { days: 1n });
  new KvActor(chain, bob, "data").create("k");
  chain.block(100n);
  const fork = new KvChain(["alice", "bob"], { genesis: chain.export() });
  fork.timeNs = chain.timeNs;
  const copy = new KvActor(fork, alice, "data");
  for (const size of sizes) {
    assert.equal(copy.get(`${size} bytes`), "v".repeat(size));
    assert.equal(copy.lease(`${size} bytes`), 86_300n);
  }
  assert.deepEqual(new KvActor(fork, bob, "data").entries(), [["k", "v"]]);
  assert.deepEqual(fork.records, chain.records);
  assert.deepEqual(copy.create("new"), { revision: 4n });
});
