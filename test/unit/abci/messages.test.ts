import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameError } from "../../../app/abci/frames.ts";
import { decodeRequest, encodeResponse } from "../../../app/abci/messages.ts";

test("decodes a request; its bytes are views of the frame", () => {
  // Request { check_tx = 8 { tx = 1: 01 02, type = 2: RECHECK } }
  const frame = Uint8Array.of(0x42, 6, 0x0a, 2, 1, 2, 0x10, 1);
  const request = decodeRequest(frame);
  assert.equal(request.$case, "checkTx");
  assert.deepEqual(request.value, { tx: Uint8Array.of(1, 2), type: 1 });
  assert.equal(request.value.tx.buffer, frame.buffer);
});

test("ignores a field that a later protocol adds to a request", () => {
  const request = decodeRequest(Uint8Array.of(0x0a, 0, 0xf8, 0x3f, 1));
  assert.deepEqual(request, { $case: "echo", value: { message: "" } });
});

const invalid = [
  { name: "an unknown kind", bytes: [0xfa, 0x01, 0], reason: /kind that this version knows/ },
  {
    name: "a kind that ABCI 1 had (DeliverTx)",
    bytes: [0x4a, 0],
    reason: /kind that this version/,
  },
  { name: "a field that is cut off", bytes: [0x42, 6, 0x0a], reason: /not a protobuf request/ },
  { name: "a wire type that does not exist", bytes: [0x0f], reason: /not a protobuf request/ },
  { name: "a zero tag", bytes: [0x0a, 0, 0, 1, 2], reason: /no meaning from byte/ },
  { name: "text", bytes: [...Buffer.from("GET / HTTP/1.1")], reason: /./ },
];

for (const { name, bytes, reason } of invalid) {
  test(`refuses ${name}`, () => {
    assert.throws(
      () => decodeRequest(Uint8Array.from(bytes)),
      (error) => error instanceof FrameError && reason.test(error.message),
    );
  });
}

test("encodes a response with its length before it, of one byte or more", () => {
  assert.deepEqual(encodeResponse({ $case: "flush", value: {} }), Uint8Array.of(2, 0x1a, 0));
  const message = "m".repeat(300);
  const frame = encodeResponse({ $case: "echo", value: { message } });
  assert.deepEqual(frame.slice(0, 8), Uint8Array.of(0xb2, 2, 0x12, 0xaf, 2, 0x0a, 0xac, 2));
  assert.equal(frame.length, 2 + 306);
});
