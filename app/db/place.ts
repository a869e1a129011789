/*
 * Where a chunk, or a part of a long one, lies in the file of chunks. The file is made of units of one page, four of which
 * make a block. What is kept there takes 1 to 4 units of one block, so that a small block of the chain does not cost as much
 * room as a large one.
 *
 * A place is first unit × 4 + (units − 1), in 32 bits. The first block is the file's own, so 0 is nowhere.
 */

/** Bytes of a unit: a page, so that no write has to read what is around it first. */
export const UNIT_BYTES = 4_096;

export const BLOCK_UNITS = 4;

export const BLOCK_BYTES = UNIT_BYTES * BLOCK_UNITS;

/** Units that 32 bits can name: 4 TiB. */
export const UNITS_MAX = 2 ** 30;

/** No place: it would cross the end of a block. Stands for a chunk in several parts. */
export const IN_PARTS = 0xffff_ffff;

export function placeOf(firstUnit: number, units: number): number {
  return firstUnit * BLOCK_UNITS + units - 1;
}

export function firstUnitOf(place: number): number {
  return Math.floor(place / BLOCK_UNITS);
}

export function unitsOf(place: number): number {
  return (place % BLOCK_UNITS) + 1;
}

/** The first byte in the file. */
export function startOf(place: number): number {
  return firstUnitOf(place) * UNIT_BYTES;
}

export function sizeOf(place: number): number {
  return unitsOf(place) * UNIT_BYTES;
}
