import type { Options } from "yargs";
import type { OptionsOf } from "./command.ts";
import type { NodeServices } from "./node-services.ts";
import { parseInteger } from "./options.ts";

/** What CometBFT gives of a page at most. @source cometbft rpc/core/env.go maxPerPage */
const LIMIT_MAX = 100n;
const PAGE_MAX = 1_000_000n;

/** Options of searches in a node's index, with the SDK's names. */
export const SEARCH_OPTIONS = {
  query: {
    type: "string",
    requiresArg: true,
    demandOption: 'expected conditions on events, such as "tx.height>7"',
    describe:
      "Conditions in CometBFT's language: type.attribute='text', numbers also with < and >, joined by AND",
  },
  page: { type: "string", requiresArg: true, default: "1", describe: "Which page, from 1 on" },
  limit: {
    type: "string",
    requiresArg: true,
    default: "100",
    describe: `How many on a page, at most ${LIMIT_MAX}`,
  },
  order_by: {
    type: "string",
    choices: ["asc", "desc"] as const,
    requiresArg: true,
    default: "asc",
    describe: "Oldest or newest first",
  },
} as const satisfies Readonly<Record<string, Options>>;

export interface Search {
  readonly query: string;
  readonly isDescending: boolean;
  /** From 1 on. */
  readonly page: number;
  readonly limit: number;
}

/** @throws UsageError */
export function readSearch(args: OptionsOf<typeof SEARCH_OPTIONS>): Search {
  return {
    query: args.query,
    isDescending: args.order_by === "desc",
    page: Number(parseInteger("page", args.page, 1n, PAGE_MAX)),
    limit: Number(parseInteger("limit", args.limit, 1n, LIMIT_MAX)),
  };
}

/** Which page of how many it is. @source cosmos-sdk types SearchTxsResult */
export function pagesOf({ page, limit }: Search, count: number, total: bigint) {
  return {
    total_count: total,
    count: String(count),
    page_number: String(page),
    page_total: String(Math.ceil(Number(total) / limit)),
    limit: String(limit),
  };
}

/** Loads what takes a moment to load. @param node its RPC address */
export async function openServices(node: string): Promise<NodeServices> {
  const [{ NodeServices }, { HttpRpc }] = await Promise.all([
    import("./node-services.ts"),
    import("../client/rpc.ts"),
  ]);
  return new NodeServices(new HttpRpc(node));
}
