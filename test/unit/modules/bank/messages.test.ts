import assert from "node:assert/strict";
import { test } from "node:test";
import { moduleAddress } from "../../../../app/core/address.ts";
import { bankChain, runMessage } from "../../../helpers/bank-chain.ts";
import { crypto, memoryContext } from "../../../helpers/context.ts";
import { sdkState } from "../../../helpers/sdk-state.ts";

const { addresses } = memoryContext();
const [ALICE = "", BOB = "", CAROL = ""] = [0xa1, 0xb0, 0xca].map((byte) =>
  addresses.format(new Uint8Array(20).fill(byte)),
);
const KV = addresses.format(moduleAddress(crypto, "kv"));
const GOV = addresses.format(moduleAddress(crypto, "gov"));
const SEND = "/cosmos.bank.v1beta1.MsgSend";
const MULTI_SEND = "/cosmos.bank.v1beta1.MsgMultiSend";

function coin(amount: bigint | number | string, denom = "ulaz") {
  return { denom, amount: String(amount) };
}

function send(to: string, ...amount: readonly { denom: string; amount: string }[]) {
  return { fromAddress: ALICE, toAddress: to, amount };
}

/** Alice holds 5 frozen and 1000 ulaz; frozen may not be sent. */
function chain(bank: Record<string, unknown> = {}) {
  const made = bankChain();
  made.init({
    bank: {
      ...(made.bank.defaultGenesis?.() as object),
      balances: [{ address: ALICE, coins: [coin(5, "frozen"), coin(1000)] }],
      send_enabled: [{ denom: "frozen", enabled: false }],
      ...bank,
    },
  });
  return made;
}

test("the SDK's transfers give the SDK's state, byte for byte, and the SDK's events", () => {
  const { auth, bank, init, context, state } = bankChain({ moduleAccounts: ["fee_collector"] });
  init(sdkState.genesis);
  const ctx = context();
  for (const { from, to, coins, outputs } of sdkState.transfers) {
    const [typeUrl, message] =
      to === undefined
        ? [MULTI_SEND, { inputs: [{ address: from, coins }], outputs }]
        : [SEND, { fromAddress: from, toAddress: to, amount: coins }];
    runMessage(bank.messages, ctx, typeUrl, message);
  }
  assert.deepEqual(state.store("acc").entries, sdkState.acc);
  assert.deepEqual(state.store("bank").entries, sdkState.bank);
  assert.deepEqual(JSON.parse(JSON.stringify(ctx.events.all)), sdkState.events);
  const exported = [auth, bank].map((module) => module.exportGenesis?.(ctx));
  assert.deepEqual(exported, [sdkState.exported.auth, sdkState.exported.bank]);
});

test("a recipient without account gets one, and a balance of zero is not kept", () => {
  const { auth, bank, context, state } = chain();
  const ctx = context();
  const carol = ctx.addresses.parse(CAROL);
  runMessage(bank.messages, ctx, SEND, send(CAROL, coin(1000)));
  assert.equal(auth.keeper.getAccount(ctx, carol)?.accountNumber, 2n);
  assert.equal(bank.keeper.balance(ctx, carol, "ulaz"), 1000n);
  assert.equal(bank.keeper.balance(ctx, ctx.addresses.parse(ALICE), "ulaz"), 0n);
  const ulaz = Buffer.from("ulaz").toString("hex");
  const keys = state.store("bank").entries.map(([key]) => key);
  assert.deepEqual(
    keys.filter((key) => key.includes(ulaz)),
    [`00${ulaz}`, `0214${"ca".repeat(20)}${ulaz}`, `03${ulaz}0014${"ca".repeat(20)}`],
  );
});

test("the keeper pays a module that messages may not pay", () => {
  const { bank, context } = chain();
  const ctx = context();
  const kv = ctx.addresses.parse(KV);
  bank.keeper.sendCoins(ctx, ctx.addresses.parse(ALICE), kv, [{ denom: "ulaz", amount: 7n }]);
  assert.equal(bank.keeper.balance(ctx, kv, "ulaz"), 7n);
});

test("a default of false stops every denom that is not enabled by name", () => {
  const { bank, context } = chain({
    params: { send_enabled: [], default_send_enabled: false },
    send_enabled: [{ denom: "frozen", enabled: true }],
  });
  const ctx = context();
  runMessage(bank.messages, ctx, SEND, send(BOB, coin(1, "frozen")));
  assert.throws(() => runMessage(bank.messages, ctx, SEND, send(BOB, coin(1))), {
    codespace: "bank",
    code: 5,
    message: "ulaz transfers are currently disabled: send transactions are disabled",
  });
});

const MAX = (1n << 256n) - 1n;
const input = { address: ALICE, coins: [coin(10)] };

const refused: readonly {
  name: string;
  typeUrl?: string;
  message: unknown;
  error: { codespace: string; code: number; message: RegExp | string };
}[] = [
  {
    name: "more than the balance",
    message: send(BOB, coin(1001)),
    error: {
      codespace: "sdk",
      code: 5,
      message: "spendable balance 1000ulaz is smaller than 1001ulaz: insufficient funds",
    },
  },
  {
    name: "a denom that nobody holds",
    message: send(BOB, coin(7, "nothing")),
    error: {
      codespace: "sdk",
      code: 5,
      message: "spendable balance 0nothing is smaller than 7nothing: insufficient funds",
    },
  },
  {
    name: "the largest amount",
    message: send(BOB, coin(MAX)),
    error: { codespace: "sdk", code: 5, message: /insufficient funds/ },
  },
  {
    name: "more than the largest amount",
    message: send(BOB, coin(MAX + 1n)),
    error: { codespace: "sdk", code: 10, message: /at most 2\^256 - 1/ },
  },
  {
    name: "nothing",
    message: send(BOB),
    error: { codespace: "sdk", code: 10, message: /^no coins, expected at least one/ },
  },
  {
    name: "zero",
    message: send(BOB, coin(0)),
    error: { codespace: "sdk", code: 10, message: /amount of ulaz is zero/ },
  },
  {
    name: "a negative amount",
    message: send(BOB, coin(-1)),
    error: { codespace: "sdk", code: 10, message: /amount "-1", expected an integer/ },
  },
  {
    name: "a denom twice",
    message: send(BOB, coin(1), coin(1)),
    error: { codespace: "sdk", code: 10, message: /expected sorted and unique/ },
  },
  {
    name: "denoms out of order",
    message: send(BOB, coin(1), coin(1, "frozen")),
    error: { codespace: "sdk", code: 10, message: /expected sorted and unique/ },
  },
  {
    name: "a malformed denom",
    message: send(BOB, coin(1, "1x")),
    error: { codespace: "sdk", code: 10, message: /denom "1x" is malformed/ },
  },
  {
    name: "a denom that may not be sent",
    message: send(BOB, coin(1, "frozen")),
    error: { codespace: "bank", code: 5, message: /^frozen transfers are currently disabled/ },
  },
  {
    name: "to a module",
    message: send(KV, coin(1)),
    error: {
      codespace: "sdk",
      code: 4,
      message: `${KV} is not allowed to receive funds: unauthorized`,
    },
  },
  {
    name: "to a module, in capitals",
    message: send(KV.toUpperCase(), coin(1)),
    error: { codespace: "sdk", code: 4, message: /is not allowed to receive funds/ },
  },
  {
    name: "to an address of another chain",
    message: send("cosmos1qyqszqgpqyqszqgpqyqszqgpqyqszqgpjnp7du", coin(1)),
    error: { codespace: "sdk", code: 7, message: /^invalid to address: .*expected lazuli/ },
  },
  {
    name: "from no address",
    message: { ...send(BOB, coin(1)), fromAddress: "" },
    error: { codespace: "sdk", code: 7, message: /^invalid from address: empty/ },
  },
  {
    name: "many: without input",
    typeUrl: MULTI_SEND,
    message: { inputs: [], outputs: [input] },
    error: { codespace: "bank", code: 2, message: /no inputs to send transaction$/ },
  },
  {
    name: "many: from two senders",
    typeUrl: MULTI_SEND,
    message: { inputs: [input, input], outputs: [input] },
    error: { codespace: "bank", code: 9, message: /multiple senders not allowed$/ },
  },
  {
    name: "many: without output",
    typeUrl: MULTI_SEND,
    message: { inputs: [input], outputs: [] },
    error: { codespace: "bank", code: 3, message: /no outputs to send transaction$/ },
  },
  {
    name: "many: with less than the input",
    typeUrl: MULTI_SEND,
    message: { inputs: [input], outputs: [{ address: BOB, coins: [coin(9)] }] },
    error: { codespace: "bank", code: 4, message: /input has 10ulaz, the outputs together 9ulaz/ },
  },
  {
    name: "many: with a denom that the input lacks",
    typeUrl: MULTI_SEND,
    message: { inputs: [input], outputs: [{ address: BOB, coins: [coin(1, "ulax"), coin(10)] }] },
    error: { codespace: "bank", code: 4, message: /sum inputs != sum outputs$/ },
  },
  {
    name: "many: to a module",
    typeUrl: MULTI_SEND,
    message: { inputs: [input], outputs: [{ address: KV, coins: [coin(10)] }] },
    error: { codespace: "sdk", code: 4, message: /is not allowed to receive funds/ },
  },
  {
    name: "many: a denom that may not be sent",
    typeUrl: MULTI_SEND,
    message: {
      inputs: [{ address: ALICE, coins: [coin(1, "frozen")] }],
      outputs: [{ address: BOB, coins: [coin(1, "frozen")] }],
    },
    error: { codespace: "bank", code: 5, message: /^frozen transfers/ },
  },
  {
    name: "many: to more than the limit",
    typeUrl: MULTI_SEND,
    message: {
      inputs: [input],
      outputs: Array.from({ length: 1001 }, () => ({ address: BOB, coins: [coin(1)] })),
    },
    error: { codespace: "sdk", code: 18, message: /^1001 outputs, expected at most 1000/ },
  },
  {
    name: "new parameters, even by the module that will have the right",
    typeUrl: "/cosmos.bank.v1beta1.MsgUpdateParams",
    message: { authority: GOV, params: undefined },
    error: {
      codespace: "gov",
      code: 13,
      message:
        `invalid authority; expected ${GOV}, got ${GOV}: ` +
        "expected gov account as only signer for proposal message",
    },
  },
  {
    name: "new switches",
    typeUrl: "/cosmos.bank.v1beta1.MsgSetSendEnabled",
    message: { authority: ALICE, sendEnabled: [], useDefaultFor: [] },
    error: { codespace: "gov", code: 13, message: new RegExp(`expected ${GOV}, got ${ALICE}`) },
  },
];

for (const { name, typeUrl = SEND, message, error } of refused) {
  test(`refused: ${name}`, () => {
    const { bank, context } = chain();
    assert.throws(() => runMessage(bank.messages, context(), typeUrl, message), error);
  });
}

test("malformed messages are refused before anything is asked of the state", () => {
  const { bank } = bankChain();
  const untouched = { ...memoryContext(), store: () => assert.fail("the state was read") };
  for (const { message, typeUrl = SEND, error } of refused) {
    if (error.codespace === "sdk" && (error.code === 5 || error.code === 4)) continue;
    if (error.codespace === "bank" && error.code === 5) continue;
    assert.throws(() => runMessage(bank.messages, untouched, typeUrl, message), error);
  }
});

test("signers are the senders, in the SDK's order", () => {
  const { bank } = bankChain();
  const signers = (typeUrl: string, message: unknown): readonly string[] | undefined =>
    bank.messages?.find((route) => route.typeUrl === typeUrl)?.handler.signers(message);
  assert.deepEqual(signers(SEND, send(BOB)), [ALICE]);
  assert.deepEqual(signers(MULTI_SEND, { inputs: [input], outputs: [] }), [ALICE]);
});
