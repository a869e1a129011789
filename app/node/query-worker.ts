// Run as a thread by query-pool.ts: answers queries from what the node has committed.

import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import type { ProofOps } from "../../proto/gen/tendermint/crypto/proof.ts";
import { type AppOptions, buildApp } from "../app.ts";
import type { Crypto } from "../core/crypto.ts";
import { Executor } from "../core/executor.ts";
import { MachineFault } from "../core/faults.ts";
import type { QueryRequest, QueryResponse } from "../core/query.ts";
import { LmdbDatabase } from "../db/lmdb-database.ts";
import { createCrypto } from "./crypto.ts";
import { QUERY_CACHE_BYTES_MAX } from "./limits.ts";

/** What the thread is started with. */
export interface QueryWorkerData {
  readonly stateFolder: string;
  /** As the node's own: a simulation asks what admission would ask. */
  readonly app: AppOptions;
}

/** To the thread. Requests are answered in the order in which they come. */
export type ToQueryWorker =
  { readonly kind: "query"; readonly request: QueryRequest } | { readonly kind: "close" };

/** From the thread. */
export type FromQueryWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "answer"; readonly response: QueryResponse }
  /** A bug met one query, which has no other answer. */
  | { readonly kind: "failed"; readonly error: string }
  /** The database is damaged: the node has to stop. */
  | { readonly kind: "fault"; readonly message: string; readonly stack: string }
  /** A bug in a handler; the query has its answer. */
  | { readonly kind: "report"; readonly where: string; readonly error: string };

interface Reader {
  readonly database: LmdbDatabase;
  readonly executor: Executor;
}

async function main(port: MessagePort, data: QueryWorkerData): Promise<void> {
  const crypto = await createCrypto();
  const send = (message: FromQueryWorker): void => {
    port.postMessage(message);
  };
  let reader: Reader | undefined;
  port.on("message", (message: ToQueryWorker) => {
    if (message.kind === "close") {
      port.close();
      void reader?.database.close();
      return;
    }
    try {
      // Opened for the first query: before the first block there is nothing that could be opened.
      reader ??= openReader(data, crypto, send);
      // From here to the answer all is read from one snapshot, for nothing of it waits.
      reader.executor.refresh();
      send({ kind: "answer", response: withOwnBytes(reader.executor.query(message.request)) });
    } catch (error) {
      send(failureOf(error));
    }
  });
  send({ kind: "ready" });
}

function openReader(
  data: QueryWorkerData,
  crypto: Crypto,
  send: (message: FromQueryWorker) => void,
): Reader {
  const database = new LmdbDatabase(data.stateFolder, {
    pruning: { keepRecent: undefined, interval: 1 },
    readOnly: true,
    cacheBytesMax: QUERY_CACHE_BYTES_MAX,
  });
  const executor = new Executor({
    app: buildApp(data.app),
    crypto,
    database,
    report: (error, where) => {
      send({ kind: "report", where, error: describe(error) });
    },
  });
  return { database, executor };
}

/**
 * A stack or a heap that overflows in this thread says nothing about the state, and no block depends on it, so unlike in
 * the thread of the state machine it is the query's failure.
 */
function failureOf(error: unknown): FromQueryWorker {
  if (!(error instanceof MachineFault)) return { kind: "failed", error: describe(error) };
  return { kind: "fault", message: error.message, stack: describe(error) };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function withOwnBytes(response: QueryResponse): QueryResponse {
  const { key, value, proofOps } = response;
  return {
    ...response,
    key: ownBytes(key),
    value: ownBytes(value),
    proofOps: proofOps && withOwnProof(proofOps),
  };
}

function withOwnProof({ ops }: ProofOps): ProofOps {
  return {
    ops: ops.map(({ type, key, data }) => ({ type, key: ownBytes(key), data: ownBytes(data) })),
  };
}

/** A view is sent with all the memory that it is a view of, so it is copied before. */
function ownBytes(bytes: Uint8Array): Uint8Array {
  return bytes.length === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}

if (parentPort) await main(parentPort, workerData as QueryWorkerData);
