import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Registry } from "@cosmjs/proto-signing";
import { ClientError, QueryFailed } from "../../../app/client/errors.ts";
import type { QueryBase } from "../../../app/client/query.ts";
import { setupKvExtension } from "../../../modules/kv/client.ts";
import { kvMessages, kvTypes } from "../../../modules/kv/client-messages.ts";
import {
  QueryGetRequest,
  QueryGetResponse,
  QueryKeysRequest,
  QueryKeysResponse,
} from "../../../proto/gen/lazuli/kv/v1/query.ts";

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
