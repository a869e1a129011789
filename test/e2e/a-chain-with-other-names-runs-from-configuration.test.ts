import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import { GasPrice, SigningStargateClient, assertIsDeliverTxSuccess } from "@cosmjs/stargate";
import { askRest } from "../helpers/api-servers.ts";
import { freeBasePort, lazuliOk, localnetFolder } from "../helpers/localnet.ts";
import { setPorts, startNodes } from "../helpers/node-process.ts";

const CHAIN_ID = "simd-testing";
const ACCOUNTS = 21;
const FUNDS = [
  { denom: "ucosm", amount: "1000000000" },
  { denom: "ustake", amount: "10000000" },
];

interface Genesis {
  readonly app_state: {
    readonly auth: { accounts: unknown[] };
    readonly bank: { balances: unknown[] };
  };
}

test("flags of init, a genesis file and ports make a chain of other names", async (t) => {
  const folder = await localnetFolder(t);
  const home = join(folder, "home");
  const wallets = await Promise.all(
    Array.from({ length: ACCOUNTS }, () =>
      DirectSecp256k1HdWallet.generate(12, { prefix: "cosmos" }),
    ),
  );
  const accounts = await Promise.all(
    wallets.map(async (wallet) => (await wallet.getAccounts())[0]?.address ?? ""),
  );
  const flags = ["--chain-id", CHAIN_ID, "--bech32-prefix", "cosmos", "--fee-denom", "ucosm"];
  await lazuliOk(["init", "other", ...flags], { cwd: folder, home });
  await addAccounts(join(home, "config", "genesis.json"), accounts);
  const { rpc, rest } = await setPorts(home, await freeBasePort(1));
  await startNodes(t, [{ home, rpc, rest }], 1);

  const [first = "", ...others] = accounts;
  const last = others.at(-1) ?? "";
  const [wallet] = wallets;
  assert.ok(wallet !== undefined);
  const client = await SigningStargateClient.connectWithSigner(rpc, wallet, {
    gasPrice: GasPrice.fromString("0.001ucosm"),
    broadcastPollIntervalMs: 200,
  });
  t.after(() => client.disconnect());
  assert.equal(await client.getChainId(), CHAIN_ID);
  for (const address of accounts) {
    assert.deepEqual(await client.getAllBalances(address), FUNDS);
  }
  const amount = [{ denom: "ustake", amount: "7" }];
  assertIsDeliverTxSuccess(await client.sendTokens(first, last, amount, "auto", ""));
  assert.equal((await client.getBalance(last, "ustake")).amount, "10000007");
  assert.equal((await client.getBalance(first, "ustake")).amount, "9999993");
  const paid = 1_000_000_000n - BigInt((await client.getBalance(first, "ucosm")).amount);
  assert.ok(paid > 0n && paid < 10_000n, `fee ${paid}`);

  const { json } = await askRest(rest, "/cosmos/base/tendermint/v1beta1/node_info");
  const { default_node_info: info } = json as { default_node_info: { network: string } };
  assert.equal(info.network, CHAIN_ID);
  const argv = ["chain-info", "--format", "keplr", "--node", rpc];
  const keplr = JSON.parse(await lazuliOk(argv, { cwd: folder, home })) as Record<string, unknown>;
  // Of its own app.toml it knows where REST is.
  assert.deepEqual([keplr["chainId"], keplr["rpc"], keplr["rest"]], [CHAIN_ID, rpc, rest]);
});

/** @param path of the genesis file */
async function addAccounts(path: string, addresses: readonly string[]): Promise<void> {
  const genesis = JSON.parse(await readFile(path, "utf8")) as Genesis;
  const { auth, bank } = genesis.app_state;
  auth.accounts = addresses.map((address) => ({
    "@type": "/cosmos.auth.v1beta1.BaseAccount",
    ...{ address, pub_key: null, account_number: "0", sequence: "0" },
  }));
  bank.balances = addresses.map((address) => ({ address, coins: FUNDS }));
  await writeFile(path, JSON.stringify(genesis));
}
