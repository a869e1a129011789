import {
  Entry,
  Grant,
  Namespace,
  Params,
  type Permission,
} from "../../proto/gen/lazuli/kv/v1/kv.ts";
import {
  addressBytes,
  type KvModel,
  latin1,
  type ModelEntry,
  type ModelGrant,
  type ModelNamespace,
} from "./kv-model.ts";

/** Entries and grants are never changed, so their records are made once. */
const made = new WeakMap<ModelEntry | ModelGrant, string>();

/**
 * Every record that store `kv` shall have, by the table "State" of modules/kv/README.md, in the order of keys: key and value
 * as latin1 texts.
 */
export function modelRecords(model: KvModel): (readonly [key: string, value: string])[] {
  const records: [string, string][] = [["\x00", latin1(Params.encode(model.params).finish())]];
  for (const namespace of model.namespaces.values()) {
    const owner = addressPart(namespace.pathOwnerBytes);
    const base = `${owner}${namespace.name}`;
    records.push([`\x01${base}`, record(model, namespace)]);
    for (const [key, entry] of namespace.entries) {
      records.push([`\x02${base}\0${key}`, remember(entry, () => encodeEntry(entry))]);
      records.push([`\x03${base}\0${uint64(entry.deadlineNs)}${key}`, "\x01"]);
    }
    for (const grant of namespace.grants.values()) {
      const grantee = addressPart(addressBytes(grant.grantee));
      const key = `\x04${base}\0${grantee}${grant.prefix}`;
      records.push([key, remember(grant, () => encodeGrant(grant))]);
    }
    const next = model.nextDeadline(namespace);
    if (next > 0n) records.push([`\x05${uint64(next)}${base}`, "\x01"]);
    records.push([`\x06${addressPart(addressBytes(namespace.owner))}${base}`, "\x01"]);
  }
  return records.sort(([a], [b]) => (a < b ? -1 : 1));
}

function record(model: KvModel, namespace: ModelNamespace): string {
  const { entries, owner, pathOwner } = namespace;
  let bytes = 0;
  for (const [key, { value }] of entries) bytes += key.length + value.length;
  return latin1(
    Namespace.encode({
      entries: BigInt(entries.size),
      bytes: BigInt(bytes),
      revision: namespace.revision,
      digest: namespace.digest,
      pendingOwner: namespace.pendingOwner,
      owner: owner === pathOwner ? "" : owner,
      transfers: namespace.transfers,
      nextLeaseDeadlineNs: model.nextDeadline(namespace),
      changedHeight: namespace.changedHeight,
    }).finish(),
  );
}

function encodeEntry({ deadlineNs, ...entry }: ModelEntry): Uint8Array {
  return Entry.encode({ ...entry, leaseDeadlineNs: deadlineNs }).finish();
}

function encodeGrant({ permissions, expiresNs, transfers }: ModelGrant): Uint8Array {
  return Grant.encode({ permissions: permissions as Permission[], expiresNs, transfers }).finish();
}

function remember(key: ModelEntry | ModelGrant, encode: () => Uint8Array): string {
  let text = made.get(key);
  if (text === undefined) made.set(key, (text = latin1(encode())));
  return text;
}

function addressPart(bytes: string): string {
  return `${String.fromCharCode(bytes.length)}${bytes}`;
}

function uint64(value: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes.toString("latin1");
}
