import { ClientError } from "../client/errors.ts";
import { isJsonObject, memberOf } from "../node/files.ts";
import type { JsonObject } from "../node/files.ts";
import { command } from "./command.ts";
import type { Command } from "./command.ts";
import type { NodeServices } from "./node-services.ts";
import { COMMON_OPTIONS, NODE_OPTIONS, formatOf, openHome, parseHash } from "./options.ts";
import { formatText, printAnswer } from "./output.ts";
import { SEARCH_OPTIONS, openServices, pagesOf, readSearch } from "./search-options.ts";
import { UsageError } from "./usage-error.ts";

const OPTIONS = { ...COMMON_OPTIONS, ...NODE_OPTIONS } as const;

export const queryTx: Command = command({
  name: "tx",
  describe: "What became of a transaction",
  positionals: [
    {
      name: "id",
      describe:
        "Hash, <address>/<sequence>, or signatures in base64 with commas between: as --type",
      required: true,
    },
  ],
  options: {
    type: {
      type: "string",
      choices: ["hash", "acc_seq", "signature"] as const,
      requiresArg: true,
      default: "hash",
      describe: "What ID is",
    },
    ...OPTIONS,
  },
  examples: [
    ["C0FFEE… -o json", "With its messages and events"],
    ["--type acc_seq lazuli1…/7", "The one that the account sent as its eighth"],
  ],
  async handler(args, env) {
    const find = finderOf(args.type, args.id);
    const { config } = await openHome(args, env);
    const json = await find(await openServices(args.node ?? config.node));
    const answer = { json, text: formatText(summaryOf(json)) };
    await printAnswer(env.terminal, formatOf(args, config), answer);
  },
});

export const queryTxs: Command = command({
  name: "txs",
  describe: "Transactions by their events, as far as the node indexes them",
  positionals: [],
  options: { ...SEARCH_OPTIONS, ...OPTIONS },
  examples: [
    ["--query \"message.sender='lazuli1…' AND tx.height>7\"", "What an account sent"],
    ["--query \"transfer.recipient='lazuli1…'\" --order_by desc", "Whom it got coins from"],
  ],
  async handler(args, env) {
    const search = readSearch(args);
    const { config } = await openHome(args, env);
    const services = await openServices(args.node ?? config.node);
    const { page, total } = await services.txs(search);
    const pages = pagesOf(search, page.length, total);
    const answer = {
      json: { ...pages, txs: page },
      text: formatText({ ...pages, txs: page.map(summaryOf) }),
    };
    await printAnswer(env.terminal, formatOf(args, config), answer);
  },
});

/** @throws UsageError if the text is none of the type */
function finderOf(
  type: "hash" | "acc_seq" | "signature",
  id: string,
): (services: NodeServices) => Promise<JsonObject> {
  if (type === "hash") {
    const hash = parseHash("ID", id);
    return (services) => byHash(services, hash);
  }
  const { form, expected } = INDEXED[type];
  if (!form.test(id)) {
    throw new UsageError(`ID ${JSON.stringify(id.slice(0, 200))}: expected ${expected}`);
  }
  const texts = type === "signature" ? id.split(",") : [id];
  const query = texts.map((text) => `tx.${type}='${text}'`).join(" AND ");
  return (services) => byConditions(services, query);
}

/** What the node's index finds a transaction by. */
const INDEXED = {
  acc_seq: { form: /^[a-z0-9]{1,512}\/\d{1,20}$/, expected: "<address>/<sequence>" },
  signature: {
    form: /^[A-Za-z0-9+/=]+(?:,[A-Za-z0-9+/=]+)*$/,
    expected: "signatures in base64 with commas between",
  },
} as const;

async function byHash(services: NodeServices, hash: string): Promise<JsonObject> {
  const found = await services.tx(hash);
  if (found !== undefined) return found;
  throw new ClientError(
    `transaction not found: ${hash}; no block that this node knows of holds it (yet)`,
  );
}

async function byConditions(services: NodeServices, query: string): Promise<JsonObject> {
  const { page } = await services.txs({ query, isDescending: false, page: 1, limit: 2 });
  const [found] = page;
  if (found !== undefined && page.length === 1) return found;
  const attribute = query.slice(0, query.indexOf("="));
  throw new ClientError(
    `${page.length === 0 ? "no transaction" : "several transactions"} with ${query}: a node finds ` +
      `what the index-events of its app.toml name, here ${attribute}`,
  );
}

/** What matters to an eye. */
function summaryOf(response: JsonObject): JsonObject {
  const { txhash, height, timestamp, code, codespace, raw_log, gas_wanted, gas_used } = response;
  const tx = memberOf(response, "tx");
  const body = memberOf(tx, "body");
  const { amount } = memberOf(memberOf(tx, "auth_info"), "fee");
  const coins = Array.isArray(amount) ? amount.filter(isJsonObject) : [];
  return {
    ...{ txhash, height, timestamp, code, codespace, raw_log, gas_wanted, gas_used },
    fee: coins.map((coin) => `${String(coin["amount"])}${String(coin["denom"])}`).join(","),
    note: body["memo"],
    messages: body["messages"],
  };
}
