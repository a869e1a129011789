import { buildApp } from "../app.ts";
import { defaultState } from "../core/app.ts";
import type { Params } from "../../proto/gen/lazuli/chain/v1/chain.ts";
import { genesisFromParams } from "../../modules/chain/genesis.ts";
import { defaultParams, paramsToJson } from "../../modules/staking/params.ts";
import { type CometConfigOptions, renderCometConfig } from "./comet-config.ts";
import {
  ensureNodeKey,
  ensureValidatorKey,
  ensureValidatorState,
  nodeId,
  validatorAddress,
} from "./comet-keys.ts";
import { APP_SETTINGS, type AppConfig, CLIENT_SETTINGS, type ClientConfig } from "./config.ts";
import { MODE_PUBLIC, writeFileAtomic } from "./files.ts";
import type { JsonObject } from "./files.ts";
import { abciSocketPath, makeHomeFolders } from "./home.ts";
import type { Home } from "./home.ts";

/** What others know of a node by its keys. */
export interface NodeIdentity {
  readonly nodeId: string;
  /** Of the validator, ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly validatorAddress: string;
}

/** Makes the folders of a node, and those of its keys that are not there. */
export async function ensureNodeKeys(home: Home): Promise<NodeIdentity> {
  await makeHomeFolders(home);
  const node = await ensureNodeKey(home.nodeKey);
  const validator = await ensureValidatorKey(home.validatorKey);
  await ensureValidatorState(home.validatorState);
  return {
    nodeId: nodeId(node),
    publicKey: validator.publicKey,
    validatorAddress: validatorAddress(validator),
  };
}

/** How a node is set up; what is not given has its first value. */
export interface NodeSettings {
  /** Of CometBFT. */
  readonly comet: Omit<CometConfigOptions, "proxyApp">;
  /** Of app.toml. */
  readonly app?: Partial<AppConfig>;
  /** Of client.toml; without it the file is not written. */
  readonly client?: Partial<ClientConfig>;
}

/**
 * Writes the settings of a node.
 *
 * @returns the paths
 * @throws UserError if a value is out of range, or a file is there and may not be overwritten
 */
export async function writeNodeSettings(
  home: Home,
  { comet, app = {}, client }: NodeSettings,
  { overwrite }: { readonly overwrite: boolean },
): Promise<readonly string[]> {
  const proxyApp = `unix://${abciSocketPath(home)}`;
  const files = [
    [home.cometToml, renderCometConfig({ ...comet, proxyApp })],
    [home.appToml, APP_SETTINGS.render(app)],
    ...(client === undefined ? [] : [[home.clientToml, CLIENT_SETTINGS.render(client)] as const]),
  ] as const;
  for (const [path, content] of files) {
    await writeFileAtomic(path, content, { mode: MODE_PUBLIC, overwrite });
  }
  return files.map(([path]) => path);
}

/** The state of a new chain that nobody validates yet. @param options.bondDenom what validators are to put at stake */
export function newAppState(options: {
  readonly params: Params;
  readonly bondDenom: string;
}): JsonObject {
  return {
    ...defaultState(buildApp({ nodeMinGasPrice: "0" })),
    chain: genesisFromParams(options.params),
    staking: { params: paramsToJson(defaultParams(options.bondDenom)), validators: [] },
  };
}

/** What wallets are told of the default denomination. */
export const LAZ_METADATA = {
  description: "What fees are paid in",
  denom_units: [
    { denom: "ulaz", exponent: 0, aliases: [] },
    { denom: "laz", exponent: 6, aliases: [] },
  ],
  base: "ulaz",
  display: "laz",
  name: "Laz",
  symbol: "LAZ",
  uri: "",
  uri_hash: "",
};
