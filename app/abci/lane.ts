/**
 * Runs tasks one at a time, in the order in which they came. A task that finds the lane free starts at once, and if it
 * does not return a promise its result is there at once too.
 *
 * The number of waiting tasks is bounded by its users: CONNECTIONS_MAX × REQUESTS_IN_FLIGHT_MAX.
 */
export class Lane {
  #isBusy = false;
  readonly #waiting: (() => void)[] = [];

  /** @throws what `task` throws; a promise rejects with what it rejects with. The lane goes on either way. */
  run<T>(task: () => T | Promise<T>): T | Promise<T> {
    if (!this.#isBusy) return this.#start(task);
    return new Promise<T>((resolve) => {
      this.#waiting.push(() => {
        // Started within this call; `async` only turns what it throws into a rejection.
        resolve((async () => this.#start(task))());
      });
    });
  }

  #start<T>(task: () => T | Promise<T>): T | Promise<T> {
    this.#isBusy = true;
    let result: T | Promise<T>;
    try {
      result = task();
    } finally {
      this.#isBusy = false;
    }
    if (!(result instanceof Promise)) return result;
    this.#isBusy = true;
    return result.finally(() => {
      this.#isBusy = false;
      this.#startWaiting();
    });
  }

  #startWaiting(): void {
    while (!this.#isBusy) {
      const start = this.#waiting.shift();
      if (start === undefined) return;
      start();
    }
  }
}
