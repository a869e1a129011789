import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TestContext } from "node:test";
import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import { setupKvExtension } from "../../../modules/kv/client.ts";
import { kvMessages, kvTypes } from "../../../modules/kv/client-messages.ts";
import { BaseAccount } from "../../../proto/gen/cosmos/auth/v1beta1/auth.ts";
import { QueryAccountResponse } from "../../../proto/gen/cosmos/auth/v1beta1/query.ts";
import { SimulateRequest, SimulateResponse } from "../../../proto/gen/cosmos/tx/v1beta1/service.ts";
import { AuthInfo, Tx, TxRaw } from "../../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { ConfigResponse } from "../../../proto/gen/cosmos/base/node/v1beta1/query.ts";
import { ChainIdMismatch, TxFailed, TxNotCommitted } from "../../../app/client/errors.ts";
import { createSigningClient } from "../../../app/client/signing-client.ts";
import { txHash } from "../../../app/client/transaction.ts";
import { statusOf } from "./chain-rpc.ts";
import { queryAnswer, queryError, startScriptedNode } from "./scripted-node.ts";
import type { RpcAnswer } from "./scripted-node.ts";

const MNEMONIC =
  "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

/** A chain of one account that takes transactions with the sequence it expects. */
class Chain {
  /** What queries see. */
  committed = 4;
  /** What the node's check sees: transactions in the mempool count. */
  expected = 4;
  readonly sent: { sequence: bigint; gas: bigint; fee: string }[] = [];
  onBroadcast: () => RpcAnswer | undefined = () => undefined;
  readonly #address: string;

  constructor(address: string) {
    this.#address = address;
  }

  readonly abci_query = (params: Readonly<Record<string, unknown>>): RpcAnswer => {
    const { path } = params;
    const data = Buffer.from(String(params["data"]), "hex");
    if (path === "/cosmos.auth.v1beta1.Query/Account") return this.#account();
    if (path === "/cosmos.base.node.v1beta1.Service/Config") {
      const config = ConfigResponse.fromPartial({ minimumGasPrice: "0.001ulaz" });
      return queryAnswer(ConfigResponse.encode(config).finish());
    }
    if (path === "/cosmos.tx.v1beta1.Service/Simulate") {
      const { authInfo } = Tx.decode(SimulateRequest.decode(data).txBytes);
      if (Number(authInfo?.signerInfos[0]?.sequence) !== this.expected) {
        return queryError(32, this.#mismatch(authInfo?.signerInfos[0]?.sequence));
      }
      const gasInfo = { gasUsed: 10_000n, gasWanted: 0n };
      return queryAnswer(SimulateResponse.encode({ gasInfo, result: undefined }).finish());
    }
    return queryError(6, `unknown query path ${String(path)}`);
  };

  readonly status = (): RpcAnswer => statusOf("lazuli-test-1", 7);

  readonly broadcast_tx_sync = (params: Readonly<Record<string, unknown>>): RpcAnswer => {
    const scripted = this.onBroadcast();
    if (scripted !== undefined) return scripted;
    const bytes = Buffer.from(String(params["tx"]), "base64");
    const auth = AuthInfo.decode(TxRaw.decode(bytes).authInfoBytes);
    const sequence = auth.signerInfos[0]?.sequence ?? -1n;
    const hash = txHash(bytes);
    if (Number(sequence) !== this.expected) {
      const log = this.#mismatch(sequence);
      return { result: { code: 32, codespace: "sdk", log, data: "", hash } };
    }
    this.expected += 1;
    const fee = (auth.fee?.amount ?? []).map(({ amount, denom }) => amount + denom).join(",");
    this.sent.push({ sequence, gas: auth.fee?.gasLimit ?? 0n, fee });
    return { result: { code: 0, codespace: "", log: "", data: "", hash } };
  };

  #account(): RpcAnswer {
    const account = BaseAccount.encode({
      address: this.#address,
      pubKey: undefined,
      accountNumber: 3n,
      sequence: BigInt(this.committed),
    }).finish();
    const any = { typeUrl: "/cosmos.auth.v1beta1.BaseAccount", value: account };
    return queryAnswer(QueryAccountResponse.encode({ account: any }).finish());
  }

  #mismatch(got: bigint | undefined): string {
    return `account sequence mismatch, expected ${this.expected}, got ${got}: incorrect account sequence`;
  }
}

async function setUp(t: TestContext, options: { readonly chainId?: string } = {}) {
  const signer = await DirectSecp256k1HdWallet.fromMnemonic(MNEMONIC, { prefix: "lazuli" });
  const [account] = await signer.getAccounts();
  assert.ok(account);
  const chain = new Chain(account.address);
  const { abci_query, status, broadcast_tx_sync } = chain;
  const node = await startScriptedNode({ abci_query, status, broadcast_tx_sync });
  t.after(() => node.close());
  const client = await createSigningClient(node.url, signer, {
    extensions: [setupKvExtension],
    types: [...kvTypes],
    ...options,
  });
  const message = kvMessages(client.address).create("profile", "name", "Ada");
  return { chain, node, client, message };
}

describe("signing client", () => {
  it("takes gas from the simulation and the fee from the node's price", async (t) => {
    const { chain, client, message } = await setUp(t);
    await client.sendSync([message]);
    assert.deepEqual(chain.sent, [{ sequence: 4n, gas: 13_000n, fee: "13ulaz" }]);
  });

  it("goes by the mempool's sequence when the committed one is refused, once", async (t) => {
    const { chain, client, message } = await setUp(t);
    chain.expected = 6;
    await client.sendSync([message]);
    assert.deepEqual(
      chain.sent.map(({ sequence }) => sequence),
      [6n],
    );
  });

  it("signs again also when only the check notices the sequence", async (t) => {
    const { chain, client, message } = await setUp(t);
    const fee = { gas: "20000", amount: [{ denom: "ulaz", amount: "20" }] };
    chain.expected = 5;
    await client.sendSync([message], { fee });
    assert.deepEqual(chain.sent, [{ sequence: 5n, gas: 20_000n, fee: "20ulaz" }]);
  });

  it("sends transactions of one client one after the other", async (t) => {
    const { chain, client, message } = await setUp(t);
    await Promise.all(Array.from({ length: 5 }, () => client.sendSync([message])));
    assert.deepEqual(
      chain.sent.map(({ sequence }) => sequence),
      [4n, 5n, 6n, 7n, 8n],
    );
  });

  it("does not send again after any other refusal or a broken connection", async (t) => {
    const { chain, node, client, message } = await setUp(t);
    const refusal = { code: 13, codespace: "sdk", log: "insufficient fee", data: "", hash: "00" };
    chain.onBroadcast = () => ({ result: refusal });
    await assert.rejects(client.sendSync([message]), TxFailed);
    chain.onBroadcast = () => "break";
    await assert.rejects(client.sendSync([message]), TxNotCommitted);
    const broadcasts = node.calls.filter((method) => method === "broadcast_tx_sync");
    assert.equal(broadcasts.length, 2);
  });

  it("signs nothing for another chain", async (t) => {
    const { chain, node, client, message } = await setUp(t, { chainId: "lazuli-other-1" });
    await assert.rejects(client.sendSync([message]), ChainIdMismatch);
    assert.deepEqual(chain.sent, []);
    assert.ok(!node.calls.includes("broadcast_tx_sync"));
  });
});
