import type { CometClient } from "@cosmjs/tendermint-rpc";
import { ClientError, QueryFailed } from "./errors.ts";
import { pause } from "./pause.ts";
import { ProofInvalid, verifyAbsence, verifyMembership } from "./proof.ts";
import type { ProofOp } from "./proof.ts";

export interface ProofAnswer {
  /** Empty if the key is absent. */
  readonly value: Uint8Array;
  /** The height whose state was asked. */
  readonly height: number;
  readonly proofOps: readonly ProofOp[];
}

/** What of a block's header proofs lead to. */
export interface Header {
  readonly height: number;
  /** Of the state after the block before. */
  readonly appHash: Uint8Array;
  /** The block's time, nanoseconds since the Unix epoch. */
  readonly timeNs: bigint;
}

/** Where headers come from. What a proof is worth is what its header is worth: a light client may stand here. */
export interface HeaderSource {
  /** The newest height that there is a header of. */
  latestHeight(): Promise<number>;
  header(height: number): Promise<Header>;
}

/** Whatever can ask a node for proofs and headers: our HttpRpc, or {@link cometProofs} over CosmJS's client. */
export interface ProofBase extends HeaderSource {
  /** @param height undefined: the latest */
  queryProof(path: string, key: Uint8Array, height?: number): Promise<ProofAnswer>;
}

export interface ProvenOptions {
  /** Whose state is asked; the latest unless given. */
  readonly height?: number;
  /** How long to wait for the header that proves the state, milliseconds; {@link HEADER_TIMEOUT_MS_DEFAULT} unless given. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** The state that an answer was proved against. */
export interface ProvenState {
  readonly height: number;
  /** In the header of `height + 1`. */
  readonly appHash: Uint8Array;
  /** Block time of `height`, nanoseconds since the Unix epoch: what has ended by then is not there any more. */
  readonly timeNs: bigint;
}

export interface ProvenValue extends ProvenState {
  /** As the store has it; undefined if the key is proven to be absent. */
  readonly value: Uint8Array | undefined;
}

/** Some blocks, also where one takes several rounds. */
export const HEADER_TIMEOUT_MS_DEFAULT = 30_000;
const POLL_INTERVAL_MS = 100;

/**
 * Reads a key of a store with its proof, and checks it. The proof leads to the app hash in the header of the height after
 * the one that is read; of the latest height that header may not exist yet, and it is waited for, because a reader who
 * wrote just now must not be answered from before. The time is that of the header of the height itself.
 *
 * Headers are believed as the node answers them: a node that lies about headers too is not found out here.
 *
 * @throws ProofInvalid if the proof does not hold; QueryFailed if the node refuses; ClientError if the header does not come
 *   in time; the signal's reason if it aborts
 */
export async function readProven(
  base: ProofBase,
  store: string,
  key: Uint8Array,
  options: ProvenOptions = {},
): Promise<ProvenValue> {
  const { height: asked } = options;
  const { value, height, proofOps } = await base.queryProof(`/store/${store}/key`, key, asked);
  if (!Number.isSafeInteger(height) || height < 1 || height !== (asked ?? height)) {
    throw new ProofInvalid(`it is of height ${height}, asked was ${asked ?? "the latest"}`);
  }
  const [{ timeNs }, { appHash }] = await Promise.all([
    headerOf(base, height),
    awaitHeader(base, height + 1, options),
  ]);
  const claim = { appHash, store, key };
  if (value.length === 0) {
    verifyAbsence(claim, proofOps);
    return { value: undefined, height, appHash, timeNs };
  }
  verifyMembership(claim, value, proofOps);
  return { value, height, appHash, timeNs };
}

async function awaitHeader(
  base: ProofBase,
  height: number,
  { timeoutMs = HEADER_TIMEOUT_MS_DEFAULT, signal }: ProvenOptions,
): Promise<Header> {
  const deadline = performance.now() + timeoutMs;
  while ((await base.latestHeight()) < height) {
    signal?.throwIfAborted();
    if (performance.now() >= deadline) {
      throw new ClientError(
        `header ${height}, which proves the state of height ${height - 1}, did not come within ` +
          `${timeoutMs / 1000} s; ask for an earlier height`,
      );
    }
    await pause(Math.min(POLL_INTERVAL_MS, deadline - performance.now()), signal);
  }
  signal?.throwIfAborted();
  return headerOf(base, height);
}

async function headerOf(base: ProofBase, height: number): Promise<Header> {
  const header = await base.header(height);
  if (header.height === height) return header;
  throw new ProofInvalid(`the node answered header ${header.height}, asked was ${height}`);
}

/** Proofs and headers through CosmJS's client. */
export function cometProofs(comet: CometClient): ProofBase {
  return {
    async queryProof(path, key, height) {
      const request = { path, data: key, prove: true };
      const answer = await comet.abciQuery(height === undefined ? request : { ...request, height });
      const { code = 0, log = "", value } = answer;
      if (code !== 0) throw new QueryFailed(code, log);
      return { value, height: answer.height ?? 0, proofOps: answer.proof?.ops ?? [] };
    },
    async latestHeight() {
      return (await comet.status()).syncInfo.latestBlockHeight;
    },
    async header(height) {
      const { blockMetas } = await comet.blockchain(height, height);
      const [meta] = blockMetas;
      if (meta === undefined) throw new ClientError(`the node has no header ${height}`);
      const { height: answered, appHash, time } = meta.header;
      // A Date of milliseconds, and the nanoseconds beyond them.
      const timeNs = BigInt(time.getTime()) * 1_000_000n + BigInt(time.nanoseconds ?? 0);
      return { height: answered, appHash, timeNs };
    },
  };
}
