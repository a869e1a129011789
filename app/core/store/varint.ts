const SMALL_MAX = 0x7fffffff;

/**
 * Writes an unsigned varint.
 *
 * @param value 0 ≤ value ≤ Number.MAX_SAFE_INTEGER
 * @returns the offset after it; `out` must have 8 bytes of room
 */
export function writeUvarint(out: Uint8Array, offset: number, value: number): number {
  let position = offset;
  let rest = value;
  if (value > SMALL_MAX) {
    // Shifts of numbers keep 32 bits only. This branch waits for the two-billionth node.
    let big = BigInt(value);
    for (; big > 0x7fffffffn; big >>= 7n) out[position++] = Number(big & 0x7fn) | 0x80;
    rest = Number(big);
  }
  for (; rest > 0x7f; rest >>= 7) out[position++] = (rest & 0x7f) | 0x80;
  out[position++] = rest;
  return position;
}
