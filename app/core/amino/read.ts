import {
  AMINO_MESSAGES,
  type AminoField,
  type AminoMessage,
} from "../../../proto/gen/amino/table.ts";
import { utf8ToText } from "../bytes.ts";
import { CoreError } from "../errors.ts";
import { NON_CRITICAL_BIT } from "../protobuf.ts";
import { AMINO_DEPTH_MAX } from "./limits.ts";

/** A field's value: an integer of any size and an enum are bigints. */
export type Value = string | bigint | boolean | Uint8Array | Parsed;

/** A message as its bytes have it. */
export interface Parsed {
  readonly type: AminoMessage;
  readonly typeName: string;
  /** The values of each field that occurs, in order; by number. */
  readonly values: ReadonlyMap<number, readonly Value[]>;
}

export const ANY = "google.protobuf.Any";
const ANY_TYPE_URL = 1;
const ANY_VALUE = 2;

const WIRE_VARINT = 0;
const WIRE_64 = 1;
const WIRE_BYTES = 2;
const WIRE_32 = 5;

const UINT32_MAX = 0xffff_ffffn;
const VARINT_BITS_MAX = 63n;

function broken(what: string): never {
  throw CoreError.txDecode(what);
}

/** Reads the wire format and takes one encoding only: the shortest. */
class Cursor {
  readonly bytes: Uint8Array;
  position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift <= VARINT_BITS_MAX; shift += 7n) {
      const byte = this.bytes[this.position++];
      if (byte === undefined) broken("truncated");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (byte === 0 && shift > 0n) broken("a number that is not as short as possible");
        return value > 0xffff_ffff_ffff_ffffn ? broken("a number beyond 64 bits") : value;
      }
    }
    return broken("a number beyond 64 bits");
  }

  tag(): { number: number; wireType: number } {
    const tag = this.varint();
    if (tag > UINT32_MAX || tag < 8n) broken("a tag out of range");
    return { number: Number(tag >> 3n), wireType: Number(tag & 7n) };
  }

  take(size: number): Uint8Array {
    const end = this.position + size;
    if (end > this.bytes.length) broken("truncated");
    const part = this.bytes.subarray(this.position, end);
    this.position = end;
    return part;
  }

  prefixed(): Uint8Array {
    const size = this.varint();
    return size > BigInt(this.bytes.length) ? broken("truncated") : this.take(Number(size));
  }

  fixed(size: 4 | 8): bigint {
    let value = 0n;
    this.take(size).forEach((byte, i) => (value |= BigInt(byte) << BigInt(8 * i)));
    return value;
  }

  skip(wireType: number): void {
    if (wireType === WIRE_VARINT) this.varint();
    else if (wireType === WIRE_64) this.take(8);
    else if (wireType === WIRE_BYTES) this.prefixed();
    else if (wireType === WIRE_32) this.take(4);
    else broken(`wire type ${wireType}`);
  }
}

function wireTypeOf({ kind }: AminoField): number {
  switch (kind) {
    case "string":
    case "bytes":
    case "message":
      return WIRE_BYTES;
    case "fixed32":
    case "sfixed32":
    case "float":
      return WIRE_32;
    case "fixed64":
    case "sfixed64":
    case "double":
      return WIRE_64;
    default:
      return WIRE_VARINT;
  }
}

function readNumber(cursor: Cursor, { kind }: AminoField): bigint | boolean {
  const wide = kind === "fixed64" || kind === "sfixed64" || kind === "double";
  const narrow = kind === "fixed32" || kind === "sfixed32" || kind === "float";
  const raw = wide ? cursor.fixed(8) : narrow ? cursor.fixed(4) : cursor.varint();
  switch (kind) {
    case "bool":
      return raw > 1n ? broken("a truth value above 1") : raw === 1n;
    case "int32":
    case "enum": {
      const value = BigInt.asIntN(32, raw);
      return BigInt.asUintN(64, value) === raw ? value : broken("a number beyond 32 bits");
    }
    case "sfixed32":
      return BigInt.asIntN(32, raw);
    case "uint32":
      return raw > UINT32_MAX ? broken("a number beyond 32 bits") : raw;
    case "sint32":
      if (raw > UINT32_MAX) broken("a number beyond 32 bits");
      return (raw >> 1n) ^ -(raw & 1n);
    case "sint64":
      return (raw >> 1n) ^ -(raw & 1n);
    case "int64":
    case "sfixed64":
      return BigInt.asIntN(64, raw);
    default:
      return raw;
  }
}

interface ReadOptions {
  /** Passes over unknown fields that are not critical. */
  readonly isTolerant: boolean;
}

function readValue(
  cursor: Cursor,
  field: AminoField,
  options: ReadOptions,
  depth: number,
): Value[] {
  if (field.kind === "message") {
    return [readMessage(field.type as string, cursor.prefixed(), options, depth + 1)];
  }
  if (field.kind === "bytes") return [cursor.prefixed()];
  if (field.kind === "string") {
    return [utf8ToText(cursor.prefixed()) ?? broken("text that is not UTF-8")];
  }
  if (field.repeated !== true) return [readNumber(cursor, field)];
  const packed = new Cursor(cursor.prefixed());
  const values: Value[] = [];
  while (!packed.isAtEnd) values.push(readNumber(packed, field));
  return values.length === 0 ? broken("an empty list that is written") : values;
}

function isDefault(value: Value): boolean {
  return value === "" || value === 0n || value === false || isEmptyBytes(value);
}

function isEmptyBytes(value: Value): boolean {
  return value instanceof Uint8Array && value.length === 0;
}

/**
 * Reads a message of the table. Its bytes have to be the one canonical encoding (ADR-027), at every depth but not inside
 * an `Any`.
 *
 * @param typeName full name of a message that the table has
 * @throws CoreError.txDecode
 */
export function readMessage(
  typeName: string,
  bytes: Uint8Array,
  options: ReadOptions = { isTolerant: false },
  depth = 0,
): Parsed {
  if (depth > AMINO_DEPTH_MAX) broken(`messages nest deeper than ${AMINO_DEPTH_MAX}`);
  const type = AMINO_MESSAGES.get(typeName) ?? broken(`unknown message ${typeName}`);
  const cursor = new Cursor(bytes);
  const values = new Map<number, Value[]>();
  const oneofs = new Set<string>();
  let last = 0;
  while (!cursor.isAtEnd) {
    const { number, wireType } = cursor.tag();
    if (number < last) broken(`field ${number} after field ${last}`);
    last = number;
    const field = type.fields.find((one) => one.number === number);
    if (field === undefined) {
      if (!options.isTolerant || (number & NON_CRITICAL_BIT) === 0) broken(`field ${number}`);
      cursor.skip(wireType);
      continue;
    }
    const isPacked = field.repeated === true && wireTypeOf(field) !== WIRE_BYTES;
    if (wireType !== (isPacked ? WIRE_BYTES : wireTypeOf(field))) {
      broken(`field ${number} of wire type ${wireType}`);
    }
    const earlier = values.get(number);
    if (earlier && (field.repeated !== true || isPacked)) broken(`field ${number} twice`);
    if (field.oneof && oneofs.has(field.oneof.name)) broken(`two members of ${field.oneof.name}`);
    if (field.oneof) oneofs.add(field.oneof.name);
    const read = readValue(cursor, field, options, depth);
    if (!field.repeated && !field.oneof && isDefault(read[0] as Value)) {
      broken(`field ${number} with its default value`);
    }
    if (earlier) earlier.push(...read);
    else values.set(number, read);
  }
  return { type, typeName, values };
}

/** The type and bytes in an `Any`. */
export function openAny({ values }: Parsed): { typeName: string; bytes: Uint8Array } {
  const typeUrl = (values.get(ANY_TYPE_URL)?.[0] ?? "") as string;
  const bytes = (values.get(ANY_VALUE)?.[0] ?? new Uint8Array(0)) as Uint8Array;
  return { typeName: typeUrl.slice(1), bytes };
}
