import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import { Request, Response } from "../../proto/gen/tendermint/abci/types.ts";
import { FrameError } from "./frames.ts";
import { SCRATCH_BYTES_MAX } from "./limits.ts";

export type RequestValue = NonNullable<Request["value"]>;
export type ResponseValue = NonNullable<Response["value"]>;

/**
 * The request in a frame.
 *
 * Its `bytes` fields are views of `frame`, not copies: they stay valid for as long as anyone holds them, but each keeps
 * the whole frame alive. Whoever keeps a part of a large request (a transaction of a block) past the call copies it.
 *
 * @throws FrameError if the bytes are not a request, or one of a kind that this version does not know
 */
export function decodeRequest(frame: Uint8Array): RequestValue {
  const reader = new BinaryReader(frame);
  const { value } = decodeWhole(reader);
  if (value === undefined) {
    throw new FrameError(
      "a request without a kind that this version knows: expected a method of ABCI 2.0, InsertTx or ReapTxs; " +
        "run a CometBFT of the 0.38, 0.39 or 0.40 line",
    );
  }
  return value;
}

function decodeWhole(reader: BinaryReader): Request {
  let request: Request;
  try {
    request = Request.decode(reader);
  } catch (error) {
    throw new FrameError(
      `a frame of ${reader.len} bytes is not a protobuf request: ${String(error)}`,
      {
        cause: error,
      },
    );
  }
  // The generated decoder stops without an error at a zero tag or at the end of a group.
  if (reader.pos !== reader.len) {
    throw new FrameError(
      `a frame of ${reader.len} bytes is not a protobuf request: it has no meaning from byte ${reader.pos}`,
    );
  }
  return request;
}

/** A writer whose memory is used again: growing a new one for every response was a quarter of the server's work. */
let scratch = new BinaryWriter();

/**
 * The response as one frame: its length as an unsigned varint, then its bytes, in fresh memory.
 *
 * @throws Error if a field does not hold what its type says
 */
export function encodeResponse(value: ResponseValue): Uint8Array {
  const writer = scratch;
  // A writer that has thrown is left half written, and one that was large would keep its memory.
  scratch = new BinaryWriter();
  const frame = Response.encode({ value }, writer.fork()).join().finish();
  if (frame.length <= SCRATCH_BYTES_MAX) scratch = writer;
  return frame;
}
