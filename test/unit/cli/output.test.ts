import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatJson, formatText } from "../../../app/cli/output.ts";

describe("output", () => {
  it("writes JSON on one line, with big numbers as texts and bytes as base64", () => {
    const value = { height: 2n ** 63n, digest: Uint8Array.of(255), list: [1n, null], flag: true };
    assert.equal(
      formatJson(value),
      '{"height":"9223372036854775808","digest":"/w==","list":["1",null],"flag":true}',
    );
  });

  it("writes text as names and values", () => {
    const value = { a: 1n, b: { c: "d" }, list: [{ e: 1, f: 2 }, { e: 3 }], none: [], nil: null };
    assert.equal(
      formatText(value),
      "a: 1\nb:\n  c: d\nlist:\n  - e: 1\n    f: 2\n  - e: 3\nnone: []\nnil: null\n",
    );
  });

  it("quotes a text that could pass for another line or move the cursor", () => {
    assert.equal(formatText({ note: "x\ncode: 0" }), 'note: "x\\ncode: 0"\n');
    assert.equal(formatText({ note: "\u001b[2J" }), 'note: "\\u001b[2J"\n');
  });
});
