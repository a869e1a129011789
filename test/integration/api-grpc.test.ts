import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { status } from "@grpc/grpc-js";
import { QueryDefinition as AuthQuery } from "../../proto/gen/cosmos/auth/v1beta1/query.ts";
import {
  QueryBalanceRequest,
  QueryBalanceResponse,
  QueryDefinition as BankQuery,
} from "../../proto/gen/cosmos/bank/v1beta1/query.ts";
import { ServiceDefinition as CometService } from "../../proto/gen/cosmos/base/tendermint/v1beta1/query.ts";
import { ServiceDefinition as TxService } from "../../proto/gen/cosmos/tx/v1beta1/service.ts";
import { type Tx, TxBody, AuthInfo, TxRaw } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { HealthDefinition } from "../../proto/gen/grpc/health/v1/health.ts";
import {
  ServerReflectionDefinition,
  type ServerReflectionRequest,
  type ServerReflectionResponse,
} from "../../proto/gen/grpc/reflection/v1/reflection.ts";
import { ServerReflectionDefinition as AlphaDefinition } from "../../proto/gen/grpc/reflection/v1alpha/reflection.ts";
import { CallGate } from "../../app/node/api/call-gate.ts";
import type { Handler } from "../../app/node/api/calls.ts";
import {
  API_HEADER_BYTES_MAX,
  API_MESSAGE_BYTES_MAX,
  GRPC_CONNECTIONS_MAX,
  REFLECTION_REQUESTS_MAX,
} from "../../app/node/api/limits.ts";
import { SIMULATE_PATH } from "../../app/node/api/paths.ts";
import { until } from "../helpers/abci-client.ts";
import { startApiServers, stateOf } from "../helpers/api-servers.ts";
import { alice, bob, FUNDS, TestChain } from "../helpers/executor.ts";
import { GrpcClient } from "../helpers/grpc-client.ts";
import { createSigner, sendMessage } from "../helpers/tx.ts";

const { balance } = BankQuery.methods;
const HEIGHT = "x-cosmos-block-height";

test("a query is answered at the newest height or at the one that is asked for", async (t) => {
  const chain = TestChain.start();
  chain.block([chain.tx(alice, [sendMessage(alice, bob, 5n)])]);
  const { grpc, bugs } = await startApiServers(t, { chain });
  const client = new GrpcClient(t, grpc);
  const request = { address: bob.address, denom: "ulaz" };
  const newest = await client.call(BankQuery, balance, request);
  assert.equal(newest.message.balance?.amount, String(FUNDS + 5n));
  assert.deepEqual(newest.header.get(HEIGHT), ["2"]);
  const before = await client.call(BankQuery, balance, request, { [HEIGHT]: "1" });
  assert.equal(before.message.balance?.amount, String(FUNDS));
  assert.deepEqual(before.header.get(HEIGHT), ["1"]);
  assert.deepEqual(bugs, []);
});

test("errors have the SDK's statuses and texts", async (t) => {
  const { grpc } = await startApiServers(t);
  const client = new GrpcClient(t, grpc);
  const ask = (address: string, metadata = {}) =>
    client.call(BankQuery, balance, { address, denom: "ulaz" }, metadata);
  await assert.rejects(ask("test"), { code: status.INVALID_ARGUMENT, details: /^invalid address/ });
  for (const height of ["3", "-1", "x", "9999999999999999999"]) {
    await assert.rejects(ask(alice.address, { [HEIGHT]: height }), {
      code: status.INVALID_ARGUMENT,
      details: /height/,
    });
  }
  const nobody = createSigner("nobody").address;
  const account = client.call(AuthQuery, AuthQuery.methods.account, { address: nobody });
  await assert.rejects(account, {
    code: status.NOT_FOUND,
    details: `account ${nobody} not found`,
  });
});

test("what is not there is unimplemented", async (t) => {
  const { grpc, bugs } = await startApiServers(t);
  const client = new GrpcClient(t, grpc);
  const amino = client.call(TxService, TxService.methods.txEncodeAmino, { aminoJson: "{}" });
  await assert.rejects(amino, { code: status.UNIMPLEMENTED });
  for (const fullName of ["cosmos.gov.v1.Query", "cosmos.bank.v1beta1.Msg", "x"]) {
    const call = client.call({ fullName }, balance, { address: "", denom: "" });
    await assert.rejects(call, { code: status.UNIMPLEMENTED });
  }
  assert.deepEqual(bugs, []);
});

test("a transaction is simulated from its bytes and from its parts", async (t) => {
  const chain = TestChain.start();
  const { grpc } = await startApiServers(t, { chain });
  const client = new GrpcClient(t, grpc);
  const txBytes = chain.tx(alice, [sendMessage(alice, bob, 5n)]);
  const simulate = async (request: { txBytes: Uint8Array; tx: Tx | undefined }) =>
    (await client.call(TxService, TxService.methods.simulate, request)).message;
  const fromBytes = await simulate({ txBytes, tx: undefined });
  assert.ok((fromBytes.gasInfo?.gasUsed ?? 0n) > 0n);
  assert.deepEqual(
    fromBytes.result?.msgResponses.map(({ typeUrl }) => typeUrl),
    ["/cosmos.bank.v1beta1.MsgSendResponse"],
  );
  const { bodyBytes, authInfoBytes, signatures } = TxRaw.decode(txBytes);
  const body = TxBody.decode(bodyBytes);
  const tx = { body, authInfo: AuthInfo.decode(authInfoBytes), signatures };
  assert.deepEqual(await simulate({ txBytes: new Uint8Array(), tx }), fromBytes);

  const tooMuch = chain.tx(alice, [sendMessage(alice, bob, FUNDS * 2n)]);
  await assert.rejects(simulate({ txBytes: tooMuch, tx: undefined }), {
    code: status.UNKNOWN,
    details: /insufficient funds.*gas used: '\d+'/,
  });
  await assert.rejects(simulate({ txBytes: new Uint8Array(), tx: undefined }), {
    code: status.INVALID_ARGUMENT,
  });
});

test("a transaction is taken apart and put together again", async (t) => {
  const chain = TestChain.start();
  const { grpc } = await startApiServers(t, { chain });
  const client = new GrpcClient(t, grpc);
  const txBytes = chain.tx(alice, [sendMessage(alice, bob, 5n)]);
  const { txDecode, txEncode } = TxService.methods;
  const decoded = await client.call(TxService, txDecode, { txBytes });
  assert.equal(decoded.message.tx?.body?.messages[0]?.typeUrl, "/cosmos.bank.v1beta1.MsgSend");
  const encoded = await client.call(TxService, txEncode, { tx: decoded.message.tx });
  assert.deepEqual(encoded.message.txBytes, txBytes);
  for (const broken of [txBytes.subarray(1), Uint8Array.of(...txBytes, 0x28, 1)]) {
    await assert.rejects(client.call(TxService, txDecode, { txBytes: broken }), {
      code: status.INVALID_ARGUMENT,
    });
  }
});

test("ABCIQuery reads stores, and nothing else", async (t) => {
  const { grpc } = await startApiServers(t);
  const client = new GrpcClient(t, grpc);
  const ask = (path: string) =>
    client.call(CometService, CometService.methods.aBCIQuery, {
      ...{ path, data: Uint8Array.of(2), height: 0n, prove: false },
    });
  const { message } = await ask("/store/bank/key");
  assert.deepEqual([message.code, message.height], [0, 1n]);
  const missing = await ask("/store/nothing/key");
  assert.deepEqual([missing.message.code, missing.message.codespace], [6, "sdk"]);
  await assert.rejects(ask("/cosmos.bank.v1beta1.Query/Params"), {
    code: status.INVALID_ARGUMENT,
  });
});

test("without CometBFT what needs it is unavailable, and the rest is there", async (t) => {
  const handlers = await import("../../app/node/api/api-worker.ts");
  const chain = TestChain.start();
  const map = handlers.createHandlers(
    { cometUrl: "http://127.0.0.1:1", queryPaths: ["/cosmos.bank.v1beta1.Query/Balance"] },
    stateOf(chain),
  );
  const { grpc, bugs } = await startApiServers(t, { handlers: map });
  const client = new GrpcClient(t, grpc);
  const info = client.call(CometService, CometService.methods.getNodeInfo, {});
  await assert.rejects(info, { code: status.UNAVAILABLE, details: /CometBFT does not answer/ });
  await client.call(BankQuery, balance, { address: alice.address, denom: "ulaz" });
  assert.deepEqual(bugs, []);
});

test("a codec of another name is protobuf, as Go's clients of the SDK have it", async (t) => {
  const { grpc } = await startApiServers(t);
  const session = connectHttp2(`http://${grpc}`);
  t.after(() => session.destroy());
  const request = QueryBalanceRequest.encode({ address: alice.address, denom: "ulaz" }).finish();
  const frame = Buffer.alloc(5 + request.length);
  frame.writeUInt32BE(request.length, 1);
  frame.set(request, 5);
  const stream = session.request({
    ":method": "POST",
    ":path": "/cosmos.bank.v1beta1.Query/Balance",
    "content-type": "application/grpc+cosmos-sdk-grpc-codec",
    te: "trailers",
  });
  const trailers = once(stream, "trailers") as Promise<[Readonly<Record<string, string>>]>;
  const [headers] = (await once(stream.end(frame), "response")) as [Record<string, unknown>];
  assert.equal(headers[":status"], 200);
  assert.match(String(headers["content-type"]), /^application\/grpc/);
  const body = Buffer.concat((await stream.toArray()) as Buffer[]);
  assert.equal((await trailers)[0]["grpc-status"], "0");
  const { balance: found } = QueryBalanceResponse.decode(body.subarray(5));
  assert.equal(found?.denom, "ulaz");
});

test("health knows the services that are there", async (t) => {
  const { grpc } = await startApiServers(t);
  const client = new GrpcClient(t, grpc);
  const { check, list } = HealthDefinition.methods;
  for (const service of ["", "cosmos.bank.v1beta1.Query", "grpc.health.v1.Health"]) {
    assert.equal((await client.call(HealthDefinition, check, { service })).message.status, 1);
  }
  const unknown = client.call(HealthDefinition, check, { service: "cosmos.gov.v1.Query" });
  await assert.rejects(unknown, { code: status.NOT_FOUND });
  const { statuses } = (await client.call(HealthDefinition, list, {})).message;
  assert.equal(statuses["lazuli.kv.v1.Query"]?.status, 1);
});

type Question = NonNullable<ServerReflectionRequest["messageRequest"]>;

function filesIn(answer: ServerReflectionResponse | undefined): readonly string[] {
  assert.equal(answer?.messageResponse?.$case, "fileDescriptorResponse");
  const { fileDescriptorProto } = answer.messageResponse.value;
  return fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name);
}

test("reflection describes the services, in both versions", async (t) => {
  const { grpc } = await startApiServers(t);
  const client = new GrpcClient(t, grpc);
  for (const definition of [ServerReflectionDefinition, AlphaDefinition]) {
    const ask = (...questions: readonly Question[]) =>
      client.stream(
        definition,
        definition.methods.serverReflectionInfo as never,
        questions.map((messageRequest) => ({ host: "h", messageRequest })) as never,
      ) as Promise<readonly ServerReflectionResponse[]>;

    const [listed] = await ask({ $case: "listServices", value: "" });
    assert.equal(listed?.validHost, "h");
    assert.equal(listed.messageResponse?.$case, "listServicesResponse");
    const names = listed.messageResponse.value.service.map(({ name }) => name);
    for (const name of ["cosmos.bank.v1beta1.Query", "lazuli.kv.v1.Query", definition.fullName]) {
      assert.ok(names.includes(name), name);
    }

    const bank = "cosmos/bank/v1beta1/query.proto";
    for (const value of [
      ...["cosmos.bank.v1beta1.Query", "cosmos.bank.v1beta1.Query.Balance"],
      ...[
        "cosmos.bank.v1beta1.QueryBalanceRequest",
        "cosmos.bank.v1beta1.QueryBalanceRequest.denom",
      ],
    ]) {
      const [found] = await ask({ $case: "fileContainingSymbol", value });
      assert.equal(filesIn(found)[0], bank, value);
    }
    const [byName, again] = await ask(
      { $case: "fileByFilename", value: bank },
      { $case: "fileByFilename", value: bank },
    );
    assert.ok(filesIn(byName).includes("google/api/http.proto"));
    assert.deepEqual(filesIn(again), [bank]);

    const extendee = "google.protobuf.MethodOptions";
    const [numbers, http] = await ask(
      { $case: "allExtensionNumbersOfType", value: extendee },
      {
        $case: "fileContainingExtension",
        value: { containingType: extendee, extensionNumber: 72295728 },
      },
    );
    assert.equal(numbers?.messageResponse?.$case, "allExtensionNumbersResponse");
    assert.ok(numbers.messageResponse.value.extensionNumber.includes(72295728));
    assert.equal(filesIn(http)[0], "google/api/annotations.proto");
    const unknown = await ask(
      { $case: "fileContainingSymbol", value: "cosmos.Nothing" },
      { $case: "fileContainingSymbol", value: "cosmos.bank.v1beta1.Query.Nothing" },
      { $case: "fileByFilename", value: "no.proto" },
      { $case: "allExtensionNumbersOfType", value: "no.Type" },
      {
        $case: "fileContainingExtension",
        value: { containingType: extendee, extensionNumber: 1 },
      },
    );
    for (const { messageResponse } of unknown) {
      assert.equal(messageResponse?.$case, "errorResponse");
      assert.equal(messageResponse.value.errorCode, status.NOT_FOUND);
    }
  }
});

test("the files that reflection gives make every service whole", async (t) => {
  const { grpc } = await startApiServers(t);
  const client = new GrpcClient(t, grpc);
  const ask = (messageRequest: Question) =>
    client.stream(
      ServerReflectionDefinition,
      ServerReflectionDefinition.methods.serverReflectionInfo,
      [{ host: "", messageRequest }],
    );
  const [listed] = await ask({ $case: "listServices", value: "" });
  assert.equal(listed?.messageResponse?.$case, "listServicesResponse");
  for (const { name } of listed.messageResponse.value.service) {
    const [answer] = await ask({ $case: "fileContainingSymbol", value: name });
    assert.equal(answer?.messageResponse?.$case, "fileDescriptorResponse");
    const files = answer.messageResponse.value.fileDescriptorProto.map((bytes) =>
      fromBinary(FileDescriptorProtoSchema, bytes),
    );
    const defined = files[0]?.service.map((service) => `${files[0]?.package}.${service.name}`);
    assert.ok(defined?.includes(name), name);
    const present = new Set(files.map((file) => file.name));
    for (const { dependency } of files) {
      for (const needed of dependency) assert.ok(present.has(needed), `${name}: ${needed}`);
    }
  }
});

test("a stream of reflection has so many requests and no more", async (t) => {
  const { grpc } = await startApiServers(t);
  const client = new GrpcClient(t, grpc);
  const ask = (count: number) =>
    client.stream(
      ServerReflectionDefinition,
      ServerReflectionDefinition.methods.serverReflectionInfo,
      Array.from({ length: count }, () => ({
        host: "",
        messageRequest: { $case: "fileByFilename" as const, value: "no.proto" },
      })),
    );
  assert.equal((await ask(REFLECTION_REQUESTS_MAX)).length, REFLECTION_REQUESTS_MAX);
  await assert.rejects(ask(REFLECTION_REQUESTS_MAX + 1), { code: status.RESOURCE_EXHAUSTED });
});

test("a message may be so long and no longer", async (t) => {
  let length = 0;
  const handler: Handler = ({ data }) => {
    length = data.length;
    return Promise.resolve({ value: new Uint8Array() });
  };
  const { grpc } = await startApiServers(t, { handlers: new Map([[SIMULATE_PATH, handler]]) });
  const client = new GrpcClient(t, grpc);
  const send = (bytes: number) => {
    // Two for the field and three for its length.
    const txBytes = new Uint8Array(bytes - 4);
    return client.call(TxService, TxService.methods.simulate, { txBytes, tx: undefined });
  };
  await send(API_MESSAGE_BYTES_MAX);
  assert.equal(length, API_MESSAGE_BYTES_MAX);
  await assert.rejects(send(API_MESSAGE_BYTES_MAX + 1), { code: status.RESOURCE_EXHAUSTED });
});

test("metadata may be so long and no longer", async (t) => {
  const { grpc } = await startApiServers(t);
  const client = new GrpcClient(t, grpc);
  const ask = (bytes: number) =>
    client.call(
      BankQuery,
      balance,
      { address: alice.address, denom: "ulaz" },
      { long: "x".repeat(bytes) },
    );
  await ask(API_HEADER_BYTES_MAX - 1_000);
  await assert.rejects(ask(API_HEADER_BYTES_MAX), { code: status.RESOURCE_EXHAUSTED });
});

test("so many calls are answered at a time, one more is refused, and its place is free again", async (t) => {
  const waiting: (() => void)[] = [];
  let entered: () => void = () => undefined;
  const handler: Handler = () =>
    new Promise((resolve) => {
      waiting.push(() => {
        resolve({ value: new Uint8Array() });
      });
      entered();
    });
  const path = "/cosmos.bank.v1beta1.Query/Balance";
  const { grpc } = await startApiServers(t, {
    handlers: new Map([[path, handler]]),
    gate: new CallGate({ callsMax: 2, waitingMax: 0 }),
  });
  const client = new GrpcClient(t, grpc);
  const ask = () => client.call(BankQuery, balance, { address: "", denom: "" });
  const full = new Promise<void>((resolve) => {
    entered = () => {
      if (waiting.length === 2) resolve();
    };
  });
  const calls = [ask(), ask()];
  await full;
  await assert.rejects(ask(), { code: status.RESOURCE_EXHAUSTED });
  for (const answer of waiting) answer();
  await Promise.all(calls);
  const later = ask();
  await new Promise<void>((resolve) => {
    entered = resolve;
  });
  waiting.at(-1)?.();
  await later;
});

test("a call that takes too long is cut, and its place is free again", async (t) => {
  const path = "/cosmos.bank.v1beta1.Query/Balance";
  let isAborted: Promise<void> | undefined;
  const handler: Handler = ({ signal }) => {
    isAborted = new Promise((resolve) => {
      signal.addEventListener("abort", () => {
        resolve();
      });
    });
    return new Promise(() => undefined);
  };
  const gate = new CallGate({ callsMax: 1, waitingMax: 0, timeoutMs: 20 });
  const { grpc } = await startApiServers(t, { handlers: new Map([[path, handler]]), gate });
  const client = new GrpcClient(t, grpc);
  for (let round = 0; round < 2; round++) {
    const call = client.call(BankQuery, balance, { address: "", denom: "" });
    await assert.rejects(call, { code: status.CANCELLED });
    await isAborted;
  }
});

test("connections may be so many, and one more is closed", async (t) => {
  const { grpc, grpcPort } = await startApiServers(t);
  const sockets = await Promise.all(
    Array.from({ length: GRPC_CONNECTIONS_MAX }, async () => {
      const socket = connect(grpcPort, "127.0.0.1");
      await once(socket, "connect");
      return socket;
    }),
  );
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  const extra = connect(grpcPort, "127.0.0.1");
  extra.resume();
  await once(extra, "close");
  assert.ok(sockets.every((socket) => !socket.closed));
  sockets[0]?.destroy();
  const client = new GrpcClient(t, grpc);
  const ask = () =>
    client.call(BankQuery, balance, { address: alice.address, denom: "ulaz" }).then(
      () => true,
      () => false,
    );
  await until("room for a client", ask);
});

test("what is no HTTP/2 ends its own connection and no other", async (t) => {
  const { grpc, grpcPort } = await startApiServers(t);
  for (const bytes of [
    "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    "\0".repeat(100),
  ]) {
    const socket = connect(grpcPort, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(Buffer.from(bytes, "latin1"));
    socket.resume();
    await once(socket, "close");
  }
  const client = new GrpcClient(t, grpc);
  await client.call(BankQuery, balance, { address: alice.address, denom: "ulaz" });
});
