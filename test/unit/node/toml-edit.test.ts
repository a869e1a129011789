import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import fc from "fast-check";
import { parse } from "smol-toml";
import { formatTomlValue, setInToml, valueInToml } from "../../../app/node/toml-edit.ts";
import type { TomlChange } from "../../../app/node/toml-edit.ts";

const set = (text: string, path: string, value: TomlChange["value"]): string =>
  setInToml("x.toml", text, { path: path.split("."), value });

describe("a value is replaced where it stands", () => {
  const rows: readonly (readonly [name: string, before: string, path: string, after: string])[] = [
    ["with a comment behind it", "a = 1 # one\nb = 2\n", "a", "a = 9 # one\nb = 2\n"],
    ["without a newline at the end", "a = 1", "a", "a = 9"],
    ["of a table", "a = 1\n[t]\na = 2\n[u]\na = 3\n", "t.a", "a = 1\n[t]\na = 9\n[u]\na = 3\n"],
    ["of a table in a table", "[t.u] # t\n  a=2\n", "t.u.a", "[t.u] # t\n  a=9\n"],
    ["behind a dotted key", "t.a = 1\nt.b = 2\n", "t.b", "t.a = 1\nt.b = 9\n"],
    ["behind a quoted key", "\"t\".'a' = 1\n", "t.a", "\"t\".'a' = 9\n"],
    ["with a hash in a text", 'a = "#\\"#" # c\n', "a", "a = 9 # c\n"],
    ["with a key in a text", 'b = """\na = 1\n"""\na = 2\n', "a", 'b = """\na = 1\n"""\na = 9\n'],
    ["with quotes at a text's end", `b = '''x'''''\na = 2\n`, "a", `b = '''x'''''\na = 9\n`],
    ["of lines", "a = [\n  1, # ]\n  [2],\n]\nb = 1\n", "a", "a = 9\nb = 1\n"],
    [
      "behind an inline table",
      "b = { a = 1, c = [2] }\na = 2\n",
      "a",
      "b = { a = 1, c = [2] }\na = 9\n",
    ],
    ["with lines of Windows", "# c\r\na = 1\r\nb = 2\r\n", "a", "# c\r\na = 9\r\nb = 2\r\n"],
  ];
  for (const [name, before, path, after] of rows) {
    it(name, () => {
      assert.equal(set(before, path, 9), after);
    });
  }
});

describe("a key that is not there is added to its table", () => {
  const rows: readonly (readonly [name: string, before: string, path: string, after: string])[] = [
    ["of an empty file", "", "a", "a = 9\n\n"],
    ["before all tables", "b = 1\n\n[t]\nc = 1\n", "a", "b = 1\n\na = 9\n\n[t]\nc = 1\n"],
    ["before a file's first table", "[t]\nc = 1\n", "a", "a = 9\n\n[t]\nc = 1\n"],
    ["in a table", "[t]\nb = 1 # c\n[u]\nb = 1\n", "t.a", "[t]\nb = 1 # c\n\na = 9\n[u]\nb = 1\n"],
    ["in an empty table", "[t]", "t.a", "[t]\n\na = 9\n"],
    ["in a new table", "b = 1", "t.a", "b = 1\n\n[t]\n\na = 9\n"],
  ];
  for (const [name, before, path, after] of rows) {
    it(name, () => {
      assert.equal(set(before, path, 9), after);
    });
  }
  it("with its comment", () => {
    const change = { path: ["a"], value: true, comment: ["What", "and why"] };
    assert.equal(setInToml("x.toml", "b = 1\n", change), "b = 1\n\n# What\n# and why\na = true\n");
  });
});

test("what it does not know it leaves alone", () => {
  for (const [text, path] of [
    ["t = { a = 1 }\n", "t.a"],
    ["[[t]]\na = 1\n", "t.a"],
    ["d = 2020-01-01 10:00:00\na = 1\n", "a"],
  ] as const) {
    assert.throws(
      () => set(text, path, 9),
      /x\.toml: [\w.]+ is written in a form .* by hand/,
      text,
    );
  }
  assert.throws(() => set("a = \n", "a", 9), /^UserError: x\.toml: /);
});

test("whatever the file, one value is another and the others are as before", () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,5}$/);
  const value = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.integer(),
    fc.boolean(),
    fc.array(fc.string({ unit: "grapheme" }), { maxLength: 3 }),
  );
  const comment = fc.stringMatching(/^[ -~]{0,9}$/);
  const lines = fc.uniqueArray(fc.tuple(word, value, comment), {
    minLength: 1,
    maxLength: 5,
    selector: ([name]) => name,
  });
  const files = fc.uniqueArray(fc.tuple(word, lines), {
    minLength: 1,
    maxLength: 4,
    selector: ([name]) => name,
  });
  fc.assert(
    fc.property(files, fc.nat(), fc.nat(), value, (tables, table, line, wanted) => {
      const text = tables
        .map(([name, entries]) =>
          [
            `[${name}]`,
            ...entries.map(([key, one, note]) => `${key} = ${formatTomlValue(one)} # ${note}`),
          ].join("\n"),
        )
        .join("\n\n# [x]\n");
      const [tableName, entries] = tables[table % tables.length] ?? ["", []];
      const [key] = entries[line % entries.length] ?? [""];
      const edited = setInToml("x.toml", text, { path: [tableName, key], value: wanted });
      const before = text.split("\n");
      const changed = edited.split("\n").filter((one, i) => one !== before[i]);
      assert.ok(changed.length <= 1, "one line at most");
      assert.equal(edited.split("\n").length, before.length);
      assert.deepEqual(valueInToml(parse(edited), [tableName, key]), wanted);
    }),
  );
});
