import { closeSync, existsSync, fstatSync, openSync, readSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { Buffer } from "node:buffer";
import { StoreFault } from "../core/store/fault.ts";

/** Name of LMDB's file in its folder. */
export const LMDB_FILE = "data.mdb";

const LOCK_FILE = "lock.mdb";

/** LMDB keeps two meta pages at the start, written in turn. Offsets within one, on 64-bit machines. */
const META = { magic: 24, pageSize: 48, lastPage: 144, transaction: 152, bytes: 160 } as const;

/** @source LMDB mdb.c MDB_MAGIC */
const MAGIC = 0xbeefc0de;

/**
 * Checks that the file is as long as LMDB's own account of it. LMDB maps the file into memory without this check and would
 * be killed by the system where a page is missing.
 *
 * @throws StoreFault that says what is missing
 */
export function assertWhole(folder: string): void {
  const path = join(folder, LMDB_FILE);
  if (!existsSync(path)) return;
  const { size } = statSync(path);
  if (size === 0) return;
  const page = Buffer.alloc(META.bytes);
  const file = openSync(path, "r");
  try {
    readSync(file, page, 0, page.length, 0);
    if (page.readUInt32LE(META.magic) !== MAGIC) {
      throw new StoreFault(`${LMDB_FILE} is not a database of LMDB, or its first page is damaged`);
    }
    const pageSize = page.readUInt32LE(META.pageSize);
    const first = metaOf(page);
    readSync(file, page, 0, page.length, pageSize);
    const second = metaOf(page);
    const { lastPage } = first.transaction > second.transaction ? first : second;
    const needed = (Number(lastPage) + 1) * pageSize;
    if (size < needed) {
      throw new StoreFault(
        `${LMDB_FILE} has ${size} bytes, expected at least ${needed}: it was cut short; restore the state from a ` +
          `snapshot or another node`,
      );
    }
  } finally {
    closeSync(file);
  }
}

/**
 * Removes a file that LMDB had not finished making when the machine stopped, for LMDB does not open one that lacks a meta
 * page. Only for a folder in which nothing can have been committed.
 */
export function removeUnfinished(folder: string): void {
  const path = join(folder, LMDB_FILE);
  if (existsSync(path) && !hasBothMetas(path)) removeFiles(folder);
}

/** Removes a file that is not finished or shorter than it was. For a folder whose content can be made again. */
export function removeUnlessWhole(folder: string): void {
  removeUnfinished(folder);
  try {
    assertWhole(folder);
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error;
    removeFiles(folder);
  }
}

function removeFiles(folder: string): void {
  for (const file of [LMDB_FILE, LOCK_FILE]) rmSync(join(folder, file), { force: true });
}

function hasBothMetas(path: string): boolean {
  const page = Buffer.alloc(META.bytes);
  const file = openSync(path, "r");
  try {
    readSync(file, page, 0, page.length, 0);
    if (page.readUInt32LE(META.magic) !== MAGIC) return false;
    const pageSize = page.readUInt32LE(META.pageSize);
    if (fstatSync(file).size < 2 * pageSize) return false;
    readSync(file, page, 0, page.length, pageSize);
    return page.readUInt32LE(META.magic) === MAGIC;
  } finally {
    closeSync(file);
  }
}

function metaOf(page: Buffer): { readonly transaction: bigint; readonly lastPage: bigint } {
  return {
    transaction: page.readBigUInt64LE(META.transaction),
    lastPage: page.readBigUInt64LE(META.lastPage),
  };
}
