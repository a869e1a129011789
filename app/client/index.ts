/**
 * Lazuli for programs, in Node and in browsers.
 *
 * ```ts
 * const client = await createSigningClient("http://127.0.0.1:26657", signer, {
 *   extensions: [setupKvExtension],
 *   types: kvTypes,
 * });
 * const kv = kvMessages(client.address);
 * await client.send([kv.upsert("profile", "name", "Ada")]);
 * const entry = await client.kv.get(`${client.address}/profile`, "name");
 * ```
 *
 * The functions of a module are in `modules/<module>/client.ts` (queries) and `client-messages.ts`.
 */
export {
  ResultsNotKept,
  cometResults,
  type BlockEvent,
  type BlockResults,
  type ResultsBase,
} from "./block-results.ts";
export { bytesToText, toBytes, type BytesLike } from "./bytes.ts";
export {
  connectComet,
  createClient,
  type Client,
  type ClientOptions,
  type Extended,
  type Extension,
} from "./client.ts";
export type { Coin } from "./coins.ts";
export {
  ChainIdMismatch,
  ClientError,
  NodeUnreachable,
  QueryFailed,
  RpcFailed,
  TxFailed,
  TxNotCommitted,
  isNotFound,
  type TxFailure,
} from "./errors.ts";
export { GAS_ADJUSTMENT_DEFAULT, adjustGas, feeFor } from "./fee.ts";
export { RPC_ANSWER_BYTES_MAX } from "./limits.ts";
export type { ListOptions, Page, Paging } from "./page.ts";
export {
  PROOF_BYTES_MAX,
  PROOF_DEPTH_MAX,
  ProofInvalid,
  verifyAbsence,
  verifyMembership,
  type Claim,
  type ProofOp,
} from "./proof.ts";
export {
  HEADER_TIMEOUT_MS_DEFAULT,
  cometProofs,
  readProven,
  type Header,
  type HeaderSource,
  type ProofAnswer,
  type ProofBase,
  type ProvenOptions,
  type ProvenState,
  type ProvenValue,
} from "./proven.ts";
export { queryService, type QueryAnswer, type QueryBase, type QueryService } from "./query.ts";
export { HttpRpc, type HttpRpcOptions } from "./rpc.ts";
export { formatTimeNs, parseTimeNs } from "./time.ts";
export {
  createSigningClient,
  type MessageType,
  type SigningClient,
  type SigningClientOptions,
  type TxOptions,
} from "./signing-client.ts";
export {
  COMMIT_TIMEOUT_MS_DEFAULT,
  broadcast,
  txHash,
  waitForCommit,
  type MessageResponse,
  type TxEvent,
  type TxResult,
  type WaitOptions,
} from "./transaction.ts";
