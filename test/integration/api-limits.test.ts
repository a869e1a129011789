import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import { connect as connectHttp2, constants } from "node:http2";
import type { ClientHttp2Session, ClientHttp2Stream } from "node:http2";
import { connect, type AddressInfo, type Socket } from "node:net";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { QueryBalanceResponse } from "../../proto/gen/cosmos/bank/v1beta1/query.ts";
import { CallGate } from "../../app/node/api/call-gate.ts";
import type { Handler } from "../../app/node/api/calls.ts";
import { createCometRpc } from "../../app/node/api/comet-rpc.ts";
import {
  API_CALLS_MAX,
  API_CALLS_WAITING_MAX,
  API_HEADERS_MAX,
  COMET_ANSWER_BYTES_MAX,
  GRPC_STREAMS_MAX,
  REST_CONNECTIONS_MAX,
} from "../../app/node/api/limits.ts";
import { until } from "../helpers/abci-client.ts";
import { askRest, startApiServers } from "../helpers/api-servers.ts";

const BALANCE = "/cosmos.bank.v1beta1.Query/Balance";
const REST_BALANCE = "/cosmos/bank/v1beta1/balances/a/by_denom";
const RESOURCE_EXHAUSTED = "8";
/** A message of no bytes with its frame. */
const EMPTY_FRAME = Buffer.alloc(5);

/** A client of HTTP/2 that looks at single frames and streams. Ends with the test. */
function connectGrpc(t: TestContext, grpc: string, options: object = {}): ClientHttp2Session {
  const session = connectHttp2(`http://${grpc}`, options);
  session.on("error", () => undefined);
  t.after(() => {
    session.destroy();
  });
  return session;
}

/** Begins a call; its answer is not read. */
function beginCall(session: ClientHttp2Session): ClientHttp2Stream {
  const stream = session.request({
    ":method": "POST",
    ":path": BALANCE,
    "content-type": "application/grpc",
    te: "trailers",
  });
  stream.on("error", () => undefined);
  stream.end(EMPTY_FRAME);
  return stream;
}

/** Unlike `once`, it does not mind how the stream ended. */
function closed(stream: ClientHttp2Stream): Promise<void> {
  if (stream.closed) return Promise.resolve();
  return new Promise((resolve) => {
    stream.once("close", () => {
      resolve();
    });
  });
}

/** @returns gRPC's status, or HTTP/2's code of a stream that was reset */
async function statusOf(stream: ClientHttp2Stream): Promise<string> {
  let status = "";
  const note = (headers: Readonly<Record<string, unknown>>): void => {
    const found = headers["grpc-status"];
    if (typeof found === "string") status = found;
  };
  stream.on("response", note);
  stream.on("trailers", note);
  stream.resume();
  await closed(stream);
  return status === "" ? `reset ${stream.rstCode}` : status;
}

function connectRaw(t: TestContext, port: number): Socket {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  t.after(() => socket.destroy());
  return socket;
}

/** A handler that answers when it is told to, and counts. */
function heldHandler() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const counts = { now: 0, most: 0, begun: 0 };
  const handler: Handler = async () => {
    counts.begun++;
    counts.most = Math.max(counts.most, ++counts.now);
    await opened;
    counts.now--;
    return { value: new Uint8Array() };
  };
  return { handlers: new Map([[BALANCE, handler]]), counts, open };
}

test("of a flood so many calls are answered at a time, so many wait, and the rest is refused", async (t) => {
  const { handlers, counts, open } = heldHandler();
  const { grpc, rest, bugs } = await startApiServers(t, { handlers });
  const room = API_CALLS_MAX + API_CALLS_WAITING_MAX;
  const sessions = Math.ceil((room + 1) / GRPC_STREAMS_MAX);
  const calls = Array.from({ length: sessions }, () => connectGrpc(t, grpc)).flatMap((session) =>
    Array.from({ length: GRPC_STREAMS_MAX }, () => statusOf(beginCall(session))),
  );
  const refused = calls.length - room;
  assert.ok(refused > 0);
  const statuses: string[] = [];
  for (const call of calls) void call.then((status) => statuses.push(status));
  await until("the rest to be refused", () => statuses.length >= refused);
  assert.deepEqual(statuses, Array(refused).fill(RESOURCE_EXHAUSTED));
  const late = await askRest(rest, REST_BALANCE);
  assert.deepEqual([late.status, (late.json as { readonly code: number }).code], [429, 8]);
  assert.deepEqual(counts, { now: API_CALLS_MAX, most: API_CALLS_MAX, begun: API_CALLS_MAX });

  open();
  await Promise.all(calls);
  assert.equal(statuses.filter((status) => status === "0").length, room);
  assert.ok(counts.most <= API_CALLS_MAX && counts.begun === room);
  assert.equal((await askRest(rest, REST_BALANCE)).status, 200);
  assert.deepEqual(bugs, []);
});

test("a connection has so many streams, and those beyond are reset", async (t) => {
  const { handlers, counts, open } = heldHandler();
  const { grpc } = await startApiServers(t, { handlers });
  // It does not wait to hear how many the server takes.
  const extra = 20;
  const session = connectGrpc(t, grpc, { peerMaxConcurrentStreams: GRPC_STREAMS_MAX + extra });
  const calls = Array.from({ length: GRPC_STREAMS_MAX + extra }, () =>
    statusOf(beginCall(session)),
  );
  const statuses: string[] = [];
  for (const call of calls) void call.then((status) => statuses.push(status));
  await until("those beyond to be reset", () => statuses.length >= extra);
  const reset = `reset ${constants.NGHTTP2_REFUSED_STREAM}`;
  assert.deepEqual(statuses, Array(extra).fill(reset));
  assert.ok(counts.begun <= API_CALLS_MAX);
  open();
  await Promise.all(calls);
  assert.equal(statuses.filter((status) => status === "0").length, GRPC_STREAMS_MAX);
});

test("a client that begins calls and takes them back harms nobody", async (t) => {
  const handler: Handler = () => Promise.resolve({ value: new Uint8Array() });
  const { grpc, rest, bugs } = await startApiServers(t, {
    handlers: new Map([[BALANCE, handler]]),
  });
  for (let round = 0; round < 20; round++) {
    const session = connectGrpc(t, grpc);
    const streams = Array.from({ length: GRPC_STREAMS_MAX }, () => beginCall(session));
    for (const stream of streams) stream.close(constants.NGHTTP2_CANCEL);
    await Promise.all(streams.map(closed));
    session.destroy();
  }
  assert.equal(await statusOf(beginCall(connectGrpc(t, grpc))), "0");
  assert.equal((await askRest(rest, REST_BALANCE)).status, 200);
  assert.deepEqual(bugs, []);
});

test("who does not read answers by gRPC loses the places of the calls", async (t) => {
  const callsMax = 8;
  let isLong = true;
  let begun = 0;
  const handler: Handler = () => {
    begun++;
    const denom = isLong ? "x".repeat(4 * 1_048_576) : "ulaz";
    const value = QueryBalanceResponse.encode({ balance: { denom, amount: "1" } }).finish();
    return Promise.resolve({ value });
  };
  const gate = new CallGate({ callsMax, waitingMax: 1, timeoutMs: 500 });
  const { grpc, bugs } = await startApiServers(t, {
    handlers: new Map([[BALANCE, handler]]),
    gate,
  });
  const slow = connectGrpc(t, grpc);
  const streams = Array.from({ length: callsMax }, () => beginCall(slow));
  await until("all places to be taken", () => begun === callsMax);
  isLong = false;
  const other = connectGrpc(t, grpc);
  // All places are taken for as long as no slow call is cut: none of them ends by itself.
  assert.equal(await statusOf(beginCall(other)), "0");
  const codes = streams.map(async (stream) => {
    stream.resume();
    await closed(stream);
    return stream.rstCode;
  });
  assert.deepEqual(await Promise.all(codes), Array(callsMax).fill(constants.NGHTTP2_CANCEL));
  assert.equal(await statusOf(beginCall(other)), "0");
  assert.deepEqual(bugs, []);
});

test("sockets that say nothing, or half of something, are closed", async (t) => {
  const handler: Handler = () => Promise.resolve({ value: new Uint8Array() });
  const { restPort, grpcPort, rest } = await startApiServers(t, {
    handlers: new Map([[BALANCE, handler]]),
    headersTimeoutMs: 100,
    idleTimeoutMs: 100,
  });
  const cases: readonly (readonly [string, number, string])[] = [
    ["REST, silent", restPort, ""],
    ["REST, half of a head", restPort, `GET ${REST_BALANCE} HTTP/1.1\r\nHost: x\r\n`],
    ["REST, after a call", restPort, `GET ${REST_BALANCE} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ["gRPC, silent", grpcPort, ""],
    ["gRPC, half of a preface", grpcPort, "PRI * HTTP/2.0\r\n"],
    // The preface and empty settings.
    ["gRPC, without a call", grpcPort, `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0`],
  ];
  await Promise.all(
    cases.map(async ([name, port, text]) => {
      const socket = connectRaw(t, port);
      socket.resume();
      if (text !== "") socket.write(Buffer.from(text, "latin1"));
      await until(`${name}: its socket to be closed`, () => socket.closed);
    }),
  );
  assert.equal((await askRest(rest, REST_BALANCE)).status, 200);
});

test("connections to REST may be so many, and one more is closed", async (t) => {
  const handler: Handler = () => Promise.resolve({ value: new Uint8Array() });
  const { rest, restPort } = await startApiServers(t, { handlers: new Map([[BALANCE, handler]]) });
  const sockets = await Promise.all(
    Array.from({ length: REST_CONNECTIONS_MAX }, async () => {
      const socket = connectRaw(t, restPort);
      await once(socket, "connect");
      return socket;
    }),
  );
  const extra = connectRaw(t, restPort);
  extra.resume();
  await once(extra, "close");
  assert.ok(sockets.every((socket) => !socket.closed));
  sockets[0]?.destroy();
  const isAnswered = () =>
    askRest(rest, REST_BALANCE).then(
      ({ status }) => status === 200,
      () => false,
    );
  await until("room for a client", isAnswered);
});

test("header fields may be so many, and with one more a call is refused", async (t) => {
  const heights: bigint[] = [];
  const handler: Handler = ({ height }) => {
    heights.push(height);
    return Promise.resolve({ value: new Uint8Array() });
  };
  const { restPort, grpc } = await startApiServers(t, { handlers: new Map([[BALANCE, handler]]) });
  /** With the height as the last of so many fields. */
  const ask = async (count: number): Promise<number | undefined> => {
    const others = Array.from({ length: count - 3 }, (_, i) => [`x-${i}`, "1"]).flat();
    const headers = ["Host", "x", "Connection", "close", ...others, "x-cosmos-block-height", "7"];
    const call = httpRequest({ port: restPort, path: REST_BALANCE, headers });
    const answered = once(call, "response");
    call.end();
    const [response] = (await answered) as [{ statusCode?: number; resume(): void }];
    response.resume();
    return response.statusCode;
  };
  assert.equal(await ask(API_HEADERS_MAX), 200);
  assert.equal(await ask(API_HEADERS_MAX + 1), 431);
  assert.equal(await ask(API_HEADERS_MAX + 100), 431);
  assert.deepEqual(heights, [7n]);

  const many = Array.from({ length: API_HEADERS_MAX + 1 }, (_, i) => [`x-${i}`, "1"] as const);
  const session = connectGrpc(t, grpc);
  const stream = session.request({
    ":method": "POST",
    ":path": BALANCE,
    ...Object.fromEntries(many),
  });
  stream.on("error", () => undefined);
  assert.equal(await statusOf(stream), `reset ${constants.NGHTTP2_ENHANCE_YOUR_CALM}`);
  assert.equal(await statusOf(beginCall(session)), "0");
});

test("CometBFT's answer may take so long and be so long", async (t) => {
  let poured = 0;
  const server = createServer((request, response) => {
    request.resume();
    if (request.url === "/silent") return;
    const chunk = Buffer.alloc(1_048_576, " ");
    const pour = (): void => {
      do poured += chunk.length;
      while (response.write(chunk));
    };
    response.on("drain", pour);
    response.on("error", () => undefined);
    pour();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { signal } = new AbortController();
  const silent = createCometRpc(`${url}/silent`, 50).call("status", {}, signal);
  await assert.rejects(silent, { status: "Unavailable", message: /does not answer: .*timeout/ });
  // It never ends by itself.
  const endless = createCometRpc(`${url}/endless`, 120_000).call("status", {}, signal);
  await assert.rejects(endless, { status: "Unavailable", message: /its answer is too long/ });
  // What lies in buffers between the two besides.
  assert.ok(poured > COMET_ANSWER_BYTES_MAX && poured < 2 * COMET_ANSWER_BYTES_MAX, `${poured}`);
});
