import assert from "node:assert/strict";
import { test } from "node:test";
import { PubKey } from "../../../../proto/gen/cosmos/crypto/ed25519/keys.ts";
import { QueryDefinition } from "../../../../proto/gen/cosmos/staking/v1beta1/query.ts";
import { BondStatus, Validator } from "../../../../proto/gen/cosmos/staking/v1beta1/staking.ts";
import { AddressCodec } from "../../../../app/core/address.ts";
import type { MethodDefinition, RequestOf } from "../../../../app/core/protobuf.ts";
import { page } from "../../../helpers/bank-chain.ts";
import { crypto } from "../../../helpers/context.ts";
import { genesisState, TestChain, VALIDATORS, alice } from "../../../helpers/executor.ts";

const { methods } = QueryDefinition;
const operators = new AddressCodec("lazulivaloper");
const [first, second] = VALIDATORS.map(({ publicKey }) => publicKey) as [Uint8Array, Uint8Array];
const ALICE = new AddressCodec("lazuli").parse(alice.address);
const BASE64_OF_FIRST = Buffer.from(first).toString("base64");
/** Of a validator that genesis says nothing of. */
const consensusOperator = (key: Uint8Array) => operators.format(crypto.sha256(key).slice(0, 20));

const profile = {
  operator_address: operators.format(ALICE),
  consensus_pubkey: { "@type": "/cosmos.crypto.ed25519.PubKey", key: BASE64_OF_FIRST },
  description: {
    moniker: "alice's",
    identity: "A1",
    website: "https://alice.example",
    security_contact: "a@alice.example",
    details: "ünïcode",
  },
  commission_rates: {
    rate: "0.050000000000000000",
    max_rate: "0.200000000000000000",
    max_change_rate: "0.010000000000000000",
  },
  min_self_delegation: "7",
};

const params = {
  unbonding_time: "1814400s",
  max_validators: 100,
  max_entries: 7,
  historical_entries: 0,
  bond_denom: "ustake",
  min_commission_rate: "0.000000000000000000",
};

function start(staking: unknown = { params, validators: [profile] }): TestChain {
  const chain = new TestChain();
  chain.executor.initChain(chain.genesis({ state: genesisState(chain.app, { staking }) }));
  chain.block();
  return chain;
}

const chain = start();

test("validators are those of consensus, described by genesis where it does", () => {
  const request = { status: "", pagination: page({}) };
  const { validators, pagination } = chain.ask(QueryDefinition, methods.validators, request);
  assert.equal(pagination?.total, 2n);
  const known = validators.find(
    ({ operatorAddress }) => operatorAddress === operators.format(ALICE),
  );
  assert.deepEqual(known, {
    operatorAddress: profile.operator_address,
    consensusPubkey: {
      typeUrl: "/cosmos.crypto.ed25519.PubKey",
      value: PubKey.encode({ key: first }).finish(),
    },
    jailed: false,
    status: BondStatus.BOND_STATUS_BONDED,
    tokens: "10000000",
    delegatorShares: "10000000000000000000000000",
    description: {
      moniker: "alice's",
      identity: "A1",
      website: "https://alice.example",
      securityContact: "a@alice.example",
      details: "ünïcode",
    },
    unbondingHeight: 0n,
    unbondingTime: { seconds: 0n, nanos: 0 },
    commission: {
      commissionRates: {
        rate: "50000000000000000",
        maxRate: "200000000000000000",
        maxChangeRate: "10000000000000000",
      },
      updateTime: { seconds: 0n, nanos: 0 },
    },
    minSelfDelegation: "7",
    unbondingOnHoldRefCount: 0n,
    unbondingIds: [],
  });
  const { validator } = chain.ask(QueryDefinition, methods.validator, {
    validatorAddr: consensusOperator(second),
  });
  assert.equal(validator?.tokens, "20000000");
  assert.equal(
    validator.description?.moniker,
    Buffer.from(crypto.sha256(second).slice(0, 20)).toString("hex").toUpperCase(),
  );
});

test("records lie where the SDK has them", () => {
  const read = (key: Uint8Array) =>
    chain.executor.query({ path: "/store/staking/key", data: key, height: 0n, prove: false }).value;
  const validator = Validator.decode(read(Uint8Array.of(0x21, 20, ...ALICE)));
  assert.equal(validator.operatorAddress, profile.operator_address);
  const consensus = crypto.sha256(first).slice(0, 20);
  assert.deepEqual(read(Uint8Array.of(0x22, 20, ...consensus)), new Uint8Array(ALICE));
});

test("a status selects validators", () => {
  for (const [status, expected] of [
    ["BOND_STATUS_BONDED", 2],
    ["BOND_STATUS_UNBONDED", 0],
    ["BOND_STATUS_UNBONDING", 0],
  ] as const) {
    const request = { status, pagination: undefined };
    const { validators } = chain.ask(QueryDefinition, methods.validators, request);
    assert.equal(validators.length, expected, status);
  }
});

test("pool and parameters", () => {
  const { pool } = chain.ask(QueryDefinition, methods.pool, {});
  assert.deepEqual(pool, { notBondedTokens: "0", bondedTokens: "30000000" });
  const found = chain.ask(QueryDefinition, methods.params, {}).params;
  assert.equal(found?.bondDenom, "ustake");
  assert.deepEqual(found.unbondingTime, { seconds: 1_814_400n, nanos: 0 });
  assert.equal(found.minCommissionRate, "0");
});

test("nobody delegates, and the queries say so", () => {
  const delegatorAddr = alice.address;
  const validatorAddr = profile.operator_address;
  const pagination = undefined;
  const ask = <M extends MethodDefinition>(method: M, request: RequestOf<M>) =>
    chain.ask(QueryDefinition, method, request);
  const empty = { nextKey: new Uint8Array(0), total: 0n };
  assert.deepEqual(ask(methods.delegatorDelegations, { delegatorAddr, pagination }), {
    delegationResponses: [],
    pagination: empty,
  });
  assert.deepEqual(ask(methods.validatorDelegations, { validatorAddr, pagination }), {
    delegationResponses: [],
    pagination: empty,
  });
  assert.deepEqual(ask(methods.delegatorUnbondingDelegations, { delegatorAddr, pagination }), {
    unbondingResponses: [],
    pagination: empty,
  });
  assert.deepEqual(ask(methods.validatorUnbondingDelegations, { validatorAddr, pagination }), {
    unbondingResponses: [],
    pagination: empty,
  });
  assert.deepEqual(ask(methods.delegatorValidators, { delegatorAddr, pagination }), {
    validators: [],
    pagination: empty,
  });
  const pair = { delegatorAddr, validatorAddr };
  const refused = [
    [() => ask(methods.delegation, pair), /NotFound.*delegation with delegator lazuli1/],
    [() => ask(methods.unbondingDelegation, pair), /NotFound.*unbonding delegation with/],
    [() => ask(methods.delegatorValidator, pair), /Internal.*no delegation for/],
    [
      () =>
        ask(methods.redelegations, {
          delegatorAddr,
          srcValidatorAddr: validatorAddr,
          dstValidatorAddr: validatorAddr,
          pagination,
        }),
      /Internal desc = .*NotFound desc = redelegation not found for delegator address lazuli1/,
    ],
    [() => ask(methods.historicalInfo, { height: 5n }), /NotFound.*height 5 not found/],
    [() => ask(methods.historicalInfo, { height: -5n }), /InvalidArgument.*negative/],
  ] as const;
  for (const [call, message] of refused) assert.throws(call, { message });
});

test("bad requests are refused", () => {
  const refused = [
    [{ validatorAddr: "" }, /validator address cannot be empty/],
    [{ validatorAddr: alice.address }, /expected lazulivaloper, got lazuli/],
    [{ validatorAddr: operators.format(new Uint8Array(20)) }, /NotFound.*validator .* not found/],
  ] as const;
  for (const [request, message] of refused) {
    assert.throws(() => chain.ask(QueryDefinition, methods.validator, request), { message });
  }
  const request = { status: "bonded", pagination: undefined };
  assert.throws(() => chain.ask(QueryDefinition, methods.validators, request), {
    message: /invalid validator status bonded/,
  });
  const delegator = { delegatorAddr: "", pagination: undefined };
  assert.throws(() => chain.ask(QueryDefinition, methods.delegatorDelegations, delegator), {
    message: /delegator address cannot be empty/,
  });
});

test("what is exported makes the same state", () => {
  const { staking } = chain.executor.exportState() as {
    staking: { params: unknown; validators: readonly (typeof profile)[] };
  };
  assert.deepEqual(staking.params, params);
  assert.equal(staking.validators.length, 2);
  const known = staking.validators.find(
    ({ operator_address }) => operator_address === profile.operator_address,
  );
  assert.deepEqual(known, profile);
  const again = start(JSON.parse(JSON.stringify(staking)));
  assert.deepEqual(again.executor.exportState()["staking"], staking);
});

const bad: readonly [name: string, staking: unknown, message: RegExp][] = [
  [
    "a profile of no validator",
    { params, validators: [withKey(Buffer.alloc(32, 9).toString("base64"))] },
    /validators\[0\]: consensus_pubkey is of no validator/,
  ],
  [
    "two profiles of one validator",
    { params, validators: [profile, profile] },
    /validators\[1\]: its consensus_pubkey occurs twice/,
  ],
  [
    "two validators of one operator",
    { params, validators: [profile, withKey(Buffer.from(second).toString("base64"))] },
    /runs two validators/,
  ],
  [
    "a key that is no validator's kind",
    {
      params,
      validators: [
        {
          ...profile,
          consensus_pubkey: {
            "@type": "/cosmos.crypto.secp256k1.PubKey",
            key: Buffer.alloc(33, 2).toString("base64"),
          },
        },
      ],
    },
    /expected \/cosmos.crypto.ed25519.PubKey of 32 bytes, got .*secp256k1.PubKey" of 33/,
  ],
  [
    "an account as operator",
    { params, validators: [{ ...profile, operator_address: alice.address }] },
    /operator_address: invalid Bech32 prefix/,
  ],
  [
    "a long moniker",
    {
      params,
      validators: [
        { ...profile, description: { ...profile.description, moniker: "ü".repeat(36) } },
      ],
    },
    /moniker: 72 bytes, expected at most 70/,
  ],
  [
    "a rate above its most",
    {
      params,
      validators: [{ ...profile, commission_rates: { ...profile.commission_rates, rate: "0.3" } }],
    },
    /rate and max_change_rate to be at most max_rate/,
  ],
  [
    "a rate above one",
    { params: { ...params, min_commission_rate: "1.1" }, validators: [] },
    /min_commission_rate: expected at most 1/,
  ],
  [
    "more validators than the parameters allow",
    { params: { ...params, max_validators: 0 }, validators: [] },
    /params: max_validators is 0, expected the genesis document's \d+ at least/,
  ],
  [
    "more validators than any chain may have",
    { params: { ...params, max_validators: 10_001 }, validators: [] },
    /max_validators: expected 0 to 10000, got 10001/,
  ],
  [
    "no denom",
    { params: { ...params, bond_denom: "" }, validators: [] },
    /bond_denom: expected a denom/,
  ],
  [
    "no duration",
    { params: { ...params, unbonding_time: "3 weeks" }, validators: [] },
    /unbonding_time: expected a duration such as 3600s/,
  ],
  [
    "a number beyond 32 bits",
    { params: { ...params, max_entries: 2 ** 32 }, validators: [] },
    /max_entries: expected 0 to 4294967295/,
  ],
  ["delegations", { params, validators: [], delegations: [] }, /unknown field "delegations"/],
];

function withKey(key: string): unknown {
  return { ...profile, consensus_pubkey: { ...profile.consensus_pubkey, key } };
}

for (const [name, staking, message] of bad) {
  test(`genesis is refused with ${name}`, () => {
    assert.throws(() => start(staking), { name: "ChainError", message });
  });
}
