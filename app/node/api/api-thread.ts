import { Worker } from "node:worker_threads";
import type { ChainError } from "../../core/errors.ts";
import type { QueryRequest, QueryResponse } from "../../core/query.ts";
import type { Log } from "../../log.ts";
import { NodeError } from "../errors.ts";
import type { HostPort } from "../address.ts";
import { UserError } from "../user-error.ts";
import type { ApiWorkerData, CallOutcome, FromApiWorker, ToApiWorker } from "./api-messages.ts";
import { ABCI_CALLS_MAX, API_HEAP_MIB_MAX, API_RESTART_MS } from "./limits.ts";
import { RpcError, rpcErrorToChainError } from "./rpc-status.ts";

export interface ApiThreadOptions {
  readonly data: ApiWorkerData;
  /** Answers from the state; what it rejects with must stop the node. */
  readonly query: (request: QueryRequest) => QueryResponse | Promise<QueryResponse>;
  readonly onFault: (error: Error) => void;
  readonly log: Log;
  /** Runs in the thread; api-worker.ts unless given. */
  readonly program?: URL;
}

/** Where the servers listen. */
export interface ApiAddresses {
  readonly grpc?: HostPort;
  readonly rest?: HostPort;
}

const PROGRAM = new URL("./api-worker.js", import.meta.url);
const NO_BYTES = new Uint8Array(0);

/**
 * The gRPC and REST servers in a thread of their own (docs/adr/020-grpc-and-rest.md). One that dies is replaced.
 */
export class ApiThread {
  readonly #options: ApiThreadOptions;
  readonly #calls = new Map<number, (outcome: CallOutcome) => void>();
  #height: number;
  #worker: Worker | undefined;
  #restart: NodeJS.Timeout | undefined;
  #isClosing = false;
  #lastId = 0;

  private constructor(options: ApiThreadOptions) {
    this.#options = options;
    this.#height = options.data.height;
  }

  /** @throws UserError if a server cannot listen where it should */
  static async start(options: ApiThreadOptions): Promise<[ApiThread, ApiAddresses]> {
    const thread = new ApiThread(options);
    try {
      return [thread, await thread.#start()];
    } catch (error) {
      await thread.close();
      throw error;
    }
  }

  /** Answers one of the node's own services as ABCI's Query answers: with the code, the codespace and the text of an error. */
  async answer({ path, data, height }: QueryRequest, newest: bigint): Promise<QueryResponse> {
    const nothing = { key: NO_BYTES, value: NO_BYTES, height: newest, proofOps: undefined };
    const failed = ({ code, codespace, message: log }: ChainError): QueryResponse => ({
      ...{ code, codespace, log },
      ...nothing,
    });
    if (this.#calls.size >= ABCI_CALLS_MAX) {
      return failed(NodeError.busy(`${ABCI_CALLS_MAX} calls are waiting already; ask again later`));
    }
    const id = ++this.#lastId;
    const outcome = await new Promise<CallOutcome>((resolve) => {
      this.#calls.set(id, resolve);
      this.#send({ kind: "call", id, path, data: new Uint8Array(data), height });
    });
    this.#calls.delete(id);
    if ("value" in outcome) {
      return { code: 0, codespace: "", log: "", ...nothing, value: outcome.value };
    }
    return failed(rpcErrorToChainError(new RpcError(outcome.status, outcome.message)));
  }

  /** Tells the thread which height is the newest. */
  onCommit(height: number): void {
    this.#height = height;
    this.#send({ kind: "committed", height });
  }

  /** Ends the servers with their connections: what is under way gets no answer. */
  async close(): Promise<void> {
    this.#isClosing = true;
    clearTimeout(this.#restart);
    await this.#worker?.terminate();
    this.#dropCalls();
  }

  #send(message: ToApiWorker): void {
    this.#worker?.postMessage(message);
  }

  /** @throws UserError if it cannot listen, Error if it ends before it does */
  #start(): Promise<ApiAddresses> {
    const { data, program = PROGRAM } = this.#options;
    const worker = new Worker(program, {
      name: "api",
      workerData: { ...data, height: this.#height },
      resourceLimits: { maxOldGenerationSizeMb: API_HEAP_MIB_MAX },
    });
    this.#worker = worker;
    let reason = "the thread has ended";
    worker.on("error", (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    return new Promise((resolve, reject) => {
      let isListening = false;
      worker.on("message", (message: FromApiWorker) => {
        if (message.kind === "listening") {
          isListening = true;
          resolve(message);
        } else if (message.kind === "refused") {
          reject(new UserError(message.reason));
        } else this.#receive(message);
      });
      worker.once("exit", () => {
        this.#dropCalls();
        reject(new Error(reason));
        if (isListening) this.#startAgain(reason);
      });
    });
  }

  #startAgain(reason: string): void {
    if (this.#isClosing) return;
    const { log } = this.#options;
    log.error("gRPC and REST have ended; they start again", { reason });
    this.#restart = setTimeout(() => {
      this.#start().catch((error: unknown) => {
        this.#startAgain(error instanceof Error ? error.message : String(error));
      });
    }, API_RESTART_MS);
  }

  #receive(message: Exclude<FromApiWorker, { kind: "listening" | "refused" }>): void {
    switch (message.kind) {
      case "query":
        void this.#query(message.id, message.request);
        break;
      case "called":
        this.#calls.get(message.id)?.(message.outcome);
        break;
      case "report":
        this.#options.log.error("a bug in the API", {
          where: message.where,
          error: message.error,
        });
        break;
    }
  }

  async #query(id: number, request: QueryRequest): Promise<void> {
    const worker = this.#worker;
    let response: QueryResponse | undefined;
    try {
      response = await this.#options.query(request);
    } catch (error) {
      this.#options.onFault(error instanceof Error ? error : new Error(String(error)));
    }
    worker?.postMessage({ kind: "answer", id, response } satisfies ToApiWorker);
  }

  #dropCalls(): void {
    for (const resolve of this.#calls.values()) {
      resolve({ status: "Unavailable", message: "the node's API has ended; ask again later" });
    }
    this.#calls.clear();
  }
}
