import { base64 } from "@scure/base";
import type { Entry, Namespace } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import type { Context } from "../../app/core/context.ts";
import { CoreError } from "../../app/core/errors.ts";
import type { JsonValue } from "../../app/core/json.ts";
import { checkKey, checkValue, type KvKeeper } from "./keeper.ts";
import { type NamespaceId, parseNamespace } from "./namespace.ts";

/** The module's part of `app_state`: records in protobuf's JSON form, each with what it is the record of. */
export interface KvGenesis {
  readonly namespaces: readonly {
    readonly namespace: string;
    readonly entries: string;
    readonly bytes: string;
    readonly revision: string;
    readonly digest: string;
    readonly pending_owner: string;
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
}

export const EMPTY_GENESIS: KvGenesis = { namespaces: [], entries: [] };

/** Leaves as many revisions again for the chain's life. */
const REVISION_GENESIS_MAX = 1n << 63n;

/** What the entries of a namespace add up to, to compare with its record. */
interface Sum {
  readonly record: Namespace;
  readonly path: string;
  entries: bigint;
  bytes: bigint;
}

/** @throws CoreError.invalidRequest, KvError with the path of what is wrong */
export function initKvGenesis(ctx: Context, keeper: KvKeeper, state: JsonValue): void {
  const genesis = state.object();
  const sums = new Map<string, Sum>();
  const order: Sum[] = [];
  for (const item of genesis.field("namespaces").list()) {
    const { namespace, id, record } = readNamespace(ctx, item);
    if (sums.has(namespace)) throw CoreError.invalidRequest(`${item.path}: ${namespace} twice`);
    const sum = { record, path: item.path, entries: 0n, bytes: 0n };
    sums.set(namespace, sum);
    order.push(sum);
    keeper.restoreNamespace(ctx, id, record);
  }
  for (const item of genesis.field("entries").list()) {
    const { namespace, id, key, entry } = readEntry(ctx, item);
    const sum = sums.get(namespace);
    if (!sum) throw CoreError.invalidRequest(`${item.path}: ${namespace} is not in namespaces`);
    const { createRevision, modRevision } = entry;
    const inOrder = 1n <= createRevision && createRevision <= modRevision;
    if (!inOrder || modRevision > sum.record.revision) {
      throw CoreError.invalidRequest(
        `${item.path}: expected 1 ≤ create_revision ≤ mod_revision ≤ the namespace's revision`,
      );
    }
    if (keeper.has(ctx, id, key)) throw CoreError.invalidRequest(`${item.path}: key twice`);
    sum.entries += 1n;
    sum.bytes += BigInt(key.length + entry.value.length);
    keeper.restoreEntry(ctx, id, key, entry);
  }
  genesis.end();
  for (const { record, path, entries, bytes } of order) {
    if (record.entries !== entries || record.bytes !== bytes) {
      throw CoreError.invalidRequest(
        `${path}: says ${record.entries} entries of ${record.bytes} bytes, ` +
          `but there are ${entries} of ${bytes} bytes`,
      );
    }
  }
}

function readNamespace(
  ctx: Context,
  item: JsonValue,
): { namespace: string; id: NamespaceId; record: Namespace } {
  const fields = item.object();
  const { namespace, id } = readNamespaceId(ctx, fields.field("namespace"));
  const record = {
    entries: fields.field("entries").uint64(),
    bytes: fields.field("bytes").uint64(),
    revision: fields.field("revision").uint64(),
    digest: fields.field("digest").bytes(),
    pendingOwner: fields.field("pending_owner").text(),
  };
  fields.end();
  if (record.revision > REVISION_GENESIS_MAX) {
    throw CoreError.invalidRequest(`${item.path}.revision: expected at most 2^63`);
  }
  if (record.digest.length !== 32) {
    throw CoreError.invalidRequest(`${item.path}.digest: expected 32 bytes`);
  }
  return { namespace, id, record };
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
  const id = (owner: Uint8Array, name: string) => `${ctx.addresses.format(owner)}/${name}`;
  const namespaces = [];
  for (const [[owner, name], record] of keeper.allNamespaces(ctx)) {
    namespaces.push({
      namespace: id(owner, name),
      entries: record.entries.toString(),
      bytes: record.bytes.toString(),
      revision: record.revision.toString(),
      digest: base64.encode(record.digest),
      pending_owner: record.pendingOwner,
    });
  }
  const entries = [];
  for (const [[owner, name, key], entry] of keeper.allEntries(ctx)) {
    entries.push({
      namespace: id(owner, name),
      key: base64.encode(key),
      value: base64.encode(entry.value),
      create_revision: entry.createRevision.toString(),
      mod_revision: entry.modRevision.toString(),
      lease_deadline_ns: entry.leaseDeadlineNs.toString(),
      escrow: entry.escrow.toString(),
      rent_start_ns: entry.rentStartNs.toString(),
    });
  }
  return { namespaces, entries };
}
