import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildApp } from "../../app/app.ts";
import { defaultState } from "../../app/core/app.ts";
import { Executor } from "../../app/core/executor.ts";
import { LmdbDatabase } from "../../app/db/lmdb-database.ts";
import { createCrypto, memoizedVerify } from "../../app/node/crypto.ts";
import { ConsensusParams } from "../../proto/gen/tendermint/types/params.ts";
import { LoadAccount, LOADS, signatureCheckMicros } from "./load.ts";

/**
 * CPU time of the state machine alone, without CometBFT and its socket, for each step that a transaction passes.
 * `npm run bench -- executor [transactions]`
 */
const ACCOUNTS = 100;
const BLOCK_TXS = 500;
const CHAIN_ID = "lazuli-bench-1";
const BYTES_MAX = 8_388_608;

const STEPS = ["check", "prepare", "process", "finalize", "commit"] as const;

async function main(): Promise<void> {
  const total = Number(process.argv[2] ?? 10_000);
  const crypto = memoizedVerify(await createCrypto());
  const accounts = Array.from({ length: ACCOUNTS }, (_, i) => new LoadAccount(CHAIN_ID, BigInt(i)));
  for (const { name, message } of LOADS) {
    const folder = await mkdtemp(join(tmpdir(), "lazuli-bench-"));
    const database = new LmdbDatabase(folder, {
      pruning: { keepRecent: 100, interval: 1 },
    });
    const executor = new Executor({
      app: buildApp({ nodeMinGasPrice: "0" }),
      crypto,
      database,
      report: (error) => {
        throw error;
      },
    });
    executor.initChain({
      chainId: CHAIN_ID,
      initialHeight: 1n,
      timeNs: 1n,
      state: genesisOf(accounts),
      consensusParams: ConsensusParams.fromPartial({}),
      validators: [],
    });
    for (const account of accounts) account.restart();
    const txs = Array.from({ length: total }, (_, i) => {
      const account = accounts[i % ACCOUNTS] as LoadAccount;
      const next = accounts[(i + 1) % ACCOUNTS] as LoadAccount;
      return Buffer.from(account.sign(message(account, next, i)), "base64");
    });
    console.log(`${name}: ${report(runBlocks(executor, txs), total)}`);
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

type Times = Record<(typeof STEPS)[number], number>;

function runBlocks(executor: Executor, txs: readonly Uint8Array[]): Times {
  const times: Times = { check: 0, prepare: 0, process: 0, finalize: 0, commit: 0 };
  const timed = <T>(step: keyof Times, work: () => T): T => {
    const before = process.cpuUsage();
    const result = work();
    const used = process.cpuUsage(before);
    times[step] += used.user + used.system;
    return result;
  };
  for (let at = 0, height = 1n; at < txs.length; at += BLOCK_TXS, height++) {
    const mine = txs.slice(at, at + BLOCK_TXS);
    const block = { height, timeNs: height * 1_000_000_000n, txs: mine };
    timed("check", () => {
      for (const tx of mine) assertOk(executor.checkTx(tx, false));
    });
    const chosen = timed("prepare", () =>
      executor.prepareProposal({ ...block, bytesMax: BYTES_MAX }),
    );
    if (chosen.length !== mine.length) throw new Error(`${chosen.length} of ${mine.length} chosen`);
    const verdict = timed("process", () => executor.processProposal(block));
    if (!verdict.accept) throw new Error(verdict.reason);
    timed("finalize", () => executor.finalizeBlock(block)).txs.forEach(assertOk);
    timed("commit", () => executor.commit());
  }
  return times;
}

function assertOk({ code, log }: { readonly code: number; readonly log: string }): void {
  if (code !== 0) throw new Error(log);
}

function report(times: Times, txs: number): string {
  const each = STEPS.map((step) => `${step} ${(times[step] / txs).toFixed(1)}`);
  const sum = STEPS.reduce((total, step) => total + times[step], 0);
  const check = signatureCheckMicros();
  return (
    `${(sum / txs).toFixed(1)} µs of CPU a tx (${each.join(", ")}), ` +
    `${(sum / txs / check).toFixed(2)} × a signature check of ${check.toFixed(1)} µs`
  );
}

function genesisOf(accounts: readonly LoadAccount[]): unknown {
  const state = defaultState(buildApp({ nodeMinGasPrice: "0" }));
  const coins = [{ denom: "ulaz", amount: "1000000000000" }];
  return {
    ...state,
    auth: {
      ...(state["auth"] as object),
      accounts: accounts.map(({ address }, i) => ({
        "@type": "/cosmos.auth.v1beta1.BaseAccount",
        address,
        pub_key: null,
        account_number: i.toString(),
        sequence: "0",
      })),
    },
    bank: {
      ...(state["bank"] as object),
      balances: accounts.map(({ address }) => ({ address, coins })),
    },
  };
}

await main();
