const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes, or a text that stands for its UTF-8 bytes. */
export type BytesLike = Uint8Array | string;

export function toBytes(input: BytesLike): Uint8Array {
  return typeof input === "string" ? encoder.encode(input) : input;
}

/** @returns the text, or null if the bytes are not UTF-8 */
export function bytesToText(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    // The only way in which a fatal decoder fails.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** The order of a store's keys. @returns less than 0 if `a` comes first, 0 if they are the same */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
