#!/usr/bin/env node
import { COMMANDS } from "./cli/commands.ts";
import { runCommandLine } from "./cli/run.ts";
import { Terminal } from "./cli/terminal.ts";

/** What shells report of a program that Ctrl-C ended. */
const EXIT_INTERRUPTED = 130;

// Whoever reads our output may have enough, as `head` does: that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

const listeners = new Set<() => void>();
let interrupts = 0;
const interrupt = (): void => {
  interrupts += 1;
  // The first asks a command to end in order; without one that listens, or at the second, we end at once.
  if (listeners.size === 0 || interrupts > 1) process.exit(EXIT_INTERRUPTED);
  for (const listener of listeners) listener();
};
process.on("SIGINT", interrupt);
process.on("SIGTERM", interrupt);
// The terminal was closed.
process.on("SIGHUP", interrupt);

const terminal = new Terminal({
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
});
process.exitCode = await runCommandLine(COMMANDS, process.argv.slice(2), {
  folder: process.cwd(),
  variables: process.env,
  terminal,
  onInterrupt(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
});
terminal.close();
