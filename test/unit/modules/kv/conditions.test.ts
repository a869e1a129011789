import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../../../app/core/bytes.ts";
import { crypto } from "../../../helpers/context.ts";
import { KvChain, NS } from "../../../helpers/kv-chain.ts";
import { createSigner } from "../../../helpers/tx.ts";

const owner = createSigner("owner").address;
const N = `${owner}/n`;
const FAILED = 10;

type Fields = Readonly<Record<string, unknown>>;

/** Keys that hold "1": one is present, one has ended and the sweep has not come to it, and one never was. */
function states(): KvChain {
  const chain = new KvChain(["owner"]);
  const put = (key: string, fields: Fields): void => {
    chain.run(owner, "Create", { namespace: N, key: utf8(key), value: utf8("1"), ...fields });
  };
  put("present", {});
  put("ended", { lease: { seconds: 5n } });
  chain.timeNs += 5n * NS;
  return chain;
}

const sha256 = (text: string): Uint8Array => crypto.sha256(utf8(text));
/** Each condition, and of which keys it holds. */
const conditions: readonly [name: string, condition: object, holdsOf: readonly string[]][] = [
  ["absent", { $case: "absent", value: true }, ["ended", "never"]],
  ["present", { $case: "present", value: true }, ["present"]],
  ["the revision of the present key", { $case: "modRevision", value: 1n }, ["present"]],
  ["the revision of the ended key", { $case: "modRevision", value: 2n }, []],
  ["revision 0", { $case: "modRevision", value: 0n }, []],
  ["a later revision", { $case: "modRevision", value: (1n << 64n) - 1n }, []],
  ["the hash of the value", { $case: "valueSha256", value: sha256("1") }, ["present"]],
  ["another hash", { $case: "valueSha256", value: sha256("") }, []],
  ["a hash of zeros", { $case: "valueSha256", value: new Uint8Array(32) }, []],
];

/** Messages with a condition; those that need a present key fail on another with code 7. */
const messages: readonly [name: string, fields: Fields, needsPresent: boolean][] = [
  ["Update", {}, true],
  ["Upsert", {}, false],
  ["Delete", {}, true],
  ["Rename", { newKey: utf8("new") }, true],
  ["Increment", { by: 1n }, false],
  ["Append", { value: utf8("2") }, false],
  ["RenewLease", {}, true],
];

for (const [what, condition, holdsOf] of conditions) {
  test(`a condition: ${what}`, () => {
    for (const text of ["present", "ended", "never"]) {
      const key = utf8(text);
      const holds = holdsOf.includes(text);
      for (const [name, fields, needsPresent] of messages) {
        const isDone = holds && (!needsPresent || text === "present");
        const $case = name.charAt(0).toLowerCase() + name.slice(1);
        const operation = {
          condition: { condition },
          operation: { $case, value: { key, ...fields } },
        };
        for (const [message, request] of [
          [name, { key, ...fields, condition: { condition } }],
          ["Batch", { operations: [operation] }],
        ] as const) {
          const chain = states();
          const before = chain.records;
          const outcome = chain.attempt(owner, message, { namespace: N, ...request });
          const which = `${message} ${name} of ${text}`;
          if (isDone) assert.equal(typeof outcome, "object", which);
          else {
            assert.equal(outcome, holds ? 7 : FAILED, which);
            assert.deepEqual(chain.records, before, which);
          }
        }
      }
    }
  });
}

test("a create in a batch may have a condition, and any but absent contradicts it", () => {
  for (const [what, condition, holdsOf] of conditions) {
    for (const text of ["present", "ended", "never"]) {
      const value = { key: utf8(text) };
      const operations = [{ condition: { condition }, operation: { $case: "create", value } }];
      const outcome = states().attempt(owner, "Batch", { namespace: N, operations });
      if (!holdsOf.includes(text)) assert.equal(outcome, FAILED, what);
      else if (text === "present") assert.equal(outcome, 6, what);
      else assert.equal(typeof outcome, "object", what);
    }
  }
});

test("each condition of a batch sees what the operations before it did", () => {
  const chain = states();
  const step = ($case: string, value: Fields, condition: object) => ({
    condition: { condition },
    operation: { $case, value },
  });
  const key = utf8("present");
  const operations = [
    step("update", { key, value: utf8("2") }, { $case: "modRevision", value: 1n }),
    step("update", { key, value: utf8("3") }, { $case: "modRevision", value: 3n }),
    step("delete", { key }, { $case: "valueSha256", value: sha256("3") }),
    step("create", { key, value: utf8("4") }, { $case: "absent", value: true }),
  ];
  const { results } = chain.run(owner, "Batch", { namespace: N, operations }).response as {
    results: { revision: bigint; created: boolean }[];
  };
  assert.deepEqual(
    results.map(({ revision, created }) => [revision, created]),
    [3n, 4n, 5n, 6n].map((revision) => [revision, false]),
  );
  // A value that comes back does not bring its revision back.
  const stale = {
    key,
    value: utf8("5"),
    condition: { condition: { $case: "modRevision", value: 3n } },
  };
  assert.equal(chain.attempt(owner, "Update", { namespace: N, ...stale }), FAILED);
});

test("the error of a failed condition says which operation, what was found and what was expected", () => {
  const operations = [
    { operation: { $case: "upsert", value: { key: utf8("a") } } },
    {
      condition: { condition: { $case: "modRevision", value: 7n } },
      operation: { $case: "delete", value: { key: utf8("present") } },
    },
  ];
  assert.throws(() => states().run(owner, "Batch", { namespace: N, operations }), {
    message:
      `operation 1: "present" in ${N} is at revision 1, expected at revision 7: ` +
      "condition does not hold",
  });
});
