import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Localnet } from "../../localnet/localnet.ts";
import { startTestLocalnet } from "../helpers/localnet.ts";
import { ensureCosmpy } from "../helpers/stock-tools.ts";

const PROGRAM = fileURLToPath(new URL("../../../test/e2e/cosmpy/send_tokens.py", import.meta.url));
const PROGRAM_TIMEOUT_MS = 120_000;

interface Fault {
  readonly class: string;
  readonly text: string;
}

/** What send_tokens.py prints. */
interface Answers {
  readonly amount: number;
  readonly sent: {
    /** Of the sender and the receiver. */
    readonly before: readonly [number, number];
    readonly after: readonly [number, number];
    readonly all_balances: readonly (readonly [string, number])[];
    readonly code: number;
    /** Wanted and used. */
    readonly gas: readonly [number, number];
    readonly transfer: Readonly<Record<string, string>>;
    readonly fee: string;
    readonly has_time: boolean;
    readonly hash: string;
    readonly block: readonly [boolean, string, readonly string[]];
    readonly sequence: number;
  };
  readonly asked: {
    readonly chain_id: string;
    readonly app_name: string;
    readonly max_gas: number;
    readonly validators: readonly (readonly [string, number, string, string])[];
    readonly positions: readonly [number, number];
  };
  readonly faults: Readonly<Record<string, Fault | null>>;
}

interface Run {
  readonly python: string;
  readonly url: string;
  readonly chainId: string;
  readonly mnemonic: string;
  readonly receiver: string;
}

function runProgram({ python, url, chainId, mnemonic, receiver }: Run): Promise<Answers> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      python,
      [PROGRAM, url, chainId, receiver],
      { timeout: PROGRAM_TIMEOUT_MS },
      (error, stdout, stderr) => {
        if (error) reject(new Error(stderr || error.message, { cause: error }));
        else resolve(JSON.parse(stdout) as Answers);
      },
    );
    child.stdin?.end(mnemonic);
  });
}

async function accountOf(localnet: Localnet, name: string) {
  const accounts = await localnet.accounts();
  return accounts.find((one) => one.name === name) ?? assert.fail(`no account ${name}`);
}

const tool = await ensureCosmpy();
const skip = "fault" in tool ? tool.fault : false;

test("stock cosmpy sends tokens over REST and over gRPC", { skip }, async (t) => {
  assert.ok("path" in tool);
  const localnet = await startTestLocalnet(t, { validators: 1 });
  const { rest, grpc } = localnet.node("node0");
  const { chainId } = localnet.network;
  const receiver = (await accountOf(localnet, "carol")).address;
  for (const [name, url] of [
    ["alice", rest.replace("http", "rest+http")],
    ["bob", `grpc+http://${grpc}`],
  ] as const) {
    await t.test(url.replace(/:.*/, ""), async () => {
      const { address, mnemonic } = await accountOf(localnet, name);
      const run = { python: tool.path, url, chainId, mnemonic, receiver };
      const answers = await runProgram(run);
      assertSent(answers, { sender: address, receiver, chainId });
      assertAsked(answers, chainId);
      assertFaults(answers);
    });
  }
});

function assertSent(
  { amount, sent }: Answers,
  { sender, receiver, chainId }: { sender: string; receiver: string; chainId: string },
): void {
  assert.equal(sent.code, 0);
  const [wanted, used] = sent.gas;
  assert.ok(used > 0 && used < wanted, `gas ${used} of ${wanted}`);
  // The price is a thousandth of a unit of gas, rounded up.
  const fee = Math.ceil(wanted / 1_000);
  assert.equal(sent.fee, `${fee}ulaz`);
  assert.deepEqual(sent.after, [sent.before[0] - amount - fee, sent.before[1] + amount]);
  assert.deepEqual(sent.all_balances, [["ulaz", sent.after[1]]]);
  assert.deepEqual(sent.transfer, {
    ...{ recipient: receiver, sender, amount: `${amount}ulaz`, msg_index: "0" },
  });
  assert.match(sent.hash, /^[0-9A-F]{64}$/);
  assert.deepEqual(sent.block, [true, chainId, [sent.hash]]);
  assert.deepEqual([sent.has_time, sent.sequence], [true, 1]);
}

function assertAsked({ asked }: Answers, chainId: string): void {
  assert.deepEqual([asked.chain_id, asked.app_name], [chainId, "lazuli"]);
  assert.ok(asked.max_gas > 0);
  assert.equal(asked.validators.length, 1);
  const [[operator, tokens, moniker, status] = assert.fail()] = asked.validators;
  assert.match(operator, /^lazulivaloper1/);
  assert.ok(tokens > 0);
  assert.deepEqual([moniker, status], ["node0", "BONDED"]);
  assert.deepEqual(asked.positions, [0, 0]);
}

/** cosmpy knows by their texts that a transaction is not there, ran out of gas or offers too little. */
function assertFaults({ faults }: Answers): void {
  const expected: Readonly<Record<string, readonly [RegExp, RegExp]>> = {
    unknown_tx: [/^NotFoundError$/, /^$/],
    unknown_account: [/^(?:RuntimeError|_InactiveRpcError)$/, /account lazuli1\w+ not found/],
    too_much: [/^(?:RuntimeError|_InactiveRpcError)$/, /insufficient funds/],
    little_fee: [/^InsufficientFeesError$/, /minimum required: 100ulaz/],
    out_of_gas: [/^OutOfGasError$/, /^Out of Gas \(wanted: 36000, used: \d{5}\)$/],
  };
  assert.deepEqual(Object.keys(faults).sort(), Object.keys(expected).sort());
  for (const [name, [kind, text]] of Object.entries(expected)) {
    const fault = faults[name];
    assert.match(fault?.class ?? "none", kind, name);
    assert.match(fault?.text ?? "", text, name);
  }
}
