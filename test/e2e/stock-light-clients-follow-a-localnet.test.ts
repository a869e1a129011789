import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { fromBech32 } from "@cosmjs/encoding";
import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import { HttpRpc } from "../../app/client/rpc.ts";
import { ensureCometbft } from "../../app/node/comet-binary.ts";
import type { Localnet } from "../../localnet/localnet.ts";
import { kvMessages } from "../../modules/kv/client-messages.ts";
import { entryStoreKey, KV_STORE } from "../../modules/kv/keys.ts";
import { until } from "../helpers/abci-client.ts";
import { endWithTest } from "../helpers/child-process.ts";
import { goFault, runGo } from "../helpers/go-program.ts";
import {
  appHashAt,
  clientOf,
  freeBasePort,
  PREFIX,
  reachHeight,
  startTestLocalnet,
} from "../helpers/localnet.ts";
import { startRpcProxy } from "../helpers/rpc-proxy.ts";

const TRUSTED_HEIGHT = 2;
const OTHER_HASH = "AB".repeat(32);
/** A value that no entry has, in base64. */
const LIE = "bGll";
const REFUSAL_TIMEOUT_MS = 60_000;
/** Its first compilation takes most of a minute. */
const GO_TIMEOUT_MS = 300_000;
const PROGRAM = {
  folder: fileURLToPath(new URL("../../../test/e2e/light-client", import.meta.url)),
  package: ".",
};

const execute = promisify(execFile);

/** The hash of a block's header, upper-case hexadecimal. */
async function hashAt(rpc: string, height: number): Promise<string> {
  const { signed_header } = (await new HttpRpc(rpc).call("commit", {
    height: String(height),
  })) as { readonly signed_header: { readonly commit: { readonly block_id: { hash: string } } } };
  return signed_header.commit.block_id.hash;
}

/** Arguments of `cometbft light`: the first node is the primary, the second the witness. */
async function lightArguments(
  localnet: Localnet,
  name: string,
  trustedHash: string,
): Promise<{ readonly argv: readonly string[]; readonly url: string }> {
  const port = await freeBasePort(1);
  const argv = [
    ...["light", localnet.network.chainId, "--laddr", `tcp://127.0.0.1:${port}`],
    ...["--primary", localnet.node("node0").rpc, "--witnesses", localnet.node("node1").rpc],
    ...["--height", String(TRUSTED_HEIGHT), "--hash", trustedHash],
    ...["--home", join(localnet.dir, `${name}-home`), "--home-dir", join(localnet.dir, name)],
  ];
  return { argv, url: `http://127.0.0.1:${port}` };
}

/** The stock proxy, which verifies what it hands on. Ends with the test. */
async function startLightProxy(
  t: TestContext,
  localnet: Localnet,
  trustedHash: string,
): Promise<HttpRpc> {
  const { path } = await ensureCometbft(() => undefined);
  const { argv, url } = await lightArguments(localnet, "light", trustedHash);
  const child = spawn(path, argv, { stdio: ["ignore", "pipe", "pipe"] });
  endWithTest(t, child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (output = (output + chunk.toString()).slice(-10_000)));
  }
  const rpc = new HttpRpc(url);
  const answers = async (): Promise<boolean> => {
    if (child.exitCode !== null) throw new Error(`cometbft light has ended:\n${output}`);
    return rpc.call("status").then(
      () => true,
      () => false,
    );
  };
  await until("the light proxy to answer", answers);
  return rpc;
}

interface Entry {
  readonly store: string;
  readonly key: Uint8Array;
}

/** What light-client/main.go prints for an entry; bytes are base64. */
interface Answer {
  readonly value?: string;
  readonly absent?: boolean;
  readonly fault?: string;
}

interface Questions {
  readonly localnet: Localnet;
  readonly entries: readonly Entry[];
  /** The height whose state is asked for. */
  readonly at: number;
  readonly primary: string;
  readonly trustedHash: string;
}

/** Asks CometBFT's own client, which has the SDK's decoder of proofs. Rejects with what it says if it cannot start. */
async function askLightClient(questions: Questions): Promise<readonly Answer[]> {
  const { localnet, entries, at, primary, trustedHash } = questions;
  const input = JSON.stringify({
    ...{ chainId: localnet.network.chainId, height: TRUSTED_HEIGHT, hash: trustedHash },
    ...{ primary, witness: localnet.node("node1").rpc, at },
    keys: entries.map(({ store, key }) => ({ store, key: Buffer.from(key).toString("base64") })),
  });
  return JSON.parse(await runGo(PROGRAM, { input, timeoutMs: GO_TIMEOUT_MS })) as Answer[];
}

/** Sends coins and puts an entry, and waits until their height can be proved. @returns where and what they are */
async function writeSomething(localnet: Localnet) {
  const client = await clientOf(localnet, "alice");
  const stranger = await DirectSecp256k1HdWallet.generate(12, { prefix: PREFIX });
  const [receiver] = await stranger.getAccounts();
  assert.ok(receiver !== undefined);
  const amount = [{ denom: "ulaz", amount: "1234567" }];
  const value = { fromAddress: client.address, toAddress: receiver.address, amount };
  const { height, hash: transactionHash } = await client.send([
    { typeUrl: "/cosmos.bank.v1beta1.MsgSend", value },
    kvMessages(client.address).upsert("profile", "name", "Ada"),
  ]);
  // The header after a height has its state's hash.
  for (const node of localnet.nodes) await reachHeight(node, height + 2);
  const owner = fromBech32(client.address).data;
  const { data } = fromBech32(receiver.address);
  return {
    ...{ height, transactionHash },
    balance: { store: "bank", key: Buffer.from([2, data.length, ...data, ...Buffer.from("ulaz")]) },
    noBalance: { store: "bank", key: Buffer.from([2, data.length, ...data, ...Buffer.from("x")]) },
    entry: { store: KV_STORE, key: entryStoreKey(owner, "profile", Buffer.from("name")) },
    noEntry: { store: KV_STORE, key: entryStoreKey(owner, "profile", Buffer.from("none")) },
  };
}

test("stock light clients verify blocks, transactions and state", async (t) => {
  const localnet = await startTestLocalnet(t, { validators: 2 });
  const [node0, node1] = [localnet.node("node0"), localnet.node("node1")];
  const trustedHash = await hashAt(node0.rpc, TRUSTED_HEIGHT);
  const { height, transactionHash, ...written } = await writeSomething(localnet);

  await t.test("cometbft light hands on what it has verified", async (t) => {
    const light = await startLightProxy(t, localnet, trustedHash);
    const at = { height: String(height + 1) };
    const { block } = (await light.call("block", at)) as {
      readonly block: { readonly header: { readonly app_hash: string } };
    };
    assert.equal(block.header.app_hash, await appHashAt(node1, height + 1));
    const hash = Buffer.from(transactionHash, "hex").toString("base64");
    const tx = (await light.call("tx", { hash, prove: true })) as {
      readonly height: string;
      readonly proof: { readonly root_hash: string };
    };
    assert.equal(tx.height, String(height));
    assert.match(tx.proof.root_hash, /^[0-9A-F]{64}$/);
    const { total } = (await light.call("validators", at)) as { readonly total: string };
    assert.equal(total, "2");
    // It has no decoder for the proofs of any chain of the Cosmos SDK, and hands on nothing that it cannot verify.
    const path = `/store/${written.balance.store}/key`;
    const data = written.balance.key.toString("hex");
    const query = light.call("abci_query", { path, data, height: String(height), prove: true });
    await assert.rejects(query, /unrecognized proof type ics23:iavl/);
  });

  await t.test("cometbft light refuses to start from another hash", async () => {
    const { path } = await ensureCometbft(() => undefined);
    const { argv } = await lightArguments(localnet, "refused", OTHER_HASH);
    const run = execute(path, [...argv], { timeout: REFUSAL_TIMEOUT_MS });
    await assert.rejects(run, /expected header's hash (?:AB){32}, but got/);
  });

  const fault = goFault(PROGRAM);
  const skip = fault ?? false;
  await t.test("with the SDK's decoder, CometBFT's client verifies state", { skip }, async (t) => {
    const entries = [written.balance, written.noBalance, written.entry, written.noEntry];
    const asked = { localnet, entries, at: height, primary: node0.rpc, trustedHash };
    const [balance, noBalance, entry, noEntry] = await askLightClient(asked);
    assert.equal(Buffer.from(balance?.value ?? "", "base64").toString(), "1234567");
    assert.ok(Buffer.from(entry?.value ?? "", "base64").includes("Ada"));
    assert.deepEqual([noBalance, noEntry], [{ absent: true }, { absent: true }]);

    const lying = await startRpcProxy(t, node0.rpc, (answer, question) => {
      const { result } = answer as { result?: { response?: { value?: string | null } } };
      if (!question.includes("abci_query") || !result?.response) return;
      const { value } = result.response;
      // One more coin, or none at all.
      result.response.value = value ? Buffer.from("1234568").toString("base64") : LIE;
    });
    for (const { fault } of await askLightClient({ ...asked, primary: lying })) {
      assert.match(fault ?? "none", /proof/);
    }
    const other = askLightClient({ ...asked, trustedHash: OTHER_HASH });
    await assert.rejects(other, /expected header's hash (?:AB){32}, but got/);
  });
});
