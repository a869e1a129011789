import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Params } from "../../proto/gen/lazuli/chain/v1/chain.ts";
import { validateParams } from "../../modules/chain/params.ts";
import { TOKENS_PER_POWER } from "../../modules/staking/validator.ts";
import { portsOf } from "../../localnet/network.ts";
import type { KeyringBackend } from "../node/config.ts";
import {
  MODE_PUBLIC,
  MODE_SECRET,
  errorCode,
  formatJson,
  makeFolder,
  writeFileAtomic,
} from "../node/files.ts";
import type { JsonObject } from "../node/files.ts";
import { addAccounts, objectAt } from "../node/genesis-accounts.ts";
import { collectGentxs } from "../node/genesis-collect.ts";
import type { GentxFile } from "../node/genesis-collect.ts";
import { createGenesis, writeGenesis } from "../node/genesis.ts";
import type { Genesis } from "../node/genesis.ts";
import { createGentx } from "../node/gentx.ts";
import { homeAt } from "../node/home.ts";
import type { Home } from "../node/home.ts";
import { createMnemonic, addressOf } from "../node/key.ts";
import { openKeyring } from "../node/keyring.ts";
import {
  LAZ_METADATA,
  type NodeIdentity,
  ensureNodeKeys,
  newAppState,
  writeNodeSettings,
} from "../node/network-files.ts";
import { UserError } from "../node/user-error.ts";

export interface TestnetOptions {
  /** Absolute; it must not exist, or be empty. */
  readonly folder: string;
  readonly chainId: string;
  readonly params: Params;
  readonly bondDenom: string;
  /** Each `prefix0`, `prefix1`, … */
  readonly nodePrefix: string;
  /** Of the home below each node's folder. */
  readonly homeName: string;
  /** Where each node is reached: an address or a name. */
  readonly hosts: readonly string[];
  /** The first of ports of which each node has ten, for nodes of one machine; undefined if each has its own. */
  readonly basePort: number | undefined;
  /** Whether RPC, gRPC and REST can be reached from other machines. */
  readonly isExposed: boolean;
  readonly timeoutCommit: string;
  readonly backend: KeyringBackend;
  /** Of the keyrings; empty for the backend `test`. */
  readonly password: string;
}

export interface TestnetNode {
  readonly name: string;
  readonly home: string;
  readonly node_id: string;
  /** Of the account that runs it. */
  readonly address: string;
  /** `node-id@host:port` */
  readonly peer: string;
}

const TOKENS = 1_000_000n * TOKENS_PER_POWER;
const STAKE = 100n * TOKENS_PER_POWER;
const LOOPBACK = "127.0.0.1";
const EVERYWHERE = "0.0.0.0";
const PORTS = { p2p: 26_656, rpc: 26_657, grpc: 9_090, rest: 1_317 };

/** A node while its files are made. */
interface Draft extends NodeIdentity {
  readonly name: string;
  readonly home: Home;
  readonly address: string;
  readonly peer: string;
  readonly ports: typeof PORTS;
}

/**
 * Makes the homes of a network's nodes, which are to be carried to their hosts.
 *
 * @throws UserError, ChainError; the folder is then as it was, or empty
 */
export async function makeTestnet(options: TestnetOptions): Promise<readonly TestnetNode[]> {
  const { folder } = options;
  validateParams(options.params);
  if ((await namesIn(folder)).length > 0) {
    throw new UserError(`${folder} is not empty; name another folder with --output-dir`);
  }
  try {
    const nodes: Draft[] = [];
    for (const index of options.hosts.keys()) nodes.push(await makeNode(options, index));
    await makeGenesis(options, nodes);
    for (const node of nodes) await writeSettings(options, node, nodes);
    return nodes.map(({ name, home, nodeId, address, peer }) => ({
      ...{ name, home: home.root, node_id: nodeId, address, peer },
    }));
  } catch (error) {
    // Nothing of it was there before.
    for (const name of await namesIn(folder)) await rm(join(folder, name), { recursive: true });
    throw error;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}

/** Its keys, and the key of the account that runs it. */
async function makeNode(options: TestnetOptions, index: number): Promise<Draft> {
  const { basePort, backend, params } = options;
  const name = `${options.nodePrefix}${index}`;
  const home = homeAt(join(options.folder, name, options.homeName));
  const identity = await ensureNodeKeys(home);
  const ports = basePort === undefined ? PORTS : portsOf(basePort, index);
  const mnemonic = createMnemonic();
  const { publicKey } = await keyringOf(options, home).add(name, { mnemonic });
  if (backend === "test") {
    const secret = formatJson({ secret: mnemonic });
    const seed = { mode: MODE_SECRET, overwrite: false };
    await writeFileAtomic(join(home.root, "key_seed.json"), secret, seed);
  }
  const address = addressOf(publicKey, params.bech32Prefix);
  const peer = `${identity.nodeId}@${options.hosts[index] ?? LOOPBACK}:${ports.p2p}`;
  return { ...identity, name, home, address, peer, ports };
}

function keyringOf({ backend, password }: TestnetOptions, home: Home) {
  return openKeyring(home, backend, () => Promise.resolve(password));
}

async function makeGenesis(options: TestnetOptions, nodes: readonly Draft[]): Promise<void> {
  const draft = fundedDraft(options, nodes);
  const folder = join(options.folder, "gentxs");
  await makeFolder(folder);
  const files: GentxFile[] = [];
  for (const node of nodes) {
    const path = join(folder, `${node.name}.json`);
    const json = await signGentx(options, node);
    const content = `${JSON.stringify(json)}\n`;
    await writeFileAtomic(path, content, { mode: MODE_PUBLIC, overwrite: false });
    files.push({ path, json });
  }
  const { genesis } = await collectGentxs("genesis", draft, files);
  for (const { home } of nodes) await writeGenesis(home.genesis, genesis);
}

function fundedDraft(
  { chainId, params, bondDenom }: TestnetOptions,
  nodes: readonly Draft[],
): Genesis {
  const appState = newAppState({ params, bondDenom });
  const isLaz = LAZ_METADATA.base === params.feeDenom;
  const bank = { ...objectAt(appState, "bank"), denom_metadata: isLaz ? [LAZ_METADATA] : [] };
  const draft = createGenesis({
    chainId,
    genesisTime: new Date(),
    validators: [],
    isDraft: true,
    appState: { ...appState, bank },
  });
  const denoms = [...new Set([params.feeDenom, bondDenom])].sort();
  const coins = denoms.map((denom) => ({ denom, amount: TOKENS }));
  const added = nodes.map(({ address }) => ({ address, coins }));
  return addAccounts(draft, added, { append: false });
}

async function signGentx(options: TestnetOptions, node: Draft): Promise<JsonObject> {
  const { chainId, params, bondDenom } = options;
  const signer = await keyringOf(options, node.home).signer(node.name, params.bech32Prefix);
  const unsaid = { identity: "", website: "", securityContact: "", details: "" };
  const candidate = {
    description: { moniker: node.name, ...unsaid },
    // All that is earned, for there is nobody else: 1 in units of 10⁻¹⁸, as the SDK's testnets have it.
    rates: { rate: ONE, maxRate: ONE, maxChangeRate: ONE },
    minSelfDelegation: 1n,
    publicKey: node.publicKey,
    stake: { denom: bondDenom, amount: STAKE },
    peer: node.peer,
  };
  return createGentx(signer, candidate, { chainId, prefix: params.bech32Prefix });
}

const ONE = "1000000000000000000";

async function writeSettings(
  options: TestnetOptions,
  node: Draft,
  nodes: readonly Draft[],
): Promise<void> {
  const { ports } = node;
  const local = options.basePort !== undefined;
  const server = options.isExposed ? EVERYWHERE : LOOPBACK;
  const comet = {
    moniker: node.name,
    rpcAddress: `tcp://${server}:${ports.rpc}`,
    // Peers have to reach it; whatever else it serves, others need not.
    p2pAddress: `tcp://${local ? LOOPBACK : EVERYWHERE}:${ports.p2p}`,
    persistentPeers: nodes.filter((other) => other !== node).map(({ peer }) => peer),
    local,
    timeoutCommit: options.timeoutCommit,
  };
  const app = {
    apiAddress: `tcp://${server}:${ports.rest}`,
    grpcAddress: `${server}:${ports.grpc}`,
  };
  const client = {
    chainId: options.chainId,
    keyringBackend: options.backend,
    node: `http://${LOOPBACK}:${ports.rpc}`,
  };
  await writeNodeSettings(node.home, { comet, app, client }, { overwrite: false });
}
