import assert from "node:assert/strict";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import { QueryDefinition as AuthzQuery } from "../../proto/gen/cosmos/authz/v1beta1/query.ts";
import {
  QueryBalanceRequest,
  QueryBalanceResponse,
} from "../../proto/gen/cosmos/bank/v1beta1/query.ts";
import { CallGate } from "../../app/node/api/call-gate.ts";
import type { Handler } from "../../app/node/api/calls.ts";
import {
  API_HEADER_BYTES_MAX,
  API_JSON_DEPTH_MAX,
  REST_BODY_BYTES_MAX,
  REST_PARAMETERS_MAX,
} from "../../app/node/api/limits.ts";
import { SIMULATE_PATH } from "../../app/node/api/paths.ts";
import { until } from "../helpers/abci-client.ts";
import { askRest, startApiServers } from "../helpers/api-servers.ts";
import { authzMessage, genericAny, SEND_TYPE } from "../helpers/authz.ts";
import { alice, bob, FUNDS, TestChain } from "../helpers/executor.ts";
import { GrpcClient } from "../helpers/grpc-client.ts";
import { kvMessage, sendMessage } from "../helpers/tx.ts";

const HEIGHT = "x-cosmos-block-height";
const GATEWAY_HEIGHT = "grpc-metadata-x-cosmos-block-height";
const BALANCE_PATH = "/cosmos.bank.v1beta1.Query/Balance";

test("a query is answered in the gateway's JSON, at the newest height or another", async (t) => {
  const chain = TestChain.start();
  chain.block([chain.tx(alice, [sendMessage(alice, bob, 5n)])]);
  const { rest, bugs } = await startApiServers(t, { chain });
  const path = `/cosmos/bank/v1beta1/balances/${bob.address}`;
  const newest = await askRest(rest, path);
  assert.equal(newest.status, 200);
  assert.equal(newest.headers.get("content-type"), "application/json");
  assert.deepEqual(newest.json, {
    balances: [{ denom: "ulaz", amount: String(FUNDS + 5n) }],
    pagination: { next_key: null, total: "1" },
  });
  for (const [name, value, expected] of [
    ["x-other", "", "2"],
    [HEIGHT, "1", "1"],
    [GATEWAY_HEIGHT, "1", "1"],
  ] as const) {
    const { headers } = await askRest(rest, path, { headers: { [name]: value } });
    assert.deepEqual([headers.get(HEIGHT), headers.get(GATEWAY_HEIGHT)], [expected, expected]);
  }
  const byDenom = await askRest(rest, `${path}/by_denom?denom=ulaz`, {
    headers: { [HEIGHT]: "1" },
  });
  assert.deepEqual(byDenom.json, { balance: { denom: "ulaz", amount: String(FUNDS) } });
  assert.deepEqual(bugs, []);
});

test("keys of any bytes are read in either alphabet of base64", async (t) => {
  const chain = TestChain.start();
  const key = Uint8Array.of(251, 255, 254);
  chain.block([chain.tx(alice, [kvMessage.create(alice, "space", key, "value")])]);
  const { rest } = await startApiServers(t, { chain });
  const base = `/lazuli/kv/v1/namespaces/${alice.address}/space`;
  for (const text of ["-__-", "%2B%2F%2F%2B"]) {
    const { status, json } = await askRest(rest, `${base}/has/${text}`);
    assert.deepEqual([status, json], [200, { has: true }], text);
  }
  const page = await askRest(rest, `${base}/keys?pagination.limit=1`);
  assert.deepEqual(page.json, { keys: ["+//+"], pagination: { next_key: null, total: "1" } });
});

test("grants of authz are shown as the SDK shows them", async (t) => {
  const chain = TestChain.start();
  const grant = authzMessage.grant(alice, bob, genericAny(SEND_TYPE), 1_900_000_000_000_000_000n);
  chain.block([chain.tx(alice, [grant])]);
  const { rest, grpc } = await startApiServers(t, { chain });
  const base = "/cosmos/authz/v1beta1/grants";
  const shown = {
    authorization: { "@type": "/cosmos.authz.v1beta1.GenericAuthorization", msg: SEND_TYPE },
    expiration: "2030-03-17T17:46:40Z",
  };
  const parties = `?granter=${alice.address}&grantee=${bob.address}`;
  const page = { next_key: null, total: "1" };
  const all = await askRest(rest, base + parties);
  assert.deepEqual(all.json, { grants: [shown], pagination: page });
  const one = await askRest(rest, `${base}${parties}&msg_type_url=${SEND_TYPE}`);
  assert.deepEqual(one.json, { grants: [shown], pagination: null });
  const entry = { granter: alice.address, grantee: bob.address, ...shown };
  for (const path of [`/granter/${alice.address}`, `/grantee/${bob.address}`]) {
    const { json } = await askRest(rest, base + path);
    assert.deepEqual(json, { grants: [entry], pagination: page }, path);
  }
  const none = await askRest(rest, `${base}${parties}&msg_type_url=/a.B`);
  assert.deepEqual(
    [none.status, none.json],
    [
      500,
      {
        code: 2,
        message: "authorization not found for /a.B type: authorization not found",
        details: [],
      },
    ],
  );
  const client = new GrpcClient(t, grpc);
  const request = { grantee: bob.address, pagination: undefined };
  const { message } = await client.call(AuthzQuery, AuthzQuery.methods.granteeGrants, request);
  assert.deepEqual(
    message.grants.map(({ granter }) => granter),
    [alice.address],
  );
});

test("a path that is not clean is told the clean one, as by the SDK's server", async (t) => {
  const { rest, restPort } = await startApiServers(t);
  const moved: readonly (readonly [from: string, to: string])[] = [
    ["//cosmos/bank/v1beta1/params", "/cosmos/bank/v1beta1/params"],
    ["/cosmos//bank/./v1beta1/x/../params?a=b?c", "/cosmos/bank/v1beta1/params?a=b?c"],
    ["//evil.example/..//", "/"],
    ["/../..", "/"],
    ["/cosmos/bank//", "/cosmos/bank/"],
  ];
  for (const [path, to] of moved) {
    // Not fetch, which cleans paths itself.
    const request = httpRequest({ port: restPort, host: "127.0.0.1", path });
    request.end();
    const [response] = (await once(request, "response")) as [IncomingMessage];
    response.resume();
    assert.deepEqual([response.statusCode, response.headers.location], [301, to], path);
  }
  // Clients whose base URL ends in a slash follow.
  assert.equal((await askRest(`${rest}/`, "/cosmos/bank/v1beta1/params")).status, 200);
});

test("of several values of a parameter the first counts, as in the gateway", async (t) => {
  const { rest } = await startApiServers(t);
  const path = `/cosmos/bank/v1beta1/balances/${alice.address}/by_denom`;
  const { json } = await askRest(rest, `${path}?denom=ulaz&denom=uatom`);
  assert.deepEqual(json, { balance: { denom: "ulaz", amount: String(FUNDS) } });
});

test("two methods share a path: what it can be decides", async (t) => {
  const { rest } = await startApiServers(t);
  const base = "/cosmos/auth/v1beta1/bech32";
  const bytes = await askRest(rest, `${base}/AQID`);
  assert.deepEqual(bytes.json, { address_string: "lazuli1qypqx3e65ha" });
  const text = await askRest(rest, `${base}/lazuli1qypqx3e65ha`);
  assert.deepEqual(text.json, { address_bytes: "AQID" });
  const neither = await askRest(rest, `${base}/!`);
  assert.equal(neither.status, 400);
  assert.match(JSON.stringify(neither.json), /expected bytes in base64/);
});

const FAILURES: readonly (readonly [string, number, number, RegExp])[] = [
  ["/cosmos/bank/v1beta1/spendable_balances/test", 400, 3, /invalid address/],
  [
    "/cosmos/bank/v1beta1/supply?pagination.limit=x",
    400,
    3,
    /^type mismatch, parameter: pagination\.limit, error: /,
  ],
  ["/cosmos/bank/v1beta1/denoms_metadata/nothing", 404, 5, /nothing/],
  ["/cosmos/auth/v1beta1/address_by_id/x", 400, 3, /^type mismatch, parameter: id/],
  ["/cosmos/gov/v1/proposals", 501, 12, /^Not Implemented$/],
  ["/", 501, 12, /^Not Implemented$/],
  ["/%zz", 501, 12, /^Not Implemented$/],
  ["/cosmos/tx/v1beta1/simulate", 501, 12, /^Method Not Allowed$/],
];

test("errors have the gateway's body and statuses", async (t) => {
  const { rest } = await startApiServers(t);
  for (const [path, status, code, message] of FAILURES) {
    const answer = await askRest(rest, path);
    assert.equal(answer.status, status, path);
    const body = answer.json as Readonly<Record<string, unknown>>;
    assert.deepEqual(Object.keys(body), ["code", "message", "details"]);
    assert.deepEqual([body["code"], body["details"]], [code, []], path);
    assert.match(String(body["message"]), message);
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  }
});

test("a bug is reported, and the client hears no more than that", async (t) => {
  const handler: Handler = () => Promise.reject(new TypeError("secret"));
  const { rest, bugs } = await startApiServers(t, { handlers: new Map([[BALANCE_PATH, handler]]) });
  const { status, json } = await askRest(rest, "/cosmos/bank/v1beta1/balances/a/by_denom");
  const message = "a bug in the node; its log says more";
  assert.deepEqual([status, json], [500, { code: 13, message, details: [] }]);
  assert.equal(bugs.length, 1);
});

test("a simulation is posted as JSON, and what it cannot be is refused", async (t) => {
  const chain = TestChain.start();
  const { rest } = await startApiServers(t, { chain });
  const tx = Buffer.from(chain.tx(alice, [sendMessage(alice, bob, 5n)])).toString("base64");
  const path = "/cosmos/tx/v1beta1/simulate";
  const { status, json } = await askRest(rest, path, { body: { tx_bytes: tx } });
  const { gas_info, result } = json as {
    readonly gas_info: { readonly gas_used: string; readonly gas_wanted: string };
    readonly result: { readonly msg_responses: unknown };
  };
  assert.equal(status, 200);
  assert.match(gas_info.gas_used, /^\d+$/);
  assert.deepEqual(result.msg_responses, [{ "@type": "/cosmos.bank.v1beta1.MsgSendResponse" }]);
  for (const body of [{}, { tx_bytes: "!" }, { other: 1 }, "x"]) {
    assert.equal((await askRest(rest, path, { body })).status, 400, JSON.stringify(body));
  }
  const text = await fetch(`${rest}${path}`, { method: "POST", body: "{" });
  assert.equal(text.status, 400);
});

test("a transaction in JSON becomes the bytes that were signed, and the other way round", async (t) => {
  const chain = TestChain.start();
  const { rest } = await startApiServers(t, { chain });
  const tx_bytes = Buffer.from(chain.tx(alice, [sendMessage(alice, bob, 5n)])).toString("base64");
  const decoded = await askRest(rest, "/cosmos/tx/v1beta1/decode", { body: { tx_bytes } });
  assert.equal(decoded.status, 200);
  const encoded = await askRest(rest, "/cosmos/tx/v1beta1/encode", { body: decoded.json });
  assert.deepEqual(encoded.json, { tx_bytes });
  const simulated = await askRest(rest, "/cosmos/tx/v1beta1/simulate", { body: decoded.json });
  assert.equal(simulated.status, 200);
});

/** An `Any` in so many others. */
function nested(levels: number): unknown {
  let value: unknown = { "@type": "/cosmos.bank.v1beta1.MsgSend" };
  for (let level = 0; level < levels; level++) {
    value = { "@type": "/cosmos.tx.v1beta1.TxBody", messages: [value] };
  }
  return { tx: { body: { messages: [value] } } };
}

test("a body nests so deep and no deeper, and a much deeper one harms nothing", async (t) => {
  const { rest, bugs } = await startApiServers(t);
  const post = async (body: string) =>
    (await fetch(`${rest}/cosmos/tx/v1beta1/encode`, { method: "POST", body })).status;
  // The request, the transaction and its body come first; each level is an Any and what is in it.
  const most = Math.floor((API_JSON_DEPTH_MAX - 4) / 2);
  assert.equal(await post(JSON.stringify(nested(most))), 200);
  assert.equal(await post(JSON.stringify(nested(most + 1))), 400);
  const open = '{"tx":{"body":{"messages":[';
  const level = '{"@type":"/cosmos.tx.v1beta1.TxBody","messages":[';
  assert.equal(await post(`${open}${level.repeat(20_000)}${"]}".repeat(20_000)}]}}}`), 400);
  assert.equal(await post("[".repeat(1_000_000)), 400);
  assert.deepEqual(bugs, []);
});

test("pages of any origin may ask", async (t) => {
  const { rest } = await startApiServers(t);
  const response = await fetch(`${rest}/cosmos/tx/v1beta1/txs`, {
    method: "OPTIONS",
    headers: {
      Origin: "https://wallet.example",
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "content-type,x-grpc-web",
    },
  });
  assert.equal(response.status, 204);
  assert.equal(response.headers.get("access-control-allow-origin"), "*");
  assert.equal(response.headers.get("access-control-allow-headers"), "content-type,x-grpc-web");
  assert.match(response.headers.get("access-control-allow-methods") ?? "", /POST/);
  const { headers } = await askRest(rest, "/cosmos/bank/v1beta1/params");
  assert.equal(headers.get("access-control-allow-origin"), "*");
  assert.match(headers.get("access-control-expose-headers") ?? "", /x-cosmos-block-height/);
});

test("the documentation loads nothing from elsewhere, and can be switched off", async (t) => {
  const { rest } = await startApiServers(t);
  const page = await fetch(`${rest}/swagger/`);
  assert.equal(page.status, 200);
  assert.match(page.headers.get("content-security-policy") ?? "", /^default-src 'self';/);
  const html = await page.text();
  const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? "");
  assert.equal(links.length, 3);
  for (const link of links) {
    const { status, headers } = await fetch(`${rest}${link}`);
    assert.equal(status, 200, link);
    assert.match(headers.get("content-type") ?? "", link.endsWith("css") ? /css/ : /javascript/);
  }
  const { json } = await askRest(rest, "/swagger/openapi.json");
  assert.ok("paths" in (json as object));
  for (const path of ["/swagger/../package.json", "/swagger/package.json", "/swagger/x/y"]) {
    assert.equal((await askRest(rest, path)).status, 501, path);
  }
  const without = await startApiServers(t, { swagger: false });
  assert.equal((await askRest(without.rest, "/swagger")).status, 501);
});

test("a body may be so long and no longer, whether its length is told or not", async (t) => {
  const lengths: number[] = [];
  const handler: Handler = ({ data }) => {
    lengths.push(data.length);
    return Promise.resolve({ value: new Uint8Array() });
  };
  const { rest } = await startApiServers(t, { handlers: new Map([[SIMULATE_PATH, handler]]) });
  const body = (bytes: number): string => `{"tx_bytes":"AAAA"${" ".repeat(bytes - 19)}}`;
  const post = async (text: string | ReadableStream): Promise<number> => {
    const options = { method: "POST", body: text, duplex: "half" as const };
    const response = await fetch(`${rest}/cosmos/tx/v1beta1/simulate`, options);
    await response.arrayBuffer();
    return response.status;
  };
  const streamed = (text: string): ReadableStream => new Blob([text]).stream();
  assert.equal(await post(body(REST_BODY_BYTES_MAX)), 200);
  assert.equal(await post(streamed(body(REST_BODY_BYTES_MAX))), 200);
  assert.equal(lengths.length, 2);
  assert.equal(await post(body(REST_BODY_BYTES_MAX + 1)), 413);
  assert.equal(await post(streamed(body(REST_BODY_BYTES_MAX + 1))), 413);
  assert.equal(lengths.length, 2);
});

test("headers and parameters may be so many and no more", async (t) => {
  const { rest } = await startApiServers(t);
  const path = "/cosmos/bank/v1beta1/params";
  const parameters = (count: number): string =>
    Array.from({ length: count }, (_, index) => `p${index}=1`).join("&");
  assert.equal((await askRest(rest, `${path}?${parameters(REST_PARAMETERS_MAX)}`)).status, 200);
  assert.equal((await askRest(rest, `${path}?${parameters(REST_PARAMETERS_MAX + 1)}`)).status, 400);
  const long = await fetch(`${rest}${path}?x=${"y".repeat(API_HEADER_BYTES_MAX)}`);
  assert.equal(long.status, 431);
});

test("one call too many is refused, and its place is free when the client is gone", async (t) => {
  let entered: () => void = () => undefined;
  let aborted: () => void = () => undefined;
  const isEntered = new Promise<void>((resolve) => (entered = resolve));
  const isAborted = new Promise<void>((resolve) => (aborted = resolve));
  let isFirst = true;
  const handler: Handler = ({ signal }) => {
    if (!isFirst) return Promise.resolve({ value: new Uint8Array() });
    isFirst = false;
    entered();
    return new Promise(() => {
      signal.addEventListener("abort", () => {
        aborted();
      });
    });
  };
  const handlers = new Map([[BALANCE_PATH, handler]]);
  const { rest } = await startApiServers(t, {
    handlers,
    gate: new CallGate({ callsMax: 1, waitingMax: 0 }),
  });
  const path = "/cosmos/bank/v1beta1/balances/a/by_denom";
  const first = httpRequest(`${rest}${path}`).on("error", () => undefined);
  first.end();
  await isEntered;
  const { status, json } = await askRest(rest, path);
  assert.equal(status, 429);
  assert.equal((json as { readonly code: number }).code, 8);
  first.destroy();
  await isAborted;
  assert.equal((await askRest(rest, path)).status, 200);
});

test("a client that sends or reads too slowly is cut", async (t) => {
  const handler: Handler = () => {
    const denom = "x".repeat(32 * 1_048_576);
    const value = QueryBalanceResponse.encode({ balance: { denom, amount: "1" } }).finish();
    return Promise.resolve({ value });
  };
  const echo: Handler = () => Promise.resolve({ value: new Uint8Array() });
  const { restPort, rest } = await startApiServers(t, {
    handlers: new Map([
      [BALANCE_PATH, handler],
      [SIMULATE_PATH, echo],
    ]),
    gate: new CallGate({ callsMax: 1, waitingMax: 0, timeoutMs: 300 }),
  });
  const heads = [
    "GET /cosmos/bank/v1beta1/balances/a/by_denom HTTP/1.1\r\nHost: x\r\n\r\n",
    "POST /cosmos/tx/v1beta1/simulate HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
  ];
  for (const head of heads) {
    const socket = connect(restPort, "127.0.0.1");
    // It reads nothing until it has been cut.
    socket.on("error", () => undefined);
    socket.write(head);
    const isFree = async (): Promise<boolean> =>
      (await askRest(rest, "/cosmos/tx/v1beta1/simulate", { body: {} })).status === 200;
    await until("the call to begin", async () => !(await isFree()));
    await until("its place to be free", isFree);
    socket.resume();
    if (!socket.closed) await once(socket, "close");
  }
});

/** A message with its frame, as gRPC-web sends it. */
function frame(message: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** The frames of an answer: message, then trailers as text. */
function frames(bytes: Buffer): { readonly flags: number; readonly data: Buffer }[] {
  const found = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32BE(at + 1);
    found.push({ flags: bytes[at] ?? 0, data: bytes.subarray(at + 5, at + 5 + length) });
    at += 5 + length;
  }
  return found;
}

const DECODERS: readonly (readonly [
  string,
  (bytes: Buffer) => Buffer,
  (body: Buffer) => string,
])[] = [
  ["application/grpc-web+proto", (bytes) => bytes, (body) => body.toString("latin1")],
  [
    "application/grpc-web-text",
    // Parts may be padded each for itself.
    (bytes) =>
      Buffer.concat(
        (bytes.toString("latin1").match(/[^=]+={0,2}/g) ?? []).map((part) =>
          Buffer.from(part, "base64"),
        ),
      ),
    (body) => body.toString("base64"),
  ],
];

for (const [contentType, decode, encode] of DECODERS) {
  test(`a browser asks by ${contentType}`, async (t) => {
    const { rest, bugs } = await startApiServers(t);
    const ask = async (address: string) => {
      const message = QueryBalanceRequest.encode({ address, denom: "ulaz" }).finish();
      const response = await fetch(`${rest}${BALANCE_PATH}`, {
        method: "POST",
        headers: { "Content-Type": contentType, "X-Grpc-Web": "1", [HEIGHT]: "1" },
        body: Buffer.from(encode(frame(message)), "latin1"),
      });
      return { response, frames: frames(decode(Buffer.from(await response.arrayBuffer()))) };
    };
    const good = await ask(alice.address);
    assert.equal(good.response.headers.get("access-control-allow-origin"), "*");
    assert.ok(good.response.headers.get("content-type")?.startsWith(contentType.slice(0, 24)));
    assert.equal(good.response.headers.get(HEIGHT), "1");
    const [message, trailer] = good.frames;
    assert.ok(message !== undefined && trailer !== undefined);
    const answer = QueryBalanceResponse.decode(new Uint8Array(message.data));
    assert.equal(answer.balance?.amount, String(FUNDS));
    assert.equal(trailer.flags, 0x80);
    assert.match(trailer.data.toString(), /grpc-status: 0/i);

    const bad = await ask("test");
    const status =
      bad.response.headers.get("grpc-status") ??
      /grpc-status: (\d+)/i.exec(bad.frames.at(-1)?.data.toString() ?? "")?.[1];
    assert.equal(status, "3");
    // Some clients show the text as it came.
    assert.match(bad.frames.at(-1)?.data.toString() ?? "", /grpc-message: ?\S.* .*\r?$/im);
    assert.doesNotMatch(bad.frames.at(-1)?.data.toString() ?? "", /%20|%3A/);
    assert.deepEqual(bugs, []);
  });
}

test("gRPC-web says of a method that is not there what gRPC says", async (t) => {
  const { rest } = await startApiServers(t);
  const response = await fetch(`${rest}/cosmos.gov.v1.Query/Proposals`, {
    method: "POST",
    headers: { "Content-Type": "application/grpc-web+proto" },
    body: frame(new Uint8Array()),
  });
  assert.deepEqual(
    [response.status, response.headers.get("grpc-status"), response.headers.get("content-type")],
    [200, "12", "application/grpc-web+proto"],
  );
  assert.match(response.headers.get("grpc-message") ?? "", /unknown method \/cosmos\.gov/);
});

test("gRPC-web is not there if it is switched off", async (t) => {
  const { rest } = await startApiServers(t, { grpcWeb: false });
  const response = await fetch(`${rest}${BALANCE_PATH}`, {
    method: "POST",
    headers: { "Content-Type": "application/grpc-web" },
    body: frame(new Uint8Array()),
  });
  assert.equal(response.status, 501);
});

test("a request whose host is nonsense ends itself and nothing else", async (t) => {
  const { rest, restPort } = await startApiServers(t);
  const socket = connect(restPort, "127.0.0.1");
  socket.write(
    `POST ${BALANCE_PATH} HTTP/1.1\r\nHost: a b\r\nContent-Type: application/grpc-web\r\n` +
      "Content-Length: 5\r\n\r\n\0\0\0\0\0",
  );
  socket.resume();
  await once(socket, "close");
  assert.equal((await askRest(rest, "/cosmos/bank/v1beta1/params")).status, 200);
});
