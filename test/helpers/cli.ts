import { PassThrough, Writable } from "node:stream";
import type { Command } from "../../app/cli/command.ts";
import { COMMANDS } from "../../app/cli/commands.ts";
import { runCommandLine } from "../../app/cli/run.ts";
import { Terminal } from "../../app/cli/terminal.ts";
import type { TerminalInput, TerminalOutput } from "../../app/cli/terminal.ts";

export interface CliRun {
  readonly code: number;
  /** What was printed, as bytes. */
  readonly output: Buffer;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** Where the command runs. */
  readonly folder: string;
  /** Standard input; nothing unless given. */
  readonly input?: string | Uint8Array;
  readonly variables?: Readonly<Record<string, string>>;
  /** True: as if a user sat there; what is in `input` is typed. */
  readonly terminal?: boolean;
  /** Gets what Ctrl-C does, once the command listens to it. */
  readonly onInterrupt?: (interrupt: () => void) => void;
  /** Those of `lazuli` unless given. */
  readonly commands?: readonly Command[];
}

/** Runs a command line of `lazuli` in this process. */
export async function runCli(argv: readonly string[], options: CliOptions): Promise<CliRun> {
  const isTTY = options.terminal === true;
  const output = new Collector(isTTY);
  const errors = new Collector(isTTY);
  const input: TerminalInput = Object.assign(new PassThrough(), {
    isTTY,
    setRawMode: () => undefined,
  });
  input.push(options.input ?? "");
  input.push(null);
  const terminal = new Terminal({ input, output, errors });
  const code = await runCommandLine(options.commands ?? COMMANDS, argv, {
    folder: options.folder,
    // A home of its own: never that of the user who runs the tests.
    variables: { LAZULI_HOME: `${options.folder}/home`, ...options.variables },
    terminal,
    onInterrupt(listener) {
      options.onInterrupt?.(listener);
      return () => undefined;
    },
  });
  terminal.close();
  const printed = output.all();
  return { code, output: printed, stdout: printed.toString(), stderr: errors.all().toString() };
}

class Collector extends Writable implements TerminalOutput {
  readonly isTTY: boolean;
  readonly columns = 100;
  readonly #chunks: Buffer[] = [];

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(Buffer.from(chunk));
    done();
  }

  all(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}
