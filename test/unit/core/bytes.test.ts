import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bytesToHex,
  bytesToString,
  compareBytes,
  concatBytes,
  equalBytes,
  prefixEnd,
  stringToBytes,
  utf8,
  utf8ToText,
} from "../../../app/core/bytes.ts";

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));

test("bytes and byte strings are the same, whatever the bytes and the length", () => {
  for (const length of [0, 1, 255, 256, 4095, 4096, 4097, 300_000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
    const text = bytesToString(bytes);
    assert.equal(text.length, length);
    assert.ok(equalBytes(stringToBytes(text), bytes), `${length} bytes`);
  }
});

test("bytes that come from a byte string are the caller's own", () => {
  const text = bytesToString(hex("0102"));
  stringToBytes(text).fill(9);
  assert.deepEqual(stringToBytes(text), hex("0102"));
});

const ordered = ["", "00", "0000", "01", "0100", "7f", "80", "80ff", "ff", "ff00", "ffff"];

test("order is unsigned, and a prefix comes first", () => {
  for (const [i, a] of ordered.entries()) {
    for (const [j, b] of ordered.entries()) {
      assert.equal(Math.sign(compareBytes(hex(a), hex(b))), Math.sign(i - j), `${a} and ${b}`);
      assert.equal(equalBytes(hex(a), hex(b)), i === j);
      const texts = [bytesToString(hex(a)), bytesToString(hex(b))] as const;
      assert.equal(texts[0] < texts[1], i < j, "byte strings have the same order");
    }
  }
});

for (const { name, prefix, end } of [
  { name: "the last byte counts up", prefix: "0102", end: "0103" },
  { name: "0xff is dropped", prefix: "01ff", end: "02" },
  { name: "several 0xff are dropped", prefix: "00ffff", end: "01" },
  { name: "0xff in the middle stays", prefix: "ff01", end: "ff02" },
  { name: "0xff alone has no end", prefix: "ff", end: undefined },
  { name: "0xffff has no end", prefix: "ffff", end: undefined },
  { name: "nothing has no end", prefix: "", end: undefined },
]) {
  test(`the end of a prefix: ${name}`, () => {
    const given = hex(prefix);
    assert.deepEqual(prefixEnd(given), end === undefined ? undefined : hex(end));
    assert.deepEqual(given, hex(prefix), "the input is unchanged");
  });
}

for (const { name, bytes, text } of [
  { name: "nothing", bytes: "", text: "" },
  { name: "ASCII", bytes: "6162", text: "ab" },
  { name: "NUL", bytes: "00", text: "\0" },
  { name: "an emoji", bytes: "f09f9880", text: "😀" },
  { name: "a byte order mark is kept", bytes: "efbbbf61", text: "\ufeffa" },
  { name: "a lone continuation byte", bytes: "80", text: undefined },
  { name: "a cut sequence", bytes: "e282", text: undefined },
  { name: "an overlong NUL", bytes: "c080", text: undefined },
  { name: "a surrogate", bytes: "eda080", text: undefined },
  { name: "beyond U+10FFFF", bytes: "f4908080", text: undefined },
]) {
  test(`UTF-8: ${name}`, () => {
    assert.equal(utf8ToText(hex(bytes)), text);
    if (text !== undefined) assert.equal(bytesToHex(utf8(text)), bytes);
  });
}

test("concatenation is a fresh array", () => {
  const part = hex("01");
  const whole = concatBytes(part, hex(""), hex("0203"));
  assert.deepEqual(whole, hex("010203"));
  part.fill(9);
  assert.deepEqual(whole, hex("010203"));
  assert.deepEqual(concatBytes(), hex(""));
});
