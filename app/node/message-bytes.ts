import { toBinary } from "@bufbuild/protobuf";
import { schemaOf } from "./api/descriptors.ts";
import { JsonMismatch, messageFromJson } from "./api/message-from-json.ts";
import { messageToJson } from "./api/proto-json.ts";
import { isJsonObject } from "./files.ts";
import type { JsonObject } from "./files.ts";
import { UserError } from "./user-error.ts";

/** A message as the SDK's commands print it. @throws RpcError if a message in an `Any` is malformed */
export function bytesToJson(typeName: string, bytes: Uint8Array): JsonObject {
  const json = messageToJson(schemaOf(typeName), bytes);
  if (isJsonObject(json)) return json;
  throw new TypeError("a message's JSON is not an object");
}

/**
 * The inverse of {@link bytesToJson}.
 *
 * @param source what the JSON is called in errors
 * @throws UserError if it has unknown fields, unknown types or values that do not fit
 */
export function bytesFromJson(source: string, typeName: string, json: JsonObject): Uint8Array {
  const schema = schemaOf(typeName);
  try {
    return toBinary(schema, messageFromJson(schema, json).message);
  } catch (error) {
    if (!(error instanceof JsonMismatch)) throw error;
    throw new UserError(`${source}: ${error.message}`, { cause: error });
  }
}
