import type { AuthInfo, TxBody } from "../../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import type { MessageRoute } from "../module.ts";

/** A transaction that is well-formed; nothing about it has been checked against state. */
export interface Tx {
  /** As received: the canonical encoding of a `cosmos.tx.v1beta1.TxRaw`. */
  readonly bytes: Uint8Array;
  readonly bodyBytes: Uint8Array;
  readonly authInfoBytes: Uint8Array;
  readonly body: TxBody;
  readonly authInfo: AuthInfo;
  /** Whether the body, or a message in it, has fields that this chain does not know and may ignore (ADR-020). */
  readonly hasUnknownFields: boolean;
  readonly signatures: readonly Uint8Array[];
  readonly messages: readonly TxMessage[];
  /** Bech32 addresses that must sign, each once, in order of first mention; then the fee payer if it is another. */
  readonly signers: readonly string[];
  /** Bech32 address that pays the fee unless a granter does: `fee.payer`, or the first signer. */
  readonly feePayer: string;
  /** Gas that the transaction may use: `fee.gas_limit`. */
  readonly gasLimit: bigint;
}

export interface TxMessage {
  readonly route: MessageRoute;
  /** The decoded message, of the route's request type. */
  readonly value: unknown;
}
