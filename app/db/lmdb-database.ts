import { Buffer } from "node:buffer";
import { type Database as LmdbTable, open, type RootDatabase } from "lmdb";
import type { CommitRecord, Database, NodeSink, StoreUpdate } from "../core/store/database.ts";
import { MachineFault } from "../core/faults.ts";
import { StoreFault } from "../core/store/fault.ts";
import { chunkOf } from "../core/store/node-id.ts";
import type { NodeSource } from "../core/store/record.ts";
import type { LatestValue } from "../core/store/tree.ts";
import { checked, withChecksum } from "./checksum.ts";
import { decodeCommit, encodeCommit } from "./commit-record.ts";
import { LatestTable, type StoreChange } from "./latest-table.ts";
import {
  CHUNK_CACHE_BYTES_MAX,
  PRUNED_CHUNKS_PER_STEP,
  PRUNED_HEIGHTS_PER_STEP,
} from "./limits.ts";
import { assertWhole } from "./lmdb-file.ts";
import { LMDB_OPTIONS } from "./lmdb-options.ts";
import { type Chunk, ChunkPacker } from "./node-chunk.ts";
import { NodeTable } from "./node-table.ts";
import type { Pruning } from "./pruning.ts";

/** Tables of one environment: two of our own and two a store. */
const TABLES_MAX = 128;

/** Chunks that one transaction of {@link LmdbDatabase.stage} writes. */
const STAGED_CHUNKS_MAX = 64;

const NODES_PREFIX = "nodes/";
const COUNTERS_PREFIX = "counters/";

/** How many nodes of which chunk a height no longer reaches, by store. */
type Orphans = readonly (readonly [
  store: string,
  chunks: readonly (readonly [chunk: number, nodes: number])[],
])[];

export interface LmdbOptions {
  readonly pruning: Pruning;
  /** For readers in other threads or processes; the folder has to be there. */
  readonly readOnly?: boolean;
  /** Bytes of chunks of one store that stay in memory; {@link CHUNK_CACHE_BYTES_MAX} if absent. */
  readonly cacheBytesMax?: number;
  /** Hears of what does not stop the node: that the table of newest values is not kept up any more. */
  readonly onWarning?: (error: unknown) => void;
}

/**
 * State in LMDB: the nodes of each store in chunks, and for each height its record and the count of nodes that it left
 * behind (docs/adr/015-nodes-in-chunks.md).
 *
 * A commit is one transaction, written and synced before it returns; after a crash at any byte the file holds the last
 * one that returned, or the one that was being written. Nodes left behind stay until the last height that reached them is
 * no longer kept.
 */
export class LmdbDatabase implements Database {
  readonly #root: RootDatabase<Buffer, string>;
  readonly #heights: LmdbTable<Buffer, number>;
  readonly #orphans: LmdbTable<Buffer, number>;
  readonly #nodes = new Map<string, NodeTable>();
  readonly #options: LmdbOptions;
  readonly #latestTable: LatestTable;
  readonly #pins: number[] = [];
  #latest: CommitRecord | undefined;
  #changesSince: ((height: number | undefined) => Iterable<StoreChange>) | undefined;
  /** Whether a step of pruning left something to do. */
  #isBehind = true;

  /**
   * @param path folder, made if it is not there; one process at a time writes
   * @throws StoreFault if the file is cut short or damaged
   */
  constructor(path: string, options: LmdbOptions) {
    this.#options = options;
    assertWhole(path);
    this.#root = open<Buffer, string>({
      ...LMDB_OPTIONS,
      path,
      maxDbs: TABLES_MAX,
      // A commit that has returned is on disk: no group flush behind our back.
      overlappingSync: false,
      readOnly: options.readOnly === true,
    });
    this.#heights = this.#table("heights");
    this.#orphans = this.#table("orphans");
    this.#latest = this.#newest();
    this.#latestTable = new LatestTable(path, {
      readOnly: options.readOnly === true,
      onFault: (error) => options.onWarning?.(error),
    });
  }

  latest(): CommitRecord | undefined {
    if (this.#options.readOnly === true) {
      // A reader's view of the file is renewed, so that it sees what was committed meanwhile.
      this.#root.resetReadTxn();
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
    return this.#nodeTable(store);
  }

  sparseNodes(store: string): ((id: number) => boolean) | undefined {
    const { usage } = this.#nodeTable(store);
    return usage.isSparse ? (id) => usage.isSparseChunk(chunkOf(id)) : undefined;
  }

  /** For readers alone: the state machine reads its trees. */
  latestValue(store: string): LatestValue | undefined {
    if (this.#options.readOnly !== true || this.#latest === undefined) return undefined;
    if (this.#latestTable.height !== this.#latest.height) return undefined;
    return this.#latestTable.reader(store);
  }

  /**
   * Brings the table of newest values up to the newest height, in the background, and keeps it there.
   *
   * @param changesSince everything that changed since a height that is kept; everything there is for undefined
   */
  async catchUpLatest(
    changesSince: (height: number | undefined) => Iterable<StoreChange>,
  ): Promise<void> {
    this.#changesSince = changesSince;
    this.#latestTable.expect();
    const newest = this.#latest;
    // The first commit comes back here: genesis is not among its changes.
    if (!newest) return;
    const { height } = this.#latestTable;
    if (height === newest.height) {
      this.#latestTable.begin();
      return;
    }
    const base = height !== undefined && this.at(height) ? height : undefined;
    if (base === undefined) this.#latestTable.invalidate();
    const unpin = [this.pin(newest.height), this.pin(base ?? newest.height)];
    try {
      const stores = newest.stores.map(({ name }) => name);
      await this.#latestTable.catchUp(newest.height, stores, changesSince(base));
    } finally {
      for (const end of unpin) end();
    }
  }

  clear(): void {
    if (this.#latest) throw new MachineFault(`the state is at height ${this.#latest.height}`);
    this.#root.transactionSync(() => {
      for (const table of this.#nodes.values()) table.clear();
    });
  }

  stage(store: string): NodeSink {
    const table = this.#nodeTable(store);
    let chunks: Chunk[] = [];
    const flush = (): void => {
      this.#root.transactionSync(() => {
        for (const chunk of chunks) table.put(chunk);
        table.writeCounters();
      });
      chunks = [];
    };
    const packer = new ChunkPacker((chunk) => {
      chunks.push(chunk);
      if (chunks.length >= STAGED_CHUNKS_MAX) flush();
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
    this.#root.transactionSync(() => {
      for (const { name, nodes } of updates) {
        const table = this.#nodeTable(name);
        const packer = new ChunkPacker((chunk) => {
          table.put(chunk);
        });
        for (const node of nodes) packer.add(node);
        packer.end();
      }
      const orphans = updates.map(({ name, orphans: ids }) => [name, countByChunk(ids)] as const);
      this.#orphans.putSync(record.height, encodeOrphans(orphans));
      this.#heights.putSync(record.height, withChecksum(encodeCommit(record)));
      if (this.#isBehind || record.height % this.#options.pruning.interval === 0) {
        this.#isBehind = this.#prune(record.height);
      }
      this.#writeCounters();
    });
    this.#latest = record;
    this.#latestTable.follow(
      record.height,
      updates.flatMap(({ name, changes }) => changes.map((change) => [name, change] as const)),
    );
    if (newest === undefined && this.#changesSince) setImmediate(() => this.#fillLatest());
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
    this.#root.transactionSync(() => {
      isBehind = this.#prune(newest);
      this.#writeCounters();
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
    this.#root.transactionSync(() => {
      for (const { name, nextId } of before.stores) {
        this.#nodeTable(name).removeFrom(chunkOf(nextId));
      }
      this.#heights.removeSync(newest.height);
      this.#orphans.removeSync(newest.height);
      this.#writeCounters();
    });
    this.#latest = before;
    this.#latestTable.invalidate();
    return before;
  }

  async close(): Promise<void> {
    await this.#latestTable.close();
    await this.#root.close();
  }

  #fillLatest(): void {
    const { onWarning } = this.#options;
    if (this.#changesSince)
      this.catchUpLatest(this.#changesSince).catch((error: unknown) => onWarning?.(error));
  }

  #newest(): CommitRecord | undefined {
    const [newest] = [...this.#heights.getKeys({ reverse: true, limit: 1 })];
    return newest === undefined ? undefined : this.at(newest);
  }

  /**
   * Removes heights below those that are kept, oldest first, and what none of the others reaches. What height h left
   * behind was reached by h − 1 last, so it goes when h is the oldest height kept.
   */
  #prune(newest: number): boolean {
    const { keepRecent } = this.#options.pruning;
    const first = keepRecent === undefined ? 0 : newest - keepRecent + 1;
    const kept = Math.min(first, ...this.#pins);
    const heights = [...this.#heights.getKeys({ end: kept, limit: PRUNED_HEIGHTS_PER_STEP + 1 })];
    for (const height of heights.slice(0, PRUNED_HEIGHTS_PER_STEP))
      this.#heights.removeSync(height);
    const oldest = this.oldestHeight() ?? newest;
    let left = PRUNED_CHUNKS_PER_STEP;
    for (const height of [...this.#orphans.getKeys({ end: oldest + 1 })]) {
      left = this.#release(height, left);
      if (left === 0) return true;
    }
    return heights.length > PRUNED_HEIGHTS_PER_STEP;
  }

  /** Releases what a height left behind, at most of so many chunks. @returns how many more may be released in this step */
  #release(height: number, chunksMax: number): number {
    const record = this.#orphans.get(height);
    if (!record) throw new MachineFault(`height ${height} has no list of what it left behind`);
    let left = chunksMax;
    const rest = decodeOrphans(record, height).map(([name, chunks]) => {
      const table = this.#nodeTable(name);
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

  #writeCounters(): void {
    for (const table of this.#nodes.values()) table.writeCounters();
  }

  #nodeTable(store: string): NodeTable {
    let table = this.#nodes.get(store);
    if (!table) {
      const { readOnly = false, cacheBytesMax = CHUNK_CACHE_BYTES_MAX } = this.#options;
      table = new NodeTable(
        store,
        {
          chunks: this.#table(NODES_PREFIX + store),
          counters: this.#table(COUNTERS_PREFIX + store),
        },
        { readOnly, cacheBytesMax },
      );
      this.#nodes.set(store, table);
    }
    return table;
  }

  #table(name: string): LmdbTable<Buffer, number> {
    try {
      return this.#root.openDB<Buffer, number>({ name, encoding: "binary" });
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
