import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type CliRun, runCli } from "../../helpers/cli.ts";
import { temporaryFolder } from "../node/temporary-folder.ts";

/** What is expected here is what the SDK's own `debug` commands print with the prefix lazuli, v0.53.8. */

async function debugIn(t: TestContext): Promise<(...argv: string[]) => Promise<CliRun>> {
  const folder = await temporaryFolder(t);
  return (...argv) => runCli(["debug", ...argv], { folder });
}

const ADDRESS_HEX = "000102030405060708090A0B0C0D0E0F10111213";
const ACC = "lazuli1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnjdn0yz";
const VAL = "lazulivaloper1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnrlcz0n";
const CON = "lazulivalcons1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnhvt7rj";

test("debug addr converts between hexadecimal digits and the three kinds of bech32", async (t) => {
  const debug = await debugIn(t);
  const cosmos = await debug("addr", ACC, "--bech32-prefix", "cosmos", "-o", "json");
  const { bech32_val: foreign } = JSON.parse(cosmos.stdout) as { bech32_val: string };
  assert.match(foreign, /^cosmosvaloper1/);
  for (const text of [ADDRESS_HEX, ADDRESS_HEX.toLowerCase(), ACC, VAL, CON, foreign]) {
    const { stdout, stderr } = await debug("addr", text);
    assert.equal(stderr, "");
    assert.equal(
      stdout,
      "Address: [0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19]\n" +
        `Address (hex): ${ADDRESS_HEX}\nBech32 Acc: ${ACC}\nBech32 Val: ${VAL}\nBech32 Con: ${CON}\n`,
    );
  }
  const { stdout } = await debug("addr", "0aff", "-o", "json");
  const json = JSON.parse(stdout) as { bytes: number[]; hex: string };
  assert.deepEqual([json.bytes, json.hex], [[10, 255], "0AFF"]);
  const wrong = [`${ACC.slice(0, -1)}q`, "", "0af", "hello", "00".repeat(256)];
  for (const text of wrong) {
    const { code, stderr } = await debug("addr", text);
    assert.equal(code, 2, text);
    assert.match(stderr, /^error: ADDRESS ".*": expected hexadecimal digits or bech32 of 1 to 255/);
  }
});

const SECP256K1 = "AurroA7jvfPd1AadmmOvWM2rJSwipXfRf8yD6pLbA2DJ";
const SECP256K1_HEX = "02eaeba00ee3bdf3ddd4069d9a63af58cdab252c22a577d17fcc83ea92db0360c9";
const ED25519 = "j8qdbR+AlH/V6aBTCSWXRvX3JUESF2bV+SEzndBhF0o=";
const ED25519_HEX = "8fca9d6d1f80947fd5e9a05309259746f5f72541121766d5f921339dd061174a";
const MULTISIG_HEX = `22c1f7e208011226eb5ae98721${SECP256K1_HEX}12251624de6420${ED25519_HEX}`;

const proto = (type: string, key: string): object => ({
  "@type": `/cosmos.crypto.${type}.PubKey`,
  key,
});
const amino = (type: string, value: string): object => ({
  type: `tendermint/PubKey${type}`,
  value,
});

test("debug pubkey reads protobuf's JSON and amino's", async (t) => {
  const debug = await debugIn(t);
  const rows: readonly (readonly [json: readonly object[], address: string, hex: string])[] = [
    [
      [proto("secp256k1", SECP256K1), amino("Secp256k1", SECP256K1)],
      "620B7D22188F8BDBA267DAF89A857081092A6A6C",
      SECP256K1_HEX,
    ],
    [
      [proto("ed25519", ED25519), amino("Ed25519", ED25519)],
      "AEA14E73D51CFA56D3016C69E660ACB2B866D06A",
      ED25519_HEX,
    ],
    [
      [
        {
          "@type": "/cosmos.crypto.multisig.LegacyAminoPubKey",
          threshold: 1,
          public_keys: [proto("secp256k1", SECP256K1), proto("ed25519", ED25519)],
        },
        {
          type: "tendermint/PubKeyMultisigThreshold",
          value: {
            threshold: "1",
            pubkeys: [amino("Secp256k1", SECP256K1), amino("Ed25519", ED25519)],
          },
        },
      ],
      "ECD12A636DAA6C49E2CF12F9FFCBCA7499A8FFE7",
      MULTISIG_HEX,
    ],
  ];
  for (const [forms, address, hex] of rows) {
    for (const form of forms) {
      const { stdout, stderr } = await debug("pubkey", JSON.stringify(form));
      assert.equal(stderr, "");
      const lines = stdout.split("\n");
      assert.deepEqual(lines.slice(0, 2), [`Address: ${address}`, `PubKey Hex: ${hex}`]);
      const { stdout: converted } = await debug("addr", address);
      assert.deepEqual(lines.slice(3), converted.split("\n").slice(2));
    }
  }
  const { stdout } = await debug("pubkey", JSON.stringify(proto("ed25519", ED25519)), "-o", "json");
  const json = JSON.parse(stdout) as { type: string; base64: string };
  assert.deepEqual([json.type, json.base64], ["ed25519", ED25519]);
});

test("debug pubkey says what is wrong with a key", async (t) => {
  const debug = await debugIn(t);
  const rows: readonly (readonly [json: string, message: RegExp])[] = [
    ["{", /^error: JSON: expected JSON/],
    ["[]", /^error: JSON: expected a JSON object/],
    ["{}", /^error: .*JSON\.@type/],
    [JSON.stringify(proto("sr25519", ED25519)), /^error: .*expected \/cosmos\.crypto\.secp256k1/],
    [JSON.stringify(proto("secp256k1", ED25519)), /^error: .*public key of 32 bytes, expected 33/],
    [JSON.stringify(amino("Sr25519", ED25519)), /^error: .*JSON\.@type/],
  ];
  for (const [json, message] of rows) {
    const { code, stdout, stderr } = await debug("pubkey", json);
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(stderr, message);
  }
  // A multisig of multisigs, however deep.
  let nested = amino("Ed25519", ED25519);
  for (let depth = 0; depth < 100; depth++) {
    const value = { threshold: "1", pubkeys: [nested] };
    nested = { type: "tendermint/PubKeyMultisigThreshold", value };
  }
  assert.match((await debug("pubkey", JSON.stringify(nested))).stderr, /^error: .*@type/);
});

const RAW_ED25519 =
  `Hex: ${ED25519_HEX.toUpperCase()}\nParsed key as ed25519\n` +
  "Address: AEA14E73D51CFA56D3016C69E660ACB2B866D06A\n" +
  `JSON (base64): {"type":"tendermint/PubKeyEd25519","value":"${ED25519}"}\n` +
  "Bech32 Acc: lazulipub1zcjduepq3l9f6mglsz28l40f5pfsjfvhgm6lwf2pzgtkd40eyyeem5rpza9q4jkatz\n" +
  "Bech32 Validator Operator: lazulivaloperpub1zcjduepq3l9f6mglsz28l40f5pfsjfvhgm6lwf2pzgtkd40eyyeem5rpza9qltfxkm\n" +
  "Bech32 Validator Consensus: lazulivalconspub1zcjduepq3l9f6mglsz28l40f5pfsjfvhgm6lwf2pzgtkd40eyyeem5rpza9qjpwqen\n";
const RAW_SECP256K1 =
  "Parsed key as secp256k1\nAddress: 620B7D22188F8BDBA267DAF89A857081092A6A6C\n" +
  `JSON (base64): {"type":"tendermint/PubKeySecp256k1","value":"${SECP256K1}"}\n` +
  "Bech32 Acc: lazulipub1addwnpepqt4whgqwuw7l8hw5q6we5ca0trx6kffvy2jh05tlejp74ykmqdsvjx4k36x\n" +
  "Bech32 Validator Operator: lazulivaloperpub1addwnpepqt4whgqwuw7l8hw5q6we5ca0trx6kffvy2jh05tlejp74ykmqdsvjjmgrwk\n";

test("debug pubkey-raw reads hexadecimal digits, base64 and bech32", async (t) => {
  const debug = await debugIn(t);
  const bech32 = /Bech32 Validator Operator: (?<text>\S+)/;
  const rows = [
    [[ED25519], RAW_ED25519],
    [[ED25519_HEX], RAW_ED25519],
    [[ED25519_HEX.toUpperCase(), "--type", "ed25519"], RAW_ED25519],
    [[bech32.exec(RAW_ED25519)?.groups?.["text"] ?? ""], RAW_ED25519],
    [[SECP256K1], RAW_SECP256K1],
    [[SECP256K1, "-t", "secp256k1"], RAW_SECP256K1],
    [[SECP256K1_HEX], RAW_SECP256K1],
    [[bech32.exec(RAW_SECP256K1)?.groups?.["text"] ?? ""], RAW_SECP256K1],
  ] as const;
  for (const [argv, expected] of rows) {
    const { stdout, stderr } = await debug("pubkey-raw", ...argv);
    assert.equal(stderr, "");
    assert.equal(stdout, expected, argv.join(" "));
  }
  for (const argv of [[ED25519, "-t", "secp256k1"], [ACC], [""], [ED25519_HEX.slice(2)]]) {
    const { code, stderr } = await debug("pubkey-raw", ...argv);
    assert.equal(code, 2, argv.join(" "));
    assert.match(stderr, /^error: KEY ".*": expected (?:33 bytes \(secp|32 bytes \(ed)/);
  }
});

test("debug raw-bytes takes every byte", async (t) => {
  const debug = await debugIn(t);
  const rows = [
    ["[10 21 13 255]", "0A150DFF"],
    ["0 1", "0001"],
    ["[1, 2]", "0102"],
    ["[]", ""],
  ] as const;
  for (const [typed, hex] of rows) {
    assert.equal((await debug("raw-bytes", typed)).stdout, `${hex}\n`, typed);
  }
  for (const typed of ["[256]", "[-1]", "[1 a]", "[[1]]", "[1e2]"]) {
    const { code, stderr } = await debug("raw-bytes", typed);
    assert.equal(code, 2, typed);
    assert.match(stderr, /^error: BYTES: ".*": expected a number from 0 to 255/);
  }
});

test("debug prefixes are those of the network", async (t) => {
  const folder = await temporaryFolder(t);
  const prefixes = (...argv: string[]): Promise<CliRun> =>
    runCli(["debug", "prefixes", ...argv], { folder });
  const of = (prefix: string): string =>
    `Bech32 Acc: ${prefix}\nBech32 Val: ${prefix}valoper\nBech32 Con: ${prefix}valcons\n`;
  assert.equal((await prefixes()).stdout, of("lazuli"));
  await runCli(["init", "m", "--bech32-prefix", "tin"], { folder });
  assert.equal((await prefixes()).stdout, of("tin"));
  assert.equal((await prefixes("--bech32-prefix", "cosmos")).stdout, of("cosmos"));
  const { code, stderr } = await prefixes("--bech32-prefix", "A B");
  assert.equal(code, 2);
  assert.match(stderr, /^error: --bech32-prefix "A B": expected 1 to 32 of a-z and 0-9/);
});
