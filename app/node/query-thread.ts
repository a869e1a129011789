import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { ChainError } from "../core/errors.ts";
import { MachineFault } from "../core/faults.ts";
import type { QueryRequest, QueryResponse } from "../core/query.ts";
import type { Log } from "../log.ts";
import { NodeError } from "./errors.ts";
import {
  QUERY_TIMEOUT_MS,
  WORKER_CLOSE_MS,
  WORKER_HEAP_MIB_MAX,
  WORKER_RESTART_MS,
} from "./limits.ts";
import type { FromQueryWorker, QueryWorkerData, ToQueryWorker } from "./query-worker.ts";

/** A query with those who wait for its answer. One of the functions is called, once. */
export interface QueryTask {
  readonly request: QueryRequest;
  readonly answer: (response: QueryResponse) => void;
  readonly refuse: (error: ChainError) => void;
  readonly reject: (fault: MachineFault) => void;
}

/** What every thread of a pool has alike. */
export interface QueryThreadSettings {
  readonly data: QueryWorkerData;
  readonly log: Log;
  /** Runs in the thread; query-worker.ts unless given. */
  readonly program?: URL;
  /** {@link QUERY_TIMEOUT_MS} unless given. */
  readonly timeoutMs?: number;
  /** {@link WORKER_HEAP_MIB_MAX} unless given. */
  readonly heapMibMax?: number;
}

interface QueryThreadOptions extends QueryThreadSettings {
  readonly name: string;
  /** Called when there is room for a task. */
  readonly onReady: () => void;
  /** Called when the thread has ended although it was not closed; another is started. The first task is what it was at. */
  readonly onEnd: (tasks: readonly QueryTask[], why: string) => void;
  readonly onFault: (fault: MachineFault) => void;
}

const PROGRAM = new URL("./query-worker.js", import.meta.url);

/** One thread of a {@link QueryPool}, and its successor when it has ended. */
export class QueryThread {
  readonly #options: QueryThreadOptions;
  #worker: Worker;
  /** Fulfilled when the thread that runs now has ended. */
  #exited: Promise<boolean> = Promise.resolve(true);
  /** In the order in which they will be answered. */
  #tasks: QueryTask[] = [];
  #isReady = false;
  #isClosing = false;
  #deadline: NodeJS.Timeout | undefined;
  #restart: NodeJS.Timeout | undefined;
  /** Why it ends, if that is known before it does. */
  #reason: string | undefined;

  constructor(options: QueryThreadOptions) {
    this.#options = options;
    this.#worker = this.#start();
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Tasks that it has. */
  get load(): number {
    return this.#tasks.length;
  }

  take(task: QueryTask): void {
    this.#tasks.push(task);
    if (this.#tasks.length === 1) this.#startDeadline();
    this.#send({ kind: "query", request: task.request });
  }

  /** @returns the tasks, which the caller answers */
  giveUp(): QueryTask[] {
    clearTimeout(this.#deadline);
    this.#isReady = false;
    return this.#tasks.splice(0);
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    clearTimeout(this.#restart);
    this.#send({ kind: "close" });
    const isEnded = await Promise.race([
      this.#exited,
      pause(WORKER_CLOSE_MS, false, { ref: false }),
    ]);
    if (!isEnded) await this.#worker.terminate();
    for (const task of this.giveUp()) {
      task.refuse(NodeError.brokenOff("the node is stopping; ask again later"));
    }
  }

  #start(): Worker {
    const { name, data, program = PROGRAM, heapMibMax = WORKER_HEAP_MIB_MAX } = this.#options;
    const worker = new Worker(program, {
      name,
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: heapMibMax },
    });
    worker.on("message", (message: FromQueryWorker) => {
      this.#receive(message);
    });
    worker.on("error", (error) => {
      this.#reason = error instanceof Error ? error.message : String(error);
    });
    this.#exited = new Promise((resolve) => {
      worker.once("exit", () => {
        resolve(true);
        this.#ended();
      });
    });
    return worker;
  }

  #send(message: ToQueryWorker): void {
    this.#worker.postMessage(message);
  }

  #receive(message: FromQueryWorker): void {
    const { log, onReady, onFault } = this.#options;
    switch (message.kind) {
      case "ready":
        this.#isReady = true;
        break;
      case "report":
        log.error("a bug in the application", { where: message.where, error: message.error });
        return;
      case "fault": {
        const fault = new MachineFault(message.message);
        fault.stack = message.stack;
        onFault(fault);
        return;
      }
      case "answer":
        this.#next()?.answer(message.response);
        break;
      case "failed":
        log.error("a bug met a query", { error: message.error });
        this.#next()?.refuse(NodeError.brokenOff("it failed; the node's log says why"));
        break;
    }
    onReady();
  }

  #next(): QueryTask | undefined {
    clearTimeout(this.#deadline);
    const task = this.#tasks.shift();
    if (this.#tasks.length > 0) this.#startDeadline();
    return task;
  }

  #startDeadline(): void {
    const { timeoutMs = QUERY_TIMEOUT_MS } = this.#options;
    this.#deadline = setTimeout(() => {
      this.#reason = `it took more than ${timeoutMs} ms`;
      void this.#worker.terminate();
    }, timeoutMs);
  }

  #ended(): void {
    if (this.#isClosing) return;
    const { log, name, onEnd } = this.#options;
    const why = this.#reason ?? "the thread that answered it has ended";
    const wasReady = this.#isReady;
    this.#reason = undefined;
    const tasks = this.giveUp();
    log.error("a query thread ended; another takes its place", {
      thread: name,
      reason: why,
      queries: tasks.length,
    });
    if (wasReady) this.#worker = this.#start();
    else {
      this.#restart = setTimeout(() => {
        this.#worker = this.#start();
      }, WORKER_RESTART_MS);
    }
    onEnd(tasks, why);
  }
}
