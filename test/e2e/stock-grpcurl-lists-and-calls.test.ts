import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { assertIsDeliverTxSuccess, GasPrice, SigningStargateClient } from "@cosmjs/stargate";
import { status } from "@grpc/grpc-js";
import { GAS_PRICE, startTestLocalnet, walletOf } from "../helpers/localnet.ts";
import { findGrpcurl } from "../helpers/stock-tools.ts";

const PROTOS = fileURLToPath(new URL("../../../proto/vendor", import.meta.url));
const CALL_TIMEOUT_MS = 30_000;
const OUTPUT_BYTES_MAX = 4 * 1_048_576;
/** What grpcurl adds to gRPC's number for its exit code. */
const EXIT_CODE_BASE = 64;
const HEIGHT = "x-cosmos-block-height";
const BALANCE = "cosmos.bank.v1beta1.Query/Balance";

const TX = "cosmos.tx.v1beta1.Service";

const CODES = {
  InvalidArgument: status.INVALID_ARGUMENT,
  NotFound: status.NOT_FOUND,
  Unimplemented: status.UNIMPLEMENTED,
} as const;
type Code = keyof typeof CODES;

/** Options that take bank's types from a file in the place of reflection. */
function fromFile(name: string): readonly string[] {
  const proto = `cosmos/bank/v1beta1/${name}`;
  return ["-use-reflection=false", "-import-path", PROTOS, "-proto", proto];
}

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const tool = await findGrpcurl();
const skip = "fault" in tool ? tool.fault : false;

/** Options, without the address, then what is wanted. */
type Grpcurl = (options: readonly string[], ...wanted: readonly string[]) => Promise<Result>;

function grpcurlAt(address: string): Grpcurl {
  assert.ok("path" in tool);
  const { path } = tool;
  return (options, ...wanted) =>
    new Promise((resolve, reject) => {
      const args = ["-plaintext", ...options, address, ...wanted];
      const limits = { timeout: CALL_TIMEOUT_MS, maxBuffer: OUTPUT_BYTES_MAX };
      execFile(path, args, limits, (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        if (typeof code === "number") resolve({ code, stdout, stderr });
        else reject(new Error(`grpcurl ${args.join(" ")} did not end by itself`, { cause: error }));
      });
    });
}

async function outputOf(call: Promise<Result>): Promise<string> {
  const { code, stdout, stderr } = await call;
  assert.equal(code, 0, stderr);
  return stdout;
}

async function jsonOf(call: Promise<Result>): Promise<unknown> {
  return JSON.parse(await outputOf(call));
}

test("stock grpcurl lists, describes and calls", { skip }, async (t) => {
  const localnet = await startTestLocalnet(t, { validators: 1 });
  const { grpc, rpc } = localnet.node("node0");
  const grpcurl = grpcurlAt(grpc);
  const wallet = await walletOf(localnet, "alice");
  const [alice] = await wallet.getAccounts();
  const bob = (await localnet.accounts()).find(({ name }) => name === "bob");
  assert.ok(alice !== undefined && bob !== undefined);
  const client = await SigningStargateClient.connectWithSigner(rpc, wallet, {
    ...{ gasPrice: GasPrice.fromString(GAS_PRICE), broadcastPollIntervalMs: 100 },
  });
  t.after(() => client.disconnect());
  const coins = [{ denom: "ulaz", amount: "5" }];
  const sent = await client.sendTokens(alice.address, bob.address, coins, "auto");
  assertIsDeliverTxSuccess(sent);
  const data = JSON.stringify({ address: bob.address, denom: "ulaz" });
  const amount = (value: string) => ({ balance: { denom: "ulaz", amount: value } });

  await t.test("every service and every method is described by reflection", async () => {
    const services = (await outputOf(grpcurl([], "list"))).trim().split("\n");
    for (const name of ["cosmos.tx.v1beta1.Service", "cosmos.staking.v1beta1.Query"]) {
      assert.ok(services.includes(name), name);
    }
    for (const service of services) {
      const described = await outputOf(grpcurl([], "describe", service));
      assert.match(described, /is a service/, service);
    }
    const methods = (await outputOf(grpcurl([], "list", "lazuli.kv.v1.Query"))).trim().split("\n");
    assert.ok(methods.includes("lazuli.kv.v1.Query.Get"), methods.join(" "));
    const message = await outputOf(
      grpcurl([], "describe", "cosmos.bank.v1beta1.QueryBalanceRequest"),
    );
    assert.match(message, /string address = 1/);
  });

  await t.test("a call finds its types by reflection or in files", async () => {
    for (const options of [[], fromFile("query.proto")]) {
      const answer = await jsonOf(grpcurl([...options, "-d", data], BALANCE));
      assert.deepEqual(answer, amount("1000000000005"), options.join(" "));
    }
    const tx = await jsonOf(
      grpcurl(["-d", JSON.stringify({ hash: sent.transactionHash })], `${TX}/GetTx`),
    );
    const { body } = (tx as { tx: { body: { messages: readonly unknown[] } } }).tx;
    assert.deepEqual(body.messages, [
      {
        "@type": "/cosmos.bank.v1beta1.MsgSend",
        ...{ amount: coins, fromAddress: alice.address, toAddress: bob.address },
      },
    ]);
  });

  await t.test("a height is asked for and answered in metadata", async () => {
    const before = sent.height - 1;
    const options = ["-v", "-H", `${HEIGHT}: ${before}`, "-d", data];
    const stdout = await outputOf(grpcurl(options, BALANCE));
    assert.match(stdout, new RegExp(`Response headers received:[^]*${HEIGHT}: ${before}\n`));
    assert.match(stdout, /"amount": "1000000000000"/);
  });

  await t.test("errors have gRPC's codes", async () => {
    const hash = JSON.stringify({ hash: "AB".repeat(32) });
    const cases: readonly (readonly [readonly string[], string, Code, RegExp])[] = [
      [["-H", `${HEIGHT}: 999999999`, "-d", data], BALANCE, "InvalidArgument", /in the future/],
      [["-H", `${HEIGHT}: x`, "-d", data], BALANCE, "InvalidArgument", /expected a height/],
      [["-d", '{"address":"test","denom":"ulaz"}'], BALANCE, "InvalidArgument", /invalid address/],
      [["-d", hash], `${TX}/GetTx`, "NotFound", /tx not found/],
      [[], `${TX}/TxEncodeAmino`, "Unimplemented", /not implemented/],
      [fromFile("tx.proto"), "cosmos.bank.v1beta1.Msg/Send", "Unimplemented", /unknown method/],
    ];
    for (const [options, method, name, text] of cases) {
      const { code, stderr } = await grpcurl(options, method);
      assert.equal(code, EXIT_CODE_BASE + CODES[name], `${method}: ${stderr}`);
      assert.match(stderr, new RegExp(`Code: ${name}\n`));
      assert.match(stderr, text);
    }
  });

  await t.test("health is told of the node and of each service", async () => {
    const check = (service: string) =>
      grpcurl(["-d", JSON.stringify({ service })], "grpc.health.v1.Health/Check");
    for (const service of ["", "cosmos.bank.v1beta1.Query"]) {
      assert.deepEqual(await jsonOf(check(service)), { status: "SERVING" }, service);
    }
    const { code } = await check("cosmos.gov.v1.Query");
    assert.equal(code, EXIT_CODE_BASE + status.NOT_FOUND);
  });
});
