import { withChain } from "./chain-load.ts";
import { ACCOUNTS, keyOf, KvLoad, upserts, VALUE_BYTES } from "./kv-load.ts";
import { gasTable } from "./kv-gas.ts";
import { type LoadAccount, signatureCheckMicros } from "./load.ts";

/**
 * The key-value module: operations a second of the state machine alone, a million leases that end together, gas by operation,
 * and committed writes a second on one validator. `npm run bench -- kv [executor|leases|gas|chain] [keys]`
 */
const SECTIONS = { executor, leases, gas: gasTable, chain } as const;

const KEYS = [10_000, 1_000_000] as const;
const VALUE = Buffer.alloc(VALUE_BYTES, 7);
const GAS_PER_WRITE = 100_000n;

/** Blocks of so many operations, in transactions of so many each. */
const BLOCK_OPERATIONS = 2_000;
const BLOCKS = 10;

async function executor(keys: number | undefined): Promise<void> {
  for (const count of keys === undefined ? KEYS : [keys]) {
    const load = await KvLoad.start({ keys: count, leaseSeconds: 864_000n });
    for (const batch of [1, 100]) {
      // The first block warms the caches and the engine up.
      load.block(block(load.accounts, batch, count));
      let ms = 0;
      const before = process.cpuUsage();
      for (let i = 0; i < BLOCKS; i++) {
        const { finalizeMs, commitMs } = load.block(block(load.accounts, batch, count));
        ms += finalizeMs + commitMs;
      }
      const { user, system } = process.cpuUsage(before);
      const operations = BLOCKS * BLOCK_OPERATIONS;
      const check = signatureCheckMicros();
      console.log(
        `${count} keys, ${batch} a transaction: ${((operations / ms) * 1000).toFixed(0)} operations/s ` +
          `finalized and committed; CPU an operation with admission and signing ` +
          `${((user + system) / operations).toFixed(0)} µs (a signature check took ${check.toFixed(0)} µs)`,
      );
    }
    await load.close();
  }
}

let random = 1;
/** Below `limit`; the same numbers in every run. */
function draw(limit: number): number {
  random = (Math.imul(random, 1_103_515_245) + 12_345) & 0x7fff_ffff;
  return random % limit;
}

/** Random keys of genesis, each of its own account. */
function block(accounts: readonly LoadAccount[], batch: number, keys: number): Uint8Array[] {
  return Array.from({ length: BLOCK_OPERATIONS / batch }, (_, tx) => {
    const owner = tx % ACCOUNTS;
    const account = accounts[owner] as LoadAccount;
    const mine = Array.from({ length: batch }, () =>
      keyOf(draw(keys / ACCOUNTS) * ACCOUNTS + owner),
    );
    const message = upserts(account, mine, VALUE);
    return Buffer.from(account.sign(message, GAS_PER_WRITE * BigInt(batch)), "base64");
  });
}

/** Blocks before and after the second in which all leases end. */
const QUIET_BLOCKS = 20;
const SWEEP_BLOCKS = 60;
const TXS_A_BLOCK = 100;

async function leases(keys = 1_000_000): Promise<void> {
  const load = await KvLoad.start({ keys, leaseSeconds: BigInt(QUIET_BLOCKS) + 2n });
  let fresh = keys;
  const next = () => {
    const txs = load.accounts.slice(0, TXS_A_BLOCK).map((account) => {
      const message = upserts(account, [keyOf(fresh++)], VALUE);
      return Buffer.from(account.sign(message), "base64");
    });
    const { finalizeMs, commitMs } = load.block(txs);
    return finalizeMs + commitMs;
  };
  const quiet = Array.from({ length: QUIET_BLOCKS }, next);
  const sweeping = Array.from({ length: SWEEP_BLOCKS }, next);
  console.log(
    `${keys} leases that end in the same second, ${TXS_A_BLOCK} writes a block:\n` +
      `  before:            median ${median(quiet)} ms, longest ${longest(quiet)} ms\n` +
      `  in that block:     ${(sweeping[0] ?? 0).toFixed(0)} ms\n` +
      `  while it is swept: median ${median(sweeping)} ms, longest ${longest(sweeping)} ms`,
  );
  await load.close();
}

function median(times: readonly number[]): string {
  return (times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0).toFixed(0);
}

function longest(times: readonly number[]): string {
  return Math.max(...times).toFixed(0);
}

/** Keys that each run of the chain writes. */
const CHAIN_KEYS = 20_000;

async function chain(keys = CHAIN_KEYS): Promise<void> {
  await withChain(async (send) => {
    let fresh = 0;
    for (const batch of [1, 10, 100]) {
      const txs = Math.max(ACCOUNTS, Math.floor(keys / batch));
      const { txsPerSecond, failed } = await send(
        `batches of ${batch}`,
        txs,
        (account) =>
          upserts(
            account,
            Array.from({ length: batch }, () => keyOf(fresh++)),
            VALUE,
          ),
        GAS_PER_WRITE * BigInt(batch),
      );
      if (failed > 0) throw new Error(`${failed} transactions failed`);
      console.log(`  ${(txsPerSecond * batch).toFixed(0)} keys/s committed`);
    }
  });
}

const [section, keys] = process.argv.slice(2);
const chosen = Object.entries(SECTIONS).filter(
  ([name]) => section === undefined || name === section,
);
if (chosen.length === 0) {
  throw new Error(`usage: npm run bench -- kv [${Object.keys(SECTIONS).join("|")}] [keys]`);
}
for (const [name, run] of chosen) {
  console.log(`# ${name}`);
  await run(keys === undefined ? undefined : Number(keys));
}
