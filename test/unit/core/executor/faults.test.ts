import assert from "node:assert/strict";
import { test } from "node:test";
import { QueryDefinition as KvQuery } from "../../../../proto/gen/lazuli/kv/v1/query.ts";
import { MsgCreate } from "../../../../proto/gen/lazuli/kv/v1/tx.ts";
import { buildApp } from "../../../../app/app.ts";
import { type App, AppBuilder } from "../../../../app/core/app.ts";
import { textKey, u64Value } from "../../../../app/core/collections/codecs.ts";
import { Schema } from "../../../../app/core/collections/schema.ts";
import type { Context } from "../../../../app/core/context.ts";
import { MachineFault } from "../../../../app/core/faults.ts";
import type { Module } from "../../../../app/core/module.ts";
import { alice, bob, FUNDS, TestChain } from "../../../helpers/executor.ts";
import { feeOf, GAS_LIMIT, kvMessage } from "../../../helpers/tx.ts";

/** What one of the module's messages does, chosen by its key. */
const ACTS: Readonly<Record<string, (ctx: Context) => void>> = {
  works: () => undefined,
  "throws a bug": () => {
    throw new TypeError("x is undefined, in somebody's file");
  },
  "throws text": () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- a handler may throw anything
    throw "text";
  },
  "breaks a range": () => {
    new Array(-1);
  },
  "is a machine fault": () => {
    throw new MachineFault("a node record is missing");
  },
  "overflows the stack": () => {
    const deeper = (n: number): number => deeper(n + 1) + 1;
    deeper(0);
  },
};

const schema = new Schema("fragile");
const counts = schema.map(1, "counts", textKey, u64Value, "how often each act was begun");

/** The application with one more module, whose messages look like kv's. */
function fragileApp(options: { hook?: (ctx: Context) => void } = {}): App {
  const base = buildApp({ nodeMinGasPrice: "0" });
  const module: Module = {
    name: "fragile",
    schema,
    messages: [
      {
        typeUrl: "/fragile.MsgAct",
        responseTypeUrl: "/fragile.MsgActResponse",
        request: MsgCreate,
        response: {
          encode: () => MsgCreate.encode(MsgCreate.fromPartial({})),
          decode: MsgCreate.decode,
        },
        handler: {
          signers: (message) => [(message as MsgCreate).signer],
          handle(ctx, message) {
            const act = new TextDecoder().decode((message as MsgCreate).key);
            counts.set(ctx, act, (counts.get(ctx, act) ?? 0n) + 1n);
            ACTS[act]?.(ctx);
            return {};
          },
        },
      },
    ],
    queries: [
      {
        path: "/fragile.Query/Act",
        request: MsgCreate,
        response: MsgCreate,
        handle(ctx, message) {
          ACTS[new TextDecoder().decode((message as MsgCreate).key)]?.(ctx);
          counts.set(ctx, "from a query", 1n);
          return message;
        },
      },
    ],
    ...(options.hook && { beginBlock: options.hook }),
  };
  const builder = new AppBuilder();
  for (const existing of [...base.modules, module]) builder.add(existing);
  return builder.build({ ante: base.ante, settings: base.settings });
}

const act = (signer: typeof alice, name: string) => ({
  ...kvMessage.create(signer, "n", name, ""),
  typeUrl: "/fragile.MsgAct",
});

for (const name of ["throws a bug", "throws text", "breaks a range"]) {
  test(`a handler that ${name} fails its transaction alone, is reported, and the chain goes on`, () => {
    const chain = TestChain.start({ app: fragileApp() });
    const { txs } = chain.block([
      chain.tx(alice, [kvMessage.create(alice, "n", "k", "v"), act(alice, name)]),
      chain.tx(bob, [act(bob, "works")]),
    ]);
    assert.deepEqual([txs[0]?.codespace, txs[0]?.code], ["sdk", 111222]);
    assert.equal(txs[0]?.data.length, 0);
    assert.equal(txs[1]?.code, 0);
    assert.equal(chain.reports.length, 1);
    assert.equal(chain.reports[0]?.where, "a message");
    assert.equal(chain.balance(alice), FUNDS - feeOf(GAS_LIMIT));
    assert.equal(chain.sequence(alice), 1n);
    const request = { namespace: `${alice.address}/n` };
    assert.equal(chain.ask(KvQuery, KvQuery.methods.count, request).count, 0n);
    assert.equal(chain.block([chain.tx(alice, [act(alice, "works")])]).txs[0]?.code, 0);
  });
}

for (const name of ["is a machine fault", "overflows the stack"]) {
  test(`a handler that ${name} stops the node, in a block, in a simulation and in a query`, () => {
    const chain = TestChain.start({ app: fragileApp() });
    const tx = chain.tx(alice, [act(alice, name)]);
    assert.equal(chain.executor.checkTx(tx, false).code, 0);
    assert.throws(() => chain.executor.finalizeBlock(chain.proposal([tx])));
    assert.throws(() => chain.executor.commit(), { name: "MachineFault" }, "nothing was finalized");
    const data = act(alice, name).value;
    assert.throws(() =>
      chain.executor.query({ path: "/fragile.Query/Act", data, height: 0n, prove: false }),
    );
    assert.equal(chain.reports.length, 0);
    assert.equal(chain.block().txs.length, 0, "the state is as it was");
  });
}

test("a query's bug is reported and answered without its text; what a query writes is dropped", () => {
  const chain = TestChain.start({ app: fragileApp() });
  const ask = (name: string) =>
    chain.executor.query({
      path: "/fragile.Query/Act",
      data: act(alice, name).value,
      height: 0n,
      prove: false,
    });
  const answer = ask("throws a bug");
  assert.deepEqual([answer.codespace, answer.code, answer.height], ["sdk", 111222, 1n]);
  assert.doesNotMatch(answer.log, /somebody/);
  assert.equal(chain.reports[0]?.where, "query /fragile.Query/Act");
  assert.equal(ask("works").code, 0);
  assert.deepEqual(chain.block().appHash, TestChain.start({ app: fragileApp() }).block().appHash);
});

test("a bug in a hook stops the node: a block cannot be half begun", () => {
  let isBroken = false;
  const hook = (): void => {
    if (isBroken) throw new TypeError("a bug");
  };
  const chain = TestChain.start({ app: fragileApp({ hook }) });
  isBroken = true;
  assert.throws(() => chain.executor.finalizeBlock(chain.proposal()), TypeError);
  isBroken = false;
  chain.block();
});

test("hooks run in the order of the modules and say in their events which they are", () => {
  const base = buildApp({ nodeMinGasPrice: "0" });
  const builder = new AppBuilder();
  for (const module of base.modules) builder.add(module);
  const emit = (name: string) => (ctx: Context) => {
    ctx.events.emit(name, ["height", ctx.height.toString()], ["mode", ctx.mode]);
  };
  builder.add({ name: "one", beginBlock: emit("begin 1"), endBlock: emit("end 1") });
  builder.add({ name: "two", beginBlock: emit("begin 2"), endBlock: emit("end 2") });
  const app = builder.build({ ante: base.ante, settings: base.settings });
  const { events } = TestChain.start({ app }).block();
  assert.deepEqual(
    events.map(({ type, attributes }) => [type, ...attributes.flat()].join(" ")),
    [
      "begin 1 height 2 mode block mode BeginBlock",
      "begin 2 height 2 mode block mode BeginBlock",
      "end 1 height 2 mode block mode EndBlock",
      "end 2 height 2 mode block mode EndBlock",
    ],
  );
});
