import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { BlockResults } from "../../../../app/client/block-results.ts";
import { ClientError, NodeUnreachable } from "../../../../app/client/errors.ts";
import type { Header } from "../../../../app/client/proven.ts";
import { type Change, changes } from "../../../../modules/kv/client-changes.ts";
import { kvMessages } from "../../../../modules/kv/client-messages.ts";
import { ChangesInvalid } from "../../../../modules/kv/client-mutations.ts";
import type { ChangesBase, Checkpoint } from "../../../../modules/kv/client-source.ts";
import { ChangesUnavailable } from "../../../../modules/kv/client-walk.ts";
import {
  RETRY_MS_MAX,
  setupKvChangesExtension,
  watch,
  type Watch,
  type WatchOptions,
} from "../../../../modules/kv/client-watch.ts";
import { alice } from "../../../helpers/executor.ts";
import {
  KvHistory,
  altered,
  changesIn,
  kvAny,
  lying,
  plain,
  withAttribute,
} from "../../../helpers/kv-history.ts";

const NAMESPACE = `${alice.address}/n`;
const mine = kvMessages(alice.address);
const QUICK = { pollIntervalMs: 0, retryMs: 0 };

/** A block with one to three changes, some of them leases that end soon. */
function write(chain: KvHistory, round: number): void {
  const lease = round % 3 === 0 ? { lease: { seconds: 2 } } : {};
  const messages = [kvAny(mine.upsert("n", `k${round % 5}`, `${round}`, lease))];
  if (round % 2 === 0) messages.push(kvAny(mine.upsert("n", `only/${round}`, "", lease)));
  if (round % 4 === 0) messages.push(kvAny(mine.upsert("other", "k", "")));
  chain.block([alice, ...messages]);
}

function written(rounds: number): KvHistory {
  const chain = new KvHistory();
  for (let round = 1; round <= rounds; round++) {
    write(chain, round);
    if (round % 4 === 0) chain.block();
  }
  return chain;
}

/** The next so many changes. */
async function take(watched: Watch, count: number): Promise<Change[]> {
  const found: Change[] = [];
  if (count === 0) return found;
  for await (const change of watched) {
    found.push(change);
    if (found.length === count) break;
  }
  return found;
}

/** All that there is, and then one more so that nothing comes in between. */
async function takeAll(base: ChangesBase, chain: KvHistory, options: WatchOptions = {}) {
  const { length } = chain.truth(NAMESPACE);
  return take(watch(base, NAMESPACE, { since: 0n, ...QUICK, ...options }), length);
}

describe("watch", () => {
  it("hands out what is there and then what comes, in order and once", async () => {
    const chain = written(6);
    const watched = watch(chain, NAMESPACE, { since: 0n, ...QUICK });
    const found: Change[] = [];
    let round = 6;
    for await (const change of watched) {
      found.push(change);
      assert.deepEqual(watched.checkpoint?.revision, change.revision);
      if (found.length === chain.truth(NAMESPACE).length) {
        if (round === 30) break;
        while (chain.truth(NAMESPACE).length === found.length) write(chain, ++round);
      }
    }
    assert.deepEqual(found.map(plain), chain.truth(NAMESPACE));
    assert.ok(found.some(({ kind }) => kind === "expire"));
  });

  it("begins now unless it is told otherwise, and waits for a revision that is to come", async () => {
    const chain = written(4);
    const before = chain.truth(NAMESPACE).length;
    const watched = watch(chain, NAMESPACE, QUICK);
    const later = watch(chain, NAMESPACE, { ...QUICK, since: BigInt(before) + 2n });
    const [first, second] = [take(watched, 1), take(later, 1)];
    while (watched.checkpoint === undefined) await new Promise(setImmediate);
    write(chain, 5);
    write(chain, 6);
    write(chain, 8);
    assert.deepEqual((await first).map(plain), [chain.truth(NAMESPACE)[before]]);
    assert.deepEqual((await second).map(plain), [chain.truth(NAMESPACE)[before + 2]]);
  });

  it("follows a namespace that nobody has written to yet", async () => {
    const chain = new KvHistory();
    const watched = watch(chain, NAMESPACE, QUICK);
    const first = take(watched, 1);
    while (watched.checkpoint === undefined) await new Promise(setImmediate);
    assert.equal(watched.checkpoint.revision, 0n);
    write(chain, 1);
    assert.deepEqual((await first).map(plain), chain.truth(NAMESPACE));
  });

  it("goes on from each checkpoint without gap and without repetition", async () => {
    const chain = written(8);
    const truth = chain.truth(NAMESPACE);
    for (let count = 0; count < truth.length; count++) {
      const first = watch(chain, NAMESPACE, { since: 0n, ...QUICK });
      const found = await take(first, count);
      const since: Checkpoint | bigint = first.checkpoint ?? 0n;
      const rest = watch(chain, NAMESPACE, { since, ...QUICK });
      found.push(...(await take(rest, truth.length - count)));
      assert.deepEqual(found.map(plain), truth, `after ${count}`);
      // The same watch goes on too.
      const again = await take(first, truth.length - count);
      assert.deepEqual(again.map(plain), truth.slice(count));
    }
  });

  it("shows a prefix and verifies all", async () => {
    const chain = written(12);
    const wanted = chain
      .truth(NAMESPACE)
      .filter(({ key }) => Buffer.from(key).toString().startsWith("only/"));
    const options = { since: 0n, prefix: "only/", ...QUICK };
    const watched = watch(chain, NAMESPACE, options);
    assert.deepEqual((await take(watched, wanted.length)).map(plain), wanted);
    // The lie is about a key that is not shown.
    const liar = lying(chain, (results) => flip(results, (key) => key.startsWith("k")));
    await assertRefused(watch(liar, NAMESPACE, options));
  });

  it("asks for one proof where many blocks have passed, and for none where none has", async () => {
    const chain = written(20);
    const { length } = chain.truth(NAMESPACE);
    chain.calls.length = 0;
    const watched = watch(chain, NAMESPACE, { since: 0n, ...QUICK });
    for await (const change of watched) if (change.revision === BigInt(length)) break;
    const proofs = () => chain.calls.filter((call) => call === "proof").length;
    assert.equal(proofs(), 1);
    const next = take(watched, 1);
    for (let i = 0; i < 50; i++) await new Promise(setImmediate);
    // The walk was left within a height, which is proved once more.
    assert.equal(proofs(), 2);
    assert.ok(chain.calls.filter((call) => call === "status").length > 5);
    write(chain, 21);
    await next;
    assert.equal(proofs(), 3);
  });

  it("fetches nothing for a reader that does not ask", async () => {
    const chain = written(3);
    const watched = watch(chain, NAMESPACE, { since: 0n, ...QUICK });
    const iterator = watched[Symbol.asyncIterator]();
    await iterator.next();
    chain.calls.length = 0;
    for (let round = 4; round < 40; round++) {
      write(chain, round);
      await new Promise(setImmediate);
    }
    assert.deepEqual(chain.calls, []);
    const found: Change[] = [];
    const { length } = chain.truth(NAMESPACE);
    while (found.length < length - 1) {
      const next = await iterator.next();
      if (next.done === true) break;
      found.push(next.value);
    }
    assert.deepEqual(found.map(plain), chain.truth(NAMESPACE, 1n));
    // Whatever came meanwhile, one more height was proved.
    assert.equal(chain.calls.filter((call) => call === "proof").length, 1);
  });

  it("attaches values", async () => {
    const chain = new KvHistory();
    chain.block([alice, kvAny(mine.create("n", "k", "v"))]);
    chain.block([alice, kvAny(mine.delete("n", "k"))]);
    const found = await takeAll(chain, chain, { withValues: true });
    assert.deepEqual(
      found.map(({ value, isValueGone }) => [value && Buffer.from(value).toString(), isValueGone]),
      [
        ["v", false],
        [undefined, false],
      ],
    );
  });

  it("ends when the signal aborts, wherever it is", async () => {
    const chain = written(2);
    const { length } = chain.truth(NAMESPACE);
    const never = () => new Promise<never>(() => undefined);
    const bases: readonly ChangesBase[] = [
      chain,
      altered(chain, { latestHeight: never }),
      altered(chain, { queryProof: never }),
      altered(chain, { header: never }),
      altered(chain, { blockResults: never }),
      altered(chain, { queryAbci: never }),
      altered(chain, { latestHeight: () => Promise.reject(new ClientError("no")) }),
    ];
    for (const base of bases) {
      const abort = new AbortController();
      const { signal } = abort;
      const options = { since: 0n, signal, withValues: true, pollIntervalMs: 1e6, retryMs: 1e6 };
      let count = 0;
      const ended = (async () => {
        for await (const change of watch(base, NAMESPACE, options))
          count += Number(change.revision > 0);
      })();
      for (let i = 0; i < 20; i++) await new Promise(setImmediate);
      abort.abort();
      await ended;
      assert.equal(count, base === chain ? length : 0);
    }
    const options = { since: 0n, signal: AbortSignal.abort() };
    for await (const change of watch(chain, NAMESPACE, options))
      assert.fail(String(change.revision));
  });

  it("is an extension of a client", async () => {
    const chain = written(1);
    const { kvChanges } = setupKvChangesExtension(chain);
    const [first] = await take(kvChanges.watch(NAMESPACE, { since: 0n, ...QUICK }), 1);
    assert.equal(first?.revision, 1n);
    const list = await kvChanges.changes(NAMESPACE, { prove: true });
    assert.equal(list.isProven, true);
    assert.throws(() => kvChanges.watch("n"), ClientError);
  });
});

/** A base of which every `every`th request fails, from the `first` on. */
function failing(base: ChangesBase, first: number, every: number): ChangesBase {
  let requests = 0;
  const guard = <A extends unknown[], T>(ask: (...args: A) => Promise<T>) => {
    return (...args: A): Promise<T> => {
      const index = requests++;
      const fails = index >= first && (index - first) % every === 0;
      return fails ? Promise.reject(new NodeUnreachable("test", `request ${index}`)) : ask(...args);
    };
  };
  return {
    queryAbci: guard((path: string, request: Uint8Array, height?: number) =>
      base.queryAbci(path, request, height),
    ),
    queryProof: guard((path: string, key: Uint8Array, height?: number) =>
      base.queryProof(path, key, height),
    ),
    latestHeight: guard(() => base.latestHeight()),
    header: guard((height: number) => base.header(height)),
    blockResults: guard((height: number) => base.blockResults(height)),
  };
}

describe("a watch over a bad line", () => {
  const chain = written(10);
  const truth = chain.truth(NAMESPACE);

  it("hands out the same if any one request fails", async () => {
    chain.calls.length = 0;
    await takeAll(chain, chain, { withValues: true });
    const requests = chain.calls.length;
    assert.ok(requests > 20);
    for (let first = 0; first < requests; first++) {
      const base = failing(chain, first, Infinity);
      const retried: string[] = [];
      const found = await takeAll(base, chain, {
        withValues: true,
        onRetry: ({ message }) => retried.push(message),
      });
      assert.deepEqual(found.map(plain), truth, `request ${first}`);
      assert.equal(retried.length, 1);
      assert.match(retried[0] ?? "", new RegExp(`request ${first};`));
    }
  });

  it("hands out the same if every so many requests fail", async () => {
    // Fewer than what one height needs would never get through: what is held is a height's.
    const limits = { blocksMax: 1_000, heldBytesMax: 0 };
    for (const every of [40, 53, 97]) {
      for (const first of [0, 1, 2, 3, 17]) {
        const found = await takeAll(failing(chain, first, every), chain, { limits });
        assert.deepEqual(found.map(plain), truth, `each ${every}th from ${first} on`);
      }
    }
  });

  it("waits longer after each failure, up to a bound, and anew after an answer", async () => {
    const pausesOf = async (answers: readonly boolean[], retryMs: number): Promise<number[]> => {
      const pauses: number[] = [];
      const abort = new AbortController();
      let asked = 0;
      const base = altered(chain, {
        latestHeight() {
          if (asked === answers.length) abort.abort();
          const answer = answers[asked++];
          return answer ? Promise.resolve(1) : Promise.reject(new NodeUnreachable("test", "down"));
        },
      });
      const options: WatchOptions = {
        ...{ since: 0n, signal: abort.signal, pollIntervalMs: 0, retryMs },
        onRetry(_error, pauseMs) {
          pauses.push(pauseMs);
          if (pauseMs > 1) abort.abort();
        },
      };
      for await (const change of watch(base, NAMESPACE, options)) assert.fail(`${change.revision}`);
      return pauses;
    };
    const unit = 2 ** -20;
    assert.deepEqual(await pausesOf([false, false, false, true, false, false], unit), [
      ...[unit, 2 * unit, 4 * unit, unit, 2 * unit],
    ]);
    assert.deepEqual(await pausesOf([false], 2 * RETRY_MS_MAX), [RETRY_MS_MAX]);
  });

  it("waits for a node that is behind, and takes nothing from it twice", async () => {
    const half = Math.floor(chain.height / 2);
    let height = chain.height + 1;
    const base = altered(chain, { latestHeight: () => Promise.resolve(height) });
    const watched = watch(base, NAMESPACE, { since: 0n, ...QUICK });
    const found = await take(watched, truth.length - 1);
    // The next answers come from a node that is behind.
    height = half;
    const last = take(watched, 1);
    for (let i = 0; i < 20; i++) await new Promise(setImmediate);
    height = chain.height + 1;
    found.push(...(await last));
    assert.deepEqual(found.map(plain), truth);
  });

  it("says that changes are gone instead of going on without them", async () => {
    const gone = written(10);
    const watched = watch(gone, NAMESPACE, { since: 0n, ...QUICK });
    await take(watched, 3);
    const { checkpoint } = watched;
    gone.pruneHeight = gone.height - 2;
    await assert.rejects(take(watched, 1), ChangesUnavailable);
    assert.deepEqual(watched.checkpoint, checkpoint);
    // Another node has them.
    gone.pruneHeight = 0;
    const rest = await take(watched, 2);
    assert.deepEqual(rest.map(plain), gone.truth(NAMESPACE).slice(3, 5));
  });

  it("tries again where CosmJS cannot read an answer", async () => {
    let asked = 0;
    const base = altered(chain, {
      latestHeight() {
        if (asked++ === 0) return Promise.reject(new Error("Value must not be undefined"));
        return chain.latestHeight();
      },
    });
    const said: string[] = [];
    const found = await takeAll(base, chain, { onRetry: ({ message }) => said.push(message) });
    assert.deepEqual(found.map(plain), truth);
    assert.deepEqual(said, ["the node's answer cannot be read: Value must not be undefined"]);
  });

  it("takes no checkpoint that is none", async () => {
    const good = { revision: 1n, digest: new Uint8Array(32), height: 3 };
    for (const wrong of [{ revision: -1n }, { digest: new Uint8Array(31) }, { height: NaN }]) {
      const since = { ...good, ...wrong };
      assert.throws(() => watch(chain, NAMESPACE, { since }), ClientError);
      await assert.rejects(changes(chain, NAMESPACE, { since }), ClientError);
    }
  });

  it("passes on what is no fault of the node", async () => {
    const broken = altered(chain, { latestHeight: () => Promise.reject(new TypeError("a bug")) });
    await assert.rejects(takeAll(broken, chain), TypeError);
  });
});

/** One bit in the hash of the first mutation of a key. */
function flip({ height, events }: BlockResults, isMeant: (key: string) => boolean): BlockResults {
  return {
    height,
    events: events.map((event) => {
      if (event.type !== "kv" || !event.attributes.some(({ value }) => value === NAMESPACE)) {
        return event;
      }
      const bytes = changesIn(event);
      const key = Buffer.from(bytes.subarray(11, 11 + (bytes[10] ?? 0)));
      if (!isMeant(key.toString())) return event;
      bytes[12 + key.length] = (bytes[12 + key.length] ?? 0) ^ 1;
      return withAttribute(event, "changes", Buffer.from(bytes).toString("base64"));
    }),
  };
}

async function assertRefused(watched: Watch): Promise<void> {
  await assert.rejects(async () => {
    for await (const change of watched) assert.fail(`revision ${change.revision}`);
  }, ChangesInvalid);
}

describe("a watch over a node that lies", () => {
  it("ends before anything of a false stretch is handed out, and goes on with an honest node", async () => {
    const chain = written(6);
    let lie = false;
    const liar = lying(chain, (results) => (lie ? flip(results, () => true) : results));
    const watched = watch(liar, NAMESPACE, { since: 0n, ...QUICK });
    const { length } = chain.truth(NAMESPACE);
    await take(watched, length);
    lie = true;
    write(chain, 7);
    write(chain, 8);
    await assertRefused(watched);
    assert.equal(watched.checkpoint?.revision, BigInt(length));
    const { checkpoint } = watched;
    const rest = chain.truth(NAMESPACE, checkpoint.revision);
    const honest = watch(chain, NAMESPACE, { since: checkpoint, ...QUICK });
    assert.deepEqual((await take(honest, rest.length)).map(plain), rest);
  });

  it("finds out headers of an earlier state under later heights", async () => {
    const chain = written(6);
    const watched = watch(chain, NAMESPACE, { since: 0n, ...QUICK });
    await take(watched, chain.truth(NAMESPACE).length);
    const since = watched.checkpoint ?? assert.fail();
    chain.block();
    // An app hash of block 3, which proves the record of then, is told for every height.
    const rewound = altered(chain, {
      queryProof: async (path, key, height = 0) => {
        const answer = await chain.queryProof(path, key, height > 4 ? 3 : height);
        return { ...answer, height };
      },
      header: async (height): Promise<Header> => {
        const header = await chain.header(height > 5 ? 4 : height);
        return { ...header, height };
      },
    });
    await assertRefused(watch(rewound, NAMESPACE, { since, ...QUICK }));
  });

  it("finds out a record of the right revision and another digest", async () => {
    const chain = written(3);
    const revision = BigInt(chain.truth(NAMESPACE).length);
    const since = { revision, digest: new Uint8Array(32).fill(1), height: chain.height };
    await assertRefused(watch(chain, NAMESPACE, { since, ...QUICK }));
  });
});
