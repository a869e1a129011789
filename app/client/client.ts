import { QueryClient, StargateClient } from "@cosmjs/stargate";
import { Comet38Client } from "@cosmjs/tendermint-rpc";
import type { CometClient } from "@cosmjs/tendermint-rpc";
import { ServiceDefinition as NodeService } from "../../proto/gen/cosmos/base/node/v1beta1/query.ts";
import { QueryDefinition as ChainQuery } from "../../proto/gen/lazuli/chain/v1/query.ts";
import type { Params } from "../../proto/gen/lazuli/chain/v1/chain.ts";
import { cometResults } from "./block-results.ts";
import type { ResultsBase } from "./block-results.ts";
import { ClientError } from "./errors.ts";
import { cometProofs, readProven } from "./proven.ts";
import type { ProofBase, ProvenOptions, ProvenValue } from "./proven.ts";
import { queryService } from "./query.ts";
import type { QueryBase } from "./query.ts";
import { HttpRpc } from "./rpc.ts";

/** Of the SDK's node service the one method that needs no consensus engine behind it. */
const NodeConfig = {
  fullName: NodeService.fullName,
  methods: { config: NodeService.methods.config },
} as const;

/** Adds queries of a module: `{ kv: { get, … } }`. CosmJS's own `setup…Extension` functions fit as well. */
export type Extension = (base: QueryClient & ProofBase & ResultsBase) => object;

type Intersection<Union> = (Union extends unknown ? (member: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/** What a list of extensions adds together. */
export type Extended<E extends readonly Extension[]> = Intersection<ReturnType<E[number]>>;

export interface ClientOptions<E extends readonly Extension[]> {
  readonly extensions?: E;
}

/** Reads a chain through one node, which it believes. */
export interface Client {
  /** CosmJS's client for everything that CosmJS can ask. */
  readonly stargate: StargateClient;
  readonly comet: CometClient;
  /** Asks any query service. */
  readonly base: QueryBase;
  chainId(): Promise<string>;
  /** Bech32 prefix, fee denom and the chain's minimum gas price. */
  chainParams(): Promise<Params>;
  /**
   * Reads a store's key with its proof and checks it against the app hash. The header that has the app hash is believed
   * as the node answers it. Waits for the next block unless a past height is asked for.
   *
   * @throws ProofInvalid if the proof does not hold
   */
  proven(store: string, key: Uint8Array, options?: ProvenOptions): Promise<ProvenValue>;
  /** The least that this node takes a transaction for, such as "0.001ulaz": the chain's minimum or a higher one of its own. */
  minimumGasPrice(): Promise<string>;
  disconnect(): void;
}

/**
 * Connects to a node.
 *
 * @param endpoint of CometBFT's RPC, such as `http://127.0.0.1:26657`, or a connected client of CosmJS
 */
export function createClient<const E extends readonly Extension[] = []>(
  endpoint: string | CometClient,
  options: ClientOptions<E> = {},
): Client & Extended<E> {
  const comet = typeof endpoint === "string" ? connectComet(endpoint) : endpoint;
  const base = Object.assign(new QueryClient(comet), cometProofs(comet), cometResults(comet));
  const chain = queryService(base, ChainQuery);
  const node = queryService(base, NodeConfig);
  let chainId: string | undefined;
  const client: Client = {
    stargate: StargateClient.create(comet),
    comet,
    base,
    async chainId() {
      return (chainId ??= (await comet.status()).nodeInfo.network);
    },
    async chainParams() {
      const { params } = await chain.params({});
      if (params === undefined) throw new ClientError("the node answered no chain parameters");
      return params;
    },
    async minimumGasPrice() {
      return (await node.config({})).minimumGasPrice;
    },
    proven: (store, key, options) => readProven(base, store, key, options),
    disconnect: () => comet.disconnect(),
  };
  const extensions: readonly Extension[] = options.extensions ?? [];
  return Object.assign(client, ...extensions.map((extension) => extension(base))) as Client &
    Extended<E>;
}

/**
 * CosmJS chooses its client by the node's version string and takes v0.39 and v0.40 for Tendermint 0.37, whose client
 * loses parts of the answers; all three speak the protocol of v0.38.
 */
export function connectComet(endpoint: string): Comet38Client {
  return Comet38Client.create(new HttpRpc(endpoint));
}
