import { Entry, Grant, Namespace, Params } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import {
  addressKey,
  bytesKey,
  markValue,
  messageValue,
  textKey,
  tupleKey,
  u64Key,
} from "../../app/core/collections/codecs.ts";
import { Schema } from "../../app/core/collections/schema.ts";
import { KV_STORE, PREFIXES } from "./keys.ts";

type Owner = Uint8Array;
type Name = string;

/** Keys of a namespace's own. They sort by namespace, so that none shows another's. */
export const namespaceKey = tupleKey<readonly [path: Owner, name: Name]>(addressKey, textKey);
export const entryKey = tupleKey<readonly [path: Owner, name: Name, key: Uint8Array]>(
  addressKey,
  textKey,
  bytesKey,
);
const leaseKey = tupleKey<readonly [path: Owner, name: Name, deadlineNs: bigint, key: Uint8Array]>(
  addressKey,
  textKey,
  u64Key,
  bytesKey,
);
export const grantKey = tupleKey<
  readonly [path: Owner, name: Name, grantee: Uint8Array, prefix: Uint8Array]
>(addressKey, textKey, addressKey, bytesKey);
export const ownerKey = tupleKey<readonly [owner: Uint8Array, path: Owner, name: Name]>(
  addressKey,
  addressKey,
  textKey,
);
export const sweepKey = tupleKey<readonly [deadlineNs: bigint, path: Owner, name: Name]>(
  u64Key,
  addressKey,
  textKey,
);

/** The declared state. The keeper and what it is made of reach it; nothing else does. */
export class KvState {
  readonly schema = new Schema(KV_STORE);
  readonly params = this.schema.item(
    PREFIXES.params,
    "params",
    messageValue(Params),
    "lazuli.kv.v1.Params",
  );
  readonly namespaces = this.schema.map(
    PREFIXES.namespaces,
    "namespaces",
    namespaceKey,
    messageValue(Namespace),
    "(owner, name) → lazuli.kv.v1.Namespace",
  );
  readonly entries = this.schema.map(
    PREFIXES.entries,
    "entries",
    entryKey,
    messageValue(Entry),
    "(owner, name, key) → lazuli.kv.v1.Entry",
  );
  readonly leases = this.schema.map(
    PREFIXES.leases,
    "leases",
    leaseKey,
    markValue,
    "(owner, name, deadline, key) → 0x01: every entry by the end of its lease",
  );
  readonly grants = this.schema.map(
    PREFIXES.grants,
    "grants",
    grantKey,
    messageValue(Grant),
    "(owner, name, grantee, prefix) → lazuli.kv.v1.Grant",
  );
  readonly sweepQueue = this.schema.map(
    PREFIXES.sweepQueue,
    "sweep_queue",
    sweepKey,
    markValue,
    "(deadline, owner, name) → 0x01: every namespace with entries by the earliest end of a lease",
  );
  readonly owners = this.schema.map(
    PREFIXES.owners,
    "owners",
    ownerKey,
    markValue,
    "(present owner, owner, name) → 0x01: every namespace by who owns it",
  );
}
