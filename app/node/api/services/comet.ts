import { QueryDefinition as AuthQueryDefinition } from "../../../../proto/gen/cosmos/auth/v1beta1/query.ts";
import {
  type GetNodeInfoResponse,
  type ServiceDefinition,
} from "../../../../proto/gen/cosmos/base/tendermint/v1beta1/query.ts";
import type { PageRequest } from "../../../../proto/gen/cosmos/base/query/v1beta1/pagination.ts";
import { PubKey } from "../../../../proto/gen/cosmos/crypto/ed25519/keys.ts";
import { AddressCodec, VALIDATOR_PREFIXES } from "../../../core/address.ts";
import { encodeMessage } from "../../../core/protobuf.ts";
import { VERSION } from "../../../version.ts";
import { type Ask, type Call, type ServiceHandlers, queryHandler } from "../calls.ts";
import { blockFromComet, blockIdFromComet, blockToSdk } from "../comet-block.ts";
import type { CometJson } from "../comet-json.ts";
import { CometRefused, type CometRpc } from "../comet-rpc.ts";
import { VALIDATORS_PAGE_MAX } from "../limits.ts";
import { RpcError, invalid } from "../rpc-status.ts";

/** The version whose services these are; tools decide by it what they may ask. */
const SDK_VERSION = "v0.53.8";

export interface NodeSources {
  readonly comet: CometRpc;
  readonly ask: Ask;
}

type Handlers = ServiceHandlers<typeof ServiceDefinition>;

/** What the SDK's service of CometBFT's name answers, taken from CometBFT's RPC. */
export function cometService({ comet, ask }: NodeSources): Handlers {
  const formatAddress = consensusAddresses(ask);
  const status = (call: Call): Promise<CometJson> => comet.call("status", {}, call.signal);
  const getBlock = async (call: Call, height: bigint | undefined) => {
    const json = await callAtHeight(comet, "block", height, call);
    const block = blockFromComet(json.at("block"));
    const format = await formatAddress(call);
    return {
      blockId: blockIdFromComet(json.at("block_id")),
      block,
      sdkBlock: blockToSdk(block, format),
    };
  };
  const getValidators = async (call: Call, page: Page, height: bigint | undefined) => {
    const json = await callAtHeight(comet, "validators", height, call, page);
    const format = await formatAddress(call);
    return {
      blockHeight: json.at("block_height").integer,
      validators: json.at("validators").list.map((one) => ({
        address: format(one.at("address").hex),
        pubKey: publicKeyToAny(one.at("pub_key")),
        votingPower: one.at("voting_power").integer,
        proposerPriority: one.at("proposer_priority").integer,
      })),
      pagination: { nextKey: new Uint8Array(), total: json.at("total").integer },
    };
  };
  return {
    getNodeInfo: async (_request, call) => nodeInfoFromComet((await status(call)).at("node_info")),
    getSyncing: async (_request, call) => ({
      syncing: (await status(call)).at("sync_info", "catching_up").isTrue,
    }),
    getLatestBlock: (_request, call) => getBlock(call, undefined),
    getBlockByHeight: async ({ height }, call) => {
      checkHeight(height, await status(call));
      return getBlock(call, height);
    },
    getLatestValidatorSet: ({ pagination }, call) =>
      getValidators(call, pageOf(pagination), undefined),
    getValidatorSetByHeight: async ({ height, pagination }, call) => {
      const page = pageOf(pagination);
      checkHeight(height, await status(call));
      return getValidators(call, page, height);
    },
    aBCIQuery: async ({ path, data, height, prove }) => {
      if (path === "") throw invalid("empty query path");
      if (!/^\/?(?:app|store|p2p|custom)\//.test(path)) {
        throw invalid(`unsupported ABCI query path: ${path.slice(0, 200)}`);
      }
      const answer = await ask({ path, data, height, prove });
      return { ...answer, info: "", index: 0n };
    },
  };
}

/** @param height undefined for the newest */
async function callAtHeight(
  comet: CometRpc,
  method: string,
  height: bigint | undefined,
  call: Call,
  page?: Page,
): Promise<CometJson> {
  const params = {
    ...(height === undefined ? {} : { height: height.toString() }),
    ...(page && { page: page.number.toString(), per_page: page.size.toString() }),
  };
  try {
    return await comet.call(method, params, call.signal);
  } catch (error) {
    // It has pruned the block, or the page is beyond the last.
    if (error instanceof CometRefused) throw invalid(error.message);
    throw error;
  }
}

function checkHeight(height: bigint, status: CometJson): void {
  if (height > status.at("sync_info", "latest_block_height").integer) {
    throw invalid("requested block height is bigger then the chain length");
  }
  if (height < 1n) throw invalid(`expected a height from 1 on, got ${height}`);
}

interface Page {
  /** From 1 on. */
  readonly number: bigint;
  readonly size: bigint;
}

/** CometBFT counts in pages: an offset has to be a multiple of the limit. */
function pageOf(pagination: PageRequest | undefined): Page {
  const { key, offset = 0n, limit = 0n } = pagination ?? {};
  if (key !== undefined && key.length > 0) throw invalid("pagination.key is not supported here");
  // CometBFT cuts a larger one itself; an offset counts in what it gives.
  const most = BigInt(VALIDATORS_PAGE_MAX);
  const size = limit === 0n || limit > most ? most : limit;
  if (offset % size !== 0n) {
    throw invalid(`pagination.offset: expected a multiple of ${size}, got ${offset}`);
  }
  return { number: offset / size + 1n, size };
}

/** Formats consensus addresses with the chain's prefix, which is asked for once: it never changes. */
function consensusAddresses(ask: Ask): (call: Call) => Promise<(bytes: Uint8Array) => string> {
  const path = `/${AuthQueryDefinition.fullName}/${AuthQueryDefinition.methods.bech32Prefix.name}`;
  const handler = queryHandler(ask);
  let codec: AddressCodec | undefined;
  return async ({ signal }) => {
    if (codec === undefined) {
      const { value } = await handler({ path, data: new Uint8Array(), height: 0n, signal });
      const { responseType } = AuthQueryDefinition.methods.bech32Prefix;
      const { bech32Prefix } = responseType.decode(value);
      codec = new AddressCodec(`${bech32Prefix}${VALIDATOR_PREFIXES.consensus}`);
    }
    const found = codec;
    return (bytes) => (bytes.length === 0 ? "" : found.format(bytes));
  };
}

function publicKeyToAny(json: CometJson): { typeUrl: string; value: Uint8Array } {
  const type = json.at("type").text;
  if (type !== "tendermint/PubKeyEd25519") {
    throw new RpcError("Internal", `a validator's key is of the unknown type ${type}`);
  }
  const value = encodeMessage(PubKey, { key: json.at("value").base64 });
  return { typeUrl: "/cosmos.crypto.ed25519.PubKey", value };
}

function nodeInfoFromComet(json: CometJson): GetNodeInfoResponse {
  const protocol = json.at("protocol_version");
  return {
    defaultNodeInfo: {
      protocolVersion: {
        p2p: protocol.at("p2p").integer,
        block: protocol.at("block").integer,
        app: protocol.at("app").integer,
      },
      defaultNodeId: json.at("id").text,
      listenAddr: json.at("listen_addr").text,
      network: json.at("network").text,
      version: json.at("version").text,
      channels: json.at("channels").hex,
      moniker: json.at("moniker").text,
      other: {
        txIndex: json.at("other", "tx_index").text,
        rpcAddress: json.at("other", "rpc_address").text,
      },
    },
    applicationVersion: {
      name: "lazuli",
      appName: "lazuli",
      version: VERSION,
      gitCommit: "",
      buildTags: "",
      goVersion: "",
      // By these, relayers know what they speak to.
      buildDeps: [
        { path: "github.com/cometbft/cometbft", version: `v${json.at("version").text}`, sum: "" },
        { path: "github.com/cosmos/cosmos-sdk", version: SDK_VERSION, sum: "" },
      ],
      cosmosSdkVersion: SDK_VERSION,
    },
  };
}
