import type { Log } from "../log.ts";
import type { Application, ApplicationRequest, RequestKind } from "./application.ts";
import { Lane } from "./lane.ts";
import type { ResponseValue } from "./messages.ts";

/** Which methods run one at a time over all connections; application.ts says why. */
const IS_EXCLUSIVE: Readonly<Record<RequestKind, boolean>> = {
  info: true,
  initChain: true,
  prepareProposal: true,
  processProposal: true,
  extendVote: true,
  verifyVoteExtension: true,
  finalizeBlock: true,
  commit: true,
  offerSnapshot: true,
  applySnapshotChunk: true,
  checkTx: false,
  insertTx: false,
  reapTxs: false,
  query: false,
  listSnapshots: false,
  loadSnapshotChunk: false,
};

/** What {@link Dispatcher.dispatch} gives for a request that nobody waits for any more; it was not executed. */
export const DROPPED = Symbol("dropped");

export type Answer = ResponseValue | typeof DROPPED;

export type DispatcherOptions = {
  readonly application: Application;
  readonly log: Log;
  readonly onFault: (error: Error) => void;
  readonly onRequest?: ((kind: RequestKind) => void) | undefined;
};

/** Calls the application's handlers for all connections, by method alone, and remembers that one has failed. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #lane = new Lane();
  #fault: Error | undefined;
  #isReported = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /**
   * Executes a request, at once unless its method has to wait for another.
   *
   * @param isWanted asked again when a request that had to wait could start: a request of a connection that has died is
   * not executed, since the CometBFT that comes next decides anew what has to be done
   * @throws or rejects if the handler does, and on every request after that: the state is not to be trusted then
   */
  dispatch(request: ApplicationRequest, isWanted: () => boolean): Answer | Promise<Answer> {
    const task = (): Answer | Promise<Answer> => (isWanted() ? this.#call(request) : DROPPED);
    return IS_EXCLUSIVE[request.$case] ? this.#lane.run(task) : task();
  }

  /** Logs and remembers a failure of the application; the first is the one that is reported. */
  noteFault(kind: RequestKind, error: unknown): Error {
    const fault = error instanceof Error ? error : new Error(String(error));
    this.#fault ??= fault;
    this.#options.log.error("the application failed; no further request is executed", {
      kind,
      error: fault.stack ?? fault.message,
    });
    return fault;
  }

  /** Tells the owner of the server about the fault, once. */
  reportFault(): void {
    if (this.#fault === undefined || this.#isReported) return;
    this.#isReported = true;
    this.#options.onFault(this.#fault);
  }

  #call(request: ApplicationRequest): Answer | Promise<Answer> {
    if (this.#fault !== undefined) {
      throw new Error(
        `the application stopped after a failure and has to be restarted: ${this.#fault.message}`,
      );
    }
    const kind = request.$case;
    try {
      this.#options.onRequest?.(kind);
      const response = handle(this.#options.application, request);
      if (!(response instanceof Promise)) return toValue(kind, response);
      return response.then(
        (value) => toValue(kind, value),
        (error: unknown) => {
          throw this.noteFault(kind, error);
        },
      );
    } catch (error) {
      throw this.noteFault(kind, error);
    }
  }
}

function handle<K extends RequestKind>(
  application: Application,
  request: ApplicationRequest<K>,
): unknown {
  const { $case: kind, value } = request;
  return application[kind](value);
}

function toValue(kind: RequestKind, value: unknown): ResponseValue {
  // The type Application ties the response of a handler to its kind.
  return { $case: kind, value } as ResponseValue;
}
