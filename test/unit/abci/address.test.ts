import assert from "node:assert/strict";
import { test } from "node:test";
import { SOCKET_PATH_BYTES_MAX, formatAddress, parseAddress } from "../../../app/abci/address.ts";

for (const [text, expected] of [
  ["unix:///run/abci.sock", { kind: "unix", path: "/run/abci.sock" }],
  ["unix://abci.sock", { kind: "unix", path: "abci.sock" }],
  ["tcp://127.0.0.1:26658", { kind: "tcp", host: "127.0.0.1", port: 26658 }],
  ["tcp://localhost:0", { kind: "tcp", host: "localhost", port: 0 }],
  ["tcp://[::1]:65535", { kind: "tcp", host: "::1", port: 65535 }],
] as const) {
  test(`reads and writes ${text}`, () => {
    assert.deepEqual(parseAddress(text), expected);
    assert.equal(formatAddress(expected), text);
  });
}

for (const [text, reason] of [
  ["", /has no known form: expected unix:/],
  ["127.0.0.1:26658", /has no known form/],
  ["http://127.0.0.1:26658", /has no known form/],
  ["unix://", /has no path/],
  ["unix:///a\0b", /has no path/],
  ["tcp://127.0.0.1", /no host or no port/],
  ["tcp://:26658", /no host or no port/],
  ["tcp://127.0.0.1:65536", /no host or no port/],
  ["tcp://::1:26658", /no host or no port/],
  ["tcp://127.0.0.1:26658/x", /no host or no port/],
] as const) {
  test(`refuses ${JSON.stringify(text)}`, () => {
    assert.throws(() => parseAddress(text), reason);
  });
}

test("measures a socket's path in bytes and says what to do about a long one", () => {
  const fits = `/${"x".repeat(SOCKET_PATH_BYTES_MAX - 1)}`;
  assert.deepEqual(parseAddress(`unix://${fits}`), { kind: "unix", path: fits });
  assert.throws(() => parseAddress(`unix://${fits}x`), /shorter path, or tcp:/);
  assert.throws(
    () => parseAddress(`unix:///${"é".repeat(Math.ceil(SOCKET_PATH_BYTES_MAX / 2))}`),
    /bytes/,
  );
});
