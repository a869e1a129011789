import { ClientError, RpcFailed } from "../client/errors.ts";
import { HttpRpc } from "../client/rpc.ts";
import type { MessageType } from "../client/signing-client.ts";
import type { ModuleCommands } from "../client/verbs.ts";
import { isJsonObject } from "../node/files.ts";
import type { JsonObject } from "../node/files.ts";
import { command } from "./command.ts";
import type { Command } from "./command.ts";
import { messageToJson } from "./message-json.ts";
import { COMMON_OPTIONS, NODE_OPTIONS, formatOf, openHome, parseInteger } from "./options.ts";
import { formatText, printAnswer } from "./output.ts";
import { UsageError } from "./usage-error.ts";

const HEIGHT_MAX = BigInt(Number.MAX_SAFE_INTEGER);
const OPTIONS = { ...COMMON_OPTIONS, ...NODE_OPTIONS } as const;

export const queryBlock: Command = command({
  name: "block",
  describe: "A block as CometBFT has it; the latest unless a height is given",
  positionals: [{ name: "height", describe: "Of the block", required: false }],
  options: OPTIONS,
  examples: [
    ["", "A summary of the latest block"],
    ["7 -o json", "Everything in block 7"],
  ],
  async handler(args, env) {
    const { config } = await openHome(args, env);
    const rpc = new HttpRpc(args.node ?? config.node);
    const params =
      args.height === undefined
        ? {}
        : { height: parseInteger("height", args.height, 1n, HEIGHT_MAX).toString() };
    const result = objectOf(await rpc.call("block", params), "block");
    const block = objectOf(result["block"], "block");
    const header = objectOf(block["header"], "header");
    const txs = objectOf(block["data"], "data")["txs"];
    const summary = {
      height: header["height"],
      time: header["time"],
      chain_id: header["chain_id"],
      hash: objectOf(result["block_id"], "block id")["hash"],
      app_hash: header["app_hash"],
      proposer_address: header["proposer_address"],
      txs: Array.isArray(txs) ? txs.length : 0,
    };
    const answer = { json: result, text: formatText(summary) };
    await printAnswer(env.terminal, formatOf(args, config), answer);
  },
});

/** @param modules whose messages are decoded */
export function queryTx(modules: readonly ModuleCommands[]): Command {
  return command({
    name: "tx",
    describe: "What became of a transaction",
    positionals: [{ name: "hash", describe: "64 hexadecimal digits", required: true }],
    options: OPTIONS,
    examples: [["C0FFEE… -o json", "With its messages and events"]],
    async handler(args, env) {
      if (!/^(?:0x)?[0-9a-fA-F]{64}$/.test(args.hash)) {
        throw new UsageError(`HASH ${JSON.stringify(args.hash)}: expected 64 hexadecimal digits`);
      }
      const hash = args.hash.slice(-64);
      const { config } = await openHome(args, env);
      const rpc = new HttpRpc(args.node ?? config.node);
      const json = await txToJson(await findTx(rpc, hash), modules);
      const { events: _events, ...summary } = json;
      const answer = { json, text: formatText(summary) };
      await printAnswer(env.terminal, formatOf(args, config), answer);
    },
  });
}

async function findTx(rpc: HttpRpc, hash: string): Promise<JsonObject> {
  const params = { hash: Buffer.from(hash, "hex").toString("base64"), prove: false };
  try {
    return objectOf(await rpc.call("tx", params), "transaction");
  } catch (error) {
    if (!(error instanceof RpcFailed) || !error.data.includes("not found")) throw error;
    throw new ClientError(
      `transaction not found: ${hash.toUpperCase()}; no block that this node knows of holds it (yet)`,
    );
  }
}

/** The names are those of the SDK's commands. */
async function txToJson(found: JsonObject, modules: readonly ModuleCommands[]) {
  const result = objectOf(found["tx_result"], "result");
  const bytes = Buffer.from(String(found["tx"]), "base64");
  return {
    txhash: found["hash"],
    height: found["height"],
    code: result["code"],
    codespace: result["codespace"],
    raw_log: result["log"],
    gas_wanted: result["gas_wanted"],
    gas_used: result["gas_used"],
    ...(await decodeTx(Uint8Array.from(bytes), modules)),
    events: result["events"],
  };
}

async function decodeTx(bytes: Uint8Array, modules: readonly ModuleCommands[]) {
  const { AuthInfo, TxBody, TxRaw } = await import("../../proto/gen/cosmos/tx/v1beta1/tx.ts");
  const raw = TxRaw.decode(bytes);
  const body = TxBody.decode(raw.bodyBytes);
  const fee = AuthInfo.decode(raw.authInfoBytes).fee;
  const types = new Map<string, MessageType[1]>();
  for (const module of modules) {
    for (const [typeUrl, codec] of await module.types()) types.set(typeUrl, codec);
  }
  return {
    fee: (fee?.amount ?? []).map(({ amount, denom }) => `${amount}${denom}`).join(","),
    note: body.memo,
    messages: body.messages.map(({ typeUrl, value }) => {
      const codec = types.get(typeUrl);
      if (codec === undefined) return { "@type": typeUrl, value };
      const message: unknown = codec.decode(value);
      return { "@type": typeUrl, ...messageToJson(objectOf(message, "message")) };
    }),
  };
}

function objectOf(value: unknown, what: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw new ClientError(`the node's answer has no ${what}: is it a CometBFT node?`);
}
