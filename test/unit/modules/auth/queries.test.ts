import assert from "node:assert/strict";
import { test } from "node:test";
import type { QueryAccountsResponse } from "../../../../proto/gen/cosmos/auth/v1beta1/query.ts";
import { accountFromAny } from "@cosmjs/stargate";
import type { Any } from "../../../../proto/gen/google/protobuf/any.ts";
import { bankChain, page, runMessage, runQuery } from "../../../helpers/bank-chain.ts";
import { sdkState } from "../../../helpers/sdk-state.ts";

const ALICE = "lazuli18427pnwf35jskwz5pzmrxquaaz4rdfpe7shzw7";
const FEE_COLLECTOR = "lazuli17xpfvakm2amg962yls6f84z3kell8c5lpzp47x";
const UNKNOWN = "lazuli1qyqszqgpqyqszqgpqyqszqgpqyqszqgprgrtc8";

const { auth, init, context } = bankChain();
init(sdkState.genesis);

function ask(method: string, request?: Readonly<Record<string, unknown>>): unknown {
  const path = `/cosmos.auth.v1beta1.Query/${method}`;
  return runQuery(auth.queries, context({ mode: "query" }), path, request);
}

test("CosmJS reads an account", () => {
  const { account } = ask("Account", { address: ALICE }) as { account: Any };
  const { pubkey, ...rest } = accountFromAny(account);
  assert.deepEqual(rest, { address: ALICE, accountNumber: 5n, sequence: 300 });
  assert.equal((pubkey as { value: string }).value, "AjJpFOv8OsiYWLcPjQQcw0Bquj7yKZCrMqlJ6OhxG5o/");
  const fees = ask("Account", { address: FEE_COLLECTOR }) as { account: Any };
  assert.deepEqual(accountFromAny(fees.account), {
    address: FEE_COLLECTOR,
    pubkey: null,
    accountNumber: 6n,
    sequence: 0,
  });
});

test("the account's parts, number, address and module are found", () => {
  const { info } = ask("AccountInfo", { address: ALICE }) as { info: { sequence: bigint } };
  assert.equal(info.sequence, 300n);
  assert.deepEqual(ask("AccountAddressByID", { accountId: 5n }), { accountAddress: ALICE });
  const { account } = ask("ModuleAccountByName", { name: "fee_collector" }) as { account: Any };
  assert.equal(accountFromAny(account).address, FEE_COLLECTOR);
  const { accounts } = ask("ModuleAccounts") as { accounts: Any[] };
  assert.deepEqual(
    accounts.map((any) => accountFromAny(any).accountNumber),
    [6n, 7n],
  );
  assert.deepEqual(ask("Bech32Prefix"), { bech32Prefix: "lazuli" });
  const addressBytes = context().addresses.parse(ALICE);
  assert.deepEqual(ask("AddressBytesToString", { addressBytes }), { addressString: ALICE });
  assert.deepEqual(ask("AddressStringToBytes", { addressString: ALICE }), { addressBytes });
  const { params } = ask("Params") as { params: { txSigLimit: bigint } };
  assert.equal(params.txSigLimit, 7n);
});

test("accounts come in pages, in both directions", () => {
  for (const reverse of [false, true]) {
    const seen: string[] = [];
    let key = new Uint8Array(0);
    do {
      const pagination = page({ key, limit: 2n, reverse });
      const answer = ask("Accounts", { pagination }) as QueryAccountsResponse;
      assert(answer.accounts.length <= 2);
      seen.push(...answer.accounts.map((any) => accountFromAny(any).address));
      key = (answer.pagination?.nextKey ?? new Uint8Array(0)) as Uint8Array<ArrayBuffer>;
    } while (key.length > 0);
    const all = ask("Accounts") as QueryAccountsResponse;
    const addresses = all.accounts.map((any) => accountFromAny(any).address);
    assert.equal(addresses.length, 6);
    assert.equal(all.pagination?.total, 6n);
    assert.deepEqual(seen, reverse ? addresses.reverse() : addresses);
  }
});

const refused: readonly {
  name: string;
  method: string;
  request: Readonly<Record<string, unknown>>;
  code: number;
  message: RegExp | string;
}[] = [
  {
    name: "an unknown account, in the words that CosmJS looks for",
    method: "Account",
    request: { address: UNKNOWN },
    code: 22,
    message: `rpc error: code = NotFound desc = account ${UNKNOWN} not found: key not found`,
  },
  {
    name: "an unknown account's parts",
    method: "AccountInfo",
    request: { address: UNKNOWN },
    code: 22,
    message: `rpc error: code = NotFound desc = account ${UNKNOWN} not found: key not found`,
  },
  {
    name: "no address",
    method: "Account",
    request: {},
    code: 18,
    message: "rpc error: code = InvalidArgument desc = Address cannot be empty: invalid request",
  },
  {
    name: "the parts of no address",
    method: "AccountInfo",
    request: {},
    code: 18,
    message: "rpc error: code = InvalidArgument desc = address cannot be empty: invalid request",
  },
  {
    name: "the bytes of no address",
    method: "AddressStringToBytes",
    request: { addressString: " " },
    code: 18,
    message: /desc = empty address string is not allowed/,
  },
  {
    name: "the address of too many bytes",
    method: "AddressBytesToString",
    request: { addressBytes: new Uint8Array(256) },
    code: 18,
    message: /256 bytes, expected 1 to 255/,
  },
  {
    name: "an address of another chain",
    method: "Account",
    request: { address: "cosmos1qyqszqgpqyqszqgpqyqszqgpqyqszqgpjnp7du" },
    code: 18,
    message: /invalid address: .*expected lazuli, got cosmos.*invalid request$/,
  },
  {
    name: "an unknown number",
    method: "AccountAddressByID",
    request: { accountId: 99n },
    code: 22,
    message: /account address not found with account number 99: key not found/,
  },
  {
    name: "a number in the retired field",
    method: "AccountAddressByID",
    request: { id: 5n },
    code: 18,
    message: /account-id/,
  },
  {
    name: "an unknown module",
    method: "ModuleAccountByName",
    request: { name: "gov" },
    code: 22,
    message: /account gov not found/,
  },
  { name: "no module", method: "ModuleAccountByName", request: {}, code: 18, message: /empty/ },
  {
    name: "no bytes",
    method: "AddressBytesToString",
    request: {},
    code: 18,
    message: /desc = empty address bytes is not allowed/,
  },
  {
    name: "a page by a large offset",
    method: "Accounts",
    request: { pagination: page({ offset: 10_001n }) },
    code: 18,
    message: /offset is 10001, expected at most 10000; give the last next_key as key/,
  },
];

for (const { name, method, request, code, message } of refused) {
  test(`query refused: ${name}`, () => {
    assert.throws(() => ask(method, request), { codespace: "sdk", code, message });
  });
}

test("new parameters are refused: there is no governance that may set them", () => {
  const gov = "lazuli10d07y265gmmuvt4z0w9aw880jnsr700jte3srg";
  const message = { authority: ALICE, params: undefined };
  const typeUrl = "/cosmos.auth.v1beta1.MsgUpdateParams";
  assert.throws(() => runMessage(auth.messages, context(), typeUrl, message), {
    codespace: "gov",
    code: 13,
    message:
      `invalid authority; expected ${gov}, got ${ALICE}: ` +
      "expected gov account as only signer for proposal message",
  });
});
