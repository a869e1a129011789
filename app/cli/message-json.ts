import { bytesToText } from "../client/bytes.ts";

/** Of messages; ours nest five deep. */
const DEPTH_MAX = 16;

const SHOWN_CHARACTERS_MAX = 200;
const SHOWN_ITEMS_MAX = 20;

/**
 * A decoded message for an eye, with the names of its .proto file: bytes as text or `0x` and digits, long things cut, fields
 * that are absent left out.
 */
export function messageToShow(message: object): Readonly<Record<string, unknown>> {
  return fieldsOf(message, 0);
}

function fieldsOf(message: object, depth: number): Readonly<Record<string, unknown>> {
  if (depth > DEPTH_MAX) throw new RangeError(`a message nested deeper than ${DEPTH_MAX}`);
  return Object.fromEntries(
    Object.entries(message).flatMap(([name, member]) => {
      if (member === undefined) return [];
      // The member of a oneof is `{ $case, value }` below the name of the oneof.
      const { $case, value } = (isObject(member) ? member : {}) as Readonly<
        Record<string, unknown>
      >;
      return typeof $case === "string"
        ? [[snakeCase($case), valueOf(value, depth)]]
        : [[snakeCase(name), valueOf(member, depth)]];
    }),
  );
}

function valueOf(value: unknown, depth: number): unknown {
  if (value instanceof Uint8Array) return bytesToShow(value);
  if (Array.isArray(value)) {
    const shown = value.slice(0, SHOWN_ITEMS_MAX).map((item) => valueOf(item, depth + 1));
    const more = value.length - SHOWN_ITEMS_MAX;
    return more > 0 ? [...shown, `… and ${more} more`] : shown;
  }
  return isObject(value) ? fieldsOf(value, depth + 1) : value;
}

function bytesToShow(bytes: Uint8Array): string {
  const text = bytesToText(bytes) ?? `0x${Buffer.from(bytes).toString("hex")}`;
  return text.length <= SHOWN_CHARACTERS_MAX
    ? text
    : `${text.slice(0, SHOWN_CHARACTERS_MAX)}… (${bytes.length} bytes)`;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
