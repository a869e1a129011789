import { command } from "./command.ts";
import type { Command } from "./command.ts";
import type { JsonObject } from "../node/files.ts";
import { UserError } from "../node/user-error.ts";
import { COMMON_OPTIONS, formatOf, openHome } from "./options.ts";
import { printAnswer } from "./output.ts";
import { TX_FILE, readTxFile, writeDocuments } from "./tx-files.ts";
import { UNASKED_OPTIONS } from "./tx-options.ts";
import { UsageError } from "./usage-error.ts";

export const encodeCommand: Command = command({
  name: "encode",
  describe: "The bytes of a transaction, in base64",
  positionals: [TX_FILE],
  options: { ...UNASKED_OPTIONS, ...COMMON_OPTIONS },
  examples: [["signed.json", "What a node takes as tx_bytes"]],
  async handler(args, env) {
    const { config } = await openHome(args, env);
    const { tx } = await readTxFile(args.file, env);
    const { encodeTx } = await import("../core/tx-encode.ts");
    const text = Buffer.from(encodeTx(tx)).toString("base64");
    const answer = { json: { tx: text }, text: `${text}\n` };
    await printAnswer(env.terminal, formatOf(args, config), answer);
  },
});

export const decodeCommand: Command = command({
  name: "decode",
  describe: "A transaction's bytes as JSON",
  positionals: [
    { name: "bytes", describe: "A TxRaw in base64, as tx encode prints it", required: true },
  ],
  options: {
    hex: { alias: "x", type: "boolean", describe: "BYTES is hexadecimal" },
    ...UNASKED_OPTIONS,
    ...COMMON_OPTIONS,
  },
  examples: [["CpEBCo4B…", "The inverse of tx encode"]],
  async handler(args, env) {
    const bytes = parseBytes(args.bytes, args.hex === true);
    await writeDocuments([await decode(bytes)], undefined, env);
  },
});

/** @throws UserError unless JSON can show all of it */
async function decode(bytes: Uint8Array): Promise<JsonObject> {
  const [{ txFromJson, txToJson }, { encodeTx }, { equalBytes }, { RpcError }] = await Promise.all([
    import("../node/tx-json.ts"),
    import("../core/tx-encode.ts"),
    import("../core/bytes.ts"),
    import("../node/api/rpc-status.ts"),
  ]);
  try {
    const json = txToJson(bytes);
    if (equalBytes(encodeTx(txFromJson("BYTES", json)), bytes)) return json;
  } catch (error) {
    if (error instanceof UserError) throw error;
    // What is behind an `Any` is malformed, or what is around it.
    const reason = error instanceof RpcError ? error.message : "the bytes are malformed";
    throw new UserError(`BYTES: expected a transaction: ${reason}`, { cause: error });
  }
  throw new UserError(
    "BYTES: expected a transaction in its one encoding, without fields that this chain does not know",
  );
}

/** @throws UsageError */
function parseBytes(text: string, isHex: boolean): Uint8Array {
  const encoding = isHex ? "hex" : "base64";
  const bytes = Buffer.from(text, encoding);
  const again = bytes.toString(encoding);
  if (text !== "" && again === (isHex ? text.toLowerCase() : text)) return Uint8Array.from(bytes);
  throw new UsageError(
    `BYTES ${JSON.stringify(text.slice(0, 100))}: expected ${isHex ? "pairs of hexadecimal digits" : "base64 with its padding"}`,
  );
}
