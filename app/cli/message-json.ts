import { bytesToText } from "../client/bytes.ts";

/** Of messages; ours nest five deep. */
const DEPTH_MAX = 16;

/** How bytes and lists come out. */
interface Style {
  bytes(bytes: Uint8Array): unknown;
  list(items: readonly unknown[]): readonly unknown[];
}

const WHOLE: Style = { bytes: (bytes) => bytes, list: (items) => items };

/** A decoded message with the names of its .proto file; fields that are absent are left out. */
export function messageToJson(message: object): Readonly<Record<string, unknown>> {
  return fieldsOf(message, WHOLE, 0);
}

const SHOWN_CHARACTERS_MAX = 200;
const SHOWN_ITEMS_MAX = 20;

const CUT: Style = {
  bytes(bytes) {
    const text = bytesToText(bytes) ?? `0x${Buffer.from(bytes).toString("hex")}`;
    return text.length <= SHOWN_CHARACTERS_MAX
      ? text
      : `${text.slice(0, SHOWN_CHARACTERS_MAX)}… (${bytes.length} bytes)`;
  },
  list(items) {
    const more = items.length - SHOWN_ITEMS_MAX;
    return more > 0 ? [...items.slice(0, SHOWN_ITEMS_MAX), `… and ${more} more`] : items;
  },
};

/** As {@link messageToJson}, for an eye: bytes as text or `0x` and digits, long things cut. */
export function messageToShow(message: object): Readonly<Record<string, unknown>> {
  return fieldsOf(message, CUT, 0);
}

function fieldsOf(message: object, style: Style, depth: number): Readonly<Record<string, unknown>> {
  if (depth > DEPTH_MAX) throw new RangeError(`a message nested deeper than ${DEPTH_MAX}`);
  return Object.fromEntries(
    Object.entries(message).flatMap(([name, member]) => {
      if (member === undefined) return [];
      // The member of a oneof is `{ $case, value }` below the name of the oneof.
      const { $case, value } = (isObject(member) ? member : {}) as Readonly<
        Record<string, unknown>
      >;
      return typeof $case === "string"
        ? [[snakeCase($case), valueOf(value, style, depth)]]
        : [[snakeCase(name), valueOf(member, style, depth)]];
    }),
  );
}

function valueOf(value: unknown, style: Style, depth: number): unknown {
  if (value instanceof Uint8Array) return style.bytes(value);
  if (Array.isArray(value)) return style.list(value).map((item) => valueOf(item, style, depth + 1));
  return isObject(value) ? fieldsOf(value, style, depth + 1) : value;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
