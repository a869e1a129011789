import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { cachedProgram } from "../helpers/cached-program.ts";
import { runCli } from "../helpers/cli.ts";
import { PREFIX, startTestLocalnet } from "../helpers/localnet.ts";

const COMMANDS = cachedProgram("test/e2e/sdk-commands", "sdk-commands");
const TIMEOUT_MS = 60_000;

type Json = Readonly<Record<string, unknown>>;

/** simd's commands against a localnet, with keys of Alice and Bob. */
interface Simd {
  /** Our command with the same keys and files. @returns standard output */
  readonly lazuli: (...argv: string[]) => Promise<string>;
  /** Standard output as it is. */
  readonly run: (...argv: string[]) => Promise<string>;
  readonly json: (...argv: string[]) => Promise<Json>;
  /** What the block said that holds the transaction which the command sends. */
  readonly sent: (...argv: string[]) => Promise<Json>;
  readonly refused: (...argv: string[]) => Promise<string>;
  /** Keeps what a command prints. @returns the file */
  readonly file: (name: string, ...argv: string[]) => Promise<string>;
  /** Where the files are. */
  readonly folder: string;
  readonly alice: string;
  readonly bob: string;
}

const FEES = ["--gas", "300000", "--fees", "300ulaz"] as const;
const AUTO = ["--gas", "auto", "--gas-adjustment", "1.3", "--gas-prices", "0.001ulaz"] as const;

async function startSimd(t: TestContext): Promise<Simd> {
  const localnet = await startTestLocalnet(t, { validators: 1 });
  const folder = join(localnet.network.dir, "simd");
  await mkdir(folder);
  const config = join(folder, "config");
  await mkdir(config);
  await writeFile(
    join(config, "client.toml"),
    [
      `chain-id = "${localnet.network.chainId}"`,
      'keyring-backend = "test"',
      'output = "json"',
      `node = "${localnet.node("node0").rpc.replace("http", "tcp")}"`,
      'broadcast-mode = "sync"',
      "",
    ].join("\n"),
  );
  const call = async (argv: readonly string[], input = "") => {
    const running = promisify(execFile)(COMMANDS.path, argv, {
      cwd: folder,
      env: { ...process.env, PREFIX, SIMD_HOME: folder },
      timeout: TIMEOUT_MS,
      maxBuffer: 1 << 24,
    });
    running.child.stdin?.end(input);
    return running;
  };
  const run: Simd["run"] = async (...argv) => (await call(argv)).stdout;
  const json: Simd["json"] = async (...argv) =>
    JSON.parse(await run(...argv, "--output", "json")) as Json;
  const addressOf = async (name: string): Promise<string> => {
    const account = (await localnet.accounts()).find((one) => one.name === name);
    await call(["keys", "add", name, "--recover"], `${account?.mnemonic ?? ""}\n`);
    return (await run("keys", "show", name, "-a")).trim();
  };
  const variables = {
    LAZULI_HOME: join(localnet.network.dir, "client"),
    LAZULI_NODE: localnet.node("node0").rpc,
  };
  return {
    async lazuli(...argv) {
      const { code, stdout, stderr } = await runCli(argv, { folder, variables });
      assert.equal(code, 0, `${argv.join(" ")}: ${stderr}`);
      return stdout;
    },
    run,
    json,
    folder,
    alice: await addressOf("alice"),
    bob: await addressOf("bob"),
    async sent(...argv) {
      const { txhash, code, raw_log } = await json(...argv, "--yes");
      assert.deepEqual([code, raw_log], [0, ""]);
      const committed = await json("query", "wait-tx", String(txhash));
      assert.deepEqual([committed["code"], committed["raw_log"]], [0, ""]);
      return json("query", "tx", String(txhash));
    },
    refused: (...argv) =>
      run(...argv).then(
        (stdout) => assert.fail(`${argv.join(" ")}: ${stdout}`),
        (error: unknown) => (error as { readonly stderr: string }).stderr,
      ),
    async file(name, ...argv) {
      await writeFile(join(folder, name), await run(...argv));
      return name;
    },
  };
}

test("the commands of the SDK's own client work as they are", async (t) => {
  if (COMMANDS.fault !== undefined) {
    t.skip(COMMANDS.fault);
    return;
  }
  const simd = await startSimd(t);
  const { lazuli, run, json, sent, refused, file, alice, bob } = simd;

  await t.test("queries", async () => {
    const { balances } = await json("query", "bank", "balances", bob);
    assert.deepEqual(balances, [{ denom: "ulaz", amount: "1000000000000" }]);
    const rows: readonly (readonly [argv: string, expected: RegExp])[] = [
      ["auth params", /"max_memo_characters": "256"/],
      ["auth accounts --page-limit 2", /"next_key": "/],
      ["auth module-accounts", /"name": "fee_collector"/],
      ["auth address-by-acc-num 0", /"account_address": "lazuli1/],
      ["bank total-supply", /"denom": "ulaz"/],
      ["bank denoms-metadata", /"symbol": "LAZ"/],
      ["bank denom-owners ulaz", /"denom_owners": /],
      ["staking validators", /"status": "BOND_STATUS_BONDED"/],
      ["staking params", /"unbonding_time": "504h0m0s"/],
      ["staking pool", /"bonded_tokens": "\d+"/],
      ["consensus params", /"max_gas": "\d+"/],
      ["upgrade plan", /^\{\}\s*$/],
      ["upgrade module-versions", /"name": "kv"/],
      ["block --type height 1", /"height":"1"/],
      ["block-results 1", /"height":1/],
      ["blocks --query block.height<2", /"total_count":"1"/],
      ["comet-validator-set", /"address":"lazulivalcons1/],
    ];
    for (const [argv, expected] of rows) {
      assert.match(await run("query", ...argv.split(" "), "--output", "json"), expected, argv);
    }
  });

  await t.test("a transfer, simulated, signed and found", async () => {
    const found = await sent("tx", "bank", "send", "alice", bob, "5ulaz", ...AUTO);
    assert.deepEqual(await json("query", "tx", "--type", "acc_seq", `${alice}/0`), found);
    const { total_count } = await json("query", "txs", "--query", `message.sender='${alice}'`);
    assert.equal(total_count, "1");
    await sent("tx", "bank", "send", "alice", bob, "5ulaz", ...FEES, "--sign-mode", "amino-json");
    await sent("tx", "bank", "multi-send", "alice", bob, alice, "2ulaz", ...AUTO);
    const { balances } = await json("query", "bank", "balances", bob);
    assert.deepEqual(balances, [{ denom: "ulaz", amount: "1000000000012" }]);
    const tooMuch = ["tx", "bank", "send", "alice", bob, "5000000000000000ulaz", ...AUTO];
    assert.match(await refused(...tooMuch, "--yes"), /insufficient funds/);
  });

  await t.test("in steps: made, signed, checked, simulated, sent", async () => {
    const send = ["tx", "bank", "send", "alice", bob, "7ulaz", "--generate-only"] as const;
    const unsigned = await file("unsigned.json", ...send, ...FEES);
    const signed = await file("signed.json", "tx", "sign", unsigned, "--from", "alice");
    assert.match(await run("tx", "validate-signatures", signed), /\[OK\]/);
    assert.match(await run("tx", "simulate", signed, "--from", "alice"), /gas_used/);
    await sent("tx", "broadcast", signed);
    // It names a key without bytes.
    await run(...send, ...AUTO);
  });

  await t.test("a multisig of two", async () => {
    await run("keys", "add", "both", "--multisig", "alice,bob", "--multisig-threshold", "2");
    const both = (await run("keys", "show", "both", "-a")).trim();
    await sent("tx", "bank", "send", "alice", both, "100000ulaz", ...AUTO);
    const send = ["tx", "bank", "send", both, bob, "7ulaz", "--generate-only", ...FEES];
    const unsigned = await file("both.json", ...send);
    const parts: string[] = [];
    for (const name of ["alice", "bob"]) {
      const sign = ["tx", "sign", unsigned, "--from", name, "--multisig", both];
      parts.push(await file(`both.${name}.json`, ...sign));
    }
    const signed = await file("both.signed.json", "tx", "multisign", unsigned, "both", ...parts);
    await sent("tx", "broadcast", signed);

    // The same by turns: made by the SDK's command, signed by one of each, joined and sent by ours.
    await lazuli("keys", "add", "both", "--multisig", "alice,bob", "--multisig-threshold", "2");
    assert.equal((await lazuli("keys", "show", "both", "-a")).trim(), both);
    const again = await file("again.json", ...send);
    const sign = ["tx", "sign", again, "--multisig", both, "--from"] as const;
    const first = await file("again.alice.json", ...sign, "alice");
    await lazuli(...sign, "bob", "--output-document", "again.bob.json");
    const joined = ["tx", "multi-sign", again, "both", first, "again.bob.json"] as const;
    await lazuli(...joined, "--output-document", "again.signed.json");
    assert.match(await run("tx", "validate-signatures", "again.signed.json"), /\[OK\]/);
    const { code } = JSON.parse(
      await lazuli("tx", "broadcast", "again.signed.json", "-o", "json"),
    ) as Json;
    assert.equal(code, 0);
  });

  await t.test("files of ours", async () => {
    const send = ["tx", "bank", "send", "alice", "bob", "4ulaz", "--gas", "200000"] as const;
    const unsigned = "ours.json";
    await writeFile(
      join(simd.folder, unsigned),
      await lazuli(...send, "--fees", "200ulaz", "--generate-only"),
    );
    const theirs = await file("theirs.signed.json", "tx", "sign", unsigned, "--from", "alice");
    assert.match(await lazuli("tx", "validate-signatures", theirs), /OK/);
    await lazuli(
      "tx",
      "sign",
      unsigned,
      "--from",
      "alice",
      "--output-document",
      "ours.signed.json",
    );
    assert.equal(await run("tx", "encode", "ours.signed.json"), await run("tx", "encode", theirs));
    assert.equal(await lazuli("tx", "encode", theirs), await run("tx", "encode", theirs));
    await sent("tx", "broadcast", "ours.signed.json");
  });

  await t.test("in somebody else's name", async () => {
    const grant = ["tx", "authz", "grant", bob, "send", "--spend-limit", "100ulaz"];
    await sent(...grant, "--from", "alice", ...AUTO);
    const send = ["tx", "bank", "send", "alice", bob, "60ulaz", "--generate-only", ...FEES];
    const unsigned = await file("of-alice.json", ...send);
    const exec = ["tx", "authz", "exec", unsigned, "--from", "bob", ...AUTO] as const;
    const found = await sent(...exec, "--sign-mode", "amino-json");
    assert.match(JSON.stringify(found["events"]), /"authz_msg_index"/);
    assert.match(await run("query", "authz", "grants", alice, bob), /amount":\s?"?40|amount: "40"/);
    assert.match(await refused(...exec, "--yes"), /requested amount is more than spend limit/);
    await sent(
      "tx",
      "authz",
      "revoke",
      bob,
      "/cosmos.bank.v1beta1.MsgSend",
      "--from",
      "alice",
      ...AUTO,
    );
    assert.doesNotMatch(await run("query", "authz", "grants-by-granter", alice), /40/);
  });

  await t.test("fees that somebody else pays, and locked coins", async () => {
    await sent("tx", "feegrant", "grant", "alice", bob, "--spend-limit", "1000ulaz", ...AUTO);
    await sent("tx", "bank", "send", "bob", alice, "1ulaz", "--fee-granter", alice, ...FEES);
    assert.match(
      await run("query", "feegrant", "grant", alice, bob, "--output", "json"),
      /"amount": "700"/,
    );
    await run("keys", "add", "locked");
    const locked = (await run("keys", "show", "locked", "-a")).trim();
    const create = ["tx", "vesting", "create-permanent-locked-account", locked, "9ulaz"];
    await sent(...create, "--from", "alice", ...AUTO);
    assert.match(
      await run("query", "auth", "account", locked, "--output", "json"),
      /PermanentLockedAccount/,
    );
  });
});
