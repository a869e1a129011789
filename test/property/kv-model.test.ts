import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Action, action, params } from "../helpers/kv-arbitraries.ts";
import { FUNDS, KvChain, START_NS } from "../helpers/kv-chain.ts";
import { KvModel } from "../helpers/kv-model.ts";
import { Replica } from "../helpers/kv-replica.ts";

const OPERATIONS_MIN = 100_000;
const NAMES = ["alice", "bob", "carol", "dave"];
/** Two who can pay for everything, and two who cannot. */
const PURSES = [FUNDS, FUNDS, 200_000n, 900n];

/** One step of a history. */
class Step implements fc.Command<KvModel, Replica> {
  readonly action: Action;

  constructor(one: Action) {
    this.action = one;
  }

  check(): boolean {
    return true;
  }

  run(_: KvModel, replica: Replica): void {
    replica.run(this.action);
  }

  toString(): string {
    return fc.stringify(this.action);
  }
}

test(`the module and a model of plain objects agree through ${OPERATIONS_MIN} operations`, () => {
  const done = { operations: 0, messages: 0, succeeded: 0 };
  const commands = fc.commands([action.map((one) => new Step(one))], {
    maxCommands: 400,
    size: "max",
  });
  const property = fc.property(params, commands, (limits, steps) => {
    const chain = new KvChain(NAMES, { params: limits, funds: PURSES });
    const balances = new Map(chain.people.map((address, i) => [address, PURSES[i] ?? 0n]));
    const model = new KvModel({ params: limits, balances, timeNs: START_NS, height: 1n });
    const replica = new Replica(chain, model, NAMES);
    fc.modelRun(() => ({ model, real: replica }), steps);
    done.operations += model.operations;
    done.messages += replica.messages;
    done.succeeded += replica.succeeded;
  });
  for (let round = 0; done.operations < OPERATIONS_MIN && round < 100; round++) {
    fc.assert(property, { numRuns: 10 });
  }
  assert.ok(done.operations >= OPERATIONS_MIN, `${done.operations} operations`);
  assert.ok(2 * done.succeeded > done.messages, "most messages work");
});
