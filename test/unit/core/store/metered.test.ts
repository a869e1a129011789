import assert from "node:assert/strict";
import { test } from "node:test";
import { GasMeter } from "../../../../app/core/gas.ts";
import { MeteredStore } from "../../../../app/core/store/metered.ts";
import { MemoryStore } from "../../../helpers/context.ts";

const key = (text: string): Uint8Array => new TextEncoder().encode(text);

function metered(limit?: bigint): { store: MeteredStore; below: MemoryStore; gas: GasMeter } {
  const below = new MemoryStore();
  below.set(key("abc"), key("12345"));
  below.set(key("abd"), key(""));
  const gas = new GasMeter(limit);
  return { store: new MeteredStore(below, gas), below, gas };
}

/** Prices of cosmossdk.io/store v1.1.2, types/gas.go KVGasConfig and gaskv/store.go. */
const prices: readonly [name: string, act: (store: MeteredStore) => unknown, gas: bigint][] = [
  ["a read: 1000 and 3 a byte of key and value", (store) => store.get(key("abc")), 1000n + 3n * 8n],
  ["a read of nothing: 1000 and 3 a byte of the key", (store) => store.get(key("xyz1")), 1012n],
  ["whether a key is there: 1000", (store) => store.has(key("abc")), 1000n],
  [
    "a write: 2000 and 30 a byte of key and value",
    (store) => {
      store.set(key("k"), key("value"));
    },
    2000n + 30n * 6n,
  ],
  [
    "a removal: 1000",
    (store) => {
      store.delete(key("abc"));
    },
    1000n,
  ],
  [
    "a walk: 30 a step, the one to the end too, and 3 a byte",
    (store) => [...store.range()],
    90n + 3n * 11n,
  ],
  ["a walk over nothing: 30", (store) => [...store.range({ start: key("x") })], 30n],
];

for (const [name, act, expected] of prices) {
  test(`gas of ${name}`, () => {
    const { store, gas } = metered();
    act(store);
    assert.equal(gas.used, expected);
  });
}

test("a write that is too dear is not made", () => {
  const { store, below } = metered(2029n);
  assert.throws(
    () => {
      store.set(key("k"), key(""));
    },
    { code: 11, message: /WritePerByte/ },
  );
  assert.equal(below.has(key("k")), false);
  assert.throws(
    () => {
      metered(999n).store.delete(key("abc"));
    },
    { code: 11, message: /Delete/ },
  );
});

test("a walk that is too dear ends before it shows the entry", () => {
  const { store } = metered(3n * 8n + 29n);
  assert.throws(() => [...store.range()], { code: 11, message: /IterNextFlat/ });
});
