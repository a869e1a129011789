import { base64 } from "@scure/base";
import type { AminoField } from "../../../proto/gen/amino/table.ts";
import { CoreError } from "../errors.ts";
import { DECIMAL_ONE, DECIMAL_PLACES, divFloor } from "../integers.ts";
import { formatTime, NANOS_PER_SECOND } from "../time.ts";
import { ANY, openAny, type Parsed, readMessage, type Value } from "./read.ts";

/** Largest seconds of a duration whose nanoseconds fit 64 bits. @source cosmossdk.io/x/tx aminojson MaxDurationSeconds */
const DURATION_SECONDS_MAX = 9_223_372_035n;

function refuse(what: string): never {
  throw CoreError.invalidRequest(`${what} cannot be written as amino JSON`);
}

/** Text as Go's encoding/json writes it: also what HTML would take for markup is escaped. */
export function jsonText(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * A message in amino JSON, as it stands in an `Any`: `{"type":…,"value":…}`. What has no amino name goes by its type URL.
 *
 * @param typeName full name of the message
 * @param depth how many messages it is in
 * @throws CoreError.invalidRequest if amino JSON has no form for it, CoreError.txDecode if the bytes are malformed
 * @source cosmossdk.io/x/tx signing/aminojson
 */
export function aminoJson(typeName: string, bytes: Uint8Array, depth = 0): string {
  const message = readMessage(typeName, bytes, { isTolerant: false }, depth);
  const name = message.type.name ?? `/${typeName}`;
  return `{"type":"${name}","value":${messageJson(message, depth)}}`;
}

function messageJson(message: Parsed, depth: number): string {
  switch (message.typeName) {
    case ANY: {
      const { typeName, bytes } = openAny(message);
      return aminoJson(typeName, bytes, depth + 1);
    }
    case "google.protobuf.Timestamp":
      return timestampJson(integerOf(message, 1), integerOf(message, 2));
    case "google.protobuf.Duration":
      return durationJson(integerOf(message, 1), integerOf(message, 2));
  }
  switch (message.type.encoding) {
    case undefined:
      return objectJson(message, depth);
    case "key_field":
      return keyJson(message);
    case "threshold_string":
      return multisigJson(message, depth);
    default:
      return refuse(`a message with the encoding ${message.type.encoding}`);
  }
}

function integerOf({ values }: Parsed, number: number): bigint {
  return (values.get(number)?.[0] ?? 0n) as bigint;
}

function timestampJson(seconds: bigint, nanos: bigint): string {
  if (nanos < 0n) refuse("a time with negative nanoseconds");
  return `"${formatTime(seconds * NANOS_PER_SECOND + nanos, "T", "Z")}"`;
}

function durationJson(seconds: bigint, nanos: bigint): string {
  if (seconds > DURATION_SECONDS_MAX) refuse(`a duration of ${seconds} seconds`);
  return `"${BigInt.asIntN(64, seconds * NANOS_PER_SECOND + nanos)}"`;
}

function keyJson({ type, values }: Parsed): string {
  const field = type.fields.find(({ property }) => property === "key");
  const key = values.get(field?.number ?? 0)?.[0];
  return key instanceof Uint8Array ? `"${base64.encode(key)}"` : "null";
}

function multisigJson({ type, values }: Parsed, depth: number): string {
  const numberOf = (name: string) => type.fields.find(({ property }) => property === name)?.number;
  const keys = (values.get(numberOf("publicKeys") ?? 0) ?? []) as readonly Parsed[];
  const [threshold = 0n] = (values.get(numberOf("threshold") ?? 0) ?? []) as readonly bigint[];
  const list = keys.map((key) => messageJson(key, depth + 1)).join(",");
  return `{"pubkeys":[${list}],"threshold":"${threshold}"}`;
}

function objectJson(message: Parsed, depth: number): string {
  const members: string[] = [];
  const emptyOneofs = new Set<string>();
  const setOneofs = new Set(
    message.type.fields.flatMap(({ number, oneof }) =>
      oneof && message.values.has(number) ? [oneof.name] : [],
    ),
  );
  for (const field of message.type.fields) {
    const { name, oneof } = field;
    if (oneof?.type === undefined && oneof) refuse(`${name}, a member of a oneof without a name,`);
    const values = message.values.get(field.number);
    if (values === undefined) {
      if (oneof && !setOneofs.has(oneof.name) && !emptyOneofs.has(oneof.name)) {
        emptyOneofs.add(oneof.name);
        members.push(`${jsonText(oneof.name)}:null`);
      } else if (field.keepsEmpty) members.push(`${jsonText(name)}:${emptyJson(field)}`);
      continue;
    }
    const member = `${jsonText(name)}:${fieldJson(field, values, depth)}`;
    members.push(
      oneof ? `"${oneof.name}":{"type":"${oneof.type ?? ""}","value":{${member}}}` : member,
    );
  }
  return `{${members.join(",")}}`;
}

/** What stands for a value that is not there. */
function emptyJson({ name, kind, repeated, encoding }: AminoField): string {
  if (repeated) return encoding === "legacy_coins" ? "[]" : "null";
  if (encoding === "cosmos.Int" || encoding === "cosmos.Dec") return '"0"';
  switch (kind) {
    case "message":
      return refuse(`${name}, which is empty and must not be,`);
    case "string":
      return '""';
    case "bytes":
      return "null";
    case "bool":
      return "false";
    default:
      return scalarJson(kind, 0n);
  }
}

function fieldJson(field: AminoField, values: readonly Value[], depth: number): string {
  const { kind, type, encoding, name } = field;
  if (encoding !== undefined && encoding !== "legacy_coins") {
    if (encoding === "cosmos.Int") return integerJson(field, values[0] as Value);
    if (encoding === "cosmos.Dec") return decimalJson(field, values[0] as Value);
    return refuse(`${name}, with the encoding ${encoding},`);
  }
  const one = (value: Value): string => {
    if (kind !== "message") return scalarJson(kind, value);
    const message = value as Parsed;
    return message.type.isMapEntry
      ? refuse(`${name}, a map of ${type ?? ""},`)
      : messageJson(message, depth + 1);
  };
  return field.repeated ? `[${values.map(one).join(",")}]` : one(values[0] as Value);
}

function scalarJson(kind: AminoField["kind"], value: Value): string {
  switch (kind) {
    case "string":
      return jsonText(value as string);
    case "bytes":
      return `"${base64.encode(value as Uint8Array)}"`;
    case "bool":
      return value === true ? "true" : "false";
    case "float":
    case "double":
      return refuse("a floating-point number");
    case "int64":
    case "uint64":
    case "sint64":
    case "fixed64":
    case "sfixed64":
      return `"${value as bigint}"`;
    default:
      return (value as bigint).toString();
  }
}

/** An integer of any size: its text, which is not looked into. */
function integerJson({ name, kind }: AminoField, value: Value): string {
  if (kind !== "string") return refuse(`${name}, an integer as bytes,`);
  return jsonText(value as string);
}

/** @param value the decimal times 10¹⁸ */
function decimalJson({ name, kind }: AminoField, value: Value): string {
  const text = value as string;
  if (kind !== "string" || !/^-?[0-9]{1,100}$/.test(text)) return refuse(`${name}, a decimal,`);
  const scaled = BigInt(text);
  const size = scaled < 0n ? -scaled : scaled;
  const fraction = (size % DECIMAL_ONE).toString().padStart(DECIMAL_PLACES, "0");
  return `"${scaled < 0n ? "-" : ""}${divFloor(size, DECIMAL_ONE)}.${fraction}"`;
}
