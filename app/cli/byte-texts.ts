import { bech32 } from "@scure/base";

/** Upper-case hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}

export function isHex(text: string): boolean {
  return /^(?:[0-9A-Fa-f]{2})+$/.test(text);
}

/** Bech32 texts are refused beyond this many characters. */
const BECH32_CHARACTERS_MAX = 1_024;

/** @returns undefined if it is not bech32 */
export function fromBech32(text: string): { prefix: string; bytes: Uint8Array } | undefined {
  if (text.length > BECH32_CHARACTERS_MAX) return undefined;
  const decoded = bech32.decodeUnsafe(text, false);
  const bytes = decoded && bech32.fromWordsUnsafe(decoded.words);
  return decoded && bytes ? { prefix: decoded.prefix, bytes } : undefined;
}
