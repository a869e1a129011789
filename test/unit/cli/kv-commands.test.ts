import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { kvTypes } from "../../../modules/kv/client-messages.ts";
import { runCli } from "../../helpers/cli.ts";
import type { CliRun } from "../../helpers/cli.ts";
import { alice, blockTime, bob, carol } from "../../helpers/executor.ts";
import { ChainRpc, writeKeys } from "../client/chain-rpc.ts";
import { startScriptedNode } from "../client/scripted-node.ts";
import type { ScriptedNode } from "../client/scripted-node.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const HELLO_SHA256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
const NO_BYTES = new Uint8Array();
const WHOLE = { prefix: NO_BYTES, start: NO_BYTES, end: NO_BYTES };

/** Commands against the real state machine; each transaction is a block of its own, a second after the last. */
class Bench {
  readonly rpc = new ChainRpc();
  folder = "";
  node: ScriptedNode | undefined;

  async open(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), "lazuli-kv-"));
    await writeKeys(`${this.folder}/home`, { alice, bob, carol });
    this.node = await startScriptedNode(this.rpc.handlers);
  }

  async close(): Promise<void> {
    await this.node?.close();
    await rm(this.folder, { recursive: true });
  }

  run(argv: readonly string[], input = "", terminal = false): Promise<CliRun> {
    const variables = {
      LAZULI_NODE: this.node?.url ?? "",
      LAZULI_KEYRING_BACKEND: "test",
    };
    return runCli(argv, { folder: this.folder, input, terminal, variables });
  }

  /** `tx kv …` by alice unless another signs; in JSON. */
  async tx(...argv: string[]): Promise<Record<string, unknown>> {
    const from = argv.includes("--from") ? [] : ["--from", "alice"];
    const { code, stdout, stderr } = await this.run(
      ["tx", "kv", ...argv, ...from, "-y", "-o", "json"],
      "",
    );
    assert.equal(code, 0, `${argv.join(" ")}: ${stderr}`);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  async query(...argv: string[]): Promise<Record<string, unknown>> {
    const { code, stdout, stderr } = await this.run(["query", "kv", ...argv, "-o", "json"]);
    assert.equal(code, 0, `${argv.join(" ")}: ${stderr}`);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /** The last transaction's messages, decoded, without signer and namespace. */
  messages(): object[] {
    return (this.rpc.sent.at(-1) ?? []).map(({ typeUrl, value }) => {
      const codec = kvTypes.find(([url]) => url === typeUrl)?.[1] ?? assert.fail(typeUrl);
      const {
        signer: _signer,
        namespace: _namespace,
        ...fields
      } = named(codec.decode(value) as object);
      return { type: typeUrl.replace("/lazuli.kv.v1.Msg", ""), ...fields };
    });
  }
}

/** The fields that are there, with their names in the .proto; of a oneof the one that is chosen. */
function named(message: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(message).flatMap(([name, member]: [string, unknown]) => {
      if (member === undefined) return [];
      const { $case, value } = Object(member) as { readonly $case?: string; value?: unknown };
      const [field, chosen] = $case === undefined ? [name, member] : [$case, value];
      const snake = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      return [[snake, Array.isArray(chosen) ? chosen.map(namedValue) : namedValue(chosen)]];
    }),
  );
}

const namedValue = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !(value instanceof Uint8Array)
    ? named(value)
    : value;

const lease = (parts: Partial<Record<"days" | "hours" | "minutes" | "seconds", bigint>>) => ({
  lease: { days: 0n, hours: 0n, minutes: 0n, seconds: 0n, ...parts },
});

describe("tx kv: each verb sends its message and prints its answer", () => {
  const bench = new Bench();
  before(() => bench.open());
  after(() => bench.close());

  /** In this order: each finds what those before it left. */
  const rows: readonly (readonly [argv: string, message: object, answer: object])[] = [
    [
      "create s name Ada --lease 1d12h",
      {
        type: "Create",
        key: bytes("name"),
        value: bytes("Ada"),
        ...lease({ days: 1n, hours: 12n }),
      },
      { revision: "1" },
    ],
    [
      "update s name hello --if-revision 1",
      {
        type: "Update",
        ...{ key: bytes("name"), value: bytes("hello") },
        condition: { mod_revision: 1n },
      },
      { revision: "2" },
    ],
    [
      `upsert s name hello! --if-value-sha256 ${HELLO_SHA256} --lease 2h30m15s`,
      {
        type: "Upsert",
        ...{ key: bytes("name"), value: bytes("hello!") },
        ...lease({ hours: 2n, minutes: 30n, seconds: 15n }),
        condition: { value_sha256: Uint8Array.from(Buffer.from(HELLO_SHA256, "hex")) },
      },
      { revision: "3", created: false },
    ],
    [
      "put s other 1 --if-absent",
      {
        type: "Upsert",
        ...{ key: bytes("other"), value: bytes("1") },
        condition: { absent: true },
      },
      { revision: "4", created: true },
    ],
    [
      "append s name !! --if-present",
      {
        type: "Append",
        ...{ key: bytes("name"), value: bytes("!!") },
        condition: { present: true },
      },
      { revision: "5", size: "8" },
    ],
    [
      "increment s other",
      { type: "Increment", key: bytes("other"), by: 1n },
      { revision: "6", value: "2" },
    ],
    [
      "incr s other --by -5 --lease 10d",
      { type: "Increment", key: bytes("other"), by: -5n, ...lease({ days: 10n }) },
      { revision: "7", value: "-3" },
    ],
    [
      "rename s --key-hex 6f74686572 --new-key-base64 /wA=",
      { type: "Rename", key: bytes("other"), new_key: Uint8Array.of(0xff, 0) },
      { revision: "9" },
    ],
    [
      "renew-lease s name --lease 30m",
      { type: "RenewLease", key: bytes("name"), ...lease({ minutes: 30n }) },
      { revision: "10", lease_deadline: /^2023-11-14T22:43:\d\dZ$/ },
    ],
    ["read s name", { type: "Read", key: bytes("name") }, { value_utf8: "hello!!!" }],
    ["has s nope", { type: "Has", key: bytes("nope") }, { has: false }],
    ["count s", { type: "Count" }, { count: "2", sweep_lag_ns: "0" }],
    [
      "keys s --limit 1 --reverse",
      {
        type: "Keys",
        range: WHOLE,
        pagination: { key: NO_BYTES, offset: 0n, limit: 1n, count_total: false, reverse: true },
      },
      { keys: [{ key: null, key_base64: "/wA=" }], next_key: "bmFtZQ==" },
    ],
    [
      "entries s --prefix na --page-key bmFtZQ==",
      {
        type: "Entries",
        range: { ...WHOLE, prefix: bytes("na") },
        pagination: {
          ...{ key: bytes("name"), offset: 0n, limit: 0n, count_total: false, reverse: false },
        },
      },
      { next_key: null },
    ],
    ["get-lease s name", { type: "GetLease", key: bytes("name") }, { remaining_seconds: "1794" }],
    [
      "renew-lease-all s --lease 1h --prefix-hex ff --limit 7",
      {
        type: "RenewLeaseAll",
        range: { ...WHOLE, prefix: Uint8Array.of(0xff) },
        ...lease({ hours: 1n }),
        limit: 7,
      },
      { revision: "11", renewed: "1", next_key: null },
    ],
    [
      "grant s bob --permissions create,update --prefix b/ --expires 30d",
      {
        type: "Grant",
        grantee: bob.address,
        permissions: [1, 2],
        prefix: bytes("b/"),
        expires_in: lease({ days: 30n }).lease,
      },
      {},
    ],
    ["revoke s bob --prefix b/", { type: "Revoke", grantee: bob.address, prefix: bytes("b/") }, {}],
    ["offer s carol", { type: "OfferNamespace", new_owner: carol.address }, {}],
    ["offer s --withdraw", { type: "OfferNamespace", new_owner: "" }, {}],
    [
      "delete s name --if-present",
      { type: "Delete", key: bytes("name"), condition: { present: true } },
      { revision: "12" },
    ],
    [
      "delete-all s --start a --end z",
      { type: "DeleteAll", range: { ...WHOLE, start: bytes("a"), end: bytes("z") }, limit: 0 },
      { revision: "12", deleted: "0", next_key: null },
    ],
  ];
  for (const [argv, message, answer] of rows) {
    it(argv, async () => {
      const printed = await bench.tx(...argv.split(" "));
      assert.deepEqual(bench.messages(), [message]);
      for (const [name, expected] of Object.entries(answer)) {
        if (expected instanceof RegExp) assert.match(String(printed[name]), expected);
        else assert.deepEqual(printed[name], expected, name);
      }
    });
  }

  it("accept: the new owner is then who may grant", async () => {
    await bench.tx("offer", "s", "carol");
    await bench.tx("accept", "alice/s", "--from", "carol");
    assert.equal((await bench.query("namespace", "alice/s"))["owner"], carol.address);
    const { namespaces } = await bench.query("namespaces", "carol");
    assert.deepEqual(namespaces, [`${alice.address}/s`]);
    const argv = ["tx", "kv", "grant", "s", "bob", "--permissions", "lease", "--from", "alice"];
    const { code, stderr } = await bench.run([...argv, "-y"]);
    assert.equal(code, 1);
    assert.match(stderr, /only its owner can: not the owner of the namespace \(nothing was sent\)/);
  });

  it("shows before signing what will be signed, and signs nothing without a yes", async () => {
    const argv = ["tx", "kv", "grant", "t", "bob", "--permissions", "create,lease"];
    const before_ = bench.rpc.sent.length;
    const shown = await bench.run([...argv, "--prefix", "b/", "--from", "alice"], "n\n", true);
    assert.equal(shown.code, 1);
    assert.match(shown.stderr, /message: \/lazuli\.kv\.v1\.MsgGrant/);
    assert.match(shown.stderr, /permissions:\n {2}- create\n {2}- lease\nprefix: b\/\n/);
    assert.match(shown.stderr, /not confirmed: nothing was signed/);
    assert.equal(bench.rpc.sent.length, before_);
  });
});

describe("tx kv: files with operations", () => {
  const bench = new Bench();
  before(() => bench.open());
  after(() => bench.close());
  const put = (name: string, content: unknown) =>
    writeFile(
      join(bench.folder, name),
      typeof content === "string" ? content : JSON.stringify(content),
    );
  const batch = (name: string, ...argv: string[]) =>
    bench.run(["tx", "kv", "batch", ...argv, "--file", name, "--from", "alice", "-y"]);

  it("batch: all operations, with what each answers", async () => {
    await put("ops.json", {
      namespace: "b",
      operations: [
        { create: { key: "a", value: "1", lease: "8s" } },
        { increment: { key: "a", by: 4 }, condition: { present: true } },
        { rename: { key: "a", new_key: "z" } },
        { append: { key: "z", value: "0" } },
      ],
    });
    const { code, stdout } = await batch("ops.json");
    assert.equal(code, 0);
    assert.match(stdout, /revision: 5\noperations: 4\nresults:\n {2}- operation 1: value 5\n/);
    assert.match(stdout, /operation 3: size 2\n/);
    const { value_utf8 } = await bench.query("get", "alice/b", "z");
    assert.equal(value_utf8, "50");
  });

  it("batch: several namespaces in one transaction", async () => {
    const operations = [{ upsert: { key: "k", value: "v" } }];
    await put("two.json", [
      { namespace: "one", operations },
      { namespace: `${alice.address}/two`, operations },
    ]);
    const printed = await bench.tx("batch", "--file", "two.json");
    assert.deepEqual(printed["batches"], [
      { revision: "1", results: [{ revision: "1", created: true }] },
      { revision: "1", results: [{ revision: "1", created: true }] },
    ]);
    assert.equal(bench.messages().length, 2);
  });

  it("batch: a condition that does not hold leaves nothing, and the error says which", async () => {
    await put("bad.json", {
      operations: [
        { create: { key: "new", value: "1" } },
        { delete: { key: "z" }, condition: { mod_revision: 1 } },
      ],
    });
    const { code, stderr } = await batch("bad.json", "b");
    assert.equal(code, 1);
    assert.match(stderr, /^error: operation 1: "z" in .* is at revision 5, expected at revision 1/);
    assert.equal((await bench.query("has", "alice/b", "new"))["has"], false);
  });

  it("multi-update, from standard input", async () => {
    const input = JSON.stringify([{ key: "z", value: "7" }]);
    const argv = ["tx", "kv", "multi-update", "b", "--file", "-", "--from", "alice", "-y"];
    const { code, stderr } = await bench.run(argv, input);
    assert.equal(code, 0, stderr);
    assert.equal((await bench.query("get", "alice/b", "z"))["value_utf8"], "7");
  });

  const rows: readonly (readonly [
    name: string,
    content: unknown,
    argv: string[],
    message: RegExp,
    code: number,
  ])[] = [
    ["no JSON", "{", [], /^error: f\.json: expected JSON \(/, 1],
    ["no UTF-8 JSON", "\ud800", [], /^error: f\.json: expected JSON/, 1],
    [
      "a field twice",
      `{"namespace": "a", "operations": [{"delete": {"key": "a", "k\\u0065y": "b"}}]}`,
      [],
      /^error: f\.json: the field "k\\u0065y" stands there twice/,
      1,
    ],
    [
      "a bad lease",
      { namespace: "a", operations: [{ create: { key: "k", value: "v", lease: "1.5h" } }] },
      [],
      /^error: f\.json: operations\[0\]\.create\.lease "1\.5h": expected whole numbers/,
      1,
    ],
    [
      "no namespace",
      { operations: [{ delete: { key: "k" } }] },
      [],
      /^error: f\.json: "namespace" is missing here and NAMESPACE on the command line/,
      1,
    ],
    [
      "two namespaces",
      { namespace: "a", operations: [{ delete: { key: "k" } }] },
      ["b"],
      /^error: f\.json\.namespace: NAMESPACE is on the command line already/,
      2,
    ],
  ];
  for (const [name, content, argv, message, expected] of rows) {
    it(`batch with ${name}: nothing is asked of a node`, async () => {
      await put("f.json", content);
      const calls = bench.node?.calls.length;
      const { code, stderr } = await batch("f.json", ...argv);
      assert.match(stderr, message);
      assert.equal(code, expected);
      assert.equal(bench.node?.calls.length, calls);
    });
  }

  it("a file that is not there, and no file", async () => {
    const absent = await batch("absent.json");
    assert.deepEqual([absent.code, absent.stderr.includes("ENOENT")], [1, true]);
    const none = await bench.run(["tx", "kv", "batch", "--from", "alice", "-y"]);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /--file is missing/);
  });
});

describe("tx kv: what one transaction is not enough for", () => {
  const bench = new Bench();
  before(async () => {
    await bench.open();
    const operations = "abcdefg".split("").map((key) => ({ create: { key, value: "1" } }));
    await writeFile(join(bench.folder, "ops.json"), JSON.stringify({ operations }));
    await bench.tx("batch", "n", "--file", "ops.json");
  });
  after(() => bench.close());

  it("delete-all says what is left and how to go on", async () => {
    const argv = ["tx", "kv", "delete-all", "n", "--limit", "2", "--from", "alice", "-y"];
    const { code, stdout, stderr } = await bench.run(argv);
    assert.equal(code, 0);
    assert.match(stdout, /revision: 9\ndeleted: 2\nnext_key: Yw==\n$/);
    assert.equal(
      stderr,
      "not all: c and what follows is left; go on with --page-key Yw==, or give --all\n",
    );
  });

  it("renew-lease-all --all goes on by itself, and adds up", async () => {
    const argv = ["renew-lease-all", "n", "--limit", "2", "--lease", "1h", "--all"];
    const { revision, renewed, next_key, transactions, gas_used } = await bench.tx(...argv);
    assert.deepEqual([revision, renewed, next_key], ["14", "5", null]);
    assert.equal((transactions as unknown[]).length, 3);
    assert.ok(Number(gas_used) > 60_000);
    const starts = bench.rpc.sent.slice(-3).map(([any]) => {
      const codec = kvTypes.find(([url]) => url === any?.typeUrl)?.[1] ?? assert.fail();
      const { range } = codec.decode(any?.value ?? NO_BYTES) as { range: typeof WHOLE };
      return Buffer.from(range.start).toString();
    });
    assert.deepEqual(starts, ["", "e", "g"]);
  });

  it("delete-all goes on from --page-key, and stops where the range ends", async () => {
    const printed = await bench.tx("delete-all", "n", "--page-key", "ZA==", "--end", "f");
    assert.deepEqual([printed["deleted"], printed["next_key"]], ["2", null]);
    assert.deepEqual(
      ((await bench.query("keys", "alice/n"))["keys"] as { key: string }[]).map(({ key }) => key),
      ["c", "f", "g"],
    );
  });

  it("--all asks once, and cannot go with sync", async () => {
    const argv = ["tx", "kv", "delete-all", "n", "--limit", "1", "--all", "--from", "alice"];
    const sync = await bench.run([...argv, "-b", "sync", "-y"]);
    assert.equal(sync.code, 2);
    assert.match(sync.stderr, /--all waits for each block/);
    const { code, stderr, stdout } = await bench.run(argv, "y\n", true);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /Sign and send this transaction, and as many like it as it takes\?/);
    assert.match(stdout, /deleted: 3\n$/);
  });

  it("a failure in between says what was done", async () => {
    const operations = "ab".split("").map((key) => ({ create: { key, value: "1" } }));
    await writeFile(join(bench.folder, "two.json"), JSON.stringify({ operations }));
    await bench.tx("batch", "m", "--file", "two.json");
    await bench.tx("grant", "m", "bob", "--permissions", "delete", "--prefix", "a");
    const argv = ["tx", "kv", "delete-all", "alice/m", "--limit", "1", "--all", "--from", "bob"];
    const { code, stderr } = await bench.run([...argv, "-y"]);
    assert.equal(code, 1);
    assert.match(stderr, /1 committed, going on\n1 transactions were committed before/);
    assert.match(stderr, /lacks the permission "delete" for "b"/);
  });
});

describe("query kv", () => {
  const bench = new Bench();
  before(async () => {
    await bench.open();
    await bench.tx("create", "q", "long", "1", "--lease", "1d");
    await bench.tx("create", "q", "short", "22", "--lease", "100s");
    await bench.tx("grant", "q", "bob", "--permissions", "update,create", "--prefix", "b/");
    await bench.tx("grant", "q", "carol", "--permissions", "lease", "--expires", "30d");
  });
  after(() => bench.close());
  const text = async (...argv: string[]) => {
    const { code, stdout, stderr } = await bench.run(["query", "kv", ...argv]);
    assert.equal(code, 0, stderr);
    return stdout;
  };

  it("lease and its other name", async () => {
    const { lease_deadline_ns, remaining_seconds } = await bench.query("lease", "alice/q", "short");
    // Created in block 3, read in block 5.
    assert.equal(lease_deadline_ns, String(blockTime(3n) + 100n * 10n ** 9n));
    assert.equal(remaining_seconds, "98");
    assert.match(
      await text("ttl", "alice/q", "short"),
      /^lease_deadline: 2023-.*Z\nremaining_seconds: 98\n$/,
    );
    const { code, stderr } = await bench.run(["query", "kv", "lease", "alice/q", "none"]);
    assert.deepEqual([code, stderr.includes("key not found: none in")], [1, true]);
  });

  it("shortest-leases, the first first", async () => {
    assert.match(
      await text("shortest-leases", "alice/q"),
      /^98 s\tshort\t2023\S+\n\d+ s\tlong\t\S+\n$/,
    );
    const { leases } = await bench.query("shortest-leases", "alice/q", "--limit", "1");
    assert.deepEqual(
      (leases as { key: string }[]).map(({ key }) => key),
      ["short"],
    );
    const refused = await bench.run(["query", "kv", "shortest-leases", "alice/q", "--limit", "0"]);
    assert.equal(refused.code, 1);
  });

  it("count and namespace", async () => {
    assert.equal(await text("count", "alice/q"), "2\n");
    assert.deepEqual(await bench.query("count", "alice/q"), { count: "2", sweep_lag_ns: "0" });
    const shown = await text("namespace", "alice/q");
    assert.match(shown, new RegExp(`^owner: ${alice.address}\npending_owner: none\n`));
    const { entries, bytes: size, revision, digest } = await bench.query("namespace", "alice/q");
    assert.deepEqual([entries, size, revision], ["2", "12", "2"]);
    assert.match(String(digest), /^[0-9a-f]{64}$/);
  });

  it("at an earlier height", async () => {
    assert.equal(await text("count", "alice/q", "--height", "2"), "1\n");
    const { code } = await bench.run(["query", "kv", "get", "alice/q", "short", "--height", "2"]);
    assert.equal(code, 1);
  });

  it("grants, of all and of one", async () => {
    const shown = (await text("grants", "alice/q")).trimEnd().split("\n").sort();
    assert.deepEqual(
      shown.map((line) => line.split("\t").slice(1)),
      [
        [bob.address, "create,update", "b/…", "does not end"],
        [carol.address, "lease", "all keys", `until 2023-12-14T22:13:25Z`],
      ]
        .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1))
        .map(([, ...rest]) => rest),
    );
    const { grants } = await bench.query("grants", "alice/q", "bob");
    assert.deepEqual(grants, [
      {
        grantee: bob.address,
        permissions: ["create", "update"],
        ...{ prefix: "b/", prefix_base64: "Yi8=", expires_ns: "0", expires: null },
      },
    ]);
  });

  it("namespaces and my-keys, a page at a time", async () => {
    assert.equal(await text("namespaces", "alice"), `${alice.address}/q\n`);
    const first = await bench.query("my-keys", "alice", "--limit", "1");
    assert.deepEqual(first["keys"], [
      { namespace: `${alice.address}/q`, key: "long", key_base64: "bG9uZw==" },
    ]);
    const rest = await text("my-keys", "alice", "--page-key", String(first["next_key"]));
    assert.equal(rest, `${alice.address}/q\tshort\n`);
    assert.deepEqual(await bench.query("namespaces", "bob"), { namespaces: [], next_key: null });
  });

  it("params", async () => {
    const params = await bench.query("params");
    assert.equal(params["lease_seconds_default"], "864000");
    assert.equal(params["operations_max"], 1000);
  });

  it("cost: rent alone, and gas and fee of who asks, which are those of the upsert", async () => {
    const argv = ["cost", "alice/q", "k", "v".repeat(100), "--lease", "365d"];
    const rent = { denom: "ulaz", escrow: "319", charge: "319", refund: "0" };
    assert.deepEqual(await bench.query(...argv), { ...rent, gas_wanted: null, fee: null });
    const sent = bench.rpc.sent.length;
    const quote = await bench.query(...argv, "--from", "alice");
    assert.equal(bench.rpc.sent.length, sent);
    const { gas_wanted, fee } = await bench.tx("upsert", ...argv.slice(1));
    assert.deepEqual(quote, { ...rent, gas_wanted, fee });
    const shrink = await bench.query("cost", "alice/q", "k", "v");
    assert.deepEqual([shrink["charge"], Number(shrink["refund"]) > 300], ["0", true]);
    const { stderr } = await bench.run(["query", "kv", ...argv]);
    assert.equal(stderr, "gas and fee depend on who signs: give --from\n");
  });

  it("cost: a refusal is that of the upsert", async () => {
    const argv = ["query", "kv", "cost", "alice/q", "k", "v", "--from", "carol"];
    const { code, stderr } = await bench.run(argv);
    assert.equal(code, 1);
    assert.match(stderr, /lacks the permission "update".*\(nothing was sent\)/);
  });
});
