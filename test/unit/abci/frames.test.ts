import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameError, FrameReader } from "../../../app/abci/frames.ts";

const FRAME_BYTES_MAX = 300;

function readAll(reader: FrameReader, chunk: Uint8Array): Uint8Array[] {
  const frames: Uint8Array[] = [];
  reader.push(chunk);
  for (let frame = reader.next(); frame !== undefined; frame = reader.next()) frames.push(frame);
  return frames;
}

const FIVES = new Array<number>(300).fill(5);

const valid = [
  { name: "one byte", bytes: [1, 9], frames: [[9]] },
  { name: "two frames in a chunk", bytes: [1, 9, 2, 8, 7], frames: [[9], [8, 7]] },
  {
    name: "a length of two bytes",
    bytes: [0xac, 2, ...FIVES],
    frames: [FIVES],
  },
  {
    name: "a length padded as Go accepts it",
    bytes: [0x81, 0x80, 0x80, 0x80, 0, 9],
    frames: [[9]],
  },
];

for (const { name, bytes, frames } of valid) {
  test(`reads ${name}, whole and byte by byte`, () => {
    const whole = readAll(new FrameReader(FRAME_BYTES_MAX), Uint8Array.from(bytes));
    assert.deepEqual(
      whole.map((frame) => [...frame]),
      frames,
    );
    const reader = new FrameReader(FRAME_BYTES_MAX);
    const single = bytes.flatMap((byte) => readAll(reader, Uint8Array.of(byte)));
    assert.deepEqual(
      single.map((frame) => [...frame]),
      frames,
    );
    assert.equal(reader.isInsideFrame, false);
  });
}

const invalid = [
  { name: "length 0", bytes: [0], reason: /0 bytes/ },
  { name: "length 0 in two bytes", bytes: [0x80, 0], reason: /0 bytes/ },
  {
    name: "a length one over the limit",
    bytes: [0xad, 2],
    reason: /301 bytes: expected at most 300/,
  },
  {
    name: "a length over 32 bits",
    bytes: [0xff, 0xff, 0xff, 0xff, 0x7f],
    reason: /34359738367 bytes/,
  },
  { name: "a length that does not end", bytes: [0x80, 0x80, 0x80, 0x80, 0x80], reason: /5 bytes/ },
];

for (const { name, bytes, reason } of invalid) {
  test(`refuses ${name} before the frame's bytes arrive`, () => {
    assert.throws(
      () => readAll(new FrameReader(FRAME_BYTES_MAX), Uint8Array.from(bytes)),
      (error) => error instanceof FrameError && reason.test(error.message),
    );
  });
}

test("refuses a limit that is not one", () => {
  for (const limit of [0, -1, 1.5, Number.NaN, 2 ** 31]) {
    assert.throws(() => new FrameReader(limit), RangeError);
  }
});

test("knows that it is inside a frame", () => {
  const reader = new FrameReader(FRAME_BYTES_MAX);
  assert.equal(reader.isInsideFrame, false);
  readAll(reader, Uint8Array.of(0x81));
  assert.equal(reader.isInsideFrame, true, "within the length");
  readAll(reader, Uint8Array.of(1));
  assert.equal(reader.isInsideFrame, true, "before the first byte");
  readAll(reader, new Uint8Array(128));
  assert.equal(reader.isInsideFrame, true, "before the last byte");
  readAll(reader, new Uint8Array(1));
  assert.equal(reader.isInsideFrame, false);
});

test("a frame owns its memory: the chunk may be overwritten and is not kept alive", () => {
  const chunk = Buffer.from([2, 8, 7, 1, 9]);
  const frames = readAll(new FrameReader(FRAME_BYTES_MAX), chunk);
  chunk.fill(0);
  assert.deepEqual(
    frames.map((frame) => [...frame]),
    [[8, 7], [9]],
  );
  for (const frame of frames) {
    assert.equal(frame.buffer.byteLength, frame.length);
    assert.equal(frame.constructor, Uint8Array);
  }
});

test("bytes pushed before the earlier ones were used up follow them", () => {
  const reader = new FrameReader(FRAME_BYTES_MAX);
  reader.push(Uint8Array.of(1, 9, 1));
  assert.deepEqual(reader.next(), Uint8Array.of(9));
  assert.deepEqual(readAll(reader, Uint8Array.of(8, 1, 7)), [Uint8Array.of(8), Uint8Array.of(7)]);
});

test("a frame of 64 MiB costs one pass over its bytes", () => {
  const frameBytes = 64 * 1024 * 1024;
  const reader = new FrameReader(frameBytes);
  reader.push(Uint8Array.of(0x80, 0x80, 0x80, 0x20));
  const chunk = new Uint8Array(1024).fill(3);
  const start = performance.now();
  let frame: Uint8Array | undefined;
  for (let sent = 0; sent < frameBytes; sent += chunk.length) {
    assert.equal(frame, undefined);
    reader.push(chunk);
    frame = reader.next();
  }
  assert.equal(frame?.length, frameBytes);
  assert.equal(frame.lastIndexOf(3), frameBytes - 1);
  // With 65,536 chunks, copying what was there for every chunk would move 2 TiB.
  assert.ok(performance.now() - start < 5_000);
});
