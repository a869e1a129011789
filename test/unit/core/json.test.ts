import assert from "node:assert/strict";
import { test } from "node:test";
import { ChainError } from "../../../app/core/errors.ts";
import { type JsonObject, JsonValue } from "../../../app/core/json.ts";

const read = (value: unknown): JsonValue => new JsonValue(value, "app_state.kv");
const object = (value: unknown): JsonObject => read(value).object();

const valid: readonly [name: string, read: () => unknown, expected: unknown][] = [
  ["text", () => read("a").text(), "a"],
  ["empty text", () => read("").text(), ""],
  ["true", () => read(true).boolean(), true],
  ["an integer", () => read(-7).integer(), -7],
  ["a 64-bit integer", () => read("18446744073709551615").uint64(), 2n ** 64n - 1n],
  ["zero", () => read("0").uint64(), 0n],
  ["bytes", () => read("AQI=").bytes(), Uint8Array.of(1, 2)],
  [
    "a time",
    () => read("2030-02-28T12:00:00.5Z").time(),
    { seconds: 1_898_510_400n, nanos: 500_000_000 },
  ],
  [
    "coins, whatever they hold",
    () => read([{ denom: "", amount: "-1" }]).coins(),
    [{ denom: "", amount: "-1" }],
  ],
  ["no bytes", () => read("").bytes(), new Uint8Array(0)],
  [
    "a list",
    () =>
      read([1, 2])
        .list()
        .map((entry) => entry.integer()),
    [1, 2],
  ],
  [
    "a field",
    () =>
      object({ a: { b: "c" } })
        .field("a")
        .object()
        .field("b")
        .text(),
    "c",
  ],
  ["a field that may be absent", () => object({}).optional("a"), undefined],
  ["null", () => read(null).isNull, true],
];
for (const [name, action, expected] of valid) {
  test(`JSON: ${name}`, () => {
    assert.deepEqual(action(), expected);
  });
}

const invalid: readonly [name: string, read: () => unknown, message: string][] = [
  [
    "a day that is not there",
    () => read("2030-02-29T12:00:00Z").time(),
    'app_state.kv: expected a time such as 2030-01-01T00:00:00Z, got "2030-02-29T12:00:00Z"',
  ],
  [
    "a coin with more",
    () => read([{ denom: "a", amount: "1", more: 1 }]).coins(),
    'app_state.kv[0]: unknown field "more"',
  ],
  ["a number for text", () => read(1).text(), "app_state.kv: expected a string, got 1"],
  [
    "nothing for text",
    () => read(undefined).text(),
    "app_state.kv: expected a string, got nothing",
  ],
  [
    "text for a boolean",
    () => read("true").boolean(),
    'app_state.kv: expected true or false, got "true"',
  ],
  ["a fraction", () => read(1.5).integer(), "app_state.kv: expected an integer, got 1.5"],
  [
    "beyond 2^53",
    () => read(2 ** 53).integer(),
    "app_state.kv: expected an integer, got 9007199254740992",
  ],
  [
    "a number for uint64",
    () => read(1).uint64(),
    "app_state.kv: expected an integer as a string, got 1",
  ],
  ["a sign", () => read("-1").uint64(), 'app_state.kv: expected an integer as a string, got "-1"'],
  [
    "a leading zero",
    () => read("01").uint64(),
    'app_state.kv: expected an integer as a string, got "01"',
  ],
  [
    "2^64",
    () => read("18446744073709551616").uint64(),
    "app_state.kv is 18446744073709551616, expected 0 to 2^64 - 1",
  ],
  [
    "21 digits",
    () => read("1".repeat(21)).uint64(),
    "app_state.kv: expected an integer as a string",
  ],
  ["base64 without padding", () => read("AQI").bytes(), 'app_state.kv: expected base64, got "AQI"'],
  ["base64 for URLs", () => read("_-8=").bytes(), 'app_state.kv: expected base64, got "_-8="'],
  ["an object for a list", () => read({}).list(), "app_state.kv: expected a list, got {}"],
  ["a list for an object", () => read([]).object(), "app_state.kv: expected an object, got []"],
  ["null for an object", () => read(null).object(), "app_state.kv: expected an object, got null"],
  [
    "a missing field",
    () => object({}).field("a").text(),
    "app_state.kv.a: expected a string, got nothing",
  ],
  [
    "deep in a list",
    () =>
      object({ a: [{ b: 1 }] })
        .field("a")
        .list()[0]
        ?.object()
        .field("b")
        .text(),
    "app_state.kv.a[0].b: expected a string, got 1",
  ],
  [
    "an unknown field",
    () => {
      const fields = object({ a: "x", "b\n": 1 });
      fields.field("a").text();
      fields.end();
    },
    'app_state.kv: unknown field "b\\n"',
  ],
  [
    "a field with the name of the prototype",
    () => {
      object(JSON.parse('{"__proto__": {"a": 1}}')).end();
    },
    'app_state.kv: unknown field "__proto__"',
  ],
  ["a field of the prototype", () => object({}).field("toString").text(), "got nothing"],
];
for (const [name, action, message] of invalid) {
  test(`JSON is refused with its path: ${name}`, () => {
    assert.throws(action, (error: unknown) => {
      assert.ok(error instanceof ChainError && error.message.includes(message), String(error));
      assert.deepEqual([error.codespace, error.code], ["sdk", 18]);
      return true;
    });
  });
}

test("a huge value is cut in the error", () => {
  assert.throws(
    () => read("x".repeat(1_000_000)).boolean(),
    (error: unknown) => error instanceof Error && error.message.length < 250,
  );
});
