import { fromBinary, toBinary } from "@bufbuild/protobuf";
import type { DescMessage } from "@bufbuild/protobuf";
import type { Any } from "@bufbuild/protobuf/wkt";
import { REGISTRY } from "./descriptors.ts";
import { API_JSON_DEPTH_MAX } from "./limits.ts";
import { invalid } from "./rpc-status.ts";

type Message = Readonly<Record<string, unknown>>;

/**
 * Writes the types of every `Any` in a message as the SDK does, `/cosmos.bank.v1beta1.MsgSend`: the library gives them the
 * host `type.googleapis.com` when it reads JSON, and a transaction is signed with one form or the other.
 *
 * @throws RpcError if it nests deeper than {@link API_JSON_DEPTH_MAX}
 */
export function shortenTypeUrls(schema: DescMessage, message: unknown, depth = 0): void {
  if (depth > API_JSON_DEPTH_MAX) {
    throw invalid(`body: expected at most ${API_JSON_DEPTH_MAX} messages in each other`);
  }
  if (schema.typeName === "google.protobuf.Any") {
    shorten(message as Any, depth);
    return;
  }
  for (const field of schema.fields) {
    if (field.message === undefined) continue;
    for (const inner of messagesIn(field.localName, field.oneof?.localName, message as Message)) {
      shortenTypeUrls(field.message, inner, depth + 1);
    }
  }
}

/** The messages in a field: none, one, those of a list or the values of a map. */
function messagesIn(name: string, oneof: string | undefined, message: Message): readonly unknown[] {
  let value = message[name];
  if (oneof !== undefined) {
    const chosen = message[oneof] as { readonly case?: string; readonly value?: unknown };
    value = chosen.case === name ? chosen.value : undefined;
  }
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value;
  return "$typeName" in value ? [value] : Object.values(value);
}

function shorten(any: Any, depth: number): void {
  const name = any.typeUrl.slice(any.typeUrl.lastIndexOf("/") + 1);
  const schema = REGISTRY.getMessage(name);
  if (schema === undefined) return;
  const inner = fromBinary(schema, any.value);
  shortenTypeUrls(schema, inner, depth + 1);
  any.typeUrl = `/${name}`;
  any.value = toBinary(schema, inner);
}
