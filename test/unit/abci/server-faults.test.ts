import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { CONNECTIONS_MAX } from "../../../app/abci/limits.ts";
import type { RequestValue } from "../../../app/abci/messages.ts";
import { AbciServer } from "../../../app/abci/server.ts";
import {
  RequestPrepareProposal,
  ResponseCheckTx,
  ResponseQuery,
} from "../../../proto/gen/tendermint/abci/types.ts";
import { createNoopApplication, createRecordingLog } from "../../helpers/abci-application.ts";
import { until, type AbciClient } from "../../helpers/abci-client.ts";
import { serve, temporaryFolder } from "../../helpers/abci-server.ts";

const FLUSH: RequestValue = { $case: "flush", value: {} };
const COMMIT: RequestValue = { $case: "commit", value: {} };
const CHECK_TX: RequestValue = { $case: "checkTx", value: { tx: Uint8Array.of(1), type: 0 } };
const QUERY: RequestValue = {
  $case: "query",
  value: { path: "/", data: Uint8Array.of(1), height: 0n, prove: false },
};

const PREPARE_PROPOSAL: RequestValue = {
  $case: "prepareProposal",
  value: RequestPrepareProposal.fromPartial({ height: 1n }),
};

async function exceptionOf(client: AbciClient): Promise<string> {
  await client.hungUp();
  const last = client.responses.at(-1);
  assert.equal(last?.$case, "exception");
  return last.value.error;
}

const broken = [
  {
    name: "text",
    bytes: Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n".repeat(3)),
    reason: /protobuf|kind/,
  },
  { name: "an empty frame", bytes: Buffer.of(0), reason: /0 bytes/ },
  { name: "a frame over the limit", bytes: Buffer.of(0x81, 0x80, 0x40), reason: /at most 1048576/ },
  { name: "a length without an end", bytes: Buffer.alloc(20, 0xff), reason: /does not end/ },
  {
    name: "a request of an unknown kind",
    bytes: Buffer.of(3, 0xfa, 1, 0),
    reason: /kind that this/,
  },
  { name: "an empty request", bytes: Buffer.of(2, 0xf8, 1), reason: /not a protobuf request/ },
  {
    name: "a broken request",
    bytes: Buffer.of(3, 0x42, 6, 0x0a),
    reason: /not a protobuf request/,
  },
];

for (const { name, bytes, reason } of broken) {
  test(`${name} costs its sender the connection and nobody else anything`, async (t) => {
    const served = await serve(t);
    const [healthy, sick] = [await served.connect(), await served.connect()];
    sick.send(FLUSH);
    sick.sendBytes(bytes);
    sick.send(CHECK_TX);
    assert.match(await exceptionOf(sick), reason);
    assert.deepEqual(
      sick.responses.map(({ $case }) => $case),
      ["flush", "exception"],
    );
    assert.ok(served.lines.some((line) => line.startsWith("warn") && reason.test(line)));
    healthy.send(CHECK_TX);
    await healthy.receive(1);
    (await served.connect()).send(FLUSH);
    assert.deepEqual(served.faults, []);
    assert.deepEqual(served.kinds, ["checkTx"]);
  });
}

test("a frame that never comes whole holds nobody up, and its end is logged", async (t) => {
  const served = await serve(t);
  const slow = await served.connect();
  slow.sendBytes(Buffer.of(0x80));
  const other = await served.connect();
  other.send(FLUSH);
  await other.receive(1);
  slow.socket.end();
  await until("the log line", () => served.lines.some((line) => line.includes("inside a frame")));
  await slow.hungUp();
});

const failing = [
  {
    name: "throws",
    query: () => {
      throw new Error("disk on fire");
    },
  },
  { name: "rejects", query: () => Promise.reject(new Error("disk on fire")) },
  {
    name: "answers what cannot be encoded",
    query: () => ({ ...ResponseQuery.fromPartial({}), code: -1 }),
  },
];

for (const { name, query } of failing) {
  test(`a handler that ${name} stops the application once`, async (t) => {
    const served = await serve(t, { overrides: { query } });
    const [client, other] = [await served.connect(), await served.connect()];
    client.send(FLUSH, QUERY, FLUSH);
    assert.match(await exceptionOf(client), /^query: (disk on fire|invalid uint32)/);
    await until("the fault to be reported", () => served.faults.length > 0);
    assert.match(String(served.faults[0]), /disk on fire|invalid uint32/);
    assert.ok(served.lines.some((line) => line.startsWith("error the application failed")));
    other.send(CHECK_TX);
    assert.match(await exceptionOf(other), /stopped after a failure/);
    assert.deepEqual(served.kinds, ["query"]);
    assert.equal(served.faults.length, 1);
  });
}

test("a fault is reported although its connection is gone", async (t) => {
  let fail: ((error: Error) => void) | undefined;
  const served = await serve(t, {
    overrides: { commit: () => new Promise((_, reject) => (fail = reject)) },
  });
  const client = await served.connect();
  client.send(COMMIT);
  await until("the commit to start", () => fail !== undefined);
  client.close();
  await until("the close", () => served.lines.some((line) => line.includes("a connection closed")));
  fail?.(new Error("late"));
  await until("the fault to be reported", () => served.faults.length > 0);
});

test("a killed peer: what runs is finished and dropped, what waits is not executed, the next is served", async (t) => {
  let release: (() => void) | undefined;
  let commits = 0;
  const served = await serve(t, {
    overrides: {
      prepareProposal: async ({ txs }) => {
        await new Promise<void>((resolve) => (release = resolve));
        return { txs };
      },
      commit: () => {
        commits += 1;
        return { retainHeight: 0n };
      },
    },
  });
  const first = await served.connect();
  first.send(PREPARE_PROPOSAL, COMMIT);
  await until("the proposal to start", () => release !== undefined);
  first.close();
  await until("the close", () => served.lines.some((line) => line.includes("a connection closed")));
  const next = await served.connect();
  next.send({
    $case: "info",
    value: { version: "", blockVersion: 0n, p2pVersion: 0n, abciVersion: "" },
  });
  release?.();
  await next.receive(1);
  assert.equal(commits, 0);
  assert.deepEqual(served.kinds, ["prepareProposal", "info"]);
  for (const text of ["dropped a response", "dropped a request that had not started"]) {
    const line = served.lines.find((candidate) => candidate.includes(text));
    assert.match(line ?? "none", /^debug/);
  }
  assert.deepEqual(served.faults, []);
});

test("close answers what has started, then hangs up and removes the socket file", async (t) => {
  let release: (() => void) | undefined;
  const served = await serve(t, {
    overrides: {
      checkTx: ({ tx }) =>
        new Promise((resolve) => {
          release = () => {
            resolve(ResponseCheckTx.fromPartial({ data: tx }));
          };
        }),
    },
  });
  const client = await served.connect();
  const path = served.address.slice("unix://".length);
  assert.ok(existsSync(path));
  client.send(CHECK_TX, FLUSH);
  await until("the request to start", () => release !== undefined);
  const closed = served.server.close();
  release?.();
  await closed;
  await client.hungUp();
  assert.deepEqual(
    client.responses.map(({ $case }) => $case),
    ["checkTx", "flush"],
  );
  assert.equal(existsSync(path), false);
  await served.server.close();
});

test("the socket file is its owner's alone, and other files are made as before", async (t) => {
  const folder = temporaryFolder(t);
  const modeOfNewFile = (name: string): number => {
    writeFileSync(join(folder, name), "");
    return statSync(join(folder, name)).mode;
  };
  const before = modeOfNewFile("before");
  const { address } = await serve(t);
  assert.equal(statSync(address.slice("unix://".length)).mode & 0o777, 0o600);
  assert.equal(modeOfNewFile("after"), before);
});

test("the socket file of a killed process is taken over", async (t) => {
  const path = join(temporaryFolder(t), "abci.sock");
  const script = `require("node:net").createServer().listen(${JSON.stringify(path)}, () => console.log("up"))`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
  assert.ok(existsSync(path), "the killed process should leave its file");
  const served = await serve(t, { address: `unix://${path}` });
  const client = await served.connect();
  client.send(FLUSH);
  await client.receive(1);
});

function serverAt(address: string): AbciServer {
  return new AbciServer({
    application: createNoopApplication(),
    address,
    log: createRecordingLog(),
    frameBytesMax: 1_000,
    onFault: () => undefined,
  });
}

test("an address in use, a file that is no socket and a missing folder are errors that say so", async (t) => {
  const served = await serve(t);
  await assert.rejects(
    serverAt(served.address).listen(),
    /another process is listening on it; stop/,
  );
  const client = await served.connect();
  client.send(FLUSH);
  await client.receive(1);

  const file = join(temporaryFolder(t), "notes.txt");
  writeFileSync(file, "keep me");
  await assert.rejects(serverAt(`unix://${file}`).listen(), /is not a socket/);
  assert.equal(statSync(file).size, 7);

  await assert.rejects(serverAt(`unix://${file}-missing/abci.sock`).listen(), /its folder exists/);

  const other = createServer().listen(0, "127.0.0.1");
  t.after(() => other.close());
  await once(other, "listening");
  const bound = other.address();
  assert.ok(bound !== null && typeof bound !== "string");
  await assert.rejects(serverAt(`tcp://127.0.0.1:${bound.port}`).listen(), /stop that process/);
});

test("connections beyond the limit are refused with a warning, and later ones welcome again", async (t) => {
  const served = await serve(t);
  const clients: AbciClient[] = [];
  for (let i = 0; i < CONNECTIONS_MAX; i++) clients.push(await served.connect());
  await clients[0]?.receive(0);
  const extra = await served.connect();
  await extra.hungUp();
  assert.ok(served.lines.some((line) => line.startsWith("warn refused a connection")));
  clients[0]?.close();
  await until("the close", () => served.lines.some((line) => line.includes("a connection closed")));
  const next = await served.connect();
  next.send(FLUSH);
  await next.receive(1);
});
