import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
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
    const { code, stdout, stderr } = await keys(["add", "alice", "-o", "json"], `${PASSWORD}\n`);
    assert.equal(code, 0);
    const added = JSON.parse(stdout) as { name: string; address: string };
    assert.equal(added.name, "alice");
    assert.match(added.address, /^lazuli1[a-z0-9]{38}$/);
    const words = (stderr.trim().split("\n").at(-1) ?? "").split(" ");
    assert.equal(words.length, 24);
    assert.ok(!stdout.includes(words.join(" ")));
    const shown = await keys(["show", "alice", "-a"]);
    assert.equal(shown.stdout, `${added.address}\n`);
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
});
