import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToText, toBytes } from "../../app/client/bytes.ts";
import { KEY_BYTES_MAX } from "../../modules/kv/limits.ts";
import { aliceAndBob, KvActor } from "../helpers/kv-actor.ts";
import { KvChain } from "../helpers/kv-chain.ts";

/* Scenarios A of docs/bluzelle.md: what a key and a value may be. */

const NOT_FOUND = "sdk/22";
const INVALID_NAMESPACE = 2;
const EMPTY_KEY = 3;
const KEY_TOO_LARGE = 4;
const KEY_EXISTS = 6;
const KEY_NOT_FOUND = 7;

/** Reads a key on every path. */
function assertReads(actor: KvActor, key: string, value: string): void {
  assert.equal(actor.get(key), value, "get");
  assert.equal(actor.has(key), true, "has");
  assert.ok(actor.keys().includes(key), "keys");
  assert.ok(
    actor.entries().some(([one, its]) => one === key && its === value),
    "entries",
  );
  assert.deepEqual(actor.keys({ prefix: key, start: key }), [key], "a range");
  assert.equal(actor.lease(key), 864_000n, "lease");
  const [[shortest]] = actor.shortest(1) as unknown as [[string, bigint]];
  assert.equal(shortest, key, "shortest leases");
  const read = actor.run("Read", { key: toBytes(key) }) as { entry: { value: Uint8Array } };
  assert.equal(bytesToText(read.entry.value), value, "MsgRead");
  assert.deepEqual(actor.run("Has", { key: toBytes(key) }), { has: true }, "MsgHas");
}

test("A2: an empty value is stored, and is not an absent key", () => {
  const { alice } = aliceAndBob();
  alice.create("empty", "");
  assertReads(alice, "empty", "");
  assert.equal(alice.count(), 1n);
  assert.deepEqual(alice.run("Count"), { count: 1n, sweepLagNs: 0n });
  const { entries } = alice.run("Entries") as { entries: { entry: { value: Uint8Array } }[] };
  assert.deepEqual(
    entries.map(({ entry }) => entry.value.length),
    [0],
  );
  assert.deepEqual(alice.delete("empty"), { revision: 2n });
  assert.equal(alice.get("empty"), undefined);
});

test("A3: a large document comes back byte for byte, and so do many large values", () => {
  const { alice } = aliceAndBob();
  const document = JSON.stringify({
    rows: Array.from({ length: 2_000 }, (_, i) => ({
      id: i,
      text: `"é\u2028\\ 😀 ${i}`,
      f: i / 3,
    })),
  });
  alice.create("document", document);
  assert.equal(alice.get("document"), document);
  for (const bytes of [1_024, 55 * 1_024, 100 * 1_024]) {
    const keys = Array.from({ length: 150 }, (_, i) => `${bytes}-${i}`);
    for (const key of keys) alice.create(key, key.padEnd(bytes, "x"));
    for (const key of keys) assert.equal(alice.get(key), key.padEnd(bytes, "x"));
  }
  assert.equal(alice.count(), 451n);
});

test("A4: a key of 180 characters", () => {
  const { alice } = aliceAndBob();
  const key = "k".repeat(180);
  alice.create(key, "v");
  assertReads(alice, key, "v");
});

test("A5: every printable ASCII character in key and value, alone and together", () => {
  const { alice } = aliceAndBob();
  const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(0x20 + i));
  for (const character of printable) alice.create(character, character);
  for (const character of printable) assert.equal(alice.get(character), character);
  assert.deepEqual(alice.keys(), printable);
  const all = printable.join("");
  alice.create(all, all);
  assert.equal(alice.get(all), all);
});

test("A6: a key with slashes is one key on every path of reading and writing", () => {
  const { alice } = aliceAndBob();
  for (const key of ["a/b", "/", "a//b/", "../a"]) {
    alice.create(key, `value of ${key}`);
    assert.equal(alice.get("a"), undefined);
    assertReads(alice, key, `value of ${key}`);
    assert.deepEqual(alice.rename(key, "moved/away"), { revision: alice.record?.revision });
    assert.equal(alice.get(key), undefined);
    alice.delete("moved/away");
  }
});

test("A9: NUL in a name is refused, and in a key it separates nothing", () => {
  const { chain, alice } = aliceAndBob();
  const inName = new KvActor(chain, alice.address, `${alice.address}/nu\0x`);
  assert.equal(inName.create("y"), INVALID_NAMESPACE);
  const nu = new KvActor(chain, alice.address, "nu");
  nu.create("x\0y", "short", { seconds: 10n });
  nu.create("x", "long", { seconds: 100n });
  nu.create("\0", "nul", { seconds: 100n });
  assert.equal(new KvActor(chain, alice.address, "n").get("u\0x\0y"), undefined);
  chain.block(10n);
  assert.deepEqual(nu.entries(), [
    ["\0", "nul"],
    ["x", "long"],
  ]);
  assert.deepEqual(nu.myKeys(), ["nu:\0", "nu:x"]);
  assert.equal(nu.lease("x"), 90n);
});

test("A10: limits of a key count bytes, and the error says so", () => {
  const { chain, alice } = aliceAndBob();
  const largest = "😀".repeat(KEY_BYTES_MAX / 4);
  alice.create(largest);
  assert.deepEqual(alice.keys(), [largest]);
  assert.equal(alice.create(`${largest}é`), KEY_TOO_LARGE);
  const key = toBytes(`${largest}é`);
  assert.throws(
    () => chain.run(alice.address, "Create", { namespace: alice.namespace, key }),
    /1026 bytes.*1024/,
  );
});

test("A11: an empty key, an empty name and an empty namespace are refused", () => {
  const { chain, alice } = aliceAndBob();
  assert.equal(alice.create(""), EMPTY_KEY);
  assert.equal(alice.ask("Get", { key: new Uint8Array(0) }), EMPTY_KEY);
  for (const namespace of [`${alice.address}/`, "/", "/data"]) {
    assert.equal(new KvActor(chain, alice.address, namespace).create("k"), INVALID_NAMESPACE);
  }
  assert.equal(alice.run("Create", { namespace: "" }), INVALID_NAMESPACE);
  assert.deepEqual(chain.records.length, new KvChain([]).records.length);
});

test("A14: creating a key that exists has a code of its own and leaves the value", () => {
  const { alice } = aliceAndBob();
  alice.create("k", "first");
  assert.equal(alice.create("k", "second"), KEY_EXISTS);
  assert.equal(alice.get("k"), "first");
  assert.equal(alice.record?.revision, 1n);
});

test("A18: a name that begins another's name is no obstacle, and shows none of its keys", () => {
  const { chain, alice, bob } = aliceAndBob();
  const names = ["app2", "app", "app.x", "ap"];
  for (const { address } of [bob, alice]) {
    for (const name of names) {
      const actor = new KvActor(chain, address, name);
      assert.deepEqual(actor.create("k", `${address} ${name}`), { revision: 1n });
    }
  }
  for (const { address } of [bob, alice]) {
    for (const name of names) {
      const actor = new KvActor(chain, address, name);
      assert.deepEqual(actor.entries(), [["k", `${address} ${name}`]]);
    }
  }
});

test("B-1: an absent key has codes of its own, and asking whether it is there is no error", () => {
  const { alice } = aliceAndBob();
  for (const prepare of [() => undefined, () => alice.create("other")]) {
    prepare();
    assert.equal(alice.ask("Get", { key: toBytes("k") }), NOT_FOUND);
    assert.equal(alice.ask("Lease", { key: toBytes("k") }), NOT_FOUND);
    assert.equal(alice.run("Read", { key: toBytes("k") }), KEY_NOT_FOUND);
    assert.equal(alice.run("GetLease", { key: toBytes("k") }), KEY_NOT_FOUND);
    assert.equal(alice.has("k"), false);
    assert.deepEqual(alice.run("Has", { key: toBytes("k") }), { has: false });
  }
});
