import type { CometClient } from "@cosmjs/tendermint-rpc";
import { sha256 } from "@noble/hashes/sha2.js";
import { hex } from "@scure/base";
import { TxMsgData } from "../../proto/gen/cosmos/base/abci/v1beta1/abci.ts";
import { NodeUnreachable, RpcFailed, TxFailed, TxNotCommitted } from "./errors.ts";
import { pause } from "./pause.ts";

/** A message's answer, encoded as its type says. */
export interface MessageResponse {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

export interface TxEvent {
  readonly type: string;
  readonly attributes: readonly { readonly key: string; readonly value: string }[];
}

/** A transaction that a block holds and that succeeded. */
export interface TxResult {
  /** 64 upper-case hexadecimal digits. */
  readonly hash: string;
  readonly height: number;
  /** 0; others are thrown as {@link TxFailed}. */
  readonly code: number;
  readonly codespace: string;
  readonly log: string;
  readonly gasWanted: bigint;
  readonly gasUsed: bigint;
  readonly events: readonly TxEvent[];
  /** One a message, in their order. */
  readonly messageResponses: readonly MessageResponse[];
}

export interface WaitOptions {
  /** {@link COMMIT_TIMEOUT_MS_DEFAULT} unless given. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Some blocks, also where one takes several rounds. */
export const COMMIT_TIMEOUT_MS_DEFAULT = 60_000;
const POLL_INTERVAL_MS = 150;

export function txHash(tx: Uint8Array): string {
  return hex.encode(sha256(tx)).toUpperCase();
}

/**
 * Sends a transaction and returns when the node has taken it into its mempool.
 *
 * @returns the hash
 * @throws TxFailed with height 0 if the node refused it; RpcFailed if it did not look at it; TxNotCommitted if the
 *   connection broke, after which it may have been taken or not
 */
export async function broadcast(comet: CometClient, tx: Uint8Array): Promise<string> {
  try {
    return await broadcastNew(comet, tx);
  } catch (error) {
    // These very bytes are in the mempool, or were in a block: as good as taken now.
    if (isKnownTx(error)) return txHash(tx);
    throw error;
  }
}

/** Whether the node refused bytes because it has had them already. */
export function isKnownTx(error: unknown): boolean {
  return error instanceof RpcFailed && error.data.includes("tx already exists in cache");
}

/**
 * Sends a transaction and does not wait for what the node thinks of it.
 *
 * @returns the hash
 * @throws RpcFailed if the node did not take it; TxNotCommitted if the connection broke
 */
export async function broadcastAsync(comet: CometClient, tx: Uint8Array): Promise<string> {
  const hash = txHash(tx);
  try {
    await comet.broadcastTxAsync({ tx });
    return hash;
  } catch (error) {
    throw lostOnTheWay(hash, error);
  }
}

/** As {@link broadcast}, for bytes that were not sent before: that the node knows them is a failure, an RpcFailed. */
export async function broadcastNew(comet: CometClient, tx: Uint8Array): Promise<string> {
  const hash = txHash(tx);
  try {
    const { code, codespace, log, gasWanted, gasUsed } = await comet.broadcastTxSync({ tx });
    if (code === 0) return hash;
    throw new TxFailed({
      hash,
      height: 0,
      code,
      codespace: codespace ?? "",
      log: log ?? "",
      gasWanted,
      gasUsed,
    });
  } catch (error) {
    throw lostOnTheWay(hash, error);
  }
}

function lostOnTheWay(hash: string, error: unknown): unknown {
  if (!(error instanceof NodeUnreachable)) return error;
  return new TxNotCommitted(hash, `no answer came (${error.message})`, { cause: error });
}

/**
 * Waits until a block holds the transaction.
 *
 * @throws TxFailed if it was executed without success; TxNotCommitted if the time is over or the signal aborted
 */
export async function waitForCommit(
  comet: CometClient,
  hash: string,
  options: WaitOptions = {},
): Promise<TxResult> {
  const timeoutMs = options.timeoutMs ?? COMMIT_TIMEOUT_MS_DEFAULT;
  const deadline = performance.now() + timeoutMs;
  let lastError: unknown;
  while (performance.now() < deadline) {
    if (options.signal?.aborted === true) {
      throw new TxNotCommitted(hash, "the wait was broken off", { cause: options.signal.reason });
    }
    const found = await findTx(comet, hash).catch((error: unknown) => {
      // The node may be back before the deadline; the last error then explains the silence.
      if (!(error instanceof NodeUnreachable)) throw error;
      lastError = error;
      return undefined;
    });
    if (found !== undefined) return found;
    await pause(Math.min(POLL_INTERVAL_MS, deadline - performance.now()), options.signal);
  }
  const reason = lastError instanceof Error ? ` (${lastError.message})` : "";
  throw new TxNotCommitted(hash, `no block held it within ${timeoutMs / 1000} s${reason}`, {
    cause: lastError,
  });
}

/**
 * @returns undefined if the node knows of no block that holds it
 * @throws TxFailed if it was executed without success
 */
async function findTx(comet: CometClient, hash: string): Promise<TxResult | undefined> {
  try {
    const { height, result } = await comet.tx({ hash: hex.decode(hash.toLowerCase()) });
    const { code, gasWanted, gasUsed } = result;
    const codespace = result.codespace ?? "";
    const outcome = { hash, height, code, codespace, log: result.log ?? "", gasWanted, gasUsed };
    if (code !== 0) throw new TxFailed(outcome);
    const data = TxMsgData.decode(result.data ?? new Uint8Array());
    return { ...outcome, events: eventsOf(result.events), messageResponses: data.msgResponses };
  } catch (error) {
    if (error instanceof RpcFailed && error.data.includes("not found")) return undefined;
    throw error;
  }
}

function eventsOf(
  events: readonly { type: string; attributes: readonly { key: unknown; value: unknown }[] }[],
): TxEvent[] {
  return events.map(({ type, attributes }) => ({
    type,
    attributes: attributes.map(({ key, value }) => ({ key: String(key), value: String(value) })),
  }));
}
