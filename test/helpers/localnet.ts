import { execFile } from "node:child_process";
import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import type { Extended } from "../../app/client/client.ts";
import { HttpRpc } from "../../app/client/rpc.ts";
import { createSigningClient } from "../../app/client/signing-client.ts";
import type { SigningClient } from "../../app/client/signing-client.ts";
import { createLog } from "../../app/node/log.ts";
import { UserError } from "../../app/node/user-error.ts";
import { startLocalnet } from "../../localnet/localnet.ts";
import type { Localnet } from "../../localnet/localnet.ts";
import { claimPorts } from "../../localnet/ports.ts";
import { faucetOf, findNetwork, nodesOf } from "../../localnet/network.ts";
import type { NetworkNode } from "../../localnet/network.ts";
import { findProcesses, killProcesses } from "../../localnet/processes.ts";
import { askNode } from "../../localnet/status.ts";
import { setupKvExtension } from "../../modules/kv/client.ts";
import { kvTypes } from "../../modules/kv/client-messages.ts";
import { until } from "./abci-client.ts";

export const PREFIX = "lazuli";
export const GAS_PRICE = "0.001ulaz";
/** The command. */
export const MAIN = fileURLToPath(new URL("../../app/main.js", import.meta.url));
const COMMAND_TIMEOUT_MS = 120_000;
const OUTPUT_BYTES_MAX = 16 * 1_048_576;
const WAIT_MS = 60_000;

/** A folder whose localnets end with the test, however it ends. Its path has no symbolic links. */
export async function localnetFolder(t: TestContext, ...names: string[]): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "lazuli-localnet-")));
  const dirs = [folder, ...names.map((name) => join(folder, name))];
  const endAll = async (): Promise<void> => {
    for (const dir of dirs) {
      const network = await findNetwork(dir);
      if (network === undefined) continue;
      const homes = [...nodesOf(network), faucetOf(network)].map(({ home }) => home.root);
      await killProcesses(await findProcesses(homes));
    }
  };
  // The runner ends a file that takes too long with SIGTERM, and then no hook runs.
  const onSignal = (): void => void endAll().finally(() => process.kill(process.pid, "SIGKILL"));
  process.once("SIGTERM", onSignal);
  t.after(async () => {
    process.off("SIGTERM", onSignal);
    await endAll();
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

/** The first of so many free ports in a row, away from those that localnets and people take. */
export async function freeBasePort(nodes: number): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const basePort = 10_000 + 10 * Math.floor(Math.random() * 1_600);
    try {
      const claim = await claimPorts(basePort, nodes);
      claim.release();
      return basePort;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  throw new Error("no free ports from 10000 to 26000");
}

export interface TestLocalnetOptions {
  readonly validators: number;
  readonly timeoutCommit?: string;
  readonly snapshotInterval?: number;
  /** Left out unless this is true: it is one more process. */
  readonly faucet?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A new localnet that has reached block 2. It is killed and removed after the test. */
export async function startTestLocalnet(
  t: TestContext,
  options: TestLocalnetOptions,
): Promise<Localnet> {
  const started = performance.now();
  const localnet = await startLocalnet({
    dir: await localnetFolder(t),
    basePort: await freeBasePort(options.validators),
    timeoutCommit: "100ms",
    detach: false,
    faucet: false,
    log: createLog({ level: "warn", format: "plain" }),
    ...options,
  });
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  t.diagnostic(`${options.validators} validator(s): ${seconds} s to block 2`);
  return localnet;
}

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command `lazuli` as a user would. */
export function lazuli(
  args: readonly string[],
  options: { readonly cwd: string; readonly home?: string },
): Promise<CommandResult> {
  const { cwd, home } = options;
  const env = { ...process.env, ...(home === undefined ? {} : { LAZULI_HOME: home }) };
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ["--enable-source-maps", MAIN, ...args],
      { cwd, env, timeout: COMMAND_TIMEOUT_MS, maxBuffer: OUTPUT_BYTES_MAX },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        if (typeof code === "number") resolve({ code, stdout, stderr });
        else reject(new Error(`lazuli ${args.join(" ")} did not end by itself`, { cause: error }));
      },
    );
  });
}

/** As {@link lazuli}. @returns standard output. @throws Error with all output unless it exits with 0 */
export async function lazuliOk(
  args: readonly string[],
  options: { readonly cwd: string; readonly home?: string },
): Promise<string> {
  const { code, stdout, stderr } = await lazuli(args, options);
  if (code === 0) return stdout;
  throw new Error(`lazuli ${args.join(" ")} exited with ${code}:\n${stdout}\n${stderr}`);
}

export async function walletOf(localnet: Localnet, name: string): Promise<DirectSecp256k1HdWallet> {
  const account = (await localnet.accounts()).find((one) => one.name === name);
  if (account === undefined) throw new Error(`no test account ${name}`);
  return DirectSecp256k1HdWallet.fromMnemonic(account.mnemonic, { prefix: PREFIX });
}

export type KvClient = SigningClient & Extended<readonly [typeof setupKvExtension]>;

export async function clientOf(
  localnet: Localnet,
  name: string,
  node: NetworkNode = localnet.node("node0"),
): Promise<KvClient> {
  const wallet = await walletOf(localnet, name);
  return createSigningClient(node.rpc, wallet, {
    extensions: [setupKvExtension],
    types: kvTypes,
    gasPrice: GAS_PRICE,
  });
}

/** 0 while the node does not answer. */
export async function heightOf(node: NetworkNode): Promise<number> {
  return (await askNode(node.rpc))?.height ?? 0;
}

export async function reachHeight(
  node: NetworkNode,
  height: number,
  deadlineMs: number = WAIT_MS,
): Promise<void> {
  const isThere = async (): Promise<boolean> => (await heightOf(node)) >= height;
  await until(`${node.name} to reach height ${height}`, isThere, deadlineMs);
}

/** What the header of a height says of the state after the height before; upper-case hexadecimal. */
export async function appHashAt(node: NetworkNode, height: number): Promise<string> {
  const result = (await new HttpRpc(node.rpc).call("header", { height: String(height) })) as {
    readonly header: { readonly app_hash: string };
  };
  return result.header.app_hash;
}

/** Waits until the node has made a block since it was started. */
export async function reachNewBlock(node: NetworkNode): Promise<void> {
  await reachHeight(node, 1);
  await reachHeight(node, (await heightOf(node)) + 1);
}

/** The app hash of every block that the node's log says was executed, in order; one that was replayed comes again. */
export async function loggedExecutions(
  node: NetworkNode,
): Promise<{ readonly height: number; readonly appHash: string }[]> {
  const log = await readFile(node.logFile, "utf8");
  const lines = log.matchAll(/ executed block .*? height=(\d+) app_hash=([0-9A-F]{64})/g);
  return [...lines].map(([, height, appHash]) => ({
    height: Number(height),
    appHash: appHash ?? "",
  }));
}

/** The first block that the node has: a later one than the chain's unless it executed all of them. */
export async function firstBlockOf(node: NetworkNode): Promise<number> {
  const status = (await new HttpRpc(node.rpc).call("status")) as {
    readonly sync_info: { readonly earliest_block_height: string };
  };
  return Number(status.sync_info.earliest_block_height);
}
