import type { EncodeObject } from "@cosmjs/proto-signing";
import { compareBytes } from "../../app/client/bytes.ts";
import { ClientError } from "../../app/client/errors.ts";
import type { SigningClient, TxOptions } from "../../app/client/signing-client.ts";
import type { TxResult } from "../../app/client/transaction.ts";
import { MsgDeleteAllResponse, MsgRenewLeaseAllResponse } from "../../proto/gen/lazuli/kv/v1/tx.ts";
import type { MsgDeleteAll, MsgRenewLeaseAll } from "../../proto/gen/lazuli/kv/v1/tx.ts";
import { kvMessages } from "./client-messages.ts";
import type { BulkOptions, LeaseTime } from "./client-messages.ts";

/** What was done by all transactions together. */
export interface BulkResult {
  /** How many entries were changed. */
  readonly changed: bigint;
  /** The namespace's revision after the last. */
  readonly revision: bigint;
  /** In the order in which they were committed. */
  readonly transactions: readonly TxResult[];
}

/** The answer of a delete-all or renew-lease-all. */
export interface BulkAnswer {
  readonly revision: bigint;
  readonly changed: bigint;
  /** Where the next message starts; undefined if nothing is left. */
  readonly nextKey: Uint8Array | undefined;
}

type Signing = Pick<SigningClient, "address" | "send">;

/**
 * Removes the keys of a range, however many there are, by one transaction after the other. What was removed stays removed
 * if a later one fails. Keys that others write meanwhile behind the one that is reached are removed too.
 *
 * @param namespace without `/` the signer's own
 * @param options `limit` is of each transaction
 * @param txOptions of each transaction; a signal ends it between two
 * @throws what `send` of the client throws
 */
export function deleteAll(
  client: Signing,
  namespace: string,
  options: BulkOptions = {},
  txOptions: TxOptions = {},
): Promise<BulkResult> {
  return repeat(client, kvMessages(client.address).deleteAll(namespace, options), txOptions);
}

/** Gives the keys of a range a new lease as {@link deleteAll} removes them. */
export function renewLeaseAll(
  client: Signing,
  namespace: string,
  options: BulkOptions & { readonly lease?: LeaseTime } = {},
  txOptions: TxOptions = {},
): Promise<BulkResult> {
  return repeat(client, kvMessages(client.address).renewLeaseAll(namespace, options), txOptions);
}

async function repeat(
  client: Signing,
  first: EncodeObject,
  txOptions: TxOptions,
): Promise<BulkResult> {
  const transactions: TxResult[] = [];
  let changed = 0n;
  let message = first;
  for (;;) {
    txOptions.signal?.throwIfAborted();
    const result = await client.send([message], txOptions);
    transactions.push(result);
    const bytes = result.messageResponses[0]?.value ?? new Uint8Array();
    const answer = decodeBulkAnswer(message.typeUrl, bytes);
    changed += answer.changed;
    const next = nextBulkMessage(message, answer);
    if (next === undefined) return { changed, revision: answer.revision, transactions };
    message = next;
  }
}

const DELETE_ALL = "/lazuli.kv.v1.MsgDeleteAll";

/** @param typeUrl of the message: MsgDeleteAll or MsgRenewLeaseAll */
export function decodeBulkAnswer(typeUrl: string, bytes: Uint8Array): BulkAnswer {
  if (typeUrl === DELETE_ALL) {
    const { deleted, ...answer } = MsgDeleteAllResponse.decode(bytes);
    return { ...withoutEmpty(answer), changed: deleted };
  }
  const { renewed, ...answer } = MsgRenewLeaseAllResponse.decode(bytes);
  return { ...withoutEmpty(answer), changed: renewed };
}

function withoutEmpty({ revision, nextKey }: { revision: bigint; nextKey: Uint8Array }) {
  return { revision, nextKey: nextKey.length === 0 ? undefined : nextKey };
}

/**
 * The message that goes on after a delete-all or renew-lease-all.
 *
 * @returns undefined if nothing is left
 * @throws ClientError if the node's answer does not lead on, so that a lying one cannot keep its caller sending
 */
export function nextBulkMessage(
  message: EncodeObject,
  { nextKey }: BulkAnswer,
): EncodeObject | undefined {
  if (nextKey === undefined) return undefined;
  const value = message.value as MsgDeleteAll | MsgRenewLeaseAll;
  const { prefix, start, end } = value.range ?? NO_RANGE;
  if (compareBytes(nextKey, start) <= 0) {
    throw new ClientError("the node answered a next_key that is no further than the last");
  }
  return { ...message, value: { ...value, range: { prefix, start: nextKey, end } } };
}

const NO_RANGE = { prefix: new Uint8Array(), start: new Uint8Array(), end: new Uint8Array() };
