import { createServer, type Server, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../log.ts";
import { formatAddress, parseAddress, type Address } from "./address.ts";
import type { Application, RequestKind } from "./application.ts";
import { Connection } from "./connection.ts";
import { Dispatcher } from "./dispatcher.ts";
import { FrameReader } from "./frames.ts";
import { CLOSE_GRACE_MS, CONNECTIONS_MAX } from "./limits.ts";
import { removeStaleSocket } from "./socket-file.ts";

export type AbciServerOptions = {
  readonly application: Application;
  /** `unix:///path` or `tcp://host:port`; port 0 lets the system choose. ABCI has no passwords: keep it private. */
  readonly address: string;
  readonly log: Log;
  /** Longest request accepted, bytes. A block or a genesis with all its state has to fit into one. */
  readonly frameBytesMax: number;
  /** Called once, when a handler has thrown or rejected and CometBFT has been told: the node has to stop. */
  readonly onFault: (error: Error) => void;
  /** Called when a request is about to be executed, in that order; for tests of what CometBFT calls when. */
  readonly onRequest?: (kind: RequestKind) => void;
};

/**
 * Serves an application to CometBFT over the ABCI 2.0 socket protocol.
 *
 * Connections come and go; a broken one or a CometBFT that was killed does not touch the others or the server. Requests
 * are routed by method, never by connection, since nothing on the wire says what a connection is for.
 *
 * @source cometbft v0.38.26 abci/server/socket_server.go, spec/abci
 */
export class AbciServer {
  readonly #address: Address;
  readonly #log: Log;
  readonly #frameBytesMax: number;
  readonly #dispatcher: Dispatcher;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  readonly #running = new Set<Promise<void>>();
  #connectionCount = 0;

  /** @throws Error if the address or the limit is not one */
  constructor(options: AbciServerOptions) {
    this.#address = parseAddress(options.address);
    this.#log = options.log;
    this.#frameBytesMax = options.frameBytesMax;
    new FrameReader(options.frameBytesMax); // Checks the limit now rather than at the first connection.
    this.#dispatcher = new Dispatcher(options);
    this.#server = createServer((socket) => {
      this.#open(socket);
    });
    this.#server.maxConnections = CONNECTIONS_MAX;
    this.#server.on("drop", () => {
      this.#log.warn("refused a connection: too many are open", {
        connectionsMax: CONNECTIONS_MAX,
      });
    });
  }

  /**
   * Starts to accept connections. A socket file is readable and writable by its owner alone.
   *
   * @returns the address in the form of `proxy_app`, with the port that the system chose
   * @throws Error if the address is taken or cannot be bound
   */
  async listen(): Promise<string> {
    if (this.#address.kind === "unix") await removeStaleSocket(this.#address.path);
    await this.#bind();
    this.#server.on("error", (error) => {
      this.#log.error("could not accept a connection", { error: error.message });
    });
    const address = formatAddress(this.#boundAddress());
    this.#log.info("ABCI server is listening", { address });
    return address;
  }

  /** Stops accepting and reading, lets what has started finish and be answered, and hangs up. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    for (const connection of this.#connections) connection.stop();
    await this.#finishRunning();
    for (const connection of this.#connections) connection.end();
    await closed;
  }

  async #finishRunning(): Promise<void> {
    if (this.#running.size === 0) return;
    const abort = new AbortController();
    const isLate = await Promise.race([
      Promise.all(this.#running).then(() => false),
      delay(CLOSE_GRACE_MS, true, { signal: abort.signal, ref: false }),
    ]);
    abort.abort();
    if (isLate) {
      this.#log.warn("closing although requests are still being executed", {
        requests: this.#running.size,
        waitedMs: CLOSE_GRACE_MS,
      });
    }
  }

  #open(socket: Socket): void {
    const log = this.#tagged((this.#connectionCount += 1));
    const connection = new Connection({
      socket,
      dispatcher: this.#dispatcher,
      frameBytesMax: this.#frameBytesMax,
      log,
      track: (work) => {
        this.#running.add(work);
        void work.finally(() => this.#running.delete(work));
      },
    });
    this.#connections.add(connection);
    socket.once("close", () => this.#connections.delete(connection));
    log.debug("a connection opened");
  }

  /** Says in every line which connection it is about. */
  #tagged(connection: number): Log {
    const log = this.#log;
    return {
      debug: (message, fields) => {
        log.debug(message, { connection, ...fields });
      },
      info: (message, fields) => {
        log.info(message, { connection, ...fields });
      },
      warn: (message, fields) => {
        log.warn(message, { connection, ...fields });
      },
      error: (message, fields) => {
        log.error(message, { connection, ...fields });
      },
    };
  }

  #bind(): Promise<void> {
    const address = this.#address;
    const server = this.#server;
    return new Promise((resolve, reject) => {
      const onError = (error: NodeJS.ErrnoException): void => {
        reject(bindError(address, error));
      };
      server.once("error", onError);
      server.once("listening", () => {
        server.off("error", onError);
        resolve();
      });
      if (address.kind === "tcp") {
        server.listen(address.port, address.host);
        return;
      }
      // The file is made within this call. With a mode set afterwards, others could connect in between.
      const umask = process.umask(0o177);
      try {
        server.listen(address.path);
      } finally {
        process.umask(umask);
      }
    });
  }

  #boundAddress(): Address {
    const bound = this.#server.address();
    if (bound === null || typeof bound === "string") return this.#address;
    return { kind: "tcp", host: bound.address, port: bound.port };
  }
}

function bindError(address: Address, error: NodeJS.ErrnoException): Error {
  const advice =
    error.code === "EADDRINUSE"
      ? "another process is listening on it; stop that process or choose another ABCI address"
      : error.code === "ENOENT" || error.code === "EACCES"
        ? "make sure that its folder exists and may be written to, or choose another ABCI address"
        : "choose another ABCI address";
  return new Error(`cannot listen on ${formatAddress(address)} (${error.message}): ${advice}`, {
    cause: error,
  });
}
