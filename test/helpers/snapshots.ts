import { concatBytes, stringToBytes } from "../../app/core/bytes.ts";
import type { CommitRecord, Database } from "../../app/core/store/database.ts";
import { Multistore, type Version } from "../../app/core/store/multistore.ts";
import { snapshotStream, type VersionSink } from "../../app/core/store/snapshot.ts";
import { VersionHasher } from "../../app/core/store/version-hasher.ts";
import type { Change } from "../../app/core/store/types.ts";
import { crypto } from "./context.ts";
import { MemoryDatabase } from "./executor.ts";

export const SNAPSHOT_CHAIN_ID = "lazuli-snapshot-1";
/** In byte order. */
export const STORE_NAMES = ["acc", "empty", "kv"] as const;

/** A block's writes by store. */
export type BlockChanges = Readonly<
  Partial<Record<(typeof STORE_NAMES)[number], readonly Change[]>>
>;

/** Commits blocks, from the height after the newest on, and gives the last one's version. */
export function versionAfter(
  blocks: readonly BlockChanges[],
  database: Database = new MemoryDatabase(),
): Version {
  const store = new Multistore({ crypto, database, names: STORE_NAMES });
  for (const block of blocks) {
    const branch = store.branch();
    for (const name of STORE_NAMES) {
      for (const [key, value] of block[name] ?? []) {
        if (value === undefined) branch.store(name).delete(stringToBytes(key));
        else branch.store(name).set(stringToBytes(key), stringToBytes(value));
      }
    }
    branch.keep();
    const height = (store.latest?.record.height ?? 0) + 1;
    const timeNs = 1_700_000_000_000_000_000n + BigInt(height);
    store.commit(store.prepare(branch, { chainId: SNAPSHOT_CHAIN_ID, height, timeNs }));
  }
  if (!store.latest) throw new Error("no block");
  return store.latest;
}

/** Blocks of so many entries each, some of which the next ones overwrite or remove. */
export function manyChanges(blocks: number, entries: number, valueBytes = 20): BlockChanges[] {
  const text = (seed: number): string => String(seed).padStart(8, "0");
  return Array.from({ length: blocks }, (_, block) => ({
    acc: [[`account ${block}`, text(block)]],
    kv: Array.from({ length: entries }, (__, i): Change => {
      const id = block * 7 + i * 13;
      return [
        `key ${text(id)}`,
        id % 11 === 0 ? undefined : text(id + block).repeat(valueBytes / 8),
      ];
    }),
  }));
}

export function bytesOf(version: Version): Uint8Array {
  return concatBytes(...snapshotStream(version));
}

/** Keeps the entries that it is given, and hashes them. */
export class RecordingSink implements VersionSink {
  readonly entries: string[] = [];
  readonly #hasher = new VersionHasher(crypto.sha256String);

  leaf(store: string, key: string, value: string, version: number): void {
    this.entries.push(`${store}/${key}=${value}`);
    this.#hasher.leaf(store, key, value, version);
  }

  inner(store: string, height: number, version: number): void {
    this.#hasher.inner(store, height, version);
  }

  finish(
    block: Pick<CommitRecord, "chainId" | "height" | "timeNs">,
    storeNames: readonly string[],
  ): CommitRecord {
    return this.#hasher.finish(block, storeNames);
  }
}

/** Every entry of a version, as {@link RecordingSink} writes it. */
export function entriesOf({ trees }: Version): string[] {
  return STORE_NAMES.flatMap((name) => {
    const entries: string[] = [];
    const range = trees.get(name)?.range(undefined, undefined, false);
    for (let step = range?.next(); step && step.done !== true; step = range?.next()) {
      const [key, value] = step.value;
      entries.push(`${name}/${key}=${value}`);
    }
    return entries;
  });
}
