import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ClientError, NodeUnreachable } from "../../app/client/errors.ts";
import { changes } from "../../modules/kv/client-changes.ts";
import type { Change } from "../../modules/kv/client-changes.ts";
import { kvMessages, type BatchOperation } from "../../modules/kv/client-messages.ts";
import { ChangesInvalid } from "../../modules/kv/client-mutations.ts";
import { watch } from "../../modules/kv/client-watch.ts";
import { alice, bob } from "../helpers/executor.ts";
import {
  KvHistory,
  altered,
  changesIn,
  kvAny,
  lying,
  plain,
  withAttribute,
} from "../helpers/kv-history.ts";
import type { Signer } from "../helpers/tx.ts";

const PEOPLE = [alice, bob] as const;
const NAMES = ["n", "nn"] as const;
const NAMESPACES = PEOPLE.flatMap(({ address }) => NAMES.map((name) => `${address}/${name}`));

const key = fc.oneof(
  fc.constantFrom("a", "ab", "b", "\0", "\u00ff/", "🔑"),
  fc.uint8Array({ minLength: 1, maxLength: 3 }),
);
const value = fc.uint8Array({ maxLength: 6 });
// Half of the leases end within the history.
const lease = fc.option(fc.record({ seconds: fc.constantFrom(1, 2, 4, 100) }), { nil: undefined });

/** Most succeed, so that a transaction of several has a chance. */
const operation = fc.oneof(
  { weight: 6, arbitrary: fc.record({ operation: fc.constant("upsert"), key, value, lease }) },
  {
    weight: 1,
    arbitrary: fc.record({ operation: fc.constantFrom("create", "update"), key, value, lease }),
  },
  { weight: 1, arbitrary: fc.record({ operation: fc.constant("append"), key, value, lease }) },
  { weight: 1, arbitrary: fc.record({ operation: fc.constant("delete"), key }) },
  { weight: 1, arbitrary: fc.record({ operation: fc.constant("rename"), key, newKey: key }) },
  { weight: 1, arbitrary: fc.record({ operation: fc.constant("renewLease"), key, lease }) },
  { weight: 1, arbitrary: fc.record({ operation: fc.constant("increment"), key, lease }) },
  {
    weight: 2,
    arbitrary: fc.record({ operation: fc.constant("deleteAll"), limit: fc.constantFrom(1, 2) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ operation: fc.constant("renewLeaseAll"), lease, limit: fc.constant(2) }),
  },
) as fc.Arbitrary<BatchOperation>;

interface Tx {
  readonly signer: Signer;
  /** Batches of one transaction, which is all or nothing. */
  readonly batches: readonly { readonly name: string; readonly operations: BatchOperation[] }[];
}

const tx: fc.Arbitrary<Tx> = fc.record({
  signer: fc.constantFrom(...PEOPLE),
  batches: fc.array(
    fc.record({
      name: fc.constantFrom(...NAMES),
      operations: fc.array(operation, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
});

const blocks = fc.array(fc.array(tx, { maxLength: 5 }), { minLength: 1, maxLength: 12 });

function run(history: readonly (readonly Tx[])[]): KvHistory {
  const chain = new KvHistory({ sweepEntriesMax: 1 });
  for (const txs of history) {
    chain.block(
      ...txs.map(({ signer, batches }) => {
        const messages = kvMessages(signer.address);
        return [
          signer,
          ...batches.map(({ name, operations }) => kvAny(messages.batch(name, operations))),
        ] as const;
      }),
    );
  }
  return chain;
}

async function collect(list: AsyncIterable<Change>): Promise<Change[]> {
  const found: Change[] = [];
  for await (const change of list) found.push(change);
  return found;
}

test("what a reader proves is what the machine did, from every revision on", async (t) => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(blocks, fc.nat(), async (history, start) => {
      const chain = run(history);
      for (const namespace of NAMESPACES) {
        const truth = chain.truth(namespace);
        for (const { kind } of truth) seen.set(kind, (seen.get(kind) ?? 0) + 1);
        const since = BigInt(start % (truth.length + 1));
        const list = await changes(chain, namespace, { since, prove: true });
        assert.deepEqual((await collect(list)).map(plain), chain.truth(namespace, since));
        assert.equal(list.record.revision, BigInt(truth.length));
        assert.deepEqual(list.checkpoint, list.record);
      }
    }),
    { numRuns: 60 },
  );
  t.diagnostic([...seen].map(([kind, count]) => `${count} ${kind}`).join(", "));
  assert.equal(seen.size, 5, "a kind of change did not occur");
});

test("no random lie gets through", async () => {
  const chain = run(
    fc.sample(
      fc.array(fc.array(tx, { minLength: 3, maxLength: 6 }), { minLength: 10, maxLength: 10 }),
      {
        numRuns: 1,
        seed: 5,
      },
    )[0] ?? assert.fail(),
  );
  const namespace = NAMESPACES.find((one) => chain.truth(one).length > 10) ?? assert.fail();
  const isOwn = (event: { readonly attributes: readonly { readonly value: string }[] }) =>
    event.attributes.some((attribute) => attribute.value === namespace);
  const heights = [...new Set(chain.truth(namespace).map(({ height }) => height))];
  const splice = fc.record({
    height: fc.constantFrom(...heights),
    at: fc.nat(),
    cut: fc.nat({ max: 60 }),
    insert: fc.uint8Array({ maxLength: 60 }),
  });
  await fc.assert(
    fc.asyncProperty(splice, async ({ height, at, cut, insert }) => {
      let isLie = false;
      const liar = lying(chain, (results) => {
        if (results.height !== height) return results;
        const index = results.events.findIndex(isOwn);
        const events = results.events.map((event, i) => {
          if (i !== index) return event;
          const bytes = changesIn(event);
          const start = at % (bytes.length + 1);
          const lie = Buffer.concat([
            bytes.subarray(0, start),
            insert,
            bytes.subarray(start + cut),
          ]);
          isLie ||= !lie.equals(bytes);
          return withAttribute(event, "changes", lie.toString("base64"));
        });
        return { height, events };
      });
      const found: Change[] = [];
      try {
        for await (const change of await changes(liar, namespace, { prove: true }))
          found.push(change);
        assert.equal(isLie, false);
      } catch (error) {
        assert.ok(error instanceof ChangesInvalid, String(error));
        assert.equal(found.length, 0);
      }
    }),
    { numRuns: 2_000 },
  );
});

test("a watch sees every change once whatever fails, however it is resumed", async () => {
  const plan = fc.array(fc.array(tx, { maxLength: 3 }), { minLength: 4, maxLength: 10 });
  await fc
    .assert(
      fc.asyncProperty(plan, fc.infiniteStream(fc.nat({ max: 9 })), async (history, dice) => {
        const roll = (): number => Number(dice.next().value);
        const chain = run([]);
        const [namespace = ""] = NAMESPACES;
        const flaky = altered(chain, {});
        for (const name of ["latestHeight", "queryProof", "header", "blockResults"] as const) {
          const ask = flaky[name].bind(flaky) as (...args: unknown[]) => Promise<never>;
          Object.assign(flaky, {
            [name]: (...args: unknown[]) =>
              roll() < 1 ? Promise.reject(new NodeUnreachable("test", name)) : ask(...args),
          });
        }
        const quick = { pollIntervalMs: 0, retryMs: 0 };
        const found: Change[] = [];
        let watched = watch(flaky, namespace, { since: 0n, ...quick });
        for (const txs of history) {
          const messages = txs.map(
            ({ batches }) =>
              [
                alice,
                ...batches.map(({ name, operations }) =>
                  kvAny(kvMessages(alice.address).batch(name, operations)),
                ),
              ] as const,
          );
          chain.block(...messages);
          const wanted = chain.truth(namespace).length - roll();
          while (found.length < wanted) {
            for await (const change of watched) {
              found.push(change);
              if (found.length >= wanted || roll() < 3) break;
            }
            const { checkpoint } = watched;
            if (checkpoint && roll() < 5)
              watched = watch(flaky, namespace, { since: checkpoint, ...quick });
          }
        }
        assert.deepEqual(found.map(plain), chain.truth(namespace).slice(0, found.length));
      }),
      { numRuns: 60 },
    )
    .catch((error: unknown) => {
      assert.ok(!(error instanceof ClientError));
      throw error;
    });
});
