/** Largest gas price of one unit of work that the parameters may set: products with the largest counts stay below 2⁶³. */
export const GAS_COST_MAX = 1_000_000n;

/** Module accounts that one chain may have. */
export const MODULE_ACCOUNTS_MAX = 64;

/** Permissions of one module account. */
export const PERMISSIONS_MAX = 16;

/** Largest account number and sequence in genesis: half of the range, so that counting on never leaves it. */
export const GENESIS_NUMBER_MAX = (1n << 63n) - 1n;

/**
 * Keys of one multisig; the parameter `tx_sig_limit` limits those of a transaction. Their lengths in amino stay below 128.
 *
 * @source cosmos-sdk x/auth/ante flattenSignatures, maximum breadth
 */
export const MULTISIG_KEYS_MAX = 32;
