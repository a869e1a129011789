import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { bech32 } from "@scure/base";
import { DENOM, KvChain, NS } from "../../../helpers/kv-chain.ts";
import { createSigner } from "../../../helpers/tx.ts";

const owner = createSigner("owner").address;
const other = createSigner("other").address;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const people = ["owner", "other"];

interface Parts {
  readonly params?: object;
  readonly namespaces?: readonly object[];
  readonly entries?: readonly object[];
  readonly grants?: readonly object[];
  /** What the account of kv holds. */
  readonly held?: bigint;
}

/** A chain that starts from these parts of `app_state.kv`. */
function init({ held = 0n, ...parts }: Parts): KvChain {
  const fresh = new KvChain(people).export();
  const bank = fresh.bank as { balances: object[]; supply: unknown };
  const address = bech32.encode("lazuli", bech32.toWords(sha256("kv").subarray(0, 20)), false);
  const coins = [{ denom: DENOM, amount: held.toString() }];
  const balances = held > 0n ? [...bank.balances, { address, coins }] : bank.balances;
  const genesis = { ...fresh, bank: { ...bank, balances, supply: [] } };
  return new KvChain(people, {
    genesis: { ...genesis, kv: { ...(fresh.kv as object), ...parts } },
  });
}

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();

test("what is exported makes the same state, record by record", () => {
  const chain = new KvChain(people);
  let i = 0;
  for (const [signer, name, key] of [
    [owner, "n", "a"],
    [owner, "nn", "a"],
    [other, "n", "\0\u00ff/😀"],
    [owner, "n", "b"],
  ] as const) {
    i += 1;
    const fields = {
      namespace: `${signer}/${name}`,
      key: bytes(key),
      value: new Uint8Array(i - 1),
    };
    chain.run(signer, "Create", { ...fields, lease: { hours: BigInt(i) } });
    chain.block();
    chain.run(signer, "Update", fields);
    if (name === "nn") chain.run(signer, "Delete", { ...fields, value: undefined });
  }
  chain.run(owner, "Grant", {
    namespace: `${owner}/n`,
    grantee: other,
    permissions: [2, 1],
    prefix: bytes("a"),
  });
  chain.run(owner, "OfferNamespace", { namespace: `${owner}/nn`, newOwner: other });
  chain.run(other, "AcceptNamespace", { namespace: `${owner}/nn` });
  chain.run(owner, "OfferNamespace", { namespace: `${owner}/n`, newOwner: other });
  // Some leases have ended, and the sweep has not come to them.
  chain.timeNs += 7_200n * NS;
  const file = chain.export();
  const again = new KvChain(people, { genesis: file });
  assert.deepEqual(again.records, chain.records);
  assert.equal(again.escrow, chain.escrow);
  assert.deepEqual(again.export(), file);
  const names = again.records.map(([key]) => key.slice(0, 2));
  assert.deepEqual(new Set(names), new Set(["00", "01", "02", "03", "04", "05", "06"]));
});

const namespace = {
  namespace: `${owner}/n`,
  entries: "1",
  bytes: "3",
  revision: "2",
  digest: Buffer.alloc(32, 7).toString("base64"),
  pending_owner: "",
  owner: "",
  transfers: "0",
  next_lease_deadline_ns: "5",
  changed_height: "1",
};
const entry = {
  namespace: `${owner}/n`,
  key: Buffer.from("k").toString("base64"),
  value: Buffer.from("vv").toString("base64"),
  create_revision: "1",
  mod_revision: "2",
  lease_deadline_ns: "5",
  escrow: "9",
  rent_start_ns: "1",
};
const grant = {
  namespace: `${owner}/n`,
  grantee: other,
  prefix: "",
  permissions: ["PERMISSION_CREATE"],
  expires_ns: "0",
  transfers: "0",
};
const base64 = (length: number): string => Buffer.alloc(length).toString("base64");
const N = "app_state.kv.namespaces[0]";
const E = "app_state.kv.entries[0]";

const bad: readonly [
  name: string,
  namespaces: readonly object[],
  entries: readonly object[],
  start: string,
][] = [
  [
    "a malformed namespace",
    [{ ...namespace, namespace: "n" }],
    [entry],
    `${N}.namespace: "n", expected`,
  ],
  [
    "an owner of another chain",
    [{ ...namespace, namespace: "cosmos1/n" }],
    [],
    `${N}.namespace: owner of`,
  ],
  [
    "a short digest",
    [{ ...namespace, digest: base64(31) }],
    [entry],
    `${N}.digest: expected 32 bytes`,
  ],
  [
    "a digest that is not base64",
    [{ ...namespace, digest: "x" }],
    [],
    `${N}.digest: expected base64`,
  ],
  [
    "a number for a count",
    [{ ...namespace, entries: 1 }],
    [entry],
    `${N}.entries: expected an integer as a string`,
  ],
  [
    "a revision of 2^64",
    [{ ...namespace, revision: "18446744073709551616" }],
    [],
    `${N}.revision is`,
  ],
  [
    "more transfers than leave room",
    [{ ...namespace, transfers: "9223372036854775809" }],
    [entry],
    `${N}.transfers: expected at most 2^63`,
  ],
  ["an unknown field", [{ ...namespace, x: 1 }], [entry], `${N}: unknown field "x"`],
  [
    "a missing field",
    [{ ...namespace, pending_owner: undefined }],
    [],
    `${N}.pending_owner: expected a string`,
  ],
  ["a namespace twice", [namespace, namespace], [entry], "app_state.kv.namespaces[1]: "],
  [
    "an entry of a malformed namespace",
    [namespace],
    [{ ...entry, namespace: `${owner}/N` }],
    `${E}.namespace: name "N"`,
  ],
  [
    "an entry of an absent namespace",
    [namespace],
    [{ ...entry, namespace: `${owner}/m` }],
    `${E}: `,
  ],
  ["an empty key", [namespace], [{ ...entry, key: "" }], `${E}.key: expected 1 to 1024 bytes`],
  ["a large key", [namespace], [{ ...entry, key: base64(1_025) }], `${E}.key: 1025 bytes`],
  [
    "a large value",
    [namespace],
    [{ ...entry, value: base64(262_145) }],
    `${E}.value: 262145 bytes`,
  ],
  ["a key twice", [namespace], [entry, entry], "app_state.kv.entries[1]: key twice"],
  ["an unknown field of an entry", [namespace], [{ ...entry, x: 1 }], `${E}: unknown field "x"`],
  [
    "created after it was changed",
    [namespace],
    [{ ...entry, create_revision: "3" }],
    `${E}: expected 1 ≤ create_revision`,
  ],
  [
    "changed after the namespace",
    [namespace],
    [{ ...entry, mod_revision: "3" }],
    `${E}: expected 1 ≤ create_revision`,
  ],
  [
    "a wrong count",
    [{ ...namespace, entries: "2" }],
    [entry],
    `${N}: says 2 entries of 3 bytes, but there are 1 of 3`,
  ],
  ["wrong bytes", [{ ...namespace, bytes: "4" }], [entry], `${N}: says 1 entries of 4 bytes`],
  [
    "a wrong earliest deadline",
    [{ ...namespace, next_lease_deadline_ns: "6" }],
    [entry],
    `${N}.next_lease_deadline_ns: expected 5`,
  ],
  [
    "an entry without a lease",
    [namespace],
    [{ ...entry, lease_deadline_ns: "0" }],
    `${E}.lease_deadline_ns: every entry has a lease`,
  ],
  ["no entries", [namespace], [], `${N}: says 1 entries of 3 bytes, but there are 0 of 0 bytes`],
];
for (const [name, namespaces, entries, start] of bad) {
  test(`genesis is refused with its path: ${name}`, () => {
    assert.throws(
      () => init({ namespaces, entries, held: 9n }),
      (error: unknown) => {
        assert.ok(error instanceof Error && error.name === "ChainError", String(error));
        assert.ok(error.message.startsWith(start), error.message);
        return true;
      },
    );
  });
}

const G = "app_state.kv.grants[0]";
const badGrants: readonly [name: string, change: object, start: string][] = [
  ["an unknown permission", { permissions: ["create"] }, `${G}.permissions[0]: expected one of`],
  ["no permission", { permissions: [] }, `${G}: expected at least one of the permissions`],
  ["a grantee of another chain", { grantee: "cosmos1" }, `${G}: decoding bech32 failed`],
  ["an absent namespace", { namespace: `${owner}/m` }, `${G}: `],
  ["a large prefix", { prefix: base64(1_025) }, `${G}: prefix of 1025 bytes`],
];
for (const [name, change, start] of badGrants) {
  test(`genesis refuses a grant with ${name}`, () => {
    const grants = [{ ...grant, ...change }];
    assert.throws(
      () => init({ namespaces: [namespace], entries: [entry], grants, held: 9n }),
      (error: unknown) => error instanceof Error && error.message.startsWith(start),
    );
  });
}

test("genesis takes as many grants of one grantee as messages may give, and no more", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      ...grant,
      prefix: Buffer.from(`p${i}`).toString("base64"),
    }));
  const start = { namespaces: [namespace], entries: [entry], held: 9n };
  init({ ...start, grants: many(16) });
  assert.throws(() => init({ ...start, grants: many(17) }), {
    message: /^app_state\.kv\.grants\[16\]: .* has more than 16 grants in /,
  });
});

const P = "app_state.kv.params";
const badParams: readonly [change: object, start: string][] = [
  [{ key_bytes_max: 0 }, `${P}: key_bytes_max is 0, expected 1 to 1024`],
  [{ key_bytes_max: 1_025 }, `${P}: key_bytes_max is 1025, expected 1 to 1024`],
  [{ value_bytes_max: 262_145 }, `${P}: value_bytes_max is 262145`],
  [{ operations_max: 1_001 }, `${P}: operations_max is 1001`],
  [{ bulk_entries_max: 0 }, `${P}: bulk_entries_max is 0`],
  [{ sweep_entries_max: 100_001 }, `${P}: sweep_entries_max is 100001`],
  [{ lease_seconds_default: "0" }, `${P}: lease_seconds_default is 0`],
  [{ lease_seconds_max: "863999" }, `${P}: lease_seconds_default is 864000, expected 1 to 863999`],
  [{ lease_seconds_max: "3153600001" }, `${P}: lease_seconds_max is 3153600001`],
  [{ rent_price: "1000.1" }, `${P}: rent_price is 1000.1, expected at most 1000`],
  [{ rent_price: "-1" }, `${P}: rent_price is "-1", expected a decimal`],
  [{ rent_price: "0.1234567890123456789" }, `${P}: rent_price is`],
  [{ x: 1 }, `${P}: unknown field "x"`],
];
for (const [change, start] of badParams) {
  test(`genesis refuses the parameters ${JSON.stringify(change)}`, () => {
    const { kv } = new KvChain(people).export();
    const { params } = kv as { params: object };
    assert.throws(
      () => init({ params: { ...params, ...change } }),
      (error: unknown) => error instanceof Error && error.message.startsWith(start),
    );
  });
}

test("parameters at their limits are taken", () => {
  const { kv } = new KvChain(people).export();
  const { params } = kv as { params: object };
  const change = {
    key_bytes_max: 1,
    value_bytes_max: 0,
    operations_max: 1,
    bulk_entries_max: 1,
    sweep_entries_max: 100_000,
    lease_seconds_default: "1",
    lease_seconds_max: "3153600000",
    rent_price: "1000",
  };
  const chain = init({ params: { ...params, ...change } });
  assert.equal(chain.keeper.params(chain.context()).rentPrice, "1000");
});

test("genesis refuses an account of kv that does not hold the rent of the entries", () => {
  for (const held of [0n, 8n, 10n]) {
    assert.throws(() => init({ namespaces: [namespace], entries: [entry], held }), {
      message: new RegExp(`the entries' escrow adds up to 9ulaz, but .* holds ${held}ulaz`),
    });
  }
});

test("the genesis that the bad ones are made of is good", () => {
  const grants = [grant];
  const chain = init({ namespaces: [namespace], entries: [entry], grants, held: 9n });
  const kinds = chain.records.map(([key]) => key.slice(0, 2));
  assert.deepEqual(kinds, ["00", "01", "02", "03", "04", "05", "06"]);
});
