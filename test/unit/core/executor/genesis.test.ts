import assert from "node:assert/strict";
import { test } from "node:test";
import { ConsensusParams } from "../../../../proto/gen/tendermint/types/params.ts";
import { bytesToHex } from "../../../../app/core/bytes.ts";
import { defaultState } from "../../../../app/core/app.ts";
import { ChainError } from "../../../../app/core/errors.ts";
import {
  alice,
  bob,
  FUNDS,
  genesisState,
  MemoryDatabase,
  TestChain,
} from "../../../helpers/executor.ts";
import { kvMessage } from "../../../helpers/tx.ts";

const initialized = (): TestChain => {
  const chain = new TestChain();
  chain.executor.initChain(chain.genesis());
  return chain;
};

test("a chain starts at genesis: nothing is committed, the first block commits all of it", () => {
  const database = new MemoryDatabase();
  const chain = new TestChain({ database });
  const height = (): number | undefined => chain.executor.committed?.height;
  assert.equal(height(), undefined);
  chain.executor.initChain(chain.genesis());
  assert.equal(height(), undefined);
  assert.equal(database.latest(), undefined);
  chain.block();
  assert.equal(height(), 1);
  assert.equal(chain.balance(alice), FUNDS);
  const reopened = new TestChain({ database });
  assert.deepEqual(reopened.executor.committed, chain.executor.committed);
  assert.equal(reopened.balance(bob), FUNDS);
  assert.deepEqual(reopened.block(), TestChain.start().block());
});

test("genesis may come again before the first block, and counts alone", () => {
  const chain = new TestChain();
  const { executor } = chain;
  const first = executor.initChain(chain.genesis());
  assert.equal(
    executor.checkTx(chain.tx(alice, [kvMessage.create(alice, "n", "k", "v")]), false).code,
    0,
  );
  executor.finalizeBlock(chain.proposal());
  assert.deepEqual(executor.initChain(chain.genesis()), first);
  const other = genesisState(chain.app, { auth: genesisState(chain.app)["auth"] });
  (other["bank"] as { balances: unknown[] }).balances.pop();
  const second = executor.initChain(chain.genesis({ state: other }));
  assert.notDeepEqual(second, first);
  assert.throws(
    () => executor.commit(),
    { name: "MachineFault" },
    "the block of the first is gone",
  );
  const fresh = new TestChain();
  fresh.executor.initChain(fresh.genesis({ state: other }));
  assert.deepEqual(chain.block().appHash, fresh.block().appHash);
});

test("a bad genesis leaves the one before it", () => {
  const chain = initialized();
  assert.throws(() => chain.executor.initChain(chain.genesis({ state: { nope: {} } })), {
    code: 18,
  });
  const fresh = initialized();
  assert.deepEqual(chain.block().appHash, fresh.block().appHash);
});

test("genesis is refused once there is a block", () => {
  const chain = TestChain.start();
  assert.throws(() => chain.executor.initChain(chain.genesis()), {
    code: 18,
    message: /the chain is at height 1, expected no state/,
  });
});

test("a chain may start at any height", () => {
  const chain = new TestChain();
  chain.executor.initChain({ ...chain.genesis(), initialHeight: 1000n });
  chain.executor.finalizeBlock({ height: 1000n, timeNs: 5n, txs: [] });
  assert.equal(chain.executor.commit().height, 1000);
  assert.equal(chain.balance(alice), FUNDS);
});

test("the state that is exported makes the same state again", () => {
  const chain = TestChain.start();
  chain.block([
    chain.tx(alice, [
      kvMessage.create(alice, "n", "k", "v"),
      kvMessage.create(alice, "m", "k", ""),
    ]),
    chain.tx(bob, [kvMessage.upsert(bob, "n", Uint8Array.of(0, 255), "v")]),
    chain.tx(alice, [kvMessage.delete(alice, "m", "k")]),
  ]);
  const exported = JSON.parse(JSON.stringify(chain.executor.exportState())) as Record<
    string,
    unknown
  >;
  const again = new TestChain();
  again.executor.initChain(again.genesis({ state: exported }));
  assert.deepEqual(again.executor.exportState(), exported);
  again.block();
  assert.deepEqual(again.executor.exportState(), exported);
});

test("a module that genesis does not name starts from its default", () => {
  const chain = new TestChain();
  chain.executor.initChain(chain.genesis({ state: {} }));
  chain.block();
  const state = JSON.parse(JSON.stringify(chain.executor.exportState())) as Record<string, unknown>;
  const defaults = TestChain.start({ state });
  assert.deepEqual(defaults.executor.exportState(), chain.executor.exportState());
});

const app = new TestChain().app;
const bad: readonly [name: string, state: unknown, message: RegExp][] = [
  ["not an object", [], /^app_state: expected an object, got \[\]/],
  ["nothing", undefined, /^app_state: expected an object, got nothing/],
  ["an unknown module", { ...genesisState(app), gov: {} }, /^app_state: unknown field "gov"/],
  ["a module's part of another form", { kv: [] }, /^app_state\.kv: expected an object/],
  [
    "an unknown field",
    { kv: { ...(defaultState(app)["kv"] as object), x: 1 } },
    /^app_state\.kv: unknown field "x"/,
  ],
  [
    "a missing field",
    { kv: { ...(defaultState(app)["kv"] as object), entries: undefined } },
    /^app_state\.kv\.entries: expected a list, got nothing/,
  ],
  [
    "a field deep inside",
    { chain: { params: { bech32_prefix: 7 } } },
    /^app_state\.chain\.params\.bech32_prefix: expected a string, got 7/,
  ],
  [
    "a value that is out of range",
    { chain: { params: { bech32_prefix: "L", fee_denom: "ulaz", min_gas_price: "0" } } },
    /^app_state\.chain\.params.*bech32_prefix is "L"/,
  ],
  [
    "a price that is none",
    { chain: { params: { bech32_prefix: "lazuli", fee_denom: "ulaz", min_gas_price: "-1" } } },
    /^app_state\.chain\.params.*min_gas_price is "-1"/,
  ],
  [
    "a bank without auth's form",
    { bank: {} },
    /^app_state\.bank\.params: expected an object, got nothing/,
  ],
];
for (const [name, state, message] of bad) {
  test(`genesis is refused with its path: ${name}`, () => {
    const chain = new TestChain();
    assert.throws(
      () => chain.executor.initChain({ ...chain.genesis(), state }),
      (error: unknown) => {
        assert.ok(error instanceof ChainError, String(error));
        assert.match(error.message, message);
        return true;
      },
    );
  });
}

test("a chain runs with another prefix and denom, from genesis alone", () => {
  const chain = new TestChain();
  chain.executor.initChain(
    chain.genesis({
      state: {
        chain: { params: { bech32_prefix: "cosmos", fee_denom: "ucosm", min_gas_price: "0" } },
      },
    }),
  );
  chain.block();
  const state = chain.executor.exportState() as {
    auth: { accounts: { base_account: { address: string } }[] };
  };
  assert.equal(state.auth.accounts.length, 2);
  for (const { base_account } of state.auth.accounts)
    assert.match(base_account.address, /^cosmos1/);
});

test("before genesis there is nothing to execute, and a query says so", () => {
  const { executor } = new TestChain();
  assert.throws(() => executor.checkTx(new Uint8Array(1), false), { name: "MachineFault" });
  assert.throws(() => executor.finalizeBlock({ height: 1n, timeNs: 0n, txs: [] }), {
    name: "MachineFault",
  });
  assert.throws(() => executor.commit(), { name: "MachineFault" });
  const request = {
    path: "/lazuli.kv.v1.Query/Count",
    data: new Uint8Array(0),
    height: 0n,
    prove: false,
  };
  const answer = executor.query(request);
  assert.deepEqual([answer.code, answer.height], [26, 0n]);
  assert.match(answer.log, /no block yet/);
  const between = initialized();
  assert.equal(between.executor.query(request).code, 26, "genesis is not committed yet");
});

test("the hash of genesis depends on each part of it", () => {
  const hashOf = (change: (chain: TestChain) => object): string => {
    const chain = new TestChain();
    return bytesToHex(chain.executor.initChain({ ...chain.genesis(), ...change(chain) }));
  };
  const base = hashOf(() => ({}));
  assert.equal(
    hashOf(() => ({})),
    base,
  );
  const others = [
    hashOf(() => ({ state: {} })),
    hashOf(() => ({ consensusParams: ConsensusParams.fromPartial({ block: { maxGas: 7n } }) })),
    hashOf(() => ({ initialHeight: 9n })),
  ];
  assert.equal(new Set([base, ...others]).size, 4);
});
