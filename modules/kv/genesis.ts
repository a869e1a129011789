import { base64 } from "@scure/base";
import type { Entry, Grant, Namespace, Permission } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import type { Context } from "../../app/core/context.ts";
import { CoreError } from "../../app/core/errors.ts";
import type { JsonObject, JsonValue } from "../../app/core/json.ts";
import { grantsOf, ownerOf, PERMISSIONS } from "./access.ts";
import { checkKey, checkValue } from "./checks.ts";
import { checkGrant } from "./grants.ts";
import type { KvKeeper } from "./keeper.ts";
import { GRANTS_PER_GRANTEE_MAX } from "./limits.ts";
import { type NamespaceId, parseNamespace } from "./namespace.ts";
import { DEFAULT_PARAMS, paramsFromJson, paramsToJson } from "./params.ts";
import { entryBytes, escrowAddress } from "./rent.ts";

/** The module's part of `app_state`: records in protobuf's JSON form, each with what it is the record of. */
export interface KvGenesis {
  readonly params: ReturnType<typeof paramsToJson>;
  readonly namespaces: readonly {
    readonly namespace: string;
    readonly entries: string;
    readonly bytes: string;
    readonly revision: string;
    readonly digest: string;
    readonly pending_owner: string;
    readonly owner: string;
    readonly transfers: string;
    readonly next_lease_deadline_ns: string;
    readonly changed_height: string;
  }[];
  readonly entries: readonly {
    readonly namespace: string;
    readonly key: string;
    readonly value: string;
    readonly create_revision: string;
    readonly mod_revision: string;
    readonly lease_deadline_ns: string;
    readonly escrow: string;
    readonly rent_start_ns: string;
  }[];
  readonly grants: readonly {
    readonly namespace: string;
    readonly grantee: string;
    readonly prefix: string;
    readonly permissions: readonly string[];
    readonly expires_ns: string;
    readonly transfers: string;
  }[];
}

export const DEFAULT_GENESIS: KvGenesis = {
  params: paramsToJson(DEFAULT_PARAMS),
  namespaces: [],
  entries: [],
  grants: [],
};

/** Of revisions and transfers. Leaves as many again for the chain's life. */
const COUNTER_GENESIS_MAX = 1n << 63n;

/** What the entries of a namespace add up to, to compare with its record. */
interface Sum {
  readonly id: NamespaceId;
  readonly record: Namespace;
  readonly path: string;
  entries: bigint;
  bytes: bigint;
  nextLeaseDeadlineNs: bigint;
}

/** @throws CoreError.invalidRequest, KvError with the path of what is wrong */
export function initKvGenesis(ctx: Context, keeper: KvKeeper, state: JsonValue): void {
  const genesis = state.object();
  keeper.setParams(ctx, paramsFromJson(genesis.field("params")));
  const sums = new Map<string, Sum>();
  const order: Sum[] = [];
  for (const item of genesis.field("namespaces").list()) {
    const { namespace, id, record } = readNamespace(ctx, item);
    if (sums.has(namespace)) throw CoreError.invalidRequest(`${item.path}: ${namespace} twice`);
    const sum = { id, record, path: item.path, entries: 0n, bytes: 0n, nextLeaseDeadlineNs: 0n };
    sums.set(namespace, sum);
    order.push(sum);
  }
  let escrow = 0n;
  for (const item of genesis.field("entries").list()) {
    escrow += initEntry(ctx, keeper, item, sums);
  }
  for (const sum of order) initNamespace(ctx, keeper, sum);
  for (const item of genesis.field("grants").list()) initGrant(ctx, keeper, item, sums);
  genesis.end();
  assertEscrow(ctx, keeper, state.path, escrow);
}

/** @returns the entry's escrow */
function initEntry(
  ctx: Context,
  keeper: KvKeeper,
  item: JsonValue,
  sums: ReadonlyMap<string, Sum>,
): bigint {
  const { namespace, id, key, entry } = readEntry(ctx, item);
  const sum = sums.get(namespace);
  if (!sum) throw CoreError.invalidRequest(`${item.path}: ${namespace} is not in namespaces`);
  const { createRevision, modRevision, leaseDeadlineNs } = entry;
  const inOrder = 1n <= createRevision && createRevision <= modRevision;
  if (!inOrder || modRevision > sum.record.revision) {
    throw CoreError.invalidRequest(
      `${item.path}: expected 1 ≤ create_revision ≤ mod_revision ≤ the namespace's revision`,
    );
  }
  if (leaseDeadlineNs === 0n) {
    throw CoreError.invalidRequest(`${item.path}.lease_deadline_ns: every entry has a lease`);
  }
  const storeKey = [id.owner, id.name, key] as const;
  if (keeper.state.entries.has(ctx, storeKey)) {
    throw CoreError.invalidRequest(`${item.path}: key twice`);
  }
  sum.entries += 1n;
  sum.bytes += entryBytes(key, entry.value);
  if (sum.nextLeaseDeadlineNs === 0n || leaseDeadlineNs < sum.nextLeaseDeadlineNs) {
    sum.nextLeaseDeadlineNs = leaseDeadlineNs;
  }
  keeper.state.entries.set(ctx, storeKey, entry);
  keeper.state.leases.set(ctx, [id.owner, id.name, leaseDeadlineNs, key], true);
  return entry.escrow;
}

function initNamespace(ctx: Context, keeper: KvKeeper, sum: Sum): void {
  const { id, record, path, entries, bytes, nextLeaseDeadlineNs } = sum;
  const { owner, name } = id;
  if (record.entries !== entries || record.bytes !== bytes) {
    throw CoreError.invalidRequest(
      `${path}: says ${record.entries} entries of ${record.bytes} bytes, ` +
        `but there are ${entries} of ${bytes} bytes`,
    );
  }
  if (record.nextLeaseDeadlineNs !== nextLeaseDeadlineNs) {
    throw CoreError.invalidRequest(
      `${path}.next_lease_deadline_ns: expected ${nextLeaseDeadlineNs}, the earliest of its entries`,
    );
  }
  keeper.state.namespaces.set(ctx, [owner, name], record);
  keeper.state.owners.set(ctx, [ownerOf(ctx, id, record), owner, name], true);
  if (nextLeaseDeadlineNs > 0n) {
    keeper.state.sweepQueue.set(ctx, [nextLeaseDeadlineNs, owner, name], true);
  }
}

function initGrant(
  ctx: Context,
  keeper: KvKeeper,
  item: JsonValue,
  sums: ReadonlyMap<string, Sum>,
): void {
  const fields = item.object();
  const { namespace, id } = readNamespaceId(ctx, fields.field("namespace"));
  const grantee = fields.field("grantee").text();
  const prefix = fields.field("prefix").bytes();
  const permissions = fields.field("permissions").list().map(readPermission);
  const grant: Grant = {
    permissions,
    expiresNs: fields.field("expires_ns").uint64(),
    transfers: fields.field("transfers").uint64(),
  };
  fields.end();
  if (!sums.has(namespace)) {
    throw CoreError.invalidRequest(`${item.path}: ${namespace} is not in namespaces`);
  }
  item.located(() => {
    checkGrant(ctx, { grantee, permissions, prefix });
  });
  const key = [id.owner, id.name, ctx.addresses.parse(grantee), prefix] as const;
  if (keeper.state.grants.has(ctx, key)) {
    throw CoreError.invalidRequest(`${item.path}: grant twice`);
  }
  if (
    grantsOf(ctx, keeper.state, id, ctx.addresses.parse(grantee)).length >= GRANTS_PER_GRANTEE_MAX
  ) {
    throw CoreError.invalidRequest(
      `${item.path}: ${grantee} has more than ${GRANTS_PER_GRANTEE_MAX} grants in ${namespace}`,
    );
  }
  keeper.state.grants.set(ctx, key, grant);
}

function readPermission(item: JsonValue): Permission {
  const text = item.text();
  const permission = PERMISSIONS.find(({ json }) => json === text);
  if (permission) return permission.value;
  const names = PERMISSIONS.map(({ json }) => json).join(", ");
  throw CoreError.invalidRequest(`${item.path}: expected one of ${names}`);
}

/** The module's account holds the rent of the entries, to the unit. */
function assertEscrow(ctx: Context, keeper: KvKeeper, path: string, escrow: bigint): void {
  const { bank, chain } = keeper.needs;
  const { feeDenom } = chain.feePrice(ctx);
  const held = bank.balance(ctx, escrowAddress(ctx), feeDenom);
  if (held === escrow) return;
  throw CoreError.invalidRequest(
    `${path}: the entries' escrow adds up to ${escrow}${feeDenom}, but the account of kv, ` +
      `${ctx.addresses.format(escrowAddress(ctx))}, holds ${held}${feeDenom} in bank.balances`,
  );
}

function readNamespace(
  ctx: Context,
  item: JsonValue,
): { namespace: string; id: NamespaceId; record: Namespace } {
  const fields = item.object();
  const { namespace, id } = readNamespaceId(ctx, fields.field("namespace"));
  const record: Namespace = {
    entries: fields.field("entries").uint64(),
    bytes: fields.field("bytes").uint64(),
    revision: fields.field("revision").uint64(),
    digest: fields.field("digest").bytes(),
    pendingOwner: readAddress(ctx, fields, "pending_owner"),
    owner: readAddress(ctx, fields, "owner"),
    transfers: fields.field("transfers").uint64(),
    nextLeaseDeadlineNs: fields.field("next_lease_deadline_ns").uint64(),
    changedHeight: fields.field("changed_height").uint64(),
  };
  fields.end();
  if (record.revision > COUNTER_GENESIS_MAX) {
    throw CoreError.invalidRequest(`${item.path}.revision: expected at most 2^63`);
  }
  if (record.transfers > COUNTER_GENESIS_MAX) {
    throw CoreError.invalidRequest(`${item.path}.transfers: expected at most 2^63`);
  }
  if (record.digest.length !== 32) {
    throw CoreError.invalidRequest(`${item.path}.digest: expected 32 bytes`);
  }
  return { namespace, id, record };
}

/** An address or nothing, in the usual spelling. */
function readAddress(ctx: Context, fields: JsonObject, name: string): string {
  const item = fields.field(name);
  const text = item.text();
  if (text === "") return "";
  return item.located(() => ctx.addresses.format(ctx.addresses.parse(text)));
}

function readNamespaceId(ctx: Context, item: JsonValue): { namespace: string; id: NamespaceId } {
  const id = item.located(() => parseNamespace(ctx, item.text()));
  // In the one form that the export has; bech32 may also be written in capitals.
  return { namespace: `${ctx.addresses.format(id.owner)}/${id.name}`, id };
}

function readEntry(
  ctx: Context,
  item: JsonValue,
): { namespace: string; id: NamespaceId; key: Uint8Array; entry: Entry } {
  const fields = item.object();
  const { namespace, id } = readNamespaceId(ctx, fields.field("namespace"));
  const key = readBytes(fields.field("key"), checkKey);
  const entry = {
    value: readBytes(fields.field("value"), checkValue),
    createRevision: fields.field("create_revision").uint64(),
    modRevision: fields.field("mod_revision").uint64(),
    leaseDeadlineNs: fields.field("lease_deadline_ns").uint64(),
    escrow: fields.field("escrow").uint64(),
    rentStartNs: fields.field("rent_start_ns").uint64(),
  };
  fields.end();
  return { namespace, id, key, entry };
}

function readBytes(item: JsonValue, check: (bytes: Uint8Array) => void): Uint8Array {
  const bytes = item.bytes();
  item.located(() => {
    check(bytes);
  });
  return bytes;
}

export function exportKvGenesis(ctx: Context, keeper: KvKeeper): KvGenesis {
  const { state } = keeper;
  const path = (owner: Uint8Array, name: string) => keeper.path(ctx, { owner, name });
  const namespaces = [];
  for (const [[owner, name], record] of state.namespaces.walk(ctx)) {
    namespaces.push({
      namespace: path(owner, name),
      entries: record.entries.toString(),
      bytes: record.bytes.toString(),
      revision: record.revision.toString(),
      digest: base64.encode(record.digest),
      pending_owner: record.pendingOwner,
      owner: record.owner,
      transfers: record.transfers.toString(),
      next_lease_deadline_ns: record.nextLeaseDeadlineNs.toString(),
      changed_height: record.changedHeight.toString(),
    });
  }
  const entries = [];
  for (const [[owner, name, key], entry] of state.entries.walk(ctx)) {
    entries.push({
      namespace: path(owner, name),
      key: base64.encode(key),
      value: base64.encode(entry.value),
      create_revision: entry.createRevision.toString(),
      mod_revision: entry.modRevision.toString(),
      lease_deadline_ns: entry.leaseDeadlineNs.toString(),
      escrow: entry.escrow.toString(),
      rent_start_ns: entry.rentStartNs.toString(),
    });
  }
  return {
    params: paramsToJson(keeper.params(ctx)),
    namespaces,
    entries,
    grants: exportGrants(ctx, keeper),
  };
}

function exportGrants(ctx: Context, keeper: KvKeeper): KvGenesis["grants"] {
  const grants = [];
  for (const [[owner, name, grantee, prefix], grant] of keeper.state.grants.walk(ctx)) {
    grants.push({
      namespace: keeper.path(ctx, { owner, name }),
      grantee: ctx.addresses.format(grantee),
      prefix: base64.encode(prefix),
      permissions: PERMISSIONS.filter(({ value }) => grant.permissions.includes(value)).map(
        ({ json }) => json,
      ),
      expires_ns: grant.expiresNs.toString(),
      transfers: grant.transfers.toString(),
    });
  }
  return grants;
}
