import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToHex } from "../../../../app/core/bytes.ts";
import {
  addressKey,
  bytesKey,
  emptyValue,
  integerTextValue,
  type KeyCodec,
  prefixedAddressKey,
  textKey,
  tupleKey,
  u64Key,
  u64Value,
} from "../../../../app/core/collections/codecs.ts";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

function row<T>(name: string, codec: KeyCodec<T>, key: T, encoded: string) {
  return {
    name,
    encoded,
    encode: () => bytesToHex(codec.encode(key)),
    decode: () => codec.decode(codec.encode(key)),
    key: key as unknown,
  };
}

for (const { name, encoded, encode, decode, key } of [
  row("a number", u64Key, 258n, "0000000000000102"),
  row("text", textKey, "ab", "6162"),
  row("an address", addressKey, bytes(1, 2), "0102"),
  row("an address after its length", prefixedAddressKey, bytes(1, 2), "020102"),
  row("bytes", bytesKey, bytes(0, 255), "00ff"),
  row("text and text", tupleKey<[string, string]>(textKey, textKey), ["a", "b"], "610062"),
  row("text and bytes", tupleKey<[string, Uint8Array]>(textKey, bytesKey), ["", bytes(0)], "0000"),
  row(
    "address, text and bytes",
    tupleKey<[Uint8Array, string, Uint8Array]>(addressKey, textKey, bytesKey),
    [bytes(7, 0), "n", bytes()],
    "0207006e00",
  ),
  row(
    "number and number",
    tupleKey<[bigint, bigint]>(u64Key, u64Key),
    [1n, 2n],
    `${"0".repeat(15)}1${"0".repeat(15)}2`,
  ),
]) {
  test(`a key is written and read back: ${name}`, () => {
    assert.equal(encode(), encoded);
    assert.deepEqual(decode(), key);
  });
}

test("only the last part of a composite key may be without an end", () => {
  assert.throws(() => tupleKey<[Uint8Array, string]>(bytesKey, textKey), { name: "MachineFault" });
});

test("what would make a key ambiguous is refused", () => {
  const pair = tupleKey<[string, string]>(textKey, textKey);
  assert.throws(() => pair.encode(["a\0", "b"]), { code: 18, message: /contains NUL/ });
  const owned = tupleKey<[Uint8Array, string]>(addressKey, textKey);
  assert.throws(() => owned.encode([bytes(), "a"]), { code: 7 });
  assert.throws(() => owned.encode([new Uint8Array(256), "a"]), { code: 7 });
  assert.equal(owned.encode([new Uint8Array(255), "a"]).length, 257);
});

test("a record that cannot be what was written stops the node", () => {
  const fault = { name: "MachineFault", message: /a record in the store is corrupt/ };
  assert.throws(() => u64Key.decode(bytes(1)), fault);
  assert.throws(() => u64Value.decode(new Uint8Array(9)), fault);
  assert.throws(() => textKey.decode(bytes(0xff)), fault);
  assert.throws(() => tupleKey<[string, string]>(textKey, textKey).decode(bytes(0x61)), fault);
  assert.throws(
    () => tupleKey<[Uint8Array, string]>(addressKey, textKey).decode(bytes(5, 1)),
    fault,
  );
  assert.throws(() => tupleKey<[bigint, string]>(u64Key, textKey).decode(bytes(5, 1)), fault);
  assert.throws(() => integerTextValue.decode(bytes(0x61)), fault);
});

test("values are written and read back", () => {
  assert.equal(u64Value.decode(u64Value.encode(9n)), 9n);
  assert.equal(integerTextValue.decode(integerTextValue.encode(2n ** 200n)), 2n ** 200n);
  assert.equal(emptyValue.encode(true).length, 0);
  assert.equal(emptyValue.decode(bytes()), true);
});
