import assert from "node:assert/strict";
import { test } from "node:test";
import { MsgGrantAllowance as StockGrant } from "cosmjs-types/cosmos/feegrant/v1beta1/tx";
import {
  AllowedMsgAllowance as StockAllowed,
  BasicAllowance as StockBasic,
  PeriodicAllowance as StockPeriodic,
} from "cosmjs-types/cosmos/feegrant/v1beta1/feegrant";
import { BasicAllowance } from "../../../../proto/gen/cosmos/feegrant/v1beta1/feegrant.ts";
import { QueryDefinition } from "../../../../proto/gen/cosmos/feegrant/v1beta1/query.ts";
import { SignMode } from "../../../../proto/gen/cosmos/tx/signing/v1beta1/signing.ts";
import type { Any } from "../../../../proto/gen/google/protobuf/any.ts";
import type { TxResult } from "../../../../app/core/execution.ts";
import {
  alice,
  blockTime,
  bob,
  carol,
  genesisState,
  TestChain,
} from "../../../helpers/executor.ts";
import {
  allowancesOf,
  allowedAny,
  basicAny,
  coins,
  feegrantMessage,
  periodicAny,
  timestamp,
} from "../../../helpers/feegrant.ts";
import { secp256k1Holder, signParts } from "../../../helpers/sign-modes.ts";
import { createSigner, sendMessage, type Signer } from "../../../helpers/tx.ts";

const SEND = "/cosmos.bank.v1beta1.MsgSend";
/** Of every transaction of these tests. */
const FEE = 500n;

function run(chain: TestChain, tx: Uint8Array): TxResult {
  const [result] = chain.block([tx]).txs;
  assert.ok(result);
  return result;
}

/** A chain on which alice has granted to bob, in its second block. */
function granted(allowance: Any): TestChain {
  const chain = TestChain.start();
  const result = run(chain, chain.tx(alice, [feegrantMessage.grant(alice, bob, allowance)]));
  assert.equal(result.code, 0, result.log);
  return chain;
}

/** Bob sends to carol; alice is to pay the fee. */
function use(chain: TestChain, messages = [sendMessage(bob, carol, 1n)]): TxResult {
  const sequence = chain.sequence(bob);
  return run(chain, chain.tx(bob, messages, { sequence, fee: { granter: alice.address } }));
}

function events({ events }: TxResult, type: RegExp): unknown[] {
  return events
    .filter((event) => type.test(event.type))
    .map((event) => [
      event.type,
      ...event.attributes.filter(([key]) => key !== "msg_index").map(([, value]) => value),
    ]);
}

const PARTIES = [alice.address, bob.address];

test("the granter pays, and the allowance shrinks by the fee", () => {
  const chain = granted(basicAny({ spendLimit: coins("1200ulaz") }));
  const before = [chain.balance(alice), chain.balance(bob)] as const;
  const result = use(chain);
  assert.equal(result.code, 0, result.log);
  assert.equal(chain.balance(alice), before[0] - FEE);
  assert.equal(chain.balance(bob), before[1] - 1n);
  assert.deepEqual(events(result, /feegrant/), [
    ["use_feegrant", ...PARTIES],
    ["update_feegrant", ...PARTIES],
  ]);
  assert.deepEqual(events(result, /^tx$/)[0], ["tx", "500ulaz", alice.address]);
  const [grant] = allowancesOf(chain, bob);
  assert.deepEqual(BasicAllowance.decode(grant?.allowance?.value ?? new Uint8Array()).spendLimit, [
    { denom: "ulaz", amount: "700" },
  ]);
});

test("an allowance that is used up goes, and the next use finds none", () => {
  const chain = granted(basicAny({ spendLimit: coins("500ulaz") }));
  assert.deepEqual(events(use(chain), /feegrant/), [
    ["revoke_feegrant", ...PARTIES],
    ["use_feegrant", ...PARTIES],
  ]);
  assert.deepEqual(allowancesOf(chain, bob), []);
  const { codespace, code, log } = use(chain);
  assert.deepEqual([codespace, code], ["sdk", 38]);
  const text = `${alice.address} does not allow to pay fees for ${bob.address}`;
  assert.ok(log.includes(`${text}: fee-grant not found: not found`), log);
});

test("a fee beyond the limit is refused, costs nobody anything and leaves the allowance", () => {
  const chain = granted(basicAny({ spendLimit: coins("499ulaz") }));
  const before = [chain.balance(alice), chain.balance(bob)];
  const { codespace, code, log } = use(chain);
  assert.deepEqual([codespace, code], ["feegrant", 2]);
  assert.match(log, /: basic allowance: fee limit exceeded$/);
  assert.deepEqual([chain.balance(alice), chain.balance(bob)], before);
  assert.equal(allowancesOf(chain, bob).length, 1);
  assert.equal(chain.sequence(bob), 0n);
});

test("the fee is paid and counted although the message fails", () => {
  const chain = granted(basicAny({ spendLimit: coins("1200ulaz") }));
  const before = chain.balance(alice);
  const result = use(chain, [sendMessage(bob, carol, 10n ** 18n)]);
  assert.deepEqual([result.codespace, result.code], ["sdk", 5]);
  assert.equal(chain.balance(alice), before - FEE);
  assert.equal(use(chain).code, 0);
  assert.equal(use(chain).code, 2, "200 of 1200 are left");
});

test("an allowance works at its expiry, and is gone from the block after it on", () => {
  // Granted in block 2; the first use is in block 3, at the very time.
  const chain = granted(basicAny({ expiration: timestamp(blockTime(3n)) }));
  assert.equal(use(chain).code, 0);
  assert.equal(allowancesOf(chain, bob).length, 1);
  const { codespace, code } = use(chain);
  assert.deepEqual([codespace, code], ["feegrant", 3]);
  assert.deepEqual(allowancesOf(chain, bob), [], "the block's end has freed it");
  assert.equal(use(chain).code, 38);
});

test("what has expired cannot be granted", () => {
  const chain = TestChain.start();
  const expiration = timestamp(blockTime(1n));
  const grant = feegrantMessage.grant(alice, bob, basicAny({ expiration }));
  const { codespace, code, log } = run(chain, chain.tx(alice, [grant]));
  assert.deepEqual([codespace, code], ["sdk", 18]);
  assert.match(log, /expiration is before current block time: invalid request/);
});

test("a message that the allowance does not name is refused, also among others", () => {
  const chain = granted(allowedAny(basicAny({ spendLimit: coins("1200ulaz") }), SEND));
  const other = feegrantMessage.revoke(bob, carol);
  for (const messages of [[other], [sendMessage(bob, carol, 1n), other]]) {
    const { codespace, code } = use(chain, messages);
    assert.deepEqual([codespace, code], ["feegrant", 7]);
  }
  assert.equal(use(chain).code, 0);
  assert.equal(use(chain).code, 0);
  assert.deepEqual([use(chain).codespace, use(chain).code], ["feegrant", 2], "it has shrunk");
});

test("a period's limit holds in the period, and is new in the next", () => {
  const chain = granted(
    periodicAny({
      period: { seconds: 3n, nanos: 0 },
      periodSpendLimit: coins("500ulaz"),
      periodCanSpend: coins("500ulaz"),
      periodReset: timestamp(blockTime(5n)),
    }),
  );
  // Blocks 3 to 9, a second each; periods start at 5 and 8.
  assert.deepEqual(
    Array.from({ length: 7 }, () => use(chain).code),
    [0, 2, 0, 2, 2, 0, 2],
  );
});

test("two of the same are refused; once revoked it can be granted again", () => {
  const chain = granted(basicAny({ expiration: timestamp(blockTime(6n)) }));
  const grant = feegrantMessage.grant(alice, bob, basicAny());
  const again = run(chain, chain.tx(alice, [grant]));
  assert.deepEqual([again.codespace, again.code], ["sdk", 18]);
  assert.match(again.log, /fee allowance already exists: invalid request/);
  const revoked = run(chain, chain.tx(alice, [feegrantMessage.revoke(alice, bob)]));
  assert.deepEqual(events(revoked, /feegrant/), [["revoke_feegrant", ...PARTIES]]);
  assert.equal(use(chain).code, 38);
  assert.deepEqual(events(run(chain, chain.tx(alice, [grant])), /feegrant/), [
    ["set_feegrant", ...PARTIES],
  ]);
  // Past the expiry of the first, which must not end the second.
  for (let i = 0; i < 3; i += 1) chain.block();
  assert.equal(use(chain).code, 0);
});

test("what was not granted cannot be revoked, and nobody grants to itself", () => {
  const chain = TestChain.start();
  for (const [message, code, text] of [
    [feegrantMessage.revoke(alice, bob), 38, /fee-grant not found: not found/],
    [feegrantMessage.revoke(alice, alice), 7, /addresses must be different: invalid address/],
    [
      feegrantMessage.grant(alice, alice, basicAny()),
      7,
      /cannot self-grant fee authorization: invalid address/,
    ],
    [feegrantMessage.grant(alice, bob, undefined), 5, /failed to get allowance: no allowance/],
  ] as const) {
    const sequence = chain.sequence(alice);
    const result = run(chain, chain.tx(alice, [message], { sequence }));
    assert.equal(result.code, code);
    assert.match(result.log, text);
  }
});

test("a stranger who was granted an allowance has an account and needs no coins", () => {
  const chain = TestChain.start();
  const stranger: Signer = createSigner("stranger");
  const allowance = basicAny({ spendLimit: coins("500ulaz") });
  run(chain, chain.tx(alice, [feegrantMessage.grant(alice, stranger, allowance)]));
  // After alice, bob, carol and the accounts of modules.
  const accountNumber = 5n;
  const tx = chain.tx(stranger, [feegrantMessage.prune(stranger)], {
    accountNumber,
    fee: { granter: alice.address },
  });
  const result = run(chain, tx);
  assert.equal(result.code, 0, result.log);
  assert.deepEqual(events(result, /prune/), [["prune_feegrant", stranger.address]]);
});

test("a block frees at most 200 that have expired, a message 75 more", () => {
  const app = new TestChain().app;
  const expired = "2023-11-14T22:13:20.5Z";
  const allowances = Array.from({ length: 300 }, (_, i) => ({
    granter: alice.address,
    grantee: createSigner(`grantee ${i}`).address,
    allowance: {
      "@type": "/cosmos.feegrant.v1beta1.BasicAllowance",
      spend_limit: [],
      expiration: expired,
    },
  }));
  const state = genesisState(app, { feegrant: { allowances } });
  const chain = new TestChain({ app });
  chain.executor.initChain(chain.genesis({ state }));
  const left = (): number => {
    const pagination = { key: new Uint8Array(), offset: 0n, limit: 1_000n, countTotal: false };
    return chain.ask(QueryDefinition, QueryDefinition.methods.allowancesByGranter, {
      granter: alice.address,
      pagination: { ...pagination, reverse: false },
    }).allowances.length;
  };
  chain.block();
  assert.equal(left(), 100);
  const prune = chain.tx(bob, [feegrantMessage.prune(bob)]);
  const [result] = chain.executor.finalizeBlock(chain.proposal([prune])).txs;
  assert.equal(result?.code, 0, result?.log);
  chain.executor.commit();
  assert.equal(left(), 0);
});

test("an allowance is granted in amino JSON too, and its use may be signed so", () => {
  const chain = TestChain.start();
  const mode = SignMode.SIGN_MODE_LEGACY_AMINO_JSON;
  const allowance = allowedAny(periodicAny({ periodSpendLimit: coins("900ulaz") }), SEND);
  // A period and a start that amino JSON must not leave out are refused there, as in the SDK.
  const messages = [feegrantMessage.grant(alice, bob, allowance)];
  const part = { holder: secp256k1Holder(alice), accountNumber: 0n, sequence: 0n, mode };
  assert.throws(() => signParts({ messages }, [part]), /cannot be written as amino JSON/);
  const full = periodicAny({
    basic: { spendLimit: [], expiration: timestamp(blockTime(60n)) },
    period: { seconds: 60n, nanos: 0 },
    periodSpendLimit: coins("900ulaz"),
    periodReset: timestamp(blockTime(1n)),
  });
  const grant = signParts(
    { messages: [feegrantMessage.grant(alice, bob, allowedAny(full, SEND))] },
    [part],
  );
  const result = run(chain, grant);
  assert.equal(result.code, 0, result.log);
  const draft = { messages: [sendMessage(bob, carol, 1n)], fee: { granter: alice.address } };
  const tx = signParts(draft, [{ ...part, holder: secp256k1Holder(bob), accountNumber: 1n }]);
  assert.equal(run(chain, tx).code, 0);
});

test("what stock CosmJS encodes is what we take", () => {
  const expiration = { seconds: 1_900_000_000n, nanos: 5 };
  const spendLimit = coins("700ulaz");
  const stockBasic = StockBasic.fromPartial({ spendLimit, expiration });
  const stockPeriodic = StockPeriodic.fromPartial({
    basic: stockBasic,
    period: { seconds: 60n, nanos: 0 },
    periodSpendLimit: spendLimit,
    periodCanSpend: spendLimit,
    periodReset: expiration,
  });
  const periodic = {
    typeUrl: "/cosmos.feegrant.v1beta1.PeriodicAllowance",
    value: StockPeriodic.encode(stockPeriodic).finish(),
  };
  const allowance = {
    typeUrl: "/cosmos.feegrant.v1beta1.AllowedMsgAllowance",
    value: StockAllowed.encode({ allowance: periodic, allowedMessages: [SEND] }).finish(),
  };
  const value = StockGrant.encode({
    granter: alice.address,
    grantee: bob.address,
    allowance,
  }).finish();
  const chain = TestChain.start();
  const typeUrl = "/cosmos.feegrant.v1beta1.MsgGrantAllowance";
  const result = run(chain, chain.tx(alice, [{ typeUrl, value }]));
  assert.equal(result.code, 0, result.log);
  assert.deepEqual(allowancesOf(chain, bob)[0]?.allowance, allowance);
  assert.equal(use(chain).code, 0);
});
