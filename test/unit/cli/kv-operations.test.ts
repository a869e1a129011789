import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ClientError } from "../../../app/client/errors.ts";
import { parseBatches, parseEntries } from "../../../modules/kv/commands-operations.ts";

const parse = (value: unknown) => parseBatches({ source: "ops.json", value });
const one = (operation: unknown) => parse({ operations: [operation] })[0]?.operations[0];
const bytes = (text: string) => new TextEncoder().encode(text);

describe("operations in JSON", () => {
  const lease = { days: 0n, hours: 0n, minutes: 0n, seconds: 8n };
  const hash = "ab".repeat(32);
  const rows: readonly (readonly [name: string, json: unknown, expected: unknown])[] = [
    ...(["create", "update", "upsert", "append"] as const).map(
      (operation) =>
        [
          operation,
          { [operation]: { key: "k", value: "", lease: "8s" } },
          { operation, key: bytes("k"), value: bytes(""), lease },
        ] as const,
    ),
    ["delete", { delete: { key: "k" } }, { operation: "delete", key: bytes("k") }],
    [
      "rename, bytes in hexadecimal and base64",
      { rename: { key: { hex: "00fF" }, new_key: { base64: "AP8=" } } },
      { operation: "rename", key: Uint8Array.of(0, 255), newKey: Uint8Array.of(0, 255) },
    ],
    [
      "increment without by",
      { increment: { key: "k" } },
      { operation: "increment", key: bytes("k") },
    ],
    [
      "increment by a number that JSON cannot hold",
      { increment: { key: "k", by: "-9223372036854775808" } },
      { operation: "increment", key: bytes("k"), by: -(2n ** 63n) },
    ],
    [
      "renew_lease, the lease in parts",
      { renew_lease: { key: "k", lease: { days: 1, seconds: "5" } } },
      { operation: "renewLease", key: bytes("k"), lease: { days: 1n, seconds: 5n } },
    ],
    [
      "multi_update",
      { multi_update: { entries: [{ key: "k", value: "v" }] } },
      { operation: "multiUpdate", entries: [{ key: bytes("k"), value: bytes("v") }] },
    ],
    [
      "delete_all",
      { delete_all: { range: { prefix: "p", end: "q" }, limit: 5 } },
      { operation: "deleteAll", prefix: bytes("p"), end: bytes("q"), limit: 5 },
    ],
    [
      "renew_lease_all",
      { renew_lease_all: { lease: "8s" } },
      { operation: "renewLeaseAll", lease },
    ],
    ...(
      [
        [{ absent: true }, { absent: true }],
        [{ present: true }, { present: true }],
        [{ mod_revision: 3 }, { modRevision: 3n }],
        [{ mod_revision: "18446744073709551615" }, { modRevision: 2n ** 64n - 1n }],
        [{ value_sha256: hash }, { valueSha256: new Uint8Array(32).fill(0xab) }],
        [{ value_sha256: { hex: hash } }, { valueSha256: new Uint8Array(32).fill(0xab) }],
      ] as const
    ).map(
      ([condition, expected]) =>
        [
          `condition ${JSON.stringify(condition).slice(0, 40)}`,
          { delete: { key: "k" }, condition },
          { operation: "delete", key: bytes("k"), condition: expected },
        ] as const,
    ),
  ];
  for (const [name, json, expected] of rows) it(name, () => assert.deepEqual(one(json), expected));

  it("are of one batch or of several", () => {
    const operations = [{ delete: { key: "k" } }];
    const several = parse([
      { namespace: "a", operations },
      { namespace: "lazuli1qqqq/b", operations },
    ]);
    assert.deepEqual(
      several.map(({ namespace }) => namespace),
      ["a", "lazuli1qqqq/b"],
    );
    assert.equal(parse({ operations })[0]?.namespace, undefined);
  });
});

describe("operations in JSON: errors name the place", () => {
  const inFirst = (operation: unknown) => ({ operations: [operation] });
  const put = (fields: object) => inFirst({ create: { key: "k", value: "v", ...fields } });
  const conditioned = (condition: unknown) => inFirst({ delete: { key: "k" }, condition });
  const rows: readonly (readonly [json: unknown, message: RegExp | string])[] = [
    ["x", `ops.json: expected an object, got "x"`],
    [[], "ops.json: expected at least one batch, got []"],
    [{}, `ops.json: "operations" is missing`],
    [{ operations: [] }, "ops.json: operations: expected at least one, got []"],
    [{ operations: {} }, "ops.json: operations: expected a list, got {}"],
    [{ operations: [], x: 1 }, /^ops.json: unknown field "x", expected namespace, operations$/],
    [
      { namespace: "alice/x", operations: [1] },
      /^ops.json: namespace: expected "name" or "<owner address>\/name"/,
    ],
    [[{ operations: [1] }], "ops.json: [0].operations[0]: expected an object, got 1"],
    [inFirst({}), /^ops.json: operations\[0\]: expected one operation \(create, .*\), got none$/],
    [inFirst({ delete: { key: "k" }, create: {} }), /got create and delete$/],
    [inFirst({ put: {} }), /^ops.json: operations\[0\]: unknown field "put"/],
    [put({ ttl: 1 }), /^ops.json: operations\[0\].create: unknown field "ttl", expected key/],
    [inFirst({ create: { key: "k" } }), `ops.json: operations[0].create: "value" is missing`],
    [inFirst({ delete: {} }), `ops.json: operations[0].delete: "key" is missing`],
    [put({ key: "" }), /create.key: expected a key of at least one byte/],
    [put({ key: 5 }), /create.key: expected a text, \{"hex": …\}/],
    [put({ key: { hex: "0" } }), /create.key.hex: expected pairs of hexadecimal digits, got "0"/],
    [put({ value: { base64: "AP8" } }), /create.value.base64: expected base64/],
    [put({ value: { hex: "00", base64: "AA==" } }), /create.value: expected a text/],
    [put({ lease: "8" }), /^ops.json: operations\[0\].create.lease "8": expected a unit/],
    [put({ lease: 8 }), /create.lease: expected a text such as "8s" or "1d12h", got 8/],
    [put({ lease: { weeks: 1 } }), /create.lease: unknown field "weeks"/],
    [put({ lease: { days: -1 } }), /create.lease.days: expected a whole number from 0/],
    [inFirst({ increment: { key: "k", by: 2 ** 53 } }), /increment.by: .*beyond 2\^53 as a text/],
    [inFirst({ increment: { key: "k", by: 1.5 } }), /increment.by: expected a whole number/],
    [
      inFirst({ rename: { key: "k", newKey: "n" } }),
      /rename: unknown field "newKey", expected key, new_key/,
    ],
    [
      inFirst({ multi_update: { entries: [{ key: "k", value: "v" }, { key: "k" }] } }),
      `ops.json: operations[0].multi_update.entries[1]: "value" is missing`,
    ],
    [inFirst({ delete_all: { prefix: "p" } }), /delete_all: unknown field "prefix"/],
    [inFirst({ delete_all: { limit: -1 } }), /delete_all.limit: expected a whole number from 0/],
    [inFirst({ delete_all: { range: { from: "a" } } }), /delete_all.range: unknown field "from"/],
    [conditioned({}), /condition: expected one of absent, present, mod_revision, value_sha256/],
    [conditioned({ absent: true, present: true }), /condition: expected one of/],
    [conditioned({ absent: false }), /condition.absent: expected true, got false/],
    [conditioned({ mod_revision: "x" }), /condition.mod_revision: expected a whole number/],
    [conditioned({ value_sha256: "00" }), /condition.value_sha256: expected 64 hexadecimal digits/],
  ];
  for (const [json, message] of rows) {
    it(JSON.stringify(json).slice(0, 100), () => {
      assert.throws(
        () => parse(json),
        (error: unknown) => {
          assert.ok(error instanceof ClientError);
          if (typeof message === "string") assert.equal(error.message, message);
          else assert.match(error.message, message);
          return true;
        },
      );
    });
  }
});

describe("entries in JSON", () => {
  it("are a list, or what the message has", () => {
    const entries = [{ key: "k", value: "v" }];
    const expected = [{ key: bytes("k"), value: bytes("v") }];
    assert.deepEqual(parseEntries({ source: "f", value: entries }), expected);
    assert.deepEqual(parseEntries({ source: "f", value: { entries } }), expected);
    for (const value of [{}, [], { entries: [] }, [{ key: "k" }]]) {
      assert.throws(() => parseEntries({ source: "f", value }), ClientError);
    }
  });
});
