import { toBinary } from "@bufbuild/protobuf";
import type { DescMessage } from "@bufbuild/protobuf";
import { Tx } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { REGISTRY } from "./api/descriptors.ts";
import { JsonMismatch, messageFromJson } from "./api/message-from-json.ts";
import { messageToJson } from "./api/proto-json.ts";
import { isJsonObject } from "./files.ts";
import type { JsonObject } from "./files.ts";
import { UserError } from "./user-error.ts";

/** A transaction as the SDK's commands print it. @param bytes a `TxRaw` */
export function txToJson(bytes: Uint8Array): JsonObject {
  const json = messageToJson(txSchema(), bytes);
  if (isJsonObject(json)) return json;
  throw new TypeError("a message's JSON is not an object");
}

/**
 * The inverse of {@link txToJson}.
 *
 * @param source what the JSON is called in errors
 * @throws UserError if it has unknown fields, unknown types or values that do not fit
 */
export function txFromJson(source: string, json: JsonObject): Tx {
  try {
    return Tx.decode(toBinary(txSchema(), messageFromJson(txSchema(), json).message));
  } catch (error) {
    if (!(error instanceof JsonMismatch)) throw error;
    throw new UserError(`${source}: ${error.message}`, { cause: error });
  }
}

function txSchema(): DescMessage {
  const schema = REGISTRY.getMessage("cosmos.tx.v1beta1.Tx");
  if (schema === undefined) throw new TypeError("no .proto file defines a transaction");
  return schema;
}
