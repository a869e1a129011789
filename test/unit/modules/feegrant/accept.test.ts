import assert from "node:assert/strict";
import { test } from "node:test";
import { type Coin, formatCoins, parseCoins } from "../../../../app/core/coins.ts";
import type { TxMessage } from "../../../../app/core/tx/tx.ts";
import { accept } from "../../../../modules/feegrant/accept.ts";
import type {
  Allowance,
  AllowedMessages,
  Basic,
  Periodic,
} from "../../../../modules/feegrant/allowance.ts";
import { memoryContext } from "../../../helpers/context.ts";
import { coins as protoCoins } from "../../../helpers/feegrant.ts";

const NOW = 1_700_000_000_000_000_123n;
const MINUTE = 60_000_000_000n;
const HOUR = 60n * MINUTE;
const SEND = "/cosmos.bank.v1beta1.MsgSend";

const coins = (text: string): readonly Coin[] => parseCoins(protoCoins(text));

const basic = (limit: string, expiresNs?: bigint): Basic => ({
  type: "basic",
  spendLimit: coins(limit),
  expiresNs,
});

const periodic = (parts: Partial<Periodic>): Periodic => ({
  type: "periodic",
  basic: basic(""),
  periodNs: 10n * MINUTE,
  periodSpendLimit: [],
  periodCanSpend: [],
  periodResetNs: 0n,
  ...parts,
});

const send = { route: { typeUrl: SEND } } as unknown as TxMessage;

function use(allowance: Allowance, fee: string, timeNs = NOW, messages = [send]) {
  const ctx = memoryContext({ timeNs });
  return { left: accept(ctx, allowance, { fee: coins(fee), messages }), gas: ctx.gas.used };
}

const EXCEEDED = { codespace: "feegrant", code: 2 };
const EXPIRED = { codespace: "feegrant", code: 3 };

/** The SDK's own cases of BasicAllowance; each also inside an AllowedMsgAllowance. */
const basics: readonly {
  readonly name: string;
  readonly allowance: Basic;
  readonly fee: string;
  readonly timeNs?: bigint;
  /** What is left of the limit; undefined if the allowance goes. */
  readonly left?: string | undefined;
  readonly error?: { codespace: string; code: number };
}[] = [
  { name: "empty", allowance: basic(""), fee: "", left: "" },
  { name: "small fee without expiry", allowance: basic("555atom"), fee: "43atom", left: "512atom" },
  { name: "the whole fee", allowance: basic("43atom"), fee: "43atom" },
  { name: "another denom", allowance: basic("43atom"), fee: "10eth", error: EXCEEDED },
  {
    name: "not expired",
    allowance: basic("555atom", NOW + HOUR),
    fee: "43atom",
    left: "512atom",
  },
  { name: "at its expiry", allowance: basic("555atom", NOW), fee: "43atom", left: "512atom" },
  {
    name: "expired",
    allowance: basic("555atom", NOW),
    fee: "43atom",
    timeNs: NOW + HOUR,
    error: EXPIRED,
  },
  {
    name: "expired a nanosecond ago",
    allowance: basic("555atom", NOW),
    fee: "43atom",
    timeNs: NOW + 1n,
    error: EXPIRED,
  },
  {
    name: "more than allowed",
    allowance: basic("555atom", NOW + HOUR),
    fee: "1000atom",
    error: EXCEEDED,
  },
  { name: "without limit", allowance: basic("", NOW + HOUR), fee: "1000atom", left: "" },
  {
    name: "expired without limit",
    allowance: basic("", NOW),
    fee: "1000atom",
    timeNs: NOW + HOUR,
    error: EXPIRED,
  },
  { name: "one of two denoms", allowance: basic("5atom,7eth"), fee: "5atom", left: "7eth" },
];

for (const { name, allowance, fee, timeNs, left, error } of basics) {
  test(`a basic allowance: ${name}`, () => {
    if (error) assert.throws(() => use(allowance, fee, timeNs), error);
    else {
      const expected = left === undefined ? undefined : { ...allowance, spendLimit: coins(left) };
      assert.deepEqual(use(allowance, fee, timeNs).left, expected);
    }
  });

  test(`an allowance for certain messages: ${name}`, () => {
    const filtered: AllowedMessages = { type: "allowed messages", allowance, typeUrls: [SEND] };
    if (error) assert.throws(() => use(filtered, fee, timeNs), error);
    else {
      const spendLimit = coins(left ?? "");
      const expected =
        left === undefined ? undefined : { ...filtered, allowance: { ...allowance, spendLimit } };
      assert.deepEqual(use(filtered, fee, timeNs).left, expected);
    }
  });
}

/** The SDK's own cases of PeriodicAllowance. */
const periodics: readonly {
  readonly name: string;
  readonly allowance: Periodic;
  readonly fee: string;
  readonly timeNs?: bigint;
  readonly left?: { limit: string; period: string; resetNs: bigint };
  readonly error?: { codespace: string; code: number; message?: RegExp };
}[] = [
  {
    name: "empty basic, within the period",
    allowance: periodic({
      periodSpendLimit: coins("43atom"),
      periodResetNs: NOW + 30n * MINUTE,
    }),
    fee: "",
    left: { limit: "", period: "", resetNs: NOW + 30n * MINUTE },
  },
  {
    name: "same period",
    allowance: periodic({
      basic: basic("555atom", NOW + 2n * HOUR),
      periodResetNs: NOW + HOUR,
      periodSpendLimit: coins("512atom"),
      periodCanSpend: coins("43atom"),
    }),
    fee: "43atom",
    left: { limit: "512atom", period: "", resetNs: NOW + HOUR },
  },
  {
    name: "a pause of more than a period starts the next one now",
    allowance: periodic({
      basic: basic("555atom", NOW + 2n * HOUR),
      periodResetNs: NOW,
      periodSpendLimit: coins("512atom"),
    }),
    fee: "512atom",
    timeNs: NOW + HOUR,
    left: { limit: "43atom", period: "", resetNs: NOW + HOUR + 10n * MINUTE },
  },
  {
    name: "a use within the next period keeps the rhythm",
    allowance: periodic({ periodResetNs: NOW, periodSpendLimit: coins("512atom") }),
    fee: "12atom",
    timeNs: NOW + 4n * MINUTE,
    left: { limit: "", period: "500atom", resetNs: NOW + 10n * MINUTE },
  },
  {
    name: "the period is limited by what is left in all",
    allowance: periodic({
      basic: basic("43atom", NOW + 2n * HOUR),
      periodResetNs: NOW,
      periodSpendLimit: coins("555atom"),
    }),
    fee: "1atom",
    timeNs: NOW + HOUR,
    left: { limit: "42atom", period: "42atom", resetNs: NOW + HOUR + 10n * MINUTE },
  },
  {
    name: "a new period without spend limit",
    allowance: periodic({ periodResetNs: NOW, periodSpendLimit: coins("555atom") }),
    fee: "555atom",
    timeNs: NOW + HOUR,
    left: { limit: "", period: "", resetNs: NOW + HOUR + 10n * MINUTE },
  },
  {
    name: "all that is left in all",
    allowance: periodic({
      basic: basic("43atom"),
      periodSpendLimit: coins("43atom"),
      periodResetNs: NOW,
    }),
    fee: "43atom",
  },
  {
    name: "expired",
    allowance: periodic({ basic: basic("555atom", NOW), periodSpendLimit: coins("43atom") }),
    fee: "43atom",
    timeNs: NOW + HOUR,
    error: { ...EXPIRED, message: /^absolute limit: fee allowance expired$/ },
  },
  {
    name: "over the period's limit",
    allowance: periodic({
      basic: basic("555atom", NOW),
      periodResetNs: NOW + HOUR,
      periodSpendLimit: coins("512atom"),
      periodCanSpend: coins("43atom"),
    }),
    fee: "512atom",
    error: { ...EXCEEDED, message: /^period limit: fee limit exceeded$/ },
  },
  {
    name: "over the limit in all",
    allowance: periodic({
      basic: basic("5atom"),
      periodResetNs: NOW + HOUR,
      periodSpendLimit: coins("512atom"),
      periodCanSpend: coins("43atom"),
    }),
    fee: "43atom",
    error: { ...EXCEEDED, message: /^absolute limit: fee limit exceeded$/ },
  },
];

for (const { name, allowance, fee, timeNs, left, error } of periodics) {
  test(`a periodic allowance: ${name}`, () => {
    if (error) {
      assert.throws(() => use(allowance, fee, timeNs), error);
      return;
    }
    const rest = use(allowance, fee, timeNs).left as Periodic | undefined;
    const seen = rest && {
      limit: formatCoins(rest.basic.spendLimit),
      period: formatCoins(rest.periodCanSpend),
      resetNs: rest.periodResetNs,
    };
    assert.deepEqual(seen, left);
  });
}

test("a message that is not allowed is refused, wherever in the transaction; each look-up is 10 gas", () => {
  const vote = { route: { typeUrl: "/cosmos.gov.v1.MsgVote" } } as unknown as TxMessage;
  const allowance: AllowedMessages = {
    type: "allowed messages",
    allowance: basic(""),
    typeUrls: [SEND, "/a.B"],
  };
  assert.equal(use(allowance, "1atom", NOW, [send, send, send]).gas, 50n);
  const refused = {
    codespace: "feegrant",
    code: 7,
    message: "message does not exist in allowed messages: message not allowed",
  };
  for (const messages of [[vote], [vote, send], [send, vote]]) {
    assert.throws(() => use(allowance, "1atom", NOW, messages), refused);
  }
});
