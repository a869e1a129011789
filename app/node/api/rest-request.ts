import { ScalarType, create, fromJson, toBinary } from "@bufbuild/protobuf";
import type { DescField, DescMessage, JsonValue } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import type { ReflectMessage } from "@bufbuild/protobuf/reflect";
import { shortenTypeUrls } from "./any-urls.ts";
import { REGISTRY } from "./descriptors.ts";
import { REST_PARAMETERS_MAX } from "./limits.ts";
import type { RouteMatch } from "./routes.ts";
import { RpcError, invalid } from "./rpc-status.ts";

/**
 * The request of a method from what came over HTTP: variables of the path, parameters behind the question mark, body.
 * Parameters that the request has no field for are passed over, as the gateway does.
 *
 * @param body empty if there was none
 * @throws RpcError InvalidArgument that names what is wrong
 */
export function requestFromHttp(
  { route, variables }: RouteMatch,
  parameters: URLSearchParams,
  body: Uint8Array,
): Uint8Array {
  const schema = route.method.input;
  const isWhole = route.body === "*";
  const message = isWhole ? fromBody(schema, body) : reflect(schema, create(schema));
  if (!isWhole) {
    if (route.body !== "") setFromBody(message, route.body, body);
    setParameters(message, parameters);
  }
  for (const [field, text] of variables) setField(message, field, [text]);
  return toBinary(schema, message.message);
}

function setParameters(message: ReflectMessage, parameters: URLSearchParams): void {
  if (parameters.size > REST_PARAMETERS_MAX) {
    throw invalid(`${parameters.size} parameters, expected at most ${REST_PARAMETERS_MAX}`);
  }
  for (const name of new Set(parameters.keys())) setField(message, name, parameters.getAll(name));
}

function fromBody(schema: DescMessage, body: Uint8Array): ReflectMessage {
  if (body.length === 0) return reflect(schema, create(schema));
  const json = parseJson(body);
  try {
    const message = fromJson(schema, json, { registry: REGISTRY });
    shortenTypeUrls(schema, message);
    return reflect(schema, message);
  } catch (error) {
    throw error instanceof RpcError ? error : invalid(`body: ${describe(error)}`);
  }
}

function setFromBody(message: ReflectMessage, name: string, body: Uint8Array): void {
  const field = findField(message.desc, name);
  if (field?.fieldKind !== "message" || body.length === 0) return;
  message.set(field, fromBody(field.message, body));
}

function parseJson(body: Uint8Array): JsonValue {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) as JsonValue;
  } catch (error) {
    throw invalid(`body: expected JSON: ${describe(error)}`);
  }
}

/** @param name with dots between nested fields, each named as in the .proto or in camelCase */
function setField(
  message: ReflectMessage,
  name: string,
  texts: readonly string[],
  parts: readonly string[] = name.split("."),
): void {
  const [first = "", ...rest] = parts;
  const field = findField(message.desc, first);
  if (field === undefined) return;
  if (rest.length > 0) {
    if (field.fieldKind !== "message") throw mismatch(name, `${first} is no message`);
    const inner = message.isSet(field)
      ? message.get(field)
      : reflect(field.message, create(field.message));
    setField(inner, name, texts, rest);
    message.set(field, inner);
    return;
  }
  try {
    setTexts(message, field, name, texts);
  } catch (error) {
    throw error instanceof RpcError ? error : mismatch(name, describe(error));
  }
}

function setTexts(
  message: ReflectMessage,
  field: DescField,
  name: string,
  texts: readonly string[],
): void {
  if (field.fieldKind === "list") {
    const list = message.get(field);
    for (const text of texts) list.add(parse(field, text, name));
    return;
  }
  // Of several values the first, as in the gateway.
  const [text = ""] = texts;
  if (field.fieldKind === "map") throw mismatch(name, "a map cannot be a parameter");
  // An empty text is the default, not zero bytes of a number.
  if (text === "" && field.fieldKind !== "message") return;
  message.set(field, parse(field, text, name));
}

function findField(schema: DescMessage, name: string): DescField | undefined {
  return schema.fields.find((field) => field.name === name || field.jsonName === name);
}

function parse(field: DescField, text: string, name: string): unknown {
  if (field.enum !== undefined) {
    const isNumber = /^-?\d{1,10}$/.test(text);
    const found = field.enum.values.find((one) =>
      isNumber ? one.number === Number(text) : one.name === text,
    );
    if (found === undefined) throw mismatch(name, `${text.slice(0, 100)} is no ${field.enum.name}`);
    return found.number;
  }
  if (field.message !== undefined) {
    const { typeName } = field.message;
    if (!typeName.startsWith("google.protobuf.")) {
      throw mismatch(name, `${typeName} cannot be a parameter, name its fields`);
    }
    return reflect(field.message, fromJson(field.message, text));
  }
  return parseScalar(field.scalar, text, name);
}

/** What is out of the type's range is refused when it is set. */
function parseScalar(type: ScalarType, text: string, name: string): unknown {
  switch (type) {
    case ScalarType.STRING:
      return text;
    case ScalarType.BOOL:
      if (/^(?:true|t|1)$/i.test(text)) return true;
      if (/^(?:false|f|0)$/i.test(text)) return false;
      throw mismatch(name, "expected true or false");
    case ScalarType.BYTES:
      return parseBytes(text, name);
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      if (text.trim() === "" || Number.isNaN(Number(text))) throw mismatch(name, "no number");
      return Number(text);
    case ScalarType.INT32:
    case ScalarType.UINT32:
    case ScalarType.SINT32:
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
      return Number(parseInteger(text, name));
    default:
      return parseInteger(text, name);
  }
}

function parseInteger(text: string, name: string): bigint {
  if (/^-?\d{1,20}$/.test(text)) return BigInt(text);
  throw mismatch(name, `expected an integer, got ${JSON.stringify(text.slice(0, 100))}`);
}

/** Of either alphabet, padded or not; a plus that was not escaped has become a space on its way. */
function parseBytes(text: string, name: string): Uint8Array {
  const plain = text.replaceAll(" ", "+").replaceAll("-", "+").replaceAll("_", "/");
  const digits = plain.replace(/={1,2}$/, "");
  if (!/^[A-Za-z0-9+/]*$/.test(digits) || digits.length % 4 === 1) {
    throw mismatch(name, "expected bytes in base64, of the standard or the URL's alphabet");
  }
  return new Uint8Array(Buffer.from(digits, "base64"));
}

function mismatch(name: string, why: string): RpcError {
  return invalid(`type mismatch, parameter: ${name.slice(0, 100)}, error: ${why}`);
}

function describe(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300);
}
