/** A block that is being proposed. */
export interface Proposal {
  readonly height: bigint;
  /** Nanoseconds since the Unix epoch. */
  readonly timeNs: bigint;
  readonly txs: readonly Uint8Array[];
}

export type ProposalVerdict =
  | { readonly accept: true }
  /** The reason is for the log; CometBFT only hears the verdict. */
  | { readonly accept: false; readonly reason: string };

/**
 * Bytes that a transaction takes of a proposal's `max_tx_bytes`: one field of a protobuf list.
 *
 * @source cometbft types/tx.go ComputeProtoSizeForTxs
 */
export function proposalSize(tx: Uint8Array): number {
  let size = 1 + tx.length;
  for (let rest = tx.length; ; rest >>>= 7) {
    size++;
    if (rest < 0x80) return size;
  }
}
