import { Buffer } from "node:buffer";
import { join } from "node:path";
import { type Database as LmdbTable, open, type RootDatabase } from "lmdb";
import type { CommitRecord, Database, NodeSink, StoreUpdate } from "../core/store/database.ts";
import { MachineFault } from "../core/faults.ts";
import { StoreFault } from "../core/store/fault.ts";
import { chunkOf } from "../core/store/node-id.ts";
import { leafValue, type NodeSource } from "../core/store/record.ts";
import type { LatestValue, StoredNode } from "../core/store/tree.ts";
import { checked, withChecksum } from "./checksum.ts";
import { hasChunkFile, syncFile } from "./chunk-file.ts";
import { type ChunkTables, ReadChunks, WrittenChunks } from "./chunk-store.ts";
import { decodeCommit, encodeCommit } from "./commit-record.ts";
import { LatestTable } from "./latest-table.ts";
import { LatestWriter, type LeavesSince } from "./latest-writer.ts";
import {
  CHUNK_CACHE_BYTES_MAX,
  PRUNED_CHUNKS_PER_STEP,
  PRUNED_HEIGHTS_PER_STEP,
} from "./limits.ts";
import { assertWhole, LMDB_FILE, removeUnfinished } from "./lmdb-file.ts";
import { LMDB_OPTIONS, TABLES_MAX } from "./lmdb-options.ts";
import { ChunkPacker } from "./node-chunk.ts";
import type { Pruning } from "./pruning.ts";

/** Chunks that one transaction of {@link LmdbDatabase.stage} writes. */
const STAGED_CHUNKS_MAX = 128;

/** How many nodes of which chunk a height no longer reaches, by store. */
type Orphans = readonly (readonly [
  store: string,
  chunks: readonly (readonly [chunk: number, nodes: number])[],
])[];

export interface LmdbOptions {
  readonly pruning: Pruning;
  /** For readers in other threads or processes; the folder has to be there. */
  readonly readOnly?: boolean;
  /** Bytes of chunks that stay in memory; {@link CHUNK_CACHE_BYTES_MAX} if absent. */
  readonly cacheBytesMax?: number;
  /** Hears of what does not stop the node: that the table of newest values is not kept up any more. */
  readonly onWarning?: (error: unknown) => void;
}

/**
 * State on disk: the nodes of each store in chunks, in a file of their own; in LMDB where each chunk lies, and for each height
 * its record and the count of nodes that it left behind (docs/adr/019-chunks-in-a-file.md).
 *
 * A commit writes and syncs its chunks, then makes one transaction, written and synced before it returns; after a crash at
 * any byte LMDB holds the last one that returned, or the one that was being written, and every chunk that it names is on
 * disk. Nodes left behind stay until the last height that reached them is no longer kept.
 */
export class LmdbDatabase implements Database {
  readonly #root: RootDatabase<Buffer, string>;
  readonly #heights: LmdbTable<Buffer, number>;
  readonly #orphans: LmdbTable<Buffer, number>;
  /** Undefined for a reader. */
  readonly #written: WrittenChunks | undefined;
  readonly #chunks: WrittenChunks | ReadChunks;
  readonly #view = {
    isRenewed: false,
    renew: (): void => {
      this.#root.resetReadTxn();
    },
  };
  readonly #options: LmdbOptions;
  readonly #latestTable: LatestTable;
  readonly #pins: number[] = [];
  #latest: CommitRecord | undefined;
  readonly #latestWriter: LatestWriter;
  /** Whether a step of pruning left something to do. */
  #isBehind = true;

  /**
   * @param path folder, made if it is not there; one process at a time writes
   * @throws StoreFault if the file is cut short or damaged
   */
  constructor(path: string, options: LmdbOptions) {
    this.#options = options;
    const readOnly = options.readOnly === true;
    if (!readOnly && !hasChunkFile(path)) removeUnfinished(path);
    assertWhole(path);
    this.#root = open<Buffer, string>({
      ...LMDB_OPTIONS,
      path,
      maxDbs: TABLES_MAX,
      readOnly,
    });
    // What a process that was killed had not made durable must be so before anything is built upon it.
    if (!readOnly) syncFile(join(path, LMDB_FILE));
    this.#heights = this.#table("heights");
    this.#orphans = this.#table("orphans");
    const { cacheBytesMax = CHUNK_CACHE_BYTES_MAX } = options;
    const chunks = { folder: path, tables: this.#chunkTables(), cacheBytesMax };
    this.#written = readOnly ? undefined : new WrittenChunks(chunks);
    this.#chunks = this.#written ?? new ReadChunks({ ...chunks, view: this.#view });
    this.#latest = this.#newest();
    this.#latestTable = new LatestTable(path, { readOnly });
    this.#latestWriter = new LatestWriter({
      table: this.#latestTable,
      source: {
        newest: () =>
          this.#latest && {
            height: this.#latest.height,
            stores: this.#latest.stores.map(({ name }) => name),
          },
        isKept: (height) => this.at(height) !== undefined,
        pin: (height) => this.pin(height),
      },
      onFault: (error) => options.onWarning?.(error),
    });
  }

  latest(): CommitRecord | undefined {
    if (this.#options.readOnly === true) {
      // A reader's view of the file is renewed, so that it sees what was committed meanwhile.
      this.#view.renew();
      this.#view.isRenewed = false;
      this.#latest = this.#newest();
      this.#latestTable.renew();
    }
    return this.#latest;
  }

  at(height: number): CommitRecord | undefined {
    const record = this.#heights.get(height);
    return record && decodeCommit(checked(record, `record of height ${height}`));
  }

  /** The oldest height that is kept; undefined before the first commit. */
  oldestHeight(): number | undefined {
    const [oldest] = [...this.#heights.getKeys({ limit: 1 })];
    return oldest;
  }

  nodes(store: string): NodeSource {
    return this.#chunks.nodes(store);
  }

  sparseNodes(store: string): ((id: number) => boolean) | undefined {
    return this.#written?.sparseNodes(store);
  }

  /** For readers alone: the state machine reads its trees. */
  latestValue(store: string): LatestValue | undefined {
    if (!(this.#chunks instanceof ReadChunks) || this.#latest === undefined) return undefined;
    if (this.#latestTable.height !== this.#latest.height) return undefined;
    const nodes = this.#chunks.nodes(store);
    return (key) => {
      const id = this.#latestTable.find(store, key);
      const record = id === undefined ? undefined : nodes.find(id);
      return record && leafValue(record, key);
    };
  }

  /**
   * Brings the table of newest values up to the newest height, in the background, and keeps it there.
   *
   * @returns when it is there for the first time
   */
  catchUpLatest(leavesSince: LeavesSince): Promise<void> {
    return this.#latestWriter.start(leavesSince);
  }

  clear(): void {
    if (this.#latest) throw new MachineFault(`the state is at height ${this.#latest.height}`);
    this.#transaction((chunks) => {
      chunks.clear();
    });
  }

  stage(store: string): NodeSink {
    let staged = 0;
    const flush = (): void => {
      staged = 0;
      this.#transaction(() => undefined);
    };
    const packer = new ChunkPacker((chunk) => {
      this.#writing().of(store).put(chunk);
      if (++staged >= STAGED_CHUNKS_MAX) flush();
    });
    return {
      take: (node) => {
        packer.add(node);
      },
      end: () => {
        packer.end();
        flush();
      },
    };
  }

  commit(record: CommitRecord, updates: readonly StoreUpdate[]): void {
    const newest = this.#latest?.height;
    if (newest !== undefined && record.height !== newest + 1) {
      throw new MachineFault(`commit of height ${record.height} on top of ${newest}`);
    }
    for (const { name, nodes } of updates) this.#put(name, nodes);
    this.#transaction((chunks) => {
      const orphans = updates.map(({ name, orphans: ids }) => [name, countByChunk(ids)] as const);
      this.#orphans.putSync(record.height, encodeOrphans(orphans));
      this.#heights.putSync(record.height, withChecksum(encodeCommit(record)));
      if (this.#isBehind || record.height % this.#options.pruning.interval === 0) {
        this.#isBehind = this.#prune(record.height, chunks);
      }
    });
    this.#latest = record;
    this.#latestWriter.committed(record.height, updates, newest === undefined);
  }

  /**
   * One bounded step towards what the pruning options keep; may be interrupted at any time.
   *
   * @returns whether more is left to do
   */
  prune(): boolean {
    const newest = this.#latest?.height;
    if (newest === undefined) return false;
    let isBehind = false;
    this.#transaction((chunks) => {
      isBehind = this.#prune(newest, chunks);
    });
    return isBehind;
  }

  /** Keeps a height from being pruned. @returns what ends that */
  pin(height: number): () => void {
    this.#pins.push(height);
    return () => {
      const at = this.#pins.indexOf(height);
      if (at >= 0) this.#pins.splice(at, 1);
      this.#isBehind = true;
    };
  }

  /**
   * Removes the newest height.
   *
   * @returns the record that is newest now; undefined if the height below is not kept, and then nothing was removed
   */
  rollback(): CommitRecord | undefined {
    const newest = this.#latest;
    const before = newest && this.at(newest.height - 1);
    if (!before) return undefined;
    this.#transaction((chunks) => {
      for (const { name, nextId } of before.stores) chunks.of(name).removeFrom(chunkOf(nextId));
      this.#heights.removeSync(newest.height);
      this.#orphans.removeSync(newest.height);
    });
    this.#latest = before;
    this.#latestTable.invalidate();
    return before;
  }

  async close(): Promise<void> {
    await this.#latestWriter.close();
    await this.#latestTable.close();
    await this.#root.close();
    this.#chunks.close();
  }

  #writing(): WrittenChunks {
    if (!this.#written) throw new MachineFault("the state was opened to be read only");
    return this.#written;
  }

  #put(store: string, nodes: readonly StoredNode[]): void {
    const table = this.#writing().of(store);
    const packer = new ChunkPacker((chunk) => {
      table.put(chunk);
    });
    for (const node of nodes) packer.add(node);
    packer.end();
  }

  /** One transaction, durable when it returns. The chunks that were put before are durable when it begins. */
  #transaction(work: (chunks: WrittenChunks) => void): void {
    const chunks = this.#writing();
    chunks.sync();
    this.#root.transactionSync(() => {
      work(chunks);
      chunks.save();
    });
    chunks.settle();
  }

  #newest(): CommitRecord | undefined {
    const [newest] = [...this.#heights.getKeys({ reverse: true, limit: 1 })];
    return newest === undefined ? undefined : this.at(newest);
  }

  /**
   * Removes heights below those that are kept, oldest first, and what none of the others reaches. What height h left
   * behind was reached by h − 1 last, so it goes when h is the oldest height kept.
   */
  #prune(newest: number, chunks: WrittenChunks): boolean {
    const { keepRecent } = this.#options.pruning;
    const first = keepRecent === undefined ? 0 : newest - keepRecent + 1;
    const kept = Math.min(first, ...this.#pins);
    const heights = [...this.#heights.getKeys({ end: kept, limit: PRUNED_HEIGHTS_PER_STEP + 1 })];
    for (const height of heights.slice(0, PRUNED_HEIGHTS_PER_STEP))
      this.#heights.removeSync(height);
    const oldest = this.oldestHeight() ?? newest;
    let left = PRUNED_CHUNKS_PER_STEP;
    for (const height of [...this.#orphans.getKeys({ end: oldest + 1 })]) {
      left = this.#release(height, left, chunks);
      if (left === 0) return true;
    }
    return heights.length > PRUNED_HEIGHTS_PER_STEP;
  }

  /** Releases what a height left behind, at most of so many chunks. @returns how many more may be released in this step */
  #release(height: number, chunksMax: number, written: WrittenChunks): number {
    const record = this.#orphans.get(height);
    if (!record) throw new MachineFault(`height ${height} has no list of what it left behind`);
    let left = chunksMax;
    const rest = decodeOrphans(record, height).map(([name, chunks]) => {
      const table = written.of(name);
      const now = chunks.slice(0, left);
      for (const [chunk, nodes] of now) table.release(chunk, nodes);
      left -= now.length;
      return [name, chunks.slice(now.length)] as const;
    });
    const isDone = rest.every(([, chunks]) => chunks.length === 0);
    if (isDone) this.#orphans.removeSync(height);
    else this.#orphans.putSync(height, encodeOrphans(rest));
    return isDone ? left : 0;
  }

  #chunkTables(): ChunkTables {
    return {
      places: this.#table("places"),
      parts: this.#table("parts"),
      counters: this.#table("counters"),
    };
  }

  #table<Key extends number | [string, number]>(name: string): LmdbTable<Buffer, Key> {
    try {
      return this.#root.openDB<Buffer, Key>({ name, encoding: "binary" });
    } catch (error) {
      throw new StoreFault(`table ${name} of the state cannot be opened: ${String(error)}`);
    }
  }
}

function countByChunk(ids: readonly number[]): [chunk: number, nodes: number][] {
  const counts = new Map<number, number>();
  for (const id of ids) counts.set(chunkOf(id), (counts.get(chunkOf(id)) ?? 0) + 1);
  return [...counts];
}

function encodeOrphans(orphans: Orphans): Buffer {
  return withChecksum(Buffer.from(JSON.stringify(orphans)));
}

function decodeOrphans(record: Buffer, height: number): Orphans {
  const what = `list of what height ${height} left behind`;
  return JSON.parse(checked(record, what).toString()) as Orphans;
}
