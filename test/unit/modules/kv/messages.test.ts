import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { bech32 } from "@scure/base";
import { ChainError } from "../../../../app/core/errors.ts";
import { KEY_BYTES_MAX, VALUE_BYTES_MAX } from "../../../../modules/kv/limits.ts";
import { parseNamespace } from "../../../../modules/kv/namespace.ts";
import { KvChain, NS, START_NS } from "../../../helpers/kv-chain.ts";
import { createSigner } from "../../../helpers/tx.ts";

const owner = createSigner("owner").address;
const foreign = createSigner("foreign").address;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Write {
  readonly kind: "create" | "update" | "upsert" | "delete";
  readonly key: Uint8Array;
  readonly value?: Uint8Array;
  readonly namespace?: string;
  readonly signer?: string;
}

/** The kv module on a store in memory. */
function kv() {
  const chain = new KvChain(["owner", "foreign"]);
  return {
    chain,
    keeper: chain.keeper,
    context: () => chain.context(),
    get records() {
      return chain.records;
    },
    write({ kind, key, value, namespace = `${owner}/n`, signer = owner }: Write): unknown {
      const name = kind.charAt(0).toUpperCase() + kind.slice(1);
      const fields = { namespace, key, ...(kind !== "delete" && { value: value ?? bytes("v") }) };
      return chain.run(signer, name, fields).response;
    },
    entry: (key: Uint8Array, namespace = `${owner}/n`) => chain.entry(namespace, key),
    record: (namespace = `${owner}/n`) => chain.record(namespace),
  };
}

/** @returns the answer, or the error's code */
function outcome(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    assert.ok(error instanceof ChainError, String(error));
    assert.equal(error.codespace, "kv");
    return error.code;
  }
}

const EXISTS = 6;
const NOT_FOUND = 7;
const TEN_DAYS_NS = 864_000n * NS;
const DENIED = 9;

const kinds: readonly [kind: Write["kind"], absent: unknown, present: unknown][] = [
  ["create", { revision: 2n }, EXISTS],
  ["update", NOT_FOUND, { revision: 2n }],
  ["upsert", { revision: 2n, created: true }, { revision: 2n, created: false }],
  ["delete", NOT_FOUND, { revision: 2n }],
];
for (const [kind, absent, present] of kinds) {
  test(`${kind}: an absent key, a present one, and somebody else's namespace`, () => {
    for (const [key, expected] of [
      ["absent", absent],
      ["present", present],
    ] as const) {
      const chain = kv();
      chain.write({ kind: "create", key: bytes("present"), value: bytes("old") });
      const before = chain.records;
      assert.deepEqual(
        outcome(() => chain.write({ kind, key: bytes(key), value: bytes("new") })),
        expected,
        key,
      );
      const value = chain.entry(bytes(key))?.value;
      if (typeof expected === "number") {
        assert.deepEqual(chain.records, before, "nothing has changed");
      } else {
        assert.deepEqual(
          value && new TextDecoder().decode(value),
          kind === "delete" ? undefined : "new",
        );
      }
      const after = chain.records;
      assert.equal(
        outcome(() => chain.write({ kind, key: bytes(key), signer: foreign })),
        DENIED,
      );
      assert.deepEqual(chain.records, after);
    }
  });
}

test("an entry remembers when it was created and changed; a new one after a delete is new", () => {
  const chain = kv();
  const key = bytes("k");
  const revisions = (): unknown => {
    const entry = chain.entry(key);
    return entry && [entry.createRevision, entry.modRevision];
  };
  chain.write({ kind: "create", key });
  assert.deepEqual(revisions(), [1n, 1n]);
  chain.write({ kind: "create", key: bytes("other") });
  chain.write({ kind: "update", key });
  assert.deepEqual(revisions(), [1n, 3n]);
  chain.write({ kind: "upsert", key });
  assert.deepEqual(revisions(), [1n, 4n]);
  chain.write({ kind: "delete", key });
  assert.deepEqual(revisions(), undefined);
  chain.write({ kind: "upsert", key });
  assert.deepEqual(revisions(), [6n, 6n]);
  assert.equal(chain.record()?.revision, 6n);
});

test("an empty value is not an absent key", () => {
  const chain = kv();
  chain.write({ kind: "create", key: bytes("k"), value: new Uint8Array(0) });
  assert.equal(chain.entry(bytes("k"))?.value.length, 0);
  assert.equal(
    outcome(() => chain.write({ kind: "create", key: bytes("k") })),
    EXISTS,
  );
  assert.ok(chain.records.every(([, value]) => value.length > 0));
});

const keys: readonly [name: string, key: Uint8Array, code: number | undefined][] = [
  ["one byte", bytes("k"), undefined],
  ["NUL", Uint8Array.of(0), undefined],
  ["0xff", new Uint8Array(8).fill(0xff), undefined],
  ["a slash", bytes("a/b//"), undefined],
  ["an emoji", bytes("😀"), undefined],
  ["right to left", bytes("\u202eשלום"), undefined],
  ["not UTF-8", Uint8Array.of(0xc0, 0x80), undefined],
  ["the largest", new Uint8Array(KEY_BYTES_MAX).fill(7), undefined],
  ["a byte too large", new Uint8Array(KEY_BYTES_MAX + 1).fill(7), 4],
  ["nothing", new Uint8Array(0), 3],
];
for (const [name, key, code] of keys) {
  test(`a key: ${name}`, () => {
    const chain = kv();
    const result = outcome(() => chain.write({ kind: "create", key }));
    assert.deepEqual(result, code ?? { revision: 1n });
    if (code !== undefined) {
      for (const kind of ["update", "upsert", "delete"] as const) {
        assert.equal(
          outcome(() => chain.write({ kind, key })),
          code,
          kind,
        );
      }
      assert.equal(chain.records.length, 1, "the parameters alone");
      return;
    }
    assert.deepEqual(chain.entry(key)?.value, bytes("v"));
    const page = chain.keeper.page(
      chain.context(),
      parseNamespace(chain.context(), `${owner}/n`),
      undefined,
      undefined,
      (found) => found,
    );
    assert.deepEqual(page.entries, [key]);
    assert.equal(outcome(() => chain.write({ kind: "delete", key })) !== NOT_FOUND, true);
    assert.equal(chain.record()?.entries, 0n);
  });
}

test("limits: 1,024 bytes of key, 262,144 of value", () => {
  assert.deepEqual([KEY_BYTES_MAX, VALUE_BYTES_MAX], [1_024, 262_144]);
  const chain = kv();
  const value = new Uint8Array(VALUE_BYTES_MAX);
  assert.deepEqual(
    outcome(() => chain.write({ kind: "create", key: bytes("k"), value })),
    { revision: 1n },
  );
  for (const kind of ["create", "update", "upsert"] as const) {
    const over = new Uint8Array(VALUE_BYTES_MAX + 1);
    assert.equal(
      outcome(() => chain.write({ kind, key: bytes("k"), value: over })),
      5,
      kind,
    );
  }
  assert.equal(chain.record()?.bytes, 262_145n);
});

const cosmos = bech32.encode("cosmos", bech32.toWords(new Uint8Array(20)), false);
const namespaces: readonly [name: string, namespace: string, isValid: boolean][] = [
  ["one letter", `${owner}/a`, true],
  ["a digit first", `${owner}/0`, true],
  ["all that is allowed", `${owner}/a-b_c.9`, true],
  ["64 characters", `${owner}/${"a".repeat(64)}`, true],
  ["65 characters", `${owner}/${"a".repeat(65)}`, false],
  ["no name", `${owner}/`, false],
  ["no slash", owner, false],
  ["nothing", "", false],
  ["a slash alone", "/", false],
  ["no owner", "/n", false],
  ["a name alone", "n", false],
  ["two slashes", `${owner}/a/b`, false],
  ["a slash behind", `${owner}/a/`, false],
  ["capitals", `${owner}/A`, false],
  ["a dot first", `${owner}/.a`, false],
  ["a dash first", `${owner}/-a`, false],
  ["an underscore first", `${owner}/_a`, false],
  ["a space", `${owner}/a b`, false],
  ["a newline behind", `${owner}/a\n`, false],
  ["NUL", `${owner}/a\0`, false],
  ["an umlaut", `${owner}/ä`, false],
  ["another prefix", `${cosmos}/n`, false],
  ["a wrong checksum", `${owner.slice(0, -1)}${owner.endsWith("q") ? "p" : "q"}/n`, false],
  ["a very long text", `${"x".repeat(1_000_000)}/n`, false],
];
for (const [name, namespace, isValid] of namespaces) {
  test(`a namespace: ${name}`, () => {
    const chain = kv();
    for (const kind of ["create", "update", "upsert", "delete"] as const) {
      const result = outcome(() => chain.write({ kind, key: bytes("k"), namespace }));
      assert.equal(result === 2, !isValid, `${kind}: ${String(result)}`);
    }
    if (!isValid) assert.equal(chain.records.length, 1, "the parameters alone");
  });
}

test("an owner in capitals never makes a second form of a namespace", () => {
  const { chain } = kv();
  for (const namespace of [`${owner}/n`, `${owner.toUpperCase()}/n`]) {
    const upsert = { namespace, key: bytes("k"), value: bytes("v") };
    const result = chain.attempt(owner, "Upsert", upsert);
    assert.equal(result === 2 && namespace.startsWith("l"), false);
  }
  const { namespaces } = chain.query("Namespaces", { owner });
  assert.deepEqual(namespaces, [`${owner}/n`]);
});

/** The digest as modules/kv/README.md defines it, computed by Node alone. */
function fold(
  digest: Buffer,
  { revision, kind, key, value }: { revision: number; kind: number; key: string; value?: string },
  deadlineNs: bigint,
): Buffer {
  const sha256 = (data: Buffer): Buffer => createHash("sha256").update(data).digest();
  const head = Buffer.alloc(11);
  head.writeBigUInt64BE(BigInt(revision), 0);
  head.writeUInt8(kind, 8);
  head.writeUInt16BE(Buffer.byteLength(key), 9);
  const hash = value === undefined ? Buffer.alloc(32) : sha256(Buffer.from(value));
  const deadline = Buffer.alloc(8);
  deadline.writeBigUInt64BE(deadlineNs);
  return sha256(Buffer.concat([digest, head, Buffer.from(key), hash, deadline]));
}

test("the record counts entries, bytes and revisions, and its digest is the one of the README", () => {
  const chain = kv();
  let digest: Buffer = Buffer.alloc(32);
  const long = "k".repeat(300);
  const steps: readonly [Write["kind"], string, string, number, bigint, bigint][] = [
    ["create", "a", "one", 1, 1n, 4n],
    ["upsert", long, "", 1, 2n, 304n],
    ["update", "a", "longer", 2, 2n, 307n],
    ["upsert", long, "xy", 2, 2n, 309n],
    ["delete", "a", "", 3, 1n, 302n],
    ["create", "a", "", 1, 2n, 303n],
    ["delete", long, "", 3, 1n, 1n],
    ["delete", "a", "", 3, 0n, 0n],
  ];
  assert.equal(chain.record(), undefined);
  for (const [i, [kind, key, value, number, entries, size]] of steps.entries()) {
    chain.write({ kind, key: bytes(key), value: bytes(value) });
    const mutation = { revision: i + 1, kind: number, key };
    digest =
      number === 3
        ? fold(digest, mutation, 0n)
        : fold(digest, { ...mutation, value }, START_NS + TEN_DAYS_NS);
    assert.deepEqual(chain.record(), {
      entries,
      bytes: size,
      revision: BigInt(i + 1),
      digest: new Uint8Array(digest),
      pendingOwner: "",
      owner: "",
      transfers: 0n,
      nextLeaseDeadlineNs: entries > 0n ? START_NS + TEN_DAYS_NS : 0n,
      changedHeight: 1n,
    });
  }
});

test("namespaces do not mix: `a` never shows what is in `ab`, nor another owner's `a`", () => {
  const chain = kv();
  const places = [`${owner}/a`, `${owner}/ab`, `${owner}/a.b`, `${foreign}/a`];
  for (const [i, namespace] of places.entries()) {
    const signer = namespace.startsWith(owner) ? owner : foreign;
    for (const key of ["b", "\0", "b/c", `own ${i}`]) {
      chain.write({ kind: "create", key: bytes(key), value: bytes(String(i)), namespace, signer });
    }
  }
  for (const [i, namespace] of places.entries()) {
    const id = parseNamespace(chain.context(), namespace);
    const { entries } = chain.keeper.page(
      chain.context(),
      id,
      undefined,
      undefined,
      (key, { value }) => [new TextDecoder().decode(key), new TextDecoder().decode(value)],
    );
    assert.deepEqual(
      entries,
      ["\0", "b", "b/c", `own ${i}`].map((key) => [key, String(i)]),
    );
    assert.equal(chain.record(namespace)?.entries, 4n);
  }
});

test("an error shows the key: as text if it can be read, else in hexadecimal, never all of a long one", () => {
  const message = (key: Uint8Array): string => {
    try {
      kv().write({ kind: "delete", key });
      return "";
    } catch (error) {
      return error instanceof Error ? error.message : "";
    }
  };
  assert.equal(message(bytes('na"me')), `"na\\"me" in ${owner}/n: key not found`);
  assert.equal(message(Uint8Array.of(0, 255)), `0x00ff in ${owner}/n: key not found`);
  assert.equal(message(bytes("\u202e")), `0xe280ae in ${owner}/n: key not found`);
  assert.equal(
    message(bytes("k".repeat(100))),
    `"${"k".repeat(64)}"… of 100 bytes in ${owner}/n: key not found`,
  );
});
