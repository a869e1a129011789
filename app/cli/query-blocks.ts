import { HttpRpc } from "../client/rpc.ts";
import { memberOf } from "../node/files.ts";
import type { JsonObject } from "../node/files.ts";
import { command } from "./command.ts";
import type { Command } from "./command.ts";
import type { FoundBlock, NodeServices } from "./node-services.ts";
import {
  COMMON_OPTIONS,
  NODE_OPTIONS,
  formatOf,
  openHome,
  isHash,
  parseHash,
  parseWholeNumber,
} from "./options.ts";
import { formatText, printAnswer } from "./output.ts";
import { SEARCH_OPTIONS, openServices, pagesOf, readSearch } from "./search-options.ts";

const HEIGHT_MAX = BigInt(Number.MAX_SAFE_INTEGER);
const OPTIONS = { ...COMMON_OPTIONS, ...NODE_OPTIONS } as const;

export const queryBlock: Command = command({
  name: "block",
  describe: "A block; the latest unless a height or a hash is given",
  positionals: [{ name: "block", describe: "Its height, or its hash", required: false }],
  options: {
    type: {
      type: "string",
      choices: ["height", "hash"] as const,
      requiresArg: true,
      describe: "What BLOCK is [default: a hash if it has 64 digits]",
    },
    ...OPTIONS,
  },
  examples: [
    ["", "A summary of the latest block"],
    ["7 -o json", "Everything in block 7"],
  ],
  async handler(args, env) {
    const find = finderOf(args.block, args.type);
    const { config } = await openHome(args, env);
    const { block, hash } = await find(await openServices(args.node ?? config.node));
    const answer = { json: block, text: formatText(summaryOf(block, hash)) };
    await printAnswer(env.terminal, formatOf(args, config), answer);
  },
});

export const queryBlocks: Command = command({
  name: "blocks",
  describe: "Blocks by their height and the events of their begin and end",
  positionals: [],
  options: { ...SEARCH_OPTIONS, ...OPTIONS },
  examples: [['--query "block.height>7 AND block.height<20" --limit 5', "The first five of them"]],
  async handler(args, env) {
    const search = readSearch(args);
    const { config } = await openHome(args, env);
    const { page, total } = await (await openServices(args.node ?? config.node)).blocks(search);
    const pages = pagesOf(search, page.length, total);
    const answer = {
      json: { ...pages, blocks: page },
      text: formatText({ ...pages, blocks: page.map((block) => summaryOf(block)) }),
    };
    await printAnswer(env.terminal, formatOf(args, config), answer);
  },
});

export const queryBlockResults: Command = command({
  name: "block-results",
  describe:
    "What came of a block: results of its transactions, events; of the latest unless a height is given",
  positionals: [{ name: "height", describe: "Of the block", required: false }],
  options: OPTIONS,
  examples: [["7 -o json", "As CometBFT has it"]],
  async handler(args, env) {
    const height = args.height === undefined ? undefined : heightOf(args.height);
    const { config } = await openHome(args, env);
    const rpc = new HttpRpc(args.node ?? config.node);
    const of = height ?? (await rpc.latestHeight());
    const json = await rpc.call("block_results", { height: of.toString() });
    await printAnswer(env.terminal, formatOf(args, config), { json });
  },
});

/** @throws UsageError */
function finderOf(
  word: string | undefined,
  type: "height" | "hash" | undefined,
): (services: NodeServices) => Promise<FoundBlock> {
  if (word === undefined) return (services) => services.block(undefined);
  if (type === "height" || (type === undefined && !isHash(word))) {
    const height = heightOf(word);
    return (services) => services.block(height);
  }
  const hash = parseHash("BLOCK", word);
  return (services) => services.blockByHash(hash);
}

function heightOf(word: string): bigint {
  return parseWholeNumber("height", word, 1n, HEIGHT_MAX);
}

/** What matters to an eye; its hashes in hexadecimal, as everybody writes them. */
function summaryOf(block: JsonObject, hash?: string): JsonObject {
  const header = memberOf(block, "header");
  const { txs } = memberOf(block, "data");
  const hexOf = (name: string): string => {
    const text = header[name];
    if (typeof text !== "string") return "";
    return Buffer.from(text, "base64").toString("hex").toUpperCase();
  };
  return {
    height: header["height"],
    time: header["time"],
    chain_id: header["chain_id"],
    ...(hash === undefined ? {} : { hash }),
    app_hash: hexOf("app_hash"),
    proposer_address: hexOf("proposer_address"),
    txs: Array.isArray(txs) ? txs.length : 0,
  };
}
