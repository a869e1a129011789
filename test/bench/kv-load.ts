import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildApp } from "../../app/app.ts";
import { defaultState } from "../../app/core/app.ts";
import { AddressCodec, moduleAddress } from "../../app/core/address.ts";
import { Executor } from "../../app/core/executor.ts";
import type { TxResult } from "../../app/core/execution.ts";
import { LmdbDatabase } from "../../app/db/lmdb-database.ts";
import { createCrypto, memoizedVerify } from "../../app/node/crypto.ts";
import { ConsensusParams } from "../../proto/gen/tendermint/types/params.ts";
import { MsgBatch, MsgUpsert, Operation } from "../../proto/gen/lazuli/kv/v1/tx.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import { LoadAccount } from "./load.ts";

export const CHAIN_ID = "lazuli-bench-1";
export const ACCOUNTS = 100;
export const NAMESPACE = "bench";
export const VALUE_BYTES = 64;
const NS_PER_SECOND = 1_000_000_000n;
const FUNDS = "1000000000000";

/** Rent that each entry of genesis holds: enough for the price of a new chain. */
const ESCROW = 100n;

export const START_NS = 1_800_000_000n * NS_PER_SECOND;

export interface Setup {
  /** Entries in genesis, spread over the accounts' namespaces. */
  readonly keys: number;
  /** When the leases of all of them end, seconds after the start. */
  readonly leaseSeconds: bigint;
}

/** Milliseconds that a block took, without its admission to the mempool. */
export interface BlockTime {
  readonly finalizeMs: number;
  readonly commitMs: number;
}

/** The state machine with its database, without CometBFT, filled by genesis. */
export class KvLoad {
  readonly accounts: readonly LoadAccount[];
  readonly executor: Executor;
  readonly #close: () => Promise<void>;
  height = 0n;
  /** Of the last block. */
  timeNs = START_NS;

  private constructor(
    accounts: readonly LoadAccount[],
    executor: Executor,
    close: () => Promise<void>,
  ) {
    this.accounts = accounts;
    this.executor = executor;
    this.#close = close;
  }

  static async start(setup: Setup): Promise<KvLoad> {
    const crypto = memoizedVerify(await createCrypto());
    const folder = await mkdtemp(join(tmpdir(), "lazuli-bench-"));
    const database = new LmdbDatabase(folder, { pruning: { keepRecent: 100, interval: 1 } });
    const executor = new Executor({
      app: buildApp({ nodeMinGasPrice: "0" }),
      crypto,
      database,
      report: (error) => {
        throw error;
      },
    });
    const accounts = Array.from(
      { length: ACCOUNTS },
      (_, i) => new LoadAccount(CHAIN_ID, BigInt(i)),
    );
    executor.initChain({
      chainId: CHAIN_ID,
      initialHeight: 1n,
      timeNs: START_NS,
      state: genesisOf(
        accounts,
        setup,
        new AddressCodec("lazuli").format(moduleAddress(crypto, "kv")),
      ),
      consensusParams: ConsensusParams.fromPartial({}),
      validators: [],
    });
    const load = new KvLoad(accounts, executor, async () => {
      await database.close();
      await rm(folder, { recursive: true, force: true });
    });
    load.block([]);
    return load;
  }

  /** The results of the next block, a second later. */
  run(txs: readonly Uint8Array[]): readonly TxResult[] {
    this.#next();
    const { height, timeNs } = this;
    const result = this.executor.finalizeBlock({ height, timeNs, txs });
    this.executor.commit();
    return result.txs;
  }

  #next(): void {
    this.height += 1n;
    this.timeNs += NS_PER_SECOND;
  }

  /** The next block, a second later. @throws Error if a transaction fails */
  block(txs: readonly Uint8Array[]): BlockTime {
    this.#next();
    for (const tx of txs) assertOk(this.executor.checkTx(tx, false));
    const started = performance.now();
    const { height, timeNs } = this;
    const result = this.executor.finalizeBlock({ height, timeNs, txs });
    const finalized = performance.now();
    this.executor.commit();
    const committed = performance.now();
    result.txs.forEach(assertOk);
    return { finalizeMs: finalized - started, commitMs: committed - finalized };
  }

  close(): Promise<void> {
    return this.#close();
  }
}

function assertOk({ code, log }: { readonly code: number; readonly log: string }): void {
  if (code !== 0) throw new Error(log);
}

export function keyOf(index: number): Buffer {
  return Buffer.from(`key-${index.toString().padStart(9, "0")}`);
}

/** Writes of keys of an account's namespace: one as a message of its own, several as a batch. */
export function upserts(account: LoadAccount, keys: readonly Uint8Array[], value: Uint8Array): Any {
  const target = { signer: account.address, namespace: `${account.address}/${NAMESPACE}` };
  const [key] = keys;
  if (keys.length === 1 && key) {
    return {
      typeUrl: "/lazuli.kv.v1.MsgUpsert",
      value: MsgUpsert.encode(MsgUpsert.fromPartial({ ...target, key, value })).finish(),
    };
  }
  const operations = keys.map((one) =>
    Operation.fromPartial({ operation: { $case: "upsert", value: { key: one, value } } }),
  );
  return {
    typeUrl: "/lazuli.kv.v1.MsgBatch",
    value: MsgBatch.encode({ ...target, operations }).finish(),
  };
}

function genesisOf(
  accounts: readonly LoadAccount[],
  { keys, leaseSeconds }: Setup,
  kvAccount: string,
): unknown {
  const state = defaultState(buildApp({ nodeMinGasPrice: "0" }));
  const deadline = (START_NS + leaseSeconds * NS_PER_SECOND).toString();
  const value = Buffer.alloc(VALUE_BYTES, 1).toString("base64");
  const counts = accounts.map(() => 0);
  const entries = Array.from({ length: keys }, (_, i) => {
    const owner = i % accounts.length;
    counts[owner] = (counts[owner] as number) + 1;
    return {
      namespace: `${accounts[owner]?.address}/${NAMESPACE}`,
      key: keyOf(i).toString("base64"),
      value,
      create_revision: "1",
      mod_revision: "1",
      lease_deadline_ns: deadline,
      escrow: ESCROW.toString(),
      rent_start_ns: START_NS.toString(),
    };
  });
  const namespaces = accounts.flatMap(({ address }, i) => {
    const count = counts[i] as number;
    if (count === 0) return [];
    return {
      namespace: `${address}/${NAMESPACE}`,
      entries: count.toString(),
      bytes: (count * (keyOf(0).length + VALUE_BYTES)).toString(),
      revision: "1",
      digest: Buffer.alloc(32).toString("base64"),
      ...{ pending_owner: "", owner: "", transfers: "0" },
      next_lease_deadline_ns: deadline,
      changed_height: "0",
    };
  });
  const held = (ESCROW * BigInt(keys)).toString();
  const balances = accounts.map(({ address }) => ({
    address,
    coins: [{ denom: "ulaz", amount: FUNDS }],
  }));
  const escrow =
    keys === 0 ? [] : [{ address: kvAccount, coins: [{ denom: "ulaz", amount: held }] }];
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
    bank: { ...(state["bank"] as object), balances: [...balances, ...escrow] },
    kv: { ...(state["kv"] as object), namespaces, entries },
  };
}
