import type { Any } from "../../proto/gen/google/protobuf/any.ts";

/** Messages that an answer may hold nest seven deep. */
const DEPTH_MAX = 16;

/** Decoders of messages that an `Any` may hold, by type URL. */
export type AnyTypes = Readonly<Record<string, { decode(input: Uint8Array): object }>>;

/**
 * A decoded message as the SDK's tools print it: names of the .proto, an `Any` as `@type` and its fields, null for what is
 * absent. Numbers of 64 bits and bytes stay what they are, for the printer to write.
 *
 * @param types what an `Any` may hold; others keep their bytes
 */
export function protoToJson(message: object, types: AnyTypes = {}): Record<string, unknown> {
  return fieldsOf(message, types, 0);
}

function fieldsOf(message: object, types: AnyTypes, depth: number): Record<string, unknown> {
  if (depth > DEPTH_MAX) throw new RangeError(`a message nested deeper than ${DEPTH_MAX}`);
  return Object.fromEntries(
    Object.entries(message).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      valueOf(value, types, depth),
    ]),
  );
}

function valueOf(value: unknown, types: AnyTypes, depth: number): unknown {
  if (value === undefined) return null;
  if (value instanceof Uint8Array) return value.length === 0 ? null : value;
  if (Array.isArray(value)) return value.map((item) => valueOf(item, types, depth));
  if (typeof value !== "object" || value === null) return value;
  if (!isAny(value)) return fieldsOf(value, types, depth + 1);
  const type = types[value.typeUrl];
  const { typeUrl } = value;
  return type === undefined
    ? { "@type": typeUrl, value: value.value }
    : { "@type": typeUrl, ...fieldsOf(type.decode(value.value), types, depth + 1) };
}

export function isAny(value: object): value is Any {
  return "typeUrl" in value && "value" in value && value.value instanceof Uint8Array;
}
