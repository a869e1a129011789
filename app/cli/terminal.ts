import type { Readable, Writable } from "node:stream";
import { UserError } from "../node/user-error.ts";

export interface TerminalInput extends Readable {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
}

export interface TerminalOutput extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface TerminalStreams {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  readonly errors: TerminalOutput;
}

/** Where the output is no terminal. */
const COLUMNS_DEFAULT = 100;
const LINE_BYTES_MAX = 65_536;
const NEWLINE = 0x0a;
const ENTER = 0x0d;
const CTRL_C = 0x03;
const CTRL_D = 0x04;
const BACKSPACES: readonly number[] = [0x08, 0x7f];
const FIRST_PRINTABLE = 0x20;

/** The user broke off at a prompt. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/**
 * Standard input, output and error. Results go to output; questions, remarks and errors go to the error stream, so that
 * a pipe gets results alone.
 */
export class Terminal {
  readonly #streams: TerminalStreams;
  readonly #chunks: AsyncIterator<unknown, unknown>;
  #buffer: Buffer = Buffer.alloc(0);

  constructor(streams: TerminalStreams) {
    this.#streams = streams;
    this.#chunks = streams.input[Symbol.asyncIterator]();
  }

  /** Whether somebody is there to answer. */
  get isInteractive(): boolean {
    return this.#streams.input.isTTY === true;
  }

  /** Whether results are read by an eye. */
  get isOutputTerminal(): boolean {
    return this.#streams.output.isTTY === true;
  }

  get columns(): number {
    return this.#streams.output.columns ?? COLUMNS_DEFAULT;
  }

  /** Part of a result. Resolves when the stream has room again. */
  async print(result: string | Uint8Array): Promise<void> {
    const { output } = this.#streams;
    await new Promise<void>((resolve, reject) => {
      output.write(result, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** A remark, not part of the result. */
  remark(line: string): void {
    this.#streams.errors.write(`${line}\n`);
  }

  /** Asks and shows what is typed; without a terminal it reads a line and shows nothing. */
  async ask(question: string): Promise<string> {
    if (this.isInteractive) this.#streams.errors.write(question);
    return this.#readLine(question);
  }

  /** As `ask`, but what is typed does not appear. */
  async askSecret(question: string): Promise<string> {
    const { input, errors } = this.#streams;
    if (!this.isInteractive || input.setRawMode === undefined) return this.#readLine(question);
    errors.write(question);
    input.setRawMode(true);
    try {
      return await this.#readKeys();
    } finally {
      input.setRawMode(false);
      errors.write("\n");
    }
  }

  /** All of standard input that is not read yet. @throws UserError beyond `bytesMax` */
  async readAll(bytesMax: number): Promise<Uint8Array> {
    const chunks: Buffer[] = [];
    let length = 0;
    do {
      const chunk = this.#take(this.#buffer.length);
      length += chunk.length;
      if (length > bytesMax) {
        throw new UserError(`standard input: expected at most ${bytesMax} bytes, got more`);
      }
      chunks.push(chunk);
    } while (await this.#more());
    return Uint8Array.from(Buffer.concat(chunks));
  }

  /** Lets the process end although standard input is open. */
  close(): void {
    this.#streams.input.destroy();
  }

  async #readLine(question: string): Promise<string> {
    let end = this.#buffer.indexOf(NEWLINE);
    while (end < 0) {
      if (this.#buffer.length > LINE_BYTES_MAX) {
        throw new UserError(`standard input: a line of more than ${LINE_BYTES_MAX} bytes`);
      }
      if (!(await this.#more())) break;
      end = this.#buffer.indexOf(NEWLINE);
    }
    if (end < 0 && this.#buffer.length === 0) {
      throw new UserError(
        `standard input ended where an answer was expected to: ${question.trim()}`,
      );
    }
    const line = this.#take(end < 0 ? this.#buffer.length : end + 1).toString("utf8");
    return line.replace(/\r?\n$/, "");
  }

  /** Reads a line key by key, for the terminal does not echo, and so does not edit either. */
  async #readKeys(): Promise<string> {
    const typed: number[] = [];
    for (;;) {
      if (this.#buffer.length === 0 && !(await this.#more())) throw new Interrupted("input ended");
      const key = this.#take(1)[0] ?? CTRL_D;
      if (key === ENTER || key === NEWLINE) return Buffer.from(typed).toString("utf8");
      if (key === CTRL_C || (key === CTRL_D && typed.length === 0)) {
        throw new Interrupted("interrupted");
      }
      if (BACKSPACES.includes(key)) removeLastCharacter(typed);
      else if (key >= FIRST_PRINTABLE && typed.length < LINE_BYTES_MAX) typed.push(key);
    }
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#chunks.next();
    if (done === true) return false;
    const chunk = typeof value === "string" ? Buffer.from(value) : (value as Buffer);
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    return true;
  }

  #take(sizeBytes: number): Buffer {
    const taken = this.#buffer.subarray(0, sizeBytes);
    this.#buffer = this.#buffer.subarray(sizeBytes);
    return taken;
  }
}

/** A character of UTF-8 is one byte, or one that begins it and others of the form 10xxxxxx. */
function removeLastCharacter(bytes: number[]): void {
  let last = bytes.pop();
  while (last !== undefined && (last & 0xc0) === 0x80) last = bytes.pop();
}
