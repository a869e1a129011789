import assert from "node:assert/strict";
import { test } from "node:test";
import { REQUESTS_IN_FLIGHT_MAX, RESPONSE_BYTES_WAITING_MAX } from "../../../app/abci/limits.ts";
import type { RequestValue, ResponseValue } from "../../../app/abci/messages.ts";
import {
  Request,
  ResponseCheckTx,
  ResponseQuery,
} from "../../../proto/gen/tendermint/abci/types.ts";
import { encodeRequests, until } from "../../helpers/abci-client.ts";
import { serve } from "../../helpers/abci-server.ts";

const KINDS = [
  "echo",
  "flush",
  "info",
  "initChain",
  "query",
  "checkTx",
  "commit",
  "listSnapshots",
  "offerSnapshot",
  "loadSnapshotChunk",
  "applySnapshotChunk",
  "prepareProposal",
  "processProposal",
  "extendVote",
  "verifyVoteExtension",
  "finalizeBlock",
  "insertTx",
  "reapTxs",
] as const satisfies readonly RequestValue["$case"][];

function emptyRequest(kind: RequestValue["$case"]): RequestValue {
  const request = Request.fromPartial({ value: { $case: kind, value: {} } as RequestValue });
  assert.ok(request.value);
  return request.value;
}

function checkTx(number: number): RequestValue {
  const tx = new Uint8Array(4);
  new DataView(tx.buffer).setUint32(0, number);
  return { $case: "checkTx", value: { tx, type: 0 } };
}

function numberOf(response: ResponseValue | undefined): number {
  assert.equal(response?.$case, "checkTx");
  const { data } = response.value;
  return new DataView(data.buffer, data.byteOffset).getUint32(0);
}

function query(text: string): RequestValue {
  const data = Buffer.from(text);
  return { $case: "query", value: { path: "/", data, height: 0n, prove: false } };
}

/** A small generator with a printed seed, so that a failure can be repeated. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

for (const address of [undefined, "tcp://127.0.0.1:0", "tcp://[::1]:0"]) {
  test(`answers every kind with its kind over ${address ?? "a unix socket"}`, async (t) => {
    const served = await serve(t, address === undefined ? {} : { address });
    const client = await served.connect();
    for (const kind of KINDS) client.send(emptyRequest(kind));
    const responses = await client.receive(KINDS.length);
    assert.deepEqual(
      responses.map(({ $case }) => $case),
      KINDS,
    );
    assert.deepEqual(served.kinds, KINDS.slice(2));
    assert.deepEqual(served.faults, []);
  });
}

test("10,000 pipelined CheckTx, cut at random places, are answered in order without a flush", async (t) => {
  const { connect } = await serve(t);
  const client = await connect();
  const count = 10_000;
  const stream = encodeRequests(Array.from({ length: count }, (_, i) => checkTx(i)));
  const seed = Date.now() >>> 0;
  t.diagnostic(`seed ${seed}`);
  const random = createRandom(seed);
  for (let start = 0; start < stream.length;) {
    const end = start + 1 + Math.floor(random() ** 4 * 20_000);
    client.sendBytes(stream.subarray(start, end));
    start = end;
    if (random() < 0.5) await new Promise((resolve) => setImmediate(resolve));
  }
  const responses = await client.receive(count);
  responses.forEach((response, i) => {
    assert.equal(numberOf(response), i);
  });
});

test("asynchronous and synchronous handlers keep the order of their requests", async (t) => {
  const random = createRandom(7);
  const { connect } = await serve(t, {
    overrides: {
      checkTx: ({ tx }) => {
        const response = ResponseCheckTx.fromPartial({ data: tx.slice() });
        if (random() < 0.5) return response;
        return new Promise((resolve) => setTimeout(resolve, random() * 20, response));
      },
    },
  });
  const client = await connect();
  const requests = Array.from({ length: 3_000 }, (_, i) =>
    i % 10 === 9 ? emptyRequest("flush") : checkTx(i),
  );
  client.send(...requests);
  const responses = await client.receive(requests.length);
  responses.forEach((response, i) => {
    if (i % 10 === 9) assert.equal(response.$case, "flush");
    else assert.equal(numberOf(response), i);
  });
});

test("a request and a response of 40 MB pass", async (t) => {
  const { connect } = await serve(t, { frameBytesMax: 64 << 20 });
  const client = await connect();
  const tx = new Uint8Array(40 << 20).fill(6);
  client.send({ $case: "checkTx", value: { tx, type: 0 } }, emptyRequest("flush"));
  const [response] = await client.receive(2);
  assert.equal(response?.$case, "checkTx");
  assert.equal(Buffer.compare(response.value.data, tx), 0);
});

test("a peer that does not read stops the server from executing more", async (t) => {
  const value = new Uint8Array(256 * 1024);
  let executed = 0;
  const { connect } = await serve(t, {
    overrides: {
      query: ({ data }) => {
        executed += 1;
        return ResponseQuery.fromPartial({ key: data.slice(), value });
      },
    },
  });
  const client = await connect();
  client.socket.pause();
  const count = 400;
  client.send(...Array.from({ length: count }, (_, i) => query(`${i}`)));
  await until("the first queries", () => executed > 0);
  // Everything was sent at once; another connection's answers show that the server has had its turns since.
  const other = await connect();
  for (let turn = 1; turn <= 20; turn++) {
    other.send(emptyRequest("echo"));
    await other.receive(turn);
  }
  assert.ok(
    executed < 40,
    `executed ${executed} of ${count} queries for a peer that does not read`,
  );
  client.socket.resume();
  const responses = await client.receive(count, 60_000);
  responses.forEach((response, i) => {
    assert.equal(response.$case, "query");
    assert.equal(Buffer.from(response.value.key).toString(), `${i}`);
    assert.equal(response.value.value.length, value.length);
  });
});

test("the number of requests in flight is bounded, and reading goes on as they finish", async (t) => {
  const waiting: (() => void)[] = [];
  const { connect } = await serve(t, {
    overrides: {
      checkTx: ({ tx }) =>
        new Promise((resolve) => {
          waiting.push(() => {
            resolve(ResponseCheckTx.fromPartial({ data: tx }));
          });
        }),
    },
  });
  const client = await connect();
  const count = 3 * REQUESTS_IN_FLIGHT_MAX + 5;
  client.send(...Array.from({ length: count }, (_, i) => checkTx(i)));
  const other = await connect();
  for (let released = 0; released < count;) {
    const expected = Math.min(REQUESTS_IN_FLIGHT_MAX, count - released);
    await until("the requests in flight", () => waiting.length >= expected);
    other.send(emptyRequest("echo"));
    await other.receive(other.responses.length + 1);
    assert.equal(waiting.length, expected);
    // The last one first: nothing may leave before those that were asked earlier.
    for (const release of waiting.splice(0).reverse()) release();
    released += expected;
    await client.receive(released);
  }
  client.responses.forEach((response, i) => {
    assert.equal(numberOf(response), i);
  });
});

test("finished responses that wait for an earlier one are bounded in bytes", async (t) => {
  const value = new Uint8Array(1 << 20);
  let executed = 0;
  let release: (() => void) | undefined;
  const { connect } = await serve(t, {
    overrides: {
      checkTx: ({ tx }) =>
        new Promise((resolve) => {
          release = () => {
            resolve(ResponseCheckTx.fromPartial({ data: tx }));
          };
        }),
      query: () => {
        executed += 1;
        return ResponseQuery.fromPartial({ value });
      },
    },
  });
  const client = await connect();
  const count = 50;
  client.send(checkTx(0), ...Array.from({ length: count }, () => query("x")));
  await until("the queries", () => executed >= RESPONSE_BYTES_WAITING_MAX / value.length);
  const other = await connect();
  other.send(emptyRequest("echo"));
  await other.receive(1);
  assert.equal(executed, RESPONSE_BYTES_WAITING_MAX / value.length);
  assert.equal(client.responses.length, 0);
  release?.();
  await client.receive(count + 1);
});

test("consensus methods and Info run one at a time over all connections; reads do not wait", async (t) => {
  const events: string[] = [];
  let release: (() => void) | undefined;
  const { connect, kinds } = await serve(t, {
    overrides: {
      commit: async () => {
        events.push("commit starts");
        await new Promise<void>((resolve) => (release = resolve));
        events.push("commit ends");
        return { retainHeight: 0n };
      },
      processProposal: () => {
        events.push("processProposal");
        return { status: 1 };
      },
      query: () => {
        events.push("query");
        return ResponseQuery.fromPartial({});
      },
    },
  });
  const [consensus, second, reader] = [await connect(), await connect(), await connect()];
  consensus.send(emptyRequest("commit"), emptyRequest("flush"));
  await until("the commit to start", () => release !== undefined);
  second.send(emptyRequest("processProposal"), emptyRequest("flush"));
  reader.send(query("x"), checkTx(1), emptyRequest("listSnapshots"), emptyRequest("info"));
  await reader.receive(3);
  assert.deepEqual(events, ["commit starts", "query"]);
  assert.deepEqual(kinds, ["commit", "query", "checkTx", "listSnapshots"]);
  assert.deepEqual([consensus.responses.length, second.responses.length], [0, 0]);
  release?.();
  await Promise.all([consensus.receive(2), second.receive(2), reader.receive(4)]);
  assert.deepEqual(events, ["commit starts", "query", "commit ends", "processProposal"]);
  assert.deepEqual(kinds.slice(4), ["processProposal", "info"]);
});
