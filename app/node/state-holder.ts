import type { Executor } from "../core/executor.ts";
import { MachineFault } from "../core/faults.ts";
import type { Database } from "../core/store/database.ts";
import type { LmdbDatabase } from "../db/lmdb-database.ts";

/** What the executor has while one database takes the place of another. */
const NO_STATE: Database = {
  latest: () => undefined,
  at: () => undefined,
  nodes: (store) => ({ store, read: () => undefined }),
  clear: () => undefined,
  stage: refuse,
  commit: refuse,
  sparseNodes: () => undefined,
  latestValue: () => undefined,
};

function refuse(): never {
  throw new MachineFault("a write while the state is being replaced");
}

/** The state of a running node: the database in its folder and the executor on it. State sync puts another in its place. */
export class StateHolder {
  readonly executor: Executor;
  readonly #open: () => LmdbDatabase;
  readonly #onWarning: (error: unknown) => void;
  #database: LmdbDatabase | undefined;

  /**
   * @param options.open opens the database in the node's state folder
   * @param options.onWarning hears of what readers alone will notice
   */
  constructor(options: {
    readonly open: () => LmdbDatabase;
    readonly createExecutor: (database: LmdbDatabase) => Executor;
    readonly onWarning: (error: unknown) => void;
  }) {
    this.#onWarning = options.onWarning;
    this.#open = options.open;
    const database = this.#open();
    this.#database = database;
    this.executor = options.createExecutor(database);
    this.#keepLatest(database);
  }

  /** Keeps a height from being pruned. @returns what ends that */
  pin(height: number): () => void {
    return this.#database?.pin(height) ?? (() => undefined);
  }

  /**
   * Lets another state take the folder. In between the node answers as one without a state; if it fails there, the node
   * cannot go on, and its next start tidies up.
   *
   * @param swap puts the other state into the folder
   */
  async replace(swap: () => Promise<void>): Promise<void> {
    this.executor.reload(NO_STATE);
    await this.close();
    await swap();
    this.#database = this.#open();
    this.executor.reload(this.#database);
    this.#keepLatest(this.#database);
  }

  #keepLatest(database: LmdbDatabase): void {
    database.catchUpLatest((height) => this.executor.changesSince(height)).catch(this.#onWarning);
  }

  async close(): Promise<void> {
    const database = this.#database;
    this.#database = undefined;
    await database?.close();
  }
}
