import type { PageRequest } from "../../proto/gen/cosmos/base/query/v1beta1/pagination.ts";
import { Grant, GrantQueueItem } from "../../proto/gen/cosmos/authz/v1beta1/authz.ts";
import type { Authorization, AuthorizationType } from "../../app/core/authorization.ts";
import { equalBytes } from "../../app/core/bytes.ts";
import {
  addressKey,
  messageValue,
  prefixedAddressKey,
  textKey,
  timeKey,
  tupleKey,
} from "../../app/core/collections/codecs.ts";
import { Schema } from "../../app/core/collections/schema.ts";
import type { Context } from "../../app/core/context.ts";
import type { Dispatcher } from "../../app/core/dispatch.ts";
import { CoreError } from "../../app/core/errors.ts";
import { type Page, paginate } from "../../app/core/pagination.ts";
import { ensureReceiver, type ReceiverNeeds } from "../../app/core/receiver.ts";
import { formatTime, joinNanos, NANOS_PER_SECOND, splitNanos } from "../../app/core/time.ts";
import { AuthorizationTypes } from "./authorization.ts";
import { AuthzError } from "./errors.ts";
import { emitGrantEvent } from "./events.ts";

export interface AuthzNeeds extends ReceiverNeeds {
  readonly dispatcher: Dispatcher;
  /** What may be granted beside GenericAuthorization. */
  readonly authorizations: readonly AuthorizationType[];
}

/** Who may act, and in whose name. */
export interface Parties {
  readonly granter: Uint8Array;
  readonly grantee: Uint8Array;
}

/** A grant where it lies. */
export interface GrantEntry extends Parties {
  readonly grant: Grant;
}

type GrantKey = readonly [granter: Uint8Array, grantee: Uint8Array, messageType: string];

const grantKey = tupleKey<GrantKey>(addressKey, addressKey, textKey);
const queueKey = tupleKey<readonly [expiresNs: bigint, granter: Uint8Array, grantee: Uint8Array]>(
  timeKey,
  addressKey,
  prefixedAddressKey,
);

/** For each message type of a queue's entry that is looked at. @source cosmos-sdk x/authz/keeper gasCostPerIteration */
const GAS_PER_QUEUED_TYPE = 20n;

/** Grants to act in somebody else's name. The layout is the SDK's. */
export class AuthzKeeper {
  readonly schema = new Schema("authz");
  readonly types: AuthorizationTypes;
  readonly #needs: AuthzNeeds;
  readonly #grants = this.schema.map(
    0x01,
    "grants",
    grantKey,
    messageValue(Grant),
    "length ‖ granter ‖ length ‖ grantee ‖ type URL of the messages → Grant",
  );
  readonly #queue = this.schema.map(
    0x02,
    "grant_queue",
    queueKey,
    messageValue(GrantQueueItem),
    "time as 29 characters ‖ length ‖ granter ‖ length ‖ grantee → GrantQueueItem",
  );

  constructor(needs: AuthzNeeds) {
    this.#needs = needs;
    this.types = new AuthorizationTypes(needs.authorizations);
  }

  /** What somebody was granted for messages of a type, unless it has expired. */
  find(ctx: Context, { granter, grantee }: Parties, messageType: string): Grant | undefined {
    const grant = this.#grants.get(ctx, [granter, grantee, messageType]);
    return grant && !hasExpired(ctx, grant) ? grant : undefined;
  }

  /** What one granted the other, in the order of message types. */
  between(
    ctx: Context,
    { granter, grantee }: Parties,
    request: PageRequest | undefined,
  ): Page<Grant> {
    const prefix = grantKey.encodePrefix([granter, grantee]);
    const isListed = (_: GrantKey, grant: Grant): boolean => !hasExpired(ctx, grant);
    return paginate(ctx, this.#grants, request, (_, grant) => grant, { prefix, isListed });
  }

  /** What somebody granted, in the order of grantees. */
  byGranter(ctx: Context, granter: Uint8Array, request: PageRequest | undefined): Page<GrantEntry> {
    const prefix = grantKey.encodePrefix([granter]);
    const isListed = (_: GrantKey, grant: Grant): boolean => !hasExpired(ctx, grant);
    return paginate(ctx, this.#grants, request, toEntry, { prefix, isListed });
  }

  /** What somebody was granted, in the order of granters: a walk over all grants, in bounded pages. */
  byGrantee(ctx: Context, grantee: Uint8Array, request: PageRequest | undefined): Page<GrantEntry> {
    return paginate(ctx, this.#grants, request, toEntry, {
      isListed: ([, other], grant) => equalBytes(other, grantee) && !hasExpired(ctx, grant),
    });
  }

  /**
   * Grants, in place of what was granted for the same messages before, and gives the grantee an account if it has none.
   *
   * @param expiresNs last time at which it may be used; undefined if it is for ever
   * @throws AuthzError.invalidExpiration unless it is after this block's time; CoreError.unauthorized, invalidType
   */
  grant(
    ctx: Context,
    parties: Parties,
    authorization: Authorization,
    expiresNs: bigint | undefined,
  ): void {
    ensureReceiver(ctx, this.#needs, parties.grantee);
    this.assertRouted(authorization);
    if (expiresNs !== undefined && expiresNs <= ctx.timeNs) {
      throw AuthzError.invalidExpiration(
        `expiration must be after the current block time (${formatSecond(ctx.timeNs)}), ` +
          `got ${formatSecond(expiresNs)}`,
      );
    }
    this.save(ctx, parties, authorization, expiresNs);
  }

  /** @throws CoreError.invalidType if the chain has no message that it is for */
  assertRouted({ messageType }: Authorization): void {
    if (this.#needs.dispatcher.has(messageType)) return;
    throw CoreError.invalidType(`${messageType.slice(0, 200)} doesn't exist.`);
  }

  /** Writes a grant, whatever was granted before. */
  save(
    ctx: Context,
    parties: Parties,
    authorization: Authorization,
    expiresNs: bigint | undefined,
  ): void {
    const { messageType } = authorization;
    const key = [parties.granter, parties.grantee, messageType] as const;
    const before = this.#grants.get(ctx, key);
    const oldExpiresNs = before && expiryOf(before);
    if (oldExpiresNs !== expiresNs) {
      if (oldExpiresNs !== undefined) this.#dequeue(ctx, key, oldExpiresNs);
      if (expiresNs !== undefined) this.#enqueue(ctx, key, expiresNs);
    }
    this.#grants.set(ctx, key, {
      authorization: authorization.toAny(),
      expiration: expiresNs === undefined ? undefined : splitNanos(expiresNs),
    });
    emitGrantEvent(ctx, "EventGrant", { ...parties, messageType });
  }

  /** @throws AuthzError.noAuthorization if there is no grant */
  revoke(ctx: Context, parties: Parties, messageType: string): void {
    const key = [parties.granter, parties.grantee, messageType] as const;
    const grant = this.#grants.get(ctx, key);
    if (grant === undefined) {
      throw AuthzError.noAuthorization(
        `failed to delete grant of ${ctx.addresses.format(parties.granter)} to ` +
          `${ctx.addresses.format(parties.grantee)} for ${messageType.slice(0, 200)}`,
      );
    }
    this.#remove(ctx, key, grant);
  }

  /**
   * Asks for leave to run a message in the granter's name, and takes it off the grant.
   *
   * @throws AuthzError.noAuthorization, expired, what the authorization throws
   */
  use(ctx: Context, parties: Parties, messageType: string, message: unknown): void {
    const key = [parties.granter, parties.grantee, messageType] as const;
    const grant = this.#grants.get(ctx, key);
    if (grant === undefined) {
      throw AuthzError.noAuthorization(
        `failed to get grant with given granter: ${ctx.addresses.format(parties.granter)}, ` +
          `grantee: ${ctx.addresses.format(parties.grantee)} & msgType: ${messageType} `,
      );
    }
    if (hasExpired(ctx, grant)) {
      throw AuthzError.expired(
        `grant of ${ctx.addresses.format(parties.granter)} for ${messageType}`,
      );
    }
    const authorization = this.types.parse(grant.authorization);
    const left = authorization.accept(ctx, message);
    if (left === undefined) this.#remove(ctx, key, grant);
    else if (left !== authorization) {
      this.#grants.set(ctx, key, { ...grant, authorization: left.toAny() });
    }
  }

  #remove(ctx: Context, key: GrantKey, grant: Grant): void {
    const [granter, grantee, messageType] = key;
    const expiresNs = expiryOf(grant);
    if (expiresNs !== undefined) this.#dequeue(ctx, key, expiresNs);
    this.#grants.delete(ctx, key);
    emitGrantEvent(ctx, "EventRevoke", { granter, grantee, messageType });
  }

  #enqueue(ctx: Context, [granter, grantee, messageType]: GrantKey, expiresNs: bigint): void {
    const key = [expiresNs, granter, grantee] as const;
    const { msgTypeUrls } = this.#queue.get(ctx, key) ?? { msgTypeUrls: [] };
    this.#queue.set(ctx, key, { msgTypeUrls: [...msgTypeUrls, messageType] });
  }

  /**
   * An entry of the queue whose last type goes stays, empty, until its time: as in the SDK. It names each message type of
   * the chain at most once.
   */
  #dequeue(ctx: Context, [granter, grantee, messageType]: GrantKey, expiresNs: bigint): void {
    const key = [expiresNs, granter, grantee] as const;
    const item = this.#queue.get(ctx, key);
    if (item === undefined) {
      throw AuthzError.noGrantKey("can't remove grant from the expire queue, grant key not found");
    }
    const msgTypeUrls = [...item.msgTypeUrls];
    const index = msgTypeUrls.findIndex((typeUrl) => {
      ctx.gas.consume(GAS_PER_QUEUED_TYPE, "grant queue");
      return typeUrl === messageType;
    });
    if (index < 0) return;
    // The last takes its place: the order is part of the state.
    const last = msgTypeUrls.pop() as string;
    if (index < msgTypeUrls.length) msgTypeUrls[index] = last;
    this.#queue.set(ctx, key, { msgTypeUrls });
  }

  /** Frees grants that have expired, oldest first, until `max` grants and entries of the queue are gone. */
  prune(ctx: Context, max: number): void {
    const expired: (readonly [expiresNs: bigint, granter: Uint8Array, grantee: Uint8Array])[] = [];
    const grants: GrantKey[] = [];
    // A grant may still be used at the very time of its expiry.
    for (const [key, { msgTypeUrls }] of this.#queue.walk(ctx, {
      end: timeKey.encode(ctx.timeNs),
    })) {
      const [, granter, grantee] = key;
      expired.push(key);
      for (const messageType of msgTypeUrls) grants.push([granter, grantee, messageType]);
      if (expired.length + grants.length >= max) break;
    }
    for (const key of expired) this.#queue.delete(ctx, key);
    for (const key of grants) this.#grants.delete(ctx, key);
  }

  /** Every grant, expired or not: for the export of genesis alone. */
  *all(ctx: Context): Iterable<GrantEntry> {
    for (const [key, grant] of this.#grants.walk(ctx)) yield toEntry(key, grant);
  }
}

function toEntry([granter, grantee]: GrantKey, grant: Grant): GrantEntry {
  return { granter, grantee, grant };
}

/** Last time at which a grant may be used; undefined if it is for ever. */
export function expiryOf({ expiration }: Grant): bigint | undefined {
  return expiration && joinNanos(expiration);
}

function hasExpired(ctx: Context, grant: Grant): boolean {
  const expiresNs = expiryOf(grant);
  return expiresNs !== undefined && expiresNs < ctx.timeNs;
}

/** A time to the second, as the SDK's text has it. */
function formatSecond(timeNs: bigint): string {
  const { seconds } = splitNanos(timeNs);
  return formatTime(seconds * NANOS_PER_SECOND, "T", "Z");
}
