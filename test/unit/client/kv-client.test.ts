import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { Registry } from "@cosmjs/proto-signing";
import type { EncodeObject } from "@cosmjs/proto-signing";
import { ClientError, QueryFailed } from "../../../app/client/errors.ts";
import type { QueryBase } from "../../../app/client/query.ts";
import { setupKvExtension } from "../../../modules/kv/client.ts";
import type { TxResult } from "../../../app/client/transaction.ts";
import { deleteAll, renewLeaseAll } from "../../../modules/kv/client-bulk.ts";
import { kvMessages, kvTypes, permissionName } from "../../../modules/kv/client-messages.ts";
import {
  QueryGetRequest,
  QueryGetResponse,
  QueryKeysRequest,
  QueryKeysResponse,
} from "../../../proto/gen/lazuli/kv/v1/query.ts";
import { MsgDeleteAllResponse } from "../../../proto/gen/lazuli/kv/v1/tx.ts";
import type { MsgDeleteAll } from "../../../proto/gen/lazuli/kv/v1/tx.ts";
import { chainBase } from "../../helpers/chain-base.ts";
import { alice, blockTime, bob, TestChain } from "../../helpers/executor.ts";

const ENTRY = {
  value: Uint8Array.of(65),
  createRevision: 1n,
  modRevision: 2n,
  leaseDeadlineNs: 0n,
  escrow: 0n,
  rentStartNs: 0n,
};

function answering(answer: (path: string, request: Uint8Array, height?: number) => Uint8Array) {
  const base: QueryBase = {
    queryAbci: async (path, request, height) => ({
      value: await Promise.resolve(answer(path, request, height)),
      height: 1,
    }),
  };
  return setupKvExtension(base).kv;
}

describe("kv extension", () => {
  it("gets an entry at a height, with keys as text or bytes", async () => {
    const seen: unknown[] = [];
    const kv = answering((path, request, height) => {
      seen.push([path, QueryGetRequest.decode(request), height]);
      return QueryGetResponse.encode({ entry: ENTRY }).finish();
    });
    assert.deepEqual(await kv.get("a/b", "é", 9), ENTRY);
    await kv.get("a/b", Uint8Array.of(0xc3, 0xa9));
    const request = { namespace: "a/b", key: Uint8Array.of(0xc3, 0xa9) };
    assert.deepEqual(seen, [
      ["/lazuli.kv.v1.Query/Get", request, 9],
      ["/lazuli.kv.v1.Query/Get", request, undefined],
    ]);
  });

  const absences: readonly [string, Error][] = [
    ["ours", new QueryFailed(22, "no entry: key not found")],
    ["by its text", new QueryFailed(6, "rpc error: code = NotFound desc = no entry")],
    ["CosmJS's", new Error("Query failed with (22): rpc error: code = NotFound desc = no entry")],
  ];
  for (const [name, error] of absences) {
    it(`answers undefined for an absent key (error: ${name})`, async () => {
      const kv = answering(() => {
        throw error;
      });
      assert.equal(await kv.get("a/b", "k"), undefined);
      assert.equal(await kv.namespace("a/b"), undefined);
    });
  }

  it("passes on every other error", async () => {
    const kv = answering(() => {
      throw new Error("Query failed with (18): bad namespace: invalid request");
    });
    await assert.rejects(kv.get("a", "k"), (error: unknown) => {
      assert.ok(error instanceof QueryFailed);
      assert.deepEqual([error.code, error.log], [18, "bad namespace: invalid request"]);
      return true;
    });
  });

  it("says so where the answer is malformed", async () => {
    const kv = answering(() => Uint8Array.of(0x0a, 0xff));
    await assert.rejects(kv.get("a/b", "k"), (error: unknown) => {
      assert.ok(error instanceof ClientError);
      assert.match(error.message, /answer to \/lazuli\.kv\.v1\.Query\/Get is malformed/);
      return true;
    });
  });

  it("lists a page of a range", async () => {
    const kv = answering((_path, request) => {
      const { range, pagination } = QueryKeysRequest.decode(request);
      assert.deepEqual(range?.prefix, Uint8Array.of(97));
      assert.equal(pagination?.limit, 2n);
      assert.equal(pagination.reverse, true);
      const page = { nextKey: Uint8Array.of(3), total: 0n };
      return QueryKeysResponse.encode({ keys: [Uint8Array.of(1)], pagination: page }).finish();
    });
    const page = await kv.keys("a/b", { prefix: "a", limit: 2n, reverse: true });
    assert.deepEqual(page, { items: [Uint8Array.of(1)], nextKey: Uint8Array.of(3) });
  });
});

describe("kv messages", () => {
  const messages = kvMessages("lazuli1signer");
  const registry = new Registry([...kvTypes]);

  for (const name of ["create", "update", "upsert", "delete"] as const) {
    it(`${name} survives CosmJS's registry`, () => {
      const message = messages[name]("profile", "name", "Ada");
      const any = registry.encodeAsAny(message);
      const decoded = registry.decode(any) as Record<string, unknown>;
      assert.equal(decoded["signer"], "lazuli1signer");
      assert.equal(decoded["namespace"], "lazuli1signer/profile");
      assert.deepEqual(decoded["key"], new TextEncoder().encode("name"));
      if (name !== "delete") assert.deepEqual(decoded["value"], new TextEncoder().encode("Ada"));
    });
  }

  it("leaves another owner's namespace as it is", () => {
    const { namespace } = messages.delete("lazuli1other/x", "k").value as { namespace: string };
    assert.equal(namespace, "lazuli1other/x");
  });
});

describe("kv extension over the state machine", () => {
  const chain = TestChain.start();
  const namespace = `${alice.address}/n`;
  const { kv } = setupKvExtension(chainBase(chain));
  before(() => {
    const messages = kvMessages(alice.address);
    const registry = new Registry([...kvTypes]);
    const send = (...list: EncodeObject[]) => {
      const anys = list.map((message) => registry.encodeAsAny(message));
      const [result] = chain.block([chain.tx(alice, anys)]).txs;
      assert.equal(result?.code, 0, result?.log);
    };
    send(
      messages.create("n", "a", "1", { lease: { seconds: 100 } }),
      messages.create("n", "b", "22", { lease: { days: 1 } }),
    );
    send(messages.grant("n", bob.address, ["lease", "create"], { prefix: "p" }));
  });

  it("leases", async () => {
    const lease = await kv.lease(namespace, "a");
    // Created in block 2, asked at block 3.
    assert.equal(lease?.deadlineNs, blockTime(2n) + 100_000_000_000n);
    assert.equal(lease.remainingSeconds, 99n);
    assert.equal(await kv.lease(namespace, "x"), undefined);
    const keys = (await kv.shortestLeases(namespace, 2)).map(({ key }) => key[0]);
    assert.deepEqual(keys, [97, 98]);
    assert.equal((await kv.shortestLeases(namespace, 1)).length, 1);
  });

  it("counts and records", async () => {
    assert.deepEqual(await kv.count(namespace), { count: 2n, sweepLagNs: 0n });
    assert.deepEqual(await kv.count(namespace, 1), { count: 0n, sweepLagNs: 0n });
    const record = await kv.namespace(namespace);
    assert.deepEqual(
      [record?.owner, record?.sweepLagNs, record?.entries, record?.revision],
      [alice.address, 0n, 2n, 2n],
    );
  });

  it("what an owner has, a page at a time", async () => {
    assert.deepEqual(await kv.namespaces(alice.address), {
      items: [namespace],
      nextKey: undefined,
    });
    const { items, nextKey } = await kv.myKeys(alice.address, { limit: 1n });
    assert.deepEqual(items, [{ namespace, key: Uint8Array.of(97) }]);
    assert.ok(nextKey);
    const rest = await kv.myKeys(alice.address, { pageKey: nextKey });
    assert.deepEqual(rest, {
      items: [{ namespace, key: Uint8Array.of(98) }],
      nextKey: undefined,
    });
  });

  it("grants", async () => {
    const { items } = await kv.grants(namespace);
    assert.deepEqual(
      items.map(({ grantee, prefix, grant }) => [grantee, [...prefix], grant?.permissions]),
      [[bob.address, [112], [1, 4]]],
    );
    assert.deepEqual((await kv.grants(namespace, { grantee: alice.address })).items, []);
    assert.deepEqual(
      [permissionName(1), permissionName(4), permissionName(0)],
      ["create", "lease", undefined],
    );
  });

  it("parameters and rent", async () => {
    assert.equal((await kv.params()).leaseSecondsDefault, 864_000n);
    const quote = await kv.rent(namespace, "c", 999, { lease: { days: 365 } });
    // 1,000 bytes for a year at 0.0000001 a byte and second.
    assert.deepEqual(quote, { denom: "ulaz", escrow: 3_154n, charge: 3_154n, refund: 0n });
  });
});

describe("kv: as many transactions as it takes", () => {
  const answer = (deleted: bigint, nextKey: string): TxResult => ({
    ...{ hash: "00", height: 1, code: 0, codespace: "", log: "", gasWanted: 0n, gasUsed: 0n },
    events: [],
    messageResponses: [
      {
        typeUrl: "/lazuli.kv.v1.MsgDeleteAllResponse",
        value: MsgDeleteAllResponse.encode({
          ...{ revision: 9n, deleted },
          nextKey: new TextEncoder().encode(nextKey),
        }).finish(),
      },
    ],
  });
  function answering(...answers: TxResult[]) {
    const ranges: string[][] = [];
    const client = {
      address: "lazuli1signer",
      send: ([message]: readonly EncodeObject[]) => {
        const { range } = message?.value as MsgDeleteAll;
        ranges.push(
          [range?.prefix, range?.start, range?.end].map((one) => Buffer.from(one ?? []).toString()),
        );
        return Promise.resolve(answers[ranges.length - 1] ?? assert.fail("one too many"));
      },
    };
    return { client, ranges };
  }

  for (const [name, run] of [
    ["deleteAll", deleteAll],
    ["renewLeaseAll", renewLeaseAll],
  ] as const) {
    it(`${name} goes on from next_key until there is none`, async () => {
      const { client, ranges } = answering(answer(2n, "k3"), answer(2n, "k5"), answer(1n, ""));
      const result = await run(client, "n", { prefix: "k", end: "x", limit: 2 });
      assert.deepEqual([result.changed, result.revision, result.transactions.length], [5n, 9n, 3]);
      assert.deepEqual(ranges, [
        ["k", "", "x"],
        ["k", "k3", "x"],
        ["k", "k5", "x"],
      ]);
    });
  }

  it("ends where a node's answer does not lead on", async () => {
    for (const again of ["k3", "k2", "k"]) {
      const { client } = answering(answer(2n, "k3"), answer(2n, again));
      await assert.rejects(deleteAll(client, "n"), /no further than the last/);
    }
  });

  it("ends with the caller's signal", async () => {
    const abort = new AbortController();
    const { client, ranges } = answering(answer(2n, "k3"));
    const send: typeof client.send = (messages) => {
      abort.abort(new Error("enough"));
      return client.send(messages);
    };
    const options = { signal: abort.signal };
    await assert.rejects(deleteAll({ ...client, send }, "n", {}, options), /enough/);
    assert.equal(ranges.length, 1);
  });
});
