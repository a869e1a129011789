import assert from "node:assert/strict";
import { test } from "node:test";
import { bankChain, page, runQuery } from "../../../helpers/bank-chain.ts";
import { sdkState } from "../../../helpers/sdk-state.ts";

const ALICE = "lazuli18427pnwf35jskwz5pzmrxquaaz4rdfpe7shzw7";
const BOB = "lazuli1kzctpv9skzctpv9skzctpv9skzctpv9sqhagnx";
const NOBODY = "lazuli1qyqszqgpqyqszqgpqyqszqgpqyqszqgprgrtc8";
const WIDE = "lazuli1zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygsf0q6xx";
const ALL = { nextKey: new Uint8Array(0) };
const ALICE_COINS = [
  { denom: "ulaz", amount: "1000000000000" },
  { denom: "ustake", amount: "10" },
  { denom: "zeta/x.y:z-1_0", amount: "5" },
];
const METADATA = { base: "ulaz", display: "laz", name: "Lazuli", uri: "https://example.org" };

const { bank, init, context } = bankChain();
init(sdkState.genesis);

function ask(method: string, request?: Readonly<Record<string, unknown>>): unknown {
  const path = `/cosmos.bank.v1beta1.Query/${method}`;
  return runQuery(bank.queries, context({ mode: "query" }), path, request);
}

const answered: readonly {
  name: string;
  method: string;
  request?: Readonly<Record<string, unknown>>;
  answer: unknown;
}[] = [
  {
    name: "a balance",
    method: "Balance",
    request: { address: BOB, denom: "ulaz" },
    answer: { balance: { denom: "ulaz", amount: "7" } },
  },
  {
    name: "no balance is zero",
    method: "Balance",
    request: { address: NOBODY, denom: "ulaz" },
    answer: { balance: { denom: "ulaz", amount: "0" } },
  },
  {
    name: "what is spendable of a denom",
    method: "SpendableBalanceByDenom",
    request: { address: BOB, denom: "ulaz" },
    answer: { balance: { denom: "ulaz", amount: "7" } },
  },
  {
    name: "all balances",
    method: "AllBalances",
    request: { address: ALICE },
    answer: { balances: ALICE_COINS, pagination: { ...ALL, total: 3n } },
  },
  {
    name: "all balances by the denoms that are shown",
    method: "AllBalances",
    request: { address: BOB, resolveDenom: true },
    answer: { balances: [{ denom: "laz", amount: "7" }], pagination: { ...ALL, total: 1n } },
  },
  {
    name: "what is spendable",
    method: "SpendableBalances",
    request: { address: ALICE },
    answer: { balances: ALICE_COINS, pagination: { ...ALL, total: 3n } },
  },
  {
    name: "balances of nobody",
    method: "AllBalances",
    request: { address: NOBODY },
    answer: { balances: [], pagination: { ...ALL, total: 0n } },
  },
  {
    name: "a page, and its next key below the address",
    method: "AllBalances",
    request: { address: ALICE, pagination: page({ limit: 2n }) },
    answer: {
      balances: ALICE_COINS.slice(0, 2),
      pagination: { nextKey: new Uint8Array(Buffer.from("zeta/x.y:z-1_0")), total: 0n },
    },
  },
  {
    name: "a page with the total",
    method: "AllBalances",
    request: { address: ALICE, pagination: page({ limit: 1n, countTotal: true }) },
    answer: {
      balances: ALICE_COINS.slice(0, 1),
      pagination: { nextKey: new Uint8Array(Buffer.from("ustake")), total: 3n },
    },
  },
  {
    name: "the page after, which a key beyond the address cannot leave",
    method: "AllBalances",
    request: { address: ALICE, pagination: page({ key: Buffer.from("zzz") }) },
    answer: { balances: [], pagination: { ...ALL, total: 0n } },
  },
  {
    name: "the page before",
    method: "AllBalances",
    request: {
      address: ALICE,
      pagination: page({ key: Buffer.from("ustake"), reverse: true, limit: 1n }),
    },
    answer: {
      balances: ALICE_COINS.slice(1, 2),
      pagination: { nextKey: new Uint8Array(Buffer.from("ulaz")), total: 0n },
    },
  },
  {
    name: "the supply",
    method: "TotalSupply",
    answer: {
      supply: [
        { denom: "ulaz", amount: "1000000000007" },
        { denom: "ustake", amount: "13" },
        { denom: "zeta/x.y:z-1_0", amount: "5" },
      ],
      pagination: { ...ALL, total: 3n },
    },
  },
  {
    name: "the supply of a denom",
    method: "SupplyOf",
    request: { denom: "ustake" },
    answer: { amount: { denom: "ustake", amount: "13" } },
  },
  {
    name: "the owners of a denom",
    method: "DenomOwners",
    request: { denom: "ustake" },
    answer: {
      denomOwners: [
        { address: ALICE, balance: { denom: "ustake", amount: "10" } },
        { address: WIDE, balance: { denom: "ustake", amount: "3" } },
      ],
      pagination: { ...ALL, total: 2n },
    },
  },
  {
    name: "the owners of a denom, by query string",
    method: "DenomOwnersByQuery",
    request: { denom: "zeta/x.y:z-1_0" },
    answer: {
      denomOwners: [{ address: ALICE, balance: { denom: "zeta/x.y:z-1_0", amount: "5" } }],
      pagination: { ...ALL, total: 1n },
    },
  },
  {
    name: "the owners of a denom whose name begins another's",
    method: "DenomOwners",
    request: { denom: "ula" },
    answer: { denomOwners: [], pagination: { ...ALL, total: 0n } },
  },
  {
    name: "the parameters",
    method: "Params",
    answer: { params: { sendEnabled: [], defaultSendEnabled: true } },
  },
  {
    name: "the switches",
    method: "SendEnabled",
    answer: {
      sendEnabled: [
        { denom: "frozen", enabled: false },
        { denom: "ulaz", enabled: true },
      ],
      pagination: { ...ALL, total: 2n },
    },
  },
  {
    name: "the switches of some denoms",
    method: "SendEnabled",
    request: { denoms: ["ustake", "frozen"] },
    answer: { sendEnabled: [{ denom: "frozen", enabled: false }], pagination: undefined },
  },
];

for (const { name, method, request, answer } of answered) {
  test(`query answered: ${name}`, () => {
    assert.deepEqual(ask(method, request), answer);
  });
}

test("query answered: metadata, one by one and together", () => {
  for (const method of ["DenomMetadata", "DenomMetadataByQueryString"]) {
    const { metadata } = ask(method, { denom: "ulaz" }) as { metadata: typeof METADATA };
    const { base, display, name, uri } = metadata;
    assert.deepEqual({ base, display, name, uri }, METADATA);
  }
  const { metadatas } = ask("DenomsMetadata") as { metadatas: (typeof METADATA)[] };
  assert.deepEqual(
    metadatas.map(({ base }) => base),
    ["ulaz"],
  );
});

const refused: readonly {
  name: string;
  method: string;
  request: Readonly<Record<string, unknown>>;
  code: number;
  message: RegExp;
}[] = [
  {
    name: "an address that is not bech32",
    method: "Balance",
    request: { address: "lazuli1x", denom: "ulaz" },
    code: 18,
    message: /invalid address: decoding bech32 failed.*: invalid request$/,
  },
  {
    name: "a malformed denom",
    method: "Balance",
    request: { address: BOB, denom: "x\0" },
    code: 18,
    message: /invalid denom/,
  },
  {
    name: "what is spendable, by an address and a denom that are wrong: the address comes first",
    method: "SpendableBalanceByDenom",
    request: { address: "lazuli1x", denom: "x" },
    code: 18,
    message: /invalid address/,
  },
  {
    name: "what is spendable of a malformed denom",
    method: "SpendableBalanceByDenom",
    request: { address: BOB, denom: "x" },
    code: 18,
    message: /desc = invalid denom: x: invalid request$/,
  },
  {
    name: "owners of no denom",
    method: "DenomOwners",
    request: {},
    code: 18,
    message: /desc = invalid denom: : invalid request$/,
  },
  {
    name: "unknown metadata",
    method: "DenomMetadata",
    request: { denom: "ustake" },
    code: 22,
    message: /^rpc error: code = NotFound desc = client metadata for denom ustake: key not found$/,
  },
  {
    name: "too many denoms",
    method: "SendEnabled",
    request: { denoms: Array.from({ length: 1001 }, () => "ulaz") },
    code: 18,
    message: /1001 denoms, expected at most 1000/,
  },
];

for (const { name, method, request, code, message } of refused) {
  test(`query refused: ${name}`, () => {
    assert.throws(() => ask(method, request), { codespace: "sdk", code, message });
  });
}
