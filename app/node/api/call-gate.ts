import { API_CALLS_MAX, API_CALLS_WAITING_MAX, API_CALL_TIMEOUT_MS } from "./limits.ts";

/** What a call is answered by: a response of HTTP/1 or HTTP/2. */
interface Closable {
  once(event: "close", listener: () => void): unknown;
}

export interface CallGateOptions {
  /** {@link API_CALLS_MAX} unless given. */
  readonly callsMax?: number;
  /** {@link API_CALLS_WAITING_MAX} unless given. */
  readonly waitingMax?: number;
  /** {@link API_CALL_TIMEOUT_MS} unless given. */
  readonly timeoutMs?: number;
}

interface WaitingCall {
  readonly begin: () => void;
}

/**
 * Lets so many calls in and holds each one's place until its answer has been taken or its connection is gone, so that
 * clients that ask much or read slowly cost a bounded amount of memory. Others wait, with their bodies unread.
 */
export class CallGate {
  readonly #callsMax: number;
  readonly #waitingMax: number;
  readonly #timeoutMs: number;
  /** In the order in which they came, at most `waitingMax`. */
  readonly #waiting = new Set<WaitingCall>();
  #calls = 0;

  constructor(options: CallGateOptions = {}) {
    this.#callsMax = options.callsMax ?? API_CALLS_MAX;
    this.#waitingMax = options.waitingMax ?? API_CALLS_WAITING_MAX;
    this.#timeoutMs = options.timeoutMs ?? API_CALL_TIMEOUT_MS;
  }

  /**
   * @param cut ends the connection or stream of a call that takes too long, its waiting included
   * @param begin answers the call, now or when there is room
   * @returns whether it was let in; if not, none of the functions is called
   */
  enter(response: Closable, cut: () => void, begin: () => void): boolean {
    const hasRoom = this.#calls < this.#callsMax;
    if (!hasRoom && this.#waiting.size >= this.#waitingMax) return false;
    const timer = setTimeout(cut, this.#timeoutMs);
    const call = { begin };
    response.once("close", () => {
      clearTimeout(timer);
      if (!this.#waiting.delete(call)) this.#leave();
    });
    if (hasRoom) {
      this.#calls++;
      begin();
    } else this.#waiting.add(call);
    return true;
  }

  /** The place goes to whoever waits longest. */
  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#calls--;
      return;
    }
    this.#waiting.delete(next);
    next.begin();
  }
}
