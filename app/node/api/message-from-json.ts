import { ScalarType, create, fromJson, toBinary } from "@bufbuild/protobuf";
import type { DescField, DescMessage, JsonValue } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import type { ReflectMessage } from "@bufbuild/protobuf/reflect";
import { AnySchema } from "@bufbuild/protobuf/wkt";
import { REGISTRY } from "./descriptors.ts";
import { API_JSON_DEPTH_MAX } from "./limits.ts";
import { DECIMAL_PLACES, isDecimal, isInteger } from "./field-options.ts";

const SHOWN_CHARACTERS_MAX = 100;
/** Digits before the point of a decimal, and of an integer without a size of its own. */
const DECIMAL = /^(-?)(\d{1,78})(?:\.(\d{1,18}))?$/;
const INTEGER = /^-?\d{1,78}$/;
const LONE_SURROGATE = /[\ud800-\udfff]/u;

type Json = Readonly<Record<string, unknown>>;

/** JSON that is not what a message of its type looks like. */
export class JsonMismatch extends Error {
  override readonly name = "JsonMismatch";

  /** @param path where it stands, such as `body.messages[0].amount`; "" is the whole */
  constructor(path: string, problem: string) {
    super(path === "" ? problem : `${path}: ${problem}`);
  }
}

/** Where a value stands in what the user gave. */
interface Place {
  readonly path: string;
  /** How many messages it is in. */
  readonly depth: number;
}

const WHOLE: Place = { path: "", depth: 0 };

/**
 * The message that JSON stands for, in the form of the SDK's gateway and command line: names of the .proto or in camelCase,
 * integers as numbers or text, bytes in base64, enums by name or number, `Any` with its type, which is then
 * `/cosmos.bank.v1beta1.MsgSend` whatever host it has. Null is what is absent.
 *
 * @throws JsonMismatch at an unknown field or type, and where a value is not of its field's type
 */
export function messageFromJson(
  schema: DescMessage,
  json: unknown,
  at: Place = WHOLE,
): ReflectMessage {
  const { path, depth } = at;
  if (depth > API_JSON_DEPTH_MAX) {
    throw new JsonMismatch(path, `expected at most ${API_JSON_DEPTH_MAX} messages in each other`);
  }
  if (schema.typeName === AnySchema.typeName) return anyFromJson(json, at);
  if (schema.typeName.startsWith("google.protobuf.")) {
    return attempt(path, () => reflect(schema, fromJson(schema, json as JsonValue)));
  }
  const message = reflect(schema, create(schema));
  for (const [name, value] of Object.entries(objectOf(json, path))) {
    const inner = { path: path === "" ? name : `${path}.${name}`, depth };
    const field = schema.fields.find((one) => one.name === name || one.jsonName === name);
    if (field === undefined) {
      throw new JsonMismatch(inner.path, `${schema.typeName} has no such field`);
    }
    if (value === null) continue;
    assertFirst(message, field, inner.path);
    attempt(inner.path, () => setField(message, field, value, inner));
  }
  return message;
}

/** Both names of a field, or two members of a oneof: one of them would be lost. */
function assertFirst(message: ReflectMessage, field: DescField, path: string): void {
  const { oneof } = field;
  const other = oneof === undefined ? undefined : message.oneofCase(oneof);
  if (other !== undefined) throw new JsonMismatch(path, `${other.name} is given too`);
  if (message.isSet(field)) throw new JsonMismatch(path, "the field is given twice");
}

function setField(message: ReflectMessage, field: DescField, json: unknown, at: Place): void {
  const { path, depth } = at;
  switch (field.fieldKind) {
    case "list": {
      if (!Array.isArray(json)) throw expected(path, "a list", json);
      const list = message.get(field);
      for (const [i, one] of json.entries()) {
        list.add(valueFromJson(field, one, { path: `${path}[${i}]`, depth }));
      }
      return;
    }
    case "map": {
      const map = message.get(field);
      for (const [key, one] of Object.entries(objectOf(json, path))) {
        const known = scalarFromJson(field.mapKey, key, path);
        map.set(known, valueFromJson(field, one, { path: `${path}.${key}`, depth }));
      }
      return;
    }
    default:
      message.set(field, valueFromJson(field, json, at));
  }
}

function valueFromJson(field: DescField, json: unknown, { path, depth }: Place): unknown {
  if (field.message !== undefined) {
    return messageFromJson(field.message, json, { path, depth: depth + 1 });
  }
  if (field.enum !== undefined) {
    const found = field.enum.values.find(({ name, number }) => name === json || number === json);
    if (found !== undefined) return found.number;
    if (typeof json === "number" && field.enum.open) return json;
    throw expected(path, `a name of ${field.enum.typeName}`, json);
  }
  if (field.scalar === ScalarType.STRING && isDecimal(field)) return decimalFromJson(json, path);
  if (field.scalar === ScalarType.STRING && isInteger(field)) {
    if (typeof json === "string" && INTEGER.test(json)) return json;
    throw expected(path, "a whole number as a text", json);
  }
  return scalarFromJson(field.scalar, json, path);
}

/** What is out of the type's range is refused when it is set. */
function scalarFromJson(type: ScalarType, json: unknown, path: string): unknown {
  switch (type) {
    case ScalarType.STRING:
      if (typeof json !== "string") throw expected(path, "a text", json);
      if (LONE_SURROGATE.test(json)) throw expected(path, "a text that UTF-8 can hold", json);
      return json;
    case ScalarType.BYTES:
      return bytesFromJson(json, path);
    case ScalarType.BOOL:
      if (typeof json !== "boolean") throw expected(path, "true or false", json);
      return json;
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT: {
      const number = typeof json === "string" && json.trim() !== "" ? Number(json) : json;
      if (typeof number !== "number") throw expected(path, "a number", json);
      if (Number.isNaN(number) && json !== "NaN") throw expected(path, "a number", json);
      return number;
    }
    case ScalarType.INT32:
    case ScalarType.UINT32:
    case ScalarType.SINT32:
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
      return Number(integerFromJson(json, path));
    default:
      return integerFromJson(json, path);
  }
}

/** A number beyond 2⁵³ has lost digits before it came here. */
function integerFromJson(json: unknown, path: string): bigint {
  if (typeof json === "number" && Number.isSafeInteger(json)) return BigInt(json);
  if (typeof json === "string" && /^-?\d{1,20}$/.test(json)) return BigInt(json);
  throw expected(path, "a whole number; beyond 2^53 as a text", json);
}

/** Of either alphabet, padded or not. */
function bytesFromJson(json: unknown, path: string): Uint8Array {
  const digits =
    typeof json === "string"
      ? json
          .replaceAll("-", "+")
          .replaceAll("_", "/")
          .replace(/={1,2}$/, "")
      : undefined;
  const bytes = Buffer.from(digits ?? "", "base64");
  if (digits === undefined || bytes.toString("base64").replace(/=+$/, "") !== digits) {
    throw expected(path, "bytes in base64", json);
  }
  return new Uint8Array(bytes);
}

/** A decimal is an integer of 10⁻¹⁸ on the wire. */
function decimalFromJson(json: unknown, path: string): string {
  const [, sign = "", whole, fraction = ""] =
    DECIMAL.exec(typeof json === "string" ? json : "") ?? [];
  if (whole === undefined) {
    throw expected(path, `a decimal of at most ${DECIMAL_PLACES} places as a text`, json);
  }
  return `${sign}${BigInt(whole + fraction.padEnd(DECIMAL_PLACES, "0"))}`;
}

function anyFromJson(json: unknown, { path, depth }: Place): ReflectMessage {
  const { "@type": type, ...rest } = objectOf(json, path);
  if (typeof type !== "string") throw new JsonMismatch(path, 'expected an object with "@type"');
  const name = type.slice(type.lastIndexOf("/") + 1);
  const schema = REGISTRY.getMessage(name);
  if (schema === undefined) {
    const place = path === "" ? "@type" : `${path}.@type`;
    throw new JsonMismatch(place, `unknown type ${shown(type)}`);
  }
  const isWellKnown = name.startsWith("google.protobuf.");
  if (isWellKnown && (Object.keys(rest).length !== 1 || !("value" in rest))) {
    throw new JsonMismatch(path, `expected "@type" and "value", as of every ${name}`);
  }
  const inner = messageFromJson(schema, isWellKnown ? rest["value"] : rest, {
    path,
    depth: depth + 1,
  });
  const value = toBinary(schema, inner.message);
  return reflect(AnySchema, create(AnySchema, { typeUrl: `/${name}`, value }));
}

function objectOf(json: unknown, path: string): Json {
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Json;
  throw expected(path, "an object", json);
}

/** The library's own complaints, of ranges and of the well-known types, with the place. */
function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof JsonMismatch || !(error instanceof Error)) throw error;
    throw new JsonMismatch(path, error.message.slice(0, 2 * SHOWN_CHARACTERS_MAX));
  }
}

function expected(path: string, what: string, json: unknown): JsonMismatch {
  return new JsonMismatch(path, `expected ${what}, got ${shown(json)}`);
}

function shown(json: unknown): string {
  const text = JSON.stringify(json);
  return text.length <= SHOWN_CHARACTERS_MAX ? text : `${text.slice(0, SHOWN_CHARACTERS_MAX)}…`;
}
