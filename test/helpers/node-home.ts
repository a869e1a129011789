import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { initHome } from "../../app/cli/home-files.ts";
import { LmdbDatabase } from "../../app/db/lmdb-database.ts";
import { homeAt, type Home } from "../../app/node/home.ts";
import { commitNext } from "./commit-loop.ts";
import { TestChain } from "./executor.ts";
import { CHAIN_ID } from "./tx.ts";

export interface NodeHome {
  /** Where commands run; the home is `home` in it. */
  readonly folder: string;
  readonly home: Home;
}

/**
 * The home of a node that has made some blocks and was stopped: those of commit-loop.ts. It has no CometBFT's data.
 *
 * @param heights how many blocks; with 0 the node was never started
 */
export async function stoppedNode(t: TestContext, heights: number): Promise<NodeHome> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "lazuli-node-")));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const home = homeAt(join(folder, "home"));
  await initHome(home, {
    moniker: "m",
    chainId: CHAIN_ID,
    power: 10n,
    params: { bech32Prefix: "lazuli", feeDenom: "ulaz", minGasPrice: "0.001" },
    overwrite: false,
  });
  if (heights === 0) return { folder, home };
  const database = new LmdbDatabase(home.stateFolder, {
    pruning: { keepRecent: undefined, interval: 1 },
  });
  const chain = new TestChain({ database });
  while ((chain.executor.committed?.height ?? 0) < heights) commitNext(chain);
  await database.close();
  return { folder, home };
}
