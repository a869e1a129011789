/** Upper-case hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}

export function isHex(text: string): boolean {
  return /^(?:[0-9A-Fa-f]{2})+$/.test(text);
}
