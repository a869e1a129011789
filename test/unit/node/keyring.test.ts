import assert from "node:assert/strict";
import { readFile, readdir, rename, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { DirectSecp256k1HdWallet, makeSignDoc } from "@cosmjs/proto-signing";
import { homeAt } from "../../../app/node/home.ts";
import type { Home } from "../../../app/node/home.ts";
import { addressOf, createMnemonic } from "../../../app/node/key.ts";
import { openKeyring } from "../../../app/node/keyring.ts";
import type { Keyring } from "../../../app/node/keyring.ts";
import { modeOf, temporaryFolder } from "./temporary-folder.ts";

const MNEMONIC =
  "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
const PASSWORD = "correct horse";

/** A keyring with its home and the number of times that it asked for the password, old or new. */
interface Opened {
  readonly home: Home;
  readonly keyring: Keyring;
  readonly asked: boolean[];
}

function reopen(home: Home, password: string = PASSWORD): Opened {
  const asked: boolean[] = [];
  const keyring = openKeyring(home, "file", ({ isNew }) => {
    asked.push(isNew);
    return Promise.resolve(password);
  });
  return { home, keyring, asked };
}

async function openFile(t: TestContext): Promise<Opened> {
  return reopen(homeAt(await temporaryFolder(t)));
}

async function openTest(t: TestContext): Promise<Keyring> {
  return openKeyring(homeAt(await temporaryFolder(t)), "test", () => {
    throw new Error("the test backend has no password");
  });
}

test("a mnemonic gives the account that CosmJS gives", async (t) => {
  const keyring = await openTest(t);
  const info = await keyring.add("alice", { mnemonic: MNEMONIC });
  const wallet = await DirectSecp256k1HdWallet.fromMnemonic(MNEMONIC, { prefix: "lazuli" });
  const [account] = await wallet.getAccounts();
  assert.equal(addressOf(info.publicKey, "lazuli"), account?.address);
  assert.deepEqual(info.publicKey, {
    type: "secp256k1",
    key: Uint8Array.from(account?.pubkey ?? []),
  });
  const cosmos = "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4";
  assert.equal(addressOf(info.publicKey, "cosmos"), cosmos);
  const second = await keyring.add("other", { mnemonic: MNEMONIC, hdPath: "m/44'/118'/0'/0/1" });
  assert.notDeepEqual(second.publicKey, info.publicKey);
  const third = await keyring.add("third", { mnemonic: MNEMONIC, passphrase: "x" });
  assert.notDeepEqual(third.publicKey, info.publicKey);
});

test("both backends sign as CosmJS does", async (t) => {
  const { keyring: file } = await openFile(t);
  const wallet = await DirectSecp256k1HdWallet.fromMnemonic(MNEMONIC, { prefix: "lazuli" });
  const [account] = await wallet.getAccounts();
  const address = account?.address ?? "";
  const document = makeSignDoc(new Uint8Array([1]), new Uint8Array([2]), "a-1", 3);
  const expected = await wallet.signDirect(address, document);
  for (const keyring of [file, await openTest(t)]) {
    await keyring.add("alice", { mnemonic: MNEMONIC });
    const signer = await keyring.signer("alice", "lazuli");
    assert.deepEqual((await signer.signDirect(address, document)).signature, expected.signature);
  }
});

test("keys are listed by name, found and deleted", async (t) => {
  const keyring = await openTest(t);
  assert.deepEqual(await keyring.list(), []);
  for (const name of ["b", "a", "..", "password", "C"]) {
    await keyring.add(name, { mnemonic: createMnemonic(12) });
  }
  const names = (await keyring.list()).map((key) => key.name);
  assert.deepEqual(names, ["..", "C", "a", "b", "password"]);
  await keyring.delete("a");
  assert.equal(await keyring.find("a"), undefined);
  await assert.rejects(keyring.get("a"), /^UserError: there is no key named a in/);
  await assert.rejects(keyring.delete("a"), /no key named a/);
  await assert.rejects(keyring.signer("a", "lazuli"), /no key named a/);
});

test("a name that is taken is refused and the key stays", async (t) => {
  const { keyring } = await openFile(t);
  const info = await keyring.add("alice", { mnemonic: MNEMONIC });
  const again = keyring.add("alice", { mnemonic: createMnemonic() });
  await assert.rejects(again, /there is a key named alice already/);
  assert.deepEqual(await keyring.get("alice"), info);
});

test("bad names, mnemonics and paths are refused without repeating the words", async (t) => {
  const keyring = await openTest(t);
  for (const name of ["", "a/b", "../a", "a b", "é", "a".repeat(65), "a\0"]) {
    await assert.rejects(
      keyring.add(name, { mnemonic: MNEMONIC }),
      /key name .*: expected 1 to 64/,
    );
  }
  for (const mnemonic of ["", "abandon about", MNEMONIC.replace("about", "zebra")]) {
    await assert.rejects(keyring.add("a", { mnemonic }), (error: Error) => {
      assert.equal(error.name, "UserError");
      assert.doesNotMatch(error.message, /abandon|zebra/);
      return true;
    });
  }
  for (const hdPath of ["", "44'/118'", "m/", "m/x", "m/2147483648", `m${"/0".repeat(17)}`]) {
    await assert.rejects(keyring.add("a", { mnemonic: MNEMONIC, hdPath }), /HD path/);
  }
  assert.deepEqual(await keyring.list(), []);
});

test("a mnemonic may come with other spaces and capitals", async (t) => {
  const keyring = await openTest(t);
  const plain = await keyring.add("a", { mnemonic: MNEMONIC });
  const typed = `  ${MNEMONIC.toUpperCase().replaceAll(" ", " \n ")} `;
  assert.deepEqual((await keyring.add("b", { mnemonic: typed })).publicKey, plain.publicKey);
});

test("files and folder are for the owner, and the file backend hides the key", async (t) => {
  const { home, keyring } = await openFile(t);
  await keyring.add("alice", { mnemonic: MNEMONIC });
  assert.equal(await modeOf(home.keyringFileFolder), "700");
  const files = (await readdir(home.keyringFileFolder)).sort();
  assert.deepEqual(files, ["alice.key.json", "password.json"]);
  const test = openKeyring(home, "test", () => Promise.resolve(""));
  await test.add("alice", { mnemonic: MNEMONIC });
  const plainPath = join(home.keyringTestFolder, "alice.key.json");
  const plain = JSON.parse(await readFile(plainPath, "utf8")) as {
    secret: Record<string, string>;
  };
  assert.match(plain.secret["encryption"] ?? "", /^none: for test networks only/);
  const secret = Buffer.from(plain.secret["private_key"] ?? "", "base64");
  assert.equal(secret.length, 32);
  for (const file of [...files.map((name) => join(home.keyringFileFolder, name)), plainPath]) {
    assert.equal(await modeOf(file), "600", file);
    const content = await readFile(file, "utf8");
    assert.ok(!content.includes("abandon"), file);
    assert.equal(content.includes(secret.toString("base64")), file === plainPath, file);
  }
  const stored: unknown = JSON.parse(
    await readFile(join(home.keyringFileFolder, "alice.key.json"), "utf8"),
  );
  const { kdf, cipher } = (stored as { secret: { kdf: object; cipher: string } }).secret;
  assert.deepEqual({ ...kdf, salt: "" }, { name: "scrypt", n: 131_072, r: 8, p: 1, salt: "" });
  assert.equal(cipher, "aes-256-gcm");
});

test("the password is asked once a process, and not for what is public", async (t) => {
  const first = await openFile(t);
  await first.keyring.add("alice", { mnemonic: MNEMONIC });
  await Promise.all([first.keyring.signer("alice", "a"), first.keyring.signer("alice", "a")]);
  assert.deepEqual(first.asked, [true]);
  const second = reopen(first.home);
  await second.keyring.list();
  await second.keyring.get("alice");
  assert.deepEqual(second.asked, []);
  const signers = [second.keyring.signer("alice", "a"), second.keyring.signer("alice", "a")];
  await Promise.all(signers);
  await second.keyring.add("bob", { mnemonic: createMnemonic() });
  assert.deepEqual(second.asked, [false]);
  await second.keyring.delete("bob");
  assert.deepEqual(second.asked, [false]);
});

test("a wrong password is noticed, also before a key is added under it", async (t) => {
  const { home, keyring } = await openFile(t);
  await keyring.add("alice", { mnemonic: MNEMONIC });
  const wrong = reopen(home, "wrong password");
  await assert.rejects(wrong.keyring.signer("alice", "a"), /wrong password for the keyring/);
  await assert.rejects(
    wrong.keyring.add("bob", { mnemonic: createMnemonic() }),
    /wrong password for the keyring/,
  );
  assert.deepEqual(wrong.asked, [false, false]);
  const names = (await wrong.keyring.list()).map((key) => key.name);
  assert.deepEqual(names, ["alice"]);
});

test("a lost verifier does not let a second password in, and comes back", async (t) => {
  const { home, keyring } = await openFile(t);
  await keyring.add("alice", { mnemonic: MNEMONIC });
  const verifier = join(home.keyringFileFolder, "password.json");
  await unlink(verifier);
  const wrong = reopen(home, "wrong password").keyring.add("bob", { mnemonic: createMnemonic() });
  await assert.rejects(wrong, /wrong password/);
  const right = reopen(home);
  await right.keyring.add("bob", { mnemonic: createMnemonic() });
  assert.deepEqual(right.asked, [false]);
  assert.equal(await modeOf(verifier), "600");
});

test("a short password is refused for a new keyring and for an export", async (t) => {
  const home = homeAt(await temporaryFolder(t));
  const short = reopen(home, "1234567").keyring.add("a", { mnemonic: MNEMONIC });
  await assert.rejects(short, /at least 8 characters/);
  assert.deepEqual(await reopen(home).keyring.list(), []);
  const keyring = await openTest(t);
  await keyring.add("a", { mnemonic: MNEMONIC });
  await assert.rejects(keyring.export("a", "1234567"), /at least 8 characters/);
});

test("a file that was changed is refused, whatever was changed", async (t) => {
  const { home, keyring } = await openFile(t);
  await keyring.add("alice", { mnemonic: MNEMONIC });
  await keyring.add("bob", { mnemonic: createMnemonic() });
  const path = join(home.keyringFileFolder, "alice.key.json");
  const content = await readFile(path, "utf8");
  const other = await readFile(join(home.keyringFileFolder, "bob.key.json"), "utf8");
  const record = JSON.parse(content) as Record<string, unknown> & {
    public_key: object;
    secret: { kdf: object };
  };
  const foreign = JSON.parse(other) as typeof record;
  const changed: readonly (readonly [string, RegExp])[] = [
    ["{", /expected JSON/],
    [other, /name: expected "alice", got "bob"/],
    [JSON.stringify({ ...foreign, name: "alice" }), /the file was changed/],
    [JSON.stringify({ ...record, public_key: foreign.public_key }), /the file was changed/],
    [JSON.stringify({ ...record, secret: foreign.secret }), /the file was changed/],
    [JSON.stringify({ ...record, version: 3 }), /version: expected 1 or 2, got 3/],
    [JSON.stringify({ ...record, type: "ledger" }), /type: expected local, offline, multi/],
    [
      JSON.stringify({ ...record, version: 1, public_key: "AA==" }),
      /public_key: expected 33 bytes/,
    ],
    [
      JSON.stringify({ ...record, public_key: { ...record.public_key, key: "AA==" } }),
      /public key of 1 bytes, expected 33/,
    ],
    [JSON.stringify({ ...record, secret: 1 }), /secret: expected an object/],
    [JSON.stringify({ ...record, secret: {} }), /expected encryption with scrypt/],
    [
      JSON.stringify({
        ...record,
        secret: { ...record.secret, kdf: { ...record.secret.kdf, n: 2 ** 30 } },
      }),
      /kdf\.n: expected 2 to 1048576/,
    ],
    [
      JSON.stringify({
        ...record,
        secret: { ...record.secret, kdf: { ...record.secret.kdf, n: 1_000 } },
      }),
      /kdf\.n: expected a power of two/,
    ],
  ];
  for (const [text, expected] of changed) {
    await writeFile(path, text);
    await assert.rejects(keyring.signer("alice", "a"), { message: expected });
  }
  await writeFile(path, content);
  await keyring.signer("alice", "a");
});

test("a key moves to another keyring by export and import", async (t) => {
  const { keyring: file } = await openFile(t);
  const info = await file.add("alice", { mnemonic: MNEMONIC });
  const armour = await file.export("alice", "another password");
  assert.match(
    armour,
    /^-----BEGIN TENDERMINT PRIVATE KEY-----\nkdf: argon2\nsalt: [0-9A-F]{32}\ntype: secp256k1\n\n[A-Za-z0-9+/=\n]+-----END/,
  );
  const keyring = await openTest(t);
  const windows = armour.replaceAll("\n", "\r\n");
  const imported = await keyring.import("copy", windows, "another password");
  assert.deepEqual(imported.publicKey, info.publicKey);
  await assert.rejects(keyring.import("x", armour, PASSWORD), /wrong password, or the text was/);
  await assert.rejects(keyring.import("copy", armour, "another password"), /copy already/);
  const middle = armour.length >> 1;
  const damaged: readonly (readonly [string, RegExp])[] = [
    ["", /expected an exported key/],
    [armour.slice(0, middle), /expected an exported key/],
    [armour.replace("kdf: argon2", "kdf: md5"), /expected kdf argon2 or bcrypt .* got "md5"/],
    [armour.replace(/salt: ../, "salt: "), /with a salt of 16 bytes, got "argon2" with 15/],
    [armour.replace("secp256k1", "ed25519"), /expected a key of secp256k1, got one of ed25519/],
    [armour.replaceAll("PRIVATE KEY", "KEY INFO"), /expected a TENDERMINT PRIVATE KEY, got/],
    [armour.slice(0, middle) + armour.slice(middle + 4), /exported key: /],
    [armour.replace(/\n=..../, "\n=AAAA"), /the text was changed or is cut/],
    ["x".repeat(20_000), /expected at most 16384 characters/],
  ];
  for (const [text, expected] of damaged) {
    await assert.rejects(keyring.import("x", text, "another password"), {
      name: "UserError",
      message: expected,
    });
  }
  assert.deepEqual(
    (await keyring.list()).map((key) => key.name),
    ["copy"],
  );
});

test("a renamed file is refused", async (t) => {
  const home = homeAt(await temporaryFolder(t));
  const keyring = openKeyring(home, "test", () => Promise.resolve(""));
  await keyring.add("alice", { mnemonic: MNEMONIC });
  const at = (name: string): string => join(home.keyringTestFolder, `${name}.key.json`);
  await rename(at("alice"), at("bob"));
  await assert.rejects(keyring.signer("bob", "a"), /name: expected "bob", got "alice"/);
});

test("F7: mnemonics are random and of the wanted length", () => {
  const made = Array.from({ length: 20 }, () => createMnemonic());
  assert.equal(new Set(made).size, 20);
  for (const mnemonic of made) assert.equal(mnemonic.split(" ").length, 24);
  assert.equal(createMnemonic(12).split(" ").length, 12);
});
