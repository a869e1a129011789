import { Buffer } from "node:buffer";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { type Database as LmdbTable, open, type RootDatabase } from "lmdb";
import { type ByteString, bytesToString } from "../core/bytes.ts";
import { StoreFault } from "../core/store/fault.ts";
import type { LatestValue } from "../core/store/tree.ts";
import type { Change } from "../core/store/types.ts";
import { checked, withChecksum } from "./checksum.ts";
import { LATEST_WAITING_HEIGHTS_MAX } from "./limits.ts";
import { LMDB_OPTIONS } from "./lmdb-options.ts";

/** Subfolder of the state: an environment of its own, so that its writer never holds up a commit. */
const FOLDER = "latest";
const TABLES_MAX = 64;
const HEIGHT_KEY = "height";
/** LMDB takes no longer ones. Entries with longer keys are read from the tree. */
const KEY_BYTES_MAX = 1_978;
/** Entries that one batch of {@link LatestTable.catchUp} queues. */
const CATCH_UP_ENTRIES = 2_000;
const CHECK_BYTES = 4;

export type StoreChange = readonly [store: string, change: Change];

/**
 * The newest value of every key, in one look-up. It is a copy for readers: written behind the commits, in batches that
 * carry their height, and used only where its height is the one that is read. The state machine never reads it, so
 * nothing that is wrong with it can reach a block (docs/adr/018-latest-values.md).
 */
export class LatestTable {
  readonly #root: RootDatabase<Buffer, string>;
  readonly #tables = new Map<string, LmdbTable<Buffer, Buffer>>();
  /** Heights that wait for {@link catchUp} to end. */
  readonly #waiting: { readonly height: number; readonly changes: readonly StoreChange[] }[] = [];
  #state: "following" | "behind" | "off" = "off";
  /** Batches on their way to the disk. */
  #writing = 0;
  #last: Promise<unknown> = Promise.resolve();
  readonly #onFault: (error: unknown) => void;

  /** @param options.onFault hears why a batch could not be written; readers then do without the table */
  constructor(
    statePath: string,
    options: { readonly readOnly: boolean; readonly onFault: (error: unknown) => void },
  ) {
    this.#onFault = options.onFault;
    this.#root = open<Buffer, string>({
      ...LMDB_OPTIONS,
      path: join(statePath, FOLDER),
      maxDbs: TABLES_MAX,
      readOnly: options.readOnly,
    });
  }

  /** The height whose values it has, as of the last {@link renew}; undefined if it is empty. */
  get height(): number | undefined {
    const record = this.#root.get(HEIGHT_KEY);
    return record && checked(record, "the height of the table of newest values").readDoubleBE();
  }

  /** Looks at the newest batch from now on, until the next call or the end of this turn of the event loop. */
  renew(): void {
    this.#root.resetReadTxn();
  }

  /** A reader of one store. An answer stands for the height that {@link height} gave in the same turn. */
  reader(store: string): LatestValue {
    const table = this.#table(store);
    return (key) => {
      const bytes = Buffer.from(key, "latin1");
      if (bytes.length > KEY_BYTES_MAX) return undefined;
      const record = table.get(bytes);
      if (!record) return undefined;
      const value = record.subarray(CHECK_BYTES);
      if (record.length < CHECK_BYTES || record.readUInt32BE() !== checkOf(bytes, value)) {
        throw new StoreFault(
          `store "${store}": the newest value of key ${bytes.toString("hex")} is damaged; ` +
            `delete the folder ${FOLDER} of the state, it is made again`,
        );
      }
      return bytesToString(value);
    };
  }

  /** Takes the changes of the height after the last one. Returns at once; they are written in the background. */
  follow(height: number, changes: readonly StoreChange[]): void {
    if (this.#state === "following") this.#write(height, changes);
    else if (this.#state === "behind") this.#wait(height, changes);
  }

  /**
   * Brings the table to a height, a slice at a time, while blocks commit.
   *
   * @param changes everything between the table's height and that one; everything there is if the table is empty
   */
  catchUp(
    height: number,
    stores: readonly string[],
    changes: Iterable<StoreChange>,
  ): Promise<void> {
    const done = this.#catchUp(height, stores, changes);
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #catchUp(
    height: number,
    stores: readonly string[],
    changes: Iterable<StoreChange>,
  ): Promise<void> {
    // A table that was left half-way has no height, and is filled anew the next time.
    if (this.height === undefined) {
      for (const store of stores) await this.#table(store).clearAsync();
    }
    let slice: StoreChange[] = [];
    const flush = async (): Promise<void> => {
      const entries = slice;
      slice = [];
      await this.#batch(entries, undefined);
    };
    await this.#root.remove(HEIGHT_KEY);
    for (const change of changes) {
      slice.push(change);
      if (slice.length >= CATCH_UP_ENTRIES) await flush();
      // Closed meanwhile, or too far behind.
      if (this.#isOff()) return;
    }
    await this.#batch(slice, height);
    if (this.#isOff()) return;
    this.#state = "following";
    for (const waiting of this.#waiting.splice(0)) {
      if (waiting.height > height) this.#write(waiting.height, waiting.changes);
    }
  }

  /** What {@link follow} takes waits from now on, for {@link catchUp}. */
  expect(): void {
    this.#state = "behind";
  }

  /** Nothing is missing: what {@link follow} takes is written from now on. */
  begin(): void {
    this.#state = "following";
  }

  /** Forgets everything, once {@link catchUp} comes to it. */
  invalidate(): void {
    this.#root.removeSync(HEIGHT_KEY);
  }

  async close(): Promise<void> {
    this.#state = "off";
    await this.#last;
    await this.#root.close();
  }

  #isOff(): boolean {
    return this.#state === "off";
  }

  #wait(height: number, changes: readonly StoreChange[]): void {
    this.#waiting.push({ height, changes });
    if (this.#waiting.length > LATEST_WAITING_HEIGHTS_MAX) this.#stop();
  }

  #write(height: number, changes: readonly StoreChange[]): void {
    if (++this.#writing > LATEST_WAITING_HEIGHTS_MAX) {
      this.#stop();
      return;
    }
    this.#last = this.#batch(changes, height).then(
      () => this.#writing--,
      (error: unknown) => {
        this.#stop();
        this.#onFault(error);
      },
    );
  }

  /** Its height stays behind, so readers do without it until the next start catches up. */
  #stop(): void {
    this.#state = "off";
    this.#waiting.length = 0;
  }

  #batch(changes: readonly StoreChange[], height: number | undefined): Promise<unknown> {
    return this.#root.batch(() => {
      for (const [store, [key, value]] of changes) {
        const bytes = Buffer.from(key, "latin1");
        if (bytes.length > KEY_BYTES_MAX) continue;
        if (value === undefined) void this.#table(store).remove(bytes);
        else void this.#table(store).put(bytes, encodeValue(bytes, value));
      }
      if (height !== undefined) void this.#root.put(HEIGHT_KEY, encodeHeight(height));
    });
  }

  #table(store: string): LmdbTable<Buffer, Buffer> {
    let table = this.#tables.get(store);
    if (!table) {
      table = this.#root.openDB<Buffer, Buffer>({
        name: `values/${store}`,
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

function encodeValue(key: Buffer, value: ByteString): Buffer {
  const bytes = Buffer.allocUnsafe(CHECK_BYTES + value.length);
  bytes.write(value, CHECK_BYTES, "latin1");
  bytes.writeUInt32BE(checkOf(key, bytes.subarray(CHECK_BYTES)));
  return bytes;
}

/** Covers the key too: a value under another key is damage. */
function checkOf(key: Buffer, value: Buffer): number {
  return crc32(value, crc32(key));
}
