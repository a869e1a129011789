import assert from "node:assert/strict";
import { test } from "node:test";
import type { Any } from "../../../../proto/gen/google/protobuf/any.ts";
import { concatBytes } from "../../../../app/core/bytes.ts";
import { moduleAddress } from "../../../../app/core/address.ts";
import { parseAllowance } from "../../../../modules/feegrant/allowance.ts";
import { FeegrantKeeper } from "../../../../modules/feegrant/keeper.ts";
import { crypto, memoryContext } from "../../../helpers/context.ts";
import { allowedAny, basicAny, coins, periodicAny, timestamp } from "../../../helpers/feegrant.ts";

const SEND = "/cosmos.bank.v1beta1.MsgSend";
const TEN_MINUTES = { seconds: 600n, nanos: 0 };
const atom = coins("555atom");

const unknown: Any = { typeUrl: SEND, value: new Uint8Array(0) };
const basic = basicAny({ spendLimit: atom });
/** Field 15, which no allowance has. */
const withUnknownField: Any = {
  ...basic,
  value: concatBytes(basic.value, Uint8Array.of(0x78, 1)),
};
/** A field that has its default value. */
const notCanonical: Any = { ...basic, value: concatBytes(basic.value, Uint8Array.of(0x12, 0)) };

const refused: readonly {
  readonly name: string;
  readonly any: Any | undefined;
  readonly code: number;
  readonly codespace?: string;
  readonly message?: RegExp;
}[] = [
  { name: "nothing", any: undefined, code: 5, message: /^failed to get allowance: no allowance$/ },
  {
    name: "what is no allowance",
    any: unknown,
    codespace: "sdk",
    code: 2,
    message: /^unable to resolve type URL \/cosmos\.bank\.v1beta1\.MsgSend: tx parse error$/,
  },
  { name: "an unknown field", any: withUnknownField, codespace: "sdk", code: 2 },
  {
    name: "an expiration before 1970",
    any: basicAny({ expiration: { seconds: -1n, nanos: 0 } }),
    code: 4,
    message: /^expiration time cannot be negative: invalid duration$/,
  },
  {
    name: "an expiration after the year 9999",
    any: basicAny({ expiration: { seconds: 253_402_300_800n, nanos: 0 } }),
    codespace: "sdk",
    code: 2,
  },
  {
    name: "an expiration of a second and more nanoseconds",
    any: basicAny({ expiration: { seconds: 1n, nanos: 1_000_000_000 } }),
    codespace: "sdk",
    code: 2,
  },
  ...["0atom", "-1atom", "5eth,5atom", "5atom,5atom"].map((limit) => ({
    name: `a limit of ${limit}`,
    any: basicAny({ spendLimit: coins(limit) }),
    codespace: "sdk",
    code: 10,
    message: /^send amount is invalid: .*: invalid coins$/,
  })),
  { name: "an empty periodic allowance", any: periodicAny(), codespace: "sdk", code: 10 },
  {
    name: "a periodic allowance of a basic one alone",
    any: periodicAny({ basic: { spendLimit: atom, expiration: undefined } }),
    codespace: "sdk",
    code: 10,
    message: /^spend limit must be positive: invalid coins$/,
  },
  {
    name: "a period's limit in another denom",
    any: periodicAny({
      basic: { spendLimit: atom, expiration: undefined },
      period: TEN_MINUTES,
      periodSpendLimit: coins("1eth"),
    }),
    codespace: "sdk",
    code: 10,
    message: /^period spend limit has different currency than basic spend limit: invalid coins$/,
  },
  {
    name: "a rest of a period that is not positive",
    any: periodicAny({ periodSpendLimit: atom, periodCanSpend: coins("-1atom") }),
    codespace: "sdk",
    code: 10,
    message: /^can spend amount is invalid: /,
  },
  {
    name: "a negative period",
    any: periodicAny({ periodSpendLimit: atom, period: { seconds: 0n, nanos: -1 } }),
    code: 4,
    message: /^negative clock step: invalid duration$/,
  },
  ...[
    { seconds: 9_223_372_036n, nanos: 854_775_808 },
    { seconds: 1n, nanos: -1 },
    { seconds: 0n, nanos: 1_000_000_000 },
    { seconds: 315_576_000_001n, nanos: 0 },
  ].map((period) => ({
    name: `a period of ${period.seconds} s and ${period.nanos} ns, which Go does not hold`,
    any: periodicAny({ periodSpendLimit: atom, period }),
    codespace: "sdk",
    code: 2,
  })),
  {
    name: "no allowance for certain messages",
    any: allowedAny(undefined, SEND),
    code: 5,
    message: /^allowance should not be empty: no allowance$/,
  },
  {
    name: "no messages",
    any: allowedAny(basic),
    code: 6,
    message: /^allowed messages shouldn't be empty: allowed messages are empty$/,
  },
  {
    name: "an AllowedMsgAllowance in another",
    any: allowedAny(allowedAny(basic, SEND), SEND),
    codespace: "sdk",
    code: 18,
    message: /expected a BasicAllowance or a PeriodicAllowance: invalid request$/,
  },
  {
    name: "messages for what is no allowance",
    any: allowedAny(unknown, SEND),
    codespace: "sdk",
    code: 2,
  },
  {
    name: "messages for an allowance that is malformed",
    any: allowedAny(withUnknownField, SEND),
    codespace: "sdk",
    code: 2,
  },
  {
    name: "257 messages",
    any: allowedAny(basic, ...Array.from({ length: 257 }, () => SEND)),
    codespace: "sdk",
    code: 18,
    message: /^257 allowed messages, expected at most 256: /,
  },
  {
    name: "a message of 256 characters",
    any: allowedAny(basic, "x".repeat(256)),
    codespace: "sdk",
    code: 18,
  },
];

for (const { name, any, code, codespace = "feegrant", message = /./ } of refused) {
  test(`an allowance is refused: ${name}`, () => {
    assert.throws(() => parseAllowance(any), { name: "ChainError", codespace, code, message });
  });
}

test("an allowance has one encoding", () => {
  assert.throws(() => parseAllowance({ ...basic, value: notCanonicalValue() }), { code: 2 });
});

/** The limit's amount before its denom. */
function notCanonicalValue(): Uint8Array {
  return Uint8Array.of(0x0a, 8, 0x12, 1, 0x35, 0x0a, 3, 0x65, 0x74, 0x68);
}

test("an expiration that is there and is 1970 is one", () => {
  const allowance = parseAllowance(notCanonical);
  assert.equal(allowance.type === "basic" && allowance.expiresNs, 0n);
});

test("the largest lists are taken", () => {
  const names = Array.from({ length: 256 }, () => "x".repeat(255));
  assert.equal(parseAllowance(allowedAny(basic, ...names)).type, "allowed messages");
});

test("a grantee gets an account, unless it is a module that has none", () => {
  const made: Uint8Array[] = [];
  const keeper = new FeegrantKeeper({
    accounts: {
      getAccount: (_, address) => (address[0] === 9 ? {} : undefined),
      ensureAccount: (_, address) => made.push(address),
    },
    blocked: ["mint"],
  });
  const ctx = memoryContext();
  const granter = Uint8Array.of(1);
  const allowance = parseAllowance(basic);
  keeper.grant(ctx, { granter, grantee: Uint8Array.of(9) }, allowance);
  assert.deepEqual(made, []);
  keeper.grant(ctx, { granter, grantee: Uint8Array.of(2) }, allowance);
  assert.deepEqual(made, [Uint8Array.of(2)]);
  assert.throws(
    () => {
      keeper.grant(ctx, { granter, grantee: moduleAddress(crypto, "mint") }, allowance);
    },
    { codespace: "sdk", code: 4, message: /is not allowed to receive funds: unauthorized$/ },
  );
});

test("at most so many allowances are pruned, oldest first, none before or at its expiry", () => {
  const accounts = { getAccount: () => ({}), ensureAccount: () => undefined };
  const keeper = new FeegrantKeeper({ accounts, blocked: [] });
  const ctx = memoryContext({ timeNs: 1_000n });
  const granter = Uint8Array.of(7);
  for (const [byte, expiresNs] of [
    [1, 5_000n],
    [2, 3_000n],
    [3, 4_000n],
    [4, undefined],
  ] as const) {
    const expiration = expiresNs === undefined ? undefined : timestamp(expiresNs);
    const allowance = parseAllowance(basicAny({ expiration }));
    keeper.grant(ctx, { granter, grantee: Uint8Array.of(byte) }, allowance);
  }
  const left = (timeNs: bigint, max: number): number[] => {
    const later = memoryContext({ state: ctx.state, timeNs });
    keeper.prune(later, max);
    return [1, 2, 3, 4].filter(
      (byte) => keeper.find(later, { granter, grantee: Uint8Array.of(byte) }) !== undefined,
    );
  };
  assert.deepEqual(left(3_000n, 10), [1, 2, 3, 4]);
  assert.deepEqual(left(3_001n, 10), [1, 3, 4]);
  assert.deepEqual(left(9_000n, 1), [1, 4]);
  assert.deepEqual(left(9_000n, 1), [4]);
  assert.deepEqual(left(9_000n, 10), [4]);
  assert.equal(ctx.state.store("feegrant").entries.length, 1);
});
