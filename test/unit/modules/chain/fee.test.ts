import assert from "node:assert/strict";
import { test } from "node:test";
import { Fee } from "../../../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import type { Coin } from "../../../../app/core/coins.ts";
import type { Context } from "../../../../app/core/context.ts";
import { CoreError } from "../../../../app/core/errors.ts";
import type { Tx } from "../../../../app/core/tx/tx.ts";
import { deductFee, type FeeGrants } from "../../../../modules/chain/ante.ts";
import type { ChainKeeper } from "../../../../modules/chain/keeper.ts";
import { memoryContext } from "../../../helpers/context.ts";
import { alice, bob, carol } from "../../../helpers/executor.ts";

/** The fee step over a bank and grants that write down what they are asked. @param options.price of gas, 10⁻¹⁸ ulaz */
function makeStep(options: {
  readonly grants?: FeeGrants["useGrant"];
  readonly known?: boolean;
  readonly price?: bigint;
}) {
  const paid: [from: string, coins: readonly Coin[]][] = [];
  const { price = 0n } = options;
  const keeper = { feePrice: () => ({ feeDenom: "ulaz", price }) } as unknown as ChainKeeper;
  const step = deductFee(keeper, {
    bank: {
      sendCoins(ctx, from, _to, coins) {
        const address = ctx.addresses.format(from);
        if (address === carol.address) throw CoreError.insufficientFunds("carol has nothing");
        paid.push([address, coins]);
      },
    },
    accounts: { getAccount: () => (options.known === false ? undefined : {}) },
    feeCollector: "fee_collector",
    nodeMinGasPrice: "0",
    ...(options.grants && { feeGrants: { useGrant: options.grants } }),
  });
  return { step, paid };
}

function makeTx(fee: Partial<Fee>): Tx {
  const amount = [{ denom: "ulaz", amount: "7" }];
  return {
    authInfo: { fee: Fee.fromPartial({ amount, ...fee }) },
    feePayer: fee.payer === undefined || fee.payer === "" ? alice.address : fee.payer,
    gasLimit: 1n,
    messages: [],
  } as unknown as Tx;
}

function feePayerEvent(ctx: Context): string | undefined {
  return ctx.events.all.flatMap(({ attributes }) =>
    attributes.filter(([key]) => key === "fee_payer").map(([, value]) => value),
  )[0];
}

const FEE = [{ denom: "ulaz", amount: 7n }];

test("the granter pays what its allowance covers", () => {
  const asked: unknown[] = [];
  const { step, paid } = makeStep({
    grants: (ctx, granter, grantee, fee, messages) =>
      asked.push([ctx.addresses.format(granter), ctx.addresses.format(grantee), fee, messages]),
  });
  const ctx = memoryContext();
  step(ctx, makeTx({ granter: bob.address.toUpperCase() }));
  assert.deepEqual(asked, [[bob.address, alice.address, FEE, []]]);
  assert.deepEqual(paid, [[bob.address, FEE]]);
  assert.equal(feePayerEvent(ctx), bob.address);
});

test("a simulation without a fee pays one unit, so that the gas of paying is in it", () => {
  for (const price of [0n, 10n ** 15n]) {
    const { step, paid } = makeStep({ price });
    step(memoryContext({ mode: "simulate" }), makeTx({ amount: [] }));
    assert.deepEqual(paid, [[alice.address, [{ denom: "ulaz", amount: 1n }]]], `price ${price}`);
  }
});

test("where gas is free, who has nothing can simulate, and a fee may be in any denoms", () => {
  const { step, paid } = makeStep({});
  step(memoryContext({ mode: "simulate" }), makeTx({ amount: [], payer: carol.address }));
  assert.deepEqual(paid, []);
  const amount = [
    { denom: "uatom", amount: "1" },
    { denom: "ustake", amount: "2" },
  ];
  step(memoryContext(), makeTx({ amount }));
  assert.equal(paid.length, 1);
  const costly = makeStep({ price: 10n ** 15n });
  assert.throws(
    () =>
      costly.step(
        memoryContext({ mode: "simulate" }),
        makeTx({ amount: [], payer: carol.address }),
      ),
    {
      message: /carol has nothing/,
    },
  );
  assert.throws(() => costly.step(memoryContext(), makeTx({ amount })), {
    message: /insufficient fees; got: 1uatom,2ustake required: 1ulaz/,
  });
});

test("who grants to itself needs no allowance", () => {
  const { step, paid } = makeStep({
    grants() {
      throw CoreError.keyNotFound("fee-grant not found");
    },
  });
  step(memoryContext(), makeTx({ granter: alice.address }));
  assert.deepEqual(paid, [[alice.address, FEE]]);
});

test("coins of nothing are no fee, as Go's clients send them to be simulated", () => {
  const { step, paid } = makeStep({});
  const amount = [{ denom: "ulaz", amount: "0" }];
  step(memoryContext({ mode: "simulate" }), makeTx({ amount }));
  assert.deepEqual(paid.splice(0), [[alice.address, [{ denom: "ulaz", amount: 1n }]]], "guessed");
  step(memoryContext({ mode: "finalize" }), makeTx({ amount }));
  assert.deepEqual(paid, []);
});

const refused: readonly {
  name: string;
  step: Parameters<typeof makeStep>[0];
  fee: Partial<Fee>;
  error: { code: number; message: RegExp };
}[] = [
  {
    name: "no grants on this chain, even to itself",
    step: {},
    fee: { granter: alice.address },
    error: { code: 18, message: /^fee grants are not enabled: invalid request$/ },
  },
  {
    name: "no allowance",
    step: {
      grants() {
        throw CoreError.keyNotFound("fee-grant not found");
      },
    },
    fee: { granter: bob.address },
    error: {
      code: 22,
      message: new RegExp(
        `^${bob.address} does not allow to pay fees for ${alice.address}: fee-grant not found: key not found$`,
      ),
    },
  },
  {
    name: "coins of nothing beside others",
    step: {},
    fee: {
      amount: [
        { denom: "ulaz", amount: "7" },
        { denom: "ustake", amount: "0" },
      ],
    },
    error: { code: 13, message: /^invalid fee amount: .*insufficient fee$/ },
  },
  {
    name: "a granter who is no address",
    step: { grants: () => undefined },
    fee: { granter: "lazuli1nobody" },
    error: { code: 7, message: /invalid address$/ },
  },
  {
    name: "a payer without coins",
    step: {},
    fee: { payer: carol.address },
    error: { code: 5, message: /^carol has nothing: insufficient funds$/ },
  },
  {
    name: "a payer without account",
    step: { known: false },
    fee: { payer: carol.address },
    error: { code: 9, message: /^fee payer address: lazuli1\w+ does not exist: unknown address$/ },
  },
];

for (const { name, step: options, fee, error } of refused) {
  test(`a fee is refused: ${name}`, () => {
    const { step, paid } = makeStep(options);
    assert.throws(
      () => {
        step(memoryContext(), makeTx(fee));
      },
      { codespace: "sdk", ...error },
    );
    assert.deepEqual(paid, []);
  });
}
