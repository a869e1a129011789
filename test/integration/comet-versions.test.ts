import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { bytesToText } from "../../app/client/bytes.ts";
import { kvMessages } from "../../modules/kv/client-messages.ts";
import { COMETBFT_VERSION, findCachedComet, findComet } from "../helpers/abci-comet.ts";
import { clientOf, heightOf, reachNewBlock, startTestLocalnet } from "../helpers/localnet.ts";

/** A chain of one validator: both kinds of transactions, a stop, kill -9, and each time it goes on. */
async function runChain(t: TestContext, binary: string, version: string): Promise<void> {
  const localnet = await startTestLocalnet(t, {
    validators: 1,
    environment: { COMETBFT: binary },
  });
  const node = localnet.node("node0");
  const alice = await clientOf(localnet, "alice");
  const [, bob] = await localnet.accounts();
  assert.ok(bob !== undefined);
  assert.equal((await alice.comet.status()).nodeInfo.version, version);
  const kv = kvMessages(alice.address);
  const send = {
    typeUrl: "/cosmos.bank.v1beta1.MsgSend",
    value: {
      fromAddress: alice.address,
      toAddress: bob.address,
      amount: [{ denom: "ulaz", amount: "5" }],
    },
  };
  const result = await alice.send([kv.create("profile", "name", "Ada"), send]);
  assert.equal(result.messageResponses.length, 2);
  assert.equal((await alice.stargate.getBalance(bob.address, "ulaz")).amount, "1000000000005");

  for (const end of ["stop", "kill"] as const) {
    const height = await heightOf(node);
    if (end === "stop") await localnet.stop();
    else await localnet.kill("node0");
    await localnet.start("node0");
    await reachNewBlock(node);
    assert.ok((await heightOf(node)) > height);
    const entry = await alice.kv.get(`${alice.address}/profile`, "name");
    assert.equal(entry === undefined ? undefined : bytesToText(entry.value), "Ada");
  }
  await alice.send([kv.update("profile", "name", "Grace")]);
}

test(`a chain runs behind CometBFT ${COMETBFT_VERSION}`, async (t) => {
  await runChain(t, findComet(), COMETBFT_VERSION.slice(1));
});

for (const { version, variable, answers } of [
  { version: "v0.39.4", variable: "COMETBFT_0_39", answers: "0.39.4" },
  // It calls itself 0.39.0.
  { version: "v0.40.0", variable: "COMETBFT_0_40", answers: "0.39.0" },
]) {
  const named = process.env[variable];
  const binary = named ?? findCachedComet(version);
  const skip =
    binary === undefined
      ? `CometBFT ${version} is neither named by ${variable} nor in the cache folder; to have it: ` +
        `GOBIN=~/.cache/lazuli/cometbft/${version} go install ` +
        `github.com/cometbft/cometbft/cmd/cometbft@${version}`
      : false;
  test(`a chain runs behind CometBFT ${version}`, { skip }, async (t) => {
    assert.ok(binary !== undefined && existsSync(binary), `${variable} names no file`);
    await runChain(t, binary, answers);
  });
}
