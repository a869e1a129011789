import { Buffer } from "node:buffer";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { type Database as LmdbTable, open, type RootDatabase } from "lmdb";
import type { ByteString } from "../core/bytes.ts";
import type { StoreLeafChange } from "../core/store/diff.ts";
import { StoreFault } from "../core/store/fault.ts";
import { checked, withChecksum } from "./checksum.ts";
import { removeUnlessWhole } from "./lmdb-file.ts";
import { LMDB_OPTIONS, TABLES_MAX } from "./lmdb-options.ts";

/** Subfolder of the state: an environment of its own, so that its writer never holds up a commit. */
const FOLDER = "latest";
const HEIGHT_KEY = "height";
/** LMDB takes no longer ones. Entries with longer keys are found by the tree. */
const KEY_BYTES_MAX = 1_978;
/** Entries that one batch of {@link LatestTable.fill} writes. */
const FILL_ENTRIES = 2_000;

/** An entry: the leaf's id (7 bytes) ‖ CRC-32 of key and id (4 bytes), big-endian. */
const ID_BYTES = 7;
const ID_HIGH = 2 ** 48;
const ENTRY_BYTES = ID_BYTES + 4;

/**
 * Where the newest value of every key lies, in one look-up. It is written behind the commits, in batches that carry their
 * height, and used only where its height is the one that is read (docs/adr/018-latest-values.md).
 */
export class LatestTable {
  readonly #root: RootDatabase<Buffer, string>;
  readonly #tables = new Map<string, LmdbTable<Buffer, Buffer>>();

  constructor(statePath: string, options: { readonly readOnly: boolean }) {
    const path = join(statePath, FOLDER);
    // LMDB would end the process where a page is missing; what was lost is made again.
    if (!options.readOnly) removeUnlessWhole(path);
    const { readOnly } = options;
    this.#root = open<Buffer, string>({ ...LMDB_OPTIONS, path, maxDbs: TABLES_MAX, readOnly });
  }

  /** The height whose leaves it has, as of the last {@link renew}; undefined if it is empty or damaged. */
  get height(): number | undefined {
    const record = this.#root.get(HEIGHT_KEY);
    return record && decodeHeight(record);
  }

  /** Looks at the newest batch from now on, until the next call or the end of this turn of the event loop. */
  renew(): void {
    this.#root.resetReadTxn();
  }

  /**
   * The id of a key's leaf at the table's height. Whoever reads the leaf compares its key.
   *
   * @returns undefined if the table has none, or only a damaged one, which proves nothing
   */
  find(store: string, key: ByteString): number | undefined {
    const bytes = Buffer.from(key, "latin1");
    if (bytes.length > KEY_BYTES_MAX) return undefined;
    const entry = this.#table(store).get(bytes);
    if (entry?.length !== ENTRY_BYTES) return undefined;
    if (entry.readUInt32BE(ID_BYTES) !== checkOf(bytes, entry)) return undefined;
    return entry.readUInt8() * ID_HIGH + entry.readUIntBE(1, 6);
  }

  /** Forgets its height: nobody reads it until it has another. Durable when it returns. */
  invalidate(): void {
    this.#root.removeSync(HEIGHT_KEY);
  }

  /** Forgets everything. */
  async clear(stores: readonly string[]): Promise<void> {
    await this.#root.remove(HEIGHT_KEY);
    for (const store of stores) await this.#table(store).clearAsync();
  }

  /**
   * Brings the table to a height, a slice at a time, between which others have their turn.
   *
   * @param isStopped asked at every slice; the table has no height then, and is filled anew the next time
   */
  async fill(
    height: number,
    changes: Iterable<StoreLeafChange>,
    isStopped: () => boolean,
  ): Promise<void> {
    await this.#root.remove(HEIGHT_KEY);
    let slice: StoreLeafChange[] = [];
    for (const change of changes) {
      if (slice.push(change) < FILL_ENTRIES) continue;
      await this.#batch(slice, undefined);
      slice = [];
      if (isStopped()) return;
    }
    await this.#batch(slice, height);
  }

  /** Takes the changes of the height after the last one. */
  write(height: number, changes: readonly StoreLeafChange[]): Promise<unknown> {
    return this.#batch(changes, height);
  }

  close(): Promise<void> {
    return this.#root.close();
  }

  #batch(changes: readonly StoreLeafChange[], height: number | undefined): Promise<unknown> {
    return this.#root.batch(() => {
      for (const [store, [key, id]] of changes) {
        const bytes = Buffer.from(key, "latin1");
        if (bytes.length > KEY_BYTES_MAX) continue;
        if (id === undefined) void this.#table(store).remove(bytes);
        else void this.#table(store).put(bytes, encodeEntry(bytes, id));
      }
      if (height !== undefined) void this.#root.put(HEIGHT_KEY, encodeHeight(height));
    });
  }

  #table(store: string): LmdbTable<Buffer, Buffer> {
    let table = this.#tables.get(store);
    if (!table) {
      table = this.#root.openDB<Buffer, Buffer>({
        name: `leaves/${store}`,
        encoding: "binary",
        keyEncoding: "binary",
      });
      this.#tables.set(store, table);
    }
    return table;
  }
}

function encodeHeight(height: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(height);
  return withChecksum(bytes);
}

function decodeHeight(record: Buffer): number | undefined {
  try {
    return checked(record, HEIGHT_KEY).readDoubleBE();
  } catch (error) {
    // What is damaged is made again.
    if (error instanceof StoreFault) return undefined;
    throw error;
  }
}

function encodeEntry(key: Buffer, id: number): Buffer {
  const bytes = Buffer.allocUnsafe(ENTRY_BYTES);
  const high = Math.floor(id / ID_HIGH);
  bytes.writeUInt8(high);
  bytes.writeUIntBE(id - high * ID_HIGH, 1, 6);
  bytes.writeUInt32BE(checkOf(key, bytes), ID_BYTES);
  return bytes;
}

/** Covers the key too: an id under another key is damage. */
function checkOf(key: Buffer, entry: Buffer): number {
  return crc32(entry.subarray(0, ID_BYTES), crc32(key));
}
