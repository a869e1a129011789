import assert from "node:assert/strict";
import { test } from "node:test";
import { moduleAddress } from "../../../../app/core/address.ts";
import { authModule } from "../../../../modules/auth/module.ts";
import { JsonValue } from "../../../../app/core/json.ts";
import { bankChain } from "../../../helpers/bank-chain.ts";
import { memoryContext } from "../../../helpers/context.ts";
import { sdkState } from "../../../helpers/sdk-state.ts";

const ADDRESS = "lazuli1kzctpv9skzctpv9skzctpv9skzctpv9sqhagnx";
const params = (sdkState.genesis.auth as { params: Record<string, string> }).params;

function base(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    "@type": "/cosmos.auth.v1beta1.BaseAccount",
    address: ADDRESS,
    pub_key: null,
    account_number: "0",
    sequence: "0",
    ...fields,
  };
}

test("the default genesis has the SDK's parameters and makes the module accounts", () => {
  const { auth, init, context } = bankChain();
  assert.deepEqual(auth.defaultGenesis?.(), { params, accounts: [] });
  init();
  const ctx = context();
  assert.equal(auth.keeper.moduleAccount(ctx, "fee_collector")?.accountNumber, 0n);
  assert.equal(auth.keeper.moduleAccount(ctx, "kv")?.accountNumber, 1n);
  assert.deepEqual(auth.keeper.addressByNumber(ctx, 1n), moduleAddress(ctx.crypto, "kv"));
});

test("accounts whose number is taken get the lowest free one, then numbers go on from the highest", () => {
  const { auth, init, context } = bankChain();
  init(sdkState.genesis);
  const ctx = context();
  auth.keeper.ensureAccount(ctx, new Uint8Array(20).fill(9));
  assert.equal(auth.keeper.getAccount(ctx, new Uint8Array(20).fill(9))?.accountNumber, 8n);
  auth.keeper.ensureAccount(ctx, new Uint8Array(20).fill(9));
  assert.equal(auth.keeper.getAccount(ctx, new Uint8Array(20).fill(9))?.accountNumber, 8n);
});

test("import of an export is the same state", () => {
  const first = bankChain();
  first.init(sdkState.genesis);
  const second = bankChain();
  second.init(first.export());
  assert.deepEqual(second.state.store("acc").entries, first.state.store("acc").entries);
  assert.deepEqual(second.export(), first.export());
});

const refused: readonly { name: string; state: unknown; error: RegExp }[] = [
  { name: "nothing", state: undefined, error: /^auth: expected an object, got nothing/ },
  { name: "no accounts", state: { params }, error: /^auth.accounts: expected a list/ },
  {
    name: "an unknown field",
    state: { params, accounts: [], extra: 1 },
    error: /^auth: unknown field "extra"/,
  },
  {
    name: "a parameter of zero",
    state: { params: { ...params, tx_sig_limit: "0" }, accounts: [] },
    error: /^auth.params.tx_sig_limit is 0, expected at least 1/,
  },
  {
    name: "a cost out of bounds",
    state: { params: { ...params, tx_size_cost_per_byte: "1000001" }, accounts: [] },
    error: /^auth.params.tx_size_cost_per_byte is 1000001, expected at most 1000000/,
  },
  {
    name: "a number instead of a string",
    state: { params: { ...params, tx_sig_limit: 7 }, accounts: [] },
    error: /^auth.params.tx_sig_limit: expected an integer as a string, got 7/,
  },
  {
    name: "an address twice",
    state: { params, accounts: [base(), base({ account_number: "1" })] },
    error: new RegExp(`^auth.accounts: ${ADDRESS} is listed twice`),
  },
  {
    name: "an address twice, once in capitals",
    state: { params, accounts: [base(), base({ address: ADDRESS.toUpperCase() })] },
    error: new RegExp(`^auth.accounts: ${ADDRESS} is listed twice`),
  },
  {
    name: "an address of another chain",
    state: {
      params,
      accounts: [base({ address: "cosmos1kzctpv9skzctpv9skzctpv9skzctpv9sd4tnpz" })],
    },
    error: /invalid address$/,
  },
  {
    name: "an account that is nothing but a base of others",
    state: {
      params,
      accounts: [base({ "@type": "/cosmos.vesting.v1beta1.BaseVestingAccount" })],
    },
    error: /^auth.accounts\[0\].@type is .*BaseVesting.*expected .*BaseAccount, .*ModuleAccount or/,
  },
  {
    name: "a key that is not the address's",
    state: {
      params,
      accounts: [
        base({
          pub_key: {
            "@type": "/cosmos.crypto.secp256k1.PubKey",
            key: "AjJpFOv8OsiYWLcPjQQcw0Bquj7yKZCrMqlJ6OhxG5o/",
          },
        }),
      ],
    },
    error: /^auth.accounts\[0\].pub_key is not the key of the account's address/,
  },
  {
    name: "a number that leaves no room",
    state: { params, accounts: [base({ account_number: "18446744073709551615" })] },
    error: /^auth.accounts\[0\].account_number is 18446744073709551615, expected at most 2\^63 - 1/,
  },
  {
    name: "a module account at another address",
    state: {
      params,
      accounts: [
        {
          "@type": "/cosmos.auth.v1beta1.ModuleAccount",
          base_account: { address: ADDRESS, pub_key: null, account_number: "0", sequence: "0" },
          name: "kv",
          permissions: [],
        },
      ],
    },
    error: /^auth.accounts\[0\]: expected the address of module "kv"/,
  },
  {
    name: "a plain account at a module's address",
    state: {
      params,
      accounts: [base({ address: "lazuli17xpfvakm2amg962yls6f84z3kell8c5lpzp47x" })],
    },
    error: /is not the account of module fee_collector/,
  },
];

for (const { name, state, error } of refused) {
  test(`genesis refused: ${name}`, () => {
    assert.throws(
      () =>
        authModule().initGenesis?.(
          memoryContext({ mode: "genesis" }),
          new JsonValue(state, "auth"),
          [],
        ),
      {
        name: "ChainError",
        message: error,
      },
    );
  });
}
