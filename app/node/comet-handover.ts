import type { Snapshot } from "../../proto/gen/tendermint/abci/types.ts";
import type { Application } from "../abci/application.ts";
import { snapshotHandlers, type SnapshotRestorer, type SnapshotSource } from "../abci/snapshots.ts";
import { APP_VERSION } from "../abci/state-machine.ts";
import { equalBytes } from "../core/bytes.ts";
import { VERSION } from "../version.ts";

/** The application's state that CometBFT is to go on from. */
export interface HandedState {
  readonly height: number;
  /** 32 bytes. */
  readonly appHash: Uint8Array;
}

/** The snapshot has no content: the state is where it belongs already. */
const FORMAT = 1;
const NO_BYTES = new Uint8Array(0);
/** CometBFT takes no bytes for a chunk that is missing. */
const CHUNK = Uint8Array.of(0);

const refuse = (): never => {
  throw new TypeError("CometBFT asked for more than it takes to hand a state over");
};

/** Every other request is one that would go on from the state, or change it. */
const REFUSES: Application = {
  ...{ info: refuse, query: refuse, initChain: refuse },
  ...{ checkTx: refuse, insertTx: refuse, reapTxs: refuse },
  ...{ prepareProposal: refuse, processProposal: refuse },
  ...{ extendVote: refuse, verifyVoteExtension: refuse },
  ...{ finalizeBlock: refuse, commit: refuse },
  ...{ listSnapshots: refuse, loadSnapshotChunk: refuse },
  ...{ offerSnapshot: refuse, applySnapshotChunk: refuse },
};

const NO_SNAPSHOTS: SnapshotSource = {
  list: () => Promise.resolve([]),
  chunk: () => Promise.resolve(undefined),
};

const TAKES_NONE: SnapshotRestorer = {
  offer: () => Promise.resolve("abort"),
  apply: () => Promise.resolve({ result: "abort" }),
};

/**
 * The application of the CometBFT that takes the state: it accepts the one snapshot that it has already.
 *
 * @param onOtherHash called with the app hash that the light client has for the height, if it is another than the state's
 */
export function takingApplication(
  state: HandedState,
  onOtherHash: (appHash: Uint8Array) => void,
): Application {
  const offered = snapshotOf(state);
  const restorer: SnapshotRestorer = {
    offer: (snapshot, appHash) => {
      if (!isSame(snapshot, offered)) return Promise.resolve("reject");
      if (equalBytes(appHash, state.appHash)) return Promise.resolve("accept");
      onOtherHash(appHash.slice());
      return Promise.resolve("abort");
    },
    apply: () => Promise.resolve({ result: "accept" }),
  };
  return {
    ...REFUSES,
    info: () => infoOf(state),
    ...snapshotHandlers({ source: NO_SNAPSHOTS, restorer }),
  };
}

/** The application of its only peer: it has the one snapshot, and else a chain without blocks. */
export function givingApplication(state: HandedState): Application {
  const source: SnapshotSource = {
    list: () => Promise.resolve([snapshotOf(state)]),
    chunk: () => Promise.resolve(CHUNK),
  };
  return {
    ...REFUSES,
    info: () => infoOf({ height: 0, appHash: NO_BYTES }),
    initChain: () => ({ consensusParams: undefined, validators: [], appHash: NO_BYTES }),
    ...snapshotHandlers({ source, restorer: TAKES_NONE }),
  };
}

/** The application of a CometBFT that has the state, and is to say that it can start from it. */
export function provingApplication(state: HandedState): Application {
  return { ...REFUSES, info: () => infoOf(state) };
}

function infoOf({ height, appHash }: HandedState): ReturnType<Application["info"]> {
  return {
    data: "lazuli",
    version: VERSION,
    appVersion: APP_VERSION,
    lastBlockHeight: BigInt(height),
    lastBlockAppHash: appHash,
  };
}

function snapshotOf({ height, appHash }: HandedState): Snapshot {
  return { height: BigInt(height), format: FORMAT, chunks: 1, hash: appHash, metadata: NO_BYTES };
}

function isSame(one: Snapshot, other: Snapshot): boolean {
  return (
    one.height === other.height &&
    one.format === other.format &&
    one.chunks === other.chunks &&
    equalBytes(one.hash, other.hash)
  );
}
