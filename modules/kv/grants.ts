import type { Lease, Namespace, Permission } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import { equalBytes } from "../../app/core/bytes.ts";
import type { Context } from "../../app/core/context.ts";
import { grantsOf, isInForce, ownerOf, PERMISSIONS } from "./access.ts";
import { describeKey, KvError } from "./errors.ts";
import { emitAccess } from "./events.ts";
import type { KvKeeper, WriteRequest } from "./keeper.ts";
import { deadlineAfter, leaseSeconds } from "./lease.ts";
import { GRANTS_PER_GRANTEE_MAX, KEY_BYTES_MAX } from "./limits.ts";
import { type NamespaceId, parseNamespace } from "./namespace.ts";
import { EMPTY_NAMESPACE } from "./writer.ts";

/** What only the owner of a namespace does: lets others in, and gives it away. */
interface Owned {
  readonly id: NamespaceId;
  readonly path: string;
  /** Undefined before the first write or grant. */
  readonly record: Namespace | undefined;
  readonly owner: Uint8Array;
}

/**
 * Checks what needs no state.
 *
 * @throws KvError.invalidGrant, CoreError.invalidAddress
 */
export function checkGrant(
  ctx: Context,
  request: {
    readonly grantee: string;
    readonly permissions?: readonly Permission[];
    readonly prefix: Uint8Array;
  },
): void {
  ctx.addresses.parse(request.grantee);
  const { permissions, prefix } = request;
  if (prefix.length > KEY_BYTES_MAX) {
    throw KvError.invalidGrant(
      `prefix of ${prefix.length} bytes, expected at most ${KEY_BYTES_MAX}`,
    );
  }
  if (!permissions) return;
  const isKnown = permissions.every((one) => PERMISSIONS.some(({ value }) => value === one));
  const areDistinct = new Set(permissions).size === permissions.length;
  if (permissions.length === 0 || !isKnown || !areDistinct) {
    throw KvError.invalidGrant(
      "expected at least one of the permissions create, update, delete and lease, none twice",
    );
  }
}

/**
 * Lets an account write. Grants of the same account that are void go.
 *
 * @throws KvError.notOwner, KvError.invalidGrant, KvError.leaseTooLong
 */
export function grant(
  ctx: Context,
  keeper: KvKeeper,
  request: WriteRequest & {
    readonly grantee: string;
    readonly permissions: readonly Permission[];
    readonly prefix: Uint8Array;
    readonly expiresIn: Lease | undefined;
  },
): void {
  const { id, path, record, owner } = openOwned(ctx, keeper, request);
  const grantee = ctx.addresses.parse(request.grantee);
  if (equalBytes(grantee, owner)) {
    throw KvError.invalidGrant(`${request.grantee} owns ${path} and may do everything`);
  }
  const seconds = leaseSeconds(request.expiresIn);
  const kept = record ?? EMPTY_NAMESPACE;
  const { state } = keeper;
  let others = 0;
  for (const existing of grantsOf(ctx, state, id, grantee)) {
    if (!isInForce(ctx, kept, existing.grant)) {
      state.grants.delete(ctx, [id.owner, id.name, grantee, existing.prefix]);
    } else if (!equalBytes(existing.prefix, request.prefix)) others += 1;
  }
  if (others >= GRANTS_PER_GRANTEE_MAX) {
    throw KvError.invalidGrant(
      `${request.grantee} has ${others} grants in ${path}, expected at most ${GRANTS_PER_GRANTEE_MAX}`,
    );
  }
  if (!record) {
    state.namespaces.set(ctx, [id.owner, id.name], kept);
    state.owners.set(ctx, [owner, id.owner, id.name], true);
  }
  state.grants.set(ctx, [id.owner, id.name, grantee, request.prefix], {
    permissions: PERMISSIONS.map(({ value }) => value).filter((one) =>
      request.permissions.includes(one),
    ),
    expiresNs: seconds === 0n ? 0n : deadlineAfter(ctx.timeNs, seconds),
    transfers: kept.transfers,
  });
  emitAccess(ctx, path, "grant", grantee);
}

/** @throws KvError.notOwner, KvError.grantNotFound */
export function revoke(
  ctx: Context,
  keeper: KvKeeper,
  request: WriteRequest & { readonly grantee: string; readonly prefix: Uint8Array },
): void {
  const { id, path } = openOwned(ctx, keeper, request);
  const grantee = ctx.addresses.parse(request.grantee);
  const key = [id.owner, id.name, grantee, request.prefix] as const;
  if (!keeper.state.grants.has(ctx, key)) {
    const which = request.prefix.length === 0 ? "all keys" : describeKey(request.prefix);
    throw KvError.grantNotFound(`${request.grantee} has no grant for ${which} in ${path}`);
  }
  keeper.state.grants.delete(ctx, key);
  emitAccess(ctx, path, "revoke", grantee);
}

/**
 * Offers a namespace to a new owner; an empty address withdraws the offer.
 *
 * @throws KvError.notOwner, KvError.invalidOffer, KvError.noOffer
 */
export function offerNamespace(
  ctx: Context,
  keeper: KvKeeper,
  request: WriteRequest & { readonly newOwner: string },
): void {
  const { id, path, record, owner } = openOwned(ctx, keeper, request);
  if (!record) throw KvError.invalidOffer(`nothing was ever written to ${path}`);
  const isWithdrawal = request.newOwner === "";
  if (isWithdrawal && record.pendingOwner === "") throw KvError.noOffer(path);
  // In the usual spelling; bech32 may also be written in capitals.
  const newOwner = isWithdrawal ? "" : ctx.addresses.format(ctx.addresses.parse(request.newOwner));
  if (newOwner === ctx.addresses.format(owner)) {
    throw KvError.invalidOffer(`${newOwner} owns ${path} already`);
  }
  keeper.state.namespaces.set(ctx, [id.owner, id.name], { ...record, pendingOwner: newOwner });
  const account = isWithdrawal ? record.pendingOwner : newOwner;
  emitAccess(ctx, path, isWithdrawal ? "withdraw" : "offer", ctx.addresses.parse(account));
}

/** Takes over a namespace that was offered: all grants in it become void. @throws KvError.noOffer */
export function acceptNamespace(ctx: Context, keeper: KvKeeper, request: WriteRequest): void {
  const id = parseNamespace(ctx, request.namespace);
  const record = keeper.namespace(ctx, id);
  const path = keeper.path(ctx, id);
  const signer = ctx.addresses.format(ctx.addresses.parse(request.signer));
  if (record?.pendingOwner !== signer) throw KvError.noOffer(`${path} to ${signer}`);
  const { namespaces, owners } = keeper.state;
  owners.delete(ctx, [ownerOf(ctx, id, record), id.owner, id.name]);
  owners.set(ctx, [ctx.addresses.parse(signer), id.owner, id.name], true);
  namespaces.set(ctx, [id.owner, id.name], {
    ...record,
    owner: signer === ctx.addresses.format(id.owner) ? "" : signer,
    pendingOwner: "",
    transfers: record.transfers + 1n,
  });
  emitAccess(ctx, path, "accept", ctx.addresses.parse(signer));
}

function openOwned(ctx: Context, keeper: KvKeeper, { signer, namespace }: WriteRequest): Owned {
  const id = parseNamespace(ctx, namespace);
  const record = keeper.namespace(ctx, id);
  const owner = ownerOf(ctx, id, record);
  const path = keeper.path(ctx, id);
  if (!equalBytes(ctx.addresses.parse(signer), owner)) {
    throw KvError.notOwner(`${signer} cannot do this in ${path}, only its owner can`);
  }
  return { id, path, record, owner };
}
