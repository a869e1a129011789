import type { QueryRequest, QueryResponse } from "../../core/query.ts";
import type { HostPort } from "../address.ts";
import type { StatusName } from "./rpc-status.ts";

/** What the thread of the API is started with. */
export interface ApiWorkerData {
  /** Absent if there is no gRPC server. */
  readonly grpc?: HostPort;
  /** Absent if there is no REST server. */
  readonly rest?: HostPort & { readonly grpcWeb: boolean; readonly swagger: boolean };
  /** CometBFT's RPC, `http://host:port`. */
  readonly cometUrl: string;
  /** What the state machine answers, `/<service>/<Method>`. */
  readonly queryPaths: readonly string[];
  /** The newest height; 0 before the first. */
  readonly height: number;
}

/** To the thread. */
export type ToApiWorker =
  /** The answer to a query; undefined if there is none, because the node is stopping. */
  | { readonly kind: "answer"; readonly id: number; readonly response: QueryResponse | undefined }
  | { readonly kind: "committed"; readonly height: number }
  /** A call of one of the node's own services that came another way. */
  | {
      readonly kind: "call";
      readonly id: number;
      readonly path: string;
      readonly data: Uint8Array;
      readonly height: bigint;
    };

/** From the thread. */
export type FromApiWorker =
  /** Both servers listen; the ports are those that they have got. */
  | { readonly kind: "listening"; readonly grpc?: HostPort; readonly rest?: HostPort }
  /** One of them cannot. */
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "query"; readonly id: number; readonly request: QueryRequest }
  | { readonly kind: "called"; readonly id: number; readonly outcome: CallOutcome }
  /** A bug met a call; the client has its answer. */
  | { readonly kind: "report"; readonly where: string; readonly error: string };

export type CallOutcome =
  { readonly value: Uint8Array } | { readonly status: StatusName; readonly message: string };
