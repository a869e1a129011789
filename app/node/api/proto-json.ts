import { create, fromBinary, toJson } from "@bufbuild/protobuf";
import type { DescField, DescMessage, DescOneof } from "@bufbuild/protobuf";
import { ScalarType } from "@bufbuild/protobuf";
import type { Any } from "@bufbuild/protobuf/wkt";
import { REGISTRY } from "./descriptors.ts";
import { DECIMAL_PLACES, isByValue, isDecimal, isGoTime } from "./field-options.ts";
import { API_JSON_DEPTH_MAX } from "./limits.ts";
import { RpcError } from "./rpc-status.ts";

/** A decoded message of @bufbuild/protobuf: fields and oneofs by their names in camelCase. */
type Message = Readonly<Record<string, unknown>>;

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const EPOCH_OF_GO = "0001-01-01T00:00:00Z";

/**
 * A message as the SDK's gateway prints it: names of the .proto, every field, integers of 64 bits as text, bytes in base64,
 * enums by name, `Any` with its type. What is absent is null if Go holds it by a pointer or as bytes, and else the
 * type's default.
 *
 * @throws RpcError if it nests deeper than {@link API_JSON_DEPTH_MAX}
 * @source gogoproto jsonpb, with OrigName and EmitDefaults
 */
export function messageToJson(schema: DescMessage, bytes: Uint8Array): Json {
  return fields(schema, fromBinary(schema, bytes), 0);
}

function fields(schema: DescMessage, message: Message, depth: number): Json {
  if (depth > API_JSON_DEPTH_MAX) {
    throw new RpcError("Internal", `the answer nests deeper than ${API_JSON_DEPTH_MAX}`);
  }
  if (schema.typeName === "google.protobuf.Any") return anyToJson(message, depth);
  if (schema.typeName.startsWith("google.protobuf.")) {
    return toJson(schema, message as never);
  }
  const object: Record<string, Json> = {};
  for (const member of schema.members) {
    if (member.kind === "oneof") addOneof(object, member, message, depth);
    else if (message[member.localName] !== undefined || !NEWER.has(nameOf(member))) {
      object[member.name] = fieldToJson(member, message[member.localName], depth);
    }
  }
  return object;
}

/** Fields that the SDK's CometBFT does not know: strict readers of JSON refuse them, so they are shown only if they are set. */
const NEWER: ReadonlySet<string> = new Set(["tendermint.types.ConsensusParams.authority"]);

function nameOf({ parent, name }: DescField): string {
  return `${parent.typeName}.${name}`;
}

function addOneof(
  object: Record<string, Json>,
  oneof: DescOneof,
  message: Message,
  depth: number,
): void {
  const chosen = message[oneof.localName] as { readonly case?: string; readonly value?: unknown };
  const field = oneof.fields.find(({ localName }) => localName === chosen.case);
  if (field !== undefined) object[field.name] = fieldToJson(field, chosen.value, depth);
}

function fieldToJson(field: DescField, value: unknown, depth: number): Json {
  switch (field.fieldKind) {
    case "list":
      return (value as readonly unknown[]).map((one) => valueToJson(field, one, depth));
    case "map":
      return mapToJson(field, value as Readonly<Record<string, unknown>>, depth);
    case "message":
      return value === undefined ? absentMessage(field, depth) : valueToJson(field, value, depth);
    case "scalar":
      // Go has nil for bytes that did not come, and prints it.
      if (value instanceof Uint8Array && value.length === 0) return null;
      return value === undefined ? null : valueToJson(field, value, depth);
    case "enum":
      return value === undefined ? null : valueToJson(field, value, depth);
  }
}

function mapToJson(field: DescField, map: Readonly<Record<string, unknown>>, depth: number): Json {
  const entries = Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, value]) => [key, valueToJson(field, value, depth)]));
}

function valueToJson(field: DescField, value: unknown, depth: number): Json {
  if (field.message !== undefined) {
    // A wrapper of a scalar is decoded to the scalar.
    if (typeof value !== "object" || value instanceof Uint8Array || value === null) {
      return scalarToJson(value);
    }
    return fields(field.message, value as Message, depth + 1);
  }
  if (field.enum !== undefined) {
    const number = value as number;
    return field.enum.value[number]?.name ?? number;
  }
  if (field.scalar === ScalarType.STRING && isDecimal(field)) return decimalToJson(String(value));
  return scalarToJson(value);
}

function scalarToJson(value: unknown): Json {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  return value as string | boolean;
}

/** A message that did not come: Go has no pointer for those that cannot be null. */
function absentMessage(field: DescField, depth: number): Json {
  if (!isByValue(field) || field.message === undefined) return null;
  if (isGoTime(field)) return EPOCH_OF_GO;
  return fields(field.message, create(field.message), depth + 1);
}

function anyToJson(message: Message, depth: number): Json {
  const { typeUrl, value } = message as unknown as Any;
  if (typeUrl === "") return null;
  const schema = REGISTRY.getMessage(typeUrl.slice(typeUrl.lastIndexOf("/") + 1));
  if (schema === undefined) {
    return { "@type": typeUrl, value: Buffer.from(value).toString("base64") };
  }
  const json = fields(schema, decodeAny(schema, value), depth + 1);
  if (schema.typeName.startsWith("google.protobuf.")) return { "@type": typeUrl, value: json };
  return { "@type": typeUrl, ...(json as Readonly<Record<string, Json>>) };
}

function decodeAny(schema: DescMessage, value: Uint8Array): Message {
  try {
    return fromBinary(schema, value);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RpcError("Internal", `a value of type ${schema.typeName} is malformed: ${reason}`);
  }
}

/** A decimal is an integer of 10⁻¹⁸ on the wire and a decimal in JSON. */
function decimalToJson(text: string): string {
  const [, sign = "", digits] = /^(-?)(\d+)$/.exec(text) ?? [];
  if (digits === undefined) return text;
  const padded = digits.padStart(DECIMAL_PLACES + 1, "0");
  return `${sign}${padded.slice(0, -DECIMAL_PLACES)}.${padded.slice(-DECIMAL_PLACES)}`;
}
