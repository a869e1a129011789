// Stands in for app/node/query-worker.ts as the program of a thread. What a query does to it is in its path.

import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import type {
  FromQueryWorker,
  QueryWorkerData,
  ToQueryWorker,
} from "../../app/node/query-worker.ts";

const NO_BYTES = new Uint8Array(0);

function act(path: string): FromQueryWorker {
  if (path === "/throw") throw new Error("a bug of the thread");
  if (path === "/fault") return { kind: "fault", message: "damaged", stack: "a stack" };
  if (path === "/failed") return { kind: "failed", error: "a bug" };
  const all: number[][] = [];
  while (path === "/hang" || path === "/memory") {
    if (path === "/memory") all.push(Array.from({ length: 100_000 }, () => all.length));
  }
  const value = new TextEncoder().encode(path);
  const response = { code: 0, codespace: "", log: "", key: NO_BYTES, value, proofOps: undefined };
  return { kind: "answer", response: { ...response, height: 2n ** 60n } };
}

function main(port: MessagePort, { stateFolder }: QueryWorkerData): void {
  if (stateFolder === "no start") throw new Error("a thread that does not start");
  port.on("message", (message: ToQueryWorker) => {
    // A thread ends when nobody can reach it any more.
    if (message.kind === "close" || message.request.path === "/exit") port.close();
    else port.postMessage(act(message.request.path));
  });
  port.postMessage({ kind: "ready" } satisfies FromQueryWorker);
}

if (parentPort) main(parentPort, workerData as QueryWorkerData);
