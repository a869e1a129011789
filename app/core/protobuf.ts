import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { equalBytes, utf8ToText } from "./bytes.ts";
import { ChainError, CoreError } from "./errors.ts";
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

/** Bit 11 of a field's number: who does not know the field may ignore it. @source cosmos-sdk ADR-020 */
export const NON_CRITICAL_BIT = 0x400;

/** @source google.golang.org/protobuf protowire, as the SDK names them in its errors */
const WIRE_TYPES = ["varint", "fixed64", "bytes", "start_group", "end_group", "fixed32"] as const;

/**
 * Refuses what generated decoders pass over: unknown fields, groups, and text that is not UTF-8. The generated decoders use
 * one reader for a message and all that is nested in it, so this holds at every depth.
 */
class StrictReader extends BinaryReader {
  readonly #toleratesNonCritical: boolean;
  #last = 0;
  /** Whether it passed over an unknown field that is not critical. */
  hasPassedOver = false;

  constructor(bytes: Uint8Array, toleratesNonCritical: boolean) {
    super(bytes);
    this.#toleratesNonCritical = toleratesNonCritical;
    // The reader declares this one as a property, so it cannot be overridden as a method.
    const read = this.uint32;
    this.uint32 = () => (this.#last = read.call(this));
  }

  override skip(wireType: WireType, field?: number): Uint8Array {
    const number = this.#last >>> 3;
    const isGroup = wireType === WireType.StartGroup || wireType === WireType.EndGroup;
    if (this.#toleratesNonCritical && (number & NON_CRITICAL_BIT) !== 0 && !isGroup) {
      this.hasPassedOver = true;
      return super.skip(wireType, field);
    }
    const name = WIRE_TYPES[wireType as number] ?? `unknown type: ${wireType}`;
    throw CoreError.txDecode(`errUnknownField: {TagNum: ${number}, WireType:"${name}"}`);
  }

  override string(): string {
    const text = utf8ToText(this.bytes());
    if (text === undefined) throw CoreError.txDecode("text that is not UTF-8");
    return text;
  }
}

function decodeWith<T>(codec: Codec<T>, reader: StrictReader, what: string): T {
  try {
    return codec.decode(reader);
  } catch (error) {
    if (error instanceof ChainError) {
      throw new ChainError(error.codespace, error.code, `${what}: ${error.message}`);
    }
    if (isMachineFault(error)) throw error;
    throw CoreError.txDecode(`${what} is truncated or not protobuf (${describeError(error)})`);
  }
}

function assertCanonical<T>(codec: Codec<T>, message: T, bytes: Uint8Array, what: string): void {
  if (equalBytes(encodeMessage(codec, message), bytes)) return;
  throw CoreError.txDecode(
    `${what} is not in canonical encoding: ` +
      "expected fields in order and once, shortest lengths and no default values",
  );
}

/**
 * Decodes a message that a user signed or sent: no unknown fields (ADR-020), and the bytes are exactly those that encoding
 * the result gives (ADR-027: fields in order and once, shortest varints, no defaults), so that two encodings of one
 * message cannot both be valid.
 *
 * @param what names the message in errors
 * @throws CoreError.txDecode
 */
export function decodeStrict<T>(codec: Codec<T>, bytes: Uint8Array, what: string): T {
  const message = decodeWith(codec, new StrictReader(bytes, false), what);
  assertCanonical(codec, message, bytes, what);
  return message;
}

/** A message, and whether its bytes have fields that it lacks. */
export interface TolerantlyDecoded<T> {
  readonly message: T;
  readonly hasUnknownFields: boolean;
}

/**
 * As {@link decodeStrict}, but unknown fields that are not critical are passed over.
 *
 * @param assertForm says whether bytes with such fields are canonical; encoding again cannot
 * @throws CoreError.txDecode
 */
export function decodeTolerant<T>(
  codec: Codec<T>,
  bytes: Uint8Array,
  what: string,
  assertForm: (bytes: Uint8Array, what: string) => void,
): TolerantlyDecoded<T> {
  const reader = new StrictReader(bytes, true);
  const message = decodeWith(codec, reader, what);
  if (reader.hasPassedOver) assertForm(bytes, what);
  else assertCanonical(codec, message, bytes, what);
  return { message, hasUnknownFields: reader.hasPassedOver };
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
