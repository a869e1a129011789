import { createInterface } from "node:readline";
import { describeError } from "../../app/core/faults.ts";
import { Multistore } from "../../app/core/store/multistore.ts";
import { LmdbDatabase } from "../../app/db/lmdb-database.ts";
import { commitNext, keeping } from "./commit-loop.ts";
import { crypto } from "./context.ts";
import { TestChain } from "./executor.ts";

/** What a folder turned out to hold. */
export interface CheckedState {
  readonly path: string;
  /** The newest height; 0 for none. */
  readonly height: number;
  /** App hashes of all kept heights, by height, each with all its entries read. */
  readonly kept: Readonly<Record<string, string>>;
  /** Whether the table of newest values was at the newest height when it was opened. */
  readonly hasTable: boolean;
  /** Of the block that was committed on top. */
  readonly next: string;
  /** Why it could not be read; the other fields say nothing then. */
  readonly error?: string;
}

async function check(path: string, keepHeights: number): Promise<CheckedState> {
  const database = new LmdbDatabase(path, keeping(keepHeights));
  try {
    const chain = new TestChain({ database });
    const height = database.latest()?.height ?? 0;
    const kept: Record<string, string> = {};
    for (let past = database.oldestHeight() ?? 1; past <= height; past++) {
      // Opening compares the roots with the app hash, reading compares every node with its parent.
      chain.executor.exportState(past);
      kept[past] = hex(database.at(past)?.appHash);
    }
    const hasTable = height > 0 && (await checkTable(path, database, chain));
    commitNext(chain);
    return { path, height, kept, hasTable, next: hex(database.latest()?.appHash) };
  } finally {
    await database.close();
  }
}

/**
 * Compares the table of newest values with the trees, as it was found and after it was brought up.
 *
 * @returns whether it was found at the newest height
 */
async function checkTable(
  path: string,
  database: LmdbDatabase,
  chain: TestChain,
): Promise<boolean> {
  const reader = new LmdbDatabase(path, { ...keeping(1), readOnly: true });
  try {
    const wasThere = compareTable(reader, database, chain);
    await database.catchUpLatest((height) => chain.executor.changesSince(height));
    if (!compareTable(reader, database, chain)) throw new Error("the table was not brought up");
    return wasThere;
  } finally {
    await reader.close();
  }
}

/** @returns whether there is a table that can be compared */
function compareTable(reader: LmdbDatabase, database: LmdbDatabase, chain: TestChain): boolean {
  const names = reader.latest()?.stores.map(({ name }) => name) ?? [];
  const { latest } = new Multistore({ crypto, database, names });
  let compared = 0;
  for (const [store, [key]] of chain.executor.changesSince(undefined)) {
    const read = reader.latestValue(store);
    if (!read) return false;
    compared++;
    const value = read(key);
    if (value === undefined || value !== latest?.trees.get(store)?.get(key)) {
      throw new Error(`the table has another value for ${JSON.stringify(key)} of ${store}`);
    }
  }
  return compared > 0;
}

function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString("hex");
}

/** Run as a program: checks the folders whose paths come in, a line each, and prints a line of JSON for each. */
async function main(keepHeights: number): Promise<void> {
  for await (const path of createInterface({ input: process.stdin })) {
    const checked = await check(path, keepHeights).catch((error: unknown) => ({
      ...{ path, height: 0, kept: {}, hasTable: false, next: "" },
      error: describeError(error),
    }));
    process.stdout.write(`${JSON.stringify(checked)}\n`);
  }
}

const [, program, keepHeights] = process.argv;
if (program === import.meta.filename) await main(Number(keepHeights));
