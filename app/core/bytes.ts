import { hex } from "@scure/base";

/**
 * Bytes as a string of characters 0–255. The store keeps keys, values and hashes in this form: the engine stores such a
 * string in one byte a character, compares it in unsigned byte order and uses it as a Map key without another copy.
 */
export type ByteString = string;

/** Longest argument list that `String.fromCharCode` is given at once; engines limit it by their stack. */
const CHUNK_BYTES = 4096;

/** Up to here unrolled calls are twice as fast as one call with a list: keys and small records are this short. */
const SHORT_BYTES = 256;

/** `bytes` from `start` to `end` as a {@link ByteString}. */
type SliceToString = (bytes: Uint8Array, start: number, end: number) => ByteString;

let native: SliceToString | undefined;

/**
 * Takes the platform's own conversion, which makes a string in one piece instead of many that are joined when it is first
 * read. It gives the same strings (test/unit/core/bytes.test.ts), so nothing depends on whether there is one.
 */
export function useNativeStrings(slice: SliceToString): void {
  native = slice;
}

/** A part of the bytes as a {@link ByteString}. */
export function sliceToString(bytes: Uint8Array, start: number, end: number): ByteString {
  return native ? native(bytes, start, end) : bytesToString(bytes.subarray(start, end));
}

/** The same bytes as a {@link ByteString}. */
export function bytesToString(bytes: Uint8Array): ByteString {
  if (native) return native(bytes, 0, bytes.length);
  if (bytes.length <= SHORT_BYTES) return shortToString(bytes);
  if (bytes.length <= CHUNK_BYTES) return fromCharCodes(bytes);
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    parts.push(fromCharCodes(bytes.subarray(start, start + CHUNK_BYTES)));
  }
  return parts.join("");
}

function shortToString(bytes: Uint8Array): string {
  const code = (i: number) => bytes[i] as number;
  const char = String.fromCharCode;
  let text = "";
  let i = 0;
  for (; i + 8 <= bytes.length; i += 8) {
    text += char(
      code(i),
      code(i + 1),
      code(i + 2),
      code(i + 3),
      code(i + 4),
      code(i + 5),
      code(i + 6),
      code(i + 7),
    );
  }
  for (; i < bytes.length; i++) text += char(code(i));
  return text;
}

function fromCharCodes(bytes: Uint8Array): string {
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}

/** The bytes of a {@link ByteString}, in a fresh array. */
export function stringToBytes(text: ByteString): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Unsigned lexicographic order: negative, zero or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && compareBytes(a, b) === 0;
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return joinBytes(parts);
}

/** As {@link concatBytes}, of a list whose length follows input: as arguments, too many would overflow the stack. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const part of parts) length += part.length;
  const result = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}

/** Lower-case hexadecimal. */
export function bytesToHex(bytes: Uint8Array): string {
  return hex.encode(bytes);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  if (text.length > SHORT_BYTES) return encoder.encode(text);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return encoder.encode(text);
    bytes[i] = code;
  }
  return bytes;
}

const isAscii = (byte: number): boolean => byte < 0x80;

/** @returns the text, or undefined if the bytes are not valid UTF-8. */
export function utf8ToText(bytes: Uint8Array): string | undefined {
  if (bytes.length <= SHORT_BYTES && bytes.every(isAscii)) return shortToString(bytes);
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The first key after every key that starts with `prefix`; undefined if there is none (all bytes 0xff, or empty). */
export function prefixEnd(prefix: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  for (let length = prefix.length; length > 0; length--) {
    const last = prefix[length - 1] as number;
    if (last < 0xff) {
      const end = prefix.slice(0, length);
      end[length - 1] = last + 1;
      return end;
    }
  }
  return undefined;
}
