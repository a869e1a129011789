import type { GeneratedType } from "@cosmjs/proto-signing";
import type { AminoConverters } from "@cosmjs/stargate";
import { base64 } from "@scure/base";
import { AMINO_MESSAGES, type AminoField, type AminoMessage } from "../../proto/gen/amino/table.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import type { Duration } from "../../proto/gen/google/protobuf/duration.ts";
import type { Timestamp } from "../../proto/gen/google/protobuf/timestamp.ts";
import { ClientError } from "./errors.ts";
import { TIME_NS_MAX, TIME_NS_MIN, formatTimeNs, joinNs, parseTimeNs, splitNs } from "./time.ts";

/** A message, or its amino JSON: members by name. */
type Members = Readonly<Record<string, unknown>>;

/** Kinds whose values are bigints, and texts in JSON. */
const WIDE_KINDS = new Set(["int64", "uint64", "sint64", "fixed64", "sfixed64"]);

const ANY = "google.protobuf.Any";
const DURATION = "google.protobuf.Duration";
const TIMESTAMP = "google.protobuf.Timestamp";

/** How deep messages may nest, as the chain takes it: an `Any` is a message, and holds one. */
const DEPTH_MAX = 32;

/** A codec, as far as the content of an `Any` needs it. */
interface Codec {
  encode(message: unknown): { finish(): Uint8Array };
  decode(input: Uint8Array): unknown;
  fromPartial(message: unknown): unknown;
}

/** By type URL: what an `Any` may hold. */
type Codecs = ReadonlyMap<string, Codec>;

/**
 * What CosmJS needs to sign messages of these types in amino JSON: from the table that the chain's own encoder reads.
 *
 * @param types type URL and codec, also of what the messages hold in an `Any`; those without an amino name are left out,
 *   and cannot be signed so
 */
export function aminoConverters(
  types: readonly (readonly [string, GeneratedType])[],
): AminoConverters {
  const codecs: Codecs = new Map(types.map(([url, codec]) => [url, codec as unknown as Codec]));
  const converters: AminoConverters = {};
  for (const [typeUrl, codec] of codecs) {
    const typeName = typeUrl.slice(1);
    const aminoType = AMINO_MESSAGES.get(typeName)?.name;
    if (aminoType === undefined) continue;
    converters[typeUrl] = {
      aminoType,
      toAmino: (value: Members) => new ToAmino(codecs).message(typeName, value, 0),
      fromAmino: (json: Members): unknown =>
        codec.fromPartial(new FromAmino(codecs).message(typeName, json, 0)),
    };
  }
  return converters;
}

function messageOf(typeName: string, depth: number): AminoMessage {
  if (depth > DEPTH_MAX) throw new ClientError(`messages nest deeper than ${DEPTH_MAX}`);
  const message = AMINO_MESSAGES.get(typeName);
  if (message === undefined || message.encoding !== undefined) {
    throw new ClientError(`${typeName}: this client does not sign it in amino JSON`);
  }
  return message;
}

function codecOf(codecs: Codecs, typeUrl: string): Codec {
  const codec = codecs.get(typeUrl);
  if (codec !== undefined) return codec;
  throw new ClientError(
    `${typeUrl} stands in a message that is signed in amino JSON, and is in no list of types that ` +
      "the client was given",
  );
}

/** An `Any` in amino JSON. */
interface Typed {
  readonly type: string;
  readonly value: Members;
}

/** The value of a oneof in the generated code. */
interface Choice {
  readonly $case: string;
  readonly value: unknown;
}

/** From messages to amino JSON. */
class ToAmino {
  readonly #codecs: Codecs;

  constructor(codecs: Codecs) {
    this.#codecs = codecs;
  }

  message(typeName: string, value: Members, depth: number): Members {
    const json: Record<string, unknown> = {};
    for (const field of messageOf(typeName, depth).fields) {
      const { name, property, oneof } = field;
      if (oneof) {
        if (oneof.type === undefined) {
          throw new ClientError(
            `${typeName}.${oneof.property}: the chain has no amino JSON for it`,
          );
        }
        const choice = value[oneof.property] as Choice | undefined;
        if (choice === undefined) json[oneof.name] = null;
        else if (choice.$case === property) {
          const member = { [name]: this.#value(field, choice.value, depth) };
          json[oneof.name] = { type: oneof.type, value: member };
        }
        continue;
      }
      const found = value[property];
      if (!isEmpty(found)) json[name] = this.#field(field, found, depth);
      else if (field.keepsEmpty) json[name] = emptyToAmino(field);
    }
    return json;
  }

  #field(field: AminoField, value: unknown, depth: number): unknown {
    return field.repeated
      ? (value as readonly unknown[]).map((one) => this.#value(field, one, depth))
      : this.#value(field, value, depth);
  }

  #value({ kind, type = "" }: AminoField, value: unknown, depth: number): unknown {
    if (kind === "bytes") return base64.encode(value as Uint8Array);
    if (kind !== "message") return WIDE_KINDS.has(kind) ? String(value) : value;
    switch (type) {
      case ANY:
        return this.#any(value as Any, depth + 2);
      case TIMESTAMP:
        return timestampToAmino(value as Timestamp);
      case DURATION:
        return joinNs(value as Duration).toString();
      default:
        return this.message(type, value as Members, depth + 1);
    }
  }

  /** What has no amino name goes by its type URL, as on the chain. */
  #any({ typeUrl, value }: Any, depth: number): Members {
    const typeName = typeUrl.slice(1);
    const content = codecOf(this.#codecs, typeUrl).decode(value) as Members;
    const { name = typeUrl } = messageOf(typeName, depth);
    return { type: name, value: this.message(typeName, content, depth) };
  }
}

function timestampToAmino(time: Timestamp): string {
  const timeNs = joinNs(time);
  if (time.nanos >= 0 && timeNs >= TIME_NS_MIN && timeNs <= TIME_NS_MAX)
    return formatTimeNs(timeNs);
  throw new ClientError(`${time.seconds} s and ${time.nanos} ns is no time of the years 1 to 9999`);
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length === 0;
  return value === undefined || value === "" || value === 0 || value === 0n || value === false;
}

function emptyToAmino({ kind, repeated, encoding, name }: AminoField): unknown {
  if (repeated) return encoding === "legacy_coins" ? [] : null;
  if (encoding === "cosmos.Int" || WIDE_KINDS.has(kind)) return "0";
  if (kind === "message") throw new ClientError(`${name} is missing`);
  return kind === "string" ? "" : kind === "bytes" ? null : kind === "bool" ? false : 0;
}

/** From amino JSON to messages, or what a codec makes messages of. */
class FromAmino {
  readonly #codecs: Codecs;

  constructor(codecs: Codecs) {
    this.#codecs = codecs;
  }

  message(typeName: string, json: Members, depth: number): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    for (const field of messageOf(typeName, depth).fields) {
      const { name, property, oneof } = field;
      if (oneof) {
        const choice = json[oneof.name] as { readonly value: Members } | null | undefined;
        const member = choice?.value[name];
        if (member === undefined) continue;
        value[oneof.property] = { $case: property, value: this.#value(field, member, depth) };
        continue;
      }
      const found = json[name];
      if (found === undefined || found === null) continue;
      value[property] = field.repeated
        ? (found as readonly unknown[]).map((one) => this.#value(field, one, depth))
        : this.#value(field, found, depth);
    }
    return value;
  }

  #value({ kind, type = "" }: AminoField, json: unknown, depth: number): unknown {
    if (kind === "bytes") return base64.decode(json as string);
    if (kind !== "message") return WIDE_KINDS.has(kind) ? BigInt(json as string) : json;
    switch (type) {
      case ANY:
        return this.#any(json as Typed, depth + 2);
      case TIMESTAMP:
        return timestampFromAmino(json as string);
      case DURATION:
        return splitNs(BigInt(json as string));
      default:
        return this.message(type, json as Members, depth + 1);
    }
  }

  #any({ type, value }: Typed, depth: number): Any {
    const urls = [...this.#codecs.keys()];
    const typeUrl = urls.find((url) => AMINO_MESSAGES.get(url.slice(1))?.name === type) ?? type;
    const codec = codecOf(this.#codecs, typeUrl);
    const content = codec.fromPartial(this.message(typeUrl.slice(1), value, depth));
    return { typeUrl, value: codec.encode(content).finish() };
  }
}

function timestampFromAmino(text: string): Timestamp {
  const timeNs = parseTimeNs(text);
  if (timeNs === undefined) throw new ClientError(`${JSON.stringify(text)} is no time in UTC`);
  return splitNs(timeNs);
}
