import { base64 } from "@scure/base";
import { protoToJson } from "../../app/client/proto-json.ts";
import { queryService } from "../../app/client/query.ts";
import type { QueryBase } from "../../app/client/query.ts";
import { PAGE_FLAGS, pageOfFlags, queryVerb } from "../../app/client/verbs.ts";
import type { Answer, QueryVerb } from "../../app/client/verbs.ts";

const ADDRESS = {
  name: "address",
  kind: "address",
  describe: "An address or a key's name",
} as const;
const DENOM = { name: "denom", kind: "text", describe: "Such as ulaz" } as const;

// The codecs are loaded when a verb runs: the help and other modules' verbs do without them.
async function serviceOf(base: QueryBase) {
  const { QueryDefinition } = await import("../../proto/gen/cosmos/bank/v1beta1/query.ts");
  return queryService(base, QueryDefinition);
}

interface Coin {
  readonly denom: string;
  readonly amount: string;
}

/** What the chain answers, in the names of the SDK. */
async function answer(response: Promise<object>): Promise<Answer> {
  return { json: protoToJson(await response) };
}

/** An answer of one coin; as text `5ulaz`. */
async function coinAnswer<R extends object>(
  response: Promise<R>,
  coinOf: (response: R) => Coin | undefined,
): Promise<Answer> {
  const found = await response;
  const { amount, denom } = coinOf(found) ?? { amount: "0", denom: "" };
  return { json: protoToJson(found), text: `${amount}${denom}\n` };
}

/** An answer of a page of coins; as text a coin a line. */
async function coinsAnswer<R extends { readonly pagination: object | undefined }>(
  response: Promise<R>,
  coinsOf: (response: R) => readonly Coin[],
): Promise<Answer> {
  const found = await response;
  const { nextKey } = (found.pagination ?? {}) as { readonly nextKey?: Uint8Array };
  const lines = coinsOf(found).map(({ denom, amount }) => `${amount}${denom}\n`);
  if (nextKey !== undefined && nextKey.length > 0) {
    lines.push(`# there are more: --page-key ${base64.encode(nextKey)}\n`);
  }
  return { json: protoToJson(found), text: lines.join("") };
}

const balanceVerbs: readonly QueryVerb[] = [
  queryVerb({
    name: "balance",
    describe: "What an account holds of a denomination",
    arguments: [ADDRESS, DENOM],
    examples: [["alice ulaz", "Prints a line like 1000000ulaz"]],
    run: async (base, { address, denom }, _flags, height) =>
      coinAnswer((await serviceOf(base)).balance({ address, denom }, height), (r) => r.balance),
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
      return coinsAnswer((await serviceOf(base)).allBalances(request, height), (r) => r.balances);
    },
  }),
  queryVerb({
    name: "spendable-balance",
    describe: "What an account may spend of a denomination: what it holds but for locked coins",
    arguments: [ADDRESS, DENOM],
    examples: [["alice ulaz", "Prints a line like 1000000ulaz"]],
    async run(base, { address, denom }, _flags, height) {
      const service = await serviceOf(base);
      const response = service.spendableBalanceByDenom({ address, denom }, height);
      return coinAnswer(response, (r) => r.balance);
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
      const response = (await serviceOf(base)).spendableBalances(request, height);
      return coinsAnswer(response, (r) => r.balances);
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
      return coinsAnswer((await serviceOf(base)).totalSupply(request, height), (r) => r.supply);
    },
  }),
  queryVerb({
    name: "total-supply-of",
    describe: "What exists of a denomination",
    arguments: [DENOM],
    examples: [["ulaz", "Prints a line like 1000000000ulaz"]],
    run: async (base, { denom }, _flags, height) =>
      coinAnswer((await serviceOf(base)).supplyOf({ denom }, height), (r) => r.amount),
  }),
  queryVerb({
    name: "denom-owners",
    describe: "Who holds a denomination, and how much of it",
    arguments: [DENOM],
    flags: PAGE_FLAGS,
    examples: [["ulaz --limit 10", "The first ten, by address"]],
    run: async (base, { denom }, flags, height) =>
      answer(
        (await serviceOf(base)).denomOwners({ denom, pagination: pageOfFlags(flags) }, height),
      ),
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
      answer((await serviceOf(base)).denomMetadataByQueryString({ denom }, height)),
  }),
  queryVerb({
    name: "denoms-metadata",
    describe: "What denominations are called",
    arguments: [],
    flags: PAGE_FLAGS,
    examples: [["", "Of all that have a name"]],
    run: async (base, _values, flags, height) =>
      answer((await serviceOf(base)).denomsMetadata({ pagination: pageOfFlags(flags) }, height)),
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
      return answer((await serviceOf(base)).sendEnabled(request, height));
    },
  }),
  queryVerb({
    name: "params",
    describe: "The parameters of the module",
    arguments: [],
    examples: [["", "Whether denominations may be sent unless it is set by name"]],
    run: async (base, _values, _flags, height) =>
      answer((await serviceOf(base)).params({}, height)),
  }),
];

export const bankQueryVerbs: readonly QueryVerb[] = [
  ...balanceVerbs,
  ...supplyVerbs,
  ...denomVerbs,
];
