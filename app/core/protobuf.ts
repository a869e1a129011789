import { BinaryReader, BinaryWriter, type WireType } from "@bufbuild/protobuf/wire";
import { equalBytes, utf8ToText } from "./bytes.ts";
import { ChainError, CoreError, TxError } from "./errors.ts";
import { describeError, isMachineFault } from "./faults.ts";

/** A generated message codec. */
export interface Codec<T> {
  encode(message: T, writer?: BinaryWriter): BinaryWriter;
  decode(input: BinaryReader | Uint8Array, length?: number): T;
}

/** A generated service definition (ts-proto `generic-definitions`). */
export interface ServiceDefinition {
  readonly fullName: string;
  readonly methods: Readonly<Record<string, MethodDefinition>>;
}

export interface MethodDefinition {
  /** As in the .proto, e.g. `Send`. */
  readonly name: string;
  readonly requestType: Codec<unknown>;
  readonly responseType: Codec<unknown>;
}

/** Largest buffer that {@link encodeMessage} keeps for the next message. */
const KEPT_BUFFER_BYTES = 1_048_576;

let idleWriter: BinaryWriter | undefined;

/** The bytes of a message, in a fresh array. One writer serves all: a new one a message costs more than the encoding. */
export function encodeMessage<T>(codec: Codec<T>, message: T): Uint8Array {
  const writer = idleWriter ?? new BinaryWriter();
  // Not idle meanwhile, and not again if encoding fails half-way.
  idleWriter = undefined;
  const bytes = codec.encode(message, writer).finish();
  if (bytes.length <= KEPT_BUFFER_BYTES) idleWriter = writer;
  return bytes;
}

/** The request message of a method. Not constrained: an intersection with `Codec<unknown>` would hide the real type. */
export type RequestOf<M> = M extends {
  readonly requestType: { decode(input: Uint8Array): infer T };
}
  ? T
  : never;
export type ResponseOf<M> = M extends {
  readonly responseType: { decode(input: Uint8Array): infer T };
}
  ? T
  : never;

/**
 * Refuses what generated decoders pass over: unknown fields, groups, and text that is not UTF-8. The generated decoders use
 * one reader for a message and all that is nested in it, so this holds at every depth.
 */
class StrictReader extends BinaryReader {
  #last = 0;

  constructor(bytes: Uint8Array) {
    super(bytes);
    // The reader declares this one as a property, so it cannot be overridden as a method.
    const read = this.uint32;
    this.uint32 = () => (this.#last = read.call(this));
  }

  override skip(wireType: WireType): Uint8Array {
    throw TxError.unknownField(`field ${this.#last >>> 3} of wire type ${wireType}`);
  }

  override string(): string {
    const text = utf8ToText(this.bytes());
    if (text === undefined) throw CoreError.txDecode("text that is not UTF-8");
    return text;
  }
}

/**
 * Decodes a message that a user signed or sent: no unknown fields (ADR-020), and the bytes are exactly those that encoding
 * the result gives (ADR-027: fields in order and once, shortest varints, no defaults), so that two encodings of one
 * message cannot both be valid.
 *
 * @param what names the message in errors
 * @throws CoreError.txDecode, TxError.unknownField, TxError.nonCanonical
 */
export function decodeStrict<T>(codec: Codec<T>, bytes: Uint8Array, what: string): T {
  let message: T;
  try {
    message = codec.decode(new StrictReader(bytes));
  } catch (error) {
    if (error instanceof ChainError) {
      throw new ChainError(error.codespace, error.code, `${what}: ${error.message}`);
    }
    if (isMachineFault(error)) throw error;
    throw CoreError.txDecode(`${what} is truncated or not protobuf (${describeError(error)})`);
  }
  if (!equalBytes(encodeMessage(codec, message), bytes)) {
    throw TxError.nonCanonical(
      `${what}: expected fields in order and once, shortest lengths and no default values`,
    );
  }
  return message;
}

/**
 * Decodes a query's request. Unknown fields are passed over: a newer client may ask an older node.
 *
 * @throws CoreError.invalidRequest
 */
export function decodeRequest<T>(codec: Codec<T>, bytes: Uint8Array, what: string): T {
  try {
    return codec.decode(bytes);
  } catch (error) {
    if (isMachineFault(error)) throw error;
    throw CoreError.invalidRequest(`${what} cannot be decoded`);
  }
}
