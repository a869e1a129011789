import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../../../app/core/bytes.ts";
import { page } from "../../../helpers/bank-chain.ts";
import { KvChain, NS, START_NS } from "../../../helpers/kv-chain.ts";
import { createSigner } from "../../../helpers/tx.ts";

const owner = createSigner("owner").address;
const other = createSigner("other").address;
const N = `${owner}/n`;
const key = utf8("k");
const NOT_FOUND = 7;
const EXISTS = 6;

type Fields = Readonly<Record<string, unknown>>;

/** A chain with key `k` in namespace `n` that holds "5" for ten seconds, and `other` for a hundred. */
function withLease(params: object = {}): KvChain {
  const chain = new KvChain(["owner", "other"], { params });
  const put = (text: string, seconds: bigint): void => {
    const fields = { namespace: N, key: utf8(text), value: utf8("5"), lease: { seconds } };
    chain.run(owner, "Create", fields);
  };
  put("k", 10n);
  put("other", 100n);
  return chain;
}

/** Mutations of the `kv` events, as `<kind> <key>`. */
function mutations(
  events: readonly { type: string; attributes: readonly (readonly string[])[] }[],
) {
  return events
    .filter(({ type }) => type === "kv")
    .map(({ attributes }) => {
      const text = Object.fromEntries(attributes as [string, string][]) as Record<string, string>;
      const bytes = Buffer.from(text["changes"] ?? "", "base64");
      const found: string[] = [];
      for (let at = 0; at < bytes.length;) {
        const size = bytes.readUInt16BE(at + 9);
        const name = bytes.subarray(at + 11, at + 11 + size).toString();
        found.push(
          `${["", "create", "update", "delete", "expire", "renew"][bytes[at + 8] ?? 0]} ${name}`,
        );
        at += 11 + size + 40;
      }
      return found;
    });
}

const deadlineNs = START_NS + 10n * NS;
const batch = (condition: object): Fields => ({
  operations: [
    {
      condition: { condition },
      operation: { $case: "upsert", value: { key, value: utf8("x") } },
    },
  ],
});
const writes: readonly [name: string, fields: Fields, before: unknown, from: unknown][] = [
  ["Create", { key, value: utf8("x") }, EXISTS, { revision: 4n }],
  ["Update", { key, value: utf8("x") }, { revision: 3n }, NOT_FOUND],
  ["Upsert", { key }, { revision: 3n, created: false }, { revision: 4n, created: true }],
  ["Delete", { key }, { revision: 3n }, NOT_FOUND],
  ["Rename", { key, newKey: utf8("z") }, { revision: 4n }, NOT_FOUND],
  ["Rename", { key: utf8("other"), newKey: key }, EXISTS, { revision: 5n }],
  ["Increment", { key, by: 2n }, { revision: 3n, value: 7n }, { revision: 4n, value: 2n }],
  ["Append", { key, value: utf8("xy") }, { revision: 3n, size: 3n }, { revision: 4n, size: 2n }],
  [
    "RenewLease",
    { key, lease: { seconds: 1n } },
    { revision: 3n, leaseDeadlineNs: deadlineNs - 1n + NS },
    NOT_FOUND,
  ],
  ["MultiUpdate", { entries: [{ key, value: utf8("x") }] }, { revision: 3n }, NOT_FOUND],
  [
    "DeleteAll",
    { range: { prefix: key } },
    { revision: 3n, deleted: 1n, nextKey: new Uint8Array(0) },
    { revision: 3n, deleted: 0n, nextKey: new Uint8Array(0) },
  ],
  [
    "RenewLeaseAll",
    { range: { prefix: key } },
    { revision: 3n, renewed: 1n, nextKey: new Uint8Array(0) },
    { revision: 2n, renewed: 0n, nextKey: new Uint8Array(0) },
  ],
  ["Read", { key }, "object", NOT_FOUND],
  ["Has", { key }, { has: true }, { has: false }],
  ["Count", {}, { count: 2n, sweepLagNs: 0n }, { count: 2n, sweepLagNs: 1n }],
  ["GetLease", { key }, "object", NOT_FOUND],
  ["Batch", batch({ $case: "present", value: true }), "object", 10],
  ["Batch", batch({ $case: "absent", value: true }), 10, "object"],
  ["Batch", batch({ $case: "modRevision", value: 1n }), "object", 10],
];
for (const [name, fields, before, from] of writes) {
  test(`${name} ${JSON.stringify(Object.keys(fields))}: the key is there a nanosecond before the deadline, not at it`, () => {
    for (const [timeNs, expected] of [
      [deadlineNs - 1n, before],
      [deadlineNs, from],
    ] as const) {
      const chain = withLease();
      chain.timeNs = timeNs;
      const found = chain.attempt(owner, name, { namespace: N, ...fields });
      if (expected === "object") assert.equal(typeof found, "object");
      else assert.deepEqual(found, expected);
    }
  });
}

test("queries and pages see the deadline to the nanosecond, though the sweep has not come", () => {
  const chain = withLease();
  const seen = () => {
    const ask = (name: string, fields: Fields): Fields | string => {
      try {
        return chain.query(name, { namespace: N, ...fields });
      } catch (error) {
        return error instanceof Error ? error.message.replace(/.*code = (\w+).*/s, "$1") : "";
      }
    };
    const keys = (answer: unknown) => (answer as { keys: Uint8Array[] }).keys.length;
    return {
      get: typeof ask("Get", { key }),
      lease: typeof ask("Lease", { key }),
      has: ask("Has", { key }),
      keys: keys(ask("Keys", {})),
      message: keys(chain.run(owner, "Keys", { namespace: N }).response),
      entries: (ask("Entries", {}) as { entries: unknown[] }).entries.length,
      shortest: (ask("ShortestLeases", { limit: 9 }) as { leases: unknown[] }).leases.length,
      mine: keys(ask("MyKeys", { owner })),
      count: ask("Count", {}),
    };
  };
  chain.timeNs = deadlineNs - 1n;
  const all = { keys: 2, message: 2, entries: 2, shortest: 2, mine: 2 };
  const there = { get: "object", lease: "object", has: { has: true } };
  assert.deepEqual(seen(), { ...there, ...all, count: { count: 2n, sweepLagNs: 0n } });
  chain.timeNs = deadlineNs;
  const fewer = { keys: 1, message: 1, entries: 1, shortest: 1, mine: 1 };
  const gone = { get: "string", lease: "string", has: { has: false } };
  assert.deepEqual(seen(), { ...gone, ...fewer, count: { count: 2n, sweepLagNs: 1n } });
  chain.block(0n);
  assert.deepEqual(seen(), { ...gone, ...fewer, count: { count: 1n, sweepLagNs: 0n } });
});

test("the sweep frees at the deadline and not before", () => {
  for (const [durationNs, expected] of [
    [10n * NS - 1n, []],
    [10n * NS, [["expire k"]]],
  ] as const) {
    assert.deepEqual(mutations(withLease().blockAfter(durationNs)), expected);
  }
});

test("remaining seconds are rounded up, and never 0", () => {
  const chain = withLease();
  for (const [passedNs, seconds] of [
    [0n, 10n],
    [1n, 10n],
    [NS, 9n],
    [10n * NS - 1n, 1n],
  ] as const) {
    chain.timeNs = START_NS + passedNs;
    const { lease } = chain.query("Lease", { namespace: N, key });
    assert.deepEqual(lease, { key, deadlineNs, remainingSeconds: seconds });
  }
});

test("the sweep takes the oldest first, across namespaces, so many a block", () => {
  const chain = new KvChain(["owner", "other"], { params: { sweepEntriesMax: 3 } });
  const places = [`${owner}/a`, `${owner}/b`, `${other}/c`];
  for (const [i, namespace] of places.entries()) {
    const signer = namespace.startsWith(owner) ? owner : other;
    for (const seconds of [1n, 4n, 7n].map((s) => s + BigInt(i))) {
      const fields = { namespace, key: utf8(`k${seconds}`), lease: { seconds } };
      chain.run(signer, "Create", fields);
    }
  }
  // Ends of leases: a 1 4 7, b 2 5 8, c 3 6 9.
  const freed: string[][] = [];
  const lags: unknown[] = [];
  for (const seconds of [9n, 1n, 1n, 1n]) {
    freed.push(mutations(chain.block(seconds)).flat());
    lags.push(chain.query("Count", { namespace: `${owner}/a` })["sweepLagNs"]);
  }
  assert.deepEqual(freed, [
    ["expire k1", "expire k2", "expire k3"],
    ["expire k4", "expire k5", "expire k6"],
    ["expire k7", "expire k8", "expire k9"],
    [],
  ]);
  assert.deepEqual(lags, [5n * NS + 1n, 3n * NS + 1n, 0n, 0n]);
  assert.deepEqual(queue(chain), []);
});

test("of leases that end together those of the lower namespace go first, whatever stood in the queue", () => {
  const chain = new KvChain(["owner"], { params: { sweepEntriesMax: 2 } });
  for (const [name, text, seconds] of [
    ["b", "x", 1n],
    ["b", "y", 5n],
    ["a", "z", 5n],
  ] as const) {
    const fields = { namespace: `${owner}/${name}`, key: utf8(text), lease: { seconds } };
    chain.run(owner, "Create", fields);
  }
  assert.deepEqual(mutations(chain.block(5n)), [["expire x"], ["expire z"]]);
  assert.deepEqual(mutations(chain.block(1n)), [["expire y"]]);
});

test("the sweep ends early after 8 MiB, and goes on in the next block", () => {
  const chain = new KvChain(["owner"]);
  const value = new Uint8Array(262_144);
  for (let i = 0; i < 40; i++) {
    const fields = { namespace: N, key: Uint8Array.of(i), value, lease: { seconds: 1n } };
    chain.run(owner, "Create", fields);
  }
  // 32 entries of 262,145 bytes are the first to exceed 8,388,608.
  assert.equal(mutations(chain.block(1n)).flat().length, 32);
  assert.deepEqual(chain.query("Count", { namespace: N }), { count: 8n, sweepLagNs: 1n });
  assert.equal(mutations(chain.block(1n)).flat().length, 8);
  assert.deepEqual(chain.record(N)?.bytes, 0n);
});

/** Namespaces in the sweep queue, by hexadecimal keys of its records. */
function queue(chain: KvChain): string[] {
  return chain.records.map(([hex]) => hex).filter((hex) => hex.startsWith("05"));
}

test("the sweep queue holds every namespace with entries once, by its earliest deadline, and no other", () => {
  const chain = withLease();
  const standsAt = (seconds: bigint | undefined): void => {
    const found = queue(chain);
    if (seconds === undefined) assert.deepEqual(found, []);
    else {
      assert.equal(found.length, 1);
      const time = (START_NS + seconds * NS).toString(16).padStart(16, "0");
      assert.equal(found[0]?.slice(2, 18), time);
      assert.equal(chain.record(N)?.nextLeaseDeadlineNs, START_NS + seconds * NS);
    }
  };
  const run = (name: string, fields: Fields): unknown =>
    chain.run(owner, name, { namespace: N, ...fields });
  standsAt(10n);
  run("RenewLease", { key, lease: { seconds: 50n } });
  standsAt(50n);
  run("RenewLease", { key, lease: { seconds: 5n } });
  standsAt(5n);
  run("Rename", { key, newKey: utf8("z") });
  standsAt(5n);
  run("Delete", { key: utf8("z") });
  standsAt(100n);
  run("Create", { key, lease: { seconds: 3n } });
  standsAt(3n);
  // Ended, and another put in its place.
  chain.timeNs += 3n * NS;
  run("Create", { key, lease: { seconds: 200n } });
  standsAt(100n);
  run("DeleteAll", {});
  standsAt(undefined);
  run("Create", { key, lease: { seconds: 1n } });
  standsAt(4n);
  chain.block(1n);
  standsAt(undefined);
});

test("a write over an ended entry records expire and create in one event", () => {
  const chain = withLease();
  chain.timeNs = deadlineNs;
  const { events } = chain.run(owner, "Create", { namespace: N, key, value: utf8("new") });
  assert.deepEqual(mutations(events), [["expire k", "create k"]]);
  assert.equal(chain.record(N)?.entries, 2n);
  const entry = chain.entry(N, key);
  assert.deepEqual([entry?.createRevision, entry?.modRevision], [4n, 4n]);
});

test("a rename onto an ended entry frees it before anything else", () => {
  const chain = withLease();
  chain.timeNs = deadlineNs;
  const fields = { namespace: N, key: utf8("other"), newKey: key };
  const { events } = chain.run(owner, "Rename", fields);
  assert.deepEqual(mutations(events), [["expire k", "delete other", "create k"]]);
});

test("delete-all and renew-lease-all over ended entries: one frees them, one leaves them, neither counts them", () => {
  const chain = withLease();
  chain.timeNs = deadlineNs;
  const renewal = chain.run(owner, "RenewLeaseAll", { namespace: N });
  assert.equal(renewal.response["renewed"], 1n);
  assert.deepEqual(mutations(renewal.events), [["renew other"]]);
  const removal = chain.run(owner, "DeleteAll", { namespace: N });
  assert.equal(removal.response["deleted"], 1n);
  assert.deepEqual(mutations(removal.events), [["expire k", "delete other"]]);
  assert.equal(chain.escrow, 0n);
});

test("somebody without the permission changes nothing by a delete-all over ended entries", () => {
  const chain = withLease();
  const fields = { namespace: N, range: { prefix: key } };
  assert.equal(chain.attempt(other, "DeleteAll", fields), 9);
  chain.timeNs = deadlineNs;
  const before = chain.records;
  const answer = { revision: 2n, deleted: 0n, nextKey: new Uint8Array(0) };
  assert.deepEqual(chain.attempt(other, "DeleteAll", fields), answer);
  assert.deepEqual(chain.records, before);
  assert.equal(chain.attempt(other, "DeleteAll", { namespace: N }), 9, "a present one among them");
});

test("a page over 10,000 ended entries ends empty with a next_key, and the next one goes on", () => {
  const chain = new KvChain(["owner"], { params: { rentPrice: "0" } });
  const create = (i: number, seconds: bigint) => ({
    condition: undefined,
    operation: {
      $case: "create",
      value: { key: Uint8Array.of(i >> 8, i & 0xff), lease: { seconds } },
    },
  });
  for (let from = 0; from < 10_000; from += 1_000) {
    const operations = Array.from({ length: 1_000 }, (_, i) => create(from + i, 1n));
    chain.run(owner, "Batch", { namespace: N, operations });
  }
  chain.run(owner, "Batch", { namespace: N, operations: [create(0xffff, 100n)] });
  chain.timeNs += NS;
  for (const reverse of [false, true]) {
    const found: number[][] = [];
    let next: Uint8Array = new Uint8Array(0);
    do {
      const pagination = page({ key: next, reverse });
      const answer = chain.query("Keys", { namespace: N, pagination }) as unknown as {
        keys: Uint8Array[];
        pagination: { nextKey: Uint8Array };
      };
      found.push(answer.keys.map((one) => one[0] ?? -1));
      next = answer.pagination.nextKey;
      assert.ok(found.length < 4, "the pages end");
    } while (next.length > 0);
    assert.deepEqual(found, reverse ? [[0xff], []] : [[], [0xff]]);
  }
});

test("my-keys looks at no more than a page's worth over all namespaces", () => {
  const chain = new KvChain(["owner"], { params: { rentPrice: "0" } });
  for (const name of ["a", "b", "c"]) {
    for (let from = 0; from < 4_000; from += 1_000) {
      const operations = Array.from({ length: 1_000 }, (_, i) => ({
        operation: {
          $case: "create",
          value: { key: utf8(String(from + i)), lease: { seconds: 1n } },
        },
      }));
      chain.run(owner, "Batch", { namespace: `${owner}/${name}`, operations });
    }
    const fields = { namespace: `${owner}/${name}`, key: utf8("z"), lease: { seconds: 9n } };
    chain.run(owner, "Create", fields);
  }
  chain.timeNs += NS;
  const pages: string[][] = [];
  let next: Uint8Array = new Uint8Array(0);
  do {
    const answer = chain.query("MyKeys", { owner, pagination: page({ key: next }) }) as unknown as {
      keys: { namespace: string }[];
      pagination: { nextKey: Uint8Array };
    };
    pages.push(answer.keys.map(({ namespace }) => namespace.slice(-1)));
    next = answer.pagination.nextKey;
  } while (next.length > 0);
  assert.deepEqual(pages, [["a", "b"], ["c"]]);
});
