import type { ChainError } from "../core/errors.ts";
import type { MachineFault } from "../core/faults.ts";
import type { QueryRequest, QueryResponse } from "../core/query.ts";
import { NodeError } from "./errors.ts";
import { QUERIES_AT_WORKER_MAX, QUERIES_WAITING_MAX } from "./limits.ts";
import { type QueryTask, QueryThread, type QueryThreadSettings } from "./query-thread.ts";

export interface QueryPoolOptions extends QueryThreadSettings {
  /** How many threads, ≥ 1. */
  readonly workers: number;
  /** The newest committed height, for answers that no thread gives. */
  readonly height: () => bigint;
}

const NO_BYTES = new Uint8Array(0);

/**
 * Answers queries in threads that read the database for themselves, so that no query can delay a block or touch what a
 * block is executed with (docs/adr/016-queries-in-a-worker.md). A thread that dies is replaced.
 */
export class QueryPool {
  readonly #options: QueryPoolOptions;
  readonly #threads: readonly QueryThread[];
  /** At most {@link QUERIES_WAITING_MAX}, and what threads that died had not begun. */
  readonly #waiting: QueryTask[] = [];
  #fault: MachineFault | undefined;
  #isBusy = false;
  #isClosed = false;

  constructor(options: QueryPoolOptions) {
    this.#options = options;
    this.#threads = Array.from(
      { length: options.workers },
      (_, index) =>
        new QueryThread({
          ...options,
          name: `query-${index}`,
          onReady: () => {
            this.#dispatch();
          },
          onEnd: (tasks, why) => {
            this.#takeBack(tasks, why);
          },
          onFault: (fault) => {
            this.#fail(fault);
          },
        }),
    );
  }

  /**
   * Answers from the newest committed height, or the one that is asked for.
   *
   * @throws by rejection MachineFault if the database is damaged, which must stop the node; whatever else goes wrong is
   * answered with a code
   */
  query(request: QueryRequest): Promise<QueryResponse> {
    if (this.#fault) return Promise.reject(this.#fault);
    if (this.#isClosed) return Promise.resolve(this.#refusal(closed()));
    if (this.#waiting.length >= QUERIES_WAITING_MAX) return Promise.resolve(this.#refuseBusy());
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        // A copy: the bytes may be a view of a much longer request.
        request: { ...request, data: new Uint8Array(request.data) },
        answer: resolve,
        refuse: (error) => {
          resolve(this.#refusal(error));
        },
        reject,
      });
      this.#dispatch();
    });
  }

  /** Ends the threads. Queries that have no answer yet get one with a code. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#threads.map((thread) => thread.close()));
    for (const task of this.#waiting.splice(0)) task.refuse(closed());
  }

  /** Hands what waits to the threads, each time to the one that has least to do. */
  #dispatch(): void {
    for (;;) {
      const free = this.#threads
        .filter(({ isReady, load }) => isReady && load < QUERIES_AT_WORKER_MAX)
        .sort((a, b) => a.load - b.load)[0];
      const task = free && this.#waiting.shift();
      if (!task) break;
      free.take(task);
    }
    if (this.#waiting.length === 0) this.#isBusy = false;
  }

  #refuseBusy(): QueryResponse {
    if (!this.#isBusy) {
      this.#isBusy = true;
      this.#options.log.warn("refusing queries: too many are waiting", {
        waitingMax: QUERIES_WAITING_MAX,
      });
    }
    return this.#refusal(
      NodeError.busy(`${QUERIES_WAITING_MAX} queries are waiting already; ask again later`),
    );
  }

  /** A thread has ended. What it was at is answered, the rest goes on elsewhere. */
  #takeBack([current, ...rest]: readonly QueryTask[], why: string): void {
    current?.refuse(NodeError.brokenOff(`${why}; ask again, or ask for less at once`));
    this.#waiting.unshift(...rest);
    if (!current && !this.#threads.some(({ isReady }) => isReady)) {
      // It has not even started: nobody may come who would answer.
      for (const task of this.#waiting.splice(0)) {
        task.refuse(NodeError.brokenOff(`${why}; ask again later`));
      }
    }
    this.#dispatch();
  }

  #fail(fault: MachineFault): void {
    this.#fault ??= fault;
    const tasks = [...this.#threads.flatMap((thread) => thread.giveUp()), ...this.#waiting];
    this.#waiting.length = 0;
    for (const task of tasks) task.reject(fault);
  }

  #refusal(error: ChainError): QueryResponse {
    return {
      code: error.code,
      codespace: error.codespace,
      log: error.message,
      key: NO_BYTES,
      value: NO_BYTES,
      height: this.#options.height(),
      proofOps: undefined,
    };
  }
}

function closed(): ChainError {
  return NodeError.brokenOff("the node is stopping; ask again later");
}
