import type {
  TxResponse,
  StringEvent,
} from "../../../../proto/gen/cosmos/base/abci/v1beta1/abci.ts";
import {
  BroadcastMode,
  OrderBy,
  type ServiceDefinition,
} from "../../../../proto/gen/cosmos/tx/v1beta1/service.ts";
import { AuthInfo, Tx, TxBody, TxRaw } from "../../../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { ChainError, CoreError } from "../../../core/errors.ts";
import { PAGE_LIMIT_DEFAULT } from "../../../core/limits.ts";
import { decodeStrict, encodeMessage } from "../../../core/protobuf.ts";
import { encodeTx } from "../../../core/tx-encode.ts";
import type { Call, ServiceHandlers } from "../calls.ts";
import { blockFromComet, blockIdFromComet } from "../comet-block.ts";
import type { CometJson } from "../comet-json.ts";
import { CometRefused, type CometRpc } from "../comet-rpc.ts";
import { TXS_PAGE_MAX } from "../limits.ts";
import { RpcError, invalid } from "../rpc-status.ts";

type Handlers = ServiceHandlers<typeof ServiceDefinition>;

/** The SDK's service of transactions, without simulations, which the state machine answers, and without amino. */
export function txService(comet: CometRpc): Handlers {
  return {
    ...searchHandlers(comet),
    ...codecHandlers(),
    broadcastTx: async ({ txBytes, mode }, call) => ({
      txResponse: await broadcast(comet, txBytes, mode, call),
    }),
  };
}

function searchHandlers(
  comet: CometRpc,
): Pick<Handlers, "getTx" | "getTxsEvent" | "getBlockWithTxs"> {
  return {
    getTx: ({ hash }, call) => getTx(comet, hash, call),
    getTxsEvent: async (request, call) => {
      const { results, total } = await searchTxs(comet, request, call);
      return {
        txs: results.map(({ tx }) => tx),
        txResponses: results.map(({ txResponse }) => txResponse),
        pagination: undefined,
        total,
      };
    },
    getBlockWithTxs: async ({ height, pagination }, call) => {
      const json = await blockAt(comet, height, call);
      const block = blockFromComet(json.at("block"));
      const all = block.data?.txs ?? [];
      const { offset = 0n, limit = 0n, reverse = false } = pagination ?? {};
      if (offset >= BigInt(all.length) && all.length > 0) {
        throw invalid(
          `out of range: cannot paginate ${all.length} txs with offset ${offset} and limit ${limit}`,
        );
      }
      const count = pagination && limit > 0n ? limit : BigInt(PAGE_LIMIT_DEFAULT);
      const from = Number(offset);
      const to = Number(offset + count < BigInt(all.length) ? offset + count : BigInt(all.length));
      const chosen = (reverse ? all.toReversed() : all).slice(from, to);
      return {
        txs: chosen.map(txFromBytes).filter((tx) => tx !== undefined),
        blockId: blockIdFromComet(json.at("block_id")),
        block,
        pagination: { nextKey: new Uint8Array(), total: BigInt(all.length) },
      };
    },
  };
}

function codecHandlers(): Pick<Handlers, "txDecode" | "txEncode"> {
  return {
    txDecode: ({ txBytes }) => {
      if (txBytes.length === 0) throw invalid("invalid empty tx bytes");
      try {
        const raw = decodeStrict(TxRaw, txBytes, "TxRaw");
        const body = decodeStrict(TxBody, raw.bodyBytes, "TxBody");
        const authInfo = decodeStrict(AuthInfo, raw.authInfoBytes, "AuthInfo");
        return { tx: { body, authInfo, signatures: raw.signatures } };
      } catch (error) {
        if (error instanceof ChainError) throw invalid(error.message);
        throw error;
      }
    },
    txEncode: ({ tx }) => {
      if (tx === undefined) throw invalid("invalid empty tx");
      return { txBytes: encodeTx(tx) };
    },
  };
}

/** A transaction and what became of it. */
export interface FoundTx {
  readonly tx: Tx;
  readonly txResponse: TxResponse;
}

/** What can stop a call. */
type Stoppable = Pick<Call, "signal">;

/** @param hash hexadecimal. @throws RpcError NotFound, InvalidArgument */
export async function getTx(comet: CometRpc, hash: string, call: Stoppable): Promise<FoundTx> {
  if (hash === "") throw invalid("tx hash cannot be empty");
  if (!/^(?:[0-9A-Fa-f]{2}){1,64}$/.test(hash)) {
    throw invalid(`tx hash: expected hexadecimal digits, got ${hash.slice(0, 200)}`);
  }
  const json = await findTx(comet, hash, call);
  return resultOf(json, await timeOf(comet, json.at("height").text, call));
}

/** What transactions are searched by, as the SDK's request has it. */
export interface TxSearch {
  /** In CometBFT's language of queries. */
  readonly query: string;
  /** Its conditions, for clients from before 0.50. */
  readonly events: readonly string[];
  readonly orderBy: OrderBy;
  /** From 1 on; 0 is 1. */
  readonly page: bigint;
  /** 0 is {@link PAGE_LIMIT_DEFAULT}; more than {@link TXS_PAGE_MAX} is so many, as CometBFT has it. */
  readonly limit: bigint;
}

/** @throws RpcError InvalidArgument */
export async function searchTxs(
  comet: CometRpc,
  request: TxSearch,
  call: Stoppable,
): Promise<{ readonly results: readonly FoundTx[]; readonly total: bigint }> {
  const json = await search(comet, request, call);
  const times = new Map<string, string>();
  const results = [];
  for (const one of json.at("txs").list) {
    const height = one.at("height").text;
    const time = times.get(height) ?? (await timeOf(comet, height, call));
    times.set(height, time);
    results.push(resultOf(one, time));
  }
  return { results, total: json.at("total_count").integer };
}

async function findTx(comet: CometRpc, hash: string, call: Stoppable): Promise<CometJson> {
  try {
    const bytes = Buffer.from(hash, "hex").toString("base64");
    return await comet.call("tx", { hash: bytes, prove: false }, call.signal);
  } catch (error) {
    if (!(error instanceof CometRefused)) throw error;
    if (!error.message.includes("not found")) throw new RpcError("Unknown", error.message);
    throw new RpcError("NotFound", `tx not found: ${hash}`);
  }
}

async function search(comet: CometRpc, request: TxSearch, call: Stoppable): Promise<CometJson> {
  const query = request.query === "" ? request.events.join(" AND ") : request.query;
  if (query === "") throw invalid("query cannot be empty");
  const most = BigInt(TXS_PAGE_MAX);
  const wanted = request.limit <= 0n ? BigInt(PAGE_LIMIT_DEFAULT) : request.limit;
  const limit = wanted > most ? most : wanted;
  const params = {
    query,
    prove: false,
    page: String(request.page <= 0n ? 1n : request.page),
    per_page: limit.toString(),
    order_by: request.orderBy === OrderBy.ORDER_BY_DESC ? "desc" : "asc",
  };
  try {
    return await comet.call("tx_search", params, call.signal);
  } catch (error) {
    if (error instanceof CometRefused) throw invalid(`failed to search for txs: ${error.message}`);
    throw error;
  }
}

async function blockAt(comet: CometRpc, height: bigint, call: Call): Promise<CometJson> {
  if (height < 1n) throw invalid(`expected a height from 1 on, got ${height}`);
  try {
    return await comet.call("block", { height: height.toString() }, call.signal);
  } catch (error) {
    if (error instanceof CometRefused) throw invalid(error.message);
    throw error;
  }
}

/** When a block was made, to the second as the SDK writes it. */
async function timeOf(comet: CometRpc, height: string, call: Stoppable): Promise<string> {
  const json = await comet.call("header", { height }, call.signal);
  return json.at("header", "time").text.replace(/\.\d+Z$/, "Z");
}

function resultOf(json: CometJson, timestamp: string): FoundTx {
  const tx = txFromBytes(json.at("tx").base64);
  if (tx === undefined) {
    throw new RpcError("Internal", `transaction ${json.at("hash").text} cannot be decoded`);
  }
  const result = json.at("tx_result");
  const txResponse = {
    height: json.at("height").integer,
    txhash: json.at("hash").text,
    codespace: result.at("codespace").text,
    code: result.at("code").number,
    data: Buffer.from(result.at("data").base64).toString("hex").toUpperCase(),
    rawLog: result.at("log").text,
    logs: [],
    info: result.at("info").text,
    gasWanted: result.at("gas_wanted").integer,
    gasUsed: result.at("gas_used").integer,
    tx: { typeUrl: "/cosmos.tx.v1beta1.Tx", value: encodeMessage(Tx, tx) },
    timestamp,
    events: result.at("events").list.map((event) => ({
      type: event.at("type").text,
      attributes: event.at("attributes").list.map((attribute) => ({
        key: attribute.at("key").text,
        value: attribute.at("value").text,
        index: attribute.at("index").isTrue,
      })),
    })),
  };
  return { tx, txResponse };
}

/** A block may hold what is no transaction; it is left out then. */
function txFromBytes(bytes: Uint8Array): Tx | undefined {
  try {
    const { bodyBytes, authInfoBytes, signatures } = TxRaw.decode(bytes);
    return {
      body: TxBody.decode(bodyBytes),
      authInfo: AuthInfo.decode(authInfoBytes),
      signatures,
    };
  } catch {
    return undefined;
  }
}

async function broadcast(
  comet: CometRpc,
  txBytes: Uint8Array,
  mode: BroadcastMode,
  call: Call,
): Promise<TxResponse> {
  if (txBytes.length === 0) throw invalid("invalid empty tx");
  const method = BROADCAST_METHODS.get(mode);
  if (method === undefined) {
    throw invalid("unsupported broadcast mode; supported are BROADCAST_MODE_SYNC and _ASYNC");
  }
  const hash = Buffer.from(await crypto.subtle.digest("SHA-256", txBytes)).toString("hex");
  const params = { tx: Buffer.from(txBytes).toString("base64") };
  try {
    return responseOf(await comet.call(method, params, call.signal), hash);
  } catch (error) {
    if (!(error instanceof CometRefused)) throw error;
    const refusal = refusalOf(error.message);
    if (refusal === undefined) throw new RpcError("Unknown", error.message);
    const { code, codespace } = refusal;
    return { ...emptyResponse(hash), code, codespace };
  }
}

const BROADCAST_METHODS = new Map<BroadcastMode, string>([
  [BroadcastMode.BROADCAST_MODE_SYNC, "broadcast_tx_sync"],
  [BroadcastMode.BROADCAST_MODE_ASYNC, "broadcast_tx_async"],
]);

function responseOf(json: CometJson, hash: string): TxResponse {
  return {
    ...emptyResponse(hash),
    code: json.at("code").number,
    codespace: json.at("codespace").text,
    data: Buffer.from(json.at("data").hex).toString("hex").toUpperCase(),
    rawLog: json.at("log").text,
  };
}

/** What CometBFT itself refuses, as the SDK numbers it. @source cosmos-sdk client CheckCometError */
function refusalOf(message: string): { code: number; codespace: string } | undefined {
  if (/tx already exists in cache/i.test(message)) return { code: 19, codespace: "sdk" };
  if (/mempool is full/i.test(message)) return { code: 20, codespace: "sdk" };
  return /tx too large/i.test(message) ? CoreError.txTooLarge.definition : undefined;
}

function emptyResponse(hash: string): TxResponse & { logs: { events: StringEvent[] }[] } {
  return {
    height: 0n,
    txhash: hash.toUpperCase(),
    codespace: "",
    code: 0,
    data: "",
    rawLog: "",
    logs: [],
    info: "",
    gasWanted: 0n,
    gasUsed: 0n,
    tx: undefined,
    timestamp: "",
    events: [],
  };
}
