import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Slip10, Slip10Curve, stringToPath, Bip39, EnglishMnemonic } from "@cosmjs/crypto";
import { createLog } from "../../app/node/log.ts";
import { startLocalnet } from "../../localnet/localnet.ts";
import { MsgMultiSend } from "../../proto/gen/cosmos/bank/v1beta1/tx.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import { cpuSeconds, LoadAccount, rpc, signatureCheckMicros } from "./load.ts";

/* One validator under load: what the benchmarks of the chain and of kv share. The loader shares the machine. */

const ACCOUNTS = 100;
const BATCH = 50;
const CONNECTIONS = 4;
const IN_FLIGHT_MAX = 5_000;
const DEADLINE_MS = 120_000;
const FUNDS = "1000000000";
const FUNDING_GAS = 10_000_000n;

/** What became of a load. */
export interface Sent {
  readonly txsPerSecond: number;
  readonly failed: number;
}

interface Chain {
  readonly rpc: string;
  readonly appPid: number;
  readonly cometPid: number;
}

/** The committed height. `/status` is ahead of it while a block is executed. */
async function height(url: string): Promise<number> {
  const [info] = await rpc<{ response: { last_block_height: string } }>(url, [["abci_info", {}]]);
  return Number(info?.response.last_block_height);
}

/** How many block headers one request answers. */
const HEADERS_MAX = 20;

/** How many transactions the blocks after `from` up to `to` hold. */
async function count(url: string, from: number, to: number): Promise<number> {
  let txs = 0;
  for (let first = from + 1; first <= to; first += HEADERS_MAX) {
    const last = Math.min(to, first + HEADERS_MAX - 1);
    const [answer] = await rpc<{ block_metas: { num_txs: string }[] }>(url, [
      ["blockchain", { minHeight: first.toString(), maxHeight: last.toString() }],
    ]);
    for (const { num_txs } of answer?.block_metas ?? []) txs += Number(num_txs);
  }
  return txs;
}

/** How many transactions of these blocks failed. Making this answer costs CometBFT more than the blocks: ask afterwards. */
async function countFailed(url: string, from: number, to: number): Promise<number> {
  let failed = 0;
  for (let at = from + 1; at <= to; at++) {
    const [block] = await rpc<{ txs_results: { code: number }[] | null }>(url, [
      ["block_results", { height: at.toString() }],
    ]);
    failed += (block?.txs_results ?? []).filter(({ code }) => code !== 0).length;
  }
  return failed;
}

async function run(chain: Chain, txs: readonly string[], name: string): Promise<Sent> {
  const startCpu = [cpuSeconds(chain.appPid), cpuSeconds(chain.cometPid)] as const;
  const startMs = performance.now();
  const deadline = startMs + DEADLINE_MS;
  let sent = 0;
  let committed = 0;
  const first = await height(chain.rpc);
  let seen = first;
  let endMs = startMs;
  // An account's transactions all go through one connection: overtaking each other they would be out of sequence.
  const send = async (mine: readonly string[]): Promise<void> => {
    for (let at = 0; at < mine.length;) {
      if (sent - committed > IN_FLIGHT_MAX) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        continue;
      }
      const batch = mine.slice(at, at + BATCH);
      at += batch.length;
      sent += batch.length;
      await rpc(
        chain.rpc,
        batch.map((tx) => ["broadcast_tx_async", { tx }]),
      );
    }
  };
  const follow = async (): Promise<void> => {
    while (committed < txs.length) {
      if (performance.now() > deadline) throw new Error(`${committed} of ${txs.length} in time`);
      const now = await height(chain.rpc);
      const more = await count(chain.rpc, seen, now);
      if (more > 0) endMs = performance.now();
      seen = now;
      committed += more;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const shares = Array.from({ length: CONNECTIONS }, (_, c) =>
    txs.filter((_, i) => (i % ACCOUNTS) % CONNECTIONS === c),
  );
  await Promise.all([follow(), ...shares.map(send)]);
  const seconds = (endMs - startMs) / 1000;
  const perTx = (pid: number, before: number): number =>
    ((cpuSeconds(pid) - before) * 1e6) / txs.length;
  const app = perTx(chain.appPid, startCpu[0]);
  const comet = perTx(chain.cometPid, startCpu[1]);
  const check = signatureCheckMicros();
  const failed = await countFailed(chain.rpc, first, seen);
  console.log(
    `${name}: ${(txs.length / seconds).toFixed(0)} tx/s committed (${txs.length} in ` +
      `${seconds.toFixed(2)} s, ${failed} failed); CPU a tx: application ${app.toFixed(0)} µs ` +
      `(${(app / check).toFixed(1)} × a signature check), CometBFT ${comet.toFixed(0)} µs ` +
      `(${(comet / check).toFixed(1)} ×); a check took ${check.toFixed(0)} µs`,
  );
  return { txsPerSecond: txs.length / seconds, failed };
}

/** A load's transactions: the account that signs, who is next, and the number of the transaction. */
export type MakeTx = (account: LoadAccount, next: LoadAccount, index: number) => Any;

/** A localnet of one validator with accounts that have money, for as long as `work` takes. */
export async function withChain(
  work: (
    send: (name: string, txs: number, make: MakeTx, gas?: bigint) => Promise<Sent>,
  ) => Promise<void>,
): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "lazuli-bench-"));
  const log = createLog({ level: "warn", format: "plain" });
  const started = performance.now();
  const localnet = await startLocalnet({
    dir,
    validators: 1,
    detach: true,
    log,
    timeoutCommit: "100ms",
  });
  try {
    console.log(`start to block 2: ${((performance.now() - started) / 1000).toFixed(2)} s`);
    const [validator] = (await localnet.status()).validators;
    if (typeof validator?.pid !== "number") throw new Error("the node does not run");
    const cometPid = Number(
      execFileSync("pgrep", ["-P", validator.pid.toString(), "cometbft"]).toString(),
    );
    const chain = { rpc: validator.rpc, appPid: validator.pid, cometPid };
    const accounts = await fund(chain.rpc, dir);
    await work((name, total, make, gas) => {
      const txs = Array.from({ length: total }, (_, i) => {
        const account = accounts[i % ACCOUNTS] as LoadAccount;
        return account.sign(make(account, accounts[(i + 1) % ACCOUNTS] as LoadAccount, i), gas);
      });
      return run(chain, txs, name);
    });
  } finally {
    await localnet.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

/** New accounts with money from the faucet. Their numbers follow those of the genesis accounts in the order of payment. */
async function fund(url: string, dir: string): Promise<LoadAccount[]> {
  const [genesis] = await rpc<{ genesis: { chain_id: string } }>(url, [["genesis", {}]]);
  const chainId = genesis?.genesis.chain_id ?? "";
  const text = await readFile(join(dir, "client", "accounts.json"), "utf8");
  const known = JSON.parse(text) as { name: string; address: string; mnemonic: string }[];
  const faucet = known.find(({ name }) => name === "faucet");
  if (!faucet) throw new Error("the localnet has no faucet");
  const [number = 0n] = await accountNumbers(url, [faucet.address]);
  const seed = await Bip39.mnemonicToSeed(new EnglishMnemonic(faucet.mnemonic));
  const { privkey } = Slip10.derivePath(
    Slip10Curve.Secp256k1,
    seed,
    stringToPath("m/44'/118'/0'/0/0"),
  );
  const payer = new LoadAccount(chainId, number, privkey);
  const keys = Array.from({ length: ACCOUNTS }, () => crypto.getRandomValues(new Uint8Array(32)));
  const addresses = keys.map((key) => new LoadAccount(chainId, 0n, key).address);
  const coins = (amount: bigint) => [{ denom: "ulaz", amount: amount.toString() }];
  const tx = payer.sign(
    {
      typeUrl: "/cosmos.bank.v1beta1.MsgMultiSend",
      value: MsgMultiSend.encode({
        inputs: [{ address: payer.address, coins: coins(BigInt(FUNDS) * BigInt(ACCOUNTS)) }],
        outputs: addresses.map((address) => ({ address, coins: coins(BigInt(FUNDS)) })),
      }).finish(),
    },
    FUNDING_GAS,
  );
  const [result] = await rpc<{ check_tx: TxAnswer; tx_result: TxAnswer }>(url, [
    ["broadcast_tx_commit", { tx }],
  ]);
  for (const { code, log } of result ? [result.check_tx, result.tx_result] : []) {
    if (code !== 0) throw new Error(`funding failed: ${log}`);
  }
  const numbers = await accountNumbers(url, addresses);
  return keys.map((key, i) => new LoadAccount(chainId, numbers[i] as bigint, key));
}

interface TxAnswer {
  readonly code: number;
  readonly log: string;
}

async function accountNumbers(url: string, addresses: readonly string[]): Promise<bigint[]> {
  const { StargateClient } = await import("@cosmjs/stargate");
  const client = await StargateClient.connect(url);
  const accounts = await Promise.all(addresses.map((address) => client.getAccount(address)));
  client.disconnect();
  return accounts.map((account) => {
    if (!account) throw new Error("an account is missing");
    return account.accountNumber;
  });
}
