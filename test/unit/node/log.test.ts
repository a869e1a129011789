import assert from "node:assert/strict";
import { test } from "node:test";
import { createLog } from "../../../app/node/log.ts";
import type { LogFormat, LogLevel } from "../../../app/node/log.ts";

const now = (): Date => new Date(0);
const TIME = "1970-01-01T00:00:00.000Z";

function record(level: LogLevel, format: LogFormat) {
  const lines: string[] = [];
  return { lines, log: createLog({ level, format, now, write: (line) => lines.push(line) }) };
}

test("a record is one line of time, level, message and fields", () => {
  const { log, lines } = record("debug", "plain");
  log.info("committed block", { height: 12n, txs: 3, hash: new Uint8Array([1, 255]), ok: true });
  log.warn("slow");
  assert.deepEqual(lines, [
    `${TIME} info  committed block height=12 txs=3 hash=01ff ok=true\n`,
    `${TIME} warn  slow\n`,
  ]);
});

test("levels below the wanted one are left out", () => {
  const expected = { debug: 4, info: 3, warn: 2, error: 1, none: 0 } as const;
  for (const [level, count] of Object.entries(expected)) {
    const { log, lines } = record(level as LogLevel, "plain");
    log.debug("a");
    log.info("a");
    log.warn("a");
    log.error("a");
    assert.equal(lines.length, count, level);
  }
});

test("no value makes a second line or a field that was not given", () => {
  const hostile = "x\n1970 error forged y=1\u2028\u001b[2J";
  for (const format of ["plain", "json"] as const) {
    const { log, lines } = record("info", format);
    log.info(hostile, { key: hostile, [hostile]: 1, error: new Error(hostile), list: [hostile] });
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? "", /^[^\n\u001b]*\n$/);
  }
  const { log, lines } = record("info", "plain");
  log.info("a", { key: "x y=1", empty: "", list: [1n, "b"], nothing: undefined });
  assert.equal(
    lines[0],
    `${TIME} info  a key="x y=1" empty="" list="[\\"1\\",\\"b\\"]" nothing=undefined\n`,
  );
});

test("JSON lines hold the same values", () => {
  const { log, lines } = record("info", "json");
  log.error("failed", { height: 12n, hash: new Uint8Array([1]), error: new TypeError("bad") });
  const parsed = JSON.parse(lines[0] ?? "") as Record<string, string>;
  assert.equal(parsed["time"], TIME);
  assert.equal(parsed["level"], "error");
  assert.equal(parsed["message"], "failed");
  assert.equal(parsed["height"], "12");
  assert.equal(parsed["hash"], "01");
  assert.match(parsed["error"] ?? "", /^TypeError: bad\n {4}at /);
});
