import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import { bytesToText } from "../client/bytes.ts";

/** Of messages; ours nest five deep, and what a MsgExec carries deeper. */
const DEPTH_MAX = 16;
const SHOWN_CHARACTERS_MAX = 200;
const SHOWN_ITEMS_MAX = 20;

type ShowAny = (any: Any) => unknown;

/**
 * A decoded message for an eye, with the names of its .proto file: bytes as text or `0x` and digits, an `Any` with what is in
 * it, long and deep things cut, fields that are absent left out.
 */
export async function messageToShow(message: object): Promise<Readonly<Record<string, unknown>>> {
  const showAny = holdsAny(message, 0) ? await loadShowAny() : undefined;
  return fieldsOf(message, showAny, 0);
}

function holdsAny(value: unknown, depth: number): boolean {
  if (!isObject(value) || value instanceof Uint8Array || depth > DEPTH_MAX) return false;
  return isAny(value) || Object.values(value).some((member) => holdsAny(member, depth + 1));
}

/** Loads the definitions of all messages. */
async function loadShowAny(): Promise<ShowAny> {
  const [{ Any: AnyCodec }, { schemaOf }, { messageToJson }] = await Promise.all([
    import("../../proto/gen/google/protobuf/any.ts"),
    import("../node/api/descriptors.ts"),
    import("../node/api/proto-json.ts"),
  ]);
  const schema = schemaOf("google.protobuf.Any");
  return (any) => valueOf(messageToJson(schema, AnyCodec.encode(any).finish()), undefined, 0);
}

function fieldsOf(
  message: object,
  showAny: ShowAny | undefined,
  depth: number,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(message).flatMap(([name, member]) => {
      if (member === undefined) return [];
      // The member of a oneof is `{ $case, value }` below the name of the oneof.
      const { $case, value } = (isObject(member) ? member : {}) as Readonly<
        Record<string, unknown>
      >;
      return typeof $case === "string"
        ? [[snakeCase($case), valueOf(value, showAny, depth + 1)]]
        : [[snakeCase(name), valueOf(member, showAny, depth + 1)]];
    }),
  );
}

function valueOf(value: unknown, showAny: ShowAny | undefined, depth: number): unknown {
  if (value instanceof Uint8Array) {
    const text = bytesToText(value) ?? `0x${Buffer.from(value).toString("hex")}`;
    return cut(text, `${value.length} bytes`);
  }
  if (typeof value === "string") return cut(value, `${value.length} characters`);
  if (!isObject(value)) return value;
  if (depth > DEPTH_MAX) return "…";
  if (Array.isArray(value)) {
    const shown = value.slice(0, SHOWN_ITEMS_MAX).map((item) => valueOf(item, showAny, depth + 1));
    const more = value.length - SHOWN_ITEMS_MAX;
    return more > 0 ? [...shown, `… and ${more} more`] : shown;
  }
  return showAny && isAny(value) ? showAny(value) : fieldsOf(value, showAny, depth);
}

function cut(text: string, size: string): string {
  if (text.length <= SHOWN_CHARACTERS_MAX) return text;
  return `${text.slice(0, SHOWN_CHARACTERS_MAX)}… (${size})`;
}

function isAny(value: object): value is Any {
  return "typeUrl" in value && "value" in value && value.value instanceof Uint8Array;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
