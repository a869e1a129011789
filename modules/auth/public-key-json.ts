import { base64 } from "@scure/base";
import { CoreError } from "../../app/core/errors.ts";
import type { JsonObject, JsonValue } from "../../app/core/json.ts";
import {
  ED25519_TYPE,
  MULTISIG_TYPE,
  parsePublicKey,
  type PublicKey,
  publicKeyToAny,
  SECP256K1_TYPE,
  type SimpleKey,
} from "./public-key.ts";

/** Type URL of a simple key by its type. */
const TYPE_URLS = { secp256k1: SECP256K1_TYPE, ed25519: ED25519_TYPE } as const;

/** A key in protobuf's JSON form, as genesis has it. @throws CoreError.invalidRequest, invalidPublicKey */
export function publicKeyFromJson(json: JsonValue): PublicKey {
  const object = json.object();
  const typeUrl = object.field("@type").text();
  if (typeUrl !== MULTISIG_TYPE) return simpleKeyFromJson(object, typeUrl);
  const threshold = object.field("threshold").integer();
  const keys = object
    .field("public_keys")
    .list()
    .map((entry) => {
      const key = entry.object();
      return simpleKeyFromJson(key, key.field("@type").text());
    });
  object.end();
  return parseAgain({ type: "multisig", threshold, keys });
}

function simpleKeyFromJson(object: JsonObject, typeUrl: string): SimpleKey {
  if (typeUrl !== SECP256K1_TYPE && typeUrl !== ED25519_TYPE) {
    throw CoreError.invalidRequest(
      `${object.path}.@type is ${JSON.stringify(typeUrl)}, expected ${SECP256K1_TYPE} or ${ED25519_TYPE}`,
    );
  }
  const key = object.field("key").bytes();
  object.end();
  return parseAgain({ type: typeUrl === ED25519_TYPE ? "ed25519" : "secp256k1", key });
}

/** The checks of sizes and thresholds are where keys of transactions are read. */
function parseAgain<K extends PublicKey>(key: K): K {
  return parsePublicKey(publicKeyToAny(key)) as K;
}

export function publicKeyToJson(key: PublicKey): unknown {
  if (key.type !== "multisig") {
    return { "@type": TYPE_URLS[key.type], key: base64.encode(key.key) };
  }
  return {
    "@type": MULTISIG_TYPE,
    threshold: key.threshold,
    public_keys: key.keys.map(publicKeyToJson),
  };
}
