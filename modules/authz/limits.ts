/**
 * Messages that one MsgExec of a transaction holds, at all depths together.
 *
 * @source cosmos-sdk codec/types MaxUnpackAnySubCalls, less the MsgExec itself
 */
export const EXEC_MESSAGES_MAX = 99;

/** MsgExecs around a message: 1 if none is in another. The SDK's decoder allows 9. */
export const EXEC_DEPTH_MAX = 8;

/** Expired grants and entries of the queue that one block frees, oldest first; the last entry goes whole. */
export const BLOCK_PRUNE_MAX = 200;
