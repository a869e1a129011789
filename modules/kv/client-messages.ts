import type { EncodeObject } from "@cosmjs/proto-signing";
import { toBytes } from "../../app/client/bytes.ts";
import type { BytesLike } from "../../app/client/bytes.ts";
import { ClientError } from "../../app/client/errors.ts";
import { pageRequest } from "../../app/client/page.ts";
import type { Paging } from "../../app/client/page.ts";
import type { MessageType } from "../../app/client/signing-client.ts";
import { type Condition, type Lease, Permission } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import * as tx from "../../proto/gen/lazuli/kv/v1/tx.ts";

/** For CosmJS's registry. */
export const kvTypes: readonly MessageType[] = [
  ["/lazuli.kv.v1.MsgCreate", tx.MsgCreate],
  ["/lazuli.kv.v1.MsgUpdate", tx.MsgUpdate],
  ["/lazuli.kv.v1.MsgUpsert", tx.MsgUpsert],
  ["/lazuli.kv.v1.MsgDelete", tx.MsgDelete],
  ["/lazuli.kv.v1.MsgRename", tx.MsgRename],
  ["/lazuli.kv.v1.MsgIncrement", tx.MsgIncrement],
  ["/lazuli.kv.v1.MsgAppend", tx.MsgAppend],
  ["/lazuli.kv.v1.MsgRenewLease", tx.MsgRenewLease],
  ["/lazuli.kv.v1.MsgMultiUpdate", tx.MsgMultiUpdate],
  ["/lazuli.kv.v1.MsgDeleteAll", tx.MsgDeleteAll],
  ["/lazuli.kv.v1.MsgRenewLeaseAll", tx.MsgRenewLeaseAll],
  ["/lazuli.kv.v1.MsgBatch", tx.MsgBatch],
  ["/lazuli.kv.v1.MsgGrant", tx.MsgGrant],
  ["/lazuli.kv.v1.MsgRevoke", tx.MsgRevoke],
  ["/lazuli.kv.v1.MsgOfferNamespace", tx.MsgOfferNamespace],
  ["/lazuli.kv.v1.MsgAcceptNamespace", tx.MsgAcceptNamespace],
  ["/lazuli.kv.v1.MsgRead", tx.MsgRead],
  ["/lazuli.kv.v1.MsgHas", tx.MsgHas],
  ["/lazuli.kv.v1.MsgCount", tx.MsgCount],
  ["/lazuli.kv.v1.MsgKeys", tx.MsgKeys],
  ["/lazuli.kv.v1.MsgEntries", tx.MsgEntries],
  ["/lazuli.kv.v1.MsgGetLease", tx.MsgGetLease],
];

/** How long an entry shall stay: the sum of the parts, each a whole number that is not negative. */
export interface LeaseTime {
  readonly days?: number | bigint;
  readonly hours?: number | bigint;
  readonly minutes?: number | bigint;
  readonly seconds?: number | bigint;
}

/** What must hold for an operation to run; one of them. */
export type KvCondition =
  | { readonly absent: true }
  | { readonly present: true }
  | { readonly modRevision: bigint }
  /** 32 bytes. */
  | { readonly valueSha256: Uint8Array };

export interface WriteOptions {
  /** For a new key the chain's default unless given; else the lease stays as it is unless given. */
  readonly lease?: LeaseTime;
  readonly condition?: KvCondition;
}

/** A range of keys: those with `prefix`, from `start` (included) to `end` (excluded). */
export interface RangeOptions {
  readonly prefix?: BytesLike;
  readonly start?: BytesLike;
  readonly end?: BytesLike;
}

export interface BulkOptions extends RangeOptions {
  /** Most entries to change; as many as the chain allows unless given. */
  readonly limit?: number;
}

export interface PageOptions extends RangeOptions, Paging {}

export interface KeyValueLike {
  readonly key: BytesLike;
  readonly value: BytesLike;
}

export type PermissionName = "create" | "update" | "delete" | "lease";

export interface GrantOptions {
  /** Keys that start with these bytes; all unless given. */
  readonly prefix?: BytesLike;
  /** The grant does not end unless given. */
  readonly expiresIn?: LeaseTime;
}

/** One operation of a batch: its name, what it is given, and what must hold. */
export type BatchOperation = { readonly condition?: KvCondition } & (
  | ({ readonly operation: "create" | "update" | "upsert" | "append" } & KeyValueLike & {
        readonly lease?: LeaseTime;
      })
  | { readonly operation: "delete"; readonly key: BytesLike }
  | { readonly operation: "rename"; readonly key: BytesLike; readonly newKey: BytesLike }
  | {
      readonly operation: "increment";
      readonly key: BytesLike;
      /** 1 unless given. */
      readonly by?: bigint | number;
      readonly lease?: LeaseTime;
    }
  | { readonly operation: "renewLease"; readonly key: BytesLike; readonly lease?: LeaseTime }
  | { readonly operation: "multiUpdate"; readonly entries: readonly KeyValueLike[] }
  | ({ readonly operation: "deleteAll" } & BulkOptions)
  | ({ readonly operation: "renewLeaseAll"; readonly lease?: LeaseTime } & BulkOptions)
);

/** Messages of one signer. A namespace without `/` is the signer's own. */
export interface KvMessages {
  create(
    namespace: string,
    key: BytesLike,
    value: BytesLike,
    options?: Pick<WriteOptions, "lease">,
  ): EncodeObject;
  update(namespace: string, key: BytesLike, value: BytesLike, options?: WriteOptions): EncodeObject;
  upsert(namespace: string, key: BytesLike, value: BytesLike, options?: WriteOptions): EncodeObject;
  append(namespace: string, key: BytesLike, value: BytesLike, options?: WriteOptions): EncodeObject;
  /** @param by 1 unless given */
  increment(
    namespace: string,
    key: BytesLike,
    by?: bigint | number,
    options?: WriteOptions,
  ): EncodeObject;
  delete(
    namespace: string,
    key: BytesLike,
    options?: Pick<WriteOptions, "condition">,
  ): EncodeObject;
  rename(
    namespace: string,
    key: BytesLike,
    newKey: BytesLike,
    options?: Pick<WriteOptions, "condition">,
  ): EncodeObject;
  /** The chain's default lease unless one is given. */
  renewLease(namespace: string, key: BytesLike, options?: WriteOptions): EncodeObject;
  multiUpdate(namespace: string, entries: readonly KeyValueLike[]): EncodeObject;
  deleteAll(namespace: string, options?: BulkOptions): EncodeObject;
  renewLeaseAll(
    namespace: string,
    options?: BulkOptions & Pick<WriteOptions, "lease">,
  ): EncodeObject;
  batch(namespace: string, operations: readonly BatchOperation[]): EncodeObject;
  grant(
    namespace: string,
    grantee: string,
    permissions: readonly PermissionName[],
    options?: GrantOptions,
  ): EncodeObject;
  revoke(namespace: string, grantee: string, options?: Pick<GrantOptions, "prefix">): EncodeObject;
  /** @param newOwner undefined to withdraw the offer */
  offerNamespace(namespace: string, newOwner: string | undefined): EncodeObject;
  acceptNamespace(namespace: string): EncodeObject;
  read(namespace: string, key: BytesLike): EncodeObject;
  has(namespace: string, key: BytesLike): EncodeObject;
  count(namespace: string): EncodeObject;
  keys(namespace: string, options?: PageOptions): EncodeObject;
  entries(namespace: string, options?: PageOptions): EncodeObject;
  getLease(namespace: string, key: BytesLike): EncodeObject;
}

type Compose = (name: string, namespace: string, fields: object) => EncodeObject;

/** @param signer address of the account that writes and pays */
export function kvMessages(signer: string): KvMessages {
  const message: Compose = (name, namespace, fields) => ({
    typeUrl: `/lazuli.kv.v1.Msg${name}`,
    value: {
      signer,
      namespace: namespace.includes("/") ? namespace : `${signer}/${namespace}`,
      ...fields,
    },
  });
  return {
    ...singleWrites(message),
    ...bulkWrites(message),
    ...ownerActs(message),
    ...reads(message),
  };
}

function singleWrites(message: Compose) {
  const put =
    (name: string) =>
    (namespace: string, key: BytesLike, value: BytesLike, options: WriteOptions = {}) =>
      message(name, namespace, {
        key: toBytes(key),
        value: toBytes(value),
        ...writeFields(options),
      });
  return {
    create: put("Create"),
    update: put("Update"),
    upsert: put("Upsert"),
    append: put("Append"),
    increment: (
      namespace: string,
      key: BytesLike,
      by: bigint | number = 1n,
      options: WriteOptions = {},
    ) =>
      message("Increment", namespace, {
        key: toBytes(key),
        by: BigInt(by),
        ...writeFields(options),
      }),
    delete: (namespace: string, key: BytesLike, options: WriteOptions = {}) =>
      message("Delete", namespace, { key: toBytes(key), ...writeFields(options) }),
    rename: (namespace: string, key: BytesLike, newKey: BytesLike, options: WriteOptions = {}) =>
      message("Rename", namespace, {
        key: toBytes(key),
        newKey: toBytes(newKey),
        ...writeFields(options),
      }),
    renewLease: (namespace: string, key: BytesLike, options: WriteOptions = {}) =>
      message("RenewLease", namespace, { key: toBytes(key), ...writeFields(options) }),
  };
}

function bulkWrites(message: Compose) {
  return {
    multiUpdate: (namespace: string, entries: readonly KeyValueLike[]) =>
      message("MultiUpdate", namespace, { entries: entries.map(toKeyValue) }),
    deleteAll: (namespace: string, options: BulkOptions = {}) =>
      message("DeleteAll", namespace, { range: toRange(options), limit: options.limit ?? 0 }),
    renewLeaseAll: (namespace: string, options: BulkOptions & Pick<WriteOptions, "lease"> = {}) =>
      message("RenewLeaseAll", namespace, {
        range: toRange(options),
        limit: options.limit ?? 0,
        lease: toLease(options.lease),
      }),
    batch: (namespace: string, operations: readonly BatchOperation[]) =>
      message("Batch", namespace, { operations: operations.map(toOperation) }),
  };
}

function ownerActs(message: Compose) {
  return {
    grant: (
      namespace: string,
      grantee: string,
      permissions: readonly PermissionName[],
      options: GrantOptions = {},
    ) =>
      message("Grant", namespace, {
        grantee,
        permissions: permissions.map((name) => PERMISSIONS[name]),
        prefix: toBytes(options.prefix ?? NO_BYTES),
        expiresIn: toLease(options.expiresIn),
      }),
    revoke: (namespace: string, grantee: string, options: Pick<GrantOptions, "prefix"> = {}) =>
      message("Revoke", namespace, { grantee, prefix: toBytes(options.prefix ?? NO_BYTES) }),
    offerNamespace: (namespace: string, newOwner: string | undefined) =>
      message("OfferNamespace", namespace, { newOwner: newOwner ?? "" }),
    acceptNamespace: (namespace: string) => message("AcceptNamespace", namespace, {}),
  };
}

function reads(message: Compose) {
  const keyed = (name: string) => (namespace: string, key: BytesLike) =>
    message(name, namespace, { key: toBytes(key) });
  const listed =
    (name: string) =>
    (namespace: string, options: PageOptions = {}) =>
      message(name, namespace, { range: toRange(options), pagination: pageRequest(options) });
  return {
    read: keyed("Read"),
    has: keyed("Has"),
    count: (namespace: string) => message("Count", namespace, {}),
    keys: listed("Keys"),
    entries: listed("Entries"),
    getLease: keyed("GetLease"),
  };
}

const NO_BYTES = new Uint8Array();

const PERMISSIONS = {
  create: Permission.PERMISSION_CREATE,
  update: Permission.PERMISSION_UPDATE,
  delete: Permission.PERMISSION_DELETE,
  lease: Permission.PERMISSION_LEASE,
} as const satisfies Record<PermissionName, Permission>;

/** @returns undefined for a value that no permission has */
export function permissionName(value: Permission): PermissionName | undefined {
  const names = Object.keys(PERMISSIONS) as readonly PermissionName[];
  return names.find((name) => PERMISSIONS[name] === value);
}

function writeFields({ lease, condition }: WriteOptions) {
  return { lease: toLease(lease), condition: toCondition(condition) };
}

/** @throws RangeError if a part is no whole number, ClientError if it is negative */
export function toLease(lease: LeaseTime | undefined): Lease | undefined {
  if (!lease) return undefined;
  const { days = 0, hours = 0, minutes = 0, seconds = 0 } = lease;
  const parts = [days, hours, minutes, seconds].map(BigInt);
  const [d = 0n, h = 0n, m = 0n, s = 0n] = parts;
  if (parts.some((part) => part < 0n)) {
    throw new ClientError("a lease has a negative part, expected whole numbers from 0");
  }
  return { days: d, hours: h, minutes: m, seconds: s };
}

function toCondition(condition: KvCondition | undefined): Condition | undefined {
  if (!condition) return undefined;
  if ("absent" in condition) return { condition: { $case: "absent", value: true } };
  if ("present" in condition) return { condition: { $case: "present", value: true } };
  return "modRevision" in condition
    ? { condition: { $case: "modRevision", value: condition.modRevision } }
    : { condition: { $case: "valueSha256", value: condition.valueSha256 } };
}

function toKeyValue({ key, value }: KeyValueLike) {
  return { key: toBytes(key), value: toBytes(value) };
}

export function toRange(options: RangeOptions) {
  return {
    prefix: toBytes(options.prefix ?? NO_BYTES),
    start: toBytes(options.start ?? NO_BYTES),
    end: toBytes(options.end ?? NO_BYTES),
  };
}

function toOperation(step: BatchOperation): tx.Operation {
  return { condition: toCondition(step.condition), operation: toStep(step) };
}

function toStep(step: BatchOperation): NonNullable<tx.Operation["operation"]> {
  switch (step.operation) {
    case "create":
    case "update":
    case "upsert":
    case "append":
      return {
        $case: step.operation,
        value: { ...toKeyValue(step), lease: toLease(step.lease) },
      };
    case "delete":
      return { $case: "delete", value: { key: toBytes(step.key) } };
    case "rename":
      return {
        $case: "rename",
        value: { key: toBytes(step.key), newKey: toBytes(step.newKey) },
      };
    case "increment":
      return {
        $case: "increment",
        value: { key: toBytes(step.key), by: BigInt(step.by ?? 1), lease: toLease(step.lease) },
      };
    case "renewLease":
      return {
        $case: "renewLease",
        value: { key: toBytes(step.key), lease: toLease(step.lease) },
      };
    case "multiUpdate":
      return { $case: "multiUpdate", value: { entries: step.entries.map(toKeyValue) } };
    case "deleteAll":
      return { $case: "deleteAll", value: { range: toRange(step), limit: step.limit ?? 0 } };
    case "renewLeaseAll":
      return {
        $case: "renewLeaseAll",
        value: { range: toRange(step), limit: step.limit ?? 0, lease: toLease(step.lease) },
      };
  }
}
