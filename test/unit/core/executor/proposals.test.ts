import assert from "node:assert/strict";
import { test } from "node:test";
import { Data } from "../../../../proto/gen/tendermint/types/types.ts";
import { proposalSize } from "../../../../app/core/proposal.ts";
import { alice, bob, TestChain } from "../../../helpers/executor.ts";
import { kvMessage } from "../../../helpers/tx.ts";

/** What CometBFT counts: the size of the protobuf message `Data` that holds the transactions. */
const cometSize = (txs: readonly Uint8Array[]): number =>
  Data.encode({ txs: [...txs] }).finish().length;

for (const length of [0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152]) {
  test(`a transaction of ${length} bytes takes what CometBFT counts`, () => {
    const tx = new Uint8Array(length);
    assert.equal(proposalSize(tx), cometSize([tx]));
    assert.equal(2 * proposalSize(tx), cometSize([tx, tx]));
  });
}

/** Transactions with values of these many bytes. */
function chainWith(sizes: readonly number[], blockGasMax?: bigint) {
  const chain = TestChain.start(blockGasMax === undefined ? {} : { blockGasMax });
  const txs = sizes.map((size, i) =>
    chain.tx(alice, [kvMessage.create(alice, "n", `k${i}`, new Uint8Array(size))]),
  );
  return { chain, txs };
}

test("a proposal is filled to the byte", () => {
  const { chain, txs } = chainWith([10, 200, 3_000]);
  const all = cometSize(txs);
  const prepare = (bytesMax: number) =>
    chain.executor.prepareProposal({ ...chain.proposal(txs), bytesMax });
  assert.deepEqual(prepare(all), txs);
  assert.deepEqual(prepare(all - 1), txs.slice(0, 2));
  assert.deepEqual(prepare(cometSize(txs.slice(0, 1))), txs.slice(0, 1));
  assert.deepEqual(prepare(cometSize(txs.slice(0, 1)) - 1), []);
  assert.deepEqual(prepare(0), []);
});

test("one that does not fit is passed over, and what depends on it is left out", () => {
  const chain = TestChain.start();
  const large = chain.tx(alice, [kvMessage.create(alice, "n", "k", new Uint8Array(5_000))]);
  const next = chain.tx(alice, [kvMessage.create(alice, "n", "l", "v")]);
  const other = chain.tx(bob, [kvMessage.create(bob, "n", "k", "v")]);
  const txs = [large, next, other];
  const bytesMax = cometSize([next, other]);
  assert.deepEqual(chain.executor.prepareProposal({ ...chain.proposal(txs), bytesMax }), [other]);
});

test("a proposal keeps to the block's gas, exactly", () => {
  const gas = 500_000n;
  for (const [blockGasMax, count] of [
    [3n * gas, 3],
    [3n * gas - 1n, 2],
    [gas, 1],
    [gas - 1n, 0],
  ] as const) {
    const { chain, txs } = chainWith([1, 1, 1], blockGasMax);
    const chosen = chain.executor.prepareProposal({ ...chain.proposal(txs), bytesMax: 1_000_000 });
    assert.deepEqual(chosen, txs.slice(0, count), `${blockGasMax} gas`);
    assert.equal(chain.executor.processProposal(chain.proposal(chosen)).accept, true);
    const verdict = chain.executor.processProposal(chain.proposal(txs));
    assert.equal(verdict.accept, count === 3);
    if (!verdict.accept) assert.match(verdict.reason, new RegExp(`^tx ${count}: gas .* is over`));
  }
});

test("one that is over the block's gas makes room for a smaller one of somebody else", () => {
  const chain = TestChain.start({ blockGasMax: 700_000n });
  const first = chain.tx(alice, [kvMessage.create(alice, "n", "k", "v")]);
  const over = chain.tx(alice, [kvMessage.create(alice, "n", "l", "v")]);
  const small = chain.tx(bob, [kvMessage.create(bob, "n", "k", "v")], { gasLimit: 200_000n });
  const afterOver = chain.tx(alice, [kvMessage.create(alice, "n", "m", "v")], {
    sequence: 1n,
    gasLimit: 1n,
  });
  const txs = [first, over, afterOver, small];
  const chosen = chain.executor.prepareProposal({ ...chain.proposal(txs), bytesMax: 1_000_000 });
  assert.deepEqual(chosen, [first, small]);
});

test("what other nodes would refuse is left out of a proposal and makes one be refused", () => {
  const chain = TestChain.start();
  const create = kvMessage.create(bob, "n", "k", "v");
  const good = chain.tx(alice, [kvMessage.create(alice, "n", "k", "v")]);
  const bad: readonly [name: string, tx: Uint8Array, reason: RegExp][] = [
    ["bytes", Uint8Array.of(1, 2, 3), /errUnknownField/],
    ["nothing", new Uint8Array(0), /tx parse error/],
    ["a sequence", chain.tx(bob, [create], { sequence: 1n }), /incorrect account sequence/],
    [
      "a chain",
      chain.tx(bob, [create], { sequence: 0n, chainId: "x-1" }),
      /signature verification failed/,
    ],
    ["a fee", chain.tx(bob, [create], { sequence: 0n, feeAmount: 1n }), /insufficient fee/],
    [
      "a timeout",
      chain.tx(bob, [create], { sequence: 0n, body: { timeoutHeight: 1n } }),
      /timeout/,
    ],
    [
      "a message",
      chain.tx(bob, [kvMessage.create(bob, "N", "k", "v")], { sequence: 0n }),
      /invalid namespace/,
    ],
    ["the same again", good, /incorrect account sequence/],
  ];
  for (const [name, tx, reason] of bad) {
    const verdict = chain.executor.processProposal(chain.proposal([good, tx]));
    assert.ok(!verdict.accept, name);
    assert.match(verdict.reason, reason);
    assert.match(verdict.reason, /^tx 1: /);
  }
  const txs = [...bad.slice(0, -1).map(([, tx]) => tx), good, good];
  assert.deepEqual(
    chain.executor.prepareProposal({ ...chain.proposal(txs), bytesMax: 1_000_000 }),
    [good],
  );
});

test("a transaction whose messages will fail pays, so it may be proposed", () => {
  const chain = TestChain.start();
  const tx = chain.tx(alice, [kvMessage.delete(alice, "n", "none")]);
  assert.deepEqual(chain.executor.prepareProposal({ ...chain.proposal([tx]), bytesMax: 9_999 }), [
    tx,
  ]);
  assert.equal(chain.executor.processProposal(chain.proposal([tx])).accept, true);
});

test("proposals leave no trace", () => {
  const chain = TestChain.start();
  const twin = TestChain.start();
  const tx = chain.tx(alice, [kvMessage.create(alice, "n", "k", "v")]);
  for (let i = 0; i < 3; i++) {
    assert.equal(
      chain.executor.prepareProposal({ ...chain.proposal([tx]), bytesMax: 9_999 }).length,
      1,
    );
    assert.equal(chain.executor.processProposal(chain.proposal([tx])).accept, true);
    assert.equal(chain.executor.checkTx(tx, i > 0).code, i === 0 ? 0 : 32);
  }
  assert.deepEqual(chain.block([tx]), twin.block([tx]));
});

test("an empty proposal is fine", () => {
  const chain = TestChain.start({ blockGasMax: 0n });
  assert.deepEqual(chain.executor.prepareProposal({ ...chain.proposal(), bytesMax: 10 }), []);
  assert.equal(chain.executor.processProposal(chain.proposal()).accept, true);
});
