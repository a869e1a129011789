import assert from "node:assert/strict";
import { test } from "node:test";
import { MsgExec as StockExec } from "cosmjs-types/cosmos/authz/v1beta1/tx";
import { MsgExecResponse } from "../../../../proto/gen/cosmos/authz/v1beta1/tx.ts";
import { MsgMultiSend, MsgUpdateParams } from "../../../../proto/gen/cosmos/bank/v1beta1/tx.ts";
import { TxMsgData } from "../../../../proto/gen/cosmos/base/abci/v1beta1/abci.ts";
import { SignMode } from "../../../../proto/gen/cosmos/tx/signing/v1beta1/signing.ts";
import { ServiceDefinition as TxService } from "../../../../proto/gen/cosmos/tx/v1beta1/service.ts";
import type { Any } from "../../../../proto/gen/google/protobuf/any.ts";
import { QueryDefinition as KvQuery } from "../../../../proto/gen/lazuli/kv/v1/query.ts";
import { MsgCreateResponse } from "../../../../proto/gen/lazuli/kv/v1/tx.ts";
import { concatBytes, utf8 } from "../../../../app/core/bytes.ts";
import type { TxResult } from "../../../../app/core/execution.ts";
import { EXEC_DEPTH_MAX, EXEC_MESSAGES_MAX } from "../../../../modules/authz/limits.ts";
import {
  authzMessage,
  EXEC_TYPE,
  genericAny,
  grantsOf,
  nest,
  SEND_TYPE,
  sendAny,
} from "../../../helpers/authz.ts";
import { alice, blockTime, bob, carol, TestChain } from "../../../helpers/executor.ts";
import { allowancesOf, basicAny, coins, feegrantMessage } from "../../../helpers/feegrant.ts";
import { secp256k1Holder, signParts } from "../../../helpers/sign-modes.ts";
import { kvMessage, sendMessage, type Signer } from "../../../helpers/tx.ts";

const CREATE_TYPE = "/lazuli.kv.v1.MsgCreate";
/** Of every transaction of these tests that names no gas limit. */
const FEE = 500n;
const { exec } = authzMessage;

function run(chain: TestChain, tx: Uint8Array): TxResult {
  const [result] = chain.block([tx]).txs;
  assert.ok(result);
  return result;
}

/** A chain on which alice has granted to bob, in its second block. */
function granted(...authorizations: Any[]): TestChain {
  const chain = TestChain.start();
  const grants = authorizations.map((any) => authzMessage.grant(alice, bob, any));
  const result = run(chain, chain.tx(alice, grants));
  assert.equal(result.code, 0, result.log);
  return chain;
}

/** A message of somebody, in the next block. */
function send(chain: TestChain, by: Signer, message: Any, gasLimit = 500_000n): TxResult {
  return run(chain, chain.tx(by, [message], { sequence: chain.sequence(by), gasLimit }));
}

function assertRefused(result: TxResult, codespace: string, code: number, log: RegExp): void {
  assert.deepEqual([result.codespace, result.code], [codespace, code], result.log);
  assert.match(result.log, log);
}

/** Refused when it comes, before anybody pays. */
function assertNotAdmitted(chain: TestChain, message: Any, code: number, log: RegExp): void {
  const tx = chain.tx(bob, [message], { sequence: chain.sequence(bob), gasLimit: 20_000_000n });
  const before = chain.balance(bob);
  assertRefused(chain.executor.checkTx(tx, false), "sdk", code, log);
  assertRefused(run(chain, tx), "sdk", code, log);
  assert.equal(chain.balance(bob), before);
}

function resultsOf({ data }: TxResult): readonly Uint8Array[] {
  const [response] = TxMsgData.decode(data).msgResponses;
  assert.equal(response?.typeUrl, `${EXEC_TYPE}Response`);
  return MsgExecResponse.decode(response.value).results;
}

test("a message of kv runs by grant in the granter's name: it pays rent, the grantee the fee", () => {
  const chain = granted(genericAny(CREATE_TYPE));
  const before = [chain.balance(alice), chain.balance(bob)] as const;
  const result = send(chain, bob, exec(bob, kvMessage.create(alice, "n", "k", "value")));
  assert.equal(result.code, 0, result.log);
  const key = { namespace: `${alice.address}/n`, key: utf8("k") };
  const { entry } = chain.ask(KvQuery, KvQuery.methods.get, key);
  assert.deepEqual(entry?.value, utf8("value"));
  assert.ok(chain.balance(alice) < before[0]);
  assert.equal(chain.balance(bob), before[1] - FEE);
  const [created] = resultsOf(result);
  assert.equal(MsgCreateResponse.decode(created ?? new Uint8Array()).revision, 1n);
  const written = result.events.find(({ type }) => type === "kv");
  assert.deepEqual(written?.attributes.slice(-2), [
    ["authz_msg_index", "0"],
    ["msg_index", "0"],
  ]);
  const message = result.events.find(
    ({ type, attributes }) => type === "message" && attributes[0]?.[0] === "action",
  );
  assert.deepEqual(message?.attributes, [
    ["action", EXEC_TYPE],
    ["sender", bob.address],
    ["module", "authz"],
    ["msg_index", "0"],
  ]);
});

test("without a grant, or with one for other messages, nothing runs and the fee is paid", () => {
  const chain = granted(genericAny(SEND_TYPE));
  for (const [by, message] of [
    [bob, kvMessage.create(alice, "n", "k", "v")],
    [carol, sendMessage(alice, carol, 1n)],
  ] as const) {
    const before = [chain.balance(alice), chain.balance(by)] as const;
    const result = send(chain, by, exec(by, message));
    assertRefused(result, "authz", 2, /index: 0: failed to get grant .*: authorization not found$/);
    assert.deepEqual([chain.balance(alice), chain.balance(by)], [before[0], before[1] - FEE]);
  }
});

test("one's own messages need no grant", () => {
  const chain = TestChain.start();
  const before = chain.balance(carol);
  const result = send(
    chain,
    bob,
    exec(bob, sendMessage(bob, carol, 7n), nest(bob, sendMessage(bob, carol, 5n), 1)),
  );
  assert.equal(result.code, 0, result.log);
  assert.equal(chain.balance(carol), before + 12n);
  assert.equal(resultsOf(result).length, 2);
});

test("all messages run or none, and the grant is as before", () => {
  const chain = granted(sendAny({ spendLimit: coins("100ulaz") }));
  const before = chain.balance(carol);
  const grants = grantsOf(chain, alice, bob);
  const failing = [sendMessage(alice, carol, 60n), sendMessage(bob, carol, 10n ** 18n)];
  const result = send(chain, bob, exec(bob, ...failing));
  assertRefused(
    result,
    "sdk",
    5,
    /message index: 0: failed to execute message; message \/cosmos\.bank\.v1beta1\.MsgSend: .*insufficient funds$/,
  );
  assert.deepEqual(
    result.events.filter(({ type }) => type.startsWith("cosmos.authz")),
    [],
  );
  assert.equal(chain.balance(carol), before);
  assert.deepEqual(grantsOf(chain, alice, bob), grants);
  assert.equal(send(chain, bob, exec(bob, sendMessage(alice, carol, 100n))).code, 0);
  assert.deepEqual(grantsOf(chain, alice, bob), []);
});

test("a grant may be used at its expiry, and is gone from the next block on", () => {
  const chain = TestChain.start();
  // Granted in block 2; the first use is in block 3, at the very time.
  const grant = authzMessage.grant(alice, bob, genericAny(SEND_TYPE), blockTime(3n));
  assert.equal(send(chain, alice, grant).code, 0);
  const message = exec(bob, sendMessage(alice, carol, 1n));
  assert.equal(send(chain, bob, message).code, 0);
  assert.equal(grantsOf(chain, alice, bob).length, 1);
  assertRefused(send(chain, bob, message), "authz", 2, /authorization not found$/);
  assert.deepEqual(grantsOf(chain, alice, bob), []);
  assertRefused(
    send(chain, alice, grant),
    "authz",
    3,
    /expiration must be after the current block time/,
  );
});

test("grants lead on: who may execute for somebody may use what that one was granted", () => {
  const chain = granted(genericAny(SEND_TYPE));
  const nested = exec(carol, exec(bob, sendMessage(alice, carol, 3n)));
  assertRefused(
    send(chain, carol, nested),
    "authz",
    2,
    /msgType: \/cosmos\.authz\.v1beta1\.MsgExec /,
  );
  const grant = authzMessage.grant(bob, carol, genericAny(EXEC_TYPE));
  assert.equal(send(chain, bob, grant).code, 0);
  const result = send(chain, carol, nested);
  assert.equal(result.code, 0, result.log);
  const sent = result.events.find(
    ({ type, attributes }) =>
      type === "transfer" && attributes.some(([, value]) => value === "3ulaz"),
  );
  assert.deepEqual(sent?.attributes.slice(-3), [
    ["authz_msg_index", "0"],
    ["authz_msg_index", "0"],
    ["msg_index", "0"],
  ]);
  // A revoked link breaks the chain.
  assert.equal(send(chain, bob, authzMessage.revoke(bob, carol, EXEC_TYPE)).code, 0);
  assertRefused(send(chain, carol, nested), "authz", 2, /authorization not found$/);
});

const sends = (count: number): Any[] =>
  Array.from({ length: count }, () => sendMessage(bob, carol, 1n));

test("as many messages as there may be run, wherever they are; one more is refused for free", () => {
  const chain = TestChain.start();
  const gasLimit = 20_000_000n;
  const half = EXEC_MESSAGES_MAX - 50;
  const spread = exec(bob, exec(bob, ...sends(half - 1)), ...sends(49));
  for (const message of [exec(bob, ...sends(EXEC_MESSAGES_MAX)), spread]) {
    const result = send(chain, bob, message, gasLimit);
    assert.equal(result.code, 0, result.log);
  }
  const text = /expected at most 99 at all depths: invalid request$/;
  assertNotAdmitted(chain, exec(bob, ...sends(EXEC_MESSAGES_MAX + 1)), 18, text);
  assertNotAdmitted(chain, exec(bob, exec(bob, ...sends(half)), ...sends(50)), 18, text);
});

test("MsgExecs nest as deep as they may; one deeper is refused for free", () => {
  const chain = TestChain.start();
  const deepest = nest(bob, sendMessage(bob, carol, 1n), EXEC_DEPTH_MAX);
  const result = send(chain, bob, deepest);
  assert.equal(result.code, 0, result.log);
  const text = /^MsgExec nests deeper than 8: invalid request$/;
  assertNotAdmitted(chain, nest(bob, deepest, 1), 18, text);
  // Far deeper than any stack holds: the walk is no recursion.
  assertNotAdmitted(chain, nest(bob, deepest, 3_000), 18, text);
});

const good = sendMessage(bob, carol, 1n);
const withBytes = (...bytes: number[]): Any => ({
  ...good,
  value: concatBytes(good.value, Uint8Array.of(...bytes)),
});

for (const { name, message, code, text } of [
  { name: "no messages", message: exec(bob), code: 18, text: /^messages cannot be empty/ },
  {
    name: "an unknown type",
    message: exec(bob, good, { typeUrl: "/a.MsgB", value: new Uint8Array() }),
    code: 2,
    text: /^msg 1: unable to resolve type URL \/a\.MsgB: tx parse error$/,
  },
  {
    name: "bytes that are no message",
    message: exec(bob, withBytes(0xff)),
    code: 2,
    text: /^msg 0: /,
  },
  {
    name: "a field twice",
    message: exec(bob, withBytes(0x12, 0)),
    code: 2,
    text: /^msg 0: .*not in canonical encoding/,
  },
  {
    name: "an unknown field that is critical",
    message: exec(bob, withBytes(0xc0, 0x3e, 1)),
    code: 2,
    text: /^msg 0: .*errUnknownField: \{TagNum: 1000/,
  },
  {
    name: "what its own checks refuse",
    message: exec(bob, { ...good, value: new Uint8Array() }),
    code: 7,
    text: /^msg 0: empty address/,
  },
]) {
  test(`what a MsgExec carries is refused for free at every depth: ${name}`, () => {
    const chain = TestChain.start();
    assertNotAdmitted(chain, message, code, text);
    const inner = new RegExp(text.source.replace("^", ""));
    assertNotAdmitted(chain, nest(bob, message, 3), code, inner);
  });
}

test("messages with no signer or several cannot be carried", () => {
  const chain = TestChain.start();
  for (const people of [[], [alice, bob]]) {
    const inputs = people.map(({ address }) => ({ address, coins: coins("1ulaz") }));
    const value = MsgMultiSend.encode({ inputs, outputs: [] }).finish();
    const message = exec(bob, { typeUrl: "/cosmos.bank.v1beta1.MsgMultiSend", value });
    const text = new RegExp(`MsgMultiSend has ${people.length} signers, expected 1: .*one signer$`);
    assertRefused(send(chain, bob, message), "authz", 9, text);
  }
});

test("an unknown field that is not critical is passed over, but not signed in amino JSON", () => {
  const chain = TestChain.start();
  for (const depth of [1, 3]) {
    const message = nest(bob, withBytes(0x80, 0x40, 1), depth);
    const result = send(chain, bob, message);
    assert.equal(result.code, 0, result.log);
    const mode = SignMode.SIGN_MODE_LEGACY_AMINO_JSON;
    const part = { holder: secp256k1Holder(bob), accountNumber: 1n, sequence: chain.sequence(bob) };
    assert.throws(() => signParts({ messages: [message] }, [{ ...part, mode }]), /field 1024/);
  }
});

test("a MsgExec is signed in amino JSON, as deep as it may be", () => {
  const chain = granted(genericAny(CREATE_TYPE), sendAny({ spendLimit: coins("9ulaz") }));
  const mode = SignMode.SIGN_MODE_LEGACY_AMINO_JSON;
  const before = chain.balance(carol);
  for (const message of [
    exec(bob, sendMessage(alice, carol, 4n), kvMessage.create(alice, "n", "k", "v")),
    nest(bob, sendMessage(alice, carol, 2n), EXEC_DEPTH_MAX),
    nest(
      bob,
      authzMessage.grant(bob, carol, sendAny({ spendLimit: coins("1ulaz") })),
      EXEC_DEPTH_MAX,
    ),
  ]) {
    const part = { holder: secp256k1Holder(bob), accountNumber: 1n, sequence: chain.sequence(bob) };
    const result = run(chain, signParts({ messages: [message] }, [{ ...part, mode }]));
    assert.equal(result.code, 0, result.log);
  }
  assert.equal(chain.balance(carol), before + 6n);
  assert.equal(grantsOf(chain, bob, carol).length, 1);
});

test("messages of every module run in a MsgExec, and governance's are refused", () => {
  const chain = granted(genericAny("/cosmos.feegrant.v1beta1.MsgGrantAllowance"));
  const allowance = feegrantMessage.grant(alice, carol, basicAny());
  assert.equal(send(chain, bob, exec(bob, allowance)).code, 0);
  assert.equal(allowancesOf(chain, carol)[0]?.granter, alice.address);
  const authority = MsgUpdateParams.fromPartial({ authority: bob.address });
  const value = MsgUpdateParams.encode(authority).finish();
  const message = exec(bob, { typeUrl: "/cosmos.bank.v1beta1.MsgUpdateParams", value });
  assertRefused(send(chain, bob, message), "gov", 13, /MsgUpdateParams: invalid authority/);
});

test("gas is the transaction's, and what it lacks undoes everything", () => {
  const chain = granted(sendAny({ spendLimit: coins("9ulaz") }));
  const plain = send(chain, alice, sendMessage(alice, carol, 1n));
  const carried = send(chain, bob, exec(bob, sendMessage(alice, carol, 1n)));
  assert.ok(carried.gasUsed > plain.gasUsed + 5_000n, `${carried.gasUsed} of ${plain.gasUsed}`);
  const before = chain.balance(carol);
  const message = exec(bob, sendMessage(alice, carol, 1n), sendMessage(alice, carol, 1n));
  const short = send(chain, bob, message, carried.gasUsed + 1_000n);
  assertRefused(short, "sdk", 11, /failed to execute message.*out of gas$/);
  assert.equal(chain.balance(carol), before);
});

test("a simulation runs what a MsgExec carries", () => {
  const chain = granted(genericAny(SEND_TYPE));
  const message = exec(bob, sendMessage(alice, carol, 1n));
  const txBytes = chain.tx(bob, [message], { sequence: 0n });
  const { simulate } = TxService.methods;
  const { result, gasInfo } = chain.ask(TxService, simulate, { tx: undefined, txBytes });
  assert.ok(result?.events.some(({ type }) => type === "transfer"));
  const { code, gasUsed } = run(chain, txBytes);
  assert.equal(code, 0);
  assert.ok((gasInfo?.gasUsed ?? 0n) >= gasUsed, `${gasInfo?.gasUsed} of ${gasUsed}`);
});

test("what stock CosmJS encodes is what we take", () => {
  const chain = TestChain.start();
  const value = StockExec.encode(
    StockExec.fromPartial({ grantee: bob.address, msgs: [good] }),
  ).finish();
  assert.equal(send(chain, bob, { typeUrl: EXEC_TYPE, value }).code, 0);
});
