import type { PageRequest } from "../../proto/gen/cosmos/base/query/v1beta1/pagination.ts";
import type { KeyRange } from "../../proto/gen/lazuli/kv/v1/query.ts";
import { Entry, Namespace } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import {
  addressKey,
  bytesKey,
  messageValue,
  textKey,
  tupleKey,
} from "../../app/core/collections/codecs.ts";
import { Schema } from "../../app/core/collections/schema.ts";
import { compareBytes, equalBytes, prefixEnd } from "../../app/core/bytes.ts";
import type { Context } from "../../app/core/context.ts";
import { type Page, paginate } from "../../app/core/pagination.ts";
import { invalidArgument } from "../../app/core/query-error.ts";
import { EMPTY_DIGEST, foldMutation, type MutationKind } from "./digest.ts";
import { describeKey, KvError } from "./errors.ts";
import { emitChange } from "./events.ts";
import { ENTRIES_PREFIX, KV_STORE, NAMESPACES_PREFIX } from "./keys.ts";
import { KEY_BYTES_MAX, VALUE_BYTES_MAX } from "./limits.ts";
import { type NamespaceId, parseNamespace } from "./namespace.ts";

/** Where a write goes, checked. */
interface Target extends NamespaceId {
  /** `<owner address>/<name>`. */
  readonly namespace: string;
  readonly key: Uint8Array;
  /** The namespace's record before the write. */
  readonly record: Namespace;
}

/** A write as messages have it. */
export interface WriteRequest {
  readonly signer: string;
  readonly namespace: string;
  readonly key: Uint8Array;
}

const NO_BYTES = new Uint8Array(0);

const EMPTY_NAMESPACE: Namespace = {
  entries: 0n,
  bytes: 0n,
  revision: 0n,
  digest: EMPTY_DIGEST,
  pendingOwner: "",
};

const namespaceKey = tupleKey<readonly [owner: Uint8Array, name: string]>(addressKey, textKey);
const entryKey = tupleKey<readonly [owner: Uint8Array, name: string, key: Uint8Array]>(
  addressKey,
  textKey,
  bytesKey,
);

/** Namespaces and their entries: the only code that reaches the module's keys. */
export class KvKeeper {
  readonly schema = new Schema(KV_STORE);
  // 0x00 is kept for parameters, 0x03 for the leases by deadline, 0x04 for grants.
  readonly #namespaces = this.schema.map(
    NAMESPACES_PREFIX,
    "namespaces",
    namespaceKey,
    messageValue(Namespace),
    "(owner, name) → lazuli.kv.v1.Namespace",
  );
  readonly #entries = this.schema.map(
    ENTRIES_PREFIX,
    "entries",
    entryKey,
    messageValue(Entry),
    "(owner, name, key) → lazuli.kv.v1.Entry",
  );

  /** @returns the namespace's new revision. @throws KvError.keyExists */
  create(ctx: Context, request: WriteRequest, value: Uint8Array): bigint {
    const target = this.#target(ctx, request);
    if (this.#entries.has(ctx, entryId(target))) {
      throw KvError.keyExists(`${describeKey(target.key)} in ${target.namespace}`);
    }
    return this.#put(ctx, target, value, undefined);
  }

  /** @returns the namespace's new revision. @throws KvError.keyNotFound */
  update(ctx: Context, request: WriteRequest, value: Uint8Array): bigint {
    const target = this.#target(ctx, request);
    return this.#put(ctx, target, value, this.#existing(ctx, target));
  }

  /** @returns the namespace's new revision, and whether the key was absent */
  upsert(
    ctx: Context,
    request: WriteRequest,
    value: Uint8Array,
  ): { revision: bigint; created: boolean } {
    const target = this.#target(ctx, request);
    const before = this.#entries.get(ctx, entryId(target));
    const revision = this.#put(ctx, target, value, before);
    return { revision, created: before === undefined };
  }

  /** @returns the namespace's new revision. @throws KvError.keyNotFound */
  delete(ctx: Context, request: WriteRequest): bigint {
    const target = this.#target(ctx, request);
    const before = this.#existing(ctx, target);
    this.#entries.delete(ctx, entryId(target));
    return this.#record(ctx, target, { kind: "delete", before, after: undefined });
  }

  entry(ctx: Context, id: NamespaceId, key: Uint8Array): Entry | undefined {
    return this.#entries.get(ctx, [id.owner, id.name, key]);
  }

  has(ctx: Context, id: NamespaceId, key: Uint8Array): boolean {
    return this.#entries.has(ctx, [id.owner, id.name, key]);
  }

  namespace(ctx: Context, id: NamespaceId): Namespace | undefined {
    return this.#namespaces.get(ctx, [id.owner, id.name]);
  }

  /**
   * One page of a namespace's entries, in byte order of the keys.
   *
   * @throws CoreError.invalidRequest for pagination that is out of bounds
   */
  page<T>(
    ctx: Context,
    id: NamespaceId,
    range: KeyRange | undefined,
    request: PageRequest | undefined,
    toEntry: (key: Uint8Array, entry: Entry) => T,
  ): Page<T> {
    if (request?.countTotal === true) {
      throw invalidArgument("count_total would walk; ask Count, which is kept");
    }
    const { start, end } = keyBounds(range);
    const bound = (key: Uint8Array | undefined) => key && entryKey.encode([id.owner, id.name, key]);
    // The namespace alone is the page's prefix: below a prefix of keys the key that equals it would be an empty next_key,
    // which means that there is no more.
    return paginate(ctx, this.#entries, request, ([, , key], entry) => toEntry(key, entry), {
      prefix: entryKey.encode([id.owner, id.name, NO_BYTES]),
      start: bound(start),
      end: bound(end),
    });
  }

  /** Every namespace and every entry: for export. */
  allNamespaces(ctx: Context): Iterable<readonly [readonly [Uint8Array, string], Namespace]> {
    return this.#namespaces.walk(ctx);
  }

  allEntries(ctx: Context): Iterable<readonly [readonly [Uint8Array, string, Uint8Array], Entry]> {
    return this.#entries.walk(ctx);
  }

  /** Puts records as they are: for genesis. */
  restoreNamespace(ctx: Context, id: NamespaceId, namespace: Namespace): void {
    this.#namespaces.set(ctx, [id.owner, id.name], namespace);
  }

  restoreEntry(ctx: Context, id: NamespaceId, key: Uint8Array, entry: Entry): void {
    this.#entries.set(ctx, [id.owner, id.name, key], entry);
  }

  #target(ctx: Context, { signer, namespace, key }: WriteRequest): Target {
    const id = parseNamespace(ctx, namespace);
    if (!equalBytes(ctx.addresses.parse(signer), id.owner)) {
      throw KvError.notOwner(`${signer} cannot write to ${namespace}, only its owner can`);
    }
    return {
      ...id,
      // In the one form that events and readers know; bech32 may also be written in capitals.
      namespace: `${ctx.addresses.format(id.owner)}/${id.name}`,
      key,
      record: this.namespace(ctx, id) ?? EMPTY_NAMESPACE,
    };
  }

  #existing(ctx: Context, target: Target): Entry {
    const entry = this.#entries.get(ctx, entryId(target));
    if (!entry) throw KvError.keyNotFound(`${describeKey(target.key)} in ${target.namespace}`);
    return entry;
  }

  #put(ctx: Context, target: Target, value: Uint8Array, before: Entry | undefined): bigint {
    const revision = target.record.revision + 1n;
    const after: Entry = {
      value,
      createRevision: before?.createRevision ?? revision,
      modRevision: revision,
      leaseDeadlineNs: before?.leaseDeadlineNs ?? 0n,
      escrow: before?.escrow ?? 0n,
      rentStartNs: before?.rentStartNs ?? 0n,
    };
    this.#entries.set(ctx, entryId(target), after);
    return this.#record(ctx, target, { kind: before ? "update" : "create", before, after });
  }

  /** Brings the namespace's record up to date with one mutation and tells the world. */
  #record(
    ctx: Context,
    target: Target,
    change: {
      readonly kind: MutationKind;
      readonly before: Entry | undefined;
      readonly after: Entry | undefined;
    },
  ): bigint {
    const { record } = target;
    const { kind, before, after } = change;
    const revision = record.revision + 1n;
    const mutation = {
      revision,
      kind,
      key: target.key,
      value: after?.value,
      leaseDeadlineNs: after?.leaseDeadlineNs ?? 0n,
    };
    this.#namespaces.set(ctx, [target.owner, target.name], {
      ...record,
      entries: record.entries + (after ? 1n : 0n) - (before ? 1n : 0n),
      bytes: record.bytes + entryBytes(target.key, after) - entryBytes(target.key, before),
      revision,
      digest: foldMutation(ctx.crypto, record.digest, mutation),
    });
    emitChange(ctx, target.namespace, mutation);
    return revision;
  }
}

function entryId(target: Target): readonly [Uint8Array, string, Uint8Array] {
  return [target.owner, target.name, target.key];
}

/** From the first key that a range may hold to the end of it, excluded; undefined is unbounded. */
function keyBounds(range: KeyRange | undefined): { start?: Uint8Array; end?: Uint8Array } {
  const { prefix = NO_BYTES, start = NO_BYTES, end = NO_BYTES } = range ?? {};
  const first = compareBytes(start, prefix) > 0 ? start : prefix;
  const prefixLast = prefixEnd(prefix);
  const isEndFirst = end.length > 0 && (!prefixLast || compareBytes(end, prefixLast) < 0);
  const last = isEndFirst ? end : prefixLast;
  return { ...(first.length > 0 && { start: first }), ...(last && { end: last }) };
}

function entryBytes(key: Uint8Array, entry: Entry | undefined): bigint {
  return entry ? BigInt(key.length + entry.value.length) : 0n;
}

/** @throws KvError.emptyKey, KvError.keyTooLarge */
export function checkKey(key: Uint8Array): void {
  if (key.length === 0) throw KvError.emptyKey(`expected 1 to ${KEY_BYTES_MAX} bytes`);
  if (key.length > KEY_BYTES_MAX) {
    throw KvError.keyTooLarge(`${key.length} bytes, expected at most ${KEY_BYTES_MAX}`);
  }
}

/** @throws KvError.valueTooLarge */
export function checkValue(value: Uint8Array): void {
  if (value.length > VALUE_BYTES_MAX) {
    throw KvError.valueTooLarge(`${value.length} bytes, expected at most ${VALUE_BYTES_MAX}`);
  }
}
