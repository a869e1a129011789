import { createHash } from "node:crypto";
import { bech32 } from "@scure/base";
import type { KeyRange, Lease, Params } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import type { Operation } from "../../proto/gen/lazuli/kv/v1/tx.ts";

/*
 * The key-value module as plain objects, written from modules/kv/README.md. It shares no code with modules/kv, walks where
 * the module keeps indexes and counts, and copies a namespace where the module takes writes back. Keys are texts of a
 * character a byte (latin1), so that they compare as their bytes do.
 */

export const CREATE = 1;
export const UPDATE = 2;
export const DELETE = 3;
export const LEASE = 4;
const PERMISSIONS = [CREATE, UPDATE, DELETE, LEASE];

const KINDS = { create: 1, update: 2, delete: 3, expire: 4, renew: 5 } as const;

export interface ModelEntry {
  readonly value: Uint8Array;
  readonly createRevision: bigint;
  readonly modRevision: bigint;
  readonly deadlineNs: bigint;
  readonly escrow: bigint;
  readonly rentStartNs: bigint;
}

export interface ModelGrant {
  readonly grantee: string;
  readonly prefix: string;
  readonly permissions: readonly number[];
  readonly expiresNs: bigint;
  readonly transfers: bigint;
}

export interface ModelNamespace {
  /** Addresses: in the path, and who owns it now. */
  readonly pathOwner: string;
  /** The bytes of that address, as text. */
  readonly pathOwnerBytes: string;
  readonly name: string;
  owner: string;
  pendingOwner: string;
  transfers: bigint;
  revision: bigint;
  digest: Uint8Array;
  changedHeight: bigint;
  readonly entries: Map<string, ModelEntry>;
  readonly grants: Map<string, ModelGrant>;
}

/** An error by its code: a number for codespace kv, else `sdk/5`. */
export class ModelError extends Error {
  readonly code: number | string;

  constructor(code: number | string) {
    super(`expected error ${code}`);
    this.code = code;
  }
}

/** The one event of a message or of a sweep. */
export interface ModelEvent {
  readonly namespace: string;
  readonly previousHeight: bigint;
  readonly revision: bigint;
  readonly changes: string;
}

export interface ModelResult {
  readonly revision: bigint;
  readonly created?: boolean;
  readonly value?: bigint;
  readonly size?: bigint;
  readonly leaseDeadlineNs?: bigint;
  readonly changed?: bigint;
  readonly nextKey?: Uint8Array;
}

type Step = NonNullable<Operation["operation"]>;
type Case = Step["$case"];
type Value<K extends Case> = Extract<Step, { $case: K }>["value"];

const SECOND = 1_000_000_000n;
const UINT64 = 1n << 64n;
const INT64_MAX = (1n << 63n) - 1n;

export const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
export const fromLatin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));
const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
export const hashOf = (value: Uint8Array): Uint8Array => new Uint8Array(sha256(value));
const fail = (code: number | string): never => {
  throw new ModelError(code);
};
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);

function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

export class KvModel {
  readonly params: Params;
  readonly namespaces = new Map<string, ModelNamespace>();
  readonly balances: Map<string, bigint>;
  /** What the fee collector has got. */
  collected = 0n;
  timeNs: bigint;
  height: bigint;
  /** Operations that were run to their end. */
  operations = 0;
  readonly #price: bigint;

  constructor(options: {
    readonly params: Params;
    readonly balances: ReadonlyMap<string, bigint>;
    readonly timeNs: bigint;
    readonly height: bigint;
  }) {
    this.params = options.params;
    this.balances = new Map(options.balances);
    this.timeNs = options.timeNs;
    this.height = options.height;
    const [whole = "", fraction = ""] = options.params.rentPrice.split(".");
    this.#price = BigInt(whole + fraction.padEnd(18, "0"));
  }

  isLive(entry: ModelEntry | undefined): boolean {
    return entry !== undefined && this.timeNs < entry.deadlineNs;
  }

  /** ⌈b × t × rent_price⌉. */
  rent(bytes: number, durationNs: bigint): bigint {
    const product = BigInt(bytes) * durationNs * this.#price;
    const unit = SECOND * 10n ** 18n;
    return product / unit + (product % unit > 0n ? 1n : 0n);
  }

  get escrow(): bigint {
    const all = [...this.namespaces.values()].flatMap(({ entries }) => [...entries.values()]);
    return all.reduce((sum, { escrow }) => sum + escrow, 0n);
  }

  nextDeadline({ entries }: ModelNamespace): bigint {
    let next = 0n;
    for (const { deadlineNs } of entries.values()) {
      if (next === 0n || deadlineNs < next) next = deadlineNs;
    }
    return next;
  }

  sweepLag(path: string): bigint {
    const namespace = this.namespaces.get(path);
    const next = namespace ? this.nextDeadline(namespace) : 0n;
    return next === 0n || next > this.timeNs ? 0n : this.timeNs - next + 1n;
  }

  /** Keys that are present, in order. */
  keys(path: string, range?: KeyRange): string[] {
    const namespace = this.namespaces.get(path);
    const all = namespace ? [...namespace.entries] : [];
    return all
      .filter(([key, entry]) => this.isLive(entry) && isInRange(key, range))
      .map(([key]) => key)
      .sort();
  }

  /** Time passes, and the sweep frees what ended first. */
  block(durationNs: bigint): ModelEvent[] {
    this.timeNs += durationNs;
    this.height += 1n;
    const ended = [...this.namespaces]
      .flatMap(([path, namespace]) =>
        [...namespace.entries].map(([key, entry]) => ({ path, namespace, key, entry })),
      )
      .filter(({ entry }) => !this.isLive(entry))
      .map((one) => ({ ...one, place: placeOf(one.namespace, one.key) }))
      .sort((a, b) =>
        a.entry.deadlineNs === b.entry.deadlineNs
          ? a.place < b.place
            ? -1
            : 1
          : a.entry.deadlineNs < b.entry.deadlineNs
            ? -1
            : 1,
      )
      .slice(0, this.params.sweepEntriesMax);
    const drafts = new Map<string, Draft>();
    for (const { path, namespace, key } of ended) {
      const draft = drafts.get(path) ?? new Draft(this, path, namespace);
      drafts.set(path, draft);
      draft.expire(key);
    }
    return [...drafts.values()].flatMap((draft) => draft.commit());
  }

  /** Runs operations as one message; a failure changes nothing. @throws ModelError */
  write(
    signer: string,
    path: string,
    operations: readonly Operation[],
  ): { readonly results: ModelResult[]; readonly events: ModelEvent[] } {
    if (operations.length === 0) fail(14);
    for (const operation of operations) checkShape(operation);
    if (operations.length > 1 && operations.length > this.params.operationsMax) fail(15);
    const draft = new Draft(this, path, this.namespaces.get(path) ?? newNamespace(path));
    const results = operations.map((operation) => {
      const result = new Runner(this, draft, signer).run(operation);
      this.operations += 1;
      return { revision: draft.after.revision, ...result };
    });
    draft.pay(signer);
    return { results, events: draft.commit() };
  }

  grant(
    signer: string,
    path: string,
    request: { grantee: string; permissions: readonly number[]; prefix: string; lease?: Lease },
  ): void {
    const { grantee, permissions, prefix, lease } = request;
    const isKnown = permissions.every((one) => PERMISSIONS.includes(one));
    if (!isKnown || permissions.length === 0) fail(16);
    if (new Set(permissions).size < permissions.length) fail(16);
    const seconds = secondsOf(lease);
    if (seconds > 3_153_600_000n) fail(13);
    const namespace = this.#owned(signer, path);
    if (grantee === namespace.owner) fail(16);
    const theirs = [...namespace.grants].filter(([, one]) => one.grantee === grantee);
    const isVoid = ([, one]: readonly [string, ModelGrant]): boolean =>
      !this.isInForce(namespace, one);
    const others = theirs.filter((one) => !isVoid(one) && one[1].prefix !== prefix);
    if (others.length >= 16) fail(16);
    for (const [key] of theirs.filter(isVoid)) namespace.grants.delete(key);
    this.namespaces.set(path, namespace);
    namespace.grants.set(`${grantee} ${prefix}`, {
      grantee,
      prefix,
      permissions: PERMISSIONS.filter((one) => permissions.includes(one)),
      expiresNs: seconds === 0n ? 0n : this.timeNs + seconds * SECOND,
      transfers: namespace.transfers,
    });
  }

  revoke(signer: string, path: string, grantee: string, prefix: string): void {
    const namespace = this.#owned(signer, path);
    if (!namespace.grants.delete(`${grantee} ${prefix}`)) fail(17);
  }

  offer(signer: string, path: string, newOwner: string): void {
    const namespace = this.#owned(signer, path);
    if (!this.namespaces.has(path)) fail(18);
    if (newOwner === "" && namespace.pendingOwner === "") fail(19);
    if (newOwner === namespace.owner) fail(18);
    namespace.pendingOwner = newOwner;
  }

  accept(signer: string, path: string): void {
    const namespace = this.namespaces.get(path);
    if (namespace?.pendingOwner !== signer) throw new ModelError(19);
    namespace.owner = signer;
    namespace.pendingOwner = "";
    namespace.transfers += 1n;
  }

  isInForce({ transfers }: ModelNamespace, grant: ModelGrant): boolean {
    return (
      grant.transfers === transfers && (grant.expiresNs === 0n || this.timeNs < grant.expiresNs)
    );
  }

  #owned(signer: string, path: string): ModelNamespace {
    const namespace = this.namespaces.get(path) ?? newNamespace(path);
    return signer === namespace.owner ? namespace : fail(8);
  }
}

/** What one message, or a sweep, makes of a namespace; nothing of it counts before {@link commit}. */
class Draft {
  readonly after: ModelNamespace;
  readonly #model: KvModel;
  readonly #path: string;
  readonly #mutations: Buffer[] = [];
  #charge = 0n;
  #refund = 0n;
  #used = 0n;

  constructor(model: KvModel, path: string, before: ModelNamespace) {
    this.#model = model;
    this.#path = path;
    this.after = { ...before, entries: new Map(before.entries), grants: new Map(before.grants) };
  }

  live(key: string): ModelEntry | undefined {
    const entry = this.after.entries.get(key);
    return entry && this.#model.isLive(entry) ? entry : undefined;
  }

  expire(key: string): void {
    const entry = this.after.entries.get(key);
    if (!entry || this.#model.isLive(entry)) return;
    this.after.entries.delete(key);
    this.#used += entry.escrow;
    this.#mutate("expire", key);
  }

  put(key: string, value: Uint8Array, deadlineNs: bigint, kind: "put" | "renew" = "put"): void {
    this.expire(key);
    const before = this.live(key);
    this.#store(key, value, deadlineNs, {
      kind: kind === "renew" ? "renew" : before ? "update" : "create",
      held: before ? this.#settle(key, before) : 0n,
      createRevision: before?.createRevision,
    });
  }

  remove(key: string): void {
    const entry = this.live(key);
    if (!entry) throw new Error("remove of an absent key");
    this.#refund += this.#settle(key, entry);
    this.after.entries.delete(key);
    this.#mutate("delete", key);
  }

  rename(key: string, newKey: string): void {
    const entry = this.live(key);
    if (!entry) throw new Error("rename of an absent key");
    this.expire(newKey);
    const held = this.#settle(key, entry);
    this.after.entries.delete(key);
    this.#mutate("delete", key);
    const kind = "create";
    this.#store(newKey, entry.value, entry.deadlineNs, { kind, held, createRevision: undefined });
  }

  /** @throws ModelError if the signer cannot pay */
  pay(signer: string): void {
    const { balances } = this.#model;
    const { owner } = this.after;
    const both = signer === owner ? min(this.#charge, this.#refund) : 0n;
    if ((balances.get(signer) ?? 0n) < this.#charge - both) fail("sdk/5");
    balances.set(signer, (balances.get(signer) ?? 0n) - (this.#charge - both));
    balances.set(owner, (balances.get(owner) ?? 0n) + this.#refund - both);
  }

  commit(): ModelEvent[] {
    if (this.#mutations.length === 0) return [];
    const { after } = this;
    const previousHeight = after.changedHeight;
    after.changedHeight = this.#model.height;
    this.#model.collected += this.#used;
    this.#model.namespaces.set(this.#path, after);
    const changes = Buffer.concat(this.#mutations).toString("base64");
    return [{ namespace: this.#path, previousHeight, revision: after.revision, changes }];
  }

  #store(
    key: string,
    value: Uint8Array,
    deadlineNs: bigint,
    from: {
      readonly kind: keyof typeof KINDS;
      readonly held: bigint;
      readonly createRevision: bigint | undefined;
    },
  ): void {
    const { timeNs } = this.#model;
    const escrow = this.#model.rent(key.length + value.length, deadlineNs - timeNs);
    if (escrow > from.held) this.#charge += escrow - from.held;
    else this.#refund += from.held - escrow;
    const modRevision = this.after.revision + 1n;
    const createRevision = from.createRevision ?? modRevision;
    const entry = { value, createRevision, modRevision, deadlineNs, escrow, rentStartNs: timeNs };
    this.after.entries.set(key, entry);
    this.#mutate(from.kind, key, entry);
  }

  /** Accounts for what is used. @returns what is still held */
  #settle(key: string, entry: ModelEntry): bigint {
    const since = this.#model.timeNs - entry.rentStartNs;
    const used = min(entry.escrow, this.#model.rent(key.length + entry.value.length, since));
    this.#used += used;
    return entry.escrow - used;
  }

  #mutate(kind: keyof typeof KINDS, key: string, entry?: ModelEntry): void {
    this.after.revision += 1n;
    const head = Buffer.alloc(3);
    head.writeUInt8(KINDS[kind], 0);
    head.writeUInt16BE(key.length, 1);
    const mutation = Buffer.concat([
      uint64(this.after.revision),
      head,
      fromLatin1(key),
      entry ? sha256(entry.value) : Buffer.alloc(32),
      uint64(entry?.deadlineNs ?? 0n),
    ]);
    this.after.digest = sha256(this.after.digest, mutation);
    this.#mutations.push(mutation);
  }
}

type Answer = Omit<ModelResult, "revision">;

/** The operations of the table "Messages". */
class Runner {
  readonly #model: KvModel;
  readonly #draft: Draft;
  readonly #signer: string;

  constructor(model: KvModel, draft: Draft, signer: string) {
    this.#model = model;
    this.#draft = draft;
    this.#signer = signer;
  }

  run({ operation, condition }: Operation): Answer {
    if (!operation) return fail(14);
    if ("key" in operation.value) {
      if (operation.$case === "rename") this.#checkKey(latin1(operation.value.newKey));
      const key = latin1(operation.value.key);
      this.#checkKey(key);
      this.#checkCondition(key, condition);
    }
    switch (operation.$case) {
      case "create":
      case "update":
      case "upsert":
        return this.#put(operation.$case, operation.value);
      case "append":
        return this.#append(operation.value);
      case "increment":
        return this.#increment(operation.value);
      case "delete":
        return this.#delete(latin1(operation.value.key));
      case "rename":
        return this.#rename(latin1(operation.value.key), latin1(operation.value.newKey));
      case "renewLease":
        return this.#renew(operation.value);
      case "multiUpdate":
        return this.#multiUpdate(operation.value);
      case "deleteAll":
        return this.#deleteAll(operation.value);
      case "renewLeaseAll":
        return this.#renewAll(operation.value);
    }
  }

  #put(kind: "create" | "update" | "upsert", { key, value, lease }: Value<"create">): Answer {
    const at = latin1(key);
    const before = this.#draft.live(at);
    if (kind === "upsert") this.#require(before ? UPDATE : CREATE, at);
    else this.#require(kind === "create" ? CREATE : UPDATE, at);
    if (kind === "create" && before) fail(6);
    if (kind === "update" && !before) fail(7);
    this.#write(at, value, lease);
    return kind === "upsert" ? { created: !before } : {};
  }

  #append({ key, value, lease }: Value<"append">): Answer {
    const at = latin1(key);
    const before = this.#draft.live(at);
    this.#require(before ? UPDATE : CREATE, at);
    const joined = new Uint8Array(Buffer.concat([before?.value ?? Buffer.alloc(0), value]));
    this.#write(at, joined, lease);
    return { created: !before, size: BigInt(joined.length) };
  }

  #increment({ key, by, lease }: Value<"increment">): Answer {
    const at = latin1(key);
    const before = this.#draft.live(at);
    this.#require(before ? UPDATE : CREATE, at);
    const value = (before ? parseInteger(latin1(before.value)) : 0n) + by;
    if (value > INT64_MAX || value < -INT64_MAX - 1n) fail(12);
    this.#write(at, fromLatin1(value.toString()), lease);
    return { created: !before, value };
  }

  #delete(key: string): Answer {
    this.#require(DELETE, key);
    if (!this.#draft.live(key)) fail(7);
    this.#draft.remove(key);
    return {};
  }

  #rename(key: string, newKey: string): Answer {
    this.#require(DELETE, key);
    this.#require(CREATE, newKey);
    if (!this.#draft.live(key)) fail(7);
    if (this.#draft.live(newKey)) fail(6);
    this.#draft.rename(key, newKey);
    return {};
  }

  #renew({ key, lease }: Value<"renewLease">): Answer {
    const at = latin1(key);
    this.#require(LEASE, at);
    const entry = this.#draft.live(at);
    if (!entry) return fail(7);
    const leaseDeadlineNs = this.#deadline(lease);
    this.#draft.put(at, entry.value, leaseDeadlineNs, "renew");
    return { leaseDeadlineNs };
  }

  #multiUpdate({ entries }: Value<"multiUpdate">): Answer {
    if (entries.length > this.#model.params.operationsMax) fail(15);
    for (const { key, value } of entries) {
      this.#checkKey(latin1(key));
      this.#put("update", { key, value, lease: undefined });
    }
    return {};
  }

  #deleteAll({ range, limit }: Value<"deleteAll">): Answer {
    const { taken, nextKey } = this.#take(range, limit);
    let changed = 0n;
    for (const key of taken) {
      if (!this.#draft.live(key)) {
        if (this.#may(DELETE, key)) this.#draft.expire(key);
        continue;
      }
      this.#require(DELETE, key);
      this.#draft.remove(key);
      changed += 1n;
    }
    return { changed, nextKey };
  }

  #renewAll({ range, limit, lease }: Value<"renewLeaseAll">): Answer {
    const deadlineNs = this.#deadline(lease);
    const { taken, nextKey } = this.#take(range, limit);
    let changed = 0n;
    for (const key of taken) {
      const entry = this.#draft.live(key);
      if (!entry) continue;
      this.#require(LEASE, key);
      this.#draft.put(key, entry.value, deadlineNs, "renew");
      changed += 1n;
    }
    return { changed, nextKey };
  }

  /** The first entries of a range, those with an ended lease too. */
  #take(
    range: KeyRange | undefined,
    limit: number,
  ): { readonly taken: readonly string[]; readonly nextKey: Uint8Array } {
    const { bulkEntriesMax } = this.#model.params;
    if (limit > bulkEntriesMax) fail(15);
    const all = [...this.#draft.after.entries.keys()].filter((key) => isInRange(key, range)).sort();
    const count = limit === 0 ? bulkEntriesMax : limit;
    return { taken: all.slice(0, count), nextKey: fromLatin1(all[count] ?? "") };
  }

  #write(key: string, value: Uint8Array, lease: Lease | undefined): void {
    const { params } = this.#model;
    if (value.length > params.valueBytesMax) fail(5);
    const seconds = secondsOf(lease);
    if (seconds > params.leaseSecondsMax) fail(13);
    const before = this.#draft.live(key);
    if (before && seconds > 0n) this.#require(LEASE, key);
    const isKept = before !== undefined && seconds === 0n;
    this.#draft.put(key, value, isKept ? before.deadlineNs : this.#deadline(lease));
  }

  #deadline(lease: Lease | undefined): bigint {
    const { leaseSecondsDefault, leaseSecondsMax } = this.#model.params;
    const asked = secondsOf(lease);
    if (asked > leaseSecondsMax) fail(13);
    const deadline = this.#model.timeNs + (asked === 0n ? leaseSecondsDefault : asked) * SECOND;
    return deadline < UINT64 ? deadline : fail(13);
  }

  #checkKey(key: string): void {
    if (key.length > this.#model.params.keyBytesMax) fail(4);
  }

  #checkCondition(key: string, condition: Operation["condition"]): void {
    const is = condition?.condition;
    if (!is) return;
    const entry = this.#draft.live(key);
    const holds =
      is.$case === "absent"
        ? !entry
        : is.$case === "present"
          ? entry !== undefined
          : is.$case === "modRevision"
            ? entry?.modRevision === is.value
            : entry !== undefined && sha256(entry.value).equals(is.value);
    if (!holds) fail(10);
  }

  #may(permission: number, key: string): boolean {
    const { after } = this.#draft;
    if (this.#signer === after.owner) return true;
    return [...after.grants.values()].some(
      (grant) =>
        grant.grantee === this.#signer &&
        this.#model.isInForce(after, grant) &&
        key.startsWith(grant.prefix) &&
        grant.permissions.includes(permission),
    );
  }

  #require(permission: number, key: string): void {
    if (!this.#may(permission, key)) fail(9);
  }
}

/** What is refused without a look at the state. */
function checkShape({ condition, operation }: Operation): void {
  if (!operation) return fail(14);
  const is = condition?.condition;
  if (condition && !is) fail(14);
  if ((is?.$case === "absent" || is?.$case === "present") && !is.value) fail(14);
  if (is?.$case === "valueSha256" && is.value.length !== 32) fail(14);
  const { value } = operation;
  if (condition && !("key" in value)) fail(14);
  if ("key" in value && value.key.length === 0) fail(3);
  if ("newKey" in value && value.newKey.length === 0) fail(3);
  if ("lease" in value && secondsOf(value.lease) > 3_153_600_000n) fail(13);
  if ("limit" in value && value.limit > 1_000) fail(15);
  if (!("entries" in value)) return;
  if (value.entries.length === 0) fail(14);
  if (value.entries.some(({ key }) => key.length === 0)) fail(3);
}

function newNamespace(path: string): ModelNamespace {
  const [pathOwner = "", name = ""] = path.split("/");
  return {
    pathOwner,
    pathOwnerBytes: addressBytes(pathOwner),
    name,
    owner: pathOwner,
    pendingOwner: "",
    transfers: 0n,
    revision: 0n,
    digest: new Uint8Array(32),
    changedHeight: 0n,
    entries: new Map(),
    grants: new Map(),
  };
}

export function addressBytes(address: string): string {
  return latin1(bech32.decodeToBytes(address).bytes);
}

export function secondsOf(lease: Lease | undefined): bigint {
  if (!lease) return 0n;
  return ((lease.days * 24n + lease.hours) * 60n + lease.minutes) * 60n + lease.seconds;
}

export function isInRange(key: string, range: KeyRange | undefined): boolean {
  if (!range) return true;
  const [prefix, start, end] = [range.prefix, range.start, range.end].map(latin1);
  return key.startsWith(prefix ?? "") && key >= (start ?? "") && (!end || key < end);
}

function parseInteger(text: string): bigint {
  if (!/^(0|-?[1-9]\d{0,18})$/.test(text)) fail(11);
  const value = BigInt(text);
  return value > INT64_MAX || value < -INT64_MAX - 1n ? fail(11) : value;
}

/** Sorts as (owner, name, key): addresses here are all of one size. */
function placeOf({ pathOwnerBytes, name }: ModelNamespace, key: string): string {
  return `${pathOwnerBytes}${name}\0${key}`;
}
