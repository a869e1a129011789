import type { StoreUpdate } from "../core/store/database.ts";
import { type StoreLeafChange } from "../core/store/diff.ts";
import { leafKey } from "../core/store/record.ts";
import type { LatestTable } from "./latest-table.ts";
import { LATEST_WAITING_HEIGHTS_MAX } from "./limits.ts";

/** Everything that changed since a height that is kept, up to the newest as of the call; everything there is for undefined. */
export type LeavesSince = (height: number | undefined) => Iterable<StoreLeafChange>;

/** What the table follows. */
export interface LatestSource {
  /** The newest height and the names of its stores; undefined before the first. */
  newest(): { readonly height: number; readonly stores: readonly string[] } | undefined;
  isKept(height: number): boolean;
  /** Keeps a height from being pruned. @returns what ends that */
  pin(height: number): () => void;
}

interface Waiting {
  readonly height: number;
  readonly changes: readonly StoreLeafChange[];
}

/**
 * Writes the table of newest values behind the commits. A table that has fallen behind, because it was left behind or the
 * disk cannot keep up, is brought up again by what differs from the newest height, while blocks commit.
 */
export class LatestWriter {
  readonly #table: LatestTable;
  readonly #source: LatestSource;
  readonly #onFault: (error: unknown) => void;
  /** Undefined while nobody wants the table. */
  #since: LeavesSince | undefined;
  #isCatchingUp = false;
  /** Heights after the one that is caught up with, unless they were too many. */
  #waiting: Waiting[] = [];
  #hasMissed = false;
  /** Batches on their way to the disk. */
  #writing = 0;
  #last: Promise<unknown> = Promise.resolve();
  #isStopped = false;

  /** @param options.onFault hears why the table is not kept up any more; readers then do without it */
  constructor(options: {
    readonly table: LatestTable;
    readonly source: LatestSource;
    readonly onFault: (error: unknown) => void;
  }) {
    this.#table = options.table;
    this.#source = options.source;
    this.#onFault = options.onFault;
  }

  /** Brings the table up to the newest height and keeps it there from now on. @returns when it is there */
  async start(since: LeavesSince): Promise<void> {
    this.#since = since;
    if (this.#source.newest()) await this.#catchUp(since);
  }

  /**
   * Takes what a commit changed. Returns at once.
   *
   * @param isFirst whether nothing was committed before: genesis is not among its changes then
   */
  committed(height: number, updates: readonly StoreUpdate[], isFirst: boolean): void {
    if (!this.#since || this.#isStopped) return;
    if (this.#isCatchingUp) this.#wait(height, updates);
    else if (isFirst || this.#writing >= LATEST_WAITING_HEIGHTS_MAX) this.#catchUpSoon(this.#since);
    else this.#write({ height, changes: leafChanges(updates) });
  }

  async close(): Promise<void> {
    this.#isStopped = true;
    await this.#last;
  }

  #wait(height: number, updates: readonly StoreUpdate[]): void {
    if (this.#waiting.length >= LATEST_WAITING_HEIGHTS_MAX) this.#hasMissed = true;
    else this.#waiting.push({ height, changes: leafChanges(updates) });
  }

  #catchUpSoon(since: LeavesSince): void {
    this.#isCatchingUp = true;
    // Not within the commit; what comes before it begins is part of what it reads.
    setImmediate(() => {
      this.#catchUp(since).catch(this.#onFault);
    });
  }

  #catchUp(since: LeavesSince): Promise<void> {
    this.#isCatchingUp = true;
    const before = this.#last;
    const done = before.then(() => this.#catchUpInTurn(since));
    this.#last = done.catch(() => {
      this.#isStopped = true;
    });
    return done;
  }

  /** Batches that were on their way have ended. */
  async #catchUpInTurn(since: LeavesSince): Promise<void> {
    do {
      const newest = this.#source.newest();
      if (!newest || this.#isStopped) return;
      this.#waiting = [];
      this.#hasMissed = false;
      this.#table.renew();
      const { height } = this.#table;
      if (height === newest.height) break;
      const base = height !== undefined && this.#source.isKept(height) ? height : undefined;
      const unpin = [newest.height, base ?? newest.height].map((kept) => this.#source.pin(kept));
      try {
        const changes = since(base);
        if (base === undefined) await this.#table.clear(newest.stores);
        await this.#table.fill(newest.height, changes, () => this.#isStopped);
      } finally {
        for (const end of unpin) end();
      }
      // Too many heights went by meanwhile: once more, from here on.
    } while (this.#isToRepeat());
    this.#isCatchingUp = false;
    for (const waiting of this.#waiting.splice(0)) this.#write(waiting);
  }

  #isToRepeat(): boolean {
    return this.#hasMissed && !this.#isStopped;
  }

  #write({ height, changes }: Waiting): void {
    if (this.#isStopped) return;
    this.#writing++;
    const written = this.#table.write(height, changes).then(
      () => this.#writing--,
      (error: unknown) => {
        this.#isStopped = true;
        this.#onFault(error);
      },
    );
    this.#last = this.#last.then(() => written);
  }
}

/** The leaves that a height wrote, those that it only moved included, and the keys that it removed. */
function leafChanges(updates: readonly StoreUpdate[]): StoreLeafChange[] {
  return updates.flatMap(({ name, nodes, changes }) => [
    ...nodes.flatMap(({ id, record }): StoreLeafChange[] => {
      const key = leafKey(record);
      return key === undefined ? [] : [[name, [key, id]]];
    }),
    ...changes.flatMap(([key, value]): StoreLeafChange[] =>
      value === undefined ? [[name, [key, undefined]]] : [],
    ),
  ]);
}
