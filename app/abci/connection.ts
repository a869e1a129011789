import type { Socket } from "node:net";
import type { Log } from "../log.ts";
import type { ApplicationRequest, RequestKind } from "./application.ts";
import { DROPPED, type Answer, type Dispatcher } from "./dispatcher.ts";
import { FrameError, FrameReader } from "./frames.ts";
import {
  HANG_UP_GRACE_MS,
  REQUESTS_IN_FLIGHT_MAX,
  RESPONSE_BYTES_WAITING_MAX,
  WRITE_BATCH_BYTES_MAX,
} from "./limits.ts";
import { decodeRequest, encodeResponse } from "./messages.ts";

export type ConnectionOptions = {
  readonly socket: Socket;
  readonly dispatcher: Dispatcher;
  readonly frameBytesMax: number;
  readonly log: Log;
  /** Is given each asynchronous request's end, after its response has been handed to the socket or dropped. */
  readonly track: (work: Promise<void>) => void;
};

/** A request that is not answered yet. It gets its frame when its response is there, and leaves in order. */
type Pending = { frame: Uint8Array | undefined };

/**
 * `open`: reads and answers; `stopping`: reads no more, still answers; `closed`: neither, and what comes is discarded
 * until the peer hangs up.
 */
type State = "open" | "stopping" | "closed";

/**
 * One connection: requests in, responses out in the same order.
 *
 * Responses that are ready when a read batch is worked off go out in one write. Reading pauses while the peer does not
 * read, while too many requests are in flight, and while too many finished responses wait for an earlier one.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #dispatcher: Dispatcher;
  readonly #log: Log;
  readonly #track: (work: Promise<void>) => void;
  readonly #frames: FrameReader;
  readonly #pending: Pending[] = [];
  #waitingBytes = 0;
  #batch: Uint8Array[] = [];
  #batchBytes = 0;
  #state: State = "open";
  #isPeerSlow = false;
  #isTurnScheduled = false;

  constructor(options: ConnectionOptions) {
    this.#socket = options.socket;
    this.#dispatcher = options.dispatcher;
    this.#log = options.log;
    this.#track = options.track;
    this.#frames = new FrameReader(options.frameBytesMax);
    this.#listen();
  }

  /** Reads no further request. Those that have started are still answered. */
  stop(): void {
    if (this.#state !== "open") return;
    this.#state = "stopping";
    this.#socket.pause();
  }

  /** Writes what is ready and hangs up. */
  end(): void {
    if (this.#state === "closed") return;
    this.#hangUp();
  }

  #listen(): void {
    const socket = this.#socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => {
      if (this.#state === "closed") return;
      this.#frames.push(chunk);
      this.#work();
    });
    socket.on("drain", () => {
      this.#isPeerSlow = false;
      this.#work();
    });
    socket.on("error", (error) => {
      this.#log.debug("a connection broke", { error: error.message });
    });
    socket.on("end", () => {
      if (this.#state === "open" && this.#frames.isInsideFrame) {
        this.#log.warn("a connection ended inside a frame or with requests unread");
      }
      this.#state = "closed";
    });
    socket.on("close", () => {
      this.#state = "closed";
      this.#log.debug("a connection closed", { unanswered: this.#pending.length });
      this.#forget();
    });
  }

  /** Works off what has been read, as far as the limits allow; then writes, and pauses or resumes reading. */
  #work(): void {
    try {
      while (this.#mayAccept()) {
        const frame = this.#frames.next();
        if (frame === undefined) break;
        this.#accept(frame);
      }
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#log.warn("closing a connection: its peer broke the protocol", {
        reason: error.message,
      });
      this.#fail(error.message);
    }
    if (this.#state === "closed") return;
    this.#flush();
    if (this.#mayAccept()) this.#socket.resume();
    else this.#socket.pause();
  }

  #mayAccept(): boolean {
    return (
      this.#state === "open" &&
      !this.#isPeerSlow &&
      this.#pending.length < REQUESTS_IN_FLIGHT_MAX &&
      this.#waitingBytes < RESPONSE_BYTES_WAITING_MAX
    );
  }

  #accept(frame: Uint8Array): void {
    const request = decodeRequest(frame);
    switch (request.$case) {
      case "echo":
        this.#answer(encodeResponse({ $case: "echo", value: { message: request.value.message } }));
        return;
      case "flush":
        this.#answer(encodeResponse({ $case: "flush", value: {} }));
        return;
      default:
        this.#execute(request);
    }
  }

  #execute(request: ApplicationRequest): void {
    const kind = request.$case;
    let answer: Answer | Promise<Answer>;
    try {
      answer = this.#dispatcher.dispatch(request, () => this.#state === "open");
    } catch (error) {
      this.#failApplication(kind, error);
      return;
    }
    if (answer instanceof Promise) {
      this.#await(kind, answer);
      return;
    }
    const frame = this.#encode(kind, answer);
    if (frame !== undefined) this.#answer(frame);
  }

  #await(kind: RequestKind, answer: Promise<Answer>): void {
    const pending: Pending = { frame: undefined };
    this.#pending.push(pending);
    this.#track(
      answer.then(
        (value) => {
          this.#settle(kind, pending, value);
        },
        (error: unknown) => {
          this.#failApplication(kind, error);
        },
      ),
    );
  }

  /** Sends a response, or keeps it until those before it are there. */
  #answer(frame: Uint8Array): void {
    if (this.#pending.length === 0) {
      this.#send(frame);
      return;
    }
    this.#pending.push({ frame });
    this.#waitingBytes += frame.length;
  }

  #settle(kind: RequestKind, pending: Pending, answer: Answer): void {
    if (this.#state === "closed" && answer !== DROPPED) {
      this.#log.debug("dropped a response: its connection is gone", { kind });
      return;
    }
    const frame = this.#encode(kind, answer);
    if (frame === undefined) return;
    pending.frame = frame;
    this.#waitingBytes += frame.length;
    while (this.#pending[0]?.frame !== undefined) {
      const { frame: ready } = this.#pending.shift() as { frame: Uint8Array };
      this.#waitingBytes -= ready.length;
      this.#send(ready);
    }
    this.#scheduleTurn();
  }

  /** What is settled in one turn of the event loop goes out in one write. */
  #scheduleTurn(): void {
    if (this.#isTurnScheduled) return;
    this.#isTurnScheduled = true;
    process.nextTick(() => {
      this.#isTurnScheduled = false;
      if (this.#state !== "closed") this.#work();
    });
  }

  /** The frame of an answer; undefined if there is none, which only a connection that is not open meets. */
  #encode(kind: RequestKind, answer: Answer): Uint8Array | undefined {
    if (answer === DROPPED) {
      this.#log.debug("dropped a request that had not started: its connection is closing", {
        kind,
      });
      return undefined;
    }
    try {
      return encodeResponse(answer);
    } catch (error) {
      this.#failApplication(kind, this.#dispatcher.noteFault(kind, error));
      return undefined;
    }
  }

  #send(frame: Uint8Array): void {
    this.#batch.push(frame);
    this.#batchBytes += frame.length;
    if (this.#batchBytes >= WRITE_BATCH_BYTES_MAX) this.#flush();
  }

  #flush(): void {
    const [first] = this.#batch;
    if (first === undefined) return;
    const bytes = this.#batch.length === 1 ? first : Buffer.concat(this.#batch, this.#batchBytes);
    this.#batch = [];
    this.#batchBytes = 0;
    if (!this.#socket.write(bytes)) this.#isPeerSlow = true;
  }

  #failApplication(kind: RequestKind, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#fail(`${kind}: ${message}`, () => {
      this.#dispatcher.reportFault();
    });
  }

  /**
   * Answers with an exception and hangs up. CometBFT ends itself on an exception, whichever request it answers, so what
   * is in flight is not waited for.
   *
   * @param afterwards called once the exception has left this process, or cannot any more; perhaps twice
   */
  #fail(reason: string, afterwards?: () => void): void {
    if (this.#state === "closed") {
      afterwards?.();
      return;
    }
    this.#send(encodeResponse({ $case: "exception", value: { error: reason } }));
    this.#hangUp(afterwards);
  }

  #hangUp(afterwards?: () => void): void {
    this.#flush();
    this.#state = "closed";
    const socket = this.#socket;
    if (afterwards !== undefined) {
      socket.once("finish", afterwards);
      socket.once("close", afterwards);
    }
    socket.end();
    // Bytes that were sent and not read would make the kernel reset the connection and could destroy the last response
    // on its way, so the rest is read and discarded until the peer hangs up too.
    socket.resume();
    const timer = setTimeout(() => socket.destroy(), HANG_UP_GRACE_MS);
    socket.once("close", () => {
      clearTimeout(timer);
    });
  }

  #forget(): void {
    this.#pending.length = 0;
    this.#waitingBytes = 0;
    this.#batch = [];
    this.#batchBytes = 0;
  }
}
