import { base64 } from "@scure/base";
import { askEncoded } from "../../app/client/query.ts";
import { PAGE_FLAGS, pageOfFlags, queryVerb } from "../../app/client/verbs.ts";
import type { QueryVerb } from "../../app/client/verbs.ts";

const ADDRESS = {
  name: "address",
  kind: "address",
  describe: "An address or a key's name",
} as const;
const DENOM = { name: "denom", kind: "text", describe: "Such as ulaz" } as const;

// The codecs are loaded when a verb runs: the help and other modules' verbs do without them.
const service = async () =>
  (await import("../../proto/gen/cosmos/bank/v1beta1/query.ts")).QueryDefinition;

interface Coin {
  readonly denom: string;
  readonly amount: string;
}

/** As `5ulaz`, on a line of its own. */
function coinToText(coin: Coin | undefined): string {
  const { amount, denom } = coin ?? { amount: "0", denom: "" };
  return `${amount}${denom}\n`;
}

/** A page of coins, one a line. */
function coinsToText(
  coins: readonly Coin[],
  pagination: { readonly nextKey: Uint8Array } | undefined,
): string {
  const lines = coins.map(coinToText);
  if (pagination !== undefined && pagination.nextKey.length > 0) {
    lines.push(`# there are more: --page-key ${base64.encode(pagination.nextKey)}\n`);
  }
  return lines.join("");
}

const balanceVerbs: readonly QueryVerb[] = [
  queryVerb({
    name: "balance",
    describe: "What an account holds of a denomination",
    arguments: [ADDRESS, DENOM],
    examples: [["alice ulaz", "Prints a line like 1000000ulaz"]],
    async run(base, { address, denom }, _flags, height) {
      const request = { address, denom };
      const answer = await askEncoded(base, await service(), "balance", request, height);
      return { ...answer, text: coinToText(answer.decode().balance) };
    },
  }),
  queryVerb({
    name: "balances",
    describe: "What an account holds, a denomination a line",
    arguments: [ADDRESS],
    flags: {
      ...PAGE_FLAGS,
      "resolve-denom": { kind: "boolean", describe: "Name denominations as they are displayed" },
    },
    examples: [["alice", "Prints lines like 1000000ulaz"]],
    async run(base, { address }, flags, height) {
      const resolveDenom = flags["resolve-denom"] ?? false;
      const request = { address, pagination: pageOfFlags(flags), resolveDenom };
      const answer = await askEncoded(base, await service(), "allBalances", request, height);
      const { balances, pagination } = answer.decode();
      return { ...answer, text: coinsToText(balances, pagination) };
    },
  }),
  queryVerb({
    name: "spendable-balance",
    describe: "What an account may spend of a denomination: what it holds but for locked coins",
    arguments: [ADDRESS, DENOM],
    examples: [["alice ulaz", "Prints a line like 1000000ulaz"]],
    async run(base, { address, denom }, _flags, height) {
      const request = { address, denom };
      const method = "spendableBalanceByDenom";
      const answer = await askEncoded(base, await service(), method, request, height);
      return { ...answer, text: coinToText(answer.decode().balance) };
    },
  }),
  queryVerb({
    name: "spendable-balances",
    describe: "What an account may spend, a denomination a line",
    arguments: [ADDRESS],
    flags: PAGE_FLAGS,
    examples: [["alice", "Prints lines like 1000000ulaz"]],
    async run(base, { address }, flags, height) {
      const request = { address, pagination: pageOfFlags(flags) };
      const answer = await askEncoded(base, await service(), "spendableBalances", request, height);
      const { balances, pagination } = answer.decode();
      return { ...answer, text: coinsToText(balances, pagination) };
    },
  }),
];

const supplyVerbs: readonly QueryVerb[] = [
  queryVerb({
    name: "total-supply",
    aliases: ["total"],
    describe: "What exists of each denomination",
    arguments: [],
    flags: PAGE_FLAGS,
    examples: [["", "Prints lines like 1000000000ulaz"]],
    async run(base, _values, flags, height) {
      const request = { pagination: pageOfFlags(flags) };
      const answer = await askEncoded(base, await service(), "totalSupply", request, height);
      const { supply, pagination } = answer.decode();
      return { ...answer, text: coinsToText(supply, pagination) };
    },
  }),
  queryVerb({
    name: "total-supply-of",
    describe: "What exists of a denomination",
    arguments: [DENOM],
    examples: [["ulaz", "Prints a line like 1000000000ulaz"]],
    async run(base, { denom }, _flags, height) {
      const answer = await askEncoded(base, await service(), "supplyOf", { denom }, height);
      return { ...answer, text: coinToText(answer.decode().amount) };
    },
  }),
  queryVerb({
    name: "denom-owners",
    describe: "Who holds a denomination, and how much of it",
    arguments: [DENOM],
    flags: PAGE_FLAGS,
    examples: [["ulaz --limit 10", "The first ten, by address"]],
    async run(base, { denom }, flags, height) {
      const request = { denom, pagination: pageOfFlags(flags) };
      return askEncoded(base, await service(), "denomOwners", request, height);
    },
  }),
];

const denomVerbs: readonly QueryVerb[] = [
  queryVerb({
    name: "denom-metadata",
    describe: "What a denomination is called",
    arguments: [DENOM],
    examples: [["ulaz", "Its name, symbol and units"]],
    // By query string: a denomination may have slashes.
    run: async (base, { denom }, _flags, height) =>
      askEncoded(base, await service(), "denomMetadataByQueryString", { denom }, height),
  }),
  queryVerb({
    name: "denoms-metadata",
    describe: "What denominations are called",
    arguments: [],
    flags: PAGE_FLAGS,
    examples: [["", "Of all that have a name"]],
    run: async (base, _values, flags, height) =>
      askEncoded(
        base,
        await service(),
        "denomsMetadata",
        { pagination: pageOfFlags(flags) },
        height,
      ),
  }),
  queryVerb({
    name: "send-enabled",
    describe: "Which denominations may be sent, where it is set for them by name",
    arguments: [
      { ...DENOM, describe: "Of these alone; all unless given", isList: true, optional: true },
    ],
    flags: PAGE_FLAGS,
    examples: [
      ["", "All that are set"],
      ["ulaz ustake", "What is set of two"],
    ],
    async run(base, { denom: denoms }, flags, height) {
      const request = { denoms: [...denoms], pagination: pageOfFlags(flags) };
      return askEncoded(base, await service(), "sendEnabled", request, height);
    },
  }),
  queryVerb({
    name: "params",
    describe: "The parameters of the module",
    arguments: [],
    examples: [["", "Whether denominations may be sent unless it is set by name"]],
    run: async (base, _values, _flags, height) =>
      askEncoded(base, await service(), "params", {}, height),
  }),
];

export const bankQueryVerbs: readonly QueryVerb[] = [
  ...balanceVerbs,
  ...supplyVerbs,
  ...denomVerbs,
];
