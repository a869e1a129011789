import { type Database as LmdbTable, open, type RootDatabase } from "lmdb";
import type { CommitRecord, Database, StoreUpdate } from "../core/store/database.ts";
import { MachineFault } from "../core/faults.ts";
import type { NodeSource } from "../core/store/record.ts";
import { decodeCommit, encodeCommit } from "./commit-record.ts";

/** Heights whose unreachable nodes one commit removes: more than one, so that a shorter retention is caught up with. */
const PRUNED_HEIGHTS_PER_COMMIT = 2;

/** Tables of one environment: three of our own and one a store. */
const TABLES_MAX = 64;

/** Bytes of address space that the file may grow to; pages are used as they are needed. */
const MAP_BYTES = 64 * 2 ** 30;

const NODES_PREFIX = "nodes/";

/**
 * State in LMDB: the nodes of each store by id, and for each height its record and the nodes that it left behind.
 *
 * A commit is one transaction, written and synced before it returns; after a crash at any byte the file holds the last
 * one that returned, or the one that was being written. Nodes left behind stay until the last height that reached them is
 * no longer kept.
 */
export class LmdbDatabase implements Database {
  readonly #root: RootDatabase<Buffer, string>;
  readonly #heights: LmdbTable<Buffer, number>;
  readonly #orphans: LmdbTable<Buffer, number>;
  readonly #nodes = new Map<string, LmdbTable<Buffer, number>>();
  readonly #keepHeights: number;
  #latest: CommitRecord | undefined;

  /**
   * @param path folder, made if it is not there; one process at a time
   * @param options.keepHeights past heights that stay readable, ≥ 1
   */
  constructor(path: string, options: { readonly keepHeights: number }) {
    this.#keepHeights = options.keepHeights;
    this.#root = open<Buffer, string>({
      path,
      encoding: "binary",
      maxDbs: TABLES_MAX,
      mapSize: MAP_BYTES,
      // A commit that has returned is on disk: no group flush behind our back.
      overlappingSync: false,
      noMemInit: true,
    });
    this.#heights = this.#table("heights");
    this.#orphans = this.#table("orphans");
    for (const { value } of this.#heights.getRange({ reverse: true, limit: 1 })) {
      this.#latest = decodeCommit(value);
    }
  }

  latest(): CommitRecord | undefined {
    return this.#latest;
  }

  at(height: number): CommitRecord | undefined {
    const record = this.#heights.get(height);
    return record && decodeCommit(record);
  }

  nodes(store: string): NodeSource {
    const table = this.#nodeTable(store);
    return { store, read: (id) => table.get(id) };
  }

  commit(record: CommitRecord, updates: readonly StoreUpdate[]): void {
    const newest = this.#latest?.height;
    if (newest !== undefined && record.height !== newest + 1) {
      throw new MachineFault(`commit of height ${record.height} on top of ${newest}`);
    }
    this.#root.transactionSync(() => {
      for (const { name, nodes } of updates) {
        const table = this.#nodeTable(name);
        for (const node of nodes) table.putSync(node.id, Buffer.from(node.record));
      }
      const orphans = updates.map(({ name, orphans: ids }) => [name, ids] as const);
      this.#orphans.putSync(record.height, Buffer.from(JSON.stringify(orphans)));
      this.#heights.putSync(record.height, encodeCommit(record));
      this.#prune(record.height - this.#keepHeights);
    });
    this.#latest = record;
  }

  async close(): Promise<void> {
    await this.#root.close();
  }

  /**
   * Removes heights up to `last`, oldest first. What height h left behind was reached by h − 1 last, so it goes when h is
   * the oldest height kept.
   */
  #prune(last: number): void {
    const range = { end: last + 1, limit: PRUNED_HEIGHTS_PER_COMMIT };
    for (const height of [...this.#heights.getKeys(range)]) {
      this.#heights.removeSync(height);
      const next = this.#orphans.get(height + 1);
      if (!next) throw new MachineFault(`height ${height + 1} has no list of what it left behind`);
      for (const [name, ids] of JSON.parse(next.toString()) as [string, number[]][]) {
        const table = this.#nodeTable(name);
        for (const id of ids) table.removeSync(id);
      }
      this.#orphans.removeSync(height + 1);
    }
  }

  #nodeTable(store: string): LmdbTable<Buffer, number> {
    let table = this.#nodes.get(store);
    if (!table) {
      table = this.#table(NODES_PREFIX + store);
      this.#nodes.set(store, table);
    }
    return table;
  }

  #table(name: string): LmdbTable<Buffer, number> {
    return this.#root.openDB<Buffer, number>({ name, encoding: "binary" });
  }
}
