/** Message types that one AllowedMsgAllowance names. */
export const ALLOWED_MESSAGES_MAX = 256;

/** Characters of the type URL of a message that an allowance names. */
export const ALLOWED_MESSAGE_CHARACTERS_MAX = 255;

/** Expired allowances that one block frees, oldest first. @source cosmossdk.io/x/feegrant module EndBlocker */
export const BLOCK_PRUNE_MAX = 200;

/** Expired allowances that one MsgPruneAllowances frees. @source cosmossdk.io/x/feegrant keeper PruneAllowances */
export const MESSAGE_PRUNE_MAX = 75;

/** Longest period in nanoseconds, 292 years: what 64 bits hold. @source Go time.Duration */
export const PERIOD_NS_MAX = (1n << 63n) - 1n;
