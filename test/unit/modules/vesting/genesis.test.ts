import assert from "node:assert/strict";
import { test } from "node:test";
import { bankChain } from "../../../helpers/bank-chain.ts";

const ADDRESS = "lazuli1kzctpv9skzctpv9skzctpv9skzctpv9sqhagnx";
const PACKAGE = "/cosmos.vesting.v1beta1";

const base = { address: ADDRESS, pub_key: null, account_number: "0", sequence: "0" };
const coin = (amount: string, denom = "ulaz") => ({ denom, amount });

interface Parts {
  readonly type?: string;
  readonly vesting?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** A vesting account, of 10 ulaz, continuous from 100 to 200 seconds unless it says otherwise. */
function account({ type = "ContinuousVestingAccount", vesting = {}, ...fields }: Parts) {
  return {
    "@type": `${PACKAGE}.${type}`,
    base_vesting_account: {
      base_account: base,
      original_vesting: [coin("10")],
      delegated_free: [],
      delegated_vesting: [],
      end_time: "200",
      ...vesting,
    },
    ...(type.startsWith("Continuous") || type.startsWith("Periodic") ? { start_time: "100" } : {}),
    ...fields,
  };
}

const period = (length: string, ...amount: unknown[]) => ({ length, amount });

function init(parts: Parts): void {
  const { auth, init } = bankChain();
  const state = auth.defaultGenesis?.() as object;
  init({ auth: { ...state, accounts: [account(parts)] } });
}

const PERIODIC = "PeriodicVestingAccount";
const refused: readonly { name: string; parts: Parts; error: RegExp }[] = [
  {
    name: "no coins",
    parts: { vesting: { original_vesting: [] } },
    error: /^auth\.accounts\[0\]: invalid coins: : invalid request$/,
  },
  {
    name: "coins out of order",
    parts: { vesting: { original_vesting: [coin("1", "ustake"), coin("1")] } },
    error: /^auth\.accounts\[0\]\.base_vesting_account\.original_vesting: .*sorted/,
  },
  {
    name: "an amount of zero",
    parts: { vesting: { delegated_free: [coin("0")] } },
    error: /delegated_free: amount of ulaz is zero/,
  },
  {
    name: "more delegated than there was",
    parts: { vesting: { delegated_vesting: [coin("11")] } },
    error: /delegated vesting amount cannot be greater than original vesting amount/,
  },
  {
    name: "delegated coins that there were none of",
    parts: { vesting: { delegated_vesting: [coin("1", "ustake")] } },
    error: /delegated vesting amount cannot be greater/,
  },
  {
    name: "a negative end",
    parts: { vesting: { end_time: "-1" } },
    error: /end_time: expected an integer as a string, got "-1"/,
  },
  {
    name: "an end beyond 64 bits with a sign",
    parts: { vesting: { end_time: "9223372036854775808" } },
    error: /end_time is 9223372036854775808, expected at most 2\^63 - 1/,
  },
  {
    name: "a permanently locked account that ends",
    parts: { type: "PermanentLockedAccount" },
    error: /permanently vested accounts cannot have an end-time/,
  },
  {
    name: "a delayed account that starts",
    parts: { type: "DelayedVestingAccount", start_time: "1" },
    error: /^auth\.accounts\[0\]: unknown field "start_time"/,
  },
  {
    name: "a field that is not known, within",
    parts: { vesting: { more: 1 } },
    error: /^auth\.accounts\[0\]\.base_vesting_account: unknown field "more"/,
  },
  {
    name: "no periods",
    parts: { type: PERIODIC, vesting: { end_time: "100" }, vesting_periods: [] },
    error: /vesting start-time cannot be before end-time/,
  },
  {
    name: "periods that end at another time",
    parts: { type: PERIODIC, vesting_periods: [period("99", coin("10"))] },
    error: /vesting end time does not match length of all vesting periods/,
  },
  {
    name: "periods that bring other coins",
    parts: { type: PERIODIC, vesting_periods: [period("100", coin("9"))] },
    error:
      /original vesting coins \(10ulaz\) does not match the sum of all coins in vesting periods \(9ulaz\)/,
  },
  {
    name: "a period that brings nothing",
    parts: { type: PERIODIC, vesting_periods: [period("50", coin("10")), period("50")] },
    error: /vesting_periods\[1\]: the period has invalid coins/,
  },
  {
    name: "too many periods",
    parts: {
      type: PERIODIC,
      vesting: { original_vesting: [coin("1001")], end_time: "1101" },
      vesting_periods: Array.from({ length: 1001 }, () => period("1", coin("1"))),
    },
    error: /1001 vesting periods, expected at most 1000/,
  },
];

for (const { name, parts, error } of refused) {
  test(`genesis of a vesting account refused: ${name}`, () => {
    assert.throws(() => init(parts), { name: "ChainError", message: error });
  });
}

test("genesis takes as many periods as there may be, some of no length", () => {
  init({
    type: PERIODIC,
    vesting: { original_vesting: [coin("1000")], end_time: "1098" },
    vesting_periods: Array.from({ length: 1000 }, (_, i) => period(i < 2 ? "0" : "1", coin("1"))),
  });
});

test("the module's own genesis is empty", () => {
  const { vesting, init } = bankChain();
  assert.deepEqual(vesting.defaultGenesis?.(), {});
  assert.throws(() => init({ vesting: { accounts: [] } }), /^ChainError: vesting: unknown field/);
});
