/** Bytes of one answer of a node's RPC that the client reads, whatever the node sends. A block's results are the largest. */
export const RPC_ANSWER_BYTES_MAX = 134_217_728;
