import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Accounts, isAddress } from "../../../app/cli/accounts.ts";
import { UsageError } from "../../../app/cli/usage-error.ts";
import { assignWords, parseBase64, parseCoins, parseHex } from "../../../app/cli/values.ts";
import type { Argument } from "../../../app/client/verbs.ts";
import { runCli } from "../../helpers/cli.ts";

const ADDRESS = "lazuli133uwzwghnzxtjgj29yann6xx8m5jr8yxvp8z9e";

describe("coins", () => {
  it("are sorted by denomination", () => {
    assert.deepEqual(parseCoins("--fees", "2ulaz, 1acoin"), [
      { denom: "acoin", amount: 1n },
      { denom: "ulaz", amount: 2n },
    ]);
    assert.deepEqual(parseCoins("A", `${2n ** 200n}ibc/AB`), [
      { denom: "ibc/AB", amount: 2n ** 200n },
    ]);
  });

  for (const text of [
    "",
    "5",
    "ulaz",
    "-5ulaz",
    "1.5ulaz",
    "05ulaz",
    "0ulaz",
    "5u",
    "1ulaz,1ulaz",
  ]) {
    it(`refuse ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseCoins("AMOUNT", text), UsageError);
    });
  }
});

describe("bytes in options", () => {
  it("are hexadecimal or base64, and nothing near it", () => {
    assert.deepEqual(parseHex("key-hex", "00fF"), Uint8Array.of(0, 255));
    assert.deepEqual(parseBase64("key-base64", "AP8="), Uint8Array.of(0, 255));
    for (const bad of ["0", "0x00", "gg", " 00"]) {
      assert.throws(() => parseHex("key-hex", bad), UsageError);
    }
    for (const bad of ["AP8", "AP9=", "A?==", "AP8=\n"]) {
      assert.throws(() => parseBase64("key-base64", bad), UsageError);
    }
  });
});

describe("words and the options that stand for them", () => {
  const list: readonly Argument[] = [
    { name: "namespace", kind: "namespace", describe: "" },
    { name: "key", kind: "key", describe: "" },
    { name: "value", kind: "value", describe: "" },
  ];
  const rows: readonly [name: string, args: Record<string, string>, expected: string][] = [
    ["all words", { namespace: "n", key: "k", value: "v" }, "namespace=n key=k value=v"],
    ["--key-hex", { namespace: "n", key: "v", "key-hex": "00" }, "namespace=n value=v"],
    ["--file", { namespace: "n", key: "k", file: "f" }, "namespace=n key=k"],
    ["both", { namespace: "n", "key-base64": "AA==", file: "f" }, "namespace=n"],
  ];
  for (const [name, args, expected] of rows) {
    it(name, () => {
      const words = [...assignWords(list, args)].map(([key, word]) => `${key}=${word}`);
      assert.equal(words.join(" "), expected);
    });
  }

  it("leave no word over", () => {
    const both = { namespace: "n", key: "k", value: "v", file: "f" };
    assert.throws(() => assignWords(list, both), UsageError);
  });
});

describe("namespaces", () => {
  const accounts = new Accounts(
    () => Promise.reject(new Error("the keyring is not needed")),
    () => Promise.resolve("lazuli"),
  );

  it("are the signer's unless they name an owner", async () => {
    assert.equal(await accounts.namespace("profile", ADDRESS), `${ADDRESS}/profile`);
    assert.equal(await accounts.namespace(`${ADDRESS}/profile`, undefined), `${ADDRESS}/profile`);
  });

  it("without an owner and a signer are an error that says what to write", async () => {
    await assert.rejects(
      accounts.namespace("profile", undefined),
      /Write owner\/profile .* --from/,
    );
  });

  for (const text of ["", "/", "a/", "/a", "a/b/c", `${ADDRESS}/`]) {
    it(`refuse ${JSON.stringify(text)}`, async () => {
      await assert.rejects(accounts.namespace(text, ADDRESS), UsageError);
    });
  }

  it("know an address by its checksum, of whatever chain", () => {
    assert.ok(isAddress(ADDRESS));
    assert.ok(isAddress("cosmos1fl48vsnmsdzcv85q5d2q4z5ajdha8yu34mf0eh"));
    assert.ok(!isAddress(`${ADDRESS.slice(0, -1)}x`));
    assert.ok(!isAddress("alice"));
    assert.ok(!isAddress("1".repeat(10_000)));
  });
});

describe("tx kv: slips are noticed before a node or a password is asked", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "lazuli-cli-"));
    await writeFile(join(folder, "value"), "v");
  });
  after(() => rm(folder, { recursive: true }));

  const rows: readonly [name: string, argv: string[], message: RegExp][] = [
    ["no key", ["tx", "kv", "create", "ns"], /KEY is missing/],
    ["no value", ["tx", "kv", "create", "ns", "k"], /VALUE is missing: .*--file F, or -/],
    [
      "no value with --key-hex",
      ["tx", "kv", "create", "ns", "--key-hex", "00"],
      /VALUE is missing/,
    ],
    [
      "two values",
      ["tx", "kv", "create", "ns", "k", "v", "--file", "value"],
      /unexpected argument/,
    ],
    ["two keys", ["tx", "kv", "delete", "ns", "k", "--key-hex", "00"], /unexpected argument "k"/],
    ["odd hexadecimal", ["tx", "kv", "delete", "ns", "--key-hex", "0"], /hexadecimal digits/],
    ["a bad namespace", ["tx", "kv", "delete", "a/b/c", "k"], /NAMESPACE "a\/b\/c"/],
    [
      "a lease without a unit",
      ["tx", "kv", "create", "n", "k", "v", "--lease", "8"],
      /--lease "8": .*8s/,
    ],
    [
      "a lease of 0",
      ["tx", "kv", "create", "n", "k", "v", "--lease", "0s"],
      /--lease "0s": .*leave it out/,
    ],
    [
      "a negative lease",
      ["tx", "kv", "renew-lease", "n", "k", "--lease=-5s"],
      /--lease "-5s": .*negative/,
    ],
    ["a lease of parts", ["tx", "kv", "upsert", "n", "k", "v", "--lease", "1.5h"], /whole numbers/],
    [
      "two conditions",
      ["tx", "kv", "delete", "n", "k", "--if-present", "--if-revision", "3"],
      /--if-present and --if-revision: expected at most one/,
    ],
    [
      "a condition that create has not",
      ["tx", "kv", "create", "n", "k", "v", "--if-absent"],
      /if-absent/,
    ],
    [
      "a bad revision",
      ["tx", "kv", "delete", "n", "k", "--if-revision", "-1"],
      /--if-revision "-1"/,
    ],
    [
      "a short hash",
      ["tx", "kv", "delete", "n", "k", "--if-value-sha256", "ab"],
      /64 hexadecimal digits, got 2/,
    ],
    [
      "no number",
      ["tx", "kv", "increment", "n", "k", "--by", "x"],
      /--by "x": expected a whole number/,
    ],
    [
      "a number beyond int64",
      ["tx", "kv", "increment", "n", "k", "--by", "9223372036854775808"],
      /to 9223372036854775807/,
    ],
    ["no new key", ["tx", "kv", "rename", "n", "k"], /NEW-KEY is missing/],
    [
      "a prefix twice",
      ["tx", "kv", "delete-all", "n", "--prefix", "a", "--prefix-hex", "61"],
      /--prefix and --prefix-hex: expected one of them/,
    ],
    [
      "no permissions",
      ["tx", "kv", "grant", "n", "bob"],
      /--permissions is missing: expected some of create/,
    ],
    [
      "an unknown permission",
      ["tx", "kv", "grant", "n", "bob", "--permissions", "create,read"],
      /expected some of create,update,delete,lease/,
    ],
    [
      "a permission twice",
      ["tx", "kv", "grant", "n", "bob", "--permissions", "create,create"],
      /none twice/,
    ],
    ["an offer to nobody", ["tx", "kv", "offer", "n"], /either NEW-OWNER or --withdraw/],
    ["an offer and none", ["tx", "kv", "offer", "n", "bob", "--withdraw"], /either NEW-OWNER or/],
    ["--all of one", ["tx", "kv", "delete", "n", "k", "--all"], /all/],
    ["cost without a value", ["query", "kv", "cost", "a/b", "k"], /VALUE is missing/],
    ["a bad amount", ["tx", "bank", "send", "alice", "bob", "5"], /AMOUNT "5": .*1000ulaz/],
    ["a bad gas limit", ["tx", "kv", "delete", "n", "k", "--gas", "much"], /--gas "much"/],
    ["a bad adjustment", ["tx", "kv", "delete", "n", "k", "--gas-adjustment", "0.5"], /from 1 to/],
    ["a bad price", ["tx", "kv", "delete", "n", "k", "--gas-prices", "1"], /0\.001ulaz/],
    [
      "a fee and a price",
      ["tx", "kv", "delete", "n", "k", "--fees", "1ulaz", "--gas-prices", "1ulaz"],
      /one of them/,
    ],
    ["--height 0", ["query", "kv", "get", "a/b", "k", "--height", "0"], /--height "0"/],
    ["a bad hash", ["query", "tx", "abc"], /64 hexadecimal digits/],
  ];
  for (const [name, argv, message] of rows) {
    it(name, async () => {
      const from = argv[0] === "tx" && argv[1] === "kv" ? ["--from", "alice", "-y"] : [];
      const yes = argv[1] === "bank" ? ["-y"] : [];
      const node = ["--node", "http://127.0.0.1:1"];
      const { code, stderr, stdout } = await runCli([...argv, ...from, ...yes, ...node], {
        folder,
      });
      assert.match(stderr, message);
      assert.equal(code, 2);
      assert.equal(stdout, "");
    });
  }

  it("without --from", async () => {
    const { code, stderr } = await runCli(["tx", "kv", "delete", "ns", "k", "-y"], { folder });
    assert.equal(code, 2);
    assert.match(stderr, /who signs\? Give --from/);
  });

  it("without -y where nobody can be asked", async () => {
    const argv = ["tx", "kv", "delete", "ns", "k", "--from", "alice"];
    const { code, stderr } = await runCli(argv, { folder });
    assert.equal(code, 2);
    assert.match(stderr, /give -y/);
  });
});
