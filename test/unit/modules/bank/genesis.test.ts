import assert from "node:assert/strict";
import { test } from "node:test";
import { JsonValue } from "../../../../app/core/json.ts";
import { bankChain } from "../../../helpers/bank-chain.ts";
import { memoryContext } from "../../../helpers/context.ts";
import { sdkState } from "../../../helpers/sdk-state.ts";

const ADDRESS = "lazuli1kzctpv9skzctpv9skzctpv9skzctpv9sqhagnx";
const OTHER = "lazuli1llllllllllllllllllllllllllllllllwfr94v";
const METADATA = (sdkState.exported.bank as { denom_metadata: [Record<string, unknown>] })
  .denom_metadata[0];

function genesis(fields: Record<string, unknown> = {}): unknown {
  return {
    params: { send_enabled: [], default_send_enabled: true },
    balances: [],
    supply: [],
    denom_metadata: [],
    send_enabled: [],
    ...fields,
  };
}

function coins(...texts: readonly string[]) {
  return texts.map((text) => {
    const [, amount, denom] = /^(\d+)(.*)$/.exec(text) ?? [];
    return { denom, amount };
  });
}

test("the default genesis is empty and sending is enabled", () => {
  assert.deepEqual(bankChain().bank.defaultGenesis?.(), genesis());
});

test("import of an export is the same state", () => {
  const first = bankChain();
  first.init(sdkState.exported);
  const second = bankChain();
  second.init(first.export());
  assert.deepEqual(second.state.store("bank").entries, first.state.store("bank").entries);
  assert.deepEqual(second.export(), first.export());
  assert.deepEqual(first.export()["bank"], sdkState.exported.bank);
});

test("a supply that is stated and right is accepted", () => {
  const { bank, init, context } = bankChain();
  const balances = [
    { address: ADDRESS, coins: coins("1uaaa", "2ulaz") },
    { address: OTHER, coins: coins("40ulaz") },
  ];
  init({ bank: genesis({ balances, supply: coins("1uaaa", "42ulaz") }) });
  assert.equal(bank.keeper.supply(context(), "ulaz"), 42n);
});

const MAX = ((1n << 256n) - 1n).toString();
const refused: readonly { name: string; state: unknown; error: RegExp }[] = [
  { name: "nothing", state: undefined, error: /^bank: expected an object, got nothing/ },
  {
    name: "an unknown field",
    state: genesis({ extra: 1 }),
    error: /^bank: unknown field "extra"/,
  },
  {
    name: "a wrong supply",
    state: genesis({
      balances: [{ address: ADDRESS, coins: coins("2ulaz") }],
      supply: coins("3ulaz"),
    }),
    error: /^bank.supply: genesis supply is incorrect, expected 2ulaz, got 3ulaz/,
  },
  {
    name: "a supply that lacks a denom",
    state: genesis({
      balances: [{ address: ADDRESS, coins: coins("1uaaa", "2ulaz") }],
      supply: coins("2ulaz"),
    }),
    error: /^bank.supply: genesis supply is incorrect/,
  },
  {
    name: "an address twice",
    state: genesis({
      balances: [
        { address: ADDRESS, coins: coins("2ulaz") },
        { address: ADDRESS.toUpperCase(), coins: coins("1uaaa") },
      ],
    }),
    error: new RegExp(`^bank.balances\\[1\\]: ${ADDRESS} is listed twice`),
  },
  {
    name: "a balance of zero",
    state: genesis({ balances: [{ address: ADDRESS, coins: coins("0ulaz") }] }),
    error: /^bank.balances\[0\].coins: amount of ulaz is zero/,
  },
  {
    name: "unsorted coins",
    state: genesis({ balances: [{ address: ADDRESS, coins: coins("1ulaz", "1uaaa") }] }),
    error: /^bank.balances\[0\].coins: .*expected sorted and unique/,
  },
  {
    name: "a supply beyond 2^256 - 1",
    state: genesis({
      balances: [
        { address: ADDRESS, coins: coins(`${MAX}ulaz`) },
        { address: OTHER, coins: coins("1ulaz") },
      ],
    }),
    error: /the supply of ulaz is more than 2\^256 - 1/,
  },
  {
    name: "switches among the parameters",
    state: genesis({
      params: { send_enabled: [{ denom: "ulaz", enabled: true }], default_send_enabled: true },
    }),
    error: /^bank.params.send_enabled: use of send_enabled in params is no longer supported/,
  },
  {
    name: "a switch twice",
    state: genesis({
      send_enabled: [
        { denom: "ulaz", enabled: true },
        { denom: "ulaz", enabled: false },
      ],
    }),
    error: /^bank.send_enabled\[1\]: ulaz is listed twice/,
  },
  {
    name: "metadata twice",
    state: genesis({ denom_metadata: [METADATA, METADATA] }),
    error: /^bank.denom_metadata\[1\]: ulaz is listed twice/,
  },
  {
    name: "metadata without the display unit",
    state: genesis({ denom_metadata: [{ ...METADATA, display: "xyz" }] }),
    error: /expected a unit with the display denom xyz/,
  },
  {
    name: "metadata whose first unit is not the base",
    state: genesis({
      denom_metadata: [{ ...METADATA, denom_units: [{ denom: "laz", exponent: 6, aliases: [] }] }],
    }),
    error: /the first unit is laz, expected the base ulaz with exponent 0/,
  },
  {
    name: "metadata with units that do not ascend",
    state: genesis({
      denom_metadata: [
        {
          ...METADATA,
          denom_units: ["ulaz", "laz"].map((denom) => ({ denom, exponent: 0, aliases: [] })),
        },
      ],
    }),
    error: /unit laz: expected units sorted by ascending exponent/,
  },
];

for (const { name, state, error } of refused) {
  test(`genesis refused: ${name}`, () => {
    const { bank } = bankChain();
    assert.throws(
      () =>
        bank.initGenesis?.(memoryContext({ mode: "genesis" }), new JsonValue(state, "bank"), []),
      {
        name: "ChainError",
        message: error,
      },
    );
  });
}
