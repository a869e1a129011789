import type { GeneratedType } from "@cosmjs/proto-signing";
import type { AminoConverters } from "@cosmjs/stargate";
import { base64 } from "@scure/base";
import { AMINO_MESSAGES, type AminoField, type AminoMessage } from "../../proto/gen/amino/table.ts";
import { ClientError } from "./errors.ts";

/** A message, or its amino JSON: members by name. */
type Members = Readonly<Record<string, unknown>>;

/** Kinds whose values are bigints, and texts in JSON. */
const WIDE_KINDS = new Set(["int64", "uint64", "sint64", "fixed64", "sfixed64"]);

/** Types that amino JSON has another form for than for messages; none of our messages has one. */
const SPECIAL_TYPES = new Set([
  "google.protobuf.Any",
  "google.protobuf.Duration",
  "google.protobuf.Timestamp",
]);

/**
 * What CosmJS needs to sign messages of these types in amino JSON: from the table that the chain's own encoder reads.
 *
 * @param types type URL and codec; those without an amino name are left out, and cannot be signed so
 */
export function aminoConverters(
  types: readonly (readonly [string, GeneratedType])[],
): AminoConverters {
  const converters: AminoConverters = {};
  for (const [typeUrl, codec] of types) {
    const typeName = typeUrl.slice(1);
    const aminoType = AMINO_MESSAGES.get(typeName)?.name;
    if (aminoType === undefined) continue;
    converters[typeUrl] = {
      aminoType,
      toAmino: (value: Members) => toAmino(typeName, value),
      fromAmino(json: Members): unknown {
        const message = fromAmino(typeName, json);
        return "fromPartial" in codec ? codec.fromPartial(message) : message;
      },
    };
  }
  return converters;
}

function messageOf(typeName: string): AminoMessage {
  const message = AMINO_MESSAGES.get(typeName);
  if (message === undefined || message.encoding !== undefined || SPECIAL_TYPES.has(typeName)) {
    throw new ClientError(`${typeName}: this client does not sign it in amino JSON`);
  }
  return message;
}

/** The value of a oneof in the generated code. */
interface Choice {
  readonly $case: string;
  readonly value: unknown;
}

function toAmino(typeName: string, value: Members): Members {
  const json: Record<string, unknown> = {};
  for (const field of messageOf(typeName).fields) {
    const { name, property, oneof } = field;
    if (oneof) {
      if (oneof.type === undefined) {
        throw new ClientError(`${typeName}.${oneof.property}: the chain has no amino JSON for it`);
      }
      const choice = value[oneof.property] as Choice | undefined;
      if (choice === undefined) json[oneof.name] = null;
      else if (choice.$case === property) {
        const member = { [name]: valueToAmino(field, choice.value) };
        json[oneof.name] = { type: oneof.type, value: member };
      }
      continue;
    }
    const found = value[property];
    if (!isEmpty(found)) json[name] = fieldToAmino(field, found);
    else if (field.keepsEmpty) json[name] = emptyToAmino(field);
  }
  return json;
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length === 0;
  return value === undefined || value === "" || value === 0 || value === 0n || value === false;
}

function fieldToAmino(field: AminoField, value: unknown): unknown {
  return field.repeated
    ? (value as readonly unknown[]).map((one) => valueToAmino(field, one))
    : valueToAmino(field, value);
}

function valueToAmino({ kind, type }: AminoField, value: unknown): unknown {
  if (kind === "message") return toAmino(type ?? "", value as Members);
  if (kind === "bytes") return base64.encode(value as Uint8Array);
  return WIDE_KINDS.has(kind) ? String(value) : value;
}

function emptyToAmino({ kind, repeated, encoding, name }: AminoField): unknown {
  if (repeated) return encoding === "legacy_coins" ? [] : null;
  if (encoding === "cosmos.Int" || WIDE_KINDS.has(kind)) return "0";
  if (kind === "message") throw new ClientError(`${name} is missing`);
  return kind === "string" ? "" : kind === "bytes" ? null : kind === "bool" ? false : 0;
}

function fromAmino(typeName: string, json: Members): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const field of messageOf(typeName).fields) {
    const { name, property, oneof } = field;
    if (oneof) {
      const choice = json[oneof.name] as { readonly value: Members } | null | undefined;
      const member = choice?.value[name];
      if (member === undefined) continue;
      value[oneof.property] = { $case: property, value: valueFromAmino(field, member) };
      continue;
    }
    const found = json[name];
    if (found === undefined || found === null) continue;
    value[property] = field.repeated
      ? (found as readonly unknown[]).map((one) => valueFromAmino(field, one))
      : valueFromAmino(field, found);
  }
  return value;
}

function valueFromAmino({ kind, type }: AminoField, json: unknown): unknown {
  if (kind === "message") return fromAmino(type ?? "", json as Members);
  if (kind === "bytes") return base64.decode(json as string);
  return WIDE_KINDS.has(kind) ? BigInt(json as string) : json;
}
