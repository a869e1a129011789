import assert from "node:assert/strict";
import { test } from "node:test";
import { JsonValue } from "../../../../app/core/json.ts";
import { kvModule } from "../../../../modules/kv/module.ts";
import { runMessage } from "../../../helpers/bank-chain.ts";
import { memoryContext, MemoryState } from "../../../helpers/context.ts";
import { createSigner } from "../../../helpers/tx.ts";

const owner = createSigner("owner").address;
const other = createSigner("other").address;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function init(state: unknown): MemoryState {
  const memory = new MemoryState();
  const ctx = memoryContext({ state: memory, mode: "genesis" });
  kvModule().initGenesis?.(ctx, new JsonValue(state, "app_state.kv"));
  return memory;
}

const exported = (state: MemoryState): unknown =>
  JSON.parse(JSON.stringify(kvModule().exportGenesis?.(memoryContext({ state }))));

test("what is exported makes the same state, record by record", () => {
  const { messages } = kvModule();
  const state = new MemoryState();
  let i = 0;
  for (const [signer, name, key] of [
    [owner, "n", "a"],
    [owner, "nn", "a"],
    [other, "n", "\0\u00ff/😀"],
    [owner, "n", "b"],
  ] as const) {
    i += 1;
    const message = {
      signer,
      namespace: `${signer}/${name}`,
      key: bytes(key),
      value: new Uint8Array(i - 1),
    };
    for (const kind of ["Create", "Update"]) {
      runMessage(messages, memoryContext({ state }), `/lazuli.kv.v1.Msg${kind}`, message);
    }
    if (name === "nn")
      runMessage(messages, memoryContext({ state }), "/lazuli.kv.v1.MsgDelete", message);
  }
  const file = exported(state);
  assert.deepEqual(init(file).store("kv").entries, state.store("kv").entries);
  assert.deepEqual(exported(init(file)), file);
  assert.deepEqual(init({ namespaces: [], entries: [] }).store("kv").entries, []);
});

const namespace = {
  namespace: `${owner}/n`,
  entries: "1",
  bytes: "3",
  revision: "2",
  digest: Buffer.alloc(32, 7).toString("base64"),
  pending_owner: "",
};
const entry = {
  namespace: `${owner}/n`,
  key: Buffer.from("k").toString("base64"),
  value: Buffer.from("vv").toString("base64"),
  create_revision: "1",
  mod_revision: "2",
  lease_deadline_ns: "0",
  escrow: "0",
  rent_start_ns: "0",
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
  ["no entries", [namespace], [], `${N}: says 1 entries of 3 bytes, but there are 0 of 0 bytes`],
];
for (const [name, namespaces, entries, start] of bad) {
  test(`genesis is refused with its path: ${name}`, () => {
    assert.throws(
      () => init({ namespaces, entries }),
      (error: unknown) => {
        assert.ok(error instanceof Error && error.name === "ChainError", String(error));
        assert.ok(error.message.startsWith(start), error.message);
        return true;
      },
    );
  });
}

test("the genesis that the bad ones are made of is good", () => {
  assert.equal(init({ namespaces: [namespace], entries: [entry] }).store("kv").entries.length, 2);
});
