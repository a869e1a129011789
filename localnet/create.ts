import { rm } from "node:fs/promises";
import { CLIENT_SETTINGS } from "../app/node/config.ts";
import { MODE_PUBLIC, makeFolder, writeFileAtomic } from "../app/node/files.ts";
import { addAccounts, objectAt } from "../app/node/genesis-accounts.ts";
import { createGenesis, writeGenesis } from "../app/node/genesis.ts";
import type { Genesis, GenesisValidator } from "../app/node/genesis.ts";
import { stakingState } from "../app/node/genesis-staking.ts";
import {
  LAZ_METADATA,
  ensureNodeKeys,
  newAppState,
  writeNodeSettings,
} from "../app/node/network-files.ts";
import { DEFAULT_PARAMS } from "../modules/chain/params.ts";
import { FUNDS, createAccounts } from "./accounts.ts";
import type { TestAccount } from "./accounts.ts";
import { HOST, clientHome, nodesOf, writeNetwork } from "./network.ts";
import type { Network, NetworkNode } from "./network.ts";

/** Each validator's; equal, so that any third may fail. */
const POWER = 10n;
const { bech32Prefix, feeDenom: DENOM } = DEFAULT_PARAMS;

/** Makes all files of a new network. What a creation that was broken off has left is removed: it has made no block. */
export async function createNetwork(network: Network): Promise<Network> {
  const client = clientHome(network.dir);
  const nodes = nodesOf(network);
  // From here on the folder is known as a localnet, also if this is broken off.
  await writeNetwork({ ...network, complete: false });
  const roots = [client.root, ...nodes.map(({ home }) => home.root)];
  for (const root of roots) await rm(root, { recursive: true, force: true });
  await makeFolder(client.configFolder);

  const accounts = await createAccounts(client, bech32Prefix);
  const validators = await Promise.all(nodes.map(createNode));
  const staking = stakingState({ bech32Prefix, bondDenom: DENOM, validators });
  const appState = newAppState({ params: DEFAULT_PARAMS, bondDenom: DENOM });
  const bank = { ...objectAt(appState, "bank"), denom_metadata: [LAZ_METADATA] };
  const genesis = createGenesis({
    chainId: network.chainId,
    genesisTime: new Date(),
    validators,
    appState: { ...appState, staking, bank },
  });
  const funded = withFunds(genesis, accounts);
  await Promise.all(nodes.map(({ home }) => writeGenesis(home.genesis, funded)));
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
      const { nodeId } = await ensureNodeKeys(home);
      return `${nodeId}@${HOST}:${p2pPort}`;
    }),
  );
  const write = async (node: NetworkNode, index: number): Promise<void> => {
    const { name, home, p2pPort, rpcPort, grpc, rest } = node;
    const comet = {
      moniker: name,
      rpcAddress: `tcp://${HOST}:${rpcPort}`,
      p2pAddress: `tcp://${HOST}:${p2pPort}`,
      persistentPeers: addresses.filter((_, other) => other !== index),
      local: true,
      timeoutCommit: network.timeoutCommit,
    };
    const { snapshotInterval } = network;
    const app = { snapshotInterval, grpcAddress: grpc, apiAddress: rest.replace("http", "tcp") };
    await writeNodeSettings(home, { comet, app }, { overwrite: true });
  };
  await Promise.all(nodes.map(write));
  const client = CLIENT_SETTINGS.render({
    chainId: network.chainId,
    keyringBackend: "test",
    node: nodes[0]?.rpc ?? "",
    rest: nodes[0]?.rest ?? "",
    grpc: nodes[0]?.grpc ?? "",
  });
  const options = { mode: MODE_PUBLIC, overwrite: true };
  await writeFileAtomic(clientHome(network.dir).clientToml, client, options);
}

async function createNode({ home, name }: NetworkNode): Promise<GenesisValidator> {
  const { publicKey } = await ensureNodeKeys(home);
  return { name, publicKey, power: POWER };
}

function withFunds(genesis: Genesis, accounts: readonly TestAccount[]): Genesis {
  const added = accounts.map(({ name, address }) => ({
    address,
    coins: [{ denom: DENOM, amount: FUNDS.find((fund) => fund.name === name)?.amount ?? 0n }],
  }));
  return addAccounts(genesis, added, { append: false });
}
