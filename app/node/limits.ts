/** Threads that answer queries. */
export const QUERY_WORKERS_MAX = 16;

/** Queries that one worker has at a time: the one that it answers, and the next, so that it need not wait for it. */
export const QUERIES_AT_WORKER_MAX = 2;

/** Queries that wait for a worker. Those beyond are answered at once, with the code that says so. */
export const QUERIES_WAITING_MAX = 256;

/** Time that a worker may take for one query before it is replaced, milliseconds. */
export const QUERY_TIMEOUT_MS = 10_000;

/** Memory of one worker's JavaScript objects, MiB; at that it ends and another takes its place. */
export const WORKER_HEAP_MIB_MAX = 1_024;

/** How much the heap of live objects may grow before it is searched for dead ones, percent. The engine's own figure is up to 300. */
export const HEAP_GROWTH_PERCENT = 100;

/** Time from the end of a worker that could not start to the start of the next, milliseconds. */
export const WORKER_RESTART_MS = 1_000;

/** Time for a worker to close its database when the node stops, milliseconds. */
export const WORKER_CLOSE_MS = 2_000;

/** Chunks of the state that a worker keeps in memory, in bytes. */
export const QUERY_CACHE_BYTES_MAX = 16_777_216;

/** Bytes of a chunk of a snapshot; CometBFT carries 16 MB at most. */
export const SNAPSHOT_CHUNK_BYTES_MAX = 8_388_608;

/** Chunks of a snapshot: 256 GiB in all, what a database may hold; their hashes are 1 MiB of CometBFT's 4 MB. */
export const SNAPSHOT_CHUNKS_MAX = 32_768;

/** Bytes of a snapshot's metadata.json: hash and size of each chunk, with room. */
export const SNAPSHOT_METADATA_BYTES_MAX = 8_388_608;

/** How long a node's start waits for the process that reads the state's records first, milliseconds; beyond it, it goes on. */
export const STATE_CHECK_TIMEOUT_MS = 60_000;

/** Bytes of a file with one genesis transaction. */
export const GENTX_BYTES_MAX = 65_536;

/** Accounts that one command adds to a genesis. */
export const GENESIS_ACCOUNTS_ADDED_MAX = 1_000_000;

/** Bytes of the file that lists them. */
export const GENESIS_ACCOUNTS_BYTES_MAX = 536_870_912;

/** Nodes whose files one command makes. */
export const TESTNET_NODES_MAX = 1_000;

/** Bytes of a request that a CometBFT on loopback makes: a genesis of one validator and no state, or less. */
export const LOOPBACK_FRAME_BYTES_MAX = 1_048_576;

/** How long the peer that a CometBFT takes its state from may take to start, milliseconds. */
export const BOOTSTRAP_PEER_TIMEOUT_MS = 60_000;

/** How long CometBFT's light client and state sync may take then, milliseconds: 40 s are CometBFT's own limits, 5 s it waits. */
export const BOOTSTRAP_SYNC_TIMEOUT_MS = 180_000;

/** How long CometBFT may take to start from the state that it has got, milliseconds. */
export const BOOTSTRAP_CHECK_TIMEOUT_MS = 60_000;
