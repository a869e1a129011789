import assert from "node:assert/strict";
import { test } from "node:test";
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { FrameError, FrameReader } from "../../app/abci/frames.ts";
import { decodeRequest } from "../../app/abci/messages.ts";
import { Request } from "../../proto/gen/tendermint/abci/types.ts";

const FRAME_BYTES_MAX = 5_000;

const frameBytes = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 20 }),
  fc
    .integer({ min: 120, max: FRAME_BYTES_MAX })
    .map((length) => new Uint8Array(length).fill(length)),
);

function join(frames: readonly Uint8Array[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const frame of frames) writer.bytes(frame);
  return writer.finish();
}

/** Cuts the stream at the given places (per cent) and overwrites each piece once it is used up. */
function* pieces(stream: Uint8Array, cuts: readonly number[]): Iterable<Uint8Array> {
  const ends = cuts.map((cut) => Math.floor(cut * stream.length)).sort((a, b) => a - b);
  let start = 0;
  for (const end of [...ends, stream.length]) {
    const piece = stream.slice(start, end);
    yield piece;
    piece.fill(0xee);
    start = end;
  }
}

function read(reader: FrameReader, chunks: Iterable<Uint8Array>): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (const chunk of chunks) {
    reader.push(chunk);
    for (let frame = reader.next(); frame !== undefined; frame = reader.next()) frames.push(frame);
  }
  return frames;
}

const cutPlaces = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 });

test("frames come out as they went in, wherever the chunks end", () => {
  fc.assert(
    fc.property(fc.array(frameBytes, { maxLength: 12 }), cutPlaces, (frames, cuts) => {
      const reader = new FrameReader(FRAME_BYTES_MAX);
      assert.deepEqual(read(reader, pieces(join(frames), cuts)), frames);
      assert.equal(reader.isInsideFrame, false);
    }),
  );
});

test("any bytes give the same frames and the same error however they are cut", () => {
  const outcome = (chunks: Iterable<Uint8Array>): unknown => {
    const frames: Uint8Array[] = [];
    const reader = new FrameReader(FRAME_BYTES_MAX);
    try {
      for (const chunk of chunks) {
        reader.push(chunk);
        for (let frame = reader.next(); frame !== undefined; frame = reader.next()) {
          frames.push(frame);
        }
      }
      return { frames, isInsideFrame: reader.isInsideFrame };
    } catch (error) {
      assert.ok(error instanceof FrameError);
      return { frames, error: error.message };
    }
  };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), cutPlaces, (stream, cuts) => {
      assert.deepEqual(outcome(pieces(stream, cuts)), outcome([stream]));
    }),
    { numRuns: 500 },
  );
});

test("any frame is a request or a FrameError, and a request survives encoding", () => {
  const seeds = fc.constantFrom(0x0a, 0x12, 0x1a, 0x2a, 0x32, 0x42, 0x5a, 0x62);
  const almost = fc
    .tuple(seeds, fc.uint8Array({ maxLength: 60 }))
    .map(([tag, body]) => Uint8Array.of(tag, body.length, ...body));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 60 }), almost), (frame) => {
      let value;
      try {
        value = decodeRequest(frame);
      } catch (error) {
        assert.ok(error instanceof FrameError, String(error));
        return;
      }
      assert.deepEqual(decodeRequest(Request.encode({ value }).finish()), value);
    }),
    { numRuns: 2_000 },
  );
});
