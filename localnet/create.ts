import { rm } from "node:fs/promises";
import { buildApp } from "../app/app.ts";
import { defaultState } from "../app/core/app.ts";
import { APP_SETTINGS, CLIENT_SETTINGS } from "../app/node/config.ts";
import { renderCometConfig } from "../app/node/comet-config.ts";
import {
  ensureNodeKey,
  ensureValidatorKey,
  ensureValidatorState,
  nodeId,
} from "../app/node/comet-keys.ts";
import { MODE_PUBLIC, isJsonObject, makeFolder, writeFileAtomic } from "../app/node/files.ts";
import type { JsonObject } from "../app/node/files.ts";
import { createGenesis, writeGenesis } from "../app/node/genesis.ts";
import type { GenesisValidator } from "../app/node/genesis.ts";
import { stakingState } from "../app/node/genesis-staking.ts";
import { abciSocketPath, makeHomeFolders } from "../app/node/home.ts";
import { FUNDS, createAccounts } from "./accounts.ts";
import type { TestAccount } from "./accounts.ts";
import { HOST, clientHome, nodesOf, writeNetwork } from "./network.ts";
import type { Network, NetworkNode } from "./network.ts";

/** Each validator's; equal, so that any third may fail. */
const POWER = 10n;
const DENOM = "ulaz";

/** Makes all files of a new network. What a creation that was broken off has left is removed: it has made no block. */
export async function createNetwork(network: Network): Promise<Network> {
  const client = clientHome(network.dir);
  const nodes = nodesOf(network);
  // From here on the folder is known as a localnet, also if this is broken off.
  await writeNetwork({ ...network, complete: false });
  const roots = [client.root, ...nodes.map(({ home }) => home.root)];
  for (const root of roots) await rm(root, { recursive: true, force: true });
  await makeFolder(client.configFolder);
  for (const { home } of nodes) await makeHomeFolders(home);

  const appState = defaultState(buildApp({ nodeMinGasPrice: "0" }));
  const accounts = await createAccounts(client, addressPrefix(appState));
  const validators = await Promise.all(nodes.map(createNode));
  const bech32Prefix = addressPrefix(appState);
  const staking = stakingState({ bech32Prefix, bondDenom: DENOM, validators });
  const genesis = createGenesis({
    chainId: network.chainId,
    genesisTime: new Date(),
    validators,
    appState: { ...withFunds(appState, accounts), staking },
  });
  await Promise.all(nodes.map(({ home }) => writeGenesis(home.genesis, genesis)));
  await writeConfigs(network);
  const complete = { ...network, complete: true };
  await writeNetwork(complete);
  return complete;
}

/** Writes where each node listens and whom it knows, and whom the client asks; other settings get their first values. */
export async function writeConfigs(network: Network): Promise<void> {
  const nodes = nodesOf(network);
  const addresses = await Promise.all(
    nodes.map(async ({ home, p2pPort }) => {
      const id = nodeId(await ensureNodeKey(home.nodeKey));
      return `${id}@${HOST}:${p2pPort}`;
    }),
  );
  const options = { mode: MODE_PUBLIC, overwrite: true };
  const write = async (node: NetworkNode, index: number): Promise<void> => {
    const { name, home, p2pPort, rpcPort, grpc, rest } = node;
    const config = renderCometConfig({
      moniker: name,
      proxyApp: `unix://${abciSocketPath(home)}`,
      rpcAddress: `tcp://${HOST}:${rpcPort}`,
      p2pAddress: `tcp://${HOST}:${p2pPort}`,
      persistentPeers: addresses.filter((_, other) => other !== index),
      local: true,
      timeoutCommit: network.timeoutCommit,
    });
    await writeFileAtomic(home.cometToml, config, options);
    const { snapshotInterval } = network;
    const settings = {
      snapshotInterval,
      grpcAddress: grpc,
      apiAddress: rest.replace("http", "tcp"),
    };
    await writeFileAtomic(home.appToml, APP_SETTINGS.render(settings), options);
  };
  await Promise.all(nodes.map(write));
  const client = CLIENT_SETTINGS.render({
    chainId: network.chainId,
    keyringBackend: "test",
    node: nodes[0]?.rpc ?? "",
    rest: nodes[0]?.rest ?? "",
    grpc: nodes[0]?.grpc ?? "",
  });
  await writeFileAtomic(clientHome(network.dir).clientToml, client, options);
}

async function createNode(node: NetworkNode): Promise<GenesisValidator> {
  const { home, name } = node;
  await ensureNodeKey(home.nodeKey);
  await ensureValidatorState(home.validatorState);
  const { publicKey } = await ensureValidatorKey(home.validatorKey);
  return { name, publicKey, power: POWER };
}

function addressPrefix(appState: JsonObject): string {
  const prefix = objectAt(objectAt(appState, "chain"), "params")["bech32_prefix"];
  if (typeof prefix === "string") return prefix;
  throw new TypeError("the chain module's first state has no bech32_prefix");
}

function withFunds(appState: JsonObject, accounts: readonly TestAccount[]): JsonObject {
  const balances = accounts.map(({ name, address }) => ({
    address,
    coins: [{ denom: DENOM, amount: String(FUNDS.find((fund) => fund.name === name)?.amount) }],
  }));
  return {
    ...appState,
    auth: {
      ...objectAt(appState, "auth"),
      accounts: accounts.map(({ address }) => ({
        "@type": "/cosmos.auth.v1beta1.BaseAccount",
        address,
        pub_key: null,
        account_number: "0",
        sequence: "0",
      })),
    },
    bank: { ...objectAt(appState, "bank"), balances, denom_metadata: [LAZ_METADATA] },
  };
}

const LAZ_METADATA = {
  description: "What fees are paid in",
  denom_units: [
    { denom: DENOM, exponent: 0, aliases: [] },
    { denom: "laz", exponent: 6, aliases: [] },
  ],
  base: DENOM,
  display: "laz",
  name: "Laz",
  symbol: "LAZ",
  uri: "",
  uri_hash: "",
};

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  if (isJsonObject(value)) return value;
  throw new TypeError(`the application's first state has no object ${key}`);
}
