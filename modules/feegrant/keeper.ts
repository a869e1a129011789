import type { PageRequest } from "../../proto/gen/cosmos/base/query/v1beta1/pagination.ts";
import { Grant } from "../../proto/gen/cosmos/feegrant/v1beta1/feegrant.ts";
import { equalBytes } from "../../app/core/bytes.ts";
import {
  addressKey,
  emptyValue,
  messageValue,
  prefixedAddressKey,
  timeKey,
  tupleKey,
} from "../../app/core/collections/codecs.ts";
import { Schema } from "../../app/core/collections/schema.ts";
import type { Coin } from "../../app/core/coins.ts";
import type { Context } from "../../app/core/context.ts";
import { CoreError } from "../../app/core/errors.ts";
import { type Page, paginate } from "../../app/core/pagination.ts";
import { ensureReceiver, type ReceiverNeeds } from "../../app/core/receiver.ts";
import type { TxMessage } from "../../app/core/tx/tx.ts";
import { accept } from "./accept.ts";
import { type Allowance, allowanceToAny, expiryOf, parseAllowance } from "./allowance.ts";
import { emitChange } from "./events.ts";

/** Who pays, and for whom. */
export interface Parties {
  readonly granter: Uint8Array;
  readonly grantee: Uint8Array;
}

const grantKey = tupleKey<readonly [grantee: Uint8Array, granter: Uint8Array]>(
  addressKey,
  prefixedAddressKey,
);
const queueKey = tupleKey<readonly [expiresNs: bigint, grantee: Uint8Array, granter: Uint8Array]>(
  timeKey,
  addressKey,
  prefixedAddressKey,
);

/** Allowances to pay fees with somebody else's coins. The layout is the SDK's. */
export class FeegrantKeeper {
  readonly schema = new Schema("feegrant");
  readonly #needs: ReceiverNeeds;
  readonly #grants = this.schema.map(
    0x00,
    "allowances",
    grantKey,
    messageValue(Grant),
    "length ‖ grantee ‖ length ‖ granter → Grant",
  );
  readonly #queue = this.schema.map(
    0x01,
    "allowance_queue",
    queueKey,
    emptyValue,
    "time as 29 characters ‖ length ‖ grantee ‖ length ‖ granter → nothing",
  );

  constructor(needs: ReceiverNeeds) {
    this.#needs = needs;
  }

  find(ctx: Context, { granter, grantee }: Parties): Grant | undefined {
    return this.#grants.get(ctx, [grantee, granter]);
  }

  /** What was granted to somebody, in the order of granters. */
  byGrantee(ctx: Context, grantee: Uint8Array, request: PageRequest | undefined): Page<Grant> {
    const prefix = grantKey.encodePrefix([grantee]);
    return paginate(ctx, this.#grants, request, (_, grant) => grant, { prefix });
  }

  /** What somebody granted, in the order of grantees: a walk over all grants, in bounded pages. */
  byGranter(ctx: Context, granter: Uint8Array, request: PageRequest | undefined): Page<Grant> {
    return paginate(ctx, this.#grants, request, (_, grant) => grant, {
      isListed: ([, other]) => equalBytes(other, granter),
    });
  }

  /**
   * Grants, and gives the grantee an account if it has none.
   *
   * @throws CoreError.invalidRequest if there is an allowance or it has expired, CoreError.unauthorized
   */
  grant(ctx: Context, parties: Parties, allowance: Allowance): void {
    const expiresNs = expiryOf(allowance);
    this.assertNone(ctx, parties);
    ensureReceiver(ctx, this.#needs, parties.grantee);
    if (expiresNs !== undefined && expiresNs < ctx.timeNs) {
      throw CoreError.invalidRequest("expiration is before current block time");
    }
    this.add(ctx, parties, allowance);
    emitChange(ctx, "set_feegrant", parties);
  }

  /** @throws CoreError.invalidRequest if there is an allowance already */
  assertNone(ctx: Context, { granter, grantee }: Parties): void {
    if (this.#grants.has(ctx, [grantee, granter])) {
      throw CoreError.invalidRequest("fee allowance already exists");
    }
  }

  /** Writes an allowance that is not there, expired or not: genesis may bring one that waits to be pruned. */
  add(ctx: Context, parties: Parties, allowance: Allowance): void {
    const { granter, grantee } = parties;
    const expiresNs = expiryOf(allowance);
    if (expiresNs !== undefined) this.#queue.set(ctx, [expiresNs, grantee, granter], true);
    this.#set(ctx, parties, allowance);
  }

  #set(ctx: Context, { granter, grantee }: Parties, allowance: Allowance): void {
    this.#grants.set(ctx, [grantee, granter], {
      granter: ctx.addresses.format(granter),
      grantee: ctx.addresses.format(grantee),
      allowance: allowanceToAny(allowance),
    });
  }

  /** @throws CoreError.notFound if there is no allowance */
  revoke(ctx: Context, parties: Parties): void {
    this.#remove(ctx, parties, this.#allowance(ctx, parties));
  }

  /**
   * Takes a fee off an allowance, and removes what is used up.
   *
   * @throws CoreError.notFound if there is no allowance; FeegrantError.feeLimitExceeded, feeLimitExpired,
   *   messageNotAllowed
   */
  useGrant(
    ctx: Context,
    granter: Uint8Array,
    grantee: Uint8Array,
    fee: readonly Coin[],
    messages: readonly TxMessage[],
  ): void {
    const parties = { granter, grantee };
    const allowance = this.#allowance(ctx, parties);
    const left = accept(ctx, allowance, { fee, messages });
    if (left === undefined) this.#remove(ctx, parties, allowance);
    emitChange(ctx, "use_feegrant", parties);
    if (left === undefined) return;
    this.#set(ctx, parties, left);
    emitChange(ctx, "update_feegrant", parties);
  }

  #allowance(ctx: Context, parties: Parties): Allowance {
    const grant = this.find(ctx, parties);
    if (grant === undefined) throw CoreError.notFound("fee-grant not found");
    return parseAllowance(grant.allowance);
  }

  /** The SDK leaves the entry in the queue behind, which then ends a later allowance before its time. */
  #remove(ctx: Context, parties: Parties, allowance: Allowance): void {
    const { granter, grantee } = parties;
    this.#grants.delete(ctx, [grantee, granter]);
    const expiresNs = expiryOf(allowance);
    if (expiresNs !== undefined) this.#queue.delete(ctx, [expiresNs, grantee, granter]);
    emitChange(ctx, "revoke_feegrant", parties);
  }

  /** Removes allowances that have expired, oldest first, at most `max`. */
  prune(ctx: Context, max: number): void {
    const expired: (readonly [bigint, Uint8Array, Uint8Array])[] = [];
    // An allowance may still be used at the very time of its expiry.
    for (const [key] of this.#queue.walk(ctx, { end: timeKey.encode(ctx.timeNs) })) {
      expired.push(key);
      if (expired.length >= max) break;
    }
    for (const key of expired) {
      const [, grantee, granter] = key;
      this.#queue.delete(ctx, key);
      this.#grants.delete(ctx, [grantee, granter]);
    }
  }

  /** Every grant: for the export of genesis alone. */
  *all(ctx: Context): Iterable<Grant> {
    for (const [, grant] of this.#grants.walk(ctx)) yield grant;
  }
}
