import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { txHash } from "../../../app/client/transaction.ts";
import type { QueryResponse } from "../../../app/core/query.ts";
import { formatKeyRecord } from "../../../app/node/key-record.ts";
import { PlainSecrets } from "../../../app/node/keyring-secrets.ts";
import { TxBody, TxRaw } from "../../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import type { Any } from "../../../proto/gen/google/protobuf/any.ts";
import { TestChain } from "../../helpers/executor.ts";
import { CHAIN_ID } from "../../helpers/tx.ts";
import type { Signer } from "../../helpers/tx.ts";
import type { RpcAnswer, RpcHandler } from "./scripted-node.ts";

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** The method `abci_query` of a node with this chain. @param tamper what goes out is what this makes of it */
export function abciQueryOf(
  chain: TestChain,
  tamper: (answer: QueryResponse) => QueryResponse = (answer) => answer,
): RpcHandler {
  return ({ path, data, height, prove }) => {
    const answer = tamper(
      chain.executor.query({
        path: String(path),
        data: Buffer.from(String(data), "hex"),
        height: BigInt(typeof height === "string" ? height : 0),
        prove: prove === true,
      }),
    );
    const ops = answer.proofOps?.ops.map(({ type, key, data: proof }) => ({
      ...{ type, key: base64(key), data: base64(proof) },
    }));
    return {
      result: {
        response: {
          ...{ code: answer.code, log: answer.log, height: String(answer.height), index: "0" },
          ...{ key: base64(answer.key), value: base64(answer.value) },
          ...(ops && { proofOps: { ops } }),
        },
      },
    };
  };
}

/** The method `status`, as far as CosmJS reads it. */
export function statusOf(network: string, height: number): RpcAnswer {
  return {
    result: {
      node_info: {
        protocol_version: { p2p: "8", block: "11", app: "1" },
        id: "00",
        listen_addr: "tcp://127.0.0.1:26656",
        network,
        version: "0.38.26",
        channels: "40",
        moniker: "m",
        other: {},
      },
      sync_info: {
        latest_block_hash: "00",
        latest_app_hash: "00",
        latest_block_height: String(height),
        latest_block_time: "2026-01-01T00:00:00Z",
        catching_up: false,
      },
      validator_info: {
        address: "00",
        pub_key: { type: "tendermint/PubKeyEd25519", value: "AA==" },
        voting_power: "0",
      },
    },
  };
}

/** The RPC of a node that makes a block of each transaction as it comes: the real state machine without CometBFT. */
export class ChainRpc {
  readonly chain = TestChain.start();
  /** The messages of the transactions that came. */
  readonly sent: Any[][] = [];
  readonly #results = new Map<string, unknown>();

  readonly handlers: Readonly<Record<string, RpcHandler>> = {
    status: () => statusOf(CHAIN_ID, this.chain.executor.committed?.height ?? 0),
    abci_query: abciQueryOf(this.chain),
    broadcast_tx_sync: ({ tx }) =>
      this.#deliver(Uint8Array.from(Buffer.from(String(tx), "base64"))),
    broadcast_tx_async: ({ tx }) => {
      const bytes = Uint8Array.from(Buffer.from(String(tx), "base64"));
      this.#deliver(bytes);
      return { result: { code: 0, codespace: "", log: "", data: "", hash: txHash(bytes) } };
    },
    tx: ({ hash }) => {
      const id = Buffer.from(String(hash), "base64").toString("hex").toUpperCase();
      const result = this.#results.get(id);
      if (result !== undefined) return { result };
      return { error: { code: -32603, message: "Internal error", data: `tx (${id}) not found` } };
    },
  };

  #deliver(bytes: Uint8Array): RpcAnswer {
    const hash = txHash(bytes);
    const { code, codespace, log } = this.chain.executor.checkTx(bytes, false);
    if (code !== 0) return { result: { code, codespace, log, data: "", hash } };
    this.sent.push(TxBody.decode(TxRaw.decode(bytes).bodyBytes).messages);
    const height = String(this.chain.next);
    const [result] = this.chain.block([bytes]).txs;
    if (result === undefined) throw new Error("the block has no result");
    this.#results.set(hash, {
      ...{ hash, height, index: 0, tx: base64(bytes) },
      tx_result: {
        ...{ code: result.code, codespace: result.codespace, log: result.log, info: "" },
        data: base64(result.data),
        gas_wanted: result.gasWanted.toString(),
        gas_used: result.gasUsed.toString(),
        events: [],
      },
    });
    return { result: { code: 0, codespace: "", log: "", data: "", hash } };
  }
}

/** Puts people into the test keyring of a home folder, each under a name. */
export async function writeKeys(
  home: string,
  people: Readonly<Record<string, Signer>>,
): Promise<void> {
  const folder = join(home, "keyring-test");
  await mkdir(folder, { recursive: true });
  for (const [name, { privateKey, publicKey }] of Object.entries(people)) {
    const secret = await new PlainSecrets().protect(privateKey);
    const key = { type: "secp256k1", key: publicKey } as const;
    const content = formatKeyRecord({ name, type: "local", publicKey: key, secret });
    await writeFile(join(folder, `${name}.key.json`), content, { mode: 0o600 });
  }
}
