import { SimulateRequest, SimulateResponse } from "../../proto/gen/cosmos/tx/v1beta1/service.ts";
import { TxMsgData } from "../../proto/gen/cosmos/base/abci/v1beta1/abci.ts";
import { CommitmentProof } from "../../proto/gen/cosmos/ics23/v1/proofs.ts";
import type { Event as AbciEvent } from "../../proto/gen/tendermint/abci/types.ts";
import type { ProofOps } from "../../proto/gen/tendermint/crypto/proof.ts";
import type { App } from "./app.ts";
import { bytesToString, stringToBytes, utf8 } from "./bytes.ts";
import { ChainError, CoreError } from "./errors.ts";
import type { BlockInfo, BugReport, Execution } from "./execution.ts";
import type { Event } from "./events.ts";
import { isMachineFault } from "./faults.ts";
import { toSafeNumber } from "./integers.ts";
import { QUERY_BYTES_MAX, SIMULATE_BYTES_MAX } from "./limits.ts";
import { decodeRequest, encodeMessage } from "./protobuf.ts";
import { unknown } from "./query-error.ts";
import { NANOS_PER_SECOND } from "./time.ts";
import { encodeTx } from "./tx-encode.ts";
import { Branch } from "./store/branch.ts";
import type { Multistore, Version } from "./store/multistore.ts";

export interface QueryRequest {
  /** `/<service>/<Method>`, or `/store/<name>/key`. */
  readonly path: string;
  readonly data: Uint8Array;
  /** 0 for the newest. */
  readonly height: bigint;
  readonly prove: boolean;
}

export interface QueryResponse {
  /** 0 if it was answered. */
  readonly code: number;
  readonly codespace: string;
  readonly log: string;
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  /** The height that was read; not 0 once there is one, whatever the code. */
  readonly height: bigint;
  /** The way from the value, or from its absence, to the app hash; undefined unless it was asked for. */
  readonly proofOps: ProofOps | undefined;
}

/** What was read. */
interface Reading {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly proofOps?: ProofOps;
}

const SIMULATE_PATH = "/cosmos.tx.v1beta1.Service/Simulate";
/**
 * A simulation runs as if the next block came so much later. What its time will be is unknown, but it is later, and what
 * depends on passed time, such as rent that is used up, costs gas.
 */
const NEXT_BLOCK_NS = NANOS_PER_SECOND;

const NO_BYTES = new Uint8Array(0);

/** Answers queries from one committed version each, which is chosen when the request begins. */
export class QueryRouter {
  readonly #app: App;
  readonly #execution: Execution;
  readonly #store: Multistore;
  readonly #report: BugReport;

  constructor(options: {
    readonly app: App;
    readonly execution: Execution;
    readonly store: Multistore;
    readonly report: BugReport;
  }) {
    this.#app = options.app;
    this.#execution = options.execution;
    this.#store = options.store;
    this.#report = options.report;
  }

  /** @throws what must stop the node; a bad request is answered with a code */
  answer(request: QueryRequest): QueryResponse {
    let height = BigInt(this.#store.latest?.record.height ?? 0);
    try {
      const version = this.#version(request.height);
      height = BigInt(version.record.height);
      const { key, value, proofOps } = this.#read(version, request);
      return { code: 0, codespace: "", log: "", key, value, height, proofOps };
    } catch (error) {
      if (isMachineFault(error)) throw error;
      const { code, codespace, message } = this.#known(error, request.path);
      const nothing = { key: NO_BYTES, value: NO_BYTES, proofOps: undefined };
      return { code, codespace, log: message, height, ...nothing };
    }
  }

  #known(error: unknown, path: string): ChainError {
    if (error instanceof ChainError) return error;
    this.#report(error, `query ${path.slice(0, 200)}`);
    return CoreError.panic("query failed; the node's log says why");
  }

  #version(requested: bigint): Version {
    const latest = this.#store.latest;
    if (!latest) throw CoreError.invalidHeight("the chain has no block yet; ask again later");
    if (requested === 0n) return latest;
    const newest = latest.record.height;
    if (requested < 0n) {
      throw CoreError.invalidRequest(
        `cannot query with height < 0; please provide a valid height: got ${requested}`,
      );
    }
    if (requested > BigInt(newest)) {
      throw CoreError.invalidHeight(
        `cannot query with height in the future; please provide a valid height: ` +
          `got ${requested}, the newest is ${newest}`,
      );
    }
    const version = this.#store.at(toSafeNumber(requested, "height"));
    if (!version) {
      throw CoreError.notFound(
        `height ${requested} is not kept by this node, whose newest is ${newest}; ` +
          `ask for a newer one or ask a node that keeps more`,
      );
    }
    return version;
  }

  #read(version: Version, request: QueryRequest): Reading {
    const { path, data } = request;
    const bytesMax = path === SIMULATE_PATH ? SIMULATE_BYTES_MAX : QUERY_BYTES_MAX;
    if (data.length > bytesMax) {
      throw CoreError.invalidRequest(
        `request of ${data.length} bytes, expected at most ${bytesMax}`,
      );
    }
    // Stores alone have proofs: to ask for others is to get none, as in the SDK.
    if (path.startsWith("/store/")) return this.#readStore(version, request);
    const block = blockOf(version);
    const branch = new Branch(version.trees);
    if (path === SIMULATE_PATH) {
      return { key: NO_BYTES, value: this.#simulate(branch, block, data) };
    }
    const route = this.#app.query(path);
    if (!route) throw CoreError.unknownRequest(`unknown query path: ${path.slice(0, 200)}`);
    const ctx = this.#execution.context(branch, block, "query");
    const answer = route.handle(ctx, decodeRequest(route.request, data, path));
    return { key: NO_BYTES, value: encodeMessage(route.response, answer) };
  }

  /** `/store/<name>/key`: the bytes as they are stored; an absent key has an empty value. */
  #readStore(version: Version, request: QueryRequest): Reading {
    const { path, data: key } = request;
    const name = /^\/store\/([a-z0-9_]{1,64})\/key$/.exec(path)?.[1];
    const tree = name === undefined ? undefined : version.trees.get(name);
    if (name === undefined || !tree) {
      throw CoreError.unknownRequest(
        `no such store: ${path.slice(0, 200)}, expected /store/<name>/key with one of ` +
          this.#app.storeNames.join(", "),
      );
    }
    if (key.length === 0) throw CoreError.invalidRequest("the key is empty");
    const stored = tree.get(bytesToString(key));
    const value = stored === undefined ? NO_BYTES : stringToBytes(stored);
    if (!request.prove) return { key, value };
    if (tree.size === 0) {
      throw CoreError.notSupported(
        `the store ${name} is empty at height ${version.record.height}, and ICS-23 cannot prove ` +
          `what an empty store lacks; ask without a proof`,
      );
    }
    return { key, value, proofOps: this.#prove(version, name, key) };
  }

  #prove(version: Version, name: string, key: Uint8Array): ProofOps {
    const [proof, storeProof] = this.#store.prove(version, name, bytesToString(key));
    if (hasEmptyValue(proof)) {
      throw CoreError.notSupported(
        "the key, or one beside it, has an empty value, which ICS-23 cannot prove; " +
          "ask without a proof",
      );
    }
    return {
      ops: [
        { type: "ics23:iavl", key, data: encodeMessage(CommitmentProof, proof) },
        { type: "ics23:simple", key: utf8(name), data: encodeMessage(CommitmentProof, storeProof) },
      ],
    };
  }

  /** Runs a transaction for its gas and throws what it did away. */
  #simulate(branch: Branch, block: BlockInfo, data: Uint8Array): Uint8Array {
    const request = decodeRequest(SimulateRequest, data, "SimulateRequest");
    // Clients from before 0.43 send the transaction in its parts, as cosmpy still does.
    const txBytes =
      request.tx && request.txBytes.length === 0 ? encodeTx(request.tx) : request.txBytes;
    if (txBytes.length === 0) throw CoreError.invalidRequest("empty txBytes is not allowed");
    const next = { ...block, height: block.height + 1n, timeNs: block.timeNs + NEXT_BLOCK_NS };
    const result = this.#execution.run(branch, next, "simulate", txBytes);
    if (result.code !== 0) {
      throw unknown(`${result.log} with gas used: '${result.gasUsed}'`);
    }
    return encodeMessage(SimulateResponse, {
      gasInfo: { gasWanted: result.gasWanted, gasUsed: result.gasUsed },
      result: {
        data: result.data,
        log: "",
        events: result.events.map(eventToAbci),
        msgResponses: TxMsgData.decode(result.data).msgResponses,
      },
    });
  }
}

/** Every verifier refuses such a proof, so it is not served. */
function hasEmptyValue({ proof }: CommitmentProof): boolean {
  if (proof?.$case === "exist") return proof.value.value.length === 0;
  return [proof?.value.left, proof?.value.right].some((beside) => beside?.value.length === 0);
}

function eventToAbci({ type, attributes }: Event): AbciEvent {
  return { type, attributes: attributes.map(([key, value]) => ({ key, value, index: true })) };
}

function blockOf({ record }: Version): BlockInfo {
  return { chainId: record.chainId, height: BigInt(record.height), timeNs: record.timeNs };
}
