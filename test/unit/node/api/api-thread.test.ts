import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { MachineFault } from "../../../../app/core/faults.ts";
import type { QueryRequest, QueryResponse } from "../../../../app/core/query.ts";
import type { ApiWorkerData } from "../../../../app/node/api/api-messages.ts";
import { ApiThread } from "../../../../app/node/api/api-thread.ts";
import { ABCI_CALLS_MAX } from "../../../../app/node/api/limits.ts";
import { UserError } from "../../../../app/node/user-error.ts";
import { until } from "../../../helpers/abci-client.ts";
import { askRest } from "../../../helpers/api-servers.ts";

const SCRIPTED = new URL("../../../helpers/scripted-api-worker.js", import.meta.url);
const LOCAL = { host: "127.0.0.1", port: 0 };
const REST = { ...LOCAL, grpcWeb: true, swagger: true };
const PATH = "/cosmos.bank.v1beta1.Query/Params";

interface Setting {
  readonly data?: Partial<ApiWorkerData>;
  readonly query?: (request: QueryRequest) => QueryResponse | Promise<QueryResponse>;
  readonly program?: URL;
}

async function start(t: TestContext, { data, query, program }: Setting) {
  const errors: string[] = [];
  const faults: Error[] = [];
  const log = {
    ...{ debug: () => undefined, info: () => undefined, warn: () => undefined },
    error: (message: string) => void errors.push(message),
  };
  const [thread, addresses] = await ApiThread.start({
    data: { cometUrl: "http://127.0.0.1:1", queryPaths: [PATH], height: 0, ...data },
    query: query ?? (() => Promise.reject(new Error("not asked"))),
    onFault: (error) => void faults.push(error),
    log: log,
    ...(program && { program }),
  });
  t.after(() => thread.close());
  return { thread, addresses, errors, faults };
}

const ANSWER = {
  ...{ code: 0, codespace: "", log: "", height: 5n, proofOps: undefined },
  ...{ key: new Uint8Array(), value: new Uint8Array() },
};

function request(path: string): QueryRequest {
  return { path, data: Uint8Array.of(1, 2), height: 0n, prove: false };
}

test("queries come from the thread of the servers to whoever answers them, and the height goes back", async (t) => {
  const asked: QueryRequest[] = [];
  const { addresses } = await start(t, {
    data: { rest: REST },
    query: (one) => {
      asked.push(one);
      return ANSWER;
    },
  });
  assert.equal(addresses.grpc, undefined);
  const base = `http://127.0.0.1:${addresses.rest?.port}`;
  const headers = { "x-cosmos-block-height": "3" };
  const { json, headers: answered } = await askRest(base, "/cosmos/bank/v1beta1/params", {
    headers,
  });
  assert.deepEqual(json, { params: { send_enabled: [], default_send_enabled: false } });
  assert.equal(answered.get("x-cosmos-block-height"), "5");
  assert.deepEqual(
    asked.map(({ path, height, prove }) => [path, height, prove]),
    [[PATH, 3n, false]],
  );
});

test("a damaged database that a query finds is told, and the client gets an answer", async (t) => {
  const fault = new MachineFault("damaged");
  const { addresses, faults } = await start(t, {
    data: { rest: REST },
    query: () => Promise.reject(fault),
  });
  const base = `http://127.0.0.1:${addresses.rest?.port}`;
  assert.equal((await askRest(base, "/cosmos/bank/v1beta1/params")).status, 503);
  assert.deepEqual(faults, [fault]);
});

test("a port that is taken is an error that names the setting, the port and what to do", async (t) => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  t.after(() => other.close());
  const { port } = other.address() as AddressInfo;
  for (const [data, setting] of [
    [{ rest: { ...REST, port } }, "api.address"],
    [{ grpc: { ...LOCAL, port } }, "grpc.address"],
  ] as const) {
    await assert.rejects(start(t, { data }), (error) => {
      assert.ok(error instanceof UserError);
      assert.ok(error.message.startsWith(`${setting} 127.0.0.1:${port}: the port is taken`));
      assert.match(error.message, new RegExp(`--${setting}`));
      return true;
    });
  }
  await assert.rejects(start(t, { data: { grpc: { host: "192.0.2.1", port: 0 } } }), UserError);
});

test("calls over ABCI have the SDK's codes and texts", async (t) => {
  const { thread } = await start(t, { program: SCRIPTED });
  const good = await thread.answer(request("/echo"), 9n);
  assert.deepEqual([good.code, good.value, good.height], [0, Uint8Array.of(1, 2), 9n]);
  for (const [status, code, suffix] of [
    ["NotFound", 22, "key not found"],
    ["InvalidArgument", 18, "invalid request"],
    ["FailedPrecondition", 18, "invalid request"],
    ["Unauthenticated", 4, "unauthorized"],
    ["Internal", 6, "unknown request"],
  ] as const) {
    const answer = await thread.answer(request(`/${status}`), 9n);
    assert.deepEqual([answer.code, answer.codespace, answer.height], [code, "sdk", 9n]);
    const text = `^rpc error: code = ${status} desc = call \\d+: ${suffix}$`;
    assert.match(answer.log, new RegExp(text));
  }
});

test("a thread that dies answers what it had with a code, and is replaced", async (t) => {
  const { thread, errors } = await start(t, { program: SCRIPTED });
  const hanging = thread.answer(request("/hang"), 9n);
  const dying = thread.answer(request("/die"), 9n);
  assert.deepEqual([(await hanging).code, (await dying).code], [6, 6]);
  assert.deepEqual(errors, ["gRPC and REST have ended; they start again"]);
  const isBack = async (): Promise<boolean> =>
    (await Promise.race([
      thread.answer(request("/echo"), 9n),
      new Promise<undefined>((resolve) => {
        setTimeout(() => {
          resolve(undefined);
        }, 100);
      }),
    ])) !== undefined;
  await until("the thread to be replaced", isBack);
});

test("so many calls over ABCI wait, and one more is refused at once", async (t) => {
  const { thread } = await start(t, { program: SCRIPTED });
  const hanging = Array.from({ length: ABCI_CALLS_MAX }, () => thread.answer(request("/hang"), 9n));
  const refused = await thread.answer(request("/echo"), 9n);
  assert.deepEqual([refused.code, refused.codespace], [2, "node"]);
  await thread.close();
  for (const { code } of await Promise.all(hanging)) assert.equal(code, 6);
});

test("a thread that is closed listens no more", async (t) => {
  const { thread, addresses, errors } = await start(t, { data: { rest: REST, grpc: LOCAL } });
  await thread.close();
  for (const address of [addresses.rest, addresses.grpc]) {
    assert.ok(address !== undefined);
    await assert.rejects(fetch(`http://127.0.0.1:${address.port}`));
  }
  assert.deepEqual(errors, []);
});
