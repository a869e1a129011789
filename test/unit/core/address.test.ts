import assert from "node:assert/strict";
import { test } from "node:test";
import { bech32, bech32m } from "@scure/base";
import { AddressCodec, moduleAddress } from "../../../app/core/address.ts";
import { bytesToHex } from "../../../app/core/bytes.ts";
import { crypto } from "../../helpers/context.ts";

const codec = new AddressCodec("lazuli");
const address = Uint8Array.from({ length: 20 }, (_, i) => i);
const text = codec.format(address);
const encode = (prefix: string, length: number): string =>
  bech32.encode(prefix, bech32.toWords(new Uint8Array(length).fill(7)), false);

test("an address is bech32 with the chain's prefix", () => {
  assert.equal(text, bech32.encode("lazuli", bech32.toWords(address)));
  assert.deepEqual(codec.parse(text), address);
});

for (const length of [1, 20, 32, 255]) {
  test(`an address of ${length} bytes is read back`, () => {
    const bytes = new Uint8Array(length).fill(length);
    assert.deepEqual(codec.parse(codec.format(bytes)), bytes);
    assert.deepEqual(codec.parse(codec.format(bytes)), bytes, "and again, from the memo");
  });
}

const lastCharacter = text.endsWith("q") ? "p" : "q";

for (const { name, input, message } of [
  { name: "nothing", input: "", message: /empty address string is not allowed/ },
  {
    name: "another chain's prefix",
    input: encode("cosmos", 20),
    message: /expected lazuli, got cosmos/,
  },
  { name: "a longer prefix", input: encode("lazulivaloper", 20), message: /got lazulivaloper/ },
  {
    name: "mixed case",
    input: text.replace("lazuli", "Lazuli"),
    message: /decoding bech32 failed/,
  },
  {
    name: "a wrong checksum",
    input: text.slice(0, -1) + lastCharacter,
    message: /decoding bech32 failed/,
  },
  { name: "a missing character", input: text.slice(0, -1), message: /decoding bech32 failed/ },
  { name: "a space behind", input: `${text} `, message: /decoding bech32 failed/ },
  {
    name: "a character that bech32 has not",
    input: text.replace(/.$/, "b"),
    message: /decoding bech32 failed/,
  },
  { name: "no separator", input: "lazuli", message: /decoding bech32 failed/ },
  { name: "text that is not ASCII", input: "lazuli1\u0661", message: /decoding bech32 failed/ },
  {
    name: "bech32m",
    input: bech32m.encode("lazuli", bech32m.toWords(address)),
    message: /decoding bech32 failed/,
  },
  { name: "no bytes", input: encode("lazuli", 0), message: /address of 0 bytes/ },
  { name: "256 bytes", input: encode("lazuli", 256), message: /address of 256 bytes/ },
  {
    name: "a very long text",
    input: `lazuli1${"q".repeat(506)}`,
    message: /513 characters, expected at most 512/,
  },
  {
    name: "bits that are left over",
    input: bech32.encode("lazuli", [31, 31, 31]),
    message: /decoding bech32 failed/,
  },
]) {
  test(`an address is refused: ${name}`, () => {
    for (let i = 0; i < 2; i++) {
      assert.throws(() => codec.parse(input), { codespace: "sdk", code: 7, message });
    }
  });
}

test("the memo forgets, and never mixes addresses up", () => {
  const small = new AddressCodec("lazuli");
  const of = (i: number): Uint8Array => Uint8Array.of(i >> 8, i & 0xff, 1);
  for (let i = 0; i < 10_000; i++) small.format(of(i));
  for (let i = 0; i < 10_000; i += 97) assert.deepEqual(small.parse(small.format(of(i))), of(i));
});

test("a module's address is the SDK's", () => {
  // cosmos17xpfvakm2amg962yls6f84z3kell8c5lserqta of every SDK chain, the fee collector.
  assert.equal(
    bytesToHex(moduleAddress(crypto, "fee_collector")),
    "f1829676db577682e944fc3493d451b67ff3e29f",
  );
});
