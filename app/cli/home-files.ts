import { access } from "node:fs/promises";
import type { Params } from "../../proto/gen/lazuli/chain/v1/chain.ts";
import { validateParams } from "../../modules/chain/params.ts";
import { MODE_PUBLIC, errorCode, formatJson, writeFileAtomic } from "../node/files.ts";
import { createGenesis } from "../node/genesis.ts";
import { stakingState } from "../node/genesis-staking.ts";
import type { Home } from "../node/home.ts";
import { ensureNodeKeys, newAppState, writeNodeSettings } from "../node/network-files.ts";
import { UserError } from "../node/user-error.ts";

export interface InitOptions {
  readonly moniker: string;
  readonly chainId: string;
  /** Voting power of this node's validator, the only one; without it, validators are still to be collected. */
  readonly power: bigint | undefined;
  readonly params: Params;
  /** What validators are to put at stake; the denomination of fees unless given. */
  readonly bondDenom?: string;
  /** Replaces configuration and genesis. Keys and data are never replaced. */
  readonly overwrite: boolean;
}

export interface InitResult {
  readonly nodeId: string;
  readonly validatorAddress: string;
  /** Paths. */
  readonly written: readonly string[];
  /** Paths of keys that were there before. */
  readonly kept: readonly string[];
}

/**
 * Makes a home folder from which a node can start a network of its own.
 *
 * @throws UserError if there is one and it may not be replaced; nothing was written then
 */
export async function initHome(home: Home, options: InitOptions): Promise<InitResult> {
  validateParams(options.params);
  const replaced = await existing([home.genesis, home.cometToml, home.appToml, home.clientToml]);
  if (replaced.length > 0 && !options.overwrite) {
    throw new UserError(
      `${home.root} is set up already (${replaced.join(", ")}); ` +
        `choose another --home, or --overwrite to replace configuration and genesis`,
    );
  }
  const keys = [home.nodeKey, home.validatorKey, home.validatorState];
  const kept = await existing(keys);
  const node = await ensureNodeKeys(home);
  const { moniker, chainId, params, power, bondDenom = params.feeDenom, overwrite } = options;
  const isDraft = power === undefined;
  const validators = isDraft ? [] : [{ name: moniker, publicKey: node.publicKey, power }];
  const staking = stakingState({ bech32Prefix: params.bech32Prefix, bondDenom, validators });
  const appState = { ...newAppState({ params, bondDenom }), staking };
  const genesisTime = new Date();
  const genesis = createGenesis({ chainId, genesisTime, validators, appState, isDraft });
  const settings = { comet: { moniker }, client: { chainId } };
  const written = await writeNodeSettings(home, settings, { overwrite });
  await writeFileAtomic(home.genesis, formatJson(genesis), { mode: MODE_PUBLIC, overwrite });
  return {
    nodeId: node.nodeId,
    validatorAddress: node.validatorAddress,
    written: [home.genesis, ...written, ...keys.filter((path) => !kept.includes(path))],
    kept,
  };
}

async function existing(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    try {
      await access(path);
      found.push(path);
    } catch (error) {
      if (errorCode(error) !== "ENOENT") throw error;
    }
  }
  return found;
}
