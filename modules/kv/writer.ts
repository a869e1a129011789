import type { Entry, Namespace, Params } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import { concatBytes } from "../../app/core/bytes.ts";
import type { Context } from "../../app/core/context.ts";
import { MachineFault } from "../../app/core/faults.ts";
import { uint64ToBytes } from "../../app/core/integers.ts";
import {
  EMPTY_DIGEST,
  encodeMutation,
  foldMutation,
  type MutationKind,
  NO_VALUE_HASH,
} from "./digest.ts";
import { emitChanges } from "./events.ts";
import { isLive } from "./lease.ts";
import type { NamespaceId } from "./namespace.ts";
import { entryBytes, type RentFlows, rentOf, usedRent } from "./rent.ts";
import { type KvState, namespaceKey } from "./state.ts";

/** The record of a namespace that nobody has written to. */
export const EMPTY_NAMESPACE: Namespace = {
  entries: 0n,
  bytes: 0n,
  revision: 0n,
  digest: EMPTY_DIGEST,
  pendingOwner: "",
  owner: "",
  transfers: 0n,
  nextLeaseDeadlineNs: 0n,
  changedHeight: 0n,
};

/** What a key holds as the writer found it. Good until the key is written. */
export interface Slot {
  readonly key: Uint8Array;
  /** Also if its lease has ended and the sweep has not come to it. */
  readonly stored: Entry | undefined;
  /** Undefined if the key is absent at the block time. */
  readonly entry: Entry | undefined;
}

/** The parameters, and the rent price as a number of 10⁻¹⁸. */
export interface Terms {
  readonly params: Params;
  readonly price: bigint;
}

/**
 * Changes entries of one namespace, and keeps what follows from them in step: counts, leases, rent, revision and digest. The
 * record is written once, by {@link finish}.
 */
export class NamespaceWriter {
  readonly id: NamespaceId;
  readonly #ctx: Context;
  readonly #state: KvState;
  readonly #terms: Terms;
  readonly #flows: RentFlows;
  readonly #before: Namespace | undefined;
  readonly #mutations: Uint8Array[] = [];
  readonly #record: Namespace;
  /** The deadline under which the namespace stands in the sweep queue; 0 for none. */
  #queued: bigint;
  #isNextUnknown = false;

  /** @param before the namespace's record; undefined if it has none */
  constructor(
    ctx: Context,
    state: KvState,
    id: NamespaceId,
    options: {
      readonly before: Namespace | undefined;
      readonly terms: Terms;
      readonly flows: RentFlows;
    },
  ) {
    this.id = id;
    this.#ctx = ctx;
    this.#state = state;
    this.#terms = options.terms;
    this.#flows = options.flows;
    this.#before = options.before;
    this.#record = { ...(options.before ?? EMPTY_NAMESPACE) };
    this.#queued = this.#record.nextLeaseDeadlineNs;
  }

  get params(): Params {
    return this.#terms.params;
  }

  get revision(): bigint {
    return this.#record.revision;
  }

  slot(key: Uint8Array): Slot {
    const stored = this.#state.entries.get(this.#ctx, [this.id.owner, this.id.name, key]);
    return this.slotOf(key, stored);
  }

  slotOf(key: Uint8Array, stored: Entry | undefined): Slot {
    return { key, stored, entry: stored && isLive(stored, this.#ctx.timeNs) ? stored : undefined };
  }

  /** Creates or updates a key. @returns the entry */
  put(slot: Slot, value: Uint8Array, leaseDeadlineNs: bigint): Entry {
    return this.#put(slot, value, leaseDeadlineNs, slot.entry ? "update" : "create");
  }

  /** Gives a present key another deadline. @returns the entry */
  renew(slot: Slot, leaseDeadlineNs: bigint): Entry {
    const { value } = present(slot);
    return this.#put(slot, value, leaseDeadlineNs, "renew");
  }

  /** Removes a present key. */
  remove(slot: Slot): void {
    const entry = present(slot);
    this.#flows.add(this.#used(slot.key, entry), this.#unused(slot.key, entry), 0n);
    this.#drop(slot.key, entry, "delete");
  }

  /** Moves a present entry, with what is left of its lease and rent, to an absent key. */
  rename(from: Slot, to: Slot): Entry {
    const entry = present(from);
    const used = this.#used(from.key, entry);
    if (to.stored) this.expire(to.key, to.stored);
    this.#drop(from.key, entry, "delete");
    const after = this.#entry(to.key, entry.value, entry.leaseDeadlineNs, undefined);
    this.#flows.add(used, entry.escrow - used, after.escrow);
    this.#setLease(to.key, after.leaseDeadlineNs);
    this.#set(to.key, after, "create");
    return after;
  }

  /** Removes an entry whose lease has ended: all of its rent is used. */
  expire(key: Uint8Array, entry: Entry): void {
    this.#flows.add(entry.escrow, 0n, 0n);
    this.#drop(key, entry, "expire");
  }

  /** Puts the namespace where it belongs in the sweep queue. */
  updateQueue(): void {
    if (this.#isNextUnknown) {
      this.#record.nextLeaseDeadlineNs = this.#firstDeadline();
      this.#isNextUnknown = false;
    }
    const next = this.#record.nextLeaseDeadlineNs;
    if (next === this.#queued) return;
    const { owner, name } = this.id;
    if (this.#queued > 0n) this.#state.sweepQueue.delete(this.#ctx, [this.#queued, owner, name]);
    if (next > 0n) this.#state.sweepQueue.set(this.#ctx, [next, owner, name], true);
    this.#queued = next;
  }

  /** Writes the record and tells the world, if anything was changed. @returns the namespace's revision */
  finish(): bigint {
    if (this.#mutations.length === 0) return this.revision;
    const { owner, name } = this.id;
    this.updateQueue();
    const previousHeight = this.#record.changedHeight;
    this.#record.changedHeight = this.#ctx.height;
    this.#state.namespaces.set(this.#ctx, [owner, name], this.#record);
    if (!this.#before) this.#state.owners.set(this.#ctx, [owner, owner, name], true);
    emitChanges(this.#ctx, {
      namespace: `${this.#ctx.addresses.format(owner)}/${name}`,
      previousHeight,
      revision: this.revision,
      mutations: this.#mutations,
    });
    return this.revision;
  }

  #put(slot: Slot, value: Uint8Array, leaseDeadlineNs: bigint, kind: MutationKind): Entry {
    const { key, stored, entry } = slot;
    if (stored && !entry) this.expire(key, stored);
    const after = this.#entry(key, value, leaseDeadlineNs, entry);
    const used = entry ? this.#used(key, entry) : 0n;
    this.#flows.add(used, entry ? entry.escrow - used : 0n, after.escrow);
    if (entry) this.#count(-1n, -entryBytes(key, entry.value));
    if (entry?.leaseDeadlineNs !== leaseDeadlineNs) {
      if (entry) this.#dropLease(key, entry);
      this.#setLease(key, leaseDeadlineNs);
    }
    this.#set(key, after, kind);
    return after;
  }

  #entry(
    key: Uint8Array,
    value: Uint8Array,
    leaseDeadlineNs: bigint,
    before: Entry | undefined,
  ): Entry {
    const { timeNs } = this.#ctx;
    const modRevision = this.revision + 1n;
    return {
      value,
      createRevision: before?.createRevision ?? modRevision,
      modRevision,
      leaseDeadlineNs,
      escrow: rentOf(this.#terms.price, entryBytes(key, value), leaseDeadlineNs - timeNs),
      rentStartNs: timeNs,
    };
  }

  #set(key: Uint8Array, entry: Entry, kind: MutationKind): void {
    this.#state.entries.set(this.#ctx, [this.id.owner, this.id.name, key], entry);
    this.#count(1n, entryBytes(key, entry.value));
    this.#mutate(kind, key, this.#ctx.crypto.sha256(entry.value), entry.leaseDeadlineNs);
  }

  #setLease(key: Uint8Array, leaseDeadlineNs: bigint): void {
    const { owner, name } = this.id;
    this.#state.leases.set(this.#ctx, [owner, name, leaseDeadlineNs, key], true);
    const { nextLeaseDeadlineNs: next } = this.#record;
    // While it is unknown, no other entry ends before `next`.
    if (next === 0n || leaseDeadlineNs <= next) {
      this.#record.nextLeaseDeadlineNs = leaseDeadlineNs;
      this.#isNextUnknown = false;
    }
  }

  #drop(key: Uint8Array, entry: Entry, kind: MutationKind): void {
    const { owner, name } = this.id;
    this.#state.entries.delete(this.#ctx, [owner, name, key]);
    this.#dropLease(key, entry);
    this.#count(-1n, -entryBytes(key, entry.value));
    this.#mutate(kind, key, NO_VALUE_HASH, 0n);
  }

  #dropLease(key: Uint8Array, { leaseDeadlineNs }: Entry): void {
    const { owner, name } = this.id;
    this.#state.leases.delete(this.#ctx, [owner, name, leaseDeadlineNs, key]);
    if (leaseDeadlineNs === this.#record.nextLeaseDeadlineNs) this.#isNextUnknown = true;
  }

  #count(entries: bigint, bytes: bigint): void {
    this.#record.entries += entries;
    this.#record.bytes += bytes;
  }

  #mutate(
    kind: MutationKind,
    key: Uint8Array,
    valueHash: Uint8Array,
    leaseDeadlineNs: bigint,
  ): void {
    const revision = this.revision + 1n;
    const encoded = encodeMutation({ revision, kind, key, valueHash, leaseDeadlineNs });
    this.#record.revision = revision;
    this.#record.digest = foldMutation(this.#ctx.crypto, this.#record.digest, encoded);
    this.#mutations.push(encoded);
  }

  #used(key: Uint8Array, entry: Entry): bigint {
    return usedRent(this.#terms.price, key, entry, this.#ctx.timeNs);
  }

  #unused(key: Uint8Array, entry: Entry): bigint {
    return entry.escrow - this.#used(key, entry);
  }

  #firstDeadline(): bigint {
    const prefix = namespaceKey.encodePrefix([this.id.owner, this.id.name]);
    // From the last one on, so that the walk does not pass over all that the block has freed.
    const start = concatBytes(prefix, uint64ToBytes(this.#record.nextLeaseDeadlineNs));
    for (const [[, , deadlineNs]] of this.#state.leases.walk(this.#ctx, { prefix, start })) {
      return deadlineNs;
    }
    return 0n;
  }
}

function present({ entry }: Slot): Entry {
  if (!entry) throw new MachineFault("an absent entry was to be changed");
  return entry;
}
