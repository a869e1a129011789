import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { VERSION } from "../../app/version.ts";
import { cachedProgram } from "../helpers/cached-program.ts";
import { PREFIX, startTestLocalnet } from "../helpers/localnet.ts";

const CLIENT = cachedProgram("test/e2e/go-client", "go-client");
const TIMEOUT_MS = 60_000;

interface Output {
  readonly sent: readonly {
    readonly mode: string;
    readonly way: string;
    readonly gas_used: number;
    readonly height: number;
    readonly code: number;
    readonly raw_log: string;
  }[];
  readonly asked: readonly {
    readonly way: string;
    readonly monikers: readonly string[];
    readonly balance: string;
    readonly total: number;
    readonly sdk_version: string;
    readonly proposer: string;
  }[];
  readonly found: number;
  readonly app_version: string;
  readonly refused: string;
}

test("the Cosmos SDK's own Go client simulates, signs, sends and asks, over gRPC and over ABCI", async (t) => {
  if (CLIENT.fault !== undefined) {
    t.skip(CLIENT.fault);
    return;
  }
  const localnet = await startTestLocalnet(t, { validators: 1 });
  const { rpc, grpc } = localnet.node("node0");
  const alice = (await localnet.accounts()).find(({ name }) => name === "alice");
  const running = promisify(execFile)(CLIENT.path, { timeout: TIMEOUT_MS });
  running.child.stdin?.end(
    JSON.stringify({
      ...{ rpc, grpc, prefix: PREFIX, denom: "ulaz" },
      chain_id: localnet.network.chainId,
      mnemonic: alice?.mnemonic,
    }),
  );
  const output = JSON.parse((await running).stdout) as Output;
  assert.deepEqual(
    output.sent.map(({ way, mode, code, raw_log }) => [way, mode, code, raw_log]),
    [
      ["grpc", "SIGN_MODE_DIRECT", 0, ""],
      ["grpc", "SIGN_MODE_LEGACY_AMINO_JSON", 0, ""],
      ["abci", "SIGN_MODE_DIRECT", 0, ""],
      ["abci", "SIGN_MODE_LEGACY_AMINO_JSON", 0, ""],
    ],
  );
  for (const { gas_used, height } of output.sent) assert.ok(gas_used > 0 && height > 0);
  assert.equal(output.found, 4);
  for (const one of output.asked) {
    assert.deepEqual(one.monikers, ["node0"]);
    assert.ok(BigInt(one.balance) > 0n && BigInt(one.balance) < 1_000_000_000_000n);
    assert.equal(one.total, 1);
    assert.equal(one.sdk_version, "v0.53.8");
    assert.match(one.proposer, /^lazulivalcons1/);
  }
  assert.equal(output.app_version, VERSION);
  assert.match(output.refused, /code = NotFound desc = validator lazulivaloper1.* not found/);
});
