/** Connections that are open at once. CometBFT opens four; the rest is room for a restarted one and for probes. */
export const CONNECTIONS_MAX = 64;

/** Requests of one connection that are read but not answered yet. At this number reading pauses. */
export const REQUESTS_IN_FLIGHT_MAX = 1_024;

/**
 * Bytes of finished responses of one connection that wait for an earlier, unfinished one. At this number reading
 * pauses, so what waits exceeds it by at most the responses to the requests in flight.
 */
export const RESPONSE_BYTES_WAITING_MAX = 16 * 1024 * 1024;

/** Bytes of responses gathered for one write while a read batch is worked off. */
export const WRITE_BATCH_BYTES_MAX = 1024 * 1024;

/** The largest response after which the memory that it was encoded in is kept for the next. */
export const SCRATCH_BYTES_MAX = 64 * 1024;

/** The longest length prefix of a frame: five bytes of seven bits hold any 32-bit number. */
export const FRAME_LENGTH_BYTES_MAX = 5;

/** The longest frame that CometBFT itself can send or read. */
export const FRAME_BYTES_CEILING = 2 ** 31 - 1;

/** Time for the peer to read the last bytes and hang up before a connection is torn down, milliseconds. */
export const HANG_UP_GRACE_MS = 1_000;

/** Time for handlers that are running to finish when the server closes, milliseconds. */
export const CLOSE_GRACE_MS = 10_000;

/** Time for a possible other server to accept a connection to an existing socket file, milliseconds. */
export const PROBE_TIMEOUT_MS = 2_000;
