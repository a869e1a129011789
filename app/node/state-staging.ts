import { join } from "node:path";
import type { Sha256String } from "../core/crypto.ts";
import { VersionImport } from "../core/store/import.ts";
import type { VersionSink } from "../core/store/snapshot.ts";
import { LmdbDatabase } from "../db/lmdb-database.ts";
import { MODE_PUBLIC, formatJson, readJsonFile, writeFileAtomic } from "./files.ts";
import type { Home } from "./home.ts";
import { clearStagingFolder, installStagedState, removeStagingFolder } from "./state-folder.ts";
import type { Staging } from "./state-sync.ts";

/** In the folder of a state that came by state sync, so that it goes wherever that state goes. */
const MARK_FILE = "state-sync.json";

/** A staged state has one height: there is nothing to prune. */
const NO_PRUNING = { keepRecent: undefined, interval: 1 };

/** A state in the making, in a database of its own beside the node's. */
export class StateStaging implements Staging {
  readonly #home: Home;
  readonly #sha256: Sha256String;
  readonly #swap: (install: () => Promise<void>) => Promise<void>;
  readonly #isSynced: boolean;
  #database: LmdbDatabase | undefined;

  /**
   * @param options.isSynced whether the state comes by state sync, and may be taken again if CometBFT asks for it
   * @param options.swap calls `install` when nobody uses the present state, which is no longer there afterwards
   */
  constructor(options: {
    readonly home: Home;
    readonly sha256: Sha256String;
    readonly isSynced: boolean;
    readonly swap: (install: () => Promise<void>) => Promise<void>;
  }) {
    this.#home = options.home;
    this.#sha256 = options.sha256;
    this.#isSynced = options.isSynced;
    this.#swap = options.swap;
  }

  async begin(): Promise<VersionSink> {
    await this.#close();
    await clearStagingFolder(this.#home);
    const database = new LmdbDatabase(this.#home.stagingFolder, { pruning: NO_PRUNING });
    this.#database = database;
    return new VersionImport({ database, sha256: this.#sha256 });
  }

  async install(): Promise<void> {
    const height = this.#database?.latest()?.height;
    if (height === undefined) throw new Error("the staged state is not finished");
    await this.#close();
    if (this.#isSynced) await writeMark(this.#home.stagingFolder, height);
    await this.#swap(() => installStagedState(this.#home));
  }

  async discard(): Promise<void> {
    await this.#close();
    await removeStagingFolder(this.#home);
  }

  async #close(): Promise<void> {
    const database = this.#database;
    this.#database = undefined;
    await database?.close();
  }
}

function writeMark(folder: string, height: number): Promise<void> {
  const options = { mode: MODE_PUBLIC, overwrite: true };
  return writeFileAtomic(join(folder, MARK_FILE), formatJson({ height }), options);
}

/** @returns the height at which the node's state came by state sync; undefined if it did not */
export async function syncedHeight(home: Home): Promise<number | undefined> {
  const mark = await readJsonFile(join(home.stateFolder, MARK_FILE));
  const height = mark?.["height"];
  return typeof height === "number" ? height : undefined;
}
