import assert from "node:assert/strict";
import { test } from "node:test";
import { QueryDefinition as AuthQuery } from "../../../../proto/gen/cosmos/auth/v1beta1/query.ts";
import {
  type MsgCreatePeriodicVestingAccount,
  MsgCreateVestingAccount,
} from "../../../../proto/gen/cosmos/vesting/v1beta1/tx.ts";
import { Any } from "../../../../proto/gen/google/protobuf/any.ts";
import type { TxResult } from "../../../../app/core/execution.ts";
import { accountValue } from "../../../../modules/auth/account.ts";
import { bankChain, runMessage } from "../../../helpers/bank-chain.ts";
import { alice, blockTime, bob, TestChain } from "../../../helpers/executor.ts";
import { createSigner, kvMessage, sendMessage, type Signer } from "../../../helpers/tx.ts";

const dora = createSigner("dora");
/** Of every transaction of these tests. */
const FEE = 500n;

function run(chain: TestChain, tx: Uint8Array): TxResult {
  const [result] = chain.block([tx]).txs;
  assert.ok(result);
  return result;
}

/** Alice makes an account for dora whose coins come free at a height. */
function create(to: Signer, amount: bigint, { freeAt }: { readonly freeAt: bigint }): Any {
  const message: MsgCreateVestingAccount = {
    fromAddress: alice.address,
    toAddress: to.address,
    amount: [{ denom: "ulaz", amount: amount.toString() }],
    endTime: blockTime(freeAt) / 1_000_000_000n,
    delayed: true,
  };
  const value = MsgCreateVestingAccount.encode(message).finish();
  return { typeUrl: "/cosmos.vesting.v1beta1.MsgCreateVestingAccount", value };
}

/** A chain on which dora has 10,000 ulaz that come free at height 6, and 700 that are free: it is at height 3. */
function start(): TestChain {
  const chain = TestChain.start();
  for (const message of [create(dora, 10_000n, { freeAt: 6n }), sendMessage(alice, dora, 700n)]) {
    const result = run(chain, chain.tx(alice, [message]));
    assert.equal(result.code, 0, result.log);
  }
  return chain;
}

/** A transaction of dora, whose account is the first after those of genesis. */
function tx(chain: TestChain, messages: readonly Any[]): Uint8Array {
  const { accountNumber, sequence } = accountOf(chain);
  return chain.tx(dora, messages, { accountNumber, sequence });
}

function accountOf(chain: TestChain) {
  const { account } = chain.ask(AuthQuery, AuthQuery.methods.account, { address: dora.address });
  assert.ok(account);
  return accountValue.decode(Any.encode(account).finish());
}

test("a vesting account signs as any other, and keeps how its coins come free", () => {
  const chain = start();
  const before = accountOf(chain);
  const result = run(chain, tx(chain, [sendMessage(dora, bob, 200n)]));
  assert.equal(result.code, 0, result.log);
  const { publicKey, ...after } = accountOf(chain);
  assert.deepEqual({ ...after, publicKey: undefined }, { ...before, sequence: 1n });
  assert.equal(publicKey?.typeUrl, "/cosmos.crypto.secp256k1.PubKey");
  assert.equal(before.vesting?.type, "delayed");
  assert.equal(chain.balance(dora), 10_000n);
});

test("a message cannot spend what is locked; at the end it can", () => {
  const chain = start();
  const early = run(chain, tx(chain, [sendMessage(dora, bob, 201n)]));
  assert.deepEqual([early.codespace, early.code], ["sdk", 5]);
  assert.match(early.log, /spendable balance 200ulaz is smaller than 201ulaz: insufficient funds/);
  assert.equal(chain.balance(dora), 10_200n);
  // Height 5 is a second before the end.
  chain.block();
  assert.equal(chain.next, 6n);
  const late = run(chain, tx(chain, [sendMessage(dora, bob, 9_700n)]));
  assert.equal(late.code, 0, late.log);
  assert.equal(chain.balance(dora), 0n);
});

test("a fee cannot be paid with what is locked", () => {
  const chain = start();
  assert.equal(run(chain, tx(chain, [sendMessage(dora, bob, 200n)])).code, 0);
  const bytes = tx(chain, [sendMessage(dora, bob, 1n)]);
  const checked = chain.executor.checkTx(bytes, false);
  assert.deepEqual([checked.codespace, checked.code], ["sdk", 5]);
  assert.match(checked.log, new RegExp(`spendable balance 0ulaz is smaller than ${FEE}ulaz`));
  const { code } = run(chain, bytes);
  assert.equal(code, 5);
  assert.equal(accountOf(chain).sequence, 1n);
});

test("rent cannot be paid with what is locked", () => {
  const chain = start();
  const gasLimit = 20_000_000n;
  // The fee of so much gas; the 700 ulaz remain.
  assert.equal(run(chain, chain.tx(alice, [sendMessage(alice, dora, 20_000n)])).code, 0);
  const { accountNumber, sequence } = accountOf(chain);
  const message = kvMessage.create(dora, "n", "k", new Uint8Array(40_000));
  const result = run(chain, chain.tx(dora, [message], { accountNumber, sequence, gasLimit }));
  assert.deepEqual([result.codespace, result.code], ["sdk", 5], result.log);
  assert.match(result.log, /spendable balance 700ulaz is smaller than \d+ulaz: insufficient funds/);
});

const coins = (count: number, amount = "1") =>
  Array.from({ length: count }, (_, i) => ({
    denom: `denom${String(i).padStart(3, "0")}`,
    amount,
  }));

const MAX = ((1n << 256n) - 1n).toString();

const refused: readonly {
  name: string;
  periods: { length: bigint; amount: { denom: string; amount: string }[] }[];
  code: number;
  message: RegExp;
}[] = [
  {
    name: "more periods than there may be",
    periods: Array.from({ length: 1001 }, () => ({ length: 1n, amount: coins(1) })),
    code: 18,
    message: /1001 vesting periods, expected at most 1000/,
  },
  {
    name: "more denoms than there may be, together",
    periods: [
      { length: 1n, amount: coins(64) },
      { length: 1n, amount: [{ denom: "other", amount: "1" }] },
    ],
    code: 10,
    message: /65 denoms, expected at most 64/,
  },
  {
    name: "more of a denom than there may be, together",
    periods: [
      { length: 1n, amount: coins(1, MAX) },
      { length: 1n, amount: coins(1) },
    ],
    code: 10,
    message: /at most 2\^256 - 1/,
  },
  {
    name: "periods that end after 2^63",
    periods: [
      { length: (1n << 63n) - 1n, amount: coins(1) },
      { length: (1n << 63n) - 1n, amount: coins(1) },
    ],
    code: 18,
    message: /vesting start-time cannot be before end-time/,
  },
];

for (const { name, periods, code, message: text } of refused) {
  test(`a periodic vesting account refused: ${name}`, () => {
    const { vesting, init, context } = bankChain();
    init();
    const message: MsgCreatePeriodicVestingAccount = {
      fromAddress: alice.address,
      toAddress: dora.address,
      startTime: 1n,
      vestingPeriods: periods,
    };
    const typeUrl = "/cosmos.vesting.v1beta1.MsgCreatePeriodicVestingAccount";
    assert.throws(() => runMessage(vesting.messages, context(), typeUrl, message), {
      codespace: "sdk",
      code,
      message: text,
    });
  });
}
