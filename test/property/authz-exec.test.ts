import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import { concatBytes } from "../../app/core/bytes.ts";
import { EXEC_DEPTH_MAX, EXEC_MESSAGES_MAX } from "../../modules/authz/limits.ts";
import { authzMessage, genericAny, nest, SEND_TYPE } from "../helpers/authz.ts";
import { alice, bob, carol, TestChain } from "../helpers/executor.ts";
import { kvMessage, sendMessage } from "../helpers/tx.ts";

/** Messages in each other: a number is so many sends of 1 ulaz, a list is a MsgExec of them. */
type Tree = number | readonly Tree[];

const { tree } = fc.letrec<{ tree: Tree; node: Tree }>((tie) => ({
  tree: fc.array(tie("node"), { maxLength: 4 }),
  node: fc.oneof(
    { depthSize: "large", withCrossShrink: true },
    fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 3 }) }, fc.constantFrom(45, 97)),
    fc.array(tie("node"), { maxLength: 4 }),
  ),
}));

function build(tree: Tree): Any[] {
  if (typeof tree === "number") {
    return Array.from({ length: tree }, () => sendMessage(bob, carol, 1n));
  }
  return [authzMessage.exec(bob, ...tree.flatMap(build))];
}

/** MsgExecs around the deepest message. */
function depthOf(tree: Tree): number {
  return typeof tree === "number" ? 0 : 1 + Math.max(0, ...tree.map(depthOf));
}

function sum(tree: Tree, of: (list: readonly Tree[]) => number): number {
  return typeof tree === "number"
    ? 0
    : of(tree) + tree.reduce<number>((total, child) => total + sum(child, of), 0);
}

const size = (child: Tree): number => (typeof child === "number" ? child : 1);
const add = (a: number, b: number): number => a + b;

test("any tree of messages runs whole if it keeps to the limits, and else not at all", () => {
  const chain = TestChain.start();
  fc.assert(
    fc.property(tree, fc.integer({ min: 0, max: 8 }), (made, around) => {
      let whole: Tree = made;
      for (let i = 0; i < around; i += 1) whole = [whole];
      const count = sum(whole, (list) => list.map(size).reduce(add, 0));
      const leaves = sum(whole, (list) =>
        list.map((child) => (typeof child === "number" ? child : 0)).reduce(add, 0),
      );
      const isEmpty = sum(whole, (list) => (list.length === 0 ? 1 : 0)) > 0;
      const isAllowed = count <= EXEC_MESSAGES_MAX && depthOf(whole) <= EXEC_DEPTH_MAX && !isEmpty;
      const tx = chain.tx(bob, build(whole), { sequence: 0n, gasLimit: 50_000_000n });
      const [result] = chain.executor.finalizeBlock(chain.proposal([tx])).txs;
      assert.deepEqual(
        [result?.codespace, result?.code],
        isAllowed ? ["", 0] : ["sdk", 18],
        result?.log,
      );
      const sent = result?.events.filter(
        ({ type, attributes }) =>
          type === "transfer" && attributes.some(([, value]) => value === "1ulaz"),
      );
      assert.equal(sent?.length, isAllowed ? leaves : 0);
    }),
    { numRuns: 400 },
  );
});

/** With one byte changed, left out or put in. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(2),
  insert: fc.uint8Array({ maxLength: 2 }),
});

test("no bytes in a MsgExec are a bug, and none send what was not granted", () => {
  const chain = TestChain.start();
  const grant = authzMessage.grant(alice, bob, genericAny(SEND_TYPE));
  assert.equal(chain.block([chain.tx(alice, [grant])]).txs[0]?.code, 0);
  const before = chain.balance(carol);
  const real = [
    authzMessage.exec(bob, sendMessage(alice, bob, 7n), kvMessage.create(bob, "n", "k", "v")),
    authzMessage.exec(bob, nest(bob, sendMessage(alice, bob, 7n), 2)),
    authzMessage.exec(bob, authzMessage.grant(bob, carol, genericAny(SEND_TYPE), 1n << 61n)),
  ];
  fc.assert(
    fc.property(fc.constantFrom(...real), edit, ({ typeUrl, value }, { at, remove, insert }) => {
      const start = Math.floor(at * value.length);
      const changed = concatBytes(value.slice(0, start), insert, value.slice(start + remove));
      const tx = chain.tx(bob, [{ typeUrl, value: changed }], { sequence: 0n });
      chain.executor.checkTx(tx, false);
      const [result] = chain.executor.finalizeBlock(chain.proposal([tx])).txs;
      assert.notEqual(result?.code, 111222, result?.log);
    }),
    { numRuns: 1_000 },
  );
  assert.deepEqual(chain.reports, []);
  assert.equal(chain.balance(carol), before);
});
