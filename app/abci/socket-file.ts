import { lstat, unlink } from "node:fs/promises";
import { connect } from "node:net";
import { PROBE_TIMEOUT_MS } from "./limits.ts";

/**
 * Makes room for a socket at `path`: removes the file that a killed process has left there.
 *
 * @throws Error if something listens on it, or if it is not a socket; nothing is removed then
 */
export async function removeStaleSocket(path: string): Promise<void> {
  const status = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  });
  if (status === undefined) return;
  if (!status.isSocket()) {
    throw new Error(
      `cannot listen on ${path}: it exists and is not a socket; move it away or choose another ABCI address`,
    );
  }
  if (await isListening(path)) {
    throw new Error(
      `cannot listen on ${path}: another process is listening on it; ` +
        "stop that process, or choose another ABCI address or home folder",
    );
  }
  await unlink(path);
}

/** Whether somebody accepts connections there. Only a refusal is a no. */
function isListening(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.setTimeout(PROBE_TIMEOUT_MS);
    const finish = (settle: () => void): void => {
      socket.destroy();
      settle();
    };
    socket.once("connect", () => {
      finish(() => {
        resolve(true);
      });
    });
    // A process that is alive and too busy to accept, as well as a full backlog, is a listener all the same.
    socket.once("timeout", () => {
      finish(() => {
        resolve(true);
      });
    });
    socket.once("error", (error) => {
      finish(() => {
        const code = codeOf(error);
        if (code === "ECONNREFUSED" || code === "ENOENT") resolve(false);
        else if (code === "EAGAIN") resolve(true);
        else reject(error);
      });
    });
  });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
