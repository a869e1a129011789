import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import type { Context } from "./context.ts";
import type { Event } from "./events.ts";
import { encodeMessage } from "./protobuf.ts";
import { decodeMessage, type MessageRouter } from "./tx/decode.ts";
import type { TxMessage } from "./tx/tx.ts";

/**
 * How a message runs others (docs/adr/023-authz-dispatch.md). Who decodes a message asks its handler who has to sign and
 * lets it validate itself before {@link runMessage}. How deep and how many are the caller's limits.
 */
export interface Dispatcher {
  /** Whether the chain has a handler for messages of this type. */
  has(typeUrl: string): boolean;
  /**
   * Reads a message as strictly as those of a transaction.
   *
   * @throws CoreError.txDecode
   */
  decode(any: Any): TxMessage;
}

export function createDispatcher(router: MessageRouter): Dispatcher {
  return {
    has: (typeUrl) => router(typeUrl) !== undefined,
    decode: (any) => decodeMessage(any, router).message,
  };
}

/** What came of a message. */
export interface MessageOutcome {
  /** The encoded response. */
  readonly response: Uint8Array;
  /** What the message emitted, taken out of the context's log: the caller emits it as it is to be shown. */
  readonly events: readonly Event[];
}

/**
 * Runs a message's handler on the context's state. Nothing is taken back if it throws: a transaction is all or nothing, so
 * whoever catches the error has to.
 *
 * @throws ChainError
 */
export function runMessage(ctx: Context, { route, value }: TxMessage): MessageOutcome {
  const mark = ctx.events.mark();
  const response = encodeMessage(route.response, route.handler.handle(ctx, value));
  const events = ctx.events.since(mark);
  ctx.events.dropAfter(mark);
  return { response, events };
}
