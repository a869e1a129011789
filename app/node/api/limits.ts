/** Calls that are answered at a time, of gRPC, gRPC-web and REST together; others wait. Each holds its place
 * until the client has taken its answer, so this also bounds the answers that wait in memory. */
export const API_CALLS_MAX = 64;

/** Calls that wait for a place, with their bodies unread. */
export const API_CALLS_WAITING_MAX = 1_024;

/** Time from a call's beginning until its answer has been taken, milliseconds; then the connection or stream is cut. */
export const API_CALL_TIMEOUT_MS = 30_000;

/** Connections of the gRPC server. */
export const GRPC_CONNECTIONS_MAX = 256;

/** Connections of the REST server. */
export const REST_CONNECTIONS_MAX = 1_024;

/** Streams of one HTTP/2 connection, which is to say calls that its client has open. */
export const GRPC_STREAMS_MAX = 100;

/** Memory of one HTTP/2 connection for headers and frames, MB; new streams are refused beyond it. */
export const GRPC_SESSION_MEMORY_MB_MAX = 16;

/** Bytes of one gRPC message to the server: a transaction of the largest size in its envelope, with room. */
export const API_MESSAGE_BYTES_MAX = 1_310_720;

/** Bytes of a REST request's body: such a message as JSON, its bytes in base64. */
export const REST_BODY_BYTES_MAX = 2_097_152;

/** Bytes of a request's headers, the address included; also of an HTTP/2 header list. */
export const API_HEADER_BYTES_MAX = 16_384;

/** Header fields of a request. */
export const API_HEADERS_MAX = 64;

/** Parameters in a REST address. */
export const REST_PARAMETERS_MAX = 64;

/** Time for a REST client to send its headers, milliseconds. */
export const REST_HEADERS_TIMEOUT_MS = 10_000;

/** Time that a connection without a call stays open, milliseconds. */
export const API_IDLE_TIMEOUT_MS = 60_000;

/** How deep messages may nest in an answer's JSON, the contents of `Any` included. */
export const API_JSON_DEPTH_MAX = 64;

/** Requests in one stream of server reflection. */
export const REFLECTION_REQUESTS_MAX = 1_000;

/** Time that one request to CometBFT's RPC may take, milliseconds. */
export const COMET_TIMEOUT_MS = 10_000;

/** Bytes of an answer of CometBFT's RPC: a block of its largest size in base64. */
export const COMET_ANSWER_BYTES_MAX = 67_108_864;

/** Transactions of one page of GetTxsEvent, which is the most that CometBFT gives. */
export const TXS_PAGE_MAX = 100;

/** Validators that are asked for at once, which is the most that CometBFT gives. */
export const VALIDATORS_PAGE_MAX = 100;

/** Calls of the node's own services that come by ABCI's Query and are answered at a time. */
export const ABCI_CALLS_MAX = 16;

/** JavaScript objects of the API's thread, MiB; at that it ends and another takes its place. */
export const API_HEAP_MIB_MAX = 512;

/** Time from the end of the API's thread to the start of the next, milliseconds. */
export const API_RESTART_MS = 1_000;
