// Run as a process: asks a node for ever, by REST, gRPC and CometBFT's RPC, as fast as it is answered. Sends the count of
// answers by kind whenever it is asked for it.

import { connect } from "node:http2";
import { QueryDefinition as BankQuery } from "../../proto/gen/cosmos/bank/v1beta1/query.ts";

export interface FloodTarget {
  readonly rpc: string;
  readonly rest: string;
  readonly grpc: string;
  /** An account. */
  readonly address: string;
}

/** Answers of each kind, refusals included. */
export interface FloodCounts {
  readonly rest: number;
  readonly grpc: number;
  readonly abci: number;
}

/** Questions of each kind that are open at a time. */
const OPEN_AT_ONCE = 64;

function questions({ rpc, rest, grpc, address }: FloodTarget) {
  const { requestType } = BankQuery.methods.balance;
  const data = requestType.encode({ address, denom: "ulaz" }).finish();
  const frame = Buffer.concat([Buffer.alloc(5), data]);
  frame.writeUInt32BE(data.length, 1);
  const session = connect(`http://${grpc}`);
  const paths = [
    `/cosmos/bank/v1beta1/balances/${address}`,
    `/cosmos/tx/v1beta1/txs?query=${encodeURIComponent("tx.height>0")}`,
    "/cosmos/staking/v1beta1/validators",
    "/cosmos/base/tendermint/v1beta1/blocks/latest",
  ];
  const queries = [
    { path: "/cosmos.bank.v1beta1.Query/Balance", data: Buffer.from(data).toString("hex") },
    { path: "/store/bank/key", data: "05", prove: true },
    { path: "/store/bank/key", data: "02ff", prove: true },
  ];
  return {
    async rest(index: number) {
      await (await fetch(`${rest}${paths[index % paths.length]}`)).arrayBuffer();
    },
    async abci(index: number) {
      const params = queries[index % queries.length];
      const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "abci_query", params });
      await (await fetch(rpc, { method: "POST", body })).arrayBuffer();
    },
    grpc: () =>
      new Promise<void>((resolve, reject) => {
        const stream = session.request({
          ":method": "POST",
          ":path": "/cosmos.bank.v1beta1.Query/Balance",
          "content-type": "application/grpc",
          te: "trailers",
        });
        stream.on("error", reject);
        stream.on("close", resolve);
        stream.resume();
        stream.end(frame);
      }),
  };
}

function flood(target: FloodTarget): void {
  const counts = { rest: 0, grpc: 0, abci: 0 };
  const ask = questions(target);
  const again = async (kind: keyof FloodCounts): Promise<never> => {
    for (let index = 0; ; index++) {
      await ask[kind](index);
      counts[kind]++;
    }
  };
  for (const kind of ["rest", "grpc", "abci"] as const) {
    // A question that fails, and not by an answer, ends the process, which whoever started it sees.
    for (let i = 0; i < OPEN_AT_ONCE; i++) void again(kind);
  }
  process.on("message", () => process.send?.({ ...counts } satisfies FloodCounts));
}

process.once("message", flood);
