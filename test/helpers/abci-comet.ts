import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import type { TestContext } from "node:test";
import { until } from "./abci-client.ts";

/** The version that every test run needs. */
export const COMETBFT_VERSION = "v0.38.26";

const cacheFile = (version: string): string =>
  join(homedir(), ".cache", "lazuli", "cometbft", version, "cometbft");

/** The binary of another version in the cache folder, if it is there. */
export function findCachedComet(version: string): string | undefined {
  const file = cacheFile(version);
  return existsSync(file) ? file : undefined;
}

/** @throws Error that says what to do if there is no CometBFT of the version that every run needs */
export function findComet(): string {
  const onPath = (process.env["PATH"] ?? "").split(delimiter).map((dir) => join(dir, "cometbft"));
  const places = [process.env["COMETBFT"] ?? "", ...onPath, cacheFile(COMETBFT_VERSION)];
  for (const place of places) {
    if (place === "" || !existsSync(place)) continue;
    const { stdout } = spawnSync(place, ["version"], { encoding: "utf8" });
    if (`v${stdout.trim()}` === COMETBFT_VERSION) return place;
  }
  throw new Error(
    `CometBFT ${COMETBFT_VERSION} is neither named by the variable COMETBFT, nor on PATH, nor at ` +
      `${cacheFile(COMETBFT_VERSION)}: run "npm run setup", or ` +
      `"go install github.com/cometbft/cometbft/cmd/cometbft@${COMETBFT_VERSION}" and put it on PATH`,
  );
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no TCP address");
    return address.port;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** A single validator of a new chain, in a home of its own. */
export class CometNode {
  readonly #binary: string;
  readonly #home: string;
  readonly #rpc: string;
  #process: ChildProcess | undefined;
  #output = "";

  private constructor(binary: string, home: string, rpcPort: number) {
    this.#binary = binary;
    this.#home = home;
    this.#rpc = `http://127.0.0.1:${rpcPort}`;
  }

  /** Makes the home and the genesis; the process is killed after the test. */
  static async create(
    t: TestContext,
    options: { readonly binary: string; readonly home: string; readonly proxyApp: string },
  ): Promise<CometNode> {
    const { binary, home, proxyApp } = options;
    const made = spawnSync(binary, ["init", "--home", home], { encoding: "utf8" });
    if (made.status !== 0) throw new Error(`cometbft init failed: ${made.stderr}${made.stdout}`);
    const [rpcPort = 0, p2pPort = 0] = await freePorts(2);
    const file = join(home, "config", "config.toml");
    let config = readFileSync(file, "utf8");
    for (const [pattern, value] of [
      [/^proxy_app = .*$/m, `proxy_app = "${proxyApp}"`],
      [/^laddr = "tcp:\/\/127\.0\.0\.1:26657"$/m, `laddr = "tcp://127.0.0.1:${rpcPort}"`],
      [/^laddr = "tcp:\/\/0\.0\.0\.0:26656"$/m, `laddr = "tcp://127.0.0.1:${p2pPort}"`],
      [/^timeout_commit = .*$/m, 'timeout_commit = "100ms"'],
      [/^log_level = .*$/m, 'log_level = "error"'],
    ] as const) {
      if (!pattern.test(config)) throw new Error(`${file} has no line like ${pattern.source}`);
      config = config.replace(pattern, value);
    }
    writeFileSync(file, config);
    const node = new CometNode(binary, home, rpcPort);
    t.after(() => node.kill());
    return node;
  }

  start(): void {
    const child = spawn(this.#binary, ["start", "--home", this.#home], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => (this.#output += chunk.toString()));
    }
  }

  /** kill -9. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    this.#process = undefined;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  /** Waits until CometBFT has ended by itself. @returns all that it wrote */
  async ended(): Promise<string> {
    await until("CometBFT to end", () => this.#process?.exitCode !== null);
    return this.#output;
  }

  /** Waits for a height. @throws Error with CometBFT's output if it ends itself first */
  async reach(height: number): Promise<void> {
    const isThere = async (): Promise<boolean> => {
      if (this.#process?.exitCode !== null) {
        throw new Error(`CometBFT ended itself:\n${this.#output}`);
      }
      return (await this.#height()) >= height;
    };
    await until(`height ${height}`, isThere, 60_000);
  }

  /** @returns the code that CheckTx gave */
  async broadcast(tx: Uint8Array): Promise<number> {
    const hex = Buffer.from(tx).toString("hex");
    const body = (await this.#get(`/broadcast_tx_sync?tx=0x${hex}`)) as {
      result: { code: number };
    };
    return body.result.code;
  }

  /** The value that the application answers to an abci_query with this data. */
  async query(data: Uint8Array): Promise<Uint8Array> {
    const hex = Buffer.from(data).toString("hex");
    const body = (await this.#get(`/abci_query?path="/"&data=0x${hex}`)) as {
      result: { response: { value: string } };
    };
    return Buffer.from(body.result.response.value, "base64");
  }

  async #height(): Promise<number> {
    try {
      const body = (await this.#get("/status")) as {
        result: { sync_info: { latest_block_height: string } };
      };
      return Number(body.result.sync_info.latest_block_height);
    } catch (error) {
      // The RPC listens only once the handshake is over.
      if (error instanceof TypeError) return 0;
      throw error;
    }
  }

  async #get(path: string): Promise<unknown> {
    const response = await fetch(`${this.#rpc}${path}`, { signal: AbortSignal.timeout(20_000) });
    return response.json();
  }
}
