// Run as a thread: subscribes over a WebSocket with stock CosmJS and tells what it hears. In a thread of its own, because
// CosmJS connects again after it was asked to disconnect, and so never lets go.

import { parentPort, workerData } from "node:worker_threads";
import type { Event } from "@cosmjs/stargate";
import { Comet38Client, Tendermint37Client, WebsocketClient } from "@cosmjs/tendermint-rpc";

export interface SubscriberData {
  readonly client: "Comet38Client" | "Tendermint37Client";
  /** Of a node, `http://`. */
  readonly rpc: string;
  /** Which transactions. */
  readonly query: string;
}

/** What was heard. */
export type Heard =
  | { readonly kind: "block" | "header"; readonly height: number; readonly chainId: string }
  | {
      readonly kind: "tx";
      readonly height: number;
      readonly hash: Uint8Array;
      readonly code: number;
      readonly events: readonly Event[];
    };

/** As far as a subscription is listened to. */
interface Stream<T> {
  addListener(listener: { next(value: T): void; error(error: unknown): void }): void;
}

interface Header {
  readonly height: number;
  readonly chainId: string;
}

interface Tx {
  readonly height: number;
  readonly hash: Uint8Array;
  readonly result: { readonly code: number; readonly events: readonly Event[] };
}

function listen<T>(stream: Stream<T>, describe: (event: T) => Heard): void {
  stream.addListener({
    next: (event) => parentPort?.postMessage(describe(event)),
    // The thread ends with it, which whoever started it hears.
    error: (error) => {
      throw error;
    },
  });
}

function subscribe({ client, rpc, query }: SubscriberData): void {
  const socket = new WebsocketClient(rpc.replace(/^http/, "ws"));
  const comet =
    client === "Comet38Client" ? Comet38Client.create(socket) : Tendermint37Client.create(socket);
  listen<{ readonly header: Header }>(comet.subscribeNewBlock(), ({ header }) => ({
    kind: "block",
    height: header.height,
    chainId: header.chainId,
  }));
  listen<Header>(comet.subscribeNewBlockHeader(), ({ height, chainId }) => ({
    kind: "header",
    height,
    chainId,
  }));
  listen<Tx>(comet.subscribeTx(query), ({ height, hash, result }) => ({
    kind: "tx",
    ...{ height, hash, code: result.code, events: result.events },
  }));
}

if (parentPort) subscribe(workerData as SubscriberData);
