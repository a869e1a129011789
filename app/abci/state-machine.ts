import { ConsensusParams } from "../../proto/gen/tendermint/types/params.ts";
import type { Timestamp } from "../../proto/gen/google/protobuf/timestamp.ts";
import {
  CheckTxType,
  type Event as AbciEvent,
  type ExecTxResult,
  ResponseProcessProposal_ProposalStatus,
  type ResponseQuery,
  type ValidatorUpdate,
  ResponseVerifyVoteExtension_VerifyStatus,
} from "../../proto/gen/tendermint/abci/types.ts";
import { utf8 } from "../core/bytes.ts";
import type { TxResult } from "../core/execution.ts";
import type { Event } from "../core/events.ts";
import type { Executor } from "../core/executor.ts";
import { CoreError } from "../core/errors.ts";
import type { GenesisValidator } from "../core/module.ts";
import type { QueryRequest, QueryResponse } from "../core/query.ts";
import { joinNanos } from "../core/time.ts";
import type { Log } from "../log.ts";
import type { Application } from "./application.ts";
import { snapshotHandlers, type SnapshotRestorer, type SnapshotSource } from "./snapshots.ts";

/** Version of the rules of this chain: in the header of every block. */
export const APP_VERSION = 1n;

const NO_BYTES = new Uint8Array(0);

interface StateMachineOptions {
  readonly executor: Executor;
  /** Answers queries in the executor's place, perhaps later; what it throws or rejects with stops the node. */
  readonly query?: (request: QueryRequest) => QueryResponse | Promise<QueryResponse>;
  readonly snapshots: { readonly source: SnapshotSource; readonly restorer: SnapshotRestorer };
  /** Called after each commit; has to return at once. */
  readonly onCommit: (height: number) => void;
  /** Shown by `/abci_info`. */
  readonly softwareVersion: string;
  /** `type.attribute` of the event attributes that CometBFT is to index, or `*` for all; never decides about state. */
  readonly indexEvents: readonly string[];
  readonly log: Log;
}

type ToEvents = (events: readonly Event[]) => AbciEvent[];

/** Answers CometBFT with what the state machine says; translates, and holds no rules. */
export function stateMachineApplication(options: StateMachineOptions): Application {
  const indexed = new Set(options.indexEvents);
  const toEvents: ToEvents = (events) => events.map((event) => toAbciEvent(event, indexed));
  return {
    ...queryHandlers(options),
    ...mempoolHandlers(options, toEvents),
    ...proposalHandlers(options),
    ...blockHandlers(options, toEvents),
    ...NO_VOTE_EXTENSIONS,
    ...snapshotHandlers(options.snapshots),
  };
}

function queryHandlers({
  executor,
  query = (request) => executor.query(request),
  softwareVersion,
}: StateMachineOptions): Pick<Application, "info" | "query"> {
  return {
    info: () => ({
      data: "lazuli",
      version: softwareVersion,
      appVersion: APP_VERSION,
      lastBlockHeight: BigInt(executor.committed?.height ?? 0),
      lastBlockAppHash: executor.committed?.appHash ?? NO_BYTES,
    }),
    query({ path: given, data, height, prove }) {
      const path = OWN_PATH.test(given) ? `/${given}` : given;
      if (path === VERSION_PATH) return toResponseQuery(ownAnswer(executor, utf8(softwareVersion)));
      if (PEER_FILTER.test(path)) return toResponseQuery(ownAnswer(executor, NO_BYTES));
      const answer = query({ path, data, height, prove });
      return answer instanceof Promise ? answer.then(toResponseQuery) : toResponseQuery(answer);
    },
  };
}

/** Paths that are no gRPC method may lack their slash. @source cosmos-sdk baseapp SplitABCIQueryPath */
const OWN_PATH = /^(?:app|store|p2p)\//;
/** @source cosmos-sdk baseapp handleQueryApp */
const VERSION_PATH = "/app/version";
/** CometBFT asks with `filter_peers`; every peer is welcome. @source cosmos-sdk baseapp handleQueryP2P */
const PEER_FILTER = /^\/p2p\/filter\/(?:addr|id)\//;

function ownAnswer(executor: Executor, value: Uint8Array): QueryResponse {
  return {
    ...{ code: 0, codespace: "", log: "", key: NO_BYTES, proofOps: undefined },
    value,
    height: BigInt(executor.committed?.height ?? 0),
  };
}

function mempoolHandlers(
  { executor }: StateMachineOptions,
  toEvents: ToEvents,
): Pick<Application, "checkTx" | "insertTx" | "reapTxs"> {
  return {
    checkTx: ({ tx, type }) => ({
      ...toTxResult(executor.checkTx(tx, type === CheckTxType.RECHECK), toEvents),
    }),
    insertTx: ({ tx }) => ({ code: executor.checkTx(tx, false).code }),
    // The mempool is CometBFT's own: there is nothing to hand over.
    reapTxs: () => ({ txs: [] }),
  };
}

function proposalHandlers({
  executor,
  log,
}: StateMachineOptions): Pick<Application, "prepareProposal" | "processProposal"> {
  return {
    prepareProposal: ({ height, time, txs, maxTxBytes }) => ({
      txs: executor.prepareProposal({
        height,
        timeNs: toNanoseconds(time),
        txs,
        bytesMax: Number(maxTxBytes),
      }),
    }),
    processProposal({ height, time, txs }) {
      const verdict = executor.processProposal({ height, timeNs: toNanoseconds(time), txs });
      if (!verdict.accept) log.warn("refused a proposal", { height, reason: verdict.reason });
      const { ACCEPT, REJECT } = ResponseProcessProposal_ProposalStatus;
      return { status: verdict.accept ? ACCEPT : REJECT };
    },
  };
}

function blockHandlers(
  { executor, onCommit, log }: StateMachineOptions,
  toEvents: ToEvents,
): Pick<Application, "initChain" | "finalizeBlock" | "commit"> {
  return {
    initChain: (request) => ({
      consensusParams: undefined,
      validators: [],
      appHash: executor.initChain({
        chainId: request.chainId,
        initialHeight: request.initialHeight,
        timeNs: toNanoseconds(request.time),
        state: parseState(request.appStateBytes),
        consensusParams: request.consensusParams ?? ConsensusParams.fromPartial({}),
        validators: request.validators.map(toGenesisValidator),
      }),
    }),
    finalizeBlock({ height, time, txs }) {
      const result = executor.finalizeBlock({ height, timeNs: toNanoseconds(time), txs });
      return {
        events: toEvents(result.events),
        txResults: result.txs.map((tx) => toTxResult(tx, toEvents)),
        validatorUpdates: [],
        consensusParamUpdates: undefined,
        appHash: result.appHash,
      };
    },
    commit() {
      const { height, appHash } = executor.commit();
      log.debug("committed", { height, app_hash: Buffer.from(appHash).toString("hex") });
      onCommit(height);
      return { retainHeight: 0n };
    },
  };
}

/** @throws CoreError.invalidRequest for another key than ed25519, which our genesis files do not allow */
function toGenesisValidator({ pubKey, power }: ValidatorUpdate): GenesisValidator {
  if (pubKey?.sum?.$case === "ed25519") return { publicKey: pubKey.sum.value, power };
  throw CoreError.invalidRequest("a validator's key is not ed25519");
}

/** Vote extensions are off; an empty one is accepted, so that the network could not stall on it. */
const NO_VOTE_EXTENSIONS: Pick<Application, "extendVote" | "verifyVoteExtension"> = {
  extendVote: () => ({ voteExtension: NO_BYTES }),
  verifyVoteExtension: ({ voteExtension }) => ({
    status:
      voteExtension.length === 0
        ? ResponseVerifyVoteExtension_VerifyStatus.ACCEPT
        : ResponseVerifyVoteExtension_VerifyStatus.REJECT,
  }),
};

function toResponseQuery(response: QueryResponse): ResponseQuery {
  return { ...response, info: "", index: 0n };
}

/** A genesis file may leave `app_state` out: every module then starts from its default. */
function parseState(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return {};
  return JSON.parse(Buffer.from(bytes).toString("utf8"));
}

function toNanoseconds(time: Timestamp | undefined): bigint {
  return time ? joinNanos(time) : 0n;
}

function toAbciEvent({ type, attributes }: Event, indexed: ReadonlySet<string>): AbciEvent {
  const isAll = indexed.has("*");
  return {
    type,
    attributes: attributes.map(([key, value]) => ({
      key,
      value,
      index: isAll || indexed.has(`${type}.${key}`),
    })),
  };
}

function toTxResult(result: TxResult, toEvents: ToEvents): ExecTxResult {
  return {
    code: result.code,
    codespace: result.codespace,
    log: result.log,
    info: "",
    data: result.data,
    gasWanted: result.gasWanted,
    gasUsed: result.gasUsed,
    events: toEvents(result.events),
  };
}
