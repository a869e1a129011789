/** Connections of the faucet. */
export const FAUCET_CONNECTIONS_MAX = 64;

/** Bytes of a request to the faucet: an address and a denomination, with room. */
export const FAUCET_BODY_BYTES_MAX = 2_048;

/** Time for a client to send its request to the faucet, milliseconds. */
export const FAUCET_REQUEST_TIMEOUT_MS = 10_000;

/** The hour of the faucet's limit on all credits together, milliseconds. */
export const FAUCET_WINDOW_MS = 3_600_000;

/** The most credits an hour that the faucet can be set to. */
export const FAUCET_CREDITS_PER_HOUR_MAX = 10_000;

/** The longest wait from one credit to the next of the same address and denomination that can be set, milliseconds. */
export const FAUCET_COOLDOWN_MS_MAX = 604_800_000;
