import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { StringDecoder } from "node:string_decoder";
import type { Readable } from "node:stream";

export interface CometProcessOptions {
  /** The program, from comet-binary.ts. */
  readonly binary: string;
  /** The root of the node's home folder. */
  readonly home: string;
  /** Overrides proxy_app of config.toml. */
  readonly proxyApp?: string;
  /**
   * Takes each line of its output, without the newline. A longer line than {@link
   * LINE_CHARACTERS_MAX} comes in parts.
   */
  readonly onLine: (line: string) => void;
}

/** How it ended. */
export interface CometExit {
  /** Undefined if a signal ended it. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
  /** True if {@link CometProcess.stop} was called before: nothing is wrong. */
  readonly requested: boolean;
  /** The last lines of its output, at most {@link TAIL_LINES_MAX}. */
  readonly tail: readonly string[];
}

export const LINE_CHARACTERS_MAX = 65_536;
export const TAIL_LINES_MAX = 20;
export const STOP_TIMEOUT_MS = 15_000;

/**
 * A CometBFT that runs as a child of this process.
 *
 * Order of stopping: it is a process group of its own, so that Ctrl-C in a terminal reaches this
 * process alone, which stops CometBFT first and the application after it; the other way round
 * CometBFT would report a crashed application.
 *
 * If this process ends without stopping it (`process.exit`, an uncaught error), it is sent SIGTERM.
 * Against `kill -9` there is no handler, but it still ends by itself: the application's socket
 * closes with us, at which CometBFT stops, and its output is a pipe to us, at which its next line
 * of log kills it.
 */
export class CometProcess {
  readonly #child: ChildProcess;
  readonly #tail: string[] = [];
  #requested = false;
  /**
   * Fulfilled when it has ended and its output has been read, whatever the reason; never rejected.
   */
  readonly exited: Promise<CometExit>;

  /** @throws an error of the system, such as ENOENT, if the program cannot be run */
  static async start(options: CometProcessOptions): Promise<CometProcess> {
    const args = ["start", "--home", options.home];
    if (options.proxyApp !== undefined) args.push("--proxy_app", options.proxyApp);
    const child = spawn(options.binary, args, {
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const comet = new CometProcess(child, options.onLine);
    // Rejects with the "error" event, which is all that comes if there is no such program.
    await once(child, "spawn");
    return comet;
  }

  private constructor(child: ChildProcess, onLine: (line: string) => void) {
    this.#child = child;
    const take = (line: string): void => {
      this.#tail.push(line);
      if (this.#tail.length > TAIL_LINES_MAX) this.#tail.shift();
      onLine(line);
    };
    forwardLines(child.stdout, take);
    forwardLines(child.stderr, take);
    const stopWithUs = (): void => void child.kill("SIGTERM");
    process.once("exit", stopWithUs);
    this.exited = new Promise((resolve) => {
      child.once("close", (code, signal) => {
        process.off("exit", stopWithUs);
        resolve({
          code: code ?? undefined,
          signal: signal ?? undefined,
          requested: this.#requested,
          tail: [...this.#tail],
        });
      });
    });
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error("the process was not started");
    return pid;
  }

  /**
   * Sends SIGTERM and, if it has not ended by the deadline, SIGKILL. May be called again, and after
   * its end.
   */
  async stop(timeoutMs: number = STOP_TIMEOUT_MS): Promise<CometExit> {
    this.#requested = true;
    this.#child.kill("SIGTERM");
    const deadline = setTimeout(() => this.#child.kill("SIGKILL"), timeoutMs);
    try {
      return await this.exited;
    } finally {
      clearTimeout(deadline);
    }
  }
}

/** What to tell of an end that nobody asked for: how it came, and the last line of its output. */
export function describeExit(exit: CometExit): string {
  const how = exit.signal === undefined ? `with code ${exit.code}` : `by signal ${exit.signal}`;
  const last = exit.tail.at(-1);
  return `CometBFT ended ${how}, ${last === undefined ? "and printed nothing" : `its last line: ${last}`}`;
}

function forwardLines(stream: Readable | null, take: (line: string) => void): void {
  if (stream === null) throw new Error("expected the child's output as a pipe");
  const decoder = new StringDecoder("utf8");
  let rest = "";
  stream.on("data", (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
    if (rest.length > LINE_CHARACTERS_MAX) {
      take(rest);
      rest = "";
    }
  });
  stream.on("end", () => {
    rest += decoder.end();
    if (rest !== "") take(rest);
  });
}
