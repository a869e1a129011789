import assert from "node:assert/strict";
import { test } from "node:test";
import { alice, bob, carol, FUNDS, TestChain } from "../../../helpers/executor.ts";
import { createSigner, feeOf, GAS_LIMIT, kvMessage, sendMessage } from "../../../helpers/tx.ts";

const create = kvMessage.create(alice, "n", "k", "v");

test("what is admitted is seen by what comes later, until the next commit", () => {
  const chain = TestChain.start();
  const { executor } = chain;
  const first = chain.tx(alice, [create]);
  const second = chain.tx(alice, [create]);
  assert.equal(executor.checkTx(second, false).code, 32, "the second cannot come first");
  assert.equal(executor.checkTx(first, false).code, 0);
  assert.equal(executor.checkTx(first, false).code, 32, "nor the first twice");
  assert.equal(executor.checkTx(second, false).code, 0);
  chain.block();
  assert.equal(executor.checkTx(second, true).code, 32, "a commit without them forgets them");
  assert.equal(executor.checkTx(first, true).code, 0);
  assert.equal(executor.checkTx(second, true).code, 0);
});

test("a block in the making does not change what admission sees", () => {
  const chain = TestChain.start();
  const tx = chain.tx(alice, [create]);
  chain.executor.finalizeBlock(chain.proposal([tx]));
  assert.equal(chain.executor.checkTx(tx, false).code, 0);
  chain.executor.commit();
  assert.equal(chain.executor.checkTx(tx, true).code, 32);
});

test("what is refused leaves no trace in admission", () => {
  const chain = TestChain.start();
  const { executor } = chain;
  const stranger = createSigner("stranger");
  const refused = [
    chain.tx(alice, [sendMessage(bob, alice, 1n)], { sequence: 0n }),
    chain.tx(alice, [create], { sequence: 0n, feeAmount: 1n }),
    chain.tx(alice, [create], { sequence: 0n, gasLimit: 10_000n }),
    chain.tx(alice, [create], { sequence: 0n, chainId: "other-1" }),
    chain.tx(alice, [create], { sequence: 0n, body: { memo: "m".repeat(257) } }),
    chain.tx(alice, [create], { sequence: 0n, body: { timeoutHeight: 1n } }),
    chain.tx(stranger, [kvMessage.create(stranger, "n", "k", "v")], { accountNumber: 9n }),
  ];
  for (const [i, tx] of refused.entries()) {
    const result = executor.checkTx(tx, false);
    assert.notEqual(result.code, 0, `transaction ${i}`);
    assert.deepEqual(result.events, []);
    assert.equal(result.data.length, 0);
  }
  assert.equal(executor.checkTx(chain.tx(alice, [create]), false).code, 0);
});

test("messages do not run in admission, but their form is checked", () => {
  const chain = TestChain.start();
  // There is nothing to delete, and alice does not own bob's namespace: the block says so, admission does not.
  const missing = chain.tx(alice, [kvMessage.delete(alice, "n", "none")]);
  assert.equal(chain.executor.checkTx(missing, false).code, 0);
  const malformed = chain.tx(alice, [kvMessage.create(alice, "N", "k", "v")]);
  const result = chain.executor.checkTx(malformed, false);
  assert.deepEqual([result.codespace, result.code], ["kv", 2]);
});

test("F5: a node's own price is asked for at admission alone", () => {
  const chain = TestChain.start({ nodeMinGasPrice: "0.01" });
  const { executor } = chain;
  const cheap = chain.tx(alice, [create]);
  const refused = executor.checkTx(cheap, false);
  assert.deepEqual([refused.codespace, refused.code], ["sdk", 13]);
  assert.match(refused.log, /required: 5000ulaz/);
  assert.equal(executor.checkTx(cheap, true).code, 0, "what is in the mempool stays");
  assert.deepEqual(executor.prepareProposal({ ...chain.proposal([cheap]), bytesMax: 10_000 }), [
    cheap,
  ]);
  assert.equal(executor.processProposal(chain.proposal([cheap])).accept, true);
  assert.equal(chain.block([cheap]).txs[0]?.code, 0);
});

test("a fee is at least the gas limit times the price, rounded up", () => {
  const chain = TestChain.start();
  for (const [gasLimit, feeAmount, code] of [
    [500_000n, 500n, 0],
    [500_000n, 499n, 13],
    [500_001n, 500n, 13],
    [500_001n, 501n, 0],
    [500_000n, FUNDS + 1n, 5],
  ] as const) {
    const tx = chain.tx(carol, [kvMessage.create(carol, "n", "k", "v")], {
      sequence: 0n,
      gasLimit,
      feeAmount,
    });
    const [admitted] = chain.executor.finalizeBlock(chain.proposal([tx])).txs;
    assert.equal(admitted?.code, code, `${gasLimit} gas for ${feeAmount}: ${admitted?.log}`);
  }
});

test("a timeout height counts to that height and no further", () => {
  const chain = TestChain.start();
  const at = (timeoutHeight: bigint) =>
    chain.executor.checkTx(
      chain.tx(alice, [create], { sequence: 0n, body: { timeoutHeight } }),
      true,
    );
  assert.equal(at(1n).code, 30, "height 2 is next");
  assert.match(at(1n).log, /block height: 2, timeout height: 1/);
  assert.equal(at(2n).code, 0);
});

test("admission takes the fee from what may be spent later", () => {
  const chain = TestChain.start();
  const all = chain.tx(alice, [create], { feeAmount: FUNDS });
  assert.equal(chain.executor.checkTx(all, false).code, 0);
  const next = chain.executor.checkTx(chain.tx(alice, [create]), false);
  assert.deepEqual([next.codespace, next.code], ["sdk", 5]);
  assert.equal(chain.balance(alice), FUNDS, "nothing of it is state");
  assert.equal(feeOf(GAS_LIMIT), 500n);
});
