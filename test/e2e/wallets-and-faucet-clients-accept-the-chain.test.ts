import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { FaucetClient } from "@cosmjs/faucet-client";
import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import { StargateClient } from "@cosmjs/stargate";
import {
  checkChainFeatures,
  checkRestConnectivity,
  validateBasicChainInfoType,
} from "@keplr-wallet/chain-validator";
import { clientHome } from "../../localnet/network.ts";
import { MAIN, PREFIX, lazuliOk, startTestLocalnet } from "../helpers/localnet.ts";

const CREDIT = 5_000_000n;

test("Keplr's checks pass, and CosmJS's faucet client gets coins", async (t) => {
  const localnet = await startTestLocalnet(t, { validators: 1, faucet: true });
  const { rpc, rest } = localnet.node("node0");
  const { chainId, dir } = localnet.network;
  const home = clientHome(dir).root;

  await t.test("chain-info describes the chain so that Keplr takes it", async () => {
    const argv = ["chain-info", "--format", "keplr"];
    const info = JSON.parse(await lazuliOk(argv, { cwd: dir, home })) as Parameters<
      typeof validateBasicChainInfoType
    >[0];
    assert.deepEqual(await validateBasicChainInfoType(info), info);
    assert.equal(info.chainId, chainId);
    assert.equal(info.rpc, rpc);
    assert.equal(info.rest, rest);
    assert.deepEqual(info.currencies, [
      { coinDenom: "LAZ", coinMinimalDenom: "ulaz", coinDecimals: 6 },
    ]);
    await checkRestConnectivity(info.chainId, info.rest);
    await assert.rejects(checkRestConnectivity("other-1", info.rest), /different chain id/i);
    // Nothing is missing that Keplr can see the chain to have.
    assert.deepEqual(await checkChainFeatures(info), []);
  });

  await t.test("the localnet's own faucet gives, and is stopped with it", async (t) => {
    const { faucet } = await localnet.status();
    assert.notEqual(faucet.pid, null);
    const wallet = await DirectSecp256k1HdWallet.generate(12, { prefix: PREFIX });
    const [receiver] = await wallet.getAccounts();
    assert.ok(receiver !== undefined);
    await new FaucetClient(faucet.url).credit(receiver.address, "ulaz");
    const client = await StargateClient.connect(rpc);
    t.after(() => client.disconnect());
    assert.equal((await client.getBalance(receiver.address, "ulaz")).amount, "10000000");
  });

  await t.test("the faucet gives once, tells its state, and ends when asked to", async (t) => {
    const credit = `${CREDIT}ulaz`;
    const faucet = await startFaucet(t, ["--credit", credit], { cwd: dir, home });
    const wallet = await DirectSecp256k1HdWallet.generate(12, { prefix: PREFIX });
    const [receiver] = await wallet.getAccounts();
    assert.ok(receiver !== undefined);
    const client = await StargateClient.connect(rpc);
    t.after(() => client.disconnect());
    const balance = async () => BigInt((await client.getBalance(receiver.address, "ulaz")).amount);

    await new FaucetClient(faucet.url).credit(receiver.address, "ulaz");
    assert.equal(await balance(), CREDIT);

    const again = await fetch(`${faucet.url}/credit`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ address: receiver.address, denom: "ulaz" }),
    });
    assert.equal(again.status, 429);
    assert.equal(await balance(), CREDIT);

    const status = (await (await fetch(`${faucet.url}/status`)).json()) as Record<string, unknown>;
    const holder = (await localnet.accounts()).find(({ name }) => name === "faucet");
    assert.equal(status["chainId"], chainId);
    assert.deepEqual(status["availableTokens"], ["ulaz"]);
    assert.equal((status["holder"] as { address: string }).address, holder?.address);
    assert.equal(await faucet.stop(), 0);
  });

  await localnet.stop();
  const { faucet, validators } = await localnet.status();
  assert.deepEqual([faucet.pid, validators[0]?.pid], [null, null]);
});

/** The command `lazuli faucet` on a free port. */
async function startFaucet(
  t: TestContext,
  argv: readonly string[],
  { cwd, home }: { readonly cwd: string; readonly home: string },
) {
  const child = spawn(
    process.execPath,
    [MAIN, "faucet", "--address", "127.0.0.1:0", "-o", "json", ...argv],
    { cwd, env: { ...process.env, LAZULI_HOME: home }, stdio: ["ignore", "pipe", "inherit"] },
  );
  t.after(() => child.kill("SIGKILL"));
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const { faucet: url } = JSON.parse(line.toString()) as { faucet: string };
  return {
    url,
    async stop(): Promise<unknown> {
      const exited = once(child, "exit");
      child.kill("SIGINT");
      return (await exited)[0];
    },
  };
}
