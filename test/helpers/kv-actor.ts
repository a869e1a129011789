import { type BytesLike, bytesToText, toBytes } from "../../app/client/bytes.ts";
import { ChainError } from "../../app/core/errors.ts";
import { toRange, type RangeOptions } from "../../modules/kv/client-messages.ts";
import type { Entry, KeyEntry, Lease, LeaseState } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import { page } from "./bank-chain.ts";
import { KvChain } from "./kv-chain.ts";

type Fields = Readonly<Record<string, unknown>>;
type PageRequest = Parameters<typeof page>[0];

/** An answer, or the code of the error: a number for codespace kv, else `sdk/22`. */
export type Answer = Fields | number | string;

/** Keys of 103 bytes, in byte order. */
export function numberedKeys(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${i}`.padStart(6, "0").padStart(103, "k"));
}

/** What one account does and sees in one namespace. Keys and values may be texts. */
export class KvActor {
  readonly chain: KvChain;
  readonly address: string;
  readonly namespace: string;

  /** @param namespace a name of one's own, or `<owner address>/<name>` */
  constructor(chain: KvChain, address: string, namespace: string) {
    this.chain = chain;
    this.address = address;
    this.namespace = namespace.includes("/") ? namespace : `${address}/${namespace}`;
  }

  /** @param name of the message, without `Msg` */
  run(name: string, fields: Fields = {}): Answer {
    return this.chain.attempt(this.address, name, { namespace: this.namespace, ...fields });
  }

  create(key: BytesLike, value: BytesLike = "v", lease?: Partial<Lease>): Answer {
    return this.#put("Create", key, value, lease);
  }

  update(key: BytesLike, value: BytesLike, lease?: Partial<Lease>): Answer {
    return this.#put("Update", key, value, lease);
  }

  upsert(key: BytesLike, value: BytesLike, lease?: Partial<Lease>): Answer {
    return this.#put("Upsert", key, value, lease);
  }

  delete(key: BytesLike): Answer {
    return this.run("Delete", { key: toBytes(key) });
  }

  rename(key: BytesLike, newKey: BytesLike): Answer {
    return this.run("Rename", { key: toBytes(key), newKey: toBytes(newKey) });
  }

  renew(key: BytesLike, lease?: Partial<Lease>): Answer {
    return this.run("RenewLease", { key: toBytes(key), lease });
  }

  multiUpdate(entries: readonly (readonly [key: BytesLike, value: BytesLike])[]): Answer {
    return this.run("MultiUpdate", {
      entries: entries.map(([key, value]) => ({ key: toBytes(key), value: toBytes(value) })),
    });
  }

  /** Creates many keys in batches of the largest size. */
  createAll(keys: readonly BytesLike[], value: BytesLike = "v", lease?: Partial<Lease>): void {
    const operations = keys.map((key) => ({
      operation: { $case: "create", value: { key: toBytes(key), value: toBytes(value), lease } },
    }));
    for (let at = 0; at < operations.length; at += 1_000) {
      this.chain.run(this.address, "Batch", {
        namespace: this.namespace,
        operations: operations.slice(at, at + 1_000),
      });
    }
  }

  /** The value by a query; undefined if the key is absent. */
  get(key: BytesLike): string | null | undefined {
    const entry = this.entry(key);
    return entry && bytesToText(entry.value);
  }

  entry(key: BytesLike): Entry | undefined {
    const answer = this.ask("Get", { key: toBytes(key) });
    return typeof answer === "object" ? (answer["entry"] as Entry) : undefined;
  }

  has(key: BytesLike): boolean {
    return this.chain.query("Has", { namespace: this.namespace, key: toBytes(key) })[
      "has"
    ] as boolean;
  }

  count(): bigint {
    return this.chain.query("Count", { namespace: this.namespace })["count"] as bigint;
  }

  /** The keys of one page, as text, and where the next starts. */
  page(
    range: RangeOptions = {},
    request: PageRequest = {},
  ): { readonly keys: (string | null)[]; readonly nextKey: Uint8Array } {
    const { keys, pagination } = this.chain.query("Keys", {
      namespace: this.namespace,
      range: toRange(range),
      pagination: page(request),
    }) as { keys: Uint8Array[]; pagination: { nextKey: Uint8Array } };
    return { keys: keys.map(bytesToText), nextKey: pagination.nextKey };
  }

  /** All keys, page by page. */
  keys(range: RangeOptions = {}): (string | null)[] {
    const all: (string | null)[] = [];
    for (let key: Uint8Array = new Uint8Array(0); ;) {
      const { keys, nextKey } = this.page(range, { key, limit: 1_000n });
      all.push(...keys);
      if (nextKey.length === 0) return all;
      key = nextKey;
    }
  }

  /** Keys and values of the first page. */
  entries(): [key: string | null, value: string | null][] {
    const { entries } = this.chain.query("Entries", { namespace: this.namespace });
    return (entries as KeyEntry[]).map(({ key, entry }) => [
      bytesToText(key),
      bytesToText(entry?.value ?? new Uint8Array(0)),
    ]);
  }

  /** `<name>:<key>` of every key in the namespaces that the account owns. */
  myKeys(): string[] {
    const { keys } = this.chain.query("MyKeys", { owner: this.address });
    return (keys as { namespace: string; key: Uint8Array }[]).map(
      ({ namespace, key }) => `${namespace.split("/")[1]}:${bytesToText(key)}`,
    );
  }

  /** Seconds until the lease ends; undefined if the key is absent. */
  lease(key: BytesLike): bigint | undefined {
    const answer = this.ask("Lease", { key: toBytes(key) });
    if (typeof answer !== "object") return undefined;
    return (answer["lease"] as LeaseState).remainingSeconds;
  }

  shortest(limit: number): Answer {
    const answer = this.ask("ShortestLeases", { limit });
    if (typeof answer !== "object") return answer;
    return (answer["leases"] as LeaseState[]).map(({ key, remainingSeconds }) => [
      bytesToText(key),
      remainingSeconds,
    ]) as unknown as Fields;
  }

  /** A query about the namespace. */
  ask(method: string, fields: Fields = {}): Answer {
    try {
      return this.chain.query(method, { namespace: this.namespace, ...fields });
    } catch (error) {
      if (!(error instanceof ChainError)) throw error;
      return error.codespace === "kv" ? error.code : `${error.codespace}/${error.code}`;
    }
  }

  get record() {
    return this.chain.record(this.namespace);
  }

  #put(name: string, key: BytesLike, value: BytesLike, lease: Partial<Lease> | undefined): Answer {
    return this.run(name, { key: toBytes(key), value: toBytes(value), lease });
  }
}

/** A chain, and two who have funds: Alice in her namespace, and Bob, who looks at the same one. */
export function aliceAndBob(options: ConstructorParameters<typeof KvChain>[1] = {}) {
  const chain = new KvChain(["alice", "bob"], options);
  const [alice = "", bob = ""] = chain.people;
  return {
    chain,
    alice: new KvActor(chain, alice, "data"),
    bob: new KvActor(chain, bob, `${alice}/data`),
  };
}
