import { type Grant, type Namespace, Permission } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import { compareBytes, equalBytes } from "../../app/core/bytes.ts";
import type { Context } from "../../app/core/context.ts";
import { describeKey, KvError } from "./errors.ts";
import type { NamespaceId } from "./namespace.ts";
import { grantKey, type KvState } from "./state.ts";

/** How a permission is called in errors and on the command line, and in protobuf's JSON form. */
export const PERMISSIONS = [
  { name: "create", value: Permission.PERMISSION_CREATE, json: "PERMISSION_CREATE" },
  { name: "update", value: Permission.PERMISSION_UPDATE, json: "PERMISSION_UPDATE" },
  { name: "delete", value: Permission.PERMISSION_DELETE, json: "PERMISSION_DELETE" },
  { name: "lease", value: Permission.PERMISSION_LEASE, json: "PERMISSION_LEASE" },
] as const;
export type PermissionName = (typeof PERMISSIONS)[number]["name"];

/** A grant and the keys that it is for. */
export interface PrefixGrant {
  readonly prefix: Uint8Array;
  readonly grant: Grant;
}

/** Who owns a namespace. */
export function ownerOf(ctx: Context, id: NamespaceId, record: Namespace | undefined): Uint8Array {
  return record === undefined || record.owner === "" ? id.owner : ctx.addresses.parse(record.owner);
}

/** Whether a grant counts: it has not ended, and was given by the present owner. */
export function isInForce(ctx: Context, { transfers }: Namespace, grant: Grant): boolean {
  const hasEnded = grant.expiresNs > 0n && ctx.timeNs >= grant.expiresNs;
  return !hasEnded && grant.transfers === transfers;
}

/** All grants of one grantee in a namespace, in force or not. They are bounded by GRANTS_PER_GRANTEE_MAX. */
export function grantsOf(
  ctx: Context,
  state: KvState,
  id: NamespaceId,
  grantee: Uint8Array,
): readonly PrefixGrant[] {
  const prefix = grantKey.encodePrefix([id.owner, id.name, grantee]);
  return [...state.grants.walk(ctx, { prefix })].map(([[, , , keys], grant]) => ({
    prefix: keys,
    grant,
  }));
}

/** What one account may do in one namespace. */
export class Access {
  readonly isOwner: boolean;
  readonly #ctx: Context;
  readonly #state: KvState;
  readonly #id: NamespaceId;
  readonly #record: Namespace | undefined;
  readonly #account: Uint8Array;
  #grants: readonly PrefixGrant[] | undefined;

  constructor(
    ctx: Context,
    state: KvState,
    target: {
      readonly id: NamespaceId;
      readonly record: Namespace | undefined;
      readonly account: Uint8Array;
    },
  ) {
    this.#ctx = ctx;
    this.#state = state;
    this.#id = target.id;
    this.#record = target.record;
    this.#account = target.account;
    this.isOwner = equalBytes(target.account, ownerOf(ctx, target.id, target.record));
  }

  has(permission: PermissionName, key: Uint8Array): boolean {
    if (this.isOwner) return true;
    const wanted = PERMISSIONS.find(({ name }) => name === permission)?.value;
    return this.#granted().some(
      ({ prefix, grant }) =>
        compareBytes(key.subarray(0, prefix.length), prefix) === 0 &&
        grant.permissions.some((one) => one === wanted),
    );
  }

  /** @throws KvError.missingPermission which names it */
  require(permission: PermissionName, key: Uint8Array): void {
    if (this.has(permission, key)) return;
    const { addresses } = this.#ctx;
    throw KvError.missingPermission(
      `${addresses.format(this.#account)} lacks the permission "${permission}" for ${describeKey(key)} in ` +
        `${addresses.format(this.#id.owner)}/${this.#id.name}; its owner can grant it`,
    );
  }

  #granted(): readonly PrefixGrant[] {
    const record = this.#record;
    if (!record) return [];
    this.#grants ??= grantsOf(this.#ctx, this.#state, this.#id, this.#account).filter(({ grant }) =>
      isInForce(this.#ctx, record, grant),
    );
    return this.#grants;
  }
}
