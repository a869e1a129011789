import { TxResponse } from "../../proto/gen/cosmos/base/abci/v1beta1/abci.ts";
import { OrderBy } from "../../proto/gen/cosmos/tx/v1beta1/service.ts";
import { Block } from "../../proto/gen/tendermint/types/block.ts";
import { ClientError, RpcFailed } from "../client/errors.ts";
import type { HttpRpc } from "../client/rpc.ts";
import { encodeMessage } from "../core/protobuf.ts";
import { blockFromComet } from "../node/api/comet-block.ts";
import { CometJson } from "../node/api/comet-json.ts";
import { CometRefused, type CometRpc } from "../node/api/comet-rpc.ts";
import { RpcError } from "../node/api/rpc-status.ts";
import { getTx, searchTxs } from "../node/api/services/tx.ts";
import type { JsonObject } from "../node/files.ts";
import { bytesToJson } from "../node/message-bytes.ts";
import type { Search } from "./search-options.ts";

/** What a search found of one page. */
export interface Found {
  readonly total: bigint;
  /** As the SDK's tools print them. */
  readonly page: readonly JsonObject[];
}

/** A block as the SDK's tools print it, and its hash, which they leave out. */
export interface FoundBlock {
  readonly block: JsonObject;
  /** 64 upper-case hexadecimal digits. */
  readonly hash: string;
}

/**
 * What the node's services of transactions and blocks answer, by the same code, run here: a node's RPC is all that it takes.
 * Loading it takes a moment. All throw a ClientError that says what is wrong.
 */
export class NodeServices {
  readonly #comet: CometRpc;
  /** Never aborts: each request has a time limit of its own. */
  readonly #call = { signal: new AbortController().signal };

  constructor(rpc: HttpRpc) {
    this.#comet = {
      async call(method, params) {
        try {
          return new CometJson(await rpc.call(method, params));
        } catch (error) {
          if (!(error instanceof RpcFailed)) throw error;
          throw new CometRefused(error.data === "" ? error.message : error.data, { cause: error });
        }
      },
    };
  }

  /** @param hash 64 hexadecimal digits. @returns undefined if the node knows of no block that holds it */
  async tx(hash: string): Promise<JsonObject | undefined> {
    try {
      const { txResponse } = await getTx(this.#comet, hash, this.#call);
      return txToJson(txResponse);
    } catch (error) {
      if (error instanceof RpcError && error.status === "NotFound") return undefined;
      throw toClientError(error);
    }
  }

  async txs(search: Search): Promise<Found> {
    const request = {
      query: search.query,
      events: [],
      orderBy: search.isDescending ? OrderBy.ORDER_BY_DESC : OrderBy.ORDER_BY_ASC,
      page: BigInt(search.page),
      limit: BigInt(search.limit),
    };
    try {
      const { results, total } = await searchTxs(this.#comet, request, this.#call);
      return { total, page: results.map(({ txResponse }) => txToJson(txResponse)) };
    } catch (error) {
      throw toClientError(error);
    }
  }

  /** @param height undefined for the latest */
  block(height: bigint | undefined): Promise<FoundBlock> {
    return this.#block("block", height === undefined ? {} : { height: height.toString() });
  }

  /** @param hash 64 hexadecimal digits */
  blockByHash(hash: string): Promise<FoundBlock> {
    return this.#block("block_by_hash", { hash: Buffer.from(hash, "hex").toString("base64") });
  }

  async blocks({ query, isDescending, page, limit }: Search): Promise<Found> {
    const answer = await this.#ask("block_search", {
      query,
      page: String(page),
      per_page: String(limit),
      order_by: isDescending ? "desc" : "asc",
    });
    return {
      total: answer.at("total_count").integer,
      page: answer.at("blocks").list.map((one) => blockToJson(one.at("block"))),
    };
  }

  async #block(method: string, params: Readonly<Record<string, unknown>>): Promise<FoundBlock> {
    const answer = await this.#ask(method, params);
    const block = answer.at("block");
    if (!block.isPresent) throw new ClientError("block not found: the node knows of none like it");
    return { block: blockToJson(block), hash: answer.at("block_id", "hash").text };
  }

  async #ask(method: string, params: Readonly<Record<string, unknown>>): Promise<CometJson> {
    try {
      return await this.#comet.call(method, params, this.#call.signal);
    } catch (error) {
      throw toClientError(error);
    }
  }
}

function toClientError(error: unknown): unknown {
  const isAnswer = error instanceof RpcError || error instanceof CometRefused;
  return isAnswer ? new ClientError(error.message, { cause: error }) : error;
}

function txToJson(response: TxResponse): JsonObject {
  return bytesToJson("cosmos.base.abci.v1beta1.TxResponse", encodeMessage(TxResponse, response));
}

function blockToJson(block: CometJson): JsonObject {
  return bytesToJson("tendermint.types.Block", encodeMessage(Block, blockFromComet(block)));
}
