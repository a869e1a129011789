import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import { kvTypes } from "../../modules/kv/client-messages.ts";
import type { Signer } from "./tx.ts";

/** A generated codec, as far as tests need it for any message. */
export interface AnyCodec {
  encode(message: unknown): { finish(): Uint8Array };
  decode(bytes: Uint8Array): Readonly<Record<string, unknown>>;
  fromPartial(fields: Readonly<Record<string, unknown>>): unknown;
}

/** Codecs of all messages of the kv module by their names without `Msg`. */
export const KV_CODECS: ReadonlyMap<string, AnyCodec> = new Map(
  kvTypes.map(([typeUrl, codec]) => [
    typeUrl.replace(/^.*\.Msg/, ""),
    codec as unknown as AnyCodec,
  ]),
);

/**
 * Any message of the kv module.
 *
 * @param name without `Msg`
 * @param fields those that are not 0 or empty, without the signer; a namespace without `/` is the signer's
 */
export function kvAny(
  signer: Signer,
  name: string,
  fields: Readonly<Record<string, unknown>> & { readonly namespace: string },
): Any {
  const codec = KV_CODECS.get(name);
  if (!codec) throw new Error(`no message ${name}`);
  const { namespace } = fields;
  const full = namespace.includes("/") ? namespace : `${signer.address}/${namespace}`;
  const message = codec.fromPartial({ ...fields, namespace: full, signer: signer.address });
  return { typeUrl: `/lazuli.kv.v1.Msg${name}`, value: codec.encode(message).finish() };
}
