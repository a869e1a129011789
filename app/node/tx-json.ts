import { Tx } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import type { JsonObject } from "./files.ts";
import { bytesFromJson, bytesToJson } from "./message-bytes.ts";

const TX = "cosmos.tx.v1beta1.Tx";

/** A transaction as the SDK's commands print it. @param bytes a `TxRaw` */
export function txToJson(bytes: Uint8Array): JsonObject {
  return bytesToJson(TX, bytes);
}

/**
 * The inverse of {@link txToJson}.
 *
 * @param source what the JSON is called in errors
 * @throws UserError if it has unknown fields, unknown types or values that do not fit
 */
export function txFromJson(source: string, json: JsonObject): Tx {
  return Tx.decode(bytesFromJson(source, TX, json));
}
