import { setImmediate } from "node:timers/promises";
import { LmdbDatabase, type LmdbOptions } from "../../app/db/lmdb-database.ts";
import { alice, MemoryDatabase, TestChain } from "./executor.ts";
import { kvMessage } from "./tx.ts";

/** Options of a database that keeps so many heights, the newest included, and prunes at each. */
export function keeping(heights: number): LmdbOptions {
  return { pruning: { keepRecent: heights, interval: 1 } };
}

/** Every so many heights one value is so long that its chunk has several parts. */
const LARGE_EVERY = 5;
const LARGE_BYTES = 12_000;

/** The blocks of this loop follow from their height alone, so that any height can be made again elsewhere. */
export function loopBlock(chain: TestChain): Uint8Array[] {
  const height = Number(chain.next);
  const key = (i: number): string => `key ${(height * 7 + i * 13) % 60}`;
  const value = (i: number): string =>
    i === 3 && height % LARGE_EVERY === 0
      ? `${height}`.repeat(LARGE_BYTES)
      : `value ${height} ${i}`;
  const messages = [
    ...[0, 1, 2, 3].map((i) => kvMessage.upsert(alice, "n", key(i), value(i))),
    kvMessage.delete(alice, "n", key(0)),
  ];
  const sequence = BigInt(height - 1);
  return [chain.tx(alice, messages, { sequence, gasLimit: 10_000_000n })];
}

/** Commits one more block, the first with genesis. */
export function commitNext(chain: TestChain): void {
  if (!chain.executor.committed) chain.executor.initChain(chain.genesis());
  const { txs } = chain.block(loopBlock(chain));
  if (txs.some(({ code }) => code !== 0)) throw new Error(`a transaction failed: ${txs[0]?.log}`);
}

/** The app hash of every height, made by a chain in memory as far as it is asked for. */
export class LoopHashes {
  readonly #chain = new TestChain({ database: new MemoryDatabase() });
  readonly #hashes: string[] = [];

  at(height: number): string {
    while (this.#hashes.length < height) {
      commitNext(this.#chain);
      this.#hashes.push(Buffer.from(this.#chain.executor.committed?.appHash ?? []).toString("hex"));
    }
    return this.#hashes[height - 1] as string;
  }
}

/**
 * Run as a program: commits to the folder, keeps the table of newest values as a node does, and says each height that is
 * durable. Ends without closing the database, after so many heights or when it is killed.
 */
async function main(path: string, keepHeights: number, heights: number): Promise<void> {
  const database = new LmdbDatabase(path, keeping(keepHeights));
  const chain = new TestChain({ database });
  void database.catchUpLatest((height) => chain.executor.changesSince(height));
  for (let i = 0; i < heights; i++) {
    commitNext(chain);
    process.stdout.write(`${chain.executor.committed?.height}\n`);
    await setImmediate();
  }
}

const [, program, path, keepHeights, heights] = process.argv;
if (program === import.meta.filename && path !== undefined) {
  await main(path, Number(keepHeights), Number(heights ?? Infinity));
}
