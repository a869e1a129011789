import assert from "node:assert/strict";
import { test } from "node:test";
import { QueryClient, SigningStargateClient, setupTxExtension } from "@cosmjs/stargate";
import { connectComet } from "@cosmjs/tendermint-rpc";
import { TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { ServiceDefinition as CometService } from "../../proto/gen/cosmos/base/tendermint/v1beta1/query.ts";
import { ServiceDefinition as TxService } from "../../proto/gen/cosmos/tx/v1beta1/service.ts";
import { HttpRpc } from "../../app/client/rpc.ts";
import { until } from "../helpers/abci-client.ts";
import { askRest } from "../helpers/api-servers.ts";
import { GrpcClient } from "../helpers/grpc-client.ts";
import { startTestLocalnet, walletOf } from "../helpers/localnet.ts";

const FEE = { amount: [{ denom: "ulaz", amount: "500" }], gas: "200000" };

test("REST sends a transaction and finds it, and gRPC and CosmJS find the same", async (t) => {
  const localnet = await startTestLocalnet(t, { validators: 1 });
  const { rpc, rest, grpc } = localnet.node("node0");
  const chainId = localnet.network.chainId;
  const info = await askRest(rest, "/cosmos/base/tendermint/v1beta1/node_info");
  const { default_node_info } = info.json as {
    readonly default_node_info: { readonly network: string };
  };
  assert.equal(default_node_info.network, chainId);

  const wallet = await walletOf(localnet, "alice");
  const [alice] = await wallet.getAccounts();
  const bob = (await localnet.accounts()).find(({ name }) => name === "bob");
  assert.ok(alice !== undefined && bob !== undefined);
  const path = `/cosmos/bank/v1beta1/balances/${bob.address}/by_denom?denom=ulaz`;
  const balance = async (): Promise<bigint> => {
    const { json } = await askRest(rest, path);
    return BigInt((json as { readonly balance: { readonly amount: string } }).balance.amount);
  };
  const before = await balance();
  const client = await SigningStargateClient.connectWithSigner(rpc, wallet);
  t.after(() => client.disconnect());
  const send = {
    typeUrl: "/cosmos.bank.v1beta1.MsgSend",
    value: {
      ...{ fromAddress: alice.address, toAddress: bob.address },
      amount: [{ denom: "ulaz", amount: "77" }],
    },
  };
  const signed = TxRaw.encode(await client.sign(alice.address, [send], FEE, "by REST")).finish();
  const tx_bytes = Buffer.from(signed).toString("base64");
  const simulated = await askRest(rest, "/cosmos/tx/v1beta1/simulate", { body: { tx_bytes } });
  assert.equal(simulated.status, 200);
  const sent = await askRest(rest, "/cosmos/tx/v1beta1/txs", {
    body: { tx_bytes, mode: "BROADCAST_MODE_SYNC" },
  });
  const { tx_response } = sent.json as {
    readonly tx_response: { readonly code: number; readonly txhash: string };
  };
  assert.equal(tx_response.code, 0, JSON.stringify(tx_response));

  const hash = tx_response.txhash;
  const byHash = () => askRest(rest, `/cosmos/tx/v1beta1/txs/${hash}`);
  await until("the transaction in a block", async () => (await byHash()).status === 200);
  const found = (await byHash()).json as {
    readonly tx: { readonly body: { readonly memo: string } };
    readonly tx_response: { readonly height: string; readonly code: number };
  };
  assert.deepEqual([found.tx.body.memo, found.tx_response.code], ["by REST", 0]);
  assert.equal(await balance(), before + 77n);
  const { height } = found.tx_response;
  const past = String(Number(height) - 1);
  const earlier = await askRest(rest, path, { headers: { "x-cosmos-block-height": past } });
  assert.deepEqual(earlier.json, { balance: { denom: "ulaz", amount: String(before) } });

  const query = encodeURIComponent(`transfer.recipient='${bob.address}'`);
  const search = await askRest(rest, `/cosmos/tx/v1beta1/txs?query=${query}`);
  assert.equal((search.json as { readonly total: string }).total, "1");
  const blockPath = `/cosmos/tx/v1beta1/txs/block/${height}`;
  const { txs } = (await askRest(rest, blockPath)).json as { readonly txs: readonly unknown[] };
  assert.deepEqual(txs, [found.tx]);
  const latest = await askRest(rest, "/cosmos/base/tendermint/v1beta1/blocks/latest");
  const { sdk_block } = latest.json as {
    readonly sdk_block: { readonly header: { readonly height: string } };
  };
  assert.ok(Number(sdk_block.header.height) >= Number(height));
  assert.ok(Number(latest.headers.get("x-cosmos-block-height")) >= Number(height));

  const overGrpc = new GrpcClient(t, grpc);
  const { message } = await overGrpc.call(TxService, TxService.methods.getTx, { hash });
  assert.equal(message.txResponse?.height, BigInt(height));

  // Over ABCI, where CosmJS and Hermes ask.
  const comet = await connectComet(rpc);
  t.after(() => comet.disconnect());
  const cosmjs = QueryClient.withExtensions(comet, setupTxExtension);
  const overAbci = await cosmjs.tx.getTx(hash);
  assert.equal(overAbci.txResponse?.height, BigInt(height));
  await assert.rejects(cosmjs.tx.getTx("AB".repeat(32)), /rpc error: code = NotFound/);
  const { responseType } = CometService.methods.getNodeInfo;
  const { value } = await new HttpRpc(rpc).queryAbci(
    `/${CometService.fullName}/GetNodeInfo`,
    new Uint8Array(),
  );
  assert.equal(responseType.decode(value).defaultNodeInfo?.network, chainId);
});
