import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bech32 } from "@scure/base";
import type { BlockEvent, BlockResults } from "../../../../app/client/block-results.ts";
import { ClientError, NodeUnreachable } from "../../../../app/client/errors.ts";
import type { Change, ChangesOptions } from "../../../../modules/kv/client-changes.ts";
import { changes } from "../../../../modules/kv/client-changes.ts";
import { kvMessages } from "../../../../modules/kv/client-messages.ts";
import { ChangesInvalid, decodeMutations } from "../../../../modules/kv/client-mutations.ts";
import type { ChangesBase } from "../../../../modules/kv/client-source.ts";
import { namespaceStoreKey } from "../../../../modules/kv/keys.ts";
import { ChangesUnavailable } from "../../../../modules/kv/client-walk.ts";
import { alice, bob } from "../../../helpers/executor.ts";
import {
  KvHistory,
  altered,
  changesIn,
  kvAny,
  lying,
  plain,
  sameCheckpoint,
  withAttribute,
} from "../../../helpers/kv-history.ts";

const NAMESPACE = `${alice.address}/n`;
const OWNER = bech32.decodeToBytes(alice.address).bytes;
const mine = kvMessages(alice.address);
const theirs = kvMessages(bob.address);
const LEASE = { lease: { seconds: 3 } };

/** Two namespaces of alice and one of bob; writes, a batch, renewals, expiry, deletes, empty blocks, a failed transaction. */
function history(options?: ConstructorParameters<typeof KvHistory>[0]): KvHistory {
  const chain = new KvHistory(options);
  chain.block([alice, kvAny(mine.create("n", "a/1", "one"))]);
  chain.block(
    [alice, kvAny(mine.create("n", "b", "b", LEASE)), kvAny(mine.upsert("m", "x", "x"))],
    [bob, kvAny(theirs.create("n", "a/1", "bob's"))],
    [alice, kvAny(mine.upsert("n", "a/1", "two")), kvAny(mine.create("n", "c", "", LEASE))],
  );
  chain.block();
  chain.block(
    // The second message fails, so nothing of the first is left.
    [alice, kvAny(mine.create("n", "lost", "")), kvAny(mine.delete("n", "never"))],
    [alice, kvAny(mine.rename("n", "a/1", "a/2")), kvAny(mine.renewLease("n", "c"))],
  );
  chain.block([
    alice,
    kvAny(
      mine.batch("n", [
        { operation: "upsert", key: "a/3", value: "three" },
        { operation: "increment", key: "a/4", by: 4n },
        { operation: "delete", key: "a/2" },
      ]),
    ),
  ]);
  // The lease of b ends meanwhile.
  for (let i = 0; i < 4; i++) chain.block();
  chain.block([alice, kvAny(mine.append("n", "a/3", "!"))]);
  chain.block();
  return chain;
}

async function all(base: ChangesBase, options?: ChangesOptions): Promise<Change[]> {
  const found: Change[] = [];
  for await (const change of await changes(base, NAMESPACE, options)) found.push(change);
  return found;
}

/** Nothing may be handed out, whatever the reason. */
async function assertRefused(base: ChangesBase, what: string, options: ChangesOptions = {}) {
  const found: Change[] = [];
  await assert.rejects(
    async () => {
      for await (const change of await changes(base, NAMESPACE, { prove: true, ...options })) {
        found.push(change);
      }
    },
    ChangesInvalid,
    what,
  );
  assert.equal(found.length, 0, what);
}

describe("changes", () => {
  const chain = history();
  const truth = chain.truth(NAMESPACE);

  it("answers all changes of all kinds, with and without a proof", async () => {
    assert.deepEqual(
      new Set(truth.map(({ kind }) => kind)),
      new Set(["create", "update", "delete", "expire", "renew"]),
    );
    for (const prove of [true, false]) {
      assert.deepEqual((await all(chain, { prove })).map(plain), truth);
    }
  });

  it("answers those after each revision, to each, at each height", async () => {
    const last = truth.at(-1)?.revision ?? 0n;
    for (let since = 0n; since <= last; since++) {
      for (const to of [since, since + 2n, undefined]) {
        const found = await all(chain, { since, prove: true, ...(to !== undefined && { to }) });
        const expected = truth.filter(
          ({ revision }) => revision > since && revision <= (to ?? last),
        );
        assert.deepEqual(found.map(plain), expected, `${since} to ${to}`);
      }
    }
    for (let height = 1; height < chain.height; height++) {
      const found = await all(chain, { height, prove: true });
      assert.deepEqual(
        found.map(plain),
        truth.filter((change) => change.height <= height),
      );
    }
  });

  it("says where it has come to, and goes on from there", async () => {
    for (const { revision } of truth) {
      const list = await changes(chain, NAMESPACE, { prove: true });
      for await (const change of list) if (change.revision === revision) break;
      const { checkpoint } = list;
      assert.equal(checkpoint?.revision, revision);
      const rest = await changes(chain, NAMESPACE, { since: checkpoint, prove: true });
      const found: Change[] = [];
      for await (const change of rest) found.push(change);
      assert.deepEqual(found.map(plain), chain.truth(NAMESPACE, revision));
      sameCheckpoint(rest.checkpoint, list.record);
    }
  });

  it("shows those of a prefix, and comes to the same end", async () => {
    const list = await changes(chain, NAMESPACE, { prove: true, prefix: "a/" });
    const found: Change[] = [];
    for await (const change of list) found.push(change);
    const expected = truth.filter(({ key }) => Buffer.from(key).toString().startsWith("a/"));
    assert.deepEqual(found.map(plain), expected);
    sameCheckpoint(list.checkpoint, list.record);
    assert.equal((await all(chain, { prefix: "nothing" })).length, 0);
  });

  it("fetches values, and says which are gone", async () => {
    const found = await all(chain, { prove: true, withValues: true });
    const shown = found.map(({ revision, kind, value, isValueGone }) => [
      revision,
      kind,
      value && Buffer.from(value).toString(),
      isValueGone,
    ]);
    assert.deepEqual(shown.slice(0, 4), [
      [1n, "create", "one", false],
      [2n, "create", "b", false],
      [3n, "update", "two", false],
      [4n, "create", "", false],
    ]);
    for (const { kind, value } of found) {
      if (kind === "delete" || kind === "expire") assert.equal(value, undefined);
    }
    // Written and overwritten in one block; and where nobody keeps the height.
    const short = new KvHistory({ keepHeights: 3 });
    short.block([alice, kvAny(mine.create("n", "k", "1")), kvAny(mine.update("n", "k", "2"))]);
    short.block([alice, kvAny(mine.create("n", "l", "3"))]);
    const gone = async () =>
      (await all(short, { withValues: true, prove: true })).map(({ isValueGone }) => isValueGone);
    short.block();
    assert.deepEqual(await gone(), [true, false, false]);
    for (let i = 0; i < 5; i++) short.block();
    assert.deepEqual(await gone(), [true, false, false]);
    // A node that tells another value, or something that is no entry, has none.
    for (const told of [Uint8Array.of(255), Uint8Array.of(10, 1, 7)]) {
      const liar = altered(short, { queryAbci: () => Promise.resolve({ value: told, height: 1 }) });
      const values = await all(liar, { withValues: true, prove: true });
      assert.ok(values.every(({ value, isValueGone }) => value === undefined && isValueGone));
    }
  });

  it("answers nothing for a namespace that nobody wrote to", async () => {
    const list = await changes(chain, `${bob.address}/empty`, { prove: true });
    assert.deepEqual([list.record.revision, list.isProven], [0n, true]);
    for await (const change of list) assert.fail(String(change.revision));
  });

  it("refuses a namespace that cannot exist, and a revision that is not there", async () => {
    await assert.rejects(changes(chain, "n"), ClientError);
    await assert.rejects(changes(chain, NAMESPACE, { since: 99n }), ChangesUnavailable);
  });

  it("asks each block once where there is room, and holds no more than it may", async () => {
    const blocks = new Set(truth.map(({ height }) => height)).size;
    const ask = async (heldBytesMax: number) => {
      chain.calls.length = 0;
      const limits = { blocksMax: 100, heldBytesMax };
      assert.deepEqual((await all(chain, { prove: true, limits })).map(plain), truth);
      return chain.calls.filter((call) => call === "results").length;
    };
    assert.equal(await ask(1_000_000), blocks);
    assert.equal(await ask(0), 3 * (blocks - 1) + 1);
    await assert.rejects(
      all(chain, { limits: { blocksMax: blocks - 1, heldBytesMax: 0 } }),
      /in more than \d+ blocks\. Ask a node that keeps more blocks; or read all entries/,
    );
  });

  it("finds out a block that is another when it is asked again", async () => {
    const limits = { blocksMax: 100, heldBytesMax: 0 };
    for (let asked = 1; asked < 3; asked++) {
      const seen = new Map<number, number>();
      const liar = lying(chain, (results) => {
        const times = (seen.get(results.height) ?? 0) + 1;
        seen.set(results.height, times);
        return times > asked ? flipBit(results, 8 * 20) : results;
      });
      await assert.rejects(all(liar, { prove: true, limits }), ChangesInvalid);
    }
  });

  it("ends with the caller's signal", async () => {
    const abort = new AbortController();
    const stuck = altered(chain, { blockResults: () => new Promise(() => undefined) });
    const found = all(stuck, { signal: abort.signal });
    abort.abort(new Error("enough"));
    await assert.rejects(found, /enough/);
    await assert.rejects(all(stuck, { signal: abort.signal }), /enough/);
  });
});

describe("what is not kept", () => {
  it("is proved from the state before, or from the beginning, or not at all", async () => {
    const chain = history({ keepHeights: 4 });
    const truth = chain.truth(NAMESPACE);
    const last = truth.at(-1) ?? { revision: 0n, height: 0 };
    // The state before is not kept, so all is folded from the beginning.
    chain.calls.length = 0;
    assert.deepEqual(
      (await all(chain, { since: 3n, prove: true })).map(plain),
      chain.truth(NAMESPACE, 3n),
    );
    const asked = chain.calls.filter((call) => call === "results").length;
    assert.equal(asked, new Set(truth.map(({ height }) => height)).size);
    // It is kept, so one block is enough.
    chain.pruneHeight = last.height;
    const since = last.revision - 1n;
    const found = await all(chain, { since, prove: true });
    assert.deepEqual(found.map(plain), chain.truth(NAMESPACE, since));
    // Neither.
    chain.pruneHeight = last.height - 3;
    await assert.rejects(
      all(chain, { since: 3n, prove: true }),
      (error: unknown) =>
        error instanceof ChangesUnavailable &&
        /the node does not keep the results of block \d+ \(pruned\)/.test(error.message),
    );
  });

  it("is named with what was proved and what was not", async () => {
    const chain = new KvHistory({ keepHeights: 2 });
    for (let i = 0; i < 6; i++) chain.block([alice, kvAny(mine.upsert("n", "k", `${i}`))]);
    chain.pruneHeight = 5;
    await assert.rejects(
      all(chain, { since: 3n, prove: true }),
      /^ChangesUnavailable: the record of height 7 is proved \(revision 6\), but not that these are all changes after revision 3: the node does not keep the state of height 4, and /,
    );
    // Without a proof they are told all the same; the digest is the record's word.
    const list = await changes(chain, NAMESPACE, { since: 3n });
    assert.equal(list.checkpoint, undefined);
    const found: Change[] = [];
    for await (const change of list) found.push(change);
    assert.deepEqual(found.map(plain), chain.truth(NAMESPACE, 3n));
    sameCheckpoint(list.checkpoint, list.record);
  });

  it("does not come from a node that is behind: that is tried again by who wants to", async () => {
    const chain = history();
    const behind = altered(chain, {
      blockResults: () => Promise.reject(new NodeUnreachable("test", "behind")),
    });
    await assert.rejects(all(behind, { prove: true }), NodeUnreachable);
  });
});

/** One bit of the changes of the namespace's first event in a block. */
function flipBit(results: BlockResults, bit: number): BlockResults {
  return mapFirst(results, (event) => {
    const bytes = changesIn(event);
    const at = bit >> 3;
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
    return [withChanges(event, bytes)];
  });
}

function withChanges(event: BlockEvent, bytes: Uint8Array): BlockEvent {
  return withAttribute(event, "changes", Buffer.from(bytes).toString("base64"));
}

function isOwn({ type, attributes }: BlockEvent): boolean {
  return type === "kv" && attributes.some(({ value }) => value === NAMESPACE);
}

function mapFirst(
  { height, events }: BlockResults,
  map: (event: BlockEvent) => readonly BlockEvent[],
): BlockResults {
  const index = events.findIndex(isOwn);
  const lie = events.flatMap((event, i) => (i === index ? map(event) : [event]));
  return { height, events: lie };
}

/** What an event may become of mutations that are left out, added, altered or moved. */
function remake(event: BlockEvent, change: (encoded: Uint8Array[]) => Uint8Array[]): BlockEvent {
  const encoded = [...decodeMutations(changesIn(event))].map((mutation) => mutation.encoded);
  return withChanges(event, Uint8Array.from(Buffer.concat(change(encoded))));
}

describe("a node that lies", () => {
  const chain = history();
  const truth = chain.truth(NAMESPACE);
  const heights = [...new Set(truth.map(({ height }) => height))];

  /** Each lie, told of each block with changes. */
  const lies: Readonly<Record<string, (results: BlockResults) => BlockResults>> = {
    "leaves an event out": (results) => mapFirst(results, () => []),
    "tells an event twice": (results) => mapFirst(results, (event) => [event, event]),
    "leaves the first mutation out": (results) =>
      mapFirst(results, (event) => [remake(event, (list) => list.slice(1))]),
    "leaves the last mutation out": (results) =>
      mapFirst(results, (event) => [remake(event, (list) => list.slice(0, -1))]),
    "tells a mutation twice": (results) =>
      mapFirst(results, (event) => [remake(event, (list) => [...list, ...list.slice(-1)])]),
    "cuts the base64": (results) =>
      mapFirst(results, (event) => {
        const text = event.attributes.find(({ key }) => key === "changes")?.value ?? "";
        return [withAttribute(event, "changes", text.slice(0, -4))];
      }),
    "names another namespace": (results) =>
      mapFirst(results, (event) => [withAttribute(event, "namespace", `${alice.address}/m`)]),
    "tells another type of event": (results) =>
      mapFirst(results, (event) => [{ ...event, type: "kv_access" }]),
    "tells another revision": (results) =>
      mapFirst(results, (event) => [withAttribute(event, "revision", "1000")]),
    "tells of no event at all": ({ height }) => ({ height, events: [] }),
    "tells of another block": ({ height, events }) => ({ height: height + 1, events }),
    "tells of another block's events": ({ height }) => {
      const other = heights[(heights.indexOf(height) + 1) % heights.length] ?? 0;
      return { height, events: eventsAt(other) };
    },
    "passes off another namespace's changes": ({ height, events }) => ({
      height,
      events: [
        ...events.filter((event) => !isOwn(event)),
        withAttribute(
          eventsAt(3).find((event) => !isOwn(event)) ?? assert.fail(),
          "namespace",
          NAMESPACE,
        ),
      ],
    }),
    "adds a namespace of the same events": ({ height, events }) => ({
      height,
      events: events.map((event) =>
        event.type === "kv" ? withAttribute(event, "namespace", NAMESPACE) : event,
      ),
    }),
  };
  /** These lies change something only of blocks that hold more. */
  const needed: Readonly<Record<string, (height: number) => boolean>> = {
    "adds a namespace of the same events": (height) =>
      eventsAt(height).some((event) => event.type === "kv" && !isOwn(event)),
  };

  function eventsAt(height: number): readonly BlockEvent[] {
    const result = chain.blocks.get(height) ?? assert.fail();
    return [...result.events, ...result.txs.flatMap(({ events }) => events)].map(
      ({ type, attributes }) => ({
        type,
        attributes: attributes.map(([key, value]) => ({ key, value })),
      }),
    );
  }

  for (const [name, lie] of Object.entries(lies)) {
    it(name, async () => {
      let told = 0;
      for (const height of heights) {
        if (needed[name]?.(height) === false) continue;
        told += 1;
        const liar = lying(chain, (results) =>
          results.height === height ? lie(results) : results,
        );
        await assertRefused(liar, `${name} of block ${height}`);
      }
      assert.ok(told > 0);
    });
  }

  it("swaps two mutations, with and without their revisions", async () => {
    for (const height of heights) {
      const event = eventsAt(height).find(isOwn) ?? assert.fail();
      const [first, second] = [...decodeMutations(changesIn(event))];
      if (!first || !second) continue;
      const swapped = ([a, b, ...rest]: Uint8Array[]) =>
        a && b ? [b, a, ...rest] : assert.fail("no two");
      const renumbered = ([a, b, ...rest]: Uint8Array[]) => {
        assert.ok(a && b);
        const numberOf = (bytes: Uint8Array) => bytes.slice(0, 8);
        const put = (bytes: Uint8Array, number: Uint8Array) =>
          Uint8Array.of(...number, ...bytes.slice(8));
        return [put(b, numberOf(a)), put(a, numberOf(b)), ...rest];
      };
      for (const swap of [swapped, renumbered]) {
        const liar = lying(chain, (results) =>
          results.height === height ? mapFirst(results, (one) => [remake(one, swap)]) : results,
        );
        await assertRefused(liar, `block ${height}`);
      }
    }
  });

  it("flips any one bit of a block's changes", async () => {
    for (const height of heights) {
      const event = eventsAt(height).find(isOwn) ?? assert.fail();
      for (let bit = 0; bit < 8 * changesIn(event).length; bit++) {
        const liar = lying(chain, (results) =>
          results.height === height ? flipBit(results, bit) : results,
        );
        await assertRefused(liar, `bit ${bit} of block ${height}`);
      }
    }
  });

  it("lies about what came before a checkpoint, which is no matter, and after it, which is", async () => {
    const list = await changes(chain, NAMESPACE, { prove: true });
    const [height = 0] = heights.slice(1);
    const inBlock = truth.filter((change) => change.height === height);
    for await (const { revision } of list) if (revision === inBlock[0]?.revision) break;
    const since = list.checkpoint ?? assert.fail();
    const liar = (bit: number) =>
      lying(chain, (results) => (results.height === height ? flipBit(results, bit) : results));
    // A bit of the hash of the first mutation's value.
    const before = await all(liar(8 * 13), { since, prove: true });
    assert.deepEqual(before.map(plain), chain.truth(NAMESPACE, since.revision));
    const second = lying(chain, (results) =>
      results.height === height
        ? {
            ...results,
            events: results.events.map((event, i, list) =>
              isOwn(event) && i === list.findLastIndex(isOwn)
                ? withChanges(
                    event,
                    changesIn(event).map((byte, at) => (at === 20 ? byte ^ 1 : byte)),
                  )
                : event,
            ),
          }
        : results,
    );
    await assertRefused(second, "after the checkpoint", { since });
  });

  it("answers another record, or of another height or namespace, or a proof of another", async () => {
    const recordOf = (height: number) => (path: string, key: Uint8Array) =>
      chain.queryProof(path, key, height);
    const last = chain.height;
    const recordKey = ["/store/kv/key", namespaceStoreKey(OWNER, "n")] as const;
    const other = altered(chain, { queryProof: recordOf(3) });
    await assertRefused(other, "an older record", { height: last - 1 });
    const renamed = altered(chain, {
      queryProof: async (path, key, height) => {
        const answer = await recordOf(3)(path, key);
        return { ...answer, height: height ?? last };
      },
    });
    await assertRefused(renamed, "an older record as a newer one", { height: last - 1 });
    const foreign = altered(chain, {
      queryProof: (path, key, height) =>
        chain.queryProof(path, Uint8Array.of(...key.slice(0, -1), "m".charCodeAt(0)), height),
    });
    await assertRefused(foreign, "the record of a namespace beside it", { height: last - 1 });
    const told = await chain.queryProof(...recordKey, last - 1);
    for (let bit = 0; bit < 8 * told.value.length; bit++) {
      const flipped = altered(chain, {
        queryProof: async (path, key, height) => {
          const answer = await chain.queryProof(path, key, height);
          const value = answer.value.map((byte, i) =>
            i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte,
          );
          return { ...answer, value };
        },
      });
      await assertRefused(flipped, `bit ${bit} of the record`, { height: last - 1 });
    }
  });

  it("contradicts itself even where nothing is proved", async () => {
    for (const height of heights) {
      const liar = lying(chain, (results) =>
        results.height === height ? flipBit(results, 8 * 20) : results,
      );
      await assert.rejects(all(liar), ChangesInvalid);
    }
  });

  it("contradicts a checkpoint", async () => {
    const { record } = await changes(chain, NAMESPACE, { prove: true });
    const digest = record.digest.map((byte) => byte ^ 1);
    await assertRefused(chain, "another digest", { since: { ...record, digest } });
    const ahead = { ...record, revision: record.revision + 1n };
    await assertRefused(chain, "a record that goes back", { since: ahead });
    const later = { ...ahead, height: record.height + 1 };
    await assert.rejects(all(chain, { since: later, prove: true }), ChangesUnavailable);
  });
});
