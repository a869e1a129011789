/** Outputs of one MsgMultiSend. */
export const MULTI_SEND_OUTPUTS_MAX = 1_000;

/** Addresses that one SendAuthorization names. */
export const ALLOW_LIST_MAX = 256;

/** Denoms of one list of coins in genesis. */
export const GENESIS_DENOMS_MAX = 100_000;

/** Units of one denom's metadata, and aliases of one unit. */
export const METADATA_LIST_MAX = 64;

/** Denoms that one SendEnabled query may name. */
export const SEND_ENABLED_DENOMS_MAX = 1_000;
