import { access } from "node:fs/promises";
import type { Params } from "../../proto/gen/lazuli/chain/v1/chain.ts";
import { genesisFromParams } from "../../modules/chain/genesis.ts";
import { validateParams } from "../../modules/chain/params.ts";
import { buildApp } from "../app.ts";
import { defaultState } from "../core/app.ts";
import { renderCometConfig } from "../node/comet-config.ts";
import {
  ensureNodeKey,
  ensureValidatorKey,
  ensureValidatorState,
  nodeId,
  validatorAddress,
} from "../node/comet-keys.ts";
import { APP_SETTINGS, CLIENT_SETTINGS } from "../node/config.ts";
import { MODE_PUBLIC, errorCode, formatJson, writeFileAtomic } from "../node/files.ts";
import { createGenesis } from "../node/genesis.ts";
import { stakingState } from "../node/genesis-staking.ts";
import { abciSocketPath, makeHomeFolders } from "../node/home.ts";
import type { Home } from "../node/home.ts";
import { UserError } from "../node/user-error.ts";

export interface InitOptions {
  readonly moniker: string;
  readonly chainId: string;
  /** Voting power of this node's validator, the only one. */
  readonly power: bigint;
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
  await makeHomeFolders(home);
  const node = await ensureNodeKey(home.nodeKey);
  const validator = await ensureValidatorKey(home.validatorKey);
  await ensureValidatorState(home.validatorState);
  const { params, power, bondDenom = params.feeDenom } = options;
  const validators = [{ name: options.moniker, publicKey: validator.publicKey, power }];
  const staking = stakingState({ bech32Prefix: params.bech32Prefix, bondDenom, validators });
  const genesis = createGenesis({
    chainId: options.chainId,
    genesisTime: new Date(),
    validators,
    appState: { ...appState(params), staking },
  });
  const proxyApp = `unix://${abciSocketPath(home)}`;
  const files = [
    [home.genesis, formatJson(genesis)],
    [home.cometToml, renderCometConfig({ moniker: options.moniker, proxyApp })],
    [home.appToml, APP_SETTINGS.render({})],
    [home.clientToml, CLIENT_SETTINGS.render({ chainId: options.chainId })],
  ] as const;
  for (const [path, content] of files) {
    await writeFileAtomic(path, content, { mode: MODE_PUBLIC, overwrite: options.overwrite });
  }
  return {
    nodeId: nodeId(node),
    validatorAddress: validatorAddress(validator),
    written: [...files.map(([path]) => path), ...keys.filter((path) => !kept.includes(path))],
    kept,
  };
}

/** What every module starts from, with the network's parameters. */
function appState(params: Params): Readonly<Record<string, unknown>> {
  const state = defaultState(buildApp({ nodeMinGasPrice: "0" }));
  return { ...state, chain: genesisFromParams(params) };
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
