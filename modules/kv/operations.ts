import type { Condition, Entry, KeyValue, Lease } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import { type Operation, OperationResult } from "../../proto/gen/lazuli/kv/v1/tx.ts";
import { concatBytes, equalBytes, utf8, utf8ToText } from "../../app/core/bytes.ts";
import type { Context } from "../../app/core/context.ts";
import { located } from "../../app/core/errors.ts";
import type { Access } from "./access.ts";
import { checkKey, checkValue } from "./checks.ts";
import { describeKey, KvError } from "./errors.ts";
import { BULK_BYTES_MAX } from "./limits.ts";
import { leaseSeconds, newDeadline } from "./lease.ts";
import { keyBounds, type KeyBounds } from "./range.ts";
import type { NamespaceWriter, Slot } from "./writer.ts";

/** What an operation runs with. */
export interface Workspace {
  readonly ctx: Context;
  /** `<owner address>/<name>`, for errors. */
  readonly namespace: string;
  readonly access: Access;
  readonly writer: NamespaceWriter;
  /** The namespace's stored entries in key order, those with an ended lease too. */
  walk(bounds: KeyBounds): Iterable<readonly [key: Uint8Array, stored: Entry]>;
}

type Kinds = NonNullable<Operation["operation"]>;
type Kind = Kinds["$case"];
type RequestOf<K extends Kind> = Extract<Kinds, { $case: K }>["value"];
type Answer = Partial<OperationResult>;

const INT64_MIN = -(1n << 63n);
const INT64_MAX = (1n << 63n) - 1n;
const INTEGER = /^(?:0|-?[1-9][0-9]{0,18})$/;
const NO_BYTES = new Uint8Array(0);

/** Operations on several keys, as errors call them. */
const BULK_NAMES: Partial<Record<Kind, string>> = {
  multiUpdate: "multi_update",
  deleteAll: "delete_all",
  renewLeaseAll: "renew_lease_all",
};

/** Runs one operation. @throws KvError; what it changed is then for the caller's branch to drop */
export function runOperation(
  work: Workspace,
  { condition, operation }: Operation,
): OperationResult {
  if (!operation) throw KvError.invalidOperation("it names none of the operations");
  checkTarget({ condition, operation });
  const run = OPERATIONS[operation.$case] as (
    work: Workspace,
    request: unknown,
    condition: Condition | undefined,
  ) => Answer;
  const answer = run(work, operation.value, condition);
  return OperationResult.fromPartial({ revision: work.writer.revision, ...answer });
}

const OPERATIONS: {
  readonly [K in Kind]: (
    work: Workspace,
    request: RequestOf<K>,
    condition: Condition | undefined,
  ) => Answer;
} = {
  create(work, { key, value, lease }, condition) {
    const slot = openSlot(work, key, condition);
    work.access.require("create", key);
    if (slot.entry) throw KvError.keyExists(at(work, key));
    put(work, slot, value, lease);
    return {};
  },

  update(work, { key, value, lease }, condition) {
    const slot = openSlot(work, key, condition);
    work.access.require("update", key);
    assertPresent(work, slot);
    put(work, slot, value, lease);
    return {};
  },

  upsert(work, { key, value, lease }, condition) {
    const slot = openSlot(work, key, condition);
    work.access.require(slot.entry ? "update" : "create", key);
    put(work, slot, value, lease);
    return { created: !slot.entry };
  },

  delete(work, { key }, condition) {
    const slot = openSlot(work, key, condition);
    work.access.require("delete", key);
    assertPresent(work, slot);
    work.writer.remove(slot);
    return {};
  },

  rename(work, { key, newKey }, condition) {
    checkKey(newKey, work.writer.params.keyBytesMax);
    const from = openSlot(work, key, condition);
    work.access.require("delete", key);
    work.access.require("create", newKey);
    assertPresent(work, from);
    const to = work.writer.slot(newKey);
    if (to.entry) throw KvError.keyExists(at(work, newKey));
    work.writer.rename(from, to);
    return {};
  },

  increment(work, { key, by, lease }, condition) {
    const slot = openSlot(work, key, condition);
    work.access.require(slot.entry ? "update" : "create", key);
    const value = (slot.entry ? parseInteger(work, slot.entry.value, key) : 0n) + by;
    if (value < INT64_MIN || value > INT64_MAX) {
      throw KvError.integerOverflow(
        `${at(work, key)} would hold ${value}, expected -2^63 to 2^63 - 1`,
      );
    }
    put(work, slot, utf8(value.toString()), lease);
    return { created: !slot.entry, value };
  },

  append(work, { key, value, lease }, condition) {
    const slot = openSlot(work, key, condition);
    work.access.require(slot.entry ? "update" : "create", key);
    const joined = concatBytes(slot.entry?.value ?? NO_BYTES, value);
    put(work, slot, joined, lease);
    return { created: !slot.entry, size: BigInt(joined.length) };
  },

  renewLease(work, { key, lease }, condition) {
    const slot = openSlot(work, key, condition);
    work.access.require("lease", key);
    assertPresent(work, slot);
    const { leaseDeadlineNs } = work.writer.renew(
      slot,
      newDeadline(work.ctx.timeNs, lease, work.writer.params),
    );
    return { leaseDeadlineNs };
  },

  multiUpdate(work, { entries }) {
    const { operationsMax } = work.writer.params;
    assertSome(entries.length, operationsMax, "entries");
    entries.forEach((entry, i) => {
      located(`entry ${i}`, () => {
        updateOne(work, entry);
      });
    });
    return {};
  },

  deleteAll(work, { range, limit }) {
    const { slots, nextKey } = takeRange(work, keyBounds(range), limit);
    let changed = 0n;
    for (const slot of slots) {
      if (!slot.entry) {
        // Its lease has ended; it goes the way that the sweep would send it, but only for who may write here.
        const mayFree = slot.stored && work.access.has("delete", slot.key);
        if (mayFree === true) work.writer.expire(slot.key, slot.stored);
        continue;
      }
      work.access.require("delete", slot.key);
      work.writer.remove(slot);
      changed += 1n;
    }
    return { changed, nextKey };
  },

  renewLeaseAll(work, { range, lease, limit }) {
    const deadlineNs = newDeadline(work.ctx.timeNs, lease, work.writer.params);
    const { slots, nextKey } = takeRange(work, keyBounds(range), limit);
    let changed = 0n;
    for (const slot of slots) {
      if (!slot.entry) continue;
      work.access.require("lease", slot.key);
      work.writer.renew(slot, deadlineNs);
      changed += 1n;
    }
    return { changed, nextKey };
  },
};

function updateOne(work: Workspace, { key, value }: KeyValue): void {
  const slot = openSlot(work, key, undefined);
  work.access.require("update", key);
  assertPresent(work, slot);
  put(work, slot, value, undefined);
}

/** What a key holds, if its condition holds. */
function openSlot(work: Workspace, key: Uint8Array, condition: Condition | undefined): Slot {
  checkKey(key, work.writer.params.keyBytesMax);
  const slot = work.writer.slot(key);
  if (condition) assertCondition(work, slot, condition);
  return slot;
}

function assertCondition(work: Workspace, slot: Slot, { condition }: Condition): void {
  const { key, entry } = slot;
  const fail = (expected: string, found: string): never => {
    throw KvError.conditionFailed(`${at(work, key)} is ${found}, expected ${expected}`);
  };
  switch (condition?.$case) {
    case "absent":
      return entry ? fail("absent", `present at revision ${entry.modRevision}`) : undefined;
    case "present":
      return entry ? undefined : fail("present", "absent");
    case "modRevision": {
      const found = entry ? `at revision ${entry.modRevision}` : "absent";
      return entry?.modRevision === condition.value
        ? undefined
        : fail(`at revision ${condition.value}`, found);
    }
    case "valueSha256": {
      const isEqual = entry && equalBytes(work.ctx.crypto.sha256(entry.value), condition.value);
      const found = entry ? `another value at revision ${entry.modRevision}` : "absent";
      return isEqual === true ? undefined : fail("the value with that hash", found);
    }
    case undefined:
      throw KvError.invalidOperation("a condition says nothing");
  }
}

/** Writes a value, with the lease that was asked for, or the one it has, or the default. */
function put(work: Workspace, slot: Slot, value: Uint8Array, lease: Lease | undefined): void {
  const { writer, access, ctx } = work;
  const { params } = writer;
  checkValue(value, params.valueBytesMax);
  const { entry, key } = slot;
  if (entry && leaseSeconds(lease, params.leaseSecondsMax) === 0n) {
    writer.put(slot, value, entry.leaseDeadlineNs);
    return;
  }
  if (entry) access.require("lease", key);
  writer.put(slot, value, newDeadline(ctx.timeNs, lease, params));
}

/** The first entries of a range, up to the limits, and the key after them. */
function takeRange(
  work: Workspace,
  bounds: KeyBounds,
  limit: number,
): { readonly slots: readonly Slot[]; readonly nextKey: Uint8Array } {
  const { bulkEntriesMax } = work.writer.params;
  if (limit > bulkEntriesMax) {
    throw KvError.tooManyOperations(`limit is ${limit}, expected at most ${bulkEntriesMax}`);
  }
  const max = limit === 0 ? bulkEntriesMax : limit;
  const slots: Slot[] = [];
  let bytes = 0;
  for (const [key, stored] of work.walk(bounds)) {
    bytes += key.length + stored.value.length;
    const isFull = slots.length >= max || bytes > BULK_BYTES_MAX;
    if (slots.length > 0 && isFull) return { slots, nextKey: key };
    slots.push(work.writer.slotOf(key, stored));
  }
  return { slots, nextKey: NO_BYTES };
}

function parseInteger(work: Workspace, value: Uint8Array, key: Uint8Array): bigint {
  const text = utf8ToText(value);
  if (text === undefined || !INTEGER.test(text)) {
    throw KvError.notAnInteger(
      `${at(work, key)} holds ${value.length} bytes, expected decimal digits`,
    );
  }
  const integer = BigInt(text);
  if (integer < INT64_MIN || integer > INT64_MAX) {
    throw KvError.notAnInteger(`${at(work, key)} holds ${text}, expected -2^63 to 2^63 - 1`);
  }
  return integer;
}

function assertPresent(work: Workspace, { key, entry }: Slot): void {
  if (!entry) throw KvError.keyNotFound(at(work, key));
}

function at({ namespace }: Workspace, key: Uint8Array): string {
  return `${describeKey(key)} in ${namespace}`;
}

/** Refuses a condition of an operation that has no one key to hold it against. @throws KvError.invalidOperation */
export function checkTarget({ condition, operation }: Operation): void {
  const name = operation && BULK_NAMES[operation.$case];
  if (condition && name !== undefined) {
    throw KvError.invalidOperation(`${name} has no one key for a condition`);
  }
}

/** @throws KvError.invalidOperation for none, KvError.tooManyOperations for too many */
export function assertSome(count: number, max: number, what: string): void {
  if (count === 0) throw KvError.invalidOperation(`there are no ${what}, expected at least one`);
  if (count > max) throw KvError.tooManyOperations(`${count} ${what}, expected at most ${max}`);
}
