import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  createMultisigThresholdPubkey,
  encodeSecp256k1Pubkey,
  pubkeyToAddress,
} from "@cosmjs/amino";
import { fromBech32, toBech32 } from "@cosmjs/encoding";
import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import { runCli } from "../../helpers/cli.ts";

const MNEMONIC =
  "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
const COSMOS_ADDRESS = "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4";
const PASSWORD = "correct horse";

describe("keys", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lazuli-keys-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const keys = (argv: readonly string[], input = "", terminal = false) =>
    runCli(["keys", ...argv], { folder, input, terminal });

  it("adds a key to the encrypted keyring with a piped password; the mnemonic goes to stderr", async () => {
    const { code, stdout, stderr } = await keys(["add", "alice"], `${PASSWORD}\n`);
    assert.equal(code, 0);
    const [, address] = /^address: (lazuli1[a-z0-9]{38})$/m.exec(stdout) ?? [];
    const words = (stderr.trim().split("\n").at(-1) ?? "").split(" ");
    assert.equal(words.length, 24);
    assert.ok(!stdout.includes(words.join(" ")));
    const shown = await keys(["show", "alice", "-a"]);
    assert.equal(shown.stdout, `${address}\n`);
  });

  it("hands programs a new mnemonic in the answer, as simd does, and hides it if it is told to", async () => {
    const add = (name: string, ...argv: readonly string[]) =>
      keys(["add", name, "--keyring-backend", "test", ...argv]);
    const { stdout, stderr } = await add("a", "-o", "json");
    const { mnemonic, address } = JSON.parse(stdout) as Record<string, string>;
    assert.equal(stderr, "");
    const again = await keys(
      ["add", "b", "--recover", "--dry-run", "-o", "json", "--keyring-backend", "test"],
      `${mnemonic}\n`,
    );
    const recovered = JSON.parse(again.stdout) as Record<string, string>;
    assert.equal(recovered["address"], address);
    assert.ok(!("mnemonic" in recovered), "whoever typed it has it");
    for (const [name, ...argv] of [["c"], ["d", "-o", "json"]]) {
      const hidden = await add(name ?? "", "--no-backup", ...argv);
      assert.equal(hidden.code, 0, hidden.stderr);
      assert.equal(hidden.stderr, "");
      assert.doesNotMatch(hidden.stdout, /mnemonic|(?:[a-z]+ ){11}/);
    }
  });

  it("recovers from a mnemonic, for whatever prefix", async () => {
    const input = `${MNEMONIC}\n${PASSWORD}\n`;
    const prefix = ["--bech32-prefix", "cosmos"];
    const { code, stdout, stderr } = await keys(["add", "c", "--recover", ...prefix], input);
    assert.equal(stderr, "");
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^address: ${COSMOS_ADDRESS}$`, "m"));
  });

  it("refuses a taken name before it asks for anything", async () => {
    await keys(["add", "alice", "--keyring-backend", "test"]);
    const { code, stderr } = await keys(["add", "alice", "--keyring-backend", "test"]);
    assert.equal(code, 1);
    assert.match(stderr, /^error: there is a key named alice already[^\n]*\n$/);
  });

  it("lists in the order of names", async () => {
    await keys(["add", "bob", "--keyring-backend", "test"]);
    await keys(["add", "alice", "--keyring-backend", "test"]);
    const { stdout } = await keys(["list", "--keyring-backend", "test"]);
    assert.match(stdout, /^alice {2}lazuli1\S+\nbob {4}lazuli1\S+\n$/);
    assert.equal((await keys(["list"])).stdout, "");
  });

  it("exports and imports under a password of its own", async () => {
    const added = await keys(["add", "a", "-o", "json"], `${PASSWORD}\n`);
    const { address } = JSON.parse(added.stdout) as { address: string };
    const exported = await keys(["export", "a"], `another password\n${PASSWORD}\n`);
    assert.equal(exported.code, 0, exported.stderr);
    await writeFile(join(folder, "a.key"), exported.stdout);
    const imported = await keys(
      ["import", "b", "a.key", "-o", "json"],
      `another password\n${PASSWORD}\n`,
    );
    assert.equal(imported.code, 0, imported.stderr);
    assert.equal((JSON.parse(imported.stdout) as { address: string }).address, address);
    const wrong = await keys(["import", "c", "a.key"], `a wrong one\n${PASSWORD}\n`);
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /^error: [^\n]*\n$/);
  });

  it("deletes only what it was told to", async () => {
    const backend = ["--keyring-backend", "test"];
    await keys(["add", "alice", ...backend]);
    const unasked = await keys(["delete", "alice", ...backend]);
    assert.equal(unasked.code, 2);
    assert.match(unasked.stderr, /give -y/);
    const refused = await keys(["delete", "alice", ...backend], "n\n", true);
    assert.equal(refused.code, 1);
    assert.equal((await keys(["delete", "alice", ...backend], "y\n", true)).code, 0);
    assert.equal((await keys(["show", "alice", ...backend])).code, 1);
  });

  it("asks on a terminal without echo, and twice for a new password", async () => {
    const typed = `${PASSWORD}x\u007f\r${PASSWORD}\r`;
    const { code, stderr } = await keys(["add", "alice"], typed, true);
    assert.equal(code, 0);
    assert.match(stderr, /Choose a new password.*\n.*The same again/);
    assert.ok(!stderr.includes(PASSWORD));
    const differing = await keys(["add", "x", "--home", "other"], "password 1\rpassword 2\r", true);
    assert.equal(differing.code, 1);
    assert.match(differing.stderr, /the two passwords differ/);
  });

  it("ends with 130 when Ctrl-C is typed at a prompt", async () => {
    const { code } = await keys(["add", "alice"], "pass\u0003", true);
    assert.equal(code, 130);
  });

  it("says what it waited for when standard input ends", async () => {
    const { code, stderr } = await keys(["add", "alice"]);
    assert.equal(code, 1);
    assert.match(stderr, /^error: standard input ended where an answer was expected to: Choose/);
  });

  const inTest = async (argv: readonly string[], input = ""): Promise<string> => {
    const { code, stdout, stderr } = await keys([...argv, "--keyring-backend", "test"], input);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const failing = async (argv: readonly string[], input = "") => {
    const { code, stderr } = await keys([...argv, "--keyring-backend", "test"], input);
    assert.notEqual(code, 0);
    return stderr;
  };
  const parsed = (text: string) => JSON.parse(text) as Record<string, string>;

  it("prints keys as the SDK's commands do", async () => {
    await inTest(["add", "a", "--recover"], `${MNEMONIC}\n`);
    const shown = parsed(await inTest(["show", "a", "--bech32-prefix", "cosmos", "-o", "json"]));
    assert.deepEqual(Object.keys(shown), ["name", "type", "address", "pubkey"]);
    assert.deepEqual([shown["type"], shown["address"]], ["local", COSMOS_ADDRESS]);
    const [account] = await (await DirectSecp256k1HdWallet.fromMnemonic(MNEMONIC)).getAccounts();
    const key = Buffer.from(account?.pubkey ?? []).toString("base64");
    const pubkey = `{"@type":"/cosmos.crypto.secp256k1.PubKey","key":"${key}"}`;
    assert.equal(shown["pubkey"], pubkey);
    assert.equal(await inTest(["show", "a", "--pubkey"]), `${pubkey}\n`);
    const val = await inTest(["show", "a", "-a", "--bech", "val", "--bech32-prefix", "cosmos"]);
    const operator = toBech32("cosmosvaloper", fromBech32(COSMOS_ADDRESS).data);
    assert.equal(val, `${operator}\n`);
    assert.match(await inTest(["show", "a", "-a", "--bech", "cons"]), /^lazulivalcons1/);
    const shouting = await failing(["show", "a", "--bech32-prefix", "COSMOS"]);
    assert.match(shouting, /--bech32-prefix "COSMOS": expected 1 to 32 of a-z and 0-9/);
    assert.equal(await inTest(["list", "-n"]), "a\n");
    const byAddress = ["show", COSMOS_ADDRESS, "--bech32-prefix", "cosmos", "-o", "json"];
    assert.deepEqual(parsed(await inTest(byAddress)), shown);
  });

  it("notes public keys, which sign nothing", async () => {
    const pubkey = (await inTest(["add", "a", "--dry-run", "-o", "json"])).trim();
    const text = parsed(pubkey)["pubkey"] ?? "";
    assert.equal(await inTest(["list", "-n"]), "", "a dry run keeps nothing");
    const noted = parsed(await inTest(["add", "b", "--pubkey", text, "-o", "json"]));
    assert.deepEqual([noted["type"], noted["pubkey"]], ["offline", text]);
    const encoded = parsed(text)["key"] ?? "";
    const again = parsed(await inTest(["add", "c", "--pubkey-base64", encoded, "-o", "json"]));
    assert.equal(again["address"], noted["address"]);
    assert.match(await failing(["export", "b"], "another password\n"), /private key elsewhere/);
    assert.match(await failing(["add", "d", "--pubkey", "{"]), /expected JSON like/);
    assert.match(await failing(["add", "d", "--pubkey-base64", "AAAA"]), /3 bytes, expected 33/);
  });

  it("makes a multisig as CosmJS does, from names or addresses", async () => {
    const members = [];
    for (const name of ["x", "y", "z"]) {
      const { address = "", pubkey = "{}" } = parsed(await inTest(["add", name, "-o", "json"]));
      const { key = "" } = parsed(pubkey);
      members.push({ address, key: encodeSecp256k1Pubkey(Buffer.from(key, "base64")) });
    }
    const argv = ["--multisig", `x,${members[1]?.address},z`, "--multisig-threshold", "2"];
    const made = parsed(await inTest(["add", "board", ...argv, "-o", "json"]));
    const expected = createMultisigThresholdPubkey(
      members.map(({ key }) => key),
      2,
    );
    assert.equal(made["type"], "multi");
    assert.equal(made["address"], pubkeyToAddress(expected, "lazuli"));
    const reversed = createMultisigThresholdPubkey(
      [...members].reverse().map(({ key }) => key),
      2,
      true,
    );
    const adhoc = await inTest(["show", "z", "y", "x", "--multisig-threshold", "2", "-a"]);
    assert.equal(adhoc, `${pubkeyToAddress(reversed, "lazuli")}\n`, "in the order given");
    const noted = ["add", "copy", "--pubkey", made["pubkey"] ?? "", "-o", "json"];
    assert.deepEqual(parsed(await inTest(noted)), { ...made, name: "copy" });
    assert.match(
      await failing(["add", "q", "--multisig", "x,y", "--multisig-threshold", "3"]),
      /whole number from 1 to 2/,
    );
    assert.match(await failing(["add", "q", "--multisig", "x,board"]), /is a key of several/);
    assert.match(await failing(["add", "q", "--multisig", "x,y, x"]), /expected x once/);
    assert.match(await failing(["add", "q", "--multisig", "x,nobody"]), /no key named nobody/);
    assert.match(await failing(["export", "board"], "another password\n"), /key of several/);
  });

  it("takes the key from where it is told to, and from one place alone", async () => {
    await writeFile(join(folder, "words"), `${MNEMONIC}\n`);
    const address = async (...argv: readonly string[]) =>
      parsed(await inTest(["add", "k", "--dry-run", "--source", "words", ...argv, "-o", "json"]))[
        "address"
      ];
    const first = await address("--bech32-prefix", "cosmos");
    assert.equal(first, COSMOS_ADDRESS);
    const second = await address("--index", "1");
    assert.notEqual(second, await address());
    assert.equal(second, await address("--hd-path", "m/44'/118'/0'/0/1"));
    assert.equal(
      await address("--coin-type", "60", "--account", "2"),
      await address("--hd-path", "m/44'/60'/2'/0/0"),
    );
    assert.match(
      await failing(["add", "k", "--hd-path", "m/0", "--index", "1"]),
      /--hd-path and --index: expected one/,
    );
    assert.equal(await address("--recover"), await address());
    assert.match(
      await failing(["add", "k", "--recover", "--pubkey", "{}"]),
      /--recover, --pubkey: expected one/,
    );
    assert.match(await failing(["add", "k", "--ledger"]), /hardware wallets are not supported/);
    const interactive = ["add", "k", "--interactive", "--dry-run", "-o", "json"];
    const typed = await inTest(interactive, `${MNEMONIC}\n\n`);
    assert.equal(parsed(typed)["address"], await address());
    const protectedBy = await inTest(interactive, `${MNEMONIC}\na passphrase\n`);
    assert.notEqual(parsed(protectedBy)["address"], await address());
    const fromFile = [...interactive, "--source", "words"];
    assert.equal(await inTest(fromFile, "a passphrase\n"), protectedBy);
    const mistyped = await keys(
      ["add", "k", "-i", "--keyring-backend", "test"],
      `${MNEMONIC}\rone\rtwo\r`,
      true,
    );
    assert.equal(mistyped.code, 1);
    assert.match(mistyped.stderr, /the two passphrases differ/);
  });

  it("renames, and exports and imports in hexadecimal if it is meant", async () => {
    const added = parsed(await inTest(["add", "a", "-o", "json"]));
    const { mnemonic: _mnemonic, ...shown } = added;
    const renamed = parsed(await inTest(["rename", "a", "b", "-y", "-o", "json"]));
    assert.deepEqual(renamed, { ...shown, name: "b" });
    assert.match(await failing(["show", "a"]), /no key named a/);
    assert.match(await failing(["export", "b", "--unarmored-hex"]), /expected both of them/);
    const unsafe = ["export", "b", "--unarmored-hex", "--unsafe"];
    assert.match(await failing(unsafe, "n\n"), /not confirmed/);
    const hex = await inTest(unsafe, "y\n");
    assert.match(hex, /^[0-9a-f]{64}\n$/);
    const ofType = ["import-hex", "c", "--key-type", "secp256k1", "-o", "json"];
    const imported = parsed(await inTest(ofType, hex));
    const prefixed = await inTest(["import-hex", "e", "-o", "json"], `0x${hex}`);
    assert.equal(parsed(prefixed)["address"], added["address"]);
    assert.match(await failing(["import-hex", "d", "--key-type", "ed25519"]), /secp256k1/);
    assert.equal(imported["address"], added["address"]);
    for (const bad of ["12", "0".repeat(64), "f".repeat(64)]) {
      assert.match(await failing(["import-hex", "d"], `${bad}\n`), /^error: expected/);
    }
    await inTest(["delete", "b", "c", "b", "e", "-y"]);
    assert.equal(await inTest(["list", "-n"]), "");
  });

  it("renames a key of the encrypted keyring under the same password", async () => {
    await keys(["add", "a"], `${PASSWORD}\n`);
    assert.equal((await keys(["rename", "a", "b"], `${PASSWORD}\n`)).code, 0);
    const exported = await keys(["export", "b"], `another password\n${PASSWORD}\n`);
    assert.equal(exported.code, 0, exported.stderr);
    assert.match(exported.stdout, /^-----BEGIN TENDERMINT PRIVATE KEY-----\n/);
  });

  it("lists the kinds of keys, and makes mnemonics that are kept nowhere", async () => {
    assert.equal((await keys(["list-key-types"])).stdout, "secp256k1\n");
    const made = parsed((await keys(["mnemonic", "-o", "json"])).stdout);
    const typed = ["add", "a", "--recover", "--no-backup"];
    assert.match(await inTest(typed, `${made["mnemonic"]}\n`), /^name: a\n/);
  });

  it("parses addresses both ways", async () => {
    const bytes = parsed(await inTest(["parse", COSMOS_ADDRESS, "-o", "json"]));
    assert.equal(bytes["human"], "cosmos");
    const text = await inTest(["parse", bytes["bytes"] ?? "", "--bech32-prefix", "cosmos"]);
    assert.equal(text.split("\n")[0], COSMOS_ADDRESS);
    assert.equal(text.trim().split("\n").length, 6);
    assert.match(await failing(["parse", "zz"]), /expected hexadecimal or bech32/);
  });
});
