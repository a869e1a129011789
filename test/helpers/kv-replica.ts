import assert from "node:assert/strict";
import type { Operation } from "../../proto/gen/lazuli/kv/v1/tx.ts";
import { ChainError } from "../../app/core/errors.ts";
import type { Event } from "../../app/core/events.ts";
import { page } from "./bank-chain.ts";
import { type Action, type Actors, KEYS, toCondition } from "./kv-arbitraries.ts";
import { DENOM, KvChain } from "./kv-chain.ts";
import {
  fromLatin1,
  isInRange,
  type KvModel,
  latin1,
  ModelError,
  type ModelEvent,
  type ModelResult,
} from "./kv-model.ts";
import { modelRecords } from "./kv-model-records.ts";

const NO_BYTES = new Uint8Array(0);

type Fields = Readonly<Record<string, unknown>>;
type Of<K extends Action["kind"]> = Extract<Action, { kind: K }>;
type Step = NonNullable<Operation["operation"]>;

/** The real module and the model, taken through the same steps and compared after each. */
export class Replica {
  readonly model: KvModel;
  readonly #names: readonly string[];
  readonly #paths: readonly string[];
  readonly #supply: bigint;
  #chain: KvChain;
  /** Messages that were run, and those of them that worked. */
  messages = 0;
  succeeded = 0;

  constructor(chain: KvChain, model: KvModel, names: readonly string[]) {
    this.#chain = chain;
    this.model = model;
    this.#names = names;
    const [a = "", b = "", c = ""] = chain.people;
    this.#paths = [`${a}/n`, `${a}/nn`, `${b}/n`, `${c}/m`];
    this.#supply = chain.supply;
  }

  run(action: Action): void {
    switch (action.kind) {
      case "write":
        this.#write(action);
        break;
      case "block":
        this.#block(action.durationNs);
        break;
      case "read":
        this.#read(action);
        break;
      case "restart":
        this.#chain.restart();
        break;
      case "reimport":
        this.#reimport();
        break;
      default:
        this.#act(action);
    }
    this.#compare();
  }

  #write(action: Of<"write">): void {
    const { isBatch } = action;
    const path = this.#path(action.namespace);
    const signer = this.#signer(action);
    const operations = resolve(this.model, path, action);
    const expected = this.#outcome(() => {
      const { results, events } = this.model.write(signer, path, operations);
      const [first] = operations;
      const response = isBatch
        ? { revision: results.at(-1)?.revision, results: results.map(fullResult) }
        : singleResponse(first?.operation?.$case, results[0]);
      return { response, events };
    });
    const { name, fields } = isBatch
      ? { name: "Batch", fields: { operations } }
      : singleMessage(operations[0]);
    if (name === undefined) return;
    const found = this.#outcome(() => {
      const { response, events } = this.#chain.run(signer, name, { namespace: path, ...fields });
      return { response, events: changesOf(events) };
    });
    assert.deepEqual(found, expected, name);
    this.#tally(found);
  }

  #block(durationNs: bigint): void {
    const found = changesOf(this.#chain.blockAfter(durationNs));
    assert.deepEqual(found, this.model.block(durationNs), "the sweep");
  }

  #act(action: Of<"grant" | "revoke" | "offer" | "accept">): void {
    const { model } = this;
    const path = this.#path(action.namespace);
    const attempt = (name: string, signer: string, fields: Fields, expect: () => void): void => {
      const expected = this.#outcome(() => {
        expect();
        return {};
      });
      const found = this.#outcome(
        () => this.#chain.run(signer, name, { namespace: path, ...fields }).response,
      );
      assert.deepEqual(found, expected, name);
      this.#tally(found);
    };
    if (action.kind === "accept") {
      const pending = model.namespaces.get(path)?.pendingOwner;
      const signer =
        action.signer === undefined && pending ? pending : this.#person(action.signer ?? 0);
      attempt("AcceptNamespace", signer, {}, () => {
        model.accept(signer, path);
      });
      return;
    }
    const signer = this.#signer(action);
    if (action.kind === "offer") {
      const newOwner = action.to === undefined ? "" : this.#person(action.to);
      attempt("OfferNamespace", signer, { newOwner }, () => {
        model.offer(signer, path, newOwner);
      });
      return;
    }
    const grantee = this.#person(action.grantee);
    const prefix = latin1(action.prefix);
    if (action.kind === "revoke") {
      attempt("Revoke", signer, { grantee, prefix: action.prefix }, () => {
        model.revoke(signer, path, grantee, prefix);
      });
      return;
    }
    const { permissions, lease } = action;
    const fields = { grantee, permissions, prefix: action.prefix, expiresIn: lease };
    attempt("Grant", signer, fields, () => {
      model.grant(signer, path, { grantee, permissions, prefix, ...(lease && { lease }) });
    });
  }

  /** Exports, and goes on with a chain that was started from the export. */
  #reimport(): void {
    const before = [...this.#chain.walkRecords()];
    const { timeNs, height } = this.#chain;
    const genesis = this.#chain.export();
    this.#chain = new KvChain(this.#names, { genesis });
    this.#chain.timeNs = timeNs;
    this.#chain.height = height;
    assert.deepEqual([...this.#chain.walkRecords()], before, "record by record");
  }

  #compare(): void {
    const { model } = this;
    const chain = this.#chain;
    for (const [address, balance] of model.balances) {
      assert.equal(chain.balance(address), balance, address);
    }
    assert.equal(chain.collected, model.collected, "the fee collector");
    assert.equal(chain.escrow, model.escrow, "the module's account");
    assert.equal(chain.supply, this.#supply, "supply");
    const expected = modelRecords(model);
    let i = 0;
    for (const [key, value] of chain.walkRecords()) {
      const [wantedKey, wantedValue] = expected[i] ?? ["", ""];
      i += 1;
      if (latin1(key) === wantedKey && latin1(value) === wantedValue) continue;
      const hex = (text: string): string => Buffer.from(text, "latin1").toString("hex");
      assert.deepEqual(
        [hex(latin1(key)), hex(latin1(value))],
        [hex(wantedKey), hex(wantedValue)],
        `record ${i}`,
      );
    }
    assert.equal(i, expected.length, "records");
  }

  /** All that can be asked about a namespace: as a query, and in consensus. */
  #read(action: Of<"read">): void {
    const { model } = this;
    const chain = this.#chain;
    const { key, range, limit, reverse } = action;
    const namespace = this.#path(action.namespace);
    const signer = this.#signer(action);
    const record = model.namespaces.get(namespace);
    const stored = record?.entries.get(latin1(key));
    const entry = model.isLive(stored) ? stored : undefined;
    const both = (name: string, request: Fields): unknown => {
      const answer = this.#outcome(() => chain.query(name, { namespace, ...request }));
      const message = name === "Lease" ? "GetLease" : name === "Get" ? "Read" : name;
      const found = this.#outcome(
        () => chain.run(signer, message, { namespace, ...request }).response,
      );
      if (typeof answer === "object") assert.deepEqual(found, answer, name);
      else assert.equal(typeof found, "number", name);
      return answer;
    };
    if (key.length === 0 || key.length > 8) return;
    const lease = entry && { key, ...leaseOf(entry.deadlineNs, model.timeNs) };
    const answers = [both("Get", { key }), both("Has", { key }), both("Lease", { key })];
    assert.deepEqual(answers[0], entry ? { entry: shown(entry) } : "sdk/22", "Get");
    assert.deepEqual(answers[1], { has: entry !== undefined }, "Has");
    assert.deepEqual(answers[2], lease ? { lease } : "sdk/22", "Lease");
    const count = BigInt(record?.entries.size ?? 0);
    const sweepLagNs = model.sweepLag(namespace);
    assert.deepEqual(both("Count", {}), { count, sweepLagNs }, "Count");
    const keys = model.keys(namespace, range);
    const order = reverse ? keys.reverse() : keys;
    const size = Number(limit);
    for (let from = 0; from === 0 || from < order.length; from += size) {
      const start = from === 0 ? new Uint8Array(0) : fromLatin1(order[from] ?? "");
      const pagination = page({ limit, reverse, key: start });
      const wanted = order.slice(from, from + size);
      const next = fromLatin1(order[from + size] ?? "");
      const found = both("Keys", { range, pagination }) as { keys: Uint8Array[] } & Paged;
      assert.deepEqual(found.keys.map(latin1), wanted, "Keys");
      assert.deepEqual(found.pagination.nextKey, next, "next_key");
      const { entries } = both("Entries", { range, pagination }) as { entries: KeyEntry[] };
      const wantedEntries = wanted.map((one) => {
        const held = record?.entries.get(one);
        return { key: fromLatin1(one), entry: held && shown(held) };
      });
      assert.deepEqual(entries, wantedEntries, "Entries");
    }
    this.#readLeases(namespace, size);
    this.#readOwners(namespace, reverse, limit);
    this.#readRent(namespace, key);
  }

  #readLeases(namespace: string, limit: number): void {
    const { model } = this;
    const entries = model.namespaces.get(namespace)?.entries ?? new Map<string, never>();
    const expected = model
      .keys(namespace)
      .map((key) => ({ key, deadlineNs: entries.get(key)?.deadlineNs ?? 0n }))
      .sort((a, b) =>
        a.deadlineNs === b.deadlineNs
          ? a.key < b.key
            ? -1
            : 1
          : a.deadlineNs < b.deadlineNs
            ? -1
            : 1,
      )
      .slice(0, limit)
      .map(({ key, deadlineNs }) => ({
        key: fromLatin1(key),
        ...leaseOf(deadlineNs, model.timeNs),
      }));
    const { leases } = this.#chain.query("ShortestLeases", { namespace, limit });
    assert.deepEqual(leases, expected, "ShortestLeases");
  }

  #readOwners(namespace: string, reverse: boolean, limit: bigint): void {
    const { model } = this;
    const record = model.namespaces.get(namespace);
    const expected = [...(record?.grants.values() ?? [])].filter(
      (grant) => record && model.isInForce(record, grant),
    );
    for (const grantee of ["", ...model.balances.keys()]) {
      const found: string[] = [];
      let key: Uint8Array = new Uint8Array(0);
      do {
        const pagination = page({ key, reverse, limit });
        const answer = this.#chain.query("Grants", {
          namespace,
          grantee,
          pagination,
        }) as unknown as Paged & {
          grants: { grantee: string; prefix: Uint8Array; grant: { permissions: number[] } }[];
        };
        found.push(
          ...answer.grants.map(
            (one) => `${one.grantee} ${latin1(one.prefix)} ${one.grant.permissions.join()}`,
          ),
        );
        key = answer.pagination.nextKey;
      } while (key.length > 0);
      const wanted = expected
        .filter((one) => grantee === "" || one.grantee === grantee)
        .map((one) => `${one.grantee} ${one.prefix} ${one.permissions.join()}`);
      assert.deepEqual(found.sort(), wanted.sort(), "Grants");
    }
    for (const owner of model.balances.keys()) {
      const paths = [...model.namespaces].filter(([, one]) => one.owner === owner);
      const { namespaces } = this.#chain.query("Namespaces", { owner });
      const owned = paths.map(([path]) => path);
      assert.deepEqual([...(namespaces as string[])].sort(), owned.sort(), "Namespaces");
      const { keys } = this.#chain.query("MyKeys", { owner }) as {
        keys: { namespace: string; key: Uint8Array }[];
      };
      const mine = owned.flatMap((path) => model.keys(path).map((one) => `${path} ${one}`));
      assert.deepEqual(
        keys.map((one) => `${one.namespace} ${latin1(one.key)}`).sort(),
        mine.sort(),
        "MyKeys",
      );
    }
  }

  /** The quote for an upsert of ten bytes that asks for no lease. */
  #readRent(namespace: string, key: Uint8Array): void {
    const { model } = this;
    const stored = model.namespaces.get(namespace)?.entries.get(latin1(key));
    const entry = model.isLive(stored) ? stored : undefined;
    const { timeNs, params } = model;
    const deadlineNs = entry?.deadlineNs ?? timeNs + params.leaseSecondsDefault * 1_000_000_000n;
    const escrow = model.rent(key.length + 10, deadlineNs - timeNs);
    const bytes = entry ? key.length + entry.value.length : 0;
    const used = entry ? model.rent(bytes, timeNs - entry.rentStartNs) : 0n;
    const held = entry && entry.escrow > used ? entry.escrow - used : 0n;
    const request = { namespace, key, valueBytes: 10n, lease: undefined };
    const quote = this.#outcome(() => this.#chain.query("Rent", request));
    if (key.length > params.keyBytesMax) {
      assert.equal(quote, 4, "no key that long can be written");
      return;
    }
    assert.deepEqual(quote, {
      denom: DENOM,
      escrow: escrow.toString(),
      charge: (escrow > held ? escrow - held : 0n).toString(),
      refund: (held > escrow ? held - escrow : 0n).toString(),
    });
  }

  #outcome<T>(act: () => T): T | number | string {
    try {
      return act();
    } catch (error) {
      if (error instanceof ModelError) return error.code;
      if (!(error instanceof ChainError)) throw error;
      return error.codespace === "kv" ? error.code : `${error.codespace}/${error.code}`;
    }
  }

  #tally(outcome: unknown): void {
    this.messages += 1;
    if (typeof outcome === "object") this.succeeded += 1;
  }

  #path(index: number): string {
    return this.#paths[index % this.#paths.length] as string;
  }

  #person(index: number): string {
    return this.#chain.people[index % this.#chain.people.length] as string;
  }

  #signer({ namespace, signer }: Actors): string {
    const path = this.#path(namespace);
    const record = this.model.namespaces.get(path);
    const owner = record?.owner ?? path.slice(0, path.indexOf("/"));
    if (typeof signer === "number") return this.#person(signer);
    if (signer === "owner") return owner;
    const grants = [...(record?.grants.values() ?? [])];
    return grants.find((one) => record && this.model.isInForce(record, one))?.grantee ?? owner;
  }
}

interface Paged {
  readonly pagination: { readonly nextKey: Uint8Array };
}

interface KeyEntry {
  readonly key: Uint8Array;
  readonly entry: unknown;
}

function shown({ deadlineNs, ...entry }: { readonly deadlineNs: bigint }): Fields {
  return { ...entry, leaseDeadlineNs: deadlineNs };
}

function leaseOf(deadlineNs: bigint, timeNs: bigint): Fields {
  return { deadlineNs, remainingSeconds: (deadlineNs - timeNs + 999_999_999n) / 1_000_000_000n };
}

function changesOf(events: readonly Event[]): ModelEvent[] {
  return events
    .filter(({ type }) => type === "kv")
    .map(({ attributes }) => {
      const [namespace, previous, revision, changes] = attributes.map(([, text]) => text);
      assert.deepEqual(
        attributes.map(([name]) => name),
        ["namespace", "previous_height", "revision", "changes"],
      );
      return {
        namespace: namespace ?? "",
        previousHeight: BigInt(previous ?? ""),
        revision: BigInt(revision ?? ""),
        changes: changes ?? "",
      };
    });
}

function fullResult(result: ModelResult): Required<ModelResult> {
  const nothing = { created: false, value: 0n, size: 0n, leaseDeadlineNs: 0n, changed: 0n };
  return { ...nothing, nextKey: new Uint8Array(0), ...result };
}

/** The operation's own message. */
function singleMessage(operation: Operation | undefined): { name?: string; fields: Fields } {
  const step = operation?.operation;
  if (!step) return { fields: {} };
  const name = step.$case.charAt(0).toUpperCase() + step.$case.slice(1);
  return { name, fields: { ...step.value, condition: operation.condition } };
}

function singleResponse(kind: Step["$case"] | undefined, result: ModelResult | undefined): Fields {
  const { revision, created, value, size, leaseDeadlineNs, changed, nextKey } = result ?? {};
  switch (kind) {
    case "upsert":
      return { revision, created };
    case "increment":
      return { revision, value };
    case "append":
      return { revision, size };
    case "renewLease":
      return { revision, leaseDeadlineNs };
    case "deleteAll":
      return { revision, deleted: changed, nextKey };
    case "renewLeaseAll":
      return { revision, renewed: changed, nextKey };
    default:
      return { revision };
  }
}

const NEEDS_PRESENT: readonly Step["$case"][] = [
  ...(["update", "delete", "rename", "renewLease", "multiUpdate"] as const),
];

/** What keys hold, as far as can be told while a message is made. */
interface Outlook {
  readonly present: Set<string>;
  /** Keys that hold integers. */
  readonly integers: Set<string>;
  /** Keys that an earlier operation of the message is about. */
  readonly touched: Set<string>;
}

/** Chooses keys and conditions so that most operations can be done, as far as can be told before the message runs. */
function resolve(
  model: KvModel,
  path: string,
  { operations, isBatch }: Pick<Of<"write">, "operations" | "isBatch">,
): readonly Operation[] {
  const entries = model.namespaces.get(path)?.entries;
  const present = model.keys(path);
  const integers = present.filter((key) =>
    /^-?[1-9]?\d$/.test(latin1(entries?.get(key)?.value ?? NO_BYTES)),
  );
  const outlook = { present: new Set(present), integers: new Set(integers), touched: new Set("") };
  return operations.map(({ step, wanted, isApt, die }) => {
    if (!step) return { condition: undefined, operation: undefined };
    const operation = isApt ? choose(step, outlook, die) : step;
    if (!("key" in operation.value)) {
      follow(operation, outlook);
      // Such an operation has no key for a condition: it is refused.
      const isRefused = isBatch && wanted?.kind === "malformed";
      return { condition: isRefused ? toCondition(wanted, undefined) : undefined, operation };
    }
    const key = latin1(operation.value.key);
    const stored = entries?.get(key);
    // MsgCreate has no condition; in a batch it may have one.
    const isFree = isBatch ? !outlook.touched.has(key) : operation.$case !== "create";
    const entry = stored && model.isLive(stored) ? stored : undefined;
    follow(operation, outlook);
    return { condition: isFree ? toCondition(wanted, entry) : undefined, operation };
  });
}

function choose(step: Step, { present, integers }: Outlook, die: number): Step {
  const pick = (list: readonly string[], otherwise: Uint8Array): Uint8Array =>
    list.length === 0 ? otherwise : fromLatin1(list[die % list.length] as string);
  const absent = KEYS.filter((key) => !present.has(key));
  if (present.size === 0 && NEEDS_PRESENT.includes(step.$case)) {
    const value = { key: pick(absent, NO_BYTES), value: NO_BYTES, lease: undefined };
    return { $case: "create", value };
  }
  if (absent.length === 0 && (step.$case === "create" || step.$case === "rename")) {
    return { $case: "delete", value: { key: pick([...present], NO_BYTES) } };
  }
  switch (step.$case) {
    case "multiUpdate": {
      const all = [...present];
      const entries = step.value.entries.map(({ key, value }, i) => {
        const chosen = all[(die + i) % (all.length || 1)];
        return { key: chosen === undefined ? key : fromLatin1(chosen), value };
      });
      return { $case: step.$case, value: { entries } };
    }
    case "create":
      return { $case: step.$case, value: { ...step.value, key: pick(absent, step.value.key) } };
    case "increment": {
      const key = pick([...integers, ...absent], step.value.key);
      return { $case: step.$case, value: { ...step.value, key } };
    }
    case "rename": {
      const { key, newKey } = step.value;
      const value = { key: pick([...present], key), newKey: pick(absent, newKey) };
      return { $case: step.$case, value };
    }
    case "update":
    case "delete":
    case "renewLease": {
      const value = { ...step.value, key: pick([...present], step.value.key) };
      return { $case: step.$case, value } as Step;
    }
    default:
      return step;
  }
}

/** What a step makes of it if it works. */
function follow(step: Step, { present, integers, touched }: Outlook): void {
  if (step.$case === "deleteAll") {
    for (const key of [...present].filter((one) => isInRange(one, step.value.range))) {
      present.delete(key);
    }
  }
  if (step.$case === "renewLeaseAll") for (const key of present) touched.add(key);
  if (step.$case === "multiUpdate") {
    for (const { key } of step.value.entries) {
      touched.add(latin1(key));
      integers.delete(latin1(key));
    }
  }
  if (!("key" in step.value)) return;
  const key = latin1(step.value.key);
  touched.add(key);
  if (step.$case === "renewLease") return;
  if (step.$case === "increment") integers.add(key);
  else integers.delete(key);
  if (step.$case === "delete" || step.$case === "rename") present.delete(key);
  else if (!NEEDS_PRESENT.includes(step.$case)) present.add(key);
  if (step.$case !== "rename") return;
  present.add(latin1(step.value.newKey));
  touched.add(latin1(step.value.newKey));
}
