import type { RequestValue, ResponseValue } from "./messages.ts";

type Requests = { readonly [V in RequestValue as V["$case"]]: V["value"] };
type Responses = { readonly [V in ResponseValue as V["$case"]]: V["value"] };

/** What the application answers. Echo and flush concern the connection alone, and the server answers them. */
export type RequestKind = Exclude<keyof Requests, "echo" | "flush">;
export type RequestOf<K extends RequestKind> = Requests[K];
export type ResponseOf<K extends RequestKind> = Responses[K];

/** A request for the application with its kind. */
export type ApplicationRequest<K extends RequestKind = RequestKind> = {
  readonly [P in K]: { readonly $case: P; readonly value: Requests[P] };
}[K];

/**
 * An ABCI 2.0 application: one handler for every kind of request, by the generated types.
 *
 * A handler that returns its response is answered in the same turn of the event loop; one that returns a promise keeps
 * its place in the order of its connection. `bytes` in a request are views of that request's memory: copy what is kept.
 *
 * A user's error is part of a response (`code`, `codespace`, `log`). To throw or to reject is to stop the node: the
 * server answers with an exception, on which CometBFT ends itself, and reports the fault to its owner.
 *
 * What may overlap, if handlers are asynchronous:
 * - InitChain, PrepareProposal, ProcessProposal, ExtendVote, VerifyVoteExtension, FinalizeBlock, Commit, OfferSnapshot,
 *   ApplySnapshotChunk and Info run one at a time in order of arrival, over all connections. Info is one of them because
 *   a restarted CometBFT decides by its answer what to replay, so it must not see a commit half done.
 * - CheckTx, InsertTx, ReapTxs, Query, ListSnapshots and LoadSnapshotChunk never wait for those nor for each other. While
 *   an asynchronous Commit is running, a Query, ListSnapshots or LoadSnapshotChunk may start: it has to read a committed
 *   version that it pins at its start. CometBFT 0.38 sends no CheckTx during Commit (it locks and flushes its mempool), but
 *   does during FinalizeBlock, and nothing but CometBFT prevents one during Commit; so Commit must switch to the new state
 *   in one synchronous step, before or after what it awaits, and a CheckTx sees the old state or the new, never a mixture.
 */
export type Application = {
  readonly [K in RequestKind]: (request: Requests[K]) => Responses[K] | Promise<Responses[K]>;
};
