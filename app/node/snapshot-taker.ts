import { Worker } from "node:worker_threads";
import type { Log } from "../log.ts";
import type { SnapshotStore } from "./snapshot-store.ts";

/** What the worker is started with. */
export interface SnapshotOrder {
  readonly stateFolder: string;
  readonly snapshotsFolder: string;
  readonly height: number;
  /** One 32-bit number that is not 0 when the worker is to give up. */
  readonly stop: SharedArrayBuffer;
}

/** What the worker says at its end. */
export type SnapshotReport =
  | { readonly kind: "taken"; readonly chunks: number; readonly bytes: number }
  | { readonly kind: "stopped" }
  | { readonly kind: "failed"; readonly error: string };

const WORKER = new URL("./snapshot-worker.js", import.meta.url);

export interface SnapshotTakerOptions {
  /** Heights from one snapshot to the next; 0 for none. */
  readonly interval: number;
  /** Snapshots that stay; 0 for all. */
  readonly keepRecent: number;
  readonly stateFolder: string;
  readonly snapshotsFolder: string;
  /** Over that folder. */
  readonly store: SnapshotStore;
  /** Keeps a height from being pruned until what it returns is called. */
  readonly pin: (height: number) => () => void;
  readonly log: Log;
}

/** A snapshot that is being taken. */
interface Taking {
  readonly stop: SharedArrayBuffer;
  readonly ended: Promise<void>;
}

/**
 * Takes snapshots at an interval. A thread of its own reads the height and writes the files, so the next block waits for
 * nothing; what it has not read yet is kept from pruning meanwhile. If one takes longer than the interval, the heights that
 * come in between have none.
 */
export class SnapshotTaker {
  readonly #options: SnapshotTakerOptions;
  #taking: Taking | undefined;
  #isClosed = false;

  constructor(options: SnapshotTakerOptions) {
    this.#options = options;
  }

  /** Starts a snapshot if it is time for one. Returns at once; a snapshot that fails is logged, and the node goes on. */
  onCommit(height: number): void {
    const { interval, log } = this.#options;
    if (interval === 0 || height % interval !== 0 || this.#isClosed) return;
    if (this.#taking) {
      log.warn("no snapshot of this height: the last one is still being taken", { height });
      return;
    }
    const stop = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const ended = this.#take(height, stop).catch((error: unknown) => {
      log.error("a snapshot failed", { height, error: String(error) });
    });
    this.#taking = { stop, ended };
    void ended.then(() => {
      this.#taking = undefined;
    });
  }

  /** Fulfilled when no snapshot is being taken. */
  async idle(): Promise<void> {
    await this.#taking?.ended;
  }

  /** Breaks off what is being taken. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (!this.#taking) return;
    Atomics.store(new Int32Array(this.#taking.stop), 0, 1);
    await this.#taking.ended;
  }

  async #take(height: number, stop: SharedArrayBuffer): Promise<void> {
    const { stateFolder, snapshotsFolder, store, keepRecent, pin, log } = this.#options;
    const started = performance.now();
    const unpin = pin(height);
    let report: SnapshotReport;
    try {
      report = await runWorker({ stateFolder, snapshotsFolder, height, stop });
    } finally {
      unpin();
    }
    if (report.kind === "stopped") return;
    if (report.kind === "failed") throw new Error(report.error);
    const { chunks, bytes } = report;
    const ms = Math.round(performance.now() - started);
    log.info("took a snapshot", { height, chunks, bytes, ms });
    const gone = keepRecent === 0 ? [] : await store.retain(keepRecent);
    if (gone.length > 0) log.debug("deleted old snapshots", { heights: gone });
  }
}

function runWorker(order: SnapshotOrder): Promise<SnapshotReport> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData: order });
    let report: SnapshotReport | undefined;
    worker.once("message", (message: SnapshotReport) => {
      report = message;
    });
    worker.once("error", reject);
    worker.once("exit", (code) => {
      if (report) resolve(report);
      else reject(new Error(`the thread ended with code ${code} before it was done`));
    });
  });
}
