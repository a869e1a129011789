import { LmdbDatabase, type LmdbOptions } from "../../app/db/lmdb-database.ts";
import { alice, MemoryDatabase, TestChain } from "./executor.ts";
import { kvMessage } from "./tx.ts";

/** Options of a database that keeps so many heights, the newest included, and prunes at each. */
export function keeping(heights: number): LmdbOptions {
  return { pruning: { keepRecent: heights, interval: 1 } };
}

/** The blocks of this loop follow from their height alone, so that any height can be made again elsewhere. */
export function loopBlock(chain: TestChain): Uint8Array[] {
  const height = Number(chain.next);
  const key = (i: number): string => `key ${(height * 7 + i * 13) % 60}`;
  const messages = [
    ...[0, 1, 2, 3].map((i) => kvMessage.upsert(alice, "n", key(i), `value ${height} ${i}`)),
    kvMessage.delete(alice, "n", key(0)),
  ];
  const sequence = BigInt(height - 1);
  return [chain.tx(alice, messages, { sequence, gasLimit: 1_000_000n })];
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

/** Run as a program: commits to the folder until it is killed, and says each height that is durable. */
function main(path: string, keepHeights: number): never {
  const chain = new TestChain({ database: new LmdbDatabase(path, keeping(keepHeights)) });
  for (;;) {
    commitNext(chain);
    process.stdout.write(`${chain.executor.committed?.height}\n`);
  }
}

const [, program, path, keepHeights] = process.argv;
if (program === import.meta.filename && path !== undefined) main(path, Number(keepHeights));
